"""What a star shows outside the model's two bands, good enough to look at.

The model knows 6371–6770 and 8381–8780 Å. For the rest of a simulated spectrum this makes
lines and bands of roughly the right place and strength for a temperature; nothing is measured
there.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_KELVIN = (3000.0, 3500.0, 4000.0, 4800.0, 5800.0, 6800.0, 8000.0, 9500.0)
_LINES: tuple[tuple[float, float, tuple[float, ...]], ...] = (
    # Å in air, FWHM in Å, and equivalent width in Å at each of the temperatures above
    (3933.66, 14.0, (3.0, 5.0, 9.0, 12.0, 9.0, 5.0, 2.5, 0.8)),  # Ca II K
    (3968.47, 14.0, (3.0, 5.0, 8.0, 10.0, 8.0, 6.0, 7.0, 9.0)),  # Ca II H and Hε
    (4101.74, 16.0, (0.0, 0.0, 0.3, 1.0, 2.5, 5.0, 9.0, 12.0)),  # Hδ
    (4226.73, 6.0, (6.0, 5.0, 4.0, 2.0, 1.0, 0.4, 0.1, 0.0)),  # Ca I
    (4304.00, 24.0, (2.0, 4.0, 6.0, 7.0, 5.0, 2.0, 0.0, 0.0)),  # CH, the G band
    (4340.47, 16.0, (0.0, 0.0, 0.3, 1.0, 2.5, 5.0, 9.0, 12.0)),  # Hγ
    (4383.55, 5.0, (2.0, 2.0, 2.0, 1.5, 1.0, 0.5, 0.2, 0.1)),  # Fe I
    (4861.33, 14.0, (0.0, 0.2, 0.5, 1.2, 3.0, 5.5, 9.0, 12.0)),  # Hβ
    (5167.32, 5.0, (2.0, 2.0, 1.8, 1.3, 0.7, 0.4, 0.2, 0.1)),  # Mg I b
    (5172.68, 5.0, (2.5, 2.5, 2.3, 1.7, 0.9, 0.4, 0.2, 0.1)),
    (5183.60, 5.0, (3.0, 3.0, 2.8, 2.0, 1.1, 0.5, 0.3, 0.1)),
    (5270.00, 6.0, (1.5, 1.5, 1.4, 1.2, 0.8, 0.4, 0.2, 0.1)),  # Fe I
    (5328.00, 5.0, (1.2, 1.2, 1.1, 1.0, 0.6, 0.3, 0.1, 0.0)),
    (5889.95, 4.0, (3.5, 3.0, 2.2, 1.3, 0.7, 0.4, 0.2, 0.1)),  # Na I D
    (5895.92, 4.0, (3.0, 2.6, 1.9, 1.1, 0.6, 0.3, 0.2, 0.1)),
    (6102.72, 3.6, (0.6, 0.6, 0.5, 0.4, 0.2, 0.1, 0.0, 0.0)),  # Ca I
    (6122.22, 3.6, (0.7, 0.7, 0.6, 0.4, 0.3, 0.1, 0.0, 0.0)),
    (6136.80, 3.6, (0.3, 0.4, 0.5, 0.4, 0.3, 0.1, 0.0, 0.0)),  # Fe I
    (6162.17, 3.8, (0.9, 0.9, 0.8, 0.5, 0.3, 0.2, 0.0, 0.0)),  # Ca I
    (6191.56, 3.6, (0.2, 0.3, 0.4, 0.3, 0.2, 0.1, 0.0, 0.0)),  # Fe I
    (7698.97, 4.2, (1.5, 1.1, 0.6, 0.3, 0.2, 0.1, 0.0, 0.0)),  # K I
    (7774.20, 6.0, (0.0, 0.0, 0.0, 0.1, 0.3, 0.7, 1.1, 1.0)),  # O I
    (8183.26, 4.5, (1.8, 1.4, 0.7, 0.3, 0.2, 0.1, 0.0, 0.0)),  # Na I
    (8194.82, 4.5, (2.2, 1.7, 0.9, 0.4, 0.2, 0.1, 0.0, 0.0)),
    (8806.76, 4.8, (0.6, 0.8, 0.9, 0.8, 0.6, 0.4, 0.2, 0.1)),  # Mg I
    (8862.78, 18.0, (0.0, 0.0, 0.0, 0.0, 0.2, 1.2, 3.0, 4.5)),  # P11
    (9014.91, 20.0, (0.0, 0.0, 0.0, 0.0, 0.2, 1.3, 3.3, 5.0)),  # P10
)
_BANDS: tuple[tuple[float, float, float], ...] = (
    # head in Å in air, length in Å over which it fades redward, depth in an M4 dwarf
    (4761.0, 110.0, 0.60),
    (4954.0, 110.0, 0.70),
    (5167.0, 130.0, 0.80),
    (5448.0, 120.0, 0.65),
    (5759.0, 60.0, 0.35),
    (5847.0, 80.0, 0.45),
    (6158.0, 120.0, 0.45),
    (6787.0, 80.0, 0.30),  # CaH
    (7053.0, 140.0, 0.55),
    (7334.0, 90.0, 0.12),  # VO
    (7589.0, 120.0, 0.50),
    (7851.0, 80.0, 0.12),  # VO
    (8206.0, 90.0, 0.20),
    (8859.0, 90.0, 0.30),
)
_TELLURIC: tuple[tuple[float, float, float], ...] = (
    # Å in vacuum, observer's frame, and 1σ of what the survey's correction leaves
    (6867.0, 6944.0, 0.018),
    (7160.0, 7340.0, 0.012),
    (7594.0, 7700.0, 0.030),
    (8110.0, 8340.0, 0.010),
    (8930.0, 9100.0, 0.035),
)


def outside_structure(wave: Floats, teff: float, forest: "Forest") -> Floats:
    """Flux in units of the continuum, (n,), at wavelengths (n,) Å in air, at rest."""
    depth = forest.depth(wave, teff)
    for centre, width, widths in _LINES:
        area = np.interp(teff, _KELVIN, widths)
        depth += area * gaussian(wave, centre, width)
    cool = np.clip((4050.0 - teff) / 850.0, 0.0, 1.3)
    for head, length, most in _BANDS:
        rise = 0.5 + 0.5 * np.tanh((wave - head) / 2.4)
        depth += cool * most * rise * np.exp(-np.clip(wave - head, 0, None) / length)
    return np.exp(-depth)


def telluric_residual(wave: Floats, random: np.random.Generator) -> Floats:
    """What an imperfect correction for the Earth's air leaves, (n,); `wave` in vacuum, Å."""
    left = np.ones(len(wave))
    for low, high, spread in _TELLURIC:
        inside = (wave >= low) & (wave <= high)
        run = np.linspace(0, 1, int(inside.sum()))
        left[inside] += random.normal(0, spread) * np.exp(-2.5 * run) * np.sin(9 * run + 1.5) ** 2
    return left


