"""The work bench: every view in its place, with lines between them that can be moved."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QWidget

from spectrogui.app.bench_layouts import VET, Layout
from spectrogui.store.session import Session
from spectrogui.views.base import View
from spectrogui.views.card import ObjectCard
from spectrogui.views.k2 import LightCurveView
from spectrogui.views.labelling import LabellingView
from spectrogui.views.lithium import LithiumView
from spectrogui.views.red_arm import RedArmView
from spectrogui.views.scatter import ScatterView
from spectrogui.views.slitless import SlitlessView
from spectrogui.views.spectrum import SpectrumView
from spectrogui.views.table import TableView

Place = Literal["left", "middle", "below", "pages", "right"]
AnyView = TypeVar("AnyView", bound=View)


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """One view: its name for people and screen readers, where it stands, what makes it."""

    id: str
    title: str
    place: Place
    make: Callable[[Session], View]


VIEWS: tuple[ViewSpec, ...] = (
    ViewSpec("table", "Targets", "left", TableView),
    ViewSpec("scatter", "Latent scatter", "left", ScatterView),
    ViewSpec("spectrum", "Hα and Ca II", "middle", SpectrumView),
    ViewSpec("lithium", "Lithium", "below", LithiumView),
    ViewSpec("light_curve", "K2 light curve", "pages", LightCurveView),
    ViewSpec("red_arm", "Whole red arm", "pages", RedArmView),
    ViewSpec("slitless", "R250", "pages", SlitlessView),
    ViewSpec("card", "Object", "right", ObjectCard),
    ViewSpec("labelling", "Verdict", "right", LabellingView),
)


_GROWTH = (2, 5, 1)  # how the columns share what a larger window brings
_MUCH = 6000  # px; more than there is, so that Qt shares out what there is
_NAMES = ("columns", "left", "middle", "below", "right")


class Bench(QWidget):
    """Three columns: what there is, the star on display, what is known and said of it.

    Parameters
    ----------
    views : what the makers of `VIEWS` made of the session, by their ids
    """

    def __init__(
        self, session: Session, views: Mapping[str, View], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.views = dict(views)
        for spec in VIEWS:
            self.views[spec.id].setObjectName(spec.id)
            if not self.views[spec.id].accessibleName():
                self.views[spec.id].setAccessibleName(spec.title)
        self.below = self._row("below", Qt.Orientation.Horizontal)
        self.pages = self._pages()
        self.below.addWidget(self.pages)
        self.left = self._row("left", Qt.Orientation.Vertical)
        self.middle = self._row("middle", Qt.Orientation.Vertical)
        self.middle.addWidget(self.below)
        self.right = self._row("right", Qt.Orientation.Vertical)
        self.columns = _splitter(Qt.Orientation.Horizontal)
        for column in (self.left, self.middle, self.right):
            self.columns.addWidget(column)
        for number, share in enumerate(_GROWTH):
            self.columns.setStretchFactor(number, share)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # it holds the keyboard until rows come
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.columns)
        self.take(VET)
        self._session, self._page = session, ""
        session.curves.changed.connect(self._on_curves_changed)

    @property
    def table(self) -> TableView:
        """All targets."""
        return self._view(TableView)

    @property
    def scatter(self) -> ScatterView:
        """The plane of two columns."""
        return self._view(ScatterView)

    @property
    def spectrum(self) -> SpectrumView:
        """Hα and Ca II of the current star."""
        return self._view(SpectrumView)

    @property
    def lithium(self) -> LithiumView:
        """Its lithium line."""
        return self._view(LithiumView)

    @property
    def light_curve(self) -> LightCurveView:
        """Its K2 light curve."""
        return self._view(LightCurveView)

    @property
    def red_arm(self) -> RedArmView:
        """Its whole red arm."""
        return self._view(RedArmView)

    @property
    def slitless(self) -> SlitlessView:
        """It at both resolutions."""
        return self._view(SlitlessView)

    @property
    def card(self) -> ObjectCard:
        """What is known of it."""
        return self._view(ObjectCard)

    @property
    def labelling(self) -> LabellingView:
        """What is said of it."""
        return self._view(LabellingView)

    def bring(self, view: View) -> None:
        """Show the page of a view; from then on pages change only when somebody asks."""
        self._page = view.objectName()
        self.pages.setCurrentWidget(view)

    def take(self, layout: Layout) -> None:
        """Share out the room."""
        self.lithium.setVisible(layout.lithium)
        for name, splitter in self._splitters().items():
            shares: tuple[int, ...] = getattr(layout, name)
            splitter.setSizes([_MUCH * share // sum(shares) for share in shares])

    def show_sides(self, shown: bool) -> None:
        """Show what is beside and below the spectra, or the spectra alone."""
        for part in (self.left, self.right, self.below):
            part.setVisible(shown)

    def state(self) -> str:
        """What to keep for the next start."""
        sizes = {name: splitter.sizes() for name, splitter in self._splitters().items()}
        return json.dumps(
            {
                "sizes": sizes,
                "table": self.table.state(),
                "scatter": self.scatter.state(),
                "page": self._page,
                "lithium": not self.lithium.isHidden(),
            }
        )

    def restore(self, text: str) -> None:
        """Take up what `state` returned; what does not fit is passed over."""
        try:
            kept = json.loads(text)
        except ValueError:
            return
        if not isinstance(kept, Mapping):
            return
        self.lithium.setHidden(kept.get("lithium") is False)
        sizes = kept.get("sizes", {})
        for name, splitter in self._splitters().items():
            given = sizes.get(name, ()) if isinstance(sizes, Mapping) else ()
            if _fits(given, splitter.count()):
                splitter.setSizes(given)
        if (page := self.views.get(str(kept.get("page")))) is not None:
            self.bring(page)
        for view in (self.table, self.scatter):
            part = kept.get(view.objectName())
            if isinstance(part, Mapping):
                view.restore(part)

    def minimumSizeHint(self) -> QSize:
        """Qt: small enough for the smallest window that is promised."""
        return QSize(960, 480)

    def _on_curves_changed(self) -> None:
        """The first light curve comes into view by itself, unless a page was chosen before."""
        if self._session.curves.state.studies and not self._page:
            self.pages.setCurrentWidget(self.light_curve)

    def _pages(self) -> QTabWidget:
        """Views of which one is seen at a time; the whole red arm while there is no other."""
        pages = QTabWidget(documentMode=True)
        pages.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for spec in VIEWS:
            if spec.place == "pages":
                pages.addTab(self.views[spec.id], spec.title)
        pages.setCurrentWidget(self.red_arm)
        pages.tabBar().setDrawBase(False)
        pages.tabBar().setExpanding(False)
        pages.tabBarClicked.connect(self._on_page_clicked)
        return pages

    def _on_page_clicked(self, number: int) -> None:
        view = self.pages.widget(number)
        self._page = view.objectName() if view is not None else ""

    def _view(self, kind: type[AnyView]) -> AnyView:
        found = next(view for view in self.views.values() if type(view) is kind)
        if not isinstance(found, kind):  # for the checker of types
            raise TypeError(kind)
        return found

    def _splitters(self) -> dict[str, QSplitter]:
        return {name: getattr(self, name) for name in _NAMES}

    def _row(self, place: Place, orientation: Qt.Orientation) -> QSplitter:
        splitter = _splitter(orientation)
        for spec in VIEWS:
            if spec.place == place:
                splitter.addWidget(self.views[spec.id])
        return splitter


def _splitter(orientation: Qt.Orientation) -> QSplitter:
    splitter = QSplitter(orientation, childrenCollapsible=False)
    splitter.setHandleWidth(1)
    return splitter


def _fits(sizes: Any, count: int) -> bool:
    return (
        isinstance(sizes, Sequence)
        and len(sizes) == count
        and all(isinstance(size, int) and size >= 0 for size in sizes)
        and sum(sizes) > 0
    )
