"""The list of flares of a light curve, in a small window that may stay open."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from spectrogui.core.curve_study import Flare, Study
from spectrogui.views.k2_words import TIME, flares_words, sigmas

COLUMNS = (f"{TIME} (d)", "Amplitude (%)", "Significance (σ)", "Duration (h)")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FlareList(QDialog):
    """Time, amplitude, significance and duration of each; a click shows it in the plot."""

    flare_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flares: tuple[Flare, ...] = ()
        self.heading = QLabel()
        self.heading.setProperty("role", "muted")
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setAccessibleName("Flares")
        self.table.setHorizontalHeaderLabels(list(COLUMNS))
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.copy = QPushButton("Copy as text")
        self.copy.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.heading, 1)
        row.addWidget(self.copy)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addLayout(row)
        box.addWidget(self.table)
        em = self.fontMetrics().height()
        self.resize(38 * em, 22 * em)
        self.copy.clicked.connect(self._on_copy)
        self.table.currentCellChanged.connect(self._on_current)
        self.table.cellClicked.connect(self._on_current)

    def show_study(self, study: Study | None) -> None:
        """List the flares of a light curve."""
        self.flares = study.flares if study is not None else ()
        header = study.curve.header if study is not None else None
        name = f"EPIC {header.epic or 'unknown'}, {header.product}" if header else "nothing"
        self.setWindowTitle(f"Flares of {name}")
        self.heading.setText(f"{flares_words(len(self.flares))} in {name}")
        self.copy.setEnabled(bool(self.flares))
        self.table.blockSignals(True)
        self.table.setRowCount(len(self.flares))
        for row, flare in enumerate(self.flares):
            for column, text in enumerate(_cells(flare)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_RIGHT)
                self.table.setItem(row, column, item)
        self.table.clearSelection()
        self.table.setCurrentCell(-1, -1)
        self.table.blockSignals(False)

    def text(self) -> str:
        """The list as lines of text with tabs between the columns."""
        lines = ["\t".join(COLUMNS), *("\t".join(_cells(flare)) for flare in self.flares)]
        return "\n".join(lines) + "\n"

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def _on_current(self, row: int) -> None:
        if 0 <= row < len(self.flares):
            self.flare_asked.emit(self.flares[row])


def _cells(flare: Flare) -> tuple[str, str, str, str]:
    return (
        f"{flare.peak:.4f}",
        f"{100 * flare.amplitude:.3f}",
        sigmas(flare),
        f"{flare.duration_h:.2f}",
    )
