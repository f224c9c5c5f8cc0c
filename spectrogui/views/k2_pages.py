"""The three plots of a light curve: one at a time, or side by side where there is room."""

from math import isfinite

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from spectrogui.core.curve_study import Fold, Study
from spectrogui.core.light_curve import Floats
from spectrogui.science.phase import fold
from spectrogui.store.light_curves import CurveState
from spectrogui.views.k2_curve_page import CurvePage
from spectrogui.views.k2_fold_page import FoldPage
from spectrogui.views.k2_head import ALL, CURVE, FOLDED
from spectrogui.views.k2_page import Page
from spectrogui.views.k2_power_page import PowerPage
from spectrogui.views.k2_window import WindowFunction
from spectrogui.views.plot import small_font

_WIDE = 690  # px
_WIDE_EM = 44
_SHARES = (40, 28, 32)
Star = tuple[object, ...]


class CurvePages(QWidget):
    """Draws a state that has studies; pages that cannot be seen are drawn when they can."""

    hovered = Signal(str)
    period_asked = Signal(float)
    page_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curve, self.power, self.folded = CurvePage(), PowerPage(), FoldPage()
        self.every: tuple[Page, ...] = (self.curve, self.power, self.folded)
        self.fold: Fold | None = None
        self.window_wanted = False
        self._state = CurveState()
        self._star: Star = ()
        self._folded: tuple[Study, float] | None = None
        self._fresh: set[Page] = set()
        self._stale: set[Page] = set(self.every)
        self._alone, self._together = CURVE, ALL
        self._was_wide: bool | None = None
        self.windows = WindowFunction(self)
        self._side_by_side = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._side_by_side.setHandleWidth(1)
        for page in self.every:
            page.setMinimumWidth(120)
            self._side_by_side.addWidget(page)
            page.hovered.connect(self.hovered)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._side_by_side)
        self.power.period_asked.connect(self.period_asked)
        self.windows.done.connect(self._on_window)
        self._share()

    @property
    def page(self) -> int:
        """Which is in front, `ALL` for all."""
        return self._together if self.is_wide else self._alone

    @property
    def is_wide(self) -> bool:
        """Whether all three have room side by side."""
        return self.width() >= max(_WIDE, _WIDE_EM * QFontMetrics(small_font()).height())

    @property
    def shown(self) -> tuple[Page, ...]:
        """The plots that are not hidden."""
        return tuple(page for page in self.every if not page.isHidden())

    @property
    def active(self) -> Page:
        """The plot that keys move: the one under the mouse, else the first."""
        return next((page for page in self.shown if page.has_cursor), self.shown[0])

    @property
    def state(self) -> CurveState:
        """What is drawn."""
        return self._state

    def next_page(self) -> None:
        """The following plot; where there is room, all after the last."""
        if self.is_wide:
            self.go_to((self._together + 1) % (FOLDED + 1))
        else:
            self.go_to(self._alone % FOLDED + 1)

    def go_to(self, page: int) -> None:
        """Bring a plot to the front, or all of them."""
        if self.is_wide:
            self._together = page
        elif page != ALL:
            self._alone = page
        self._share()

    def show_state(self, state: CurveState) -> None:
        """Draw the light curves of a star."""
        study = state.study
        if study is None:
            return
        before, self._state = self._state, state
        star = _star(state)
        if star != self._star:
            self._star = star
            self._fresh = set(self.every)
        if before.studies != state.studies:
            self._stale = set(self.every)
        elif before.period != state.period:
            self._stale |= {self.power, self.folded}
        self.fold = self._fold(study, state.period)
        self._draw_shown()

    def show_window(self, wanted: bool) -> None:
        """Draw the window function in the periodogram, or not."""
        self.window_wanted = wanted
        self.power.name_window(wanted)
        if self._state.study is not None and wanted:
            self.windows.ask(self._state.study)
        elif not wanted:
            self.windows.stop()
            self.power.show_window(None)

    def dim(self, dimmed: bool) -> None:
        """Fade what is drawn."""
        for page in self.every:
            page.dim(dimmed)

    def restyle(self) -> None:
        """Take the colours of now."""
        for page in self.every:
            page.restyle()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another size of text needs more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share()

    def event(self, event: QEvent) -> bool:
        """Qt: more or less room."""
        if event.type() == QEvent.Type.Resize and self.is_wide is not self._was_wide:
            self._share()
        return super().event(event)

    def _share(self) -> None:
        page, wide = self.page, self.is_wide
        for number, each in enumerate(self.every, 1):
            each.setVisible(page in (ALL, number))
        if page == ALL:
            self._side_by_side.setSizes([self.width() * share // 100 for share in _SHARES])
        self._was_wide = wide
        self._draw_shown()
        self.curve.level(is_beside=page == ALL)
        self.page_changed.emit()

    def _draw_shown(self) -> None:
        study = self._state.study
        if study is None:
            return
        for page in self.shown:
            if page in self._stale:
                self._draw(page, study, afresh=page in self._fresh)
        self._stale -= set(self.shown)
        self._fresh -= set(self.shown)

    def _draw(self, page: Page, study: Study, *, afresh: bool) -> None:
        state = self._state
        if page is self.curve:
            self.curve.show_studies(state.studies, afresh=afresh)
        elif page is self.power:
            self.power.show_study(study, state.period, by_hand=state.is_by_hand, afresh=afresh)
            if self.window_wanted:
                self.windows.ask(study)
        else:
            self.folded.show_fold(study, self.fold)

    def _fold(self, study: Study, period: float) -> Fold | None:
        if not isfinite(period) or period <= 0 or not study.used.any():
            return None
        if self._folded != (study, period) or self.fold is None:
            self._folded = (study, period)
            return fold(study, period)
        return self.fold

    def _on_window(self, study: Study, power: Floats) -> None:
        if self.window_wanted and study is self._state.study:
            self.power.show_window(power)


def _star(state: CurveState) -> Star:
    """What must differ for all of a light curve to come into view anew."""
    headers = [study.curve.header for study in state.studies]
    return state.row, state.epic, frozenset((each.epic, each.campaign) for each in headers)
