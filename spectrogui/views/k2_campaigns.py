"""Where light curves lie in time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.curve_study import Flare, Study

Floats = NDArray[np.float64]


def crowd(time: Floats) -> float:
    """Points to a day of times (n,)."""
    span = float(time[-1] - time[0]) if len(time) > 1 else 0.0
    return len(time) / span if span > 0 else 0.0


def during(time: Floats, flares: Sequence[Flare]) -> NDArray[np.bool_]:
    """(n,) whether each time (n,) lies in a flare."""
    inside = np.zeros(len(time), dtype=bool)
    for flare in flares:
        inside |= (time >= flare.start) & (time <= flare.stop)
    return inside


def campaigns(studies: Sequence[Study]) -> tuple[tuple[str, float, float], ...]:
    """Name, start and end (d) of each campaign on display, in order of time."""
    spans: dict[str, tuple[float, float]] = {}
    for study in studies:
        if len(study.used):
            start, stop = float(study.curve.time[0]), float(study.curve.time[-1])
            name = study.curve.header.campaign
            low, high = spans.get(name, (start, stop))
            spans[name] = min(low, start), max(high, stop)
    ordered = sorted(spans.items(), key=lambda span: span[1])
    return tuple((name or "?", start, stop) for name, (start, stop) in ordered)


def called(name: str, studies: Sequence[Study], inks: Sequence[str]) -> tuple[str, str, str]:
    """Text, ink and short text of a campaign; one light curve alone in it lends its name."""
    alone = [
        (study.curve.header.product, ink, f"C{name}")
        for study, ink in zip(studies, inks, strict=False)
        if (study.curve.header.campaign or "?") == name
    ]
    return alone[0] if len(alone) == 1 else (f"Campaign {name}", "muted", f"C{name}")
