"""A crowd of points as an image: counts per cell on a logarithmic stretch."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.views.cloud import Floats, Range

Counts = NDArray[np.float64]
Image = NDArray[np.uint8]
Rgb = tuple[int, int, int]
FAINTEST = 0.22  # opacity of a cell with a single point


def cells(
    x: Floats, y: Floats, x_range: Range, y_range: Range, shape: tuple[int, int]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The flat cell number of every point that lies in a rectangle, and which points do.

    `shape` is (rows, columns) of the image; unknown coordinates lie nowhere.
    """
    high, wide = shape
    column = (x - x_range[0]) * (wide / (x_range[1] - x_range[0]))
    line = (y - y_range[0]) * (high / (y_range[1] - y_range[0]))
    inside = (column >= 0) & (column < wide) & (line >= 0) & (line < high)
    flat = line[inside].astype(np.intp)
    flat *= wide
    flat += column[inside].astype(np.intp)
    return flat, inside


def counts(flat: NDArray[np.intp], shape: tuple[int, int]) -> Counts:
    """How many points every cell holds, of shape `shape`."""
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def means(flat: NDArray[np.intp], values: Floats, shape: tuple[int, int]) -> Floats:
    """The mean of the known values in every cell, of shape `shape`; NaN where there is none."""
    known = np.isfinite(values)
    if not known.all():
        flat, values = flat[known], values[known]
    total = np.bincount(flat, values, minlength=shape[0] * shape[1])
    count = np.bincount(flat, minlength=shape[0] * shape[1])
    mean = np.full(len(total), np.nan)
    np.divide(total, count, out=mean, where=count > 0)
    return mean.reshape(shape)


def opacity(number: Counts) -> NDArray[np.float64]:
    """0 for an empty cell, then from `FAINTEST` to 1 with the logarithm of the count."""
    top = np.log(max(float(number.max(initial=0.0)), 2.0))
    stretched = np.log(np.maximum(number, 1.0)) / top
    return np.where(number > 0, FAINTEST + (1 - FAINTEST) * stretched, 0.0)


def shade(number: Counts, ink: Rgb) -> Image:
    """Counts in one colour, as (rows, columns, RGBA)."""
    image = np.empty((*number.shape, 4), np.uint8)
    image[..., :3] = ink
    image[..., 3] = np.rint(255 * opacity(number))
    return image


def shade_by(number: Counts, codes: NDArray[np.intp], colours: NDArray[np.uint8]) -> Image:
    """Counts as opacity and one of `colours` (k, 3) per cell, as (rows, columns, RGBA)."""
    image = np.empty((*number.shape, 4), np.uint8)
    image[..., :3] = colours[codes]
    # A mean needs to be read as a colour, so even a single point is well visible.
    image[..., 3] = np.rint(255 * np.where(number > 0, 0.55 + 0.45 * opacity(number), 0.0))
    return image


def under(front: Image, back: Image) -> Image:
    """`front` where it holds anything, else `back`."""
    return np.where(front[..., 3:] > 0, front, back)
