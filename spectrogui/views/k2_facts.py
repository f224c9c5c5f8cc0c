"""A line of numbers that leaves out what matters least where there is little room."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from spectrogui.views import theme
from spectrogui.views.k2_words import Fact
from spectrogui.views.plot import small_font

_GAP = 12
_LEAST_EM = 8  # heights of a line that the narrowest one is wide


class Facts(QWidget):
    """Words side by side, each with its tip; in as many lines as the important ones need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts: tuple[Fact, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_facts(self, facts: Iterable[Fact]) -> None:
        """Replace the words, the most important first."""
        self.facts = tuple(facts)
        self.setAccessibleName(", ".join(fact.text for fact in self.facts))
        self.setAccessibleDescription("; ".join(fact.tip for fact in self.facts))
        self.updateGeometry()
        self.update()

    def placed(self) -> list[tuple[Fact, QRect]]:
        """The words that are drawn, and where."""
        places = self._places(self.width())
        high = max((place.bottom() + 1 for _, place in places), default=0)
        down = max(0, (self.height() - high) // 2)
        return [(fact, place.translated(0, down)) for fact, place in places]

    def hasHeightForWidth(self) -> bool:
        """Qt: the narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: the height of all lines."""
        line = QFontMetrics(small_font()).height() + 4
        return max((place.bottom() + 1 for _, place in self._places(width)), default=line)

    def sizeHint(self) -> QSize:
        """Qt: room for all that must be there in one line."""
        metrics = QFontMetrics(small_font())
        must = (fact.text for fact in self.facts if fact.must)
        wide = sum(metrics.horizontalAdvance(text) + _GAP for text in must)
        return QSize(wide, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        """Qt: the same for every star, so that no dock moves; longer words are cut."""
        line = QFontMetrics(small_font()).height()
        return QSize(_LEAST_EM * line, line + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: draw."""
        painter, colours = QPainter(self), theme.current()
        painter.setFont(small_font())
        for fact, place in self.placed():
            painter.setPen(QColor(getattr(colours, fact.ink)))
            text = painter.fontMetrics().elidedText(
                fact.text, Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: maybe another number of lines."""
        super().resizeEvent(event)
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """Qt: each word has a tip of its own."""
        if isinstance(event, QHelpEvent):
            met = (fact.tip for fact, place in self.placed() if place.contains(event.pos()))
            QToolTip.showText(event.globalPos(), next(met, ""), self)
            return True
        return super().event(event)

    def _places(self, width: int) -> list[tuple[Fact, QRect]]:
        metrics = QFontMetrics(small_font())
        line = metrics.height() + 4
        made: list[tuple[Fact, QRect]] = []
        x, y = 0, 0
        for fact in sorted(self.facts, key=lambda fact: not fact.must):
            wide = metrics.horizontalAdvance(fact.text) + 1
            if x and x + wide > width:
                if not fact.must:
                    continue
                x, y = 0, y + line
            made.append((fact, QRect(x, y, min(wide, max(width, 1)), line)))
            x += wide + _GAP
        return made
