"""From a light curve file to the columns of a row: window and command line share it."""

from collections.abc import Callable, Mapping
from math import isfinite, nan
from pathlib import Path
from typing import Any

import numpy as np

from spectrogui.core.curve_study import BY_HAND, Choices, Study
from spectrogui.core.errors import UnreadableError
from spectrogui.core.k2_product import Product, preferred
from spectrogui.io.k2_readers import open_light_curve
from spectrogui.io.session_curves import NAMES, CurveFile
from spectrogui.science.phase import fold
from spectrogui.science.rotation import study

UNREADABLE = "unreadable"
Measure = Callable[[Path, Choices], Study]
"""`measure`, or what stands for it in another process."""
_RULE = Choices()


def measure(path: Path, choices: Choices = _RULE) -> Study:
    """Read a light curve and find its period and its flares.

    Raises
    ------
    UnreadableError
        with a sentence that says what is wrong with the file
    """
    return study(open_light_curve(path), choices)


def row_of(found: Study, period: float = nan) -> dict[str, Any]:
    """The columns of a row that tell of its light curve.

    Parameters
    ----------
    period : d, chosen by hand in place of the measured one; NaN for that
    """
    rotation, header = found.rotation, found.curve.header
    values: dict[str, Any] = {
        "lc_period": rotation.period,
        "lc_period_err": rotation.period_err,
        "lc_amplitude": rotation.amplitude,
        "lc_power": rotation.power,
        "lc_quality": rotation.quality,
        "lc_flares": len(found.flares),
        "lc_product": header.product,
        "lc_path": header.path,
        "lc_sha256": header.input_sha256,
    }
    if isfinite(period) and period != rotation.period:
        values |= _by_hand(found, period)
    return values


def _by_hand(found: Study, period: float) -> dict[str, Any]:
    """What changes when somebody says which period it is.

    Twice or half the measured period has twice or half its error; of another one it is unknown.
    """
    ratio = period / found.rotation.period
    near = next((k for k in (0.5, 2.0, 4.0, 0.25) if abs(ratio / k - 1) < 1e-6), nan)
    return {
        "lc_period": period,
        "lc_period_err": found.rotation.period_err * near,
        "lc_amplitude": fold(found, period).amplitude,
        "lc_power": float(np.interp(period, found.periodogram.period, found.periodogram.power)),
        "lc_quality": BY_HAND,
    }


def row_of_unreadable(product: Product) -> dict[str, Any]:
    """The columns of a row whose light curve could not be read."""
    nothing: dict[str, Any] = dict.fromkeys(NAMES)
    return nothing | {
        "lc_quality": UNREADABLE,
        "lc_product": product.title,
        "lc_path": product.path,
    }


class CurveFiles:
    """Which light curves belong to which row, of all that the user gave to a session."""

    def __init__(self, files: list[CurveFile]) -> None:
        self._by_row: dict[int, list[CurveFile]] = {}
        self._by_epic: dict[str, list[CurveFile]] = {}
        for file in files:
            if file.row >= 0:
                self._by_row.setdefault(file.row, []).append(file)
            elif file.epic:
                self._by_epic.setdefault(file.epic, []).append(file)

    def __bool__(self) -> bool:
        return bool(self._by_row or self._by_epic)

    def of(self, row: int, epic: str) -> tuple[Product, ...]:
        """The light curves of a row with this EPIC number, the best for rotation first."""
        found = [*self._by_row.get(row, ()), *(self._by_epic.get(epic, ()) if epic else ())]
        products = {file.path: _product(file, epic) for file in found}
        return preferred(tuple(products.values()))


def _product(file: CurveFile, epic: str) -> Product:
    name = Path(file.path).name
    author = file.author or name
    return Product(file.epic or epic, author, file.campaign, "local", file.path, name)


def measured_row(product: Product, by: Measure = measure) -> tuple[Mapping[str, Any], str]:
    """The columns of a row out of one light curve, and what is wrong with it, "" if nothing."""
    try:
        return row_of(by(Path(product.path), _RULE)), ""
    except UnreadableError as error:
        return row_of_unreadable(product), str(error)
