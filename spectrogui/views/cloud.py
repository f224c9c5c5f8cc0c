"""Where the points of a scatter lie: ranges, the nearest one, the next one in a direction."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.stable_order import stable_order

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Range = tuple[float, float]
MARGIN = 0.08
_IGNORED = 0.005  # of the points, at either end of an axis
_FEW = 20  # points, of which none is worth leaving out
_ENOUGH = 50_000  # points tell the ends of an axis as well as a million do
_NEARBY = 60.0  # pixels within which the next point is first looked for
_SIDEWAYS = 2.0  # a step along an arrow key prefers what lies straight ahead


@dataclass(frozen=True, eq=False)
class Cloud:
    """One point per row of the session.

    Attributes
    ----------
    x, y : (n,) coordinates in the units of the axes; NaN where the row has no value
    passing : (n,) whether the row passes the filter
    complete : (n,) whether both coordinates are known
    """

    x: Floats
    y: Floats
    passing: NDArray[np.bool_]
    complete: NDArray[np.bool_]

    @classmethod
    def of(cls, x: Floats, y: Floats, passing: NDArray[np.bool_]) -> "Cloud":
        """A cloud that knows which of its points can be drawn."""
        return cls(x, y, passing, np.isfinite(x) & np.isfinite(y))

    def filtered(self, passing: NDArray[np.bool_]) -> "Cloud":
        """The same points, of which others pass the filter."""
        made = Cloud(self.x, self.y, passing, self.complete)
        if "along_x" in self.__dict__:
            made.__dict__["along_x"] = self.along_x
        return made

    @cached_property
    def along_x(self) -> tuple[Rows, Floats]:
        """The rows that can be drawn from left to right, and their x: made when first needed."""
        rows = np.flatnonzero(self.complete)
        rows = rows[stable_order(self.x[rows])]
        return rows.astype(np.int32), self.x[rows]

    def within(self, x_range: Range, y_range: Range) -> NDArray[np.bool_]:
        """Which points lie inside a rectangle, (n,)."""
        inside = (self.x >= x_range[0]) & (self.x <= x_range[1])
        inside &= (self.y >= y_range[0]) & (self.y <= y_range[1])
        return inside

    def nearest(
        self, at: tuple[float, float], reach: tuple[float, float], *, outside: bool
    ) -> int:
        """The row whose point is closest to a position, or -1 if none is within reach.

        `reach` is the half-size of the ellipse that counts as near, in the units of the axes;
        `outside` also takes points that the filter leaves out.
        """
        near = self._beside(at[0], reach[0])
        if not outside:
            near = near[self.passing[near]]
        far = ((self.x[near] - at[0]) / reach[0]) ** 2 + ((self.y[near] - at[1]) / reach[1]) ** 2
        far[~(far <= 1.0)] = np.inf
        best = int(np.argmin(far)) if len(far) else -1
        return int(near[best]) if best >= 0 and np.isfinite(far[best]) else -1

    def step(self, row: int, direction: tuple[int, int], scale: tuple[float, float]) -> int:
        """The nearest passing row in one of four directions, or `row` if nothing lies there.

        `scale` is the size of a pixel in the units of either axis.
        """
        for reach in (_NEARBY, np.inf):  # most steps are short: spare a million points the rest
            found = self._ahead(row, direction, (scale[0] * reach, scale[1] * reach), scale)
            if found >= 0:
                return found
        return row

    def _beside(self, x: float, reach: float) -> Rows:
        """The rows within reach to the left and the right, in the order of rows."""
        rows, places = self.along_x
        first, last = np.searchsorted(places, (x - reach, np.nextafter(x + reach, np.inf)))
        return np.sort(rows[first:last]).astype(np.intp)

    def _ahead(
        self,
        row: int,
        direction: tuple[int, int],
        reach: tuple[float, float],
        scale: tuple[float, float],
    ) -> int:
        rows = self._beside(float(self.x[row]), reach[0])
        rows = rows[self.passing[rows] & (np.abs(self.y[rows] - self.y[row]) <= reach[1])]
        right = (self.x[rows] - self.x[row]) / scale[0]
        up = (self.y[rows] - self.y[row]) / scale[1]
        ahead = right * direction[0] + up * direction[1]
        aside = np.abs(right * direction[1]) + np.abs(up * direction[0])
        cost = ahead + _SIDEWAYS * aside
        cost[~((ahead > 0) & (aside <= ahead))] = np.inf
        best = int(np.argmin(cost)) if len(cost) else -1
        return int(rows[best]) if best >= 0 and np.isfinite(cost[best]) else -1


def full_range(values: Floats) -> Range:
    """The limits of an axis that shows every value, with a margin."""
    return _with_margin(float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)


def robust_range(values: Floats) -> Range:
    """The limits of an axis that leaves out a few values if they are far from all others.

    At most one value in two hundred (and at least one) is left out at either end, and only if it
    lies farther off than half the width of the rest. `values` holds no NaN.
    """
    if len(values) < _FEW:
        return full_range(values)
    sample = values[:: 1 + len(values) // _ENOUGH]
    left_out = min(ceil(_IGNORED * len(sample)), (len(sample) - 1) // 2)
    parted = np.partition(sample, (left_out, len(sample) - 1 - left_out))
    low, high = float(parted[left_out]), float(parted[len(sample) - 1 - left_out])
    tolerated = 0.5 * (high - low)
    kept = values[(values >= low - tolerated) & (values <= high + tolerated)]
    return _with_margin(float(kept.min()), float(kept.max()))


def _with_margin(low: float, high: float) -> Range:
    margin = MARGIN * (high - low) or MARGIN * abs(high) or 1.0
    return low - margin, high + margin