def gaussian(wave: Floats, centre: float, width: float) -> Floats:
    """A line of area 1 and this full width at half maximum, both in Å."""
    sigma = width / 2.3548
    return np.asarray(np.exp(-0.5 * ((wave - centre) / sigma) ** 2) / (sigma * 2.5066))


class Forest:
    """The many weak metal lines: always the same ones, deeper in cooler stars and in the blue."""

    def __init__(self, lines: int = 1200) -> None:
        random = np.random.default_rng(6563)
        share = random.random(lines)
        self._centre = 3690.0 * (9110.0 / 3690.0) ** share
        blue = np.exp(-(self._centre - 3700.0) / 1200.0)
        self._area = random.exponential(0.05 + 0.9 * blue, lines)
        self._grid = np.arange(3600.0, 9200.0, 0.5)
        comb = np.zeros(len(self._grid))
        np.add.at(comb, np.searchsorted(self._grid, self._centre), self._area / 0.5)
        kernel = gaussian(np.arange(-12.0, 12.5, 0.5), 0.0, 3.8) * 0.5
        self._depth = np.convolve(comb, kernel, mode="same")

    def depth(self, wave: Floats, teff: float) -> Floats:
        """Optical depth (n,) at wavelengths (n,) Å in air."""
        strength = np.interp(teff, _KELVIN, (0.9, 1.0, 1.0, 0.8, 0.45, 0.25, 0.1, 0.05))
        return strength * np.interp(wave, self._grid, self._depth)
