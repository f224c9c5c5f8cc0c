"""The names under which catalogues keep what we need, and the stand-ins for missing values."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

TEXTS = ("path", "obsid", "planid", "epic", "rv_source", "curve")
NUMBERS = ("lmjd", "spid", "fiberid", "ra", "dec", "teff", "logg", "feh", "rv_kms")
# spelled as `_plain` leaves a name; the first that a catalogue has is taken
_ALIASES: dict[str, tuple[str, ...]] = {
    "path": ("path", "filepath", "file", "filename", "fitsfile", "lamostfile", "specfile"),
    "obsid": ("obsid", "lamostobsid", "specid"),
    "planid": ("planid", "plan"),
    "lmjd": ("lmjd",),
    "spid": ("spid", "spectrographid"),
    "fiberid": ("fiberid", "fibreid", "fiber"),
    "epic": ("epic", "epicid", "epicnumber", "k2id", "ktwo", "ktwoid", "objid"),
    "ra": ("ra", "raj2000", "raicrs", "radeg", "rad", "ra(j2000)[deg]", "raobs"),
    "dec": ("dec", "dej2000", "decj2000", "de", "deicrs", "decicrs", "decdeg", "dedeg",
            "dec(j2000)[deg]", "decobs"),
    "teff": ("teff", "tefflasp", "teffk", "teffin"),
    "logg": ("logg", "logglasp", "loggin"),
    "feh": ("feh", "fehlasp", "[fe/h]", "fe/h", "fehin", "mh", "[m/h]"),
    "rv_kms": ("rv", "hrv", "rvlasp", "radialvelocity", "rvkms"),
    "rv_source": ("rvsource",),
    "curve": ("lightcurve", "lightcurves", "lightcurvefile", "lcpath", "lcfile"),
}  # fmt: skip
_PREFIX = re.compile(r"^(?:catalogue|catalog|cat|stellar|combined)_")
_BLANKS = re.compile(r"[\s_.\"'\ufeff]+")
_MISSING = (999.0, 9999.0, 99999.0)
_EPIC = re.compile(r"(?:epic|ktwo|k2)?\s*0*(2\d{8})", re.IGNORECASE)
_LONGEST = 18  # digits that fit into 64 bits
_TOO_LONG = 10**_LONGEST
_EPICS = 10**8
_INTEGER = re.compile(r"\d+(?:\.0*)?")


def roles(names: Sequence[str]) -> dict[str, int]:
    """Which column holds what: role to column number, of what a catalogue has."""
    where = {_plain(name): number for number, name in reversed(list(enumerate(names)))}
    found = {}
    for role, aliases in _ALIASES.items():
        number = next((where[alias] for alias in aliases if alias in where), None)
        if number is not None:
            found[role] = number
    return found


def is_medium_resolution(names: Iterable[str]) -> bool:
    """Whether these are the columns of a catalogue of medium-resolution spectra."""
    return "mobsid" in {_plain(name) for name in names}


def as_numbers(values: Any) -> NDArray[np.float64]:
    """A column as floats; NaN for stand-ins (at or below -900, 999 and the like) and for text."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iufb":
        numbers = np.ma.filled(values.astype(np.float64), np.nan)
    else:
        try:
            numbers = np.fromiter(map(float, values), np.float64, len(values))
        except (TypeError, ValueError):  # some cells are empty or hold words
            numbers = np.fromiter(map(_number, values), np.float64, len(values))
    missing = ~np.isfinite(numbers) | (numbers <= -900) | np.isin(numbers, _MISSING)
    return np.where(missing, np.nan, numbers)


def as_texts(values: Any) -> list[str]:
    """A column as texts without padding; whole numbers without a decimal point, "" if masked."""
    if isinstance(values, np.ma.MaskedArray):
        hidden = np.ma.getmaskarray(values)
        texts = as_texts(values.data)
        return ["" if hide else text for text, hide in zip(texts, hidden, strict=True)]
    if isinstance(values, list) and (not values or isinstance(values[0], str)):
        return list(map(str.strip, values))
    return [_text(value) for value in getattr(values, "tolist", lambda: values)()]


def as_ids(values: Any) -> NDArray[np.int64]:
    """A column of positive whole numbers; 0 for anything else, and beyond 18 digits."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
        return _whole(values)
    texts = as_texts(values)
    if (plain := _plain_ids(texts)) is not None:
        return plain
    return np.array([_identifier(text) for text in texts], dtype=np.int64)


def as_epics(values: Any) -> NDArray[np.int64]:
    """A column of EPIC numbers, with or without the word; 0 for anything else."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
        return _only_epics(_whole(values))
    texts = as_texts(values)
    if (plain := _plain_ids(texts)) is not None:
        return _only_epics(plain)
    found = (_EPIC.fullmatch(str(_identifier(text) or text)) for text in texts)
    return np.array([int(match.group(1)) if match else 0 for match in found], dtype=np.int64)


def _only_epics(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(numbers // _EPICS == 2, numbers, 0)


def _whole(values: NDArray[Any]) -> NDArray[np.int64]:
    """Numbers that are positive, whole and not too long; 0 for the others, and if masked."""
    numbers = np.ma.filled(values, 0)
    if numbers.dtype.kind == "f":
        numbers = np.where(np.isfinite(numbers) & (numbers == np.rint(numbers)), numbers, 0)
    fit = (numbers > 0) & (numbers < _TOO_LONG)
    return np.where(fit, numbers, 0).astype(np.int64)


def _plain_ids(texts: list[str]) -> NDArray[np.int64] | None:
    """The numbers of texts that are digits or nothing; None if any is something else."""
    joined = "".join(texts)
    if joined and not (joined.isdecimal() and joined.isascii()):
        return None
    if max(map(len, texts), default=0) > _LONGEST:
        return None
    return np.fromiter((int(text or 0) for text in texts), np.int64, len(texts))


def _plain(name: str) -> str:
    """A column name as the aliases spell it."""
    return _BLANKS.sub("", _PREFIX.sub("", name.strip().strip("\ufeff\"'").lower()))


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return np.nan


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else "" if value != value else repr(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return "" if value is None else str(value).strip()


def _identifier(text: str) -> int:
    """The positive whole number that a text is, 0 if it is none."""
    if not _INTEGER.fullmatch(text):
        return 0
    digits = text.partition(".")[0].lstrip("0")
    return int(digits or 0) if len(digits) <= _LONGEST else 0
