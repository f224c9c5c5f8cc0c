"""What telescope, sky and detector do to a simulated spectrum."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.demo_kinds import Star
from spectrogui.analysis.demo_structure import telluric_residual
from spectrogui.core.spectrum import Spectrum

Floats = NDArray[np.float64]

_THROUGHPUT = ((3700, 4200, 5000, 5600, 5900, 6500, 7500, 8500, 9100),
               (0.15, 0.50, 0.80, 0.70, 0.60, 0.95, 1.00, 0.75, 0.40))  # fmt: skip
_REFERENCE = 6200.0  # Å where the signal-to-noise in r is meant
_SKY = 300.0  # electrons per pixel at the reference
_OH = ((7276, 7341, 7524, 7750, 7794, 7821, 7914, 7964, 7993, 8025, 8063, 8344, 8399, 8430, 8465,
        8493, 8504, 8538, 8548, 8778, 8827, 8885, 8919, 8958, 9001, 9038))  # fmt: skip
_OH_HEIGHT = 3.0  # over the smooth sky
_FLAGGED = 0.0015  # share of pixels that some exposure marks
_EDGE = 8  # pixels at both ends without data
_BRIGHTSKY = 8  # the bit of LAMOST's masks


def noisy(
    star: Star,
    wave: Floats,
    rest: Floats,
    flux: Floats,
    level: Floats,
    random: np.random.Generator,
) -> Spectrum:
    """A spectrum with noise, inverse variance and masks; its header is empty.

    Parameters
    ----------
    wave, rest : (n,) Å: in vacuum as in the file, and in air at rest
    flux, level : (n,) spectrum and continuum, 1 at 6500 Å
    """
    flux = flux * telluric_residual(wave, random)
    error = _error(wave, flux, star.snr)
    unit = 10 ** random.uniform(2.0, 3.5)
    seen = flux + error * random.standard_normal(len(wave))
    for at, height in star.spikes:
        pixel = int(np.argmin(np.abs(rest - at)))
        seen[pixel] += height * level[pixel]
        seen[pixel + 1] += 0.15 * height * level[pixel]
    ivar = 1 / (error * unit) ** 2
    lost = np.zeros(len(wave), bool)
    lost[:_EDGE] = lost[-_EDGE:] = True
    for low, high in star.lost:
        lost |= (rest >= low) & (rest <= high)
    ormask = np.where(random.random(len(wave)) < _FLAGGED, _BRIGHTSKY, 0)
    return Spectrum(
        wave,
        _rounded(np.where(lost, 0.0, seen * unit)),
        _rounded(np.where(lost, 0.0, ivar)),
        np.zeros(len(wave), np.int32),
        ormask.astype(np.int32),
    )


def _error(wave: Floats, flux: Floats, snr: float) -> Floats:
    """1σ of the flux, (n,): photons of star and sky, such that S/N is `snr` in r."""
    through = np.interp(wave, *_THROUGHPUT) * wave
    sky = np.ones(len(wave))
    for line in _OH:
        sky += _OH_HEIGHT * np.exp(-0.5 * ((wave - line * 1.00027) / 2.0) ** 2)
    near = np.abs(wave - _REFERENCE) < 100
    through /= through[near].mean()
    electrons = (snr**2 + np.sqrt(snr**4 + 4 * snr**2 * _SKY)) / 2  # S/N = N / √(N + sky)
    scale = electrons / (flux * through)[near].mean()
    variance = np.clip(flux, 0.01, None) * through * scale + _SKY * sky * through
    return np.asarray(np.sqrt(variance) / (through * scale))


def _rounded(values: Floats) -> NDArray[np.float32]:
    """float32 with 14 bits after the first: far below the noise, and it packs better."""
    mantissa, exponent = np.frexp(values)
    return np.ldexp(np.round(mantissa * 2**15) / 2**15, exponent).astype(np.float32)
