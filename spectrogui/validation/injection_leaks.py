"""What of a line or a cosmic ray reaches the template."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.refining import telling
from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.job import Ticket
from spectrogui.core.lines import MEASURED
from spectrogui.core.wavelength import SPEED_OF_LIGHT, air_to_vacuum
from spectrogui.science.prepare import window_weights
from spectrogui.science.red_arm import LOG_START, LOG_STEP
from spectrogui.validation.drawing import panels
from spectrogui.validation.injected import Profiles, find, struck, with_profiles
from spectrogui.validation.injection_tables import span
from spectrogui.validation.material import Material
from spectrogui.validation.section import Cell, Picture, Section, Sheet

_EMISSION = 3.0
_FWHM = (3.7, 5.0, 5.7, 7.0, 8.5, 10.0)
"""Å; 5.7 is what the line-spread function makes of a rotation of 200 km/s at Hα."""
_ROTATING = 5.7
_MOST, _MOST_COSMIC = 0.03, 0.01
_EACH = 22
_HEIGHT, _AWAY, _NEARLY_ALL = 5.0, 10.0, 99.0
_RANGES = ((10.0, np.inf), (10.0, 30.0), (30.0, 100.0), (100.0, np.inf))

Floats = NDArray[np.float64]


def leaks(material: Material, ticket: Ticket, seed: int) -> Section:
    """Emission of 3 Å at Hα by its width, and a cosmic ray of 5σ, as a part of a section."""
    random = np.random.default_rng(seed)
    fine = telling(material.stars)
    rows = np.concatenate(
        [
            random.permutation(np.flatnonzero(fine & (material.stars.letter == letter)))[:_EACH]
            for letter in "AFGKM"
        ]
    )
    before = find(material, rows, material.take_arms(rows)).template
    table: list[tuple[Cell, ...]] = []
    worst = {}
    for fwhm in _FWHM:
        ticket.checkpoint()
        size = np.abs(_emission(material, rows, fwhm, before))
        worst[fwhm] = float(size.max())
        table.append((fwhm, len(rows), *_rounded(np.quantile(size, (0.5, 0.95, 1)), 4)))
    cosmic = _cosmic(material, rows, before, random)
    narrow = max(value for fwhm, value in worst.items() if fwhm <= _ROTATING)
    snr = material.stars.snr[rows]
    struck_rows = [_by_snr(cosmic, snr, low, high) for low, high in _RANGES]
    small = 100 * float((cosmic < _MOST_COSMIC).mean())
    return Section(
        "leaks",
        "",
        (
            f"Hα emission of {_EMISSION:g} Å was added to {len(rows)} spectra, with several "
            "widths, and in other trials a cosmic ray of 5σ and half of that in the next pixel, "
            f"at a random place; templates before and after were compared, after a cosmic ray "
            f"{_AWAY:g} Å or more from it.",
        ),
        (
            Sheet(
                "leak",
                f"Change of the template's own EW(Hα) in Å when {_EMISSION:g} Å of emission are "
                "added, by the FWHM of the line as it is seen.",
                ("FWHM (Å)", "spectra", "median", "95th percentile", "worst"),
                table,
            ),
            Sheet(
                "leak_cosmic",
                f"Largest change of the template at {_AWAY:g} Å or more from a cosmic ray of 5σ, "
                "in normalised flux.",
                ("S/N(r)", "spectra", "median", "95th percentile", "worst"),
                [row for row in struck_rows if row is not None],
            ),
        ),
        (_picture(table),),
        (
            f"Leak of {_EMISSION:g} Å of Hα emission into the template below {_MOST} Å for lines "
            f"up to {_ROTATING} Å FWHM (200 km/s): {'met' if narrow < _MOST else 'not met'} "
            f"({narrow:.3f} Å at worst; {worst[_FWHM[-1]]:.3f} Å at {_FWHM[-1]:g} Å).",
            f"Leak of a cosmic ray of 5σ below {_MOST_COSMIC} of the continuum {_AWAY:g} Å away: "
            f"{'met' if small >= _NEARLY_ALL else 'not met'} (in {small:.0f} of 100 spectra "
            "of all S/N; in noisy ones 5σ are a third of the continuum).",
        ),
    )


def _emission(material: Material, rows: NDArray[np.intp], fwhm: float, before: Floats) -> Floats:
    """(n,) Å by which the template's own EW of Hα changes."""
    n = len(rows)
    line = Profiles(np.full(n, _EMISSION), np.full(n, fwhm), np.zeros(n))
    arms = with_profiles(material.take_arms(rows), material.rv_kms[rows], {"ha": line})
    after = find(material, rows, arms).template
    return np.asarray((after - before) @ window_weights(MEASURED[0]))


def _cosmic(
    material: Material,
    rows: NDArray[np.intp],
    before: Floats,
    random: np.random.Generator,
) -> Floats:
    """(n,) the largest change of the template far from a cosmic ray of its own."""
    place = np.empty(len(rows))
    for number, band in enumerate(R1800_BANDS):
        mine = np.arange(len(rows)) % len(R1800_BANDS) == number
        place[mine] = random.uniform(band.low + 5, band.high - 5, mine.sum())
    seen = air_to_vacuum(place * (1 + material.rv_kms[rows] / SPEED_OF_LIGHT))
    pixel = np.rint((np.log10(seen) - LOG_START) / LOG_STEP).astype(np.intp)
    after = find(material, rows, struck(material.take_arms(rows), pixel, _HEIGHT)).template
    far = np.abs(R1800_WAVE - place[:, None]) >= _AWAY
    return np.asarray(np.where(far, np.abs(after - before), 0).max(axis=1))


def _by_snr(change: Floats, snr: Floats, low: float, high: float) -> tuple[Cell, ...] | None:
    some = (snr >= low) & (snr < high)
    if not some.any():
        return None
    return (
        span(low, high), int(some.sum()), *_rounded(np.quantile(change[some], (0.5, 0.95, 1)), 5)
    )  # fmt: skip


def _rounded(values: Floats, places: int) -> list[float]:
    return [round(float(value), places) for value in values]


def _picture(table: list[tuple[Cell, ...]]) -> Picture:
    figure, (panel,) = panels(1, 1, 2.6)
    values = np.array([[float(cell or 0) for cell in row] for row in table])
    for column, name in ((2, "median"), (3, "95 of 100"), (4, "worst")):
        panel.plot(values[:, 0], values[:, column], "o-", label=name, markersize=3)
    panel.axhline(_MOST, color="black", linestyle="--", linewidth=0.8)
    panel.set_xlabel("FWHM of the line as it is seen (Å)")
    panel.set_ylabel("change of the template (Å)")
    panel.legend()
    return Picture(
        "leak",
        "How much of 3 Å of Hα emission reaches the template, by the width of the line; the "
        "dashed line is the goal, 0.03 Å.",
        figure,
    )
