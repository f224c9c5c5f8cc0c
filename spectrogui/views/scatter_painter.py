"""How many points are drawn as what: one by one, those in view, or an image of the crowd."""

import numpy as np

from spectrogui.views.cloud import Cloud, Rows
from spectrogui.views.scatter_canvas import ScatterCanvas
from spectrogui.views.scatter_data import ScatterData
from spectrogui.views.scatter_layers import Layers, Sheet

CROWD = 20_000
"""So many points are drawn one by one; more become an image."""


class Painter:
    """Draws points so that a million of them cost no more than a few thousand."""

    def __init__(self, canvas: ScatterCanvas) -> None:
        self.layers = Layers(canvas.plotItem)
        self._box = canvas.box
        self._drawn: Sheet | None = None  # what the image covers

    def shows_edge(self) -> bool:
        """Whether the view has left what the image covers."""
        (left, right), (low, high) = self._box.viewRange()
        sheet = self._drawn
        return sheet is not None and not (
            sheet.x[0] <= left and right <= sheet.x[1] and sheet.y[0] <= low and high <= sheet.y[1]
        )

    def draw_crowd(self, data: ScatterData, *, outside: bool) -> bool:
        """All points, with those outside the filter or without; True if as an image."""
        cloud = data.cloud
        drawn = cloud.complete if outside else cloud.complete & cloud.passing
        if np.count_nonzero(drawn) > CROWD:
            sheet = self._sheet()
            drawn = drawn & cloud.within(sheet.x, sheet.y)
            if np.count_nonzero(drawn) > CROWD:
                self._draw_image(data, outside=outside)
                return True
        self._drawn = None
        rows = np.flatnonzero(drawn)
        size, passing = _point_size(len(rows)), cloud.passing[rows]
        self.layers.drop_image()
        self.layers.draw_outside(cloud, rows[~passing], size)
        self.layers.draw_crowd(cloud, rows[passing], data.colouring, size, rimmed=False)
        return False

    def draw_picked(self, cloud: Cloud, picked: Rows) -> None:
        """Picked rows, as points or as an image of their own."""
        picked = picked[picked < len(cloud.x)]  # rows may have come after the cloud
        rows = picked[cloud.complete[picked]]
        if len(rows) > CROWD:
            self.layers.draw_picked_image(cloud, rows, self._sheet())
        else:
            self.layers.draw_picked(cloud, rows, _point_size(len(cloud.x)))

    def _draw_image(self, data: ScatterData, *, outside: bool) -> None:
        self._drawn = self._sheet()
        self.layers.draw_image(data.cloud, self._drawn, data.colouring, outside)
        self.layers.draw_outside(data.cloud, data.unusual[:0], 1.0)
        self.draw_over(data)

    def draw_over(self, data: ScatterData) -> None:
        """The few rows that stay points over an image."""
        rows = _still_points(data)
        size = _point_size(4 * len(rows))
        self.layers.draw_crowd(data.cloud, rows, data.colouring, size, rimmed=True)

    def _sheet(self) -> Sheet:
        (left, right), (low, high) = self._box.viewRange()
        return Sheet.around((left, right), (low, high), (self._box.width(), self._box.height()))


def _still_points(data: ScatterData) -> Rows:
    """Rows that stay points over an image: the unusual, and what has a verdict to show."""
    if data.colouring.values is None or not data.colouring.shapes:
        return data.unusual
    given = np.flatnonzero((data.colouring.values > 0) & data.cloud.passing & data.cloud.complete)
    return np.union1d(data.unusual, given[:CROWD])


def _point_size(count: int) -> float:
    """Pixels of a point: few are drawn large."""
    return 7.0 if count < 500 else 5.5 if count < 4000 else 4.0
