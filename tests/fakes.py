"""Spectrum files that tests make: of every layout, and damaged in every way.

A spectrum here is flat (continuum 1000) with an absorption or emission line at Hα, so that a test
knows what it put in.
"""

import gzip
from pathlib import Path

import numpy as np

from spectrogui.core.spectrum import Header, Spectrum
from spectrogui.io.lamost_write import write_lamost

H_ALPHA = 6564.61  # Å, vacuum
LEVEL = 1000.0
PIXELS = 3909


def spectrum(*, pixels=PIXELS, z=0.0, ew_ha=0.0, snr=50.0, bad=None, flagged=None, **header):
    """A spectrum on LAMOST's grid.

    Parameters
    ----------
    z : of the line, and in the header unless `header` says otherwise
    ew_ha : Å, emission positive, as a Gaussian of 2 Å sigma
    bad : pixels with ivar = 0 and flux = 0 (a slice or index array)
    flagged : pixels with ORMASK = 4
    header : attributes of `core.spectrum.Header`
    """
    wave = 10 ** (3.5682 + 1e-4 * np.arange(pixels))
    line = np.exp(-0.5 * ((wave / (1 + z) - H_ALPHA) / 2.0) ** 2) / (2.0 * np.sqrt(2 * np.pi))
    flux = (LEVEL * (1 + ew_ha * line)).astype(np.float32)
    ivar = np.full(pixels, (snr / LEVEL) ** 2, dtype=np.float32)
    ormask = np.zeros(pixels, dtype=np.int32)
    if bad is not None:
        flux[bad] = ivar[bad] = 0
    if flagged is not None:
        ormask[flagged] = 4
    known = {
        "path": "",
        "obsid": "101008",
        "designation": "LAMOST J220928.49-015720.7",
        "lmjd": 55859.0,
        "planid": "F5902",
        "spid": 1.0,
        "fiberid": 8.0,
        "ra": 332.368745,
        "dec": -1.955771,
        "spectral_class": "STAR",
        "subclass": "G5",
        "snr_r": snr,
        "z": z,
        "objname": "1237679997693657104",
        "data_v": "LAMOST DR10",
    }
    return Spectrum(wave, flux, ivar, np.zeros_like(ormask), ormask, Header(**(known | header)))


def write_spectrum(path, *, layout="coadd", cards=None, **made):
    """Write `spectrum(**made)` and return its path; `cards` go on top of its header's."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_lamost(path, spectrum(**({"path": str(path)} | made)), cards, layout=layout)
    return path


def write_many(folder, count, *, layout="coadd", **made):
    """Write `count` spectra that differ in obsid and fibre; returns their paths in order."""
    return [
        write_spectrum(
            Path(folder) / f"spec-55859-F5902_sp01-{fibre:03d}.fits.gz",
            layout=layout,
            **({"obsid": str(101000 + fibre), "fiberid": float(fibre)} | made),
        )
        for fibre in range(1, count + 1)
    ]


def cut(path, share=0.5):
    """Lose the end of a file, as a download does that broke off."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def spoil_checksum(path):
    """Change one byte of a gzip file's checksum."""
    content = bytearray(path.read_bytes())
    content[-8] ^= 0xFF
    path.write_bytes(content)
    return path


def fits(parts):
    """FITS bytes of parts given as (cards, data); SIMPLE and XTENSION are put in front."""
    blocks = []
    for number, (cards, data) in enumerate(parts):
        first = {"SIMPLE": "T"} if number == 0 else {"XTENSION": "'BINTABLE'"}
        lines = [f"{name:<8}= {value!s:>20}".ljust(80) for name, value in (first | cards).items()]
        head = "".join([*lines, "END".ljust(80)]).encode()
        blocks.append(head.ljust(-(-len(head) // 2880) * 2880))
        blocks.append(data.ljust(-(-len(data) // 2880) * 2880, b"\0"))
    return b"".join(blocks)


def table(columns, rows=1, **cards):
    """The (cards, data) of a binary table with columns given as {name: form}; all zeros."""
    widths = {"E": 4, "D": 8, "J": 4, "K": 8, "I": 2, "A": 1}
    forms = list(columns.values())
    width = sum(int(form[:-1] or 1) * widths[form[-1]] for form in forms)
    quoted = {name: f"'{value}'" for name, value in cards.items()}
    head = {
        "BITPIX": 8,
        "NAXIS": 2,
        "NAXIS1": width,
        "NAXIS2": rows,
        "PCOUNT": 0,
        "GCOUNT": 1,
        "TFIELDS": len(columns),
        **{f"TTYPE{i}": f"'{name}'" for i, name in enumerate(columns, 1)},
        **{f"TFORM{i}": f"'{form}'" for i, form in enumerate(forms, 1)},
        **quoted,
    }
    return head, bytes(width * rows)


def image(shape, **cards):
    """The (cards, data) of a float image of zeros, without SIMPLE."""
    axes = {f"NAXIS{i}": size for i, size in enumerate(reversed(shape), 1)}
    quoted = {name: f"'{value}'" for name, value in cards.items()}
    return {"BITPIX": -32, "NAXIS": len(shape), **axes, **quoted}, bytes(4 * int(np.prod(shape)))


def write_not_lamost(folder):
    """One file of everything that must be refused: {what it is: its path}."""
    folder = Path(folder)
    empty = ({"BITPIX": 8, "NAXIS": 0}, b"")
    medium = {"FLUX": "E", "IVAR": "E", "LOGLAM": "E"}
    sdss = ({"BITPIX": 8, "NAXIS": 0, "TELESCOP": "'SDSS 2.5-M'"}, b"")
    contents = {
        "medium": fits([empty, table(medium, 10, EXTNAME="COADD_B"), table(medium, 10)]),
        "exposures": fits([empty, table({"FLUX": "8E", "IVAR": "8E", "LOGLAM": "8E"}, 4)]),
        "sdss": fits([sdss, table({"flux": "E", "loglam": "E", "ivar": "E"}, 10)]),
        "old_sdss": fits([image((5, 3800), TELESCOP="SDSS 2.5-M")]),
        "ondrejov": fits([image((1997,), TELESCOP="ZEISS-2m")]),
        "table": fits([empty, table({"rv": "D", "obsid": "K"}, 3)]),
        "image": fits([image((20, 30))]),
        "nothing": fits([empty]),
        "lfs": b"version https://git-lfs.github.com/spec/v1\noid sha256:2fc0\nsize 182004480\n",
        "web_page": b"<!DOCTYPE html><html><body>Log in</body></html>",
        "message": b'{"error": "no permission"}',
        "zip": b"PK\x03\x04" + bytes(60),
        "text": b"obviously not a spectrum",
        "empty": b"",
    }
    paths = {}
    for name, content in contents.items():
        paths[name] = folder / f"{name}.fits"
        paths[name].write_bytes(content)
    whole = write_spectrum(folder / "whole.fits").read_bytes()
    zipped = gzip.compress(whole, mtime=0)
    for name, content in {
        "cut.fits": whole[:20000],
        "cut_header.fits": whole[:2000],
        "cut_gzip.fits.gz": zipped[: len(zipped) // 2],
        "hardly_gzip.fits.gz": zipped[:5],
        "checksum.fits.gz": zipped[:-8] + bytes(4) + zipped[-4:],
        "junk_gzip.fits.gz": zipped[:30] + bytes(range(256)) * 4,
    }.items():
        paths[name.partition(".")[0]] = folder / name
        (folder / name).write_bytes(content)
    (folder / "whole.fits").unlink()
    return paths
