"""The card of the current star: who, what, how good, how active, and what was decided."""

from html import escape

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from spectrogui.store.selection import Rows
from spectrogui.store.session import Session
from spectrogui.views import card_text, theme
from spectrogui.views.base import View
from spectrogui.views.card_lines import CardLines
from spectrogui.views.flag_words import SIMULATED, flag_words
from spectrogui.views.line_panels import badge
from spectrogui.views.plot import small_font
from spectrogui.views.scrolled import Scrolled
from spectrogui.views.velocity_offer import VelocityOffer
from spectrogui.views.why_active import CRITERIA, why_active

_COPIED = frozenset({"obsid", "EPIC", "RA Dec", "h m s ° ′ ″", "File"})
_ELIDED = frozenset({"File"})


class ObjectCard(View):
    """Everything known of one star as text; what is not known is left out or said to be so."""

    patience_ms = 16
    velocity_asked = Signal()
    """Somebody wants the corrected velocity, or the one of before."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.title = _label("title")
        self.simulated = badge("simulated", SIMULATED)
        self.problem = _label("warning")
        self.why = _label("")
        self.why.setToolTip(CRITERIA)
        self.why.setAccessibleName("Why active or not")
        self.identity = CardLines(_COPIED, _ELIDED)
        self.kind = CardLines()
        self.quality = CardLines()
        self.velocity = VelocityOffer()
        self.flags = _label("")
        self.activity = CardLines()
        self.light_curve = CardLines()
        self.verdict = _label("")
        self.verdict.setTextFormat(Qt.TextFormat.RichText)
        self._inside = QWidget()
        self._lay_out()
        self.restyle()
        self.velocity.asked.connect(self.velocity_asked)
        session.selection.current_changed.connect(self.invalidate)
        session.shown_changed.connect(self.invalidate)
        session.rows_changed.connect(self._on_rows_changed)
        session.labels.changed.connect(self._on_rows_changed)
        session.opened.connect(self.invalidate)

    def redraw(self) -> None:
        """Say what the table knows of the current row."""
        table, row = self._session.table, self._session.selection.current
        if not 0 <= row < len(table):
            self._say_nothing()
            return
        values = table.row(row)
        self.title.setText(card_text.title(values))
        self._restyle_title()
        self.simulated.setVisible("simulated" in flag_words(values["flags"]))
        _say(self.problem, breakable(str(values["problem"] or "")))
        scored = bool(values["status"])
        has_numbers = scored and values["status"] != "failed"
        _say(self.why, why_active(values) if has_numbers else "")
        self.identity.show_lines(card_text.identity(values))
        self.kind.show_lines(card_text.kind(values))
        self.quality.show_lines(card_text.quality(values) if has_numbers else {})
        self.velocity.show_row(values if has_numbers else {})
        self.activity.show_lines(card_text.activity(values) if has_numbers else {})
        self.light_curve.show_lines(card_text.light_curve(values))
        sentences = card_text.flags(values)
        _say(self.flags, "\n".join(f"⚑ {sentence}" for sentence in sentences))
        _say(self.verdict, self._verdict_text(row) if scored else "Not scored yet")
        self.setAccessibleName(f"Card of {card_text.title(values)}")
        self.setAccessibleDescription(self.as_text())
        self._settle()

    def restyle(self) -> None:
        """Take the size of text of now."""
        for label in self._inside.findChildren(QLabel):  # a style sheet keeps them from inheriting
            label.setFont(small_font())
        self.velocity.restyle()
        for lines in self._lines():
            lines.restyle()
        self._restyle_title()

    def as_text(self) -> str:
        """All that the card says, a line each."""
        parts = [self.title.text()]
        parts += [label.text() for label in (self.problem, self.why) if label.text()]
        for lines in (self.identity, self.kind, self.quality):
            parts += lines.texts()
        parts += [self.flags.text()] if self.flags.text() else []
        parts += self.activity.texts() + self.light_curve.texts()
        return "\n".join(parts)

    def _settle(self) -> None:
        """Lay all out now, from the inside out: Qt would paint it before, between and after."""
        for widget in (*self._lines(), self._inside, self._inside.parentWidget()):
            QCoreApplication.sendPostedEvents(widget, QEvent.Type.LayoutRequest)

    def _restyle_title(self) -> None:
        font = small_font()
        font.setPointSizeF(1.25 * font.pointSizeF())
        font.setBold(True)
        self.title.setFont(font)

    def _verdict_text(self, row: int) -> str:
        table = self._session.table
        code = table.cell("verdict", row)
        if not code > 0:
            said = "No verdict"
        else:
            glyph, colour = (
                theme.VERDICT_SHAPES[int(code) - 1].glyph,
                theme.current().verdict(int(code)),
            )
            name = self._session.labels.name(int(code))
            said = f'{int(code)} <span style="color:{colour}">{glyph}</span> <b>{name}</b>'
        if table.cell("star", row) == 1:
            said += " &nbsp;★"
        tags = table.cell("tags", row).replace("_", " ").replace(";", ", ")
        comment = escape(table.cell("comment", row)).replace("\n", "<br>")
        return "<br>".join(text for text in (said, tags, comment) if text)

    def _say_nothing(self) -> None:
        self.title.setText("No star is chosen")
        self.simulated.hide()
        for label in (self.problem, self.why, self.flags, self.verdict):
            _say(label, "")
        self.velocity.show_row({})
        for lines in self._lines():
            lines.show_lines({})
        self.setAccessibleName("Card: no star is chosen")
        self.setAccessibleDescription("")

    def _lines(self) -> tuple[CardLines, ...]:
        return self.identity, self.kind, self.quality, self.activity, self.light_curve

    def _on_rows_changed(self, rows: Rows) -> None:
        if self._session.selection.current in rows:
            self.invalidate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        first = (self.title, self.simulated, self.problem, self.why, self.velocity)
        lines = (self.identity, self.kind, self.quality, self.flags, self.activity)
        for widget in (*first, *lines, self.light_curve, self.verdict):
            column.addWidget(widget)
        column.setAlignment(self.simulated, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(Scrolled(self._inside, "Object card"))


def _label(role: str) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def breakable(text: str) -> str:
    """Text whose long file names may go on in the next line."""
    for sign in "-_/":
        text = text.replace(sign, f"{sign}\N{ZERO WIDTH SPACE}")
    return text


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
    label.setFont(small_font())  # a style sheet takes it away when a label is first seen
