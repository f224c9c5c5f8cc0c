"""The line-spread function at R = 250 as polynomials in a star's shift, worked out once.

Where a point of the grid lies among LAMOST's pixels differs from star to star by a whole number
of pixels, which a window of the spectrum takes up, and a rest of less than one. At each pixel
the line-spread function is a smooth function of that rest: a polynomial of degree 4 follows it
to 5e-7 of its peak. Convolution and resampling are then a few matrix products, the same for all
stars.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R250_WAVE
from spectrogui.core.products import times
from spectrogui.core.slitless_bands import FWHM, NEAR_LINE
from spectrogui.core.wavelength import air_to_vacuum
from spectrogui.science.red_arm import LOG_START, LOG_STEP

LAMOST_R = 1800.0
REACH = 28
"""LAMOST pixels either side of a point, 4σ at the blue end."""
MARGIN = 8
"""More pixels of a window at either end, so that gaps that reach out of it can be bridged."""

Floats = NDArray[np.float64]

_PER_FWHM = 2 * np.sqrt(2 * np.log(2))
_TERMS, _SQUARES = 5, 4
_FAR = 1.0  # pixels, to which the rest may go
_TOGETHER = 12  # points whose pixels one product takes


def place(wave: Floats) -> Floats:
    """Where wavelengths (air, Å) lie in LAMOST's pixels."""
    return np.asarray((np.log10(air_to_vacuum(wave)) - LOG_START) / LOG_STEP)


def refraction(wave: Floats) -> Floats:
    """Pixels by which air moves a wavelength for each unit of v/c, beside the Doppler shift."""
    by = 1e-3
    high, low = (np.log10(air_to_vacuum(wave * (1 + s)) / (wave * (1 + s))) for s in (by, -by))
    return np.asarray((high - low) / (2 * by * LOG_STEP))


def kernel_sigma(wave: Floats) -> Floats:
    """1σ in Å of the Gaussian that takes LAMOST's resolution at `wave` to that of the grism."""
    return np.asarray(np.sqrt(FWHM**2 - (wave / LAMOST_R) ** 2) / _PER_FWHM)


PLACE = place(R250_WAVE)
_PIXEL = np.rint(PLACE).astype(np.intp)
START = int(_PIXEL[0]) - REACH - MARGIN
"""LAMOST pixel at which the window of a star that does not move begins."""
LENGTH = int(_PIXEL[-1]) + REACH + MARGIN + 1 - START


def line_spread(away: Floats) -> Floats:
    """(300, m, …) weights of pixels that lie (300, m, …) pixels redward of each point."""
    shape = (-1,) + (1,) * (away.ndim - 1)
    stretch = np.exp(away * LOG_STEP * np.log(10.0))
    width = (R250_WAVE / kernel_sigma(R250_WAVE)).reshape(shape)
    return np.asarray(np.exp(-0.5 * ((stretch - 1) * width) ** 2) * stretch)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some points of the grid, and the pixels of a window from which they are made.

    Attributes
    ----------
    kernel, square : (pixels, terms · points) coefficients of the line-spread function, and of
        its square, in powers of a star's rest
    """

    points: slice
    pixels: slice
    kernel: Floats
    square: Floats

    @property
    def many(self) -> int:
        """How many points there are."""
        return int(self.points.stop) - int(self.points.start)


def _coefficients(values: Floats, rests: Floats, terms: int) -> Floats:
    """(terms, 300, m) of polynomials through values (300, m, rests)."""
    flat = np.polynomial.polynomial.polyfit(rests, values.reshape(-1, len(rests)).T, terms - 1)
    return np.asarray(flat.reshape(terms, *values.shape[:2]))


def _in_window(coefficients: Floats, points: slice, pixels: slice) -> Floats:
    terms, many = len(coefficients), points.stop - points.start
    out = np.zeros((pixels.stop - pixels.start, terms, many))
    for number in range(many):
        point = points.start + number
        first = int(_PIXEL[point]) - REACH - START - pixels.start
        out[first : first + 2 * REACH + 1, :, number] = coefficients[:, point].T
    return out.reshape(len(out), -1)


def _work_out() -> tuple[tuple[Part, ...], Floats, Floats, slice]:
    rests = _FAR * np.cos(np.pi * (np.arange(16) + 0.5) / 16)
    pixel = _PIXEL[:, None] + np.arange(-REACH, REACH + 1)
    values = line_spread((pixel - PLACE[:, None])[:, :, None] - rests)
    kernel = _coefficients(values, rests, _TERMS)
    square = _coefficients(values**2, rests, _SQUARES)
    parts = []
    for start in range(0, len(R250_WAVE), _TOGETHER):
        points = slice(start, min(start + _TOGETHER, len(R250_WAVE)))
        pixels = _pixels(points)
        made = (_in_window(some, points, pixels) for some in (kernel, square))
        parts.append(Part(points, pixels, *made))
    pixels = _pixels(NEAR_LINE)
    near = _in_window(kernel, NEAR_LINE, pixels).reshape(pixels.stop - pixels.start, _TERMS, -1)
    return tuple(parts), kernel.sum(axis=2), near.transpose(1, 2, 0).copy(), pixels


def _pixels(points: slice) -> slice:
    return slice(
        int(_PIXEL[points.start]) - REACH - START, int(_PIXEL[points.stop - 1]) + REACH + 1 - START
    )


_PARTS, _TOTAL, _NEAR, NEAR_PIXELS = _work_out()


def convolved(values: Floats, rest: Floats) -> Floats:
    """(n, 300) sums over windows (n, LENGTH) weighted by the line-spread function.

    Parameters
    ----------
    rest : (n, 300) pixels by which each point lies redward of where it is in a star at rest
    """
    made = np.empty((len(values), _TERMS, len(R250_WAVE)))
    for part in _PARTS:
        some = values[:, part.pixels]
        if some.any():
            made[:, :, part.points] = times(some, part.kernel).reshape(-1, _TERMS, part.many)
        else:
            made[:, :, part.points] = 0.0
    return _summed(made, rest)


def convolved_square(values: Floats, rest: Floats) -> Floats:
    """The same with the square of the line-spread function."""
    made = np.empty((len(values), _SQUARES, len(R250_WAVE)))
    for part in _PARTS:
        some = times(values[:, part.pixels], part.square)
        made[:, :, part.points] = some.reshape(len(values), _SQUARES, part.many)
    return _summed(made, rest)


def total(rest: Floats) -> Floats:
    """(n, 300) sums of the line-spread function itself."""
    return _summed(_TOTAL, rest)


def near_line(rest: Floats) -> Floats:
    """(n, p, pixels) the line-spread function of the points `NEAR_LINE` on `NEAR_PIXELS`.

    Parameters
    ----------
    rest : (n,) the same for all these points
    """
    powers = rest[:, None] ** np.arange(_TERMS)
    return np.asarray(
        times(powers, _NEAR.reshape(_TERMS, -1)).reshape(len(rest), *_NEAR.shape[1:])
    )


def _summed(made: Floats, rest: Floats) -> Floats:
    """Horner's scheme over the axis of terms, the last but one."""
    out = made[..., -1, :] * rest
    for term in range(made.shape[-2] - 2, 0, -1):
        out += made[..., term, :]
        out *= rest
    return np.asarray(out + made[..., 0, :])
