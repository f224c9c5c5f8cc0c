"""What the status bar says of the place under the cursor."""

import numpy as np

from spectrogui.core.grid import BAD, FLAGGED, SPIKE, TELLURIC_BAND
from spectrogui.core.lines import LINES, Line
from spectrogui.core.numbers import fixed, signed
from spectrogui.core.wavelength import SPEED_OF_LIGHT, air_to_vacuum
from spectrogui.views.panel_data import PanelData

_NEAR_KMS = 5000.0
_WORDS = (
    (BAD, "no usable flux"),
    (FLAGGED, "flagged by the survey"),
    (TELLURIC_BAND, "Earth’s air"),
    (SPIKE, "cosmic ray or sky"),
)


def place(wave: float) -> list[str]:
    """A wavelength in air and vacuum, and its velocity from the nearest line."""
    vacuum = float(air_to_vacuum(np.array(wave)))
    said = [f"λ {wave:.1f} Å air ({vacuum:.1f} vac)"]
    line = min(LINES, key=lambda line: abs(line.air - wave))
    velocity = (wave / line.air - 1) * SPEED_OF_LIGHT
    if abs(velocity) < _NEAR_KMS:
        said.append(f"Δv {signed(velocity, 0)} km/s from {full_name(line)}")
    return said


def describe(wave: float, data: PanelData | None) -> str:
    """The whole sentence; flux, template and residual are those of the nearest point."""
    said = place(wave)
    if data is not None and len(data.wave):
        nearest = int(np.argmin(np.abs(data.wave - wave)))
        if abs(data.wave[nearest] - wave) <= 1.0:
            said += _at(data, nearest)
    return " · ".join(said)


def words(bits: int) -> list[str]:
    """What is known of a pixel, in words."""
    return [word for bit, word in _WORDS if bits & bit]


def full_name(line: Line) -> str:
    """A line's label with its wavelength, unless the label says which it is."""
    unique = sum(other.label == line.label for other in LINES) == 1
    return line.label if unique else f"{line.label} {line.air:.0f}"


def _at(data: PanelData, point: int) -> list[str]:
    flux, template = float(data.flux[point]), float(data.template[point])
    said = []
    if np.isfinite(flux):
        said.append(f"flux {fixed(flux, 3)}")
    error = float(data.template_sigma[point])
    said.append(f"template {fixed(template, 3)} ± {error:.3f}")
    if np.isfinite(flux):
        residual, sigma = flux - template, float(data.sigma[point])
        sure = f" ({fixed(abs(residual) / sigma, 1)}σ)" if sigma > 0 else ""
        said.append(f"residual {signed(residual, 3)}{sure}")
    return said + words(int(data.bits[point]))
