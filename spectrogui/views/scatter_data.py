"""From the session's columns to the points of the scatter."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import COLUMN
from spectrogui.store.ordering import column_of
from spectrogui.store.selection import NO_ROWS, Rows
from spectrogui.store.session import Session
from spectrogui.views import colouring, theme
from spectrogui.views.cloud import Cloud
from spectrogui.views.colouring import Colouring

UNUSUAL = 200
"""So many of the most unusual rows stay points when the others become an image."""


@dataclass(frozen=True, slots=True, eq=False)
class ScatterData:
    """The points as they were when they were gathered.

    Attributes
    ----------
    unusual : the rows with the highest outlier scores, of those that pass the filter
    missing : how many rows pass the filter but lack a coordinate
    """

    cloud: Cloud
    colouring: Colouring
    unusual: Rows
    missing: int


def nothing() -> ScatterData:
    """No points at all."""
    none = np.empty(0)
    cloud = Cloud.of(none, none, np.empty(0, dtype=bool))
    return ScatterData(cloud, colouring.plain(theme.current()), NO_ROWS, 0)


def gather(session: Session, x: str, y: str, colour: str) -> ScatterData:
    """Read three columns; `colour` may be "" for points that are all alike."""
    cloud = Cloud.of(_values(session, x), _values(session, y), session.queue.passing.copy())
    return _with(session, cloud, _colours(session, colour))


def refilter(session: Session, data: ScatterData) -> ScatterData:
    """The same rows in the same colours, of which others pass the filter."""
    return _with(session, data.cloud.filtered(session.queue.passing.copy()), data.colouring)


def recolour(session: Session, data: ScatterData, colour: str) -> ScatterData:
    """The same points in the colours of another column."""
    return replace(data, colouring=_colours(session, colour))


def judge(session: Session, data: ScatterData, rows: Rows) -> None:
    """Take over the verdicts of some rows, by which the points are coloured."""
    if data.colouring.values is not None:
        rows = rows[rows < len(data.colouring.values)]
        data.colouring.values[rows] = session.table.cells("verdict", rows)


def _with(session: Session, cloud: Cloud, colours: Colouring) -> ScatterData:
    missing = int(np.count_nonzero(cloud.passing & ~cloud.complete))
    return ScatterData(cloud, colours, _unusual(session, cloud), missing)


def _values(session: Session, name: str) -> NDArray[np.float64]:
    """(n,) a column in an array of its own."""
    values = column_of(session.table, name)
    return values if isinstance(values, np.ndarray) else values.all()


def _colours(session: Session, name: str) -> Colouring:
    colours = theme.current()
    if not name:
        return colouring.plain(colours)
    values, column = _values(session, name), COLUMN[name]
    if name == "verdict":
        return colouring.by_verdict(values, session.labels.names, column, colours)
    return colouring.by_column(values, column, colours)


def _unusual(session: Session, cloud: Cloud) -> Rows:
    scores = _values(session, "outlier")
    known = np.flatnonzero(cloud.passing & cloud.complete & np.isfinite(scores))
    if len(known) <= UNUSUAL:
        return known
    return known[np.argpartition(scores[known], -UNUSUAL)[-UNUSUAL:]]
