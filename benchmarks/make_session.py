"""Make a session of any size from the bundled model, without any FITS file.

Usage: benchmarks/make_session.py ROWS FOLDER [SPECTRA]

Writes FOLDER/ROWS.spectro and its pack. Stars are drawn from the templates that the model knows,
with photon noise, and emission lines in some of the cool ones; widths and RMSE are measured
against those templates. SPECTRA: how many of the rows get a record in the pack, all unless given
(a million take 14 GB).
"""

import sys
import time
from pathlib import Path

import numpy as np

from spectrogui import __version__
from spectrogui.analysis.measured import WINDOWS
from spectrogui.analysis.recipe import method_sha256
from spectrogui.core.columns import COLUMNS
from spectrogui.core.grid import OUTSIDE_LINES, R1800_WAVE
from spectrogui.core.lines import ACTIVE, MEASURED
from spectrogui.core.parameters import Parameters
from spectrogui.io.models import model_folder, weights_of
from spectrogui.io.pack import Pack, Record, pack_path, packed
from spectrogui.io.session_file import SessionFile
from spectrogui.io.targets import Target
from spectrogui.model.bundle import load_bundle

CHUNK = 8192
HOTTEST, COOLEST = 9000.0, 3300.0
TYPES = ((7500, "A"), (6000, "F"), (5300, "G"), (3900, "K"), (0, "M"))
FLAGS = np.array(["", "", "", "", "cosmic", "sky", "nebular", "frame", "low_snr;sky"], object)
SHIFT = 2.0
"""Å, 1σ width of the emission lines."""


class Stars:
    """A model's own templates, each with a Teff by the depth of its Hα."""

    def __init__(self):
        self.model = load_bundle(model_folder("r1800")).model
        self.starts = self.model.starts
        flux = self.model.decode(self.starts)
        order = np.argsort((1 - flux) @ WINDOWS[:, 0])[::-1]
        self.teff = np.empty(len(order))
        self.teff[order] = np.geomspace(HOTTEST, COOLEST, len(order))
        self.sha256, self.sha256_r250 = weights_of("both")

    def draw(self, rows, random):
        """Columns of some rows, and what their records hold."""
        which = random.integers(0, len(self.starts), len(rows))
        latent = self.starts[which] + random.normal(0, 0.05, (len(rows), 4)).astype("f4")
        template = self.model.decode(latent)
        teff = self.teff[which] * random.normal(1, 0.02, len(rows))
        snr = np.clip(random.lognormal(3.6, 0.7, len(rows)), 5, 500)
        active = (teff < 5500) & (random.random(len(rows)) < 0.2)
        excess = np.where(active, random.exponential(2.0, len(rows)), 0.0)
        flux, sigma = observed(template, snr, excess, random)
        values = identity(rows, random) | measured(flux - template, sigma, snr)
        values |= {f"z{i + 1}": latent[:, i].astype(float) for i in range(4)}
        values |= self.kind(teff, snr, random)
        cool = teff < 6000
        values["active"] = ((values["ew_ha"] > 1) & (values["rmse"] < 0.02) & cool).astype(float)
        return values, (flux, sigma, template)

    def kind(self, teff, snr, random):
        """What survey, catalogue and provenance say."""
        count = len(teff)
        letters = [next(letter for least, letter in TYPES if t >= least) for t in teff]
        digits = random.integers(0, 10, count)
        texts = {
            "class": "STAR",
            "status": "ok",
            "rv_source": "header",
            "model_sha256": self.sha256,
            "model_r250_sha256": self.sha256_r250,
            "prep_sha256": method_sha256(),
            "app_version": __version__,
        }
        return {name: np.full(count, text, object) for name, text in texts.items()} | {
            "subclass": np.array(
                [f"{a}{n}" for a, n in zip(letters, digits, strict=True)], object
            ),
            "flags": random.choice(FLAGS, count),
            "teff": teff,
            "logg": random.normal(4.3, 0.3, count),
            "feh": random.normal(-0.1, 0.2, count),
            "snr_r": snr,
            "rv_kms": random.normal(0, 30, count),
            "lag_kms": random.normal(0, 5, count),
            "frame_ok": np.ones(count),
            "outlier": random.random(count) ** 3,
            "active_r250": (random.random(count) < 0.03).astype(float),
        }


def observed(template, snr, excess, random):
    """Flux and its 1σ of templates with emission lines of some widths, Å."""
    sigma = np.repeat((1 / snr).astype("f4")[:, None], template.shape[1], axis=1)
    flux = template + sigma * random.standard_normal(template.shape, dtype="f4")
    for line in ACTIVE:
        share = 1.0 if line.key == "ha" else 0.25
        shape = np.exp(-0.5 * ((R1800_WAVE - line.air) / SHIFT) ** 2) / (SHIFT * 2.5066)
        flux += (share * excess[:, None] * shape).astype("f4")
    return flux, sigma


