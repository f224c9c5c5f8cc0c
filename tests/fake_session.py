"""Sessions and spectra made up from a few simple stars, for tests that need something to draw."""

import multiprocessing
import os
import time
from types import MappingProxyType, SimpleNamespace

import numpy as np

from spectrogui.core.columns import COLUMNS
from spectrogui.core.grid import BAD, R250_WAVE, R1800_WAVE, TELLURIC_BAND
from spectrogui.core.lines import ACTIVE, MEASURED
from spectrogui.core.shown import RedArm, Shown, Slitless
from spectrogui.core.spectrum import Header, Spectrum
from spectrogui.core.table import Table
from spectrogui.io.label_log import LabelChange
from spectrogui.io.pack import Record
from spectrogui.store.session import Session

_TEFF = {"A": 8500.0, "F": 6600.0, "G": 5800.0, "K": 4900.0, "M": 3600.0}
SHIFTED = {4: -53.2}
"""The true velocity, km/s, of the stars whose header is wrong, by the number in their name."""
_RARE = np.array(["nebular", "cosmic", "masked_ha", "masked_ca", "frame", "low_snr"], dtype=object)


def fake_session(n, seed=0, *, scored=True):
    """A session of n rows without a file behind it; most rows scored, some failed or partial."""
    return Session(fake_table(n, seed, scored=scored))


def make_session(n, tmp_path, scored=True, seed=0):
    """The same with a session file, `tmp_path/fake.spectro`, and a pack behind it."""
    session = Session()
    session.create(tmp_path / "fake.spectro")
    table = fake_table(n, seed, scored=False)
    session.add(targets(*table["path"]))
    table = fake_table(n, seed, scored=scored)
    rows = np.arange(n)
    columns = {column.name: table[column.name] for column in COLUMNS if column.name != "path"}
    if scored:
        session.file.write_results(rows, columns)
        flux, sigma, bits, template = fake_spectrum(0)
        record = Record(flux, sigma, template, fake_template_sigma(), bits, model="a1" * 32)
        session.pack.made_with("a1" * 32, "b2" * 32)
        session.pack.put(rows[:100], [record] * min(n, 100))
        session.take_results(rows, columns)
    return session


def said(row, kind, after, *, last=None, utc="2026-01-01T00:00:00Z"):
    """What a session file is told when Ann says something of a row, or of those up to `last`."""
    nothing = None if kind in ("verdict", "star") else ""
    last = row if last is None else last
    return LabelChange(utc, "Ann", kind, 1, "", [row], [last], [nothing], [after], ["Ann"], [utc])


def fake_table(n, seed=0, *, scored=True):
    """n plausible rows: types A to M, latents that follow the type, a tail of active M dwarfs."""
    random = np.random.default_rng(seed)
    table = Table()
    table.extend(n, _identity(n, random))
    if scored:
        table.place(np.arange(n), fake_results(table, seed))
    return table


def fake_results(table, seed=0):
    """What scoring would write for every row of a table, in stored form."""
    n, random = len(table), np.random.default_rng(seed + 1)
    letters = random.choice(list(_TEFF), n, p=[0.06, 0.2, 0.36, 0.22, 0.16])
    teff = np.array([_TEFF[letter] for letter in letters]) + random.normal(0, 250, n)
    subclass = np.array(
        [f"{a}{d}" for a, d in zip(letters, random.integers(0, 9, n), strict=True)], object
    )
    snr = np.round(random.lognormal(3.6, 0.7, n), 2)
    active = (letters == "M") & (random.random(n) < 0.3)
    made = {
        "subclass": subclass,
        "class": np.full(n, "STAR", object),
        "snr_r": snr,
        "teff": np.round(teff, 1),
        "logg": np.round(random.normal(4.4, 0.2, n), 3),
        "feh": np.round(random.normal(-0.1, 0.2, n), 3),
        "rv_kms": np.round(random.normal(0, 35, n), 2),
        "rv_source": np.full(n, "header", object),
        "lag_kms": np.round(random.normal(0, 4, n), 2),
        "frame_ok": np.ones(n),
        "rmse": np.round(0.004 + 0.6 / snr, 5),
        "chi2r": np.round(random.gamma(40, 0.025, n), 3),
        "outlier": np.round(random.random(n) ** 3, 4),
        "active": active.astype(float),
        "status": np.full(n, "ok", object),
        "app_version": np.full(n, "0.1.0", object),
        "model_sha256": np.full(n, "a1" * 32, object),
        "prep_sha256": np.full(n, "b2" * 32, object),
        "input_sha256": np.array([f"{row:064x}" for row in range(n)], object),
        "flags": np.where(random.random(n) < 0.08, random.choice(_RARE, n), "").astype(object),
    }
    made |= _latents(teff, random) | _widths(active, snr, random)
    _spoil(made, table, random)
    return made


