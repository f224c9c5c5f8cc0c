"""One record of a pack: a prepared spectrum with all that measuring it again needs, a template.

First comes what does not depend on a model (the basis), then what a model made of it; each part
has a check of its own, so that a write that was cut short takes no prepared spectrum with it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from spectrogui.core.grid import R250_WAVE, R1800_WAVE, SPIKE
from spectrogui.core.lines import MEASURED
from spectrogui.core.slitless_bands import NEAR_LINE
from spectrogui.core.spectrum import Header

SOURCES = ("none", "header", "ccf", "catalogue", "hand")
"""Where a velocity can be from, in the order of their numbers in a record."""

_POINTS, _WIDE = len(R1800_WAVE), len(R250_WAVE)
_NEAR = NEAR_LINE.stop - NEAR_LINE.start
_UPPER = np.triu_indices(_NEAR)
_HEADER = 256  # bytes
_LARGEST = float(np.finfo(np.float16).max)
_TOLD = ("obsid", "designation", "lmjd", "planid", "spid", "fiberid", "epic", "ra", "dec",
         "spectral_class", "subclass", "snr_r", "z", "simulated")  # fmt: skip
RECORD = np.dtype(
    [
        ("flux", "<f4", _POINTS),
        ("sigma", "<f4", _POINTS),
        ("rv_kms", "<f8"),
        ("rv_quality", "<f8"),
        ("sky", "<f8"),
        ("colour", "<f8"),
        ("window_sigma", "<f4", len(MEASURED)),
        ("slitless_flux", "<f4", _WIDE),
        ("slitless_sigma", "<f4", _WIDE),
        ("slitless_covariance", "<f4", len(_UPPER[0])),
        ("bits", "u1", _POINTS // 2),
        ("header", f"S{_HEADER}"),
        ("input_sha256", "V32"),
        ("slitless_good", "u1", (_WIDE + 7) // 8),
        ("slitless_whole", "u1"),
        ("rv_source", "u1"),
        ("has_basis", "u1"),
        ("spare", "u1", 3),
        ("basis_check", "<u4"),
        ("template", "<f4", _POINTS),
        ("template_sigma", "<f2", _POINTS),
        ("spikes", "u1", _POINTS // 8),
        ("model", "S16"),
        ("check", "<u4"),
    ],
    align=True,
)
"""Bits fill half a byte each; of a hash of a model the first 16 digits are kept. Nothing lies
between two fields: what a copy leaves there would spoil the checks."""
_PARTS = (("flux", "basis_check"), ("template", "check"))

Packed = NDArray[np.void]
"""(n,) records as they lie in the file, each with its checks."""
Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What measuring a star again needs beside its prepared spectrum.

    Attributes
    ----------
    header : who it is; its path, `objname`, `data_v` and `layout` are not kept
    rv_kms, rv_source, rv_quality : the velocity that was taken out: see `analysis.velocities`
    window_sigma : (5,) ; sky, colour : see `science.prepare.Prepared`
    slitless_flux, slitless_sigma, slitless_good : (300,) ; slitless_covariance : (p, p) ;
        slitless_whole : see `science.slitless.Degraded`; in single precision
    """

    header: Header
    rv_kms: float
    rv_source: str
    rv_quality: float
    window_sigma: Floats
    sky: float
    colour: float
    slitless_flux: Floats
    slitless_sigma: Floats
    slitless_good: NDArray[np.bool_]
    slitless_covariance: Floats
    slitless_whole: bool


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One prepared spectrum, (800,) each: as in `core.shown.Shown`.

    Attributes
    ----------
    basis : without it the star can be drawn, but not measured again
    model : SHA-256 of the model that made the template, "" unknown; its beginning, if it was read
    """

    flux: NDArray[np.float32]
    sigma: NDArray[np.float32]
    template: NDArray[np.float32]
    template_sigma: NDArray[np.floating]
    bits: NDArray[np.uint8]
    basis: Basis | None = None
    model: str = ""


def packed(records: Sequence[Record]) -> Packed:
    """Records as they lie in the file."""
    made = np.zeros(len(records), dtype=RECORD)
    if not records:
        return made
    made["flux"] = [record.flux for record in records]
    made["sigma"] = [record.sigma for record in records]
    bits = np.array([record.bits for record in records], np.uint8)
    plain = bits & ~np.uint8(SPIKE)
    made["bits"] = plain[:, ::2] | plain[:, 1::2] << 4
    for number, record in enumerate(records):
        if record.basis is not None:
            _put_basis(made[number], record.basis)
    _put_checks(made, *_PARTS[0])
    put_model(made, records)
    return made


def put_model(made: Packed, records: Sequence[Record]) -> None:
    """Write what a model made of spectra over what another one made, (n,) each."""
    made["template"] = [record.template for record in records]
    errors = np.array([record.template_sigma for record in records])
    made["template_sigma"] = np.minimum(errors, _LARGEST)
    spikes = np.array([record.bits for record in records], np.uint8) & SPIKE > 0
    made["spikes"] = np.packbits(spikes, axis=1)
    made["model"] = [record.model[:16].encode() for record in records]
    _put_checks(made, *_PARTS[1])


def record_at(made: Packed, number: int) -> Record | None:
    """A record as it is drawn, without its basis; None if there is none, or a damaged one."""
    if not all(_is_whole(made, number, *part) for part in _PARTS):
        return None
    one = made[number]
    spikes = np.unpackbits(one["spikes"]) * np.uint8(SPIKE)
    bits = plain_bits(made[number : number + 1])[0] | spikes
    model = one["model"].decode("ascii", "replace")
    return Record(
        one["flux"], one["sigma"], one["template"], one["template_sigma"].astype(np.float32),
        bits, model=model,
    )  # fmt: skip


def have_basis(made: Packed) -> NDArray[np.bool_]:
    """(n,) whether stars can be measured again: the basis is there, and whole."""
    whole = [_is_whole(made, number, *_PARTS[0]) for number in range(len(made))]
    return np.array(whole, dtype=bool) & (made["has_basis"] > 0)


def plain_bits(made: Packed) -> NDArray[np.uint8]:
    """(n, 800) the bits of prepared spectra, without spikes."""
    halves = made["bits"]
    return np.stack([halves & 15, halves >> 4], axis=2).reshape(len(made), -1)


def slitless_good(made: Packed) -> NDArray[np.bool_]:
    """(n, 300) usable pixels at R = 250."""
    return np.unpackbits(made["slitless_good"], axis=1, count=_WIDE).astype(bool)


def slitless_covariance(made: Packed) -> NDArray[np.float64]:
    """(n, p, p) of the points near Hα at R = 250."""
    out = np.zeros((len(made), _NEAR, _NEAR))
    out[:, _UPPER[0], _UPPER[1]] = made["slitless_covariance"]
    out[:, _UPPER[1], _UPPER[0]] = made["slitless_covariance"]
    return out


def headers(made: Packed, paths: Sequence[str]) -> list[Header]:
    """Who n stars are.

    Parameters
    ----------
    paths : (n,) their files
    """
    out = []
    for told, sha256, path in zip(
        made["header"].tolist(), made["input_sha256"].tolist(), paths, strict=True
    ):
        known = dict(zip(_TOLD, json.loads(told), strict=True))
        out.append(Header(path, **known, input_sha256=sha256.hex() if any(sha256) else ""))
    return out


def _put_basis(one: np.void, basis: Basis) -> None:
    """Write all of a basis; nothing if its header says more than there is room for."""
    header = basis.header
    told = json.dumps([getattr(header, name) for name in _TOLD], ensure_ascii=False).encode()
    sha256 = _digest(header.input_sha256)
    if len(told) > _HEADER or sha256 is None or basis.rv_source not in SOURCES:
        return
    one["header"], one["input_sha256"] = told, np.void(sha256)
    one["rv_source"] = SOURCES.index(basis.rv_source)
    for name in ("rv_kms", "rv_quality", "sky", "colour", "window_sigma", "slitless_flux",
                 "slitless_sigma", "slitless_whole"):  # fmt: skip
        one[name] = getattr(basis, name)
    one["slitless_covariance"] = basis.slitless_covariance[_UPPER]
    one["slitless_good"] = np.packbits(basis.slitless_good)
    one["has_basis"] = 1


def _digest(sha256: str) -> bytes | None:
    """The bytes of a hash; None if it is none."""
    try:
        found = bytes.fromhex(sha256)
    except ValueError:
        return None
    return found.ljust(32, b"\0") if len(found) in {0, 32} else None


def _put_checks(made: Packed, first: str, check: str) -> None:
    for number in range(len(made)):
        made[check][number] = _sum(made, number, first, check)


def _is_whole(made: Packed, number: int, first: str, check: str) -> bool:
    found = int(made[check][number])
    return found != 0 and found == _sum(made, number, first, check)


def _sum(made: Packed, number: int, first: str, check: str) -> int:
    """A number that tells whether a part is whole; never 0, which an empty record has."""
    start, stop = (_OFFSETS[name] for name in (first, check))
    return isal_zlib.crc32(made.view(np.uint8).reshape(len(made), -1)[number, start:stop]) or 1


_OFFSETS = {name: int(field[1]) for name, field in (RECORD.fields or {}).items()}