def measured(residual, sigma, snr):
    """Widths, RMSE and χ² of residuals."""
    widths = residual @ WINDOWS
    errors = sigma[:, :1] * np.sqrt((WINDOWS**2).sum(axis=0))
    made = {}
    for number, line in enumerate(MEASURED):
        sign = -1 if line.kind == "lithium" else 1
        made[f"ew_{line.key}"] = sign * widths[:, number].astype(float)
        made[f"e_ew_{line.key}"] = np.hypot(errors[:, number], 0.05).astype(float)
    outside = residual[:, OUTSIDE_LINES]
    made["rmse"] = np.sqrt((outside.astype(float) ** 2).mean(axis=1))
    made["chi2r"] = (made["rmse"] * snr) ** 2
    made["ew_exc_ha_r250"] = 0.8 * made["ew_ha"]
    made["e_ew_exc_ha_r250"] = 1.5 * made["e_ew_ha"]
    return made


def identity(rows, random):
    """Who each star is: names in the survey's own forms."""
    count = len(rows)
    ra, dec = random.uniform(0, 360, count), random.uniform(-10, 60, count)
    plans = [f"KP{row // 3000:06d}N000000V01" for row in rows]
    places = [(row // 250 % 16 + 1, row % 250 + 1) for row in rows]
    return {
        "obsid": np.array([str(100_000_000 + 13 * row) for row in rows], object),
        "designation": np.array([designation(*at) for at in zip(ra, dec, strict=True)], object),
        "lmjd": 57_000.0 + np.asarray(rows) // 3000,
        "planid": np.array(plans, object),
        "spid": np.array([spid for spid, _ in places], float),
        "fiberid": np.array([fibre for _, fibre in places], float),
        "ra": ra,
        "dec": dec,
        "epic": np.array([str(201_000_000 + row) if row % 2 else "" for row in rows], object),
        "input_sha256": np.array([random.bytes(32).hex() for _ in rows], object),
    }


def designation(ra, dec):
    """LAMOST JHHMMSS.ss±DDMMSS.s of a place in degrees."""
    centiseconds, tenths = int(ra / 15 * 360_000), int(abs(dec) * 36_000)
    hours, rest = divmod(centiseconds, 360_000)
    minutes, rest = divmod(rest, 6000)
    degrees, more = divmod(tenths, 36_000)
    arcminutes, more = divmod(more, 600)
    return (
        f"LAMOST J{hours:02d}{minutes:02d}{rest / 100:05.2f}"
        f"{'-' if dec < 0 else '+'}{degrees:02d}{arcminutes:02d}{more / 10:04.1f}"
    )


def rounded(values):
    """Numbers with as many digits as their columns keep."""
    digits = {column.name: column.digits for column in COLUMNS if column.kind == "float"}
    return {
        name: np.round(array, digits[name]) + 0.0 if name in digits else array
        for name, array in values.items()
    }


def targets_of(values):
    """The rows as a list of files would give them."""
    for at, plan in enumerate(values["planid"]):
        spid, fibre = values["spid"][at], values["fiberid"][at]
        name = f"spec-{values['lmjd'][at]:.0f}-{plan}_sp{spid:02.0f}-{fibre:03.0f}.fits.gz"
        star = Parameters(
            teff=values["teff"][at], epic=values["epic"][at],
            ra=values["ra"][at], dec=values["dec"][at],
        )  # fmt: skip
        yield Target(f"K2/{plan}/{name}", parameters=star, obsid=values["obsid"][at])


def record_parts(flux, sigma, template):
    """Records of some spectra."""
    bits, error = np.zeros(flux.shape[1], "u1"), np.full(flux.shape[1], 0.004, "f4")
    return packed(
        [Record(f, s, t, error, bits) for f, s, t in zip(flux, sigma, template, strict=True)]
    )


def make_session(count, folder, spectra=None, seed=0):
    """Write a session of `count` rows into a folder; returns its path."""
    path = Path(folder) / f"{count}.spectro"
    stars, random = Stars(), np.random.default_rng(seed)
    recorded = count if spectra is None else spectra
    file = SessionFile.create(path)
    pack = Pack(pack_path(path), stars.sha256, method_sha256())
    for start in range(0, count, CHUNK):
        rows = np.arange(start, min(start + CHUNK, count))
        values, parts = stars.draw(rows, random)
        values = rounded(values)
        file.append_targets(list(targets_of(values)))
        file.write_results(rows, values)
        kept = rows[rows < recorded]
        if len(kept):
            pack.put_packed(kept, record_parts(*(part[: len(kept)] for part in parts)))
    file.keep({"provenance.model": "r1800", "provenance.model_sha256": stars.sha256})
    file.close()
    pack.close()
    return path


if __name__ == "__main__":
    started = time.perf_counter()
    given = sys.argv[1:]
    made = make_session(int(given[0]), given[1], int(given[2]) if len(given) > 2 else None)
    size = sum(file.stat().st_size for file in (made, pack_path(made))) / 1e9
    print(f"{made}: {int(given[0]):,} rows, {size:.1f} GB, {time.perf_counter() - started:.0f} s")
