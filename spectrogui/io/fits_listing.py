"""The table of a FITS file, some thousand rows at a time."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from spectrogui.core.errors import InputError
from spectrogui.io.delimited import Choose

_ROWS = 1 << 16

Part = tuple[int, dict[str, Any]]


def open_fits(path: Path, choose: Choose) -> tuple[list[str], Iterator[Part]]:
    """Read some columns of the first table: see `delimited.open_delimited`.

    Raises
    ------
    InputError
        if it cannot be read, or has no table; also while rows are taken
    """
    from astropy.io import fits

    with _explained(path):
        parts = fits.open(path, memmap=True)
        for part in parts[1:]:
            if getattr(part, "columns", None) is not None and part.data is not None:
                names = list(part.columns.names)
                return names, _cells(path, parts, part.data, choose(names))
        parts.close()
    raise InputError(f"{path.name} is a FITS file without a table.")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (OSError, ValueError, TypeError, KeyError, IndexError) as error:
        raise InputError(f"{path.name} is a damaged FITS file: {error}.") from error


def _cells(path: Path, parts: Any, data: Any, chosen: dict[str, int]) -> Iterator[Part]:
    with parts:
        for start in range(0, len(data), _ROWS):
            with _explained(path):
                some = data[start : start + _ROWS]
                cells = {role: np.array(some.field(number)) for role, number in chosen.items()}
            yield len(some), cells
