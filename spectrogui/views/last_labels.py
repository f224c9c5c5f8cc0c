"""The rows that were labelled last, to go back to."""

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from spectrogui.store.session import Session
from spectrogui.views import theme
from spectrogui.views.marks import draw_verdict

MOST = 10
_SIGN = 12
_ROW = Qt.ItemDataRole.UserRole


class LastLabels(QListWidget):
    """Who was labelled last, and as what; a click asks to look there again."""

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("The last ten labels")
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(_SIGN + 2, _SIGN + 2))
        self.setMinimumHeight(3 * self.fontMetrics().lineSpacing() + 8)
        self.itemClicked.connect(self._on_item)
        self.itemActivated.connect(self._on_item)

    def show_rows(self, session: Session, rows: list[int]) -> None:
        """List rows, the newest first."""
        self.clear()
        for row in rows:
            item = QListWidgetItem(described(session, row))
            item.setData(_ROW, row)
            item.setToolTip(_tip(session, row))
            code = session.table.cell("verdict", row)
            item.setIcon(sign(int(code) if code > 0 else 0, self.devicePixelRatioF()))
            self.addItem(item)
            if row == session.selection.current:
                font = item.font()
                font.setBold(True)
                item.setFont(font)

    def _on_item(self, item: QListWidgetItem) -> None:
        self.row_chosen.emit(int(item.data(_ROW)))


def last_labelled(session: Session, earlier: list[int]) -> list[int]:
    """The rows of the newest steps of this sitting, then `earlier` ones; ten at most."""
    found: dict[int, None] = {}
    for edit in reversed(session.labels.done):
        found.update(dict.fromkeys(edit.rows[:MOST].tolist()))
        if len(found) > 3 * MOST:
            break
    found.update(dict.fromkeys(earlier))
    return [row for row in found if session.labels.is_labelled(row)][:MOST]


def labelled_before(session: Session) -> list[int]:
    """The rows with the latest time of labelling, the newest first; ten at most."""
    table = session.table
    rows = np.flatnonzero(session.labels.labelled())
    times = table.cells("labelled_utc", rows).astype(str)
    rows, times = rows[times != ""], times[times != ""]
    newest = np.argsort(times, kind="stable")[::-1][:MOST]
    return [int(row) for row in rows[newest]]


def described(session: Session, row: int) -> str:
    """For example ``292012004  securely active ★ nebular``."""
    table = session.table
    code = table.cell("verdict", row)
    said = [session.labels.name(int(code)) if code > 0 else "no verdict"]
    if table.cell("star", row) == 1:
        said.append("★")
    said += [tag.replace("_", " ") for tag in table.cell("tags", row).split(";") if tag]
    if table.cell("comment", row):
        said.append("“…”")
    return f"{_who(session, row)}  {' '.join(said)}"


def sign(code: int, ratio: float) -> QIcon:
    """The shape of a verdict, or nothing for 0, for a screen of this pixel ratio."""
    side = _SIGN + 2
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    if code:
        painter = QPainter(picture)
        draw_verdict(painter, QPointF(side / 2, side / 2), _SIGN - 2, code, theme.current())
        painter.end()
    return QIcon(picture)


def _who(session: Session, row: int) -> str:
    table = session.table
    return str(
        table.cell("obsid", row)
        or table.cell("designation", row)
        or session.path(row).name.split(".")[0]
    )


def _tip(session: Session, row: int) -> str:
    table = session.table
    who = table.cell("inspector", row) or "nobody named"
    said = [f"Labelled {table.cell('labelled_utc', row)} by {who}"]
    if table.cell("comment", row):
        said.append(table.cell("comment", row))
    return "\n".join(said)