def fake_spectrum(row, *, masked=True):
    """The 800 points of a star: flux, sigma, bits and template; M dwarfs emit in Hα."""
    random = np.random.default_rng(row)
    template = 1 + 0.02 * np.sin(R1800_WAVE / 37 + row % 7)
    flux = template.copy()
    for line in ACTIVE:
        depth = 0.45 if line.key != "ha" else 0.6
        shape = np.exp(-0.5 * ((R1800_WAVE - line.air) / 2.2) ** 2)
        template -= depth * shape
        flux -= (depth - (0.9 if row % 5 == 0 else 0.05)) * shape
    flux += random.normal(0, 0.02, 800)
    bits = np.zeros(800, np.uint8)
    if masked:
        start = 120 + row % 40
        bits[start : start + 4] = BAD
        flux[start : start + 4] = 1
        bits[400:408] = TELLURIC_BAND
    sigma = np.where(bits & BAD, np.inf, 0.02)
    small = np.float32
    return flux.astype(small), sigma.astype(small), bits, template.astype(small)


def fake_slitless(row=0):
    """A star at R = 250 that emits in Hα, with a hole at 7000 Å."""
    random = np.random.default_rng(row)
    template = 1 + 0.1 * np.sin(R250_WAVE / 300)
    line = 0.4 * np.exp(-0.5 * ((R250_WAVE - 6562.8) / 9) ** 2)
    raw = (template + line) * (R250_WAVE / 6525) ** 0.2
    good = abs(R250_WAVE - 7000) > 10
    flux = template + line + random.normal(0, 0.005, len(R250_WAVE))
    return Slitless(R250_WAVE, flux, np.full(len(flux), 0.005), good, template, raw)


def fake_template_sigma():
    """1σ of the template of any star."""
    return np.full(800, 0.004, np.float32)


def make_shown(row, values=None, *, arm=True, masked=True):
    """What the panels draw for a row."""
    flux, sigma, bits, template = fake_spectrum(row, masked=masked)
    if values is None:
        values = fake_table(row + 1).row(row)
    wave = np.arange(5700.0, 9000.0, 1.5)
    slope = 100 * (wave / 7000.0) ** -1.5
    inside = np.interp(wave, R1800_WAVE, flux)
    inside[(wave > 6770) & (wave < 8381)] = 1
    noise = np.random.default_rng(row).normal(0, 0.02, len(wave))
    red = RedArm(wave, slope * (inside + noise), slope, np.zeros(len(wave), np.uint8))
    error = fake_template_sigma()
    more = (red, fake_slitless(row)) if arm else ()
    return Shown(row, R1800_WAVE, flux, sigma, bits, template, error, values, *more)


def _identity(n, random):
    count = np.arange(n)
    return {
        "path": np.array(
            [
                f"/data/spec-57041-EG024715N225737V01_sp{i % 16 + 1:02d}-{i:03d}.fits.gz"
                for i in count
            ],
            object,
        ),
        "obsid": np.array([str(292012004 + 37 * i) for i in count], object),
        "designation": np.array(
            [f"J0247{i % 60:02d}.{i % 100:02d}+2257{i * 7 % 60:02d}.5" for i in count], object
        ),
        "lmjd": np.full(n, 57041.0),
        "planid": np.full(n, "EG024715N225737V01", object),
        "spid": count % 16 + 1.0,
        "fiberid": count % 250 + 1.0,
        "ra": np.round(random.uniform(40, 45, n), 6),
        "dec": np.round(random.uniform(20, 25, n), 6),
        "epic": np.where(
            count % 3 == 0, np.array([str(211117077 + i) for i in count], object), ""
        ),
    }


def _latents(teff, random):
    s = (teff - 5500) / 1500
    z = random.normal(0, 0.3, (4, len(teff)))
    z += [s, 0.5 * s**2 - 0.4, np.sin(s), 0.2 * s]
    return {f"z{i + 1}": np.round(z[i], 4) for i in range(4)}


