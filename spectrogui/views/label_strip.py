"""A strip above a plot for short texts that belong to wavelengths; it covers no data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from spectrogui.views import theme
from spectrogui.views.placing import fits, spread_out
from spectrogui.views.plot import PlotBox, small_font

LEADER = 6
"""Height of the line from a text down to its wavelength, px."""
_GAP = 8
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Label:
    """One text at a wavelength.

    Attributes
    ----------
    x : Å
    text : one line
    short : what is written instead where there is little room; "" for the same
    ink : a colour's name in the theme
    pen : of the leader, None for the text's own colour
    tier : which line of text it takes, counted from the plot, where there are several
    """

    x: float
    text: str
    ink: str
    short: str = ""
    pen: QPen | None = None
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with its place in the strip, px, and where on the lower edge it points."""

    label: Label
    text: str
    place: QRectF
    foot: float


class LabelStrip(pg.GraphicsWidget):
    """Texts above a plot, each as near to its wavelength as the others let it."""

    def __init__(self, box: PlotBox) -> None:
        super().__init__()
        self._box = box
        self._labels: tuple[Label, ...] = ()
        self._lines = 1
        self._placed: list[Placed] | None = None  # None: to be worked out anew
        self._view: tuple[float, ...] = ()
        box.sigXRangeChanged.connect(self._on_range_changed)
        self.restyle()

    def restyle(self) -> None:
        """Take the font and the colours of now."""
        self._font = small_font()
        self._metrics = QFontMetricsF(self._font)
        self._fix_height()

    def show_labels(self, labels: Iterable[Label]) -> None:
        """Replace the texts."""
        self._labels = tuple(sorted(labels, key=lambda label: label.x))
        self._placed = None
        self.update()

    def lines_needed(self, labels: Sequence[Label], width: float) -> int:
        """How many lines of text labels take in a plot of this width, px: whole, else short."""
        ways = ((lines, short) for short in (False, True) for lines in (1, 2, _MOST_LINES))
        fitting = (n for n, short in ways if self._fit(labels, n, width, short=short))
        return next(fitting, _MOST_LINES)

    def set_lines(self, lines: int) -> None:
        """Make room for this many lines; 0 folds the strip away."""
        if lines != self._lines:
            self._lines = lines
            self._fix_height()

    def placed(self) -> list[Placed]:
        """Where each label in view is drawn."""
        view = (*self._box.viewRange()[0], self._box.width())
        if self._placed is None or view != self._view:
            self._placed, self._view = self._place(*view), view
        return self._placed

    def _place(self, low: float, high: float, width: float) -> list[Placed]:
        seen = [label for label in self._labels if low <= label.x <= high]
        height = self._metrics.height()
        short = not self._fit(seen, self._lines, width, short=False)
        made = []
        for line in range(self._lines):
            row = [label for label in seen if label.tier % self._lines == line]
            feet = [(label.x - low) * width / (high - low) for label in row]
            texts = [_text(label, short) for label in row]
            widths = [self._advance(text) for text in texts]
            lefts = spread_out(feet, widths, 0, width, _GAP)
            top = (self._lines - 1 - line) * height
            for label, text, left, wide, foot in zip(row, texts, lefts, widths, feet, strict=True):
                made.append(Placed(label, text, QRectF(float(left), top, wide, height), foot))
        return made

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: draw."""
        if not self._lines:
            return
        offset = self.mapFromItem(self._box, QPointF(0, 0)).x()
        painter.translate(offset, 0)
        painter.setFont(self._font)
        bottom = self.size().height()
        placed = self.placed()
        for each in placed:
            painter.setPen(each.label.pen or QPen(_ink(each.label), 1))
            middle = float(np.clip(each.foot, each.place.left() + 3, each.place.right() - 3))
            painter.drawLine(QPointF(middle, each.place.bottom()), QPointF(each.foot, bottom))
        for each in placed:
            painter.fillRect(each.place.adjusted(0, 2, 0, -1), QColor(theme.current().plot))
            painter.setPen(_ink(each.label))
            painter.drawText(each.place, Qt.AlignmentFlag.AlignCenter, each.text)

    def _fit(self, labels: Sequence[Label], lines: int, width: float, *, short: bool) -> bool:
        rows = ([each for each in labels if each.tier % lines == line] for line in range(lines))
        return all(
            fits([self._advance(_text(each, short)) for each in row], 0, width, _GAP)
            for row in rows
        )

    def _advance(self, text: str) -> float:
        return self._metrics.horizontalAdvance(text) + 1

    def _fix_height(self) -> None:
        height = self._lines * self._metrics.height() + LEADER if self._lines else 4
        self.setFixedHeight(height)
        self._placed = None
        self.update()

    def _on_range_changed(self) -> None:
        self.update()


def _text(label: Label, short: bool) -> str:
    return (short and label.short) or label.text


def _ink(label: Label) -> QColor:
    return QColor(getattr(theme.current(), label.ink))
