"""From the session's columns to the points of the scatter."""

from dataclasses import dataclass

import numpy as np

from spectrogui.core.columns import COLUMN
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
    table = session.table
    passing = np.zeros(len(table), dtype=bool)
    passing[session.queue.rows] = True
    cloud = Cloud.of(table[x].copy(), table[y].copy(), passing)
    missing = int(np.count_nonzero(passing & ~cloud.complete))
    return ScatterData(cloud, _colours(session, colour), _unusual(session, cloud), missing)


def _colours(session: Session, name: str) -> Colouring:
    colours = theme.current()
    if not name:
        return colouring.plain(colours)
    values, column = session.table[name], COLUMN[name]
    if name == "verdict":
        return colouring.by_verdict(values, session.labels.names, column, colours)
    return colouring.by_column(values, column, colours)


def _unusual(session: Session, cloud: Cloud) -> Rows:
    scores = np.where(cloud.passing & cloud.complete, session.table["outlier"], np.nan)
    known = np.flatnonzero(np.isfinite(scores))
    if len(known) <= UNUSUAL:
        return known
    return known[np.argpartition(scores[known], -UNUSUAL)[-UNUSUAL:]]
