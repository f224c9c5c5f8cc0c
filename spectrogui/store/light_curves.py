"""The light curves of the current star: what there is, what is on display, how it is treated."""

from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Literal

from PySide6.QtCore import QObject, Signal

from spectrogui.core.curve_study import Choices, Study
from spectrogui.core.k2_product import Product
from spectrogui.core.pace import Progress

Stage = Literal[
    "idle", "queued", "searching", "downloading", "reading", "offline", "absent", "failed", "shown"
]


@dataclass(frozen=True, slots=True, eq=False)
class CurveState:
    """All that the dock draws.

    Attributes
    ----------
    row : the star that it is about, -1 for none
    epic : its number, "" if unknown
    stage : ``idle`` nobody asked yet and there is no file, ``queued`` behind another star,
        ``searching`` and ``downloading`` the archive works, ``reading`` a file is read and
        analysed, ``offline`` no archive in reach, ``absent`` K2 did not observe it, ``failed``,
        or ``shown``
    sentence : what to say of it; "" where the stage says all
    done, total : bytes, while downloading; total 0 if unknown
    products : all that there are, the best first
    chosen : those on display; the numbers of the first go to the row
    studies : one for each that is chosen, in their order
    period : d at which is folded, NaN for none
    """

    row: int = -1
    epic: str = ""
    stage: Stage = "idle"
    sentence: str = ""
    done: int = 0
    total: int = 0
    products: tuple[Product, ...] = ()
    chosen: tuple[Product, ...] = ()
    studies: tuple[Study, ...] = ()
    period: float = nan

    @property
    def study(self) -> Study | None:
        """The one whose numbers are on the row; None while there is none."""
        return self.studies[0] if self.studies else None

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody folds at another period than the measured one."""
        if self.study is None or not isfinite(self.period):
            return False
        return self.period != self.study.rotation.period


class LightCurves(QObject):
    """What views show and ask for; `app.curve_desk` carries out what is asked."""

    changed = Signal()  # state or choices
    progress_changed = Signal()
    fetch_asked = Signal(int)  # row: look in the archive, now
    add_asked = Signal()  # ask for files of this star
    products_asked = Signal(int, object)  # row, tuple of products to show
    choices_asked = Signal(object)
    period_asked = Signal(int, float)  # row, d: fold there, and put it on the row
    delete_asked = Signal(object)  # a cached product

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._choices = CurveState(), Choices()
        self.progress: Progress | None = None

    @property
    def state(self) -> CurveState:
        """What there is of the current star."""
        return self._state

    @property
    def choices(self) -> Choices:
        """How light curves are treated; the same for every star until it is changed."""
        return self._choices

    def set_progress(self, progress: Progress | None) -> None:
        """How far a list of light curves is; None when none is gone through."""
        if progress != self.progress:
            self.progress = progress
            self.progress_changed.emit()

    def put(self, state: CurveState) -> None:
        """Replace what is shown."""
        self._state = state
        self.changed.emit()

    def fetch(self) -> None:
        """Ask for the light curves of the current star; after a failure, once more."""
        if self._state.row >= 0:
            self.fetch_asked.emit(self._state.row)

    def choose(self, products: tuple[Product, ...]) -> None:
        """Put these on display; the first is the one that is measured."""
        if products and products != self._state.chosen:
            self.products_asked.emit(self._state.row, products)

    def treat(self, choices: Choices) -> None:
        """Treat light curves in another way."""
        if choices != self._choices:
            self._choices = choices
            self.choices_asked.emit(choices)
            self.changed.emit()

    def fold_at(self, period: float) -> None:
        """Fold at another period, d; NaN goes back to the measured one."""
        study = self._state.study
        if study is None:
            return
        wanted = period if isfinite(period) else study.rotation.period
        if wanted != self._state.period:
            self._state = replace(self._state, period=wanted)
            self.changed.emit()
            self.period_asked.emit(self._state.row, period)

    def delete(self, product: Product) -> None:
        """Ask to delete a downloaded file."""
        if product.where == "cached":
            self.delete_asked.emit(product)
