"""The lithium line of the current star."""

from spectrogui.core.grid import R1800_BANDS
from spectrogui.views.line_panel import Span
from spectrogui.views.spectrum import SpectrumView

_HA = R1800_BANDS[0]


class LithiumView(SpectrumView):
    """One panel around Li I 6708, where an excess of absorption tells of youth."""

    patience_ms = 16
    has_legend = False  # it stands beside the other panels, which have one

    spans = (Span("li", "Li I 6708", 6685.0, 6735.0, _HA.rows),)
