"""The panels of the current star: Hα and the Ca II triplet side by side."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spectrogui.core.grid import R1800_BANDS
from spectrogui.core.shown import Shown
from spectrogui.store.session import Session
from spectrogui.views.flag_words import flag_words
from spectrogui.views.line_panel import LinePanel, Span
from spectrogui.views.line_panels import LinePanels
from spectrogui.views.panel_data import PanelData
from spectrogui.views.stage import Stage, shown_or_why

BANDS = tuple(Span(band.key, band.label, band.low, band.high, band.rows) for band in R1800_BANDS)


class SpectrumView(LinePanels):
    """Flux, template and residual of the star on display."""

    show_file_asked = Signal(int)
    retry_asked = Signal(int)

    spans: tuple[Span, ...] = BANDS

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tuple(LinePanel(span) for span in self.spans), parent)
        self._session = session
        self._drawn: Shown | None = None
        self.stage = Stage(self._content())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stage)
        session.shown_changed.connect(self.invalidate)
        session.selection.current_changed.connect(self.invalidate)
        self.stage.dim_changed.connect(self._dim)
        self.stage.show_file_asked.connect(self._on_show_file)
        self.stage.retry_asked.connect(self._on_retry)

    def redraw(self) -> None:
        """Draw the star on display, or say why there is none."""
        shown = shown_or_why(self.stage, self._session, offers=self.has_legend)
        if shown is not None:
            if not self._is_drawn(shown):
                self._draw(shown)
            self.stage.show_content()

    def _is_drawn(self, shown: Shown) -> bool:
        """Whether the panels have it already: the red arm, which comes later, changes nothing."""
        before, self._drawn = self._drawn, shown
        return (
            before is not None
            and before.row == shown.row
            and before.flux is shown.flux
            and before.template is shown.template
            and before.values is shown.values
        )

    def _draw(self, shown: Shown) -> None:
        for panel in self.panels:
            panel.show_data(PanelData.of(shown, panel.span.rows))
        simulated = "simulated" in flag_words(shown.values.get("flags"))
        self.simulated.setVisible(simulated and self.has_legend)

    def _on_show_file(self) -> None:
        self.show_file_asked.emit(self._session.selection.current)

    def _on_retry(self) -> None:
        self.retry_asked.emit(self._session.selection.current)