def _widths(active, snr, random):
    made = {}
    excess = np.where(active, random.exponential(2, len(active)), 0)
    for line in MEASURED:
        error = np.round(0.02 + 2.5 / snr, 4)
        share = {"ha": 1.0, "li": 0.0}.get(line.key, 0.25)
        made[f"ew_{line.key}"] = np.round(share * excess + random.normal(0, error), 4)
        made[f"e_ew_{line.key}"] = error
    return made


def _spoil(made, table, random):
    """One row in a hundred could not be read, two have a masked Hα; never the first sixty."""
    n = len(table)
    late = np.arange(n) >= 60
    failed, partial = late & (random.random(n) < 0.01), late & (random.random(n) < 0.02)
    made["problem"] = np.full(n, "", object)
    made["problem"][partial] = "Hα is masked: 12 of 20 Å have no usable flux."
    made["status"][partial] = "partial"
    made["ew_ha"][partial] = made["e_ew_ha"][partial] = np.nan
    for name, values in made.items():
        if name not in {"status", "problem", "app_version"}:
            values[failed] = "" if values.dtype == object else np.nan
    made["status"][failed] = "failed"
    made["problem"][failed] = [
        f"{path.rsplit('/', 1)[1]} ends early: the file is truncated; copy it again."
        for path in table["path"][failed]
    ]


class FakeAnalyser:
    """Says plausible things of any spectrum, and remembers which parameters it was given."""

    provenance = MappingProxyType({"model": "made up for tests"})
    model_sha256 = "a1" * 32
    model_r250_sha256 = ""
    prep_sha256 = "b2" * 32

    def __init__(self, seconds=0.0):
        self.seconds = seconds  # that each spectrum takes
        self.parameters = []

    def run(self, spectra, parameters):
        self.parameters.extend(parameters)
        time.sleep(self.seconds * len(spectra))
        return [self._analysis(*pair) for pair in zip(spectra, parameters, strict=True)]

    def _analysis(self, spectrum, star):
        header = spectrum.header
        number = int(header.obsid or 0)
        flux, sigma, bits, template = fake_spectrum(number % 1000)
        row = {column.name: None for column in COLUMNS} | {
            "path": header.path,
            "obsid": header.obsid,
            "status": "ok",
            "ew_ha": round(number % 97 / 50, 4),
            "rv_kms": star.rv_kms if star and star.rv_kms == star.rv_kms else 10.0,
            "rv_source": star.rv_from if star and star.rv_kms == star.rv_kms else "header",
            "z1": 0.1,
            "teff": star.teff if star else None,
            "input_sha256": header.input_sha256,
            "model_sha256": self.model_sha256,
            "model_r250_sha256": self.model_r250_sha256,
            "prep_sha256": self.prep_sha256,
            "app_version": "0.1.0",
        }
        row["lag_kms"] = round(SHIFTED.get(number, 10.0) - row["rv_kms"], 2)
        row["frame_ok"] = abs(row["lag_kms"]) < 23
        return SimpleNamespace(
            wave=R1800_WAVE,
            flux=flux,
            sigma=sigma,
            template=template,
            template_sigma=fake_template_sigma(),
            bits=bits,
            basis=None,
            residual=flux - template,
            row=row,
        )


def load_slowly(model):
    """An analyser to be loaded by any process; a spectrum takes it 50 ms."""
    return FakeAnalyser(0.05)


def fake_read(path):
    """What reading a file gives: files with "bad" in their name cannot be read."""
    if "bad" in path.name:
        return f"{path.name} is empty: copy it again."
    nothing = np.zeros(3, np.float32)
    mask = np.zeros(3, np.int32)
    number = "".join(letter for letter in path.stem if letter.isdecimal())
    header = Header(str(path), obsid=number, input_sha256=f"{int(number or 0):064x}")
    return Spectrum(np.array([1.0, 2.0, 3.0]), nothing, nothing, mask, mask, header)


def fatal_read(path):
    """The same, but a file with "fatal" in its name kills a process that was made to read."""
    if "fatal" in path.name and multiprocessing.parent_process() is not None:
        os._exit(1)
    return fake_read(path)


def targets(*paths, **others):
    """What `io.inputs.gather` gives for some paths."""
    blank = {"problem": "", "parameters": None, "obsid": "", "curves": ()} | others
    return [SimpleNamespace(path=str(path), **blank) for path in paths]
