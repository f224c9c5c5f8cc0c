"""The spectrum at R = 250: flux over its template, the windows of equation 5, and the residual."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from spectrogui.core.grid import BAD, R250_WAVE
from spectrogui.core.lines import LINES, Line
from spectrogui.core.numbers import UNKNOWN, fixed, measured, width
from spectrogui.core.shown import Slitless
from spectrogui.core.slitless_bands import LINE, SIDES
from spectrogui.views.label_strip import Label
from spectrogui.views.line_panel import LinePanel, Span
from spectrogui.views.panel_data import PanelData

_HALPHA = next(line for line in LINES if line.key == "ha")
_DECIDED = {True: "active", False: "not active", None: "not decided"}
SPAN = Span("r250", "R250", float(R250_WAVE[0]), float(R250_WAVE[-1]), slice(0, len(R250_WAVE)))


class SlitlessPanel(LinePanel):
    """A line panel on the grid of the R250 model."""

    y_title = "Flux (relative)"

    def __init__(self) -> None:
        super().__init__(SPAN, (_HALPHA,))

    def windows(self) -> tuple[Line, ...]:
        """Hα and the continuum on both sides."""
        return tuple(
            Line("", "", (low + high) / 2, (high - low) / 2, "activity")
            for low, high in (SIDES[0], LINE, SIDES[1])
        )

    def width_labels(self, values: Mapping[str, Any]) -> tuple[Label, ...]:
        """The excess over the template."""
        text = excess_text(values)
        ink = "residual" if text else "muted"
        said = f"excess EW {text}" if text else "EW not measured"
        return (Label(_HALPHA.air, said, ink, said.removeprefix("excess ")),)

    def spoken(self, values: Mapping[str, Any]) -> str:
        """All numbers of R250."""
        text = excess_text(values)
        return f"{summary(values)}; excess EW {text}" if text else summary(values)


def slitless_data(slitless: Slitless, values: Mapping[str, Any]) -> PanelData:
    """As a panel draws it; what lies in unusable pixels is left out."""
    good = slitless.good & np.isfinite(slitless.flux)
    return PanelData(
        wave=slitless.wave,
        flux=np.where(good, slitless.flux, np.nan),
        sigma=np.where(good & np.isfinite(slitless.sigma), slitless.sigma, np.nan),
        template=slitless.template,
        template_sigma=np.zeros(len(slitless.wave)),
        bits=np.where(good, 0, BAD).astype(np.uint8),
        values=values,
    )


def excess_text(values: Mapping[str, Any]) -> str:
    """For example ``3.87 ± 0.19 Å (20σ)``; "" if it was not measured."""
    text = width(values.get("ew_exc_ha_r250"), values.get("e_ew_exc_ha_r250"))
    return "" if text == UNKNOWN else text


def summary(values: Mapping[str, Any]) -> str:
    """What R250 alone says of the star, in a line."""
    total = measured(values.get("ew_ha_r250"), values.get("e_ew_ha_r250"), "Å")
    rmse = values.get("rmse_r250")
    if total == UNKNOWN and rmse is None:
        return "R250 · no numbers of this row"
    return titled("R250", f"EW {total}" if total != UNKNOWN else "", rmse, values["active_r250"])


def titled(model: str, said: str, rmse: float | None, active: bool | None) -> str:
    """A model, what it says of a star, how well it fits, and what follows."""
    parts = (model, said, "" if rmse is None else f"RMSE {fixed(rmse, 4)}", _DECIDED[active])
    return " · ".join(part for part in parts if part)
