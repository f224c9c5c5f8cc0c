"""The line over the plots of a light curve: which one, its numbers, and how it is treated."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from spectrogui.core.curve_study import Choices
from spectrogui.views.choice_button import ChoiceButton
from spectrogui.views.k2_chooser import Chooser
from spectrogui.views.k2_facts import Facts
from spectrogui.views.k2_more import More
from spectrogui.views.k2_words import SIMULATED_CURVE
from spectrogui.views.line_panels import badge
from spectrogui.views.plot import small_font
from spectrogui.views.small_button import small_button

TABS = ("All", "Curve", "Periods", "Folded")
ALL, CURVE, PERIODS, FOLDED = range(len(TABS))
_TIPS = ("All three plots", "Flux over time", "Lomb–Scargle periodogram", "Flux over phase")
_ROOMY_EM = 34
_LEAST = 28  # px that are left of a button where there is no room
_FLATTEN = "Divide slow changes out: shows eclipses and flares, and hides rotation"
_REJECT = "Leave outliers out of the search; they stay in view, faint"


class Head(QWidget):
    """One line where there is room, else two."""

    page_asked = Signal(int)
    flatten_asked = Signal()
    outliers_asked = Signal()
    measured_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chooser = Chooser()
        self.facts = Facts()
        self.simulated = badge("simulated", SIMULATED_CURVE)
        self.by_hand = ChoiceButton("by hand ↺", framed=True)
        self.by_hand.setAccessibleName("Folded by hand; back to the measured period")
        self.tabs = tuple(
            _chip(text, tip, framed=False) for text, tip in zip(TABS, _TIPS, strict=True)
        )
        self.flatten = _chip("flatten", _FLATTEN)
        self.outliers = _chip("outliers out", _REJECT)
        self.more = small_button("⋯", "More about this light curve")
        self.more.setStyleSheet("QToolButton { padding: 0 3px; }")
        self.menu = More(self.more, self)
        self._lay_out()
        for tab in self.tabs:
            tab.clicked.connect(self._on_tab)
        self.flatten.clicked.connect(self.flatten_asked)
        self.outliers.clicked.connect(self.outliers_asked)
        self.by_hand.clicked.connect(self.measured_asked)

    def show_page(self, page: int, *, is_wide: bool) -> None:
        """Which page is in front; there are no tabs while all are."""
        for number, tab in enumerate(self.tabs):
            tab.setVisible(page != ALL and (is_wide or number != ALL))
            _set(tab, number == page)
        self._fold()

    def show_choices(self, choices: Choices) -> None:
        """How light curves are treated."""
        _set(self.flatten, choices.flatten)
        _set(self.outliers, choices.reject)

    def show_hand(self, tip: str) -> None:
        """That the period is somebody's choice, and what the measured one is; "" if not."""
        self.by_hand.setVisible(bool(tip))
        self.by_hand.setToolTip(tip)
        self._fold()

    def allow(self, allowed: bool) -> None:
        """Whether there is a light curve to treat."""
        self._right.setVisible(allowed)

    def restyle(self) -> None:
        """Take the colours and the size of text of now."""
        self.chooser.restyle()
        self.simulated.setFont(small_font())
        for button in (*self.tabs, self.flatten, self.outliers, self.by_hand):
            button.updateGeometry()
            button.update()
        self.facts.updateGeometry()
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: one line or two."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Lay both halves beside or below each other."""
        needed = self._left.sizeHint().width() + self._right.sizeHint().width() + 24
        beside = needed <= self.width()
        self._box.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        roomy = self.width() >= _ROOMY_EM * QFontMetrics(small_font()).height()
        self.outliers.setText("outliers out" if roomy else "clip")

    def _on_tab(self) -> None:
        button = self.sender()
        if isinstance(button, ChoiceButton):
            self.page_asked.emit(self.tabs.index(button))

    def _lay_out(self) -> None:
        self._left, self._right = QWidget(), QWidget()
        left, right = QHBoxLayout(self._left), QHBoxLayout(self._right)
        for row, spacing in ((left, 6), (right, 4)):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(spacing)
        left.addWidget(self.chooser)
        left.addWidget(self.facts, 1)
        for sign in (self.by_hand, self.simulated):
            left.addWidget(sign, alignment=Qt.AlignmentFlag.AlignVCenter)
        for tab in self.tabs:
            right.addWidget(tab)
        right.addStretch()
        for widget in (self.flatten, self.outliers, self.more):
            right.addWidget(widget)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(6, 3, 6, 2)
        self._box.setSpacing(2)
        self._box.addWidget(self._left, 1)
        self._box.addWidget(self._right)
        self.by_hand.hide()
        self.simulated.hide()


def _chip(text: str, tip: str, *, framed: bool = True) -> ChoiceButton:
    button = ChoiceButton(text, framed=framed)
    button.setCheckable(True)
    button.setMinimumWidth(_LEAST)
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    return button


def _set(button: ChoiceButton, on: bool) -> None:
    with QSignalBlocker(button):
        button.setChecked(on)
