"""Measuring the light curves of a session, row by row, so that it can stop at any moment."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.curves import CurveFiles, Measure, measure, measured_row
from spectrogui.analysis.scoring import OnBatch
from spectrogui.core.columns import LIGHT_CURVE
from spectrogui.core.job import Ticket
from spectrogui.core.k2_product import Product
from spectrogui.core.table import Table, stored
from spectrogui.io.session_file import SessionFile

_EVERY_S = 0.5  # between two writings

Rows = NDArray[np.intp]


def unmeasured(table: Table, files: CurveFiles, rows: Rows | None = None) -> dict[int, Product]:
    """The rows that have a light curve and no numbers of one, and which it is.

    Parameters
    ----------
    rows : of these alone
    """
    if not files:
        return {}
    chosen = np.arange(len(table)) if rows is None else np.asarray(rows)
    todo = {}
    for row in chosen[table["lc_path"][chosen] == ""].tolist():
        products = files.of(row, table["epic"][row])
        if products:
            todo[row] = products[0]
    return todo


def measure_curves(
    file: SessionFile,
    todo: Mapping[int, Product],
    ticket: Ticket,
    on_batch: OnBatch | None = None,
    by: Measure = measure,
) -> list[str]:
    """Measure light curves and write what was found; what is written stays.

    Parameters
    ----------
    todo : row to light curve, as `unmeasured` gives it
    on_batch : gets the rows and columns that were written, in this thread
    by : what measures

    Returns
    -------
    a sentence for each file that could not be read

    Raises
    ------
    InputError
        if the session cannot be written
    Cancelled
        if the ticket was cancelled; what was written before stays
    """
    known: dict[str, tuple[Mapping[str, Any], str]] = {}
    waiting: dict[int, Mapping[str, Any]] = {}
    last = time.monotonic()
    try:
        for done, (row, product) in enumerate(todo.items()):
            ticket.checkpoint(done, len(todo))
            if product.path not in known:
                known[product.path] = measured_row(product, by)
            waiting[row] = known[product.path][0]
            if time.monotonic() - last > _EVERY_S:
                _write(file, waiting, on_batch)
                waiting, last = {}, time.monotonic()
    finally:
        _write(file, waiting, on_batch)
    ticket.checkpoint(len(todo), len(todo))
    return [problem for _, problem in known.values() if problem]


def _write(
    file: SessionFile, found: Mapping[int, Mapping[str, Any]], on_batch: OnBatch | None
) -> None:
    if found:
        rows, columns = as_columns(list(found), list(found.values()))
        file.write_curves(rows, columns)
        if on_batch is not None:
            on_batch(rows, columns)


def as_columns(
    rows: Sequence[int], values: Sequence[Mapping[str, Any]]
) -> tuple[Rows, dict[str, NDArray[Any]]]:
    """Rows of light curves as a session stores them."""
    return np.array(rows, dtype=np.intp), stored(values, LIGHT_CURVE)
