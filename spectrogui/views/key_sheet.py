"""The cheat sheet: which key does what, and what verdicts and tags mean."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from spectrogui.store.vocabulary import Vocabulary
from spectrogui.views import theme

_SIZE = (940, 620)
_KEYS, _CODES = 96, 32  # px of the columns of keys, and of digits and letters


class KeySheet(QDialog):
    """Every action with its keys, by group, beside the definitions of verdicts and tags.

    Parameters
    ----------
    rows : (group, title, keys) in the order of the menus; keys as people read them
    vocabulary : what the verdicts and tags mean
    """

    def __init__(
        self,
        rows: Sequence[tuple[str, str, str]],
        vocabulary: Vocabulary,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and definitions")
        self.resize(*_SIZE)
        self.sheets = [*_shared_out(_groups(rows)), _definitions(vocabulary)]
        inside = QWidget()
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(16, 16, 16, 16)
        columns.setSpacing(32)
        for number, sheet in enumerate(self.sheets):
            columns.addWidget(_column(sheet), 3 if number == len(self.sheets) - 1 else 2)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inside)
        scroll.setAccessibleName("Keys and definitions")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 8, 8)
        box.addWidget(scroll)
        box.addWidget(buttons)


def _groups(rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The groups in order, each with its (keys, title); what has no key is left out."""
    keyed = [row for row in rows if row[2]]
    return [
        (group, [(keys, title) for _, title, keys in members])
        for group, members in groupby(keyed, key=lambda row: row[0])
    ]


def _shared_out(groups: list[tuple[str, list[tuple[str, str]]]]) -> tuple[str, str]:
    """The groups as the text of two columns, cut where they are most alike in length."""
    lengths = [len(members) + 2 for _, members in groups]
    cut = min(range(len(groups) + 1), key=lambda at: max(sum(lengths[:at]), sum(lengths[at:])))
    blocks = [_block(group.replace("&", ""), members) for group, members in groups]
    return "".join(blocks[:cut]), "".join(blocks[cut:])


def _definitions(vocabulary: Vocabulary) -> str:
    verdicts = [
        (
            f"{verdict.code} {theme.VERDICT_SHAPES[verdict.code - 1].glyph}",
            f"<b>{escape(verdict.name)}</b><br>{escape(verdict.definition)}",
        )
        for verdict in vocabulary.verdicts
    ]
    tags = [
        (f"g {tag.key}", f"<b>{escape(tag.title)}</b><br>{escape(tag.definition)}")
        for tag in vocabulary.tags
    ]
    return _block("Verdicts", verdicts, html=True) + _block("Tags", tags, html=True)


def _block(title: str, lines: Iterable[tuple[str, str]], *, html: bool = False) -> str:
    """A heading and a table of keys and what they do."""
    head = (
        f'<td style="color:{theme.current().muted}; padding:2px 14px 2px 0; white-space:nowrap" '
        f'width="{_KEYS if not html else _CODES}">'
    )
    body = "".join(
        f'<tr>{head}{escape(keys)}</td><td style="padding:2px 0">'
        f"{text if html else escape(text)}</td></tr>"
        for keys, text in lines
    )
    return f'<p style="margin:8px 0 2px 0"><b>{escape(title)}</b></p><table>{body}</table>'


def _column(sheet: str) -> QLabel:
    label = QLabel(sheet, wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
