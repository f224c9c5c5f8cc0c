"""The current star at both resolutions: Hα at R = 1800 beside the slitless spectrum at R = 250."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from spectrogui.core.grid import R1800_BANDS
from spectrogui.core.lines import MEASURED
from spectrogui.core.shown import Shown
from spectrogui.store.session import Session
from spectrogui.views.elided_label import ElidedLabel
from spectrogui.views.line_panel import LinePanel, Span
from spectrogui.views.line_panels import LinePanels
from spectrogui.views.panel_data import PanelData
from spectrogui.views.plot import small_font
from spectrogui.views.slitless_panel import SlitlessPanel, slitless_data, summary, titled
from spectrogui.views.stage import Stage, shown_or_why

_BAND = R1800_BANDS[0]
_SPAN = Span("ha_r1800", "R1800", _BAND.low, _BAND.high, _BAND.rows)
_ROOM_FOR_BOTH = 480  # px


class SlitlessView(LinePanels):
    """Asks for the slitless spectrum of the star on display while it can be seen."""

    patience_ms = 32
    has_legend = False
    slitless_asked = Signal(int)
    """The row whose spectrum at R = 250 is to be made."""
    show_file_asked = Signal(int)
    retry_asked = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.r1800, self.r250 = LinePanel(_SPAN, MEASURED), SlitlessPanel()
        super().__init__((self.r1800, self.r250), parent)
        self._session = session
        self._asked: Shown | None = None
        self._drawn: Shown | None = None
        self._none: tuple[Shown | None, str] = (None, "")
        self.titles = (ElidedLabel(), ElidedLabel())
        self.stage = Stage(self._with_titles(self._content()))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stage)
        self.restyle()
        self.stage.dim_changed.connect(self._dim)
        self.stage.show_file_asked.connect(self._on_show_file)
        self.stage.retry_asked.connect(self._on_retry)
        session.shown_changed.connect(self.invalidate)
        session.selection.current_changed.connect(self.invalidate)

    def redraw(self) -> None:
        """Draw both, ask for the slitless spectrum, or say why there is none."""
        shown = shown_or_why(self.stage, self._session, offers=False)
        if shown is None:
            return
        whose, sentence = self._none
        if shown.slitless is not None:
            self._draw(shown)
            self.stage.show_content()
        elif whose is not None and whose.flux is shown.flux and whose.row == shown.row:
            self.stage.show_sentence(sentence)
        else:
            self.stage.show_loading()
            if self._asked is None or self._asked.flux is not shown.flux:
                self._asked = shown
                self.slitless_asked.emit(shown.row)

    def restyle(self) -> None:
        """Take the colours of now."""
        super().restyle()
        for title in self.titles:
            title.setFont(small_font())
        self._drawn = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is room for one alone it is R250; R1800 stands above as well."""
        super().resizeEvent(event)
        for part in (self.titles[0], self.r1800):
            part.setVisible(event.size().width() >= _ROOM_FOR_BOTH)

    def say_none(self, sentence: str) -> None:
        """Say why the spectrum that was asked for cannot be shown."""
        self._none = (self._asked, sentence)
        self.invalidate()

    def _draw(self, shown: Shown) -> None:
        before, self._drawn = self._drawn, shown
        if shown.slitless is None or (
            before is not None
            and before.values is shown.values
            and before.slitless is shown.slitless
        ):
            return
        self.r1800.show_data(PanelData.of(shown, _BAND.rows))
        self.r250.show_data(slitless_data(shown.slitless, shown.values))
        values = shown.values
        first = titled("R1800", "", values.get("rmse"), values.get("active"))
        texts = (first, summary(values))
        for title, text in zip(self.titles, texts, strict=True):
            title.setText(text)
            title.setToolTip(text)

    def _with_titles(self, plots: QWidget) -> QWidget:
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 0)
        head.setSpacing(8)
        for title in self.titles:
            title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            head.addWidget(title, 1)
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(plots, 1)
        return made

    def _on_show_file(self) -> None:
        self.show_file_asked.emit(self._session.selection.current)

    def _on_retry(self) -> None:
        self.retry_asked.emit(self._session.selection.current)
