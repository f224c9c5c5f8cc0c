"""Pairs of columns that are looked at often, by name."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns against each other, x and y, and what people call that."""

    title: str
    x: str
    y: str


PAIRS: tuple[Pair, ...] = (
    Pair("z₁ – z₂", "z1", "z2"),
    Pair("z₃ – z₄", "z3", "z4"),
    Pair("EW Hα – EW Ca II 8542", "ew_ca8542", "ew_ha"),
    Pair("F – F: log F Hα against log F Ca II", "log_f_ca", "log_f_ha"),
    Pair("R′ – Teff: log R′ Hα", "teff", "log_r_ha"),
    Pair("R′ – Teff: log R′ Ca II", "teff", "log_r_ca"),
    Pair("EW Hα – Teff", "teff", "ew_ha"),
    Pair("EW Li I – Teff", "teff", "ew_li"),
    Pair("R250 – R1800: excess EW Hα", "ew_ha", "ew_exc_ha_r250"),
)


def following(x: str, y: str) -> Pair:
    """The pair after the one that is shown; the first one after anything else."""
    at = next((i for i, pair in enumerate(PAIRS) if (pair.x, pair.y) == (x, y)), -1)
    return PAIRS[(at + 1) % len(PAIRS)]


class PairMenu(QToolButton):
    """A button that opens the list of pairs; the one that is shown is marked."""

    chosen = Signal(str, str)  # the columns of x and y

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText("Axes ▾")
        self.setAccessibleName("Pairs of axes")
        self.setToolTip("Pairs that are looked at often")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu, group = QMenu(self), QActionGroup(self)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        for pair in PAIRS:
            action = menu.addAction(pair.title)
            action.setCheckable(True)
            action.setData((pair.x, pair.y))
            group.addAction(action)
        self.setMenu(menu)
        self._group = group
        group.triggered.connect(self._on_triggered)

    def mark(self, x: str, y: str) -> None:
        """Say which pair is shown, if it is one of them."""
        for action in self._group.actions():
            action.setChecked(action.data() == (x, y))

    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(*action.data())
