"""One spectrum with emission and a cosmic ray, and what templates make of it (paper Fig. 9)."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.science.red_arm import Flux
from spectrogui.validation.baseline_scores import Maker, emission
from spectrogui.validation.drawing import panels
from spectrogui.validation.section import Picture

WITHOUT, WITH, OURS = "trained without corruption", "trained with corruption", "ours"
COLOURS = {WITHOUT: "#0072b2", WITH: "#d55e00", OURS: "#009e73"}
COSMIC, COSMIC_HEIGHT, COSMIC_WIDTH = 8600.0, 2.0, 3.0
"""Å, units of the continuum, and Å (full width at half maximum) of the cosmic ray."""
STRENGTH, WIDTH = 5.0, 5.0
"""Å of emission at Hα, and its full width at half maximum."""


def example(makers: Mapping[str, Maker], stars: TrainingSet) -> Picture:
    """The star of best S/N, of type G if there is one, with emission and a cosmic ray added."""
    kind = "G" if (stars.letter == "G").any() else str(stars.letter[0])
    row = int(np.argmax(np.where(stars.letter == kind, stars.snr, -np.inf)))
    star = stars.take(np.array([row]))
    spoilt = (star.flux + emission(STRENGTH, WIDTH) + _cosmic()).astype(np.float32)
    before = {name: make(star.flux, star.sigma, star.good) for name, make in makers.items()}
    after = {name: make(spoilt, star.sigma, star.good) for name, make in makers.items()}
    return Picture(
        "emission-and-cosmic-ray",
        f"A held-out {kind} star with S/N(r) = {star.snr[0]:.0f}, to which {STRENGTH:g} Å of "
        f"emission at Hα and a cosmic ray at {COSMIC:.0f} Å, {COSMIC_HEIGHT:g} times as high as "
        "the continuum, were added (grey, cut off above), and its templates. Below: by how much "
        "the additions changed each template. To be compared with Fig. 9 of the paper.",
        _draw(
            spoilt[0], {n: t[0] for n, t in before.items()}, {n: t[0] for n, t in after.items()}
        ),
    )


def _cosmic() -> Flux:
    away = (R1800_WAVE - COSMIC) / (COSMIC_WIDTH / 2.3548)
    return np.asarray(COSMIC_HEIGHT * np.exp(-0.5 * away**2), np.float32)


def _draw(spoilt: Flux, before: Mapping[str, Flux], after: Mapping[str, Flux]) -> Figure:
    figure, axes = panels(2, 2, 3.6)
    for band, above, below in zip(R1800_BANDS, axes[:2], axes[2:], strict=True):
        wave = R1800_WAVE[band.rows]
        above.plot(wave, spoilt[band.rows], color="#9a9a9a", lw=0.6, label="with additions")
        for name, template in after.items():
            above.plot(wave, template[band.rows], color=COLOURS[name], lw=0.8, label=name)
            change = template[band.rows] - before[name][band.rows]
            below.plot(wave, change, color=COLOURS[name], lw=0.8)
        above.set(ylim=(0.3, 1.5), xlim=(wave[0], wave[-1]))
        below.set(xlabel="wavelength in air (Å)")
    axes[0].set(ylabel="flux")
    axes[2].set(ylabel="change")
    axes[1].legend(frameon=False, loc="lower right")
    return figure
