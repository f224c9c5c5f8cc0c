"""The texts on a line panel: the names of the lines, and how strong each one is."""

from collections.abc import Iterable, Mapping
from typing import Any

from spectrogui.core.lines import Line
from spectrogui.core.numbers import UNKNOWN, significance, upper_limit, width
from spectrogui.views.label_strip import Label
from spectrogui.views.pixel_items import mark_pen

NOT_MEASURED = "EW not measured"


def line_labels(lines: Iterable[Line]) -> tuple[Label, ...]:
    """The names; measured lines keep to the lower line of text, next to the plot."""
    return tuple(
        Label(
            line.air,
            line.label,
            "ink" if line.half_width else "muted",
            line.label.removeprefix("Ca II "),
            pen=mark_pen(line),
            tier=0 if line.half_width else 1,
        )
        for line in lines
    )


def width_labels(lines: Iterable[Line], values: Mapping[str, Any]) -> tuple[Label, ...]:
    """For each measured line its equivalent width, in the ink of the residual."""
    chosen = [line for line in lines if line.half_width]
    return tuple(
        Label(
            line.air,
            width_text(line, values),
            _ink(line, values),
            _brief(line, values),
            tier=number,
        )
        for number, line in enumerate(chosen)
    )


def width_text(line: Line, values: Mapping[str, Any]) -> str:
    """For example ``EW 1.23 ± 0.08 Å (15σ)``, with an upper limit if that is below 3σ."""
    value, error = values.get(f"ew_{line.key}"), values.get(f"e_ew_{line.key}")
    text = width(value, error)
    return NOT_MEASURED if text == UNKNOWN else f"EW {text}"


def _brief(line: Line, values: Mapping[str, Any]) -> str:
    """What is written where there is little room: of what is not detected only the limit."""
    value, error = values.get(f"ew_{line.key}"), values.get(f"e_ew_{line.key}")
    if limit := upper_limit(value, error, "Å"):
        return f"{limit} ({significance(value, error)})"
    return width_text(line, values).removeprefix("EW ")


def spoken(lines: Iterable[Line], values: Mapping[str, Any]) -> str:
    """The widths as a sentence for who does not see the plot."""
    return "; ".join(
        f"{line.label} {width_text(line, values)}" for line in lines if line.half_width
    )


def _ink(line: Line, values: Mapping[str, Any]) -> str:
    return "muted" if values.get(f"ew_{line.key}") is None else "residual"
