"""The K2 light curve of the current star: over time, its periodogram, and folded."""

from dataclasses import replace
from math import isfinite, nan

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from spectrogui.core.curve_study import Flare, Study
from spectrogui.core.k2_product import Product
from spectrogui.store.light_curves import CurveState
from spectrogui.store.session import Session
from spectrogui.views.base import View
from spectrogui.views.k2_flares import FlareList
from spectrogui.views.k2_head import CURVE, Head
from spectrogui.views.k2_message import CurveMessage
from spectrogui.views.k2_pages import CurvePages
from spectrogui.views.k2_peaks import next_peak
from spectrogui.views.k2_states import NO_STAR, WAITING, Said, said_of
from spectrogui.views.k2_words import Fact, facts, period_words
from spectrogui.views.stage import Stage


class LightCurveView(View):
    """Draws `session.curves` and asks it for more; reads no file and searches no period."""

    patience_ms = 48
    hovered = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._curves = session, session.curves
        self.head = Head()
        self.pages = CurvePages()
        self.message = CurveMessage()
        self.flares = FlareList(self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pages)
        self._stack.addWidget(self.message)
        self.stage = Stage(self._stack)
        self.setAccessibleName("K2 light curve")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.head)
        box.addWidget(self.stage, 1)
        self._listen()
        self._listen_to_menu()
        self._show_page()

    def redraw(self) -> None:
        """Draw the light curves of the current star, or say why there are none."""
        state, current = self._curves.state, self._session.selection.current
        self.head.show_choices(self._curves.choices)
        if current < 0:
            self._say(NO_STAR, CurveState())
        elif state.row != current:
            self._wait()
        elif state.stage in WAITING:
            if state.studies:
                self._draw(state)
            self._wait()
        elif state.stage == "shown" and state.studies:
            self._draw(state)
            self.stage.show_content()
        else:
            self._say(self._said_of(state), state)

    @property
    def sentence(self) -> str:
        """What is said in place of the plots; "" while they are shown."""
        is_said = self._stack.currentWidget() is self.message
        return self.message.said.sentence if is_said else ""

    def restyle(self) -> None:
        """Take the colours of now."""
        self.head.restyle()
        self.pages.restyle()

    def next_page(self) -> None:
        """The following plot: curve, periodogram, folded."""
        self.pages.next_page()

    def next_product(self) -> None:
        """Measure the next of the star's light curves."""
        self.head.chooser.next()

    def double_period(self) -> None:
        """Fold at twice the period."""
        self._fold_at(2 * self._curves.state.period)

    def halve_period(self) -> None:
        """Fold at half the period."""
        self._fold_at(self._curves.state.period / 2)

    def measured_period(self) -> None:
        """Fold at the measured period again."""
        self._curves.fold_at(nan)

    def next_peak(self) -> None:
        """Fold at the next highest peak of the periodogram; after the last at the highest."""
        study, period = self._curves.state.study, self._curves.state.period
        if study is not None:
            self._fold_at(next_peak(study, period))

    def toggle_flatten(self) -> None:
        """Divide slow changes out, or not."""
        choices = self._curves.choices
        self._curves.treat(replace(choices, flatten=not choices.flatten))

    def toggle_outliers(self) -> None:
        """Leave outliers out of the search, or not."""
        choices = self._curves.choices
        self._curves.treat(replace(choices, reject=not choices.reject))

    def toggle_window_function(self) -> None:
        """Draw what the sampling alone does to the periodogram, or not."""
        self.head.menu.sampling.toggle()

    def show_flares(self) -> None:
        """List the flares in a small window."""
        self.flares.show_study(self._shown_study())
        self.flares.show()
        self.flares.raise_()

    def reset_views(self) -> None:
        """Show everything."""
        for page in self.pages.shown:
            page.reset()

    def autoscale_y(self) -> None:
        """Fit y to what is in view."""
        for page in self.pages.shown:
            page.autoscale_y()

    def autoscale_y_here(self) -> None:
        """The same for the plot under the mouse alone."""
        self.pages.active.autoscale_y()

    def pan_left(self) -> None:
        """Move along x, to earlier times or shorter periods."""
        self.pages.active.pan(-0.2)

    def pan_right(self) -> None:
        """Move along x, to later times or longer periods."""
        self.pages.active.pan(+0.2)

    def zoom_in(self) -> None:
        """Show less of x, around the cursor if it is in the plot."""
        self.pages.active.zoom(1 / 1.5)

    def zoom_out(self) -> None:
        """Show more of x."""
        self.pages.active.zoom(1.5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: maybe room for all plots side by side."""
        super().resizeEvent(event)
        self._show_page()

    def _draw(self, state: CurveState) -> None:
        self.pages.show_state(state)
        study = state.studies[0]
        said = list(facts(study, self.pages.fold, by_hand=state.is_by_hand))
        if state.sentence:
            said.append(Fact(state.sentence, state.sentence, "warning"))
        self.head.show()
        self.head.allow(True)
        self.head.chooser.show_products(state.products, state.chosen)
        self.head.facts.show_facts(said)
        self.head.simulated.setVisible(study.curve.header.simulated)
        back = f"Back to the measured period: {period_words(study.rotation)}"
        self.head.show_hand(back if state.is_by_hand else "")
        self._stack.setCurrentWidget(self.pages)
        if self.flares.isVisible():
            self.flares.show_study(study)

    def _wait(self) -> None:
        """Leave what is shown, and say what is awaited if it takes longer than a moment."""
        self.stage.show_loading()
        if self.stage.is_dimmed:
            self._say_awaited()

    def _say_awaited(self) -> None:
        state, current = self._curves.state, self._session.selection.current
        is_current = state.row == current
        if is_current and state.studies:
            said = self._said_of(state)
            self.head.facts.show_facts((Fact(f"{said.sentence} {said.note}", said.note, "muted"),))
            return
        coming = state if is_current else CurveState()
        self._blank_head(coming)
        reads = not is_current or state.stage == "reading"
        if reads and self._stack.currentWidget() is self.pages:
            return
        self.head.allow(False)
        self.head.setVisible(bool(coming.products))
        self.message.say(self._said_of(state) if is_current else Said("Reading…"))
        self._stack.setCurrentWidget(self.message)

    def _say(self, said: Said, state: CurveState) -> None:
        """A sentence in place of the plots; the chooser stays if there is a choice."""
        self._blank_head(state)
        self.head.allow(False)
        self.head.setVisible(bool(state.products))
        self.message.say(said)
        self._stack.setCurrentWidget(self.message)
        self.stage.show_content()
        if self.flares.isVisible():
            self.flares.show_study(None)

    def _blank_head(self, coming: CurveState) -> None:
        """Nothing of the star that was shown before stays in the head line."""
        self.head.chooser.show_products(coming.products, coming.chosen)
        self.head.facts.show_facts(())
        self.head.simulated.hide()
        self.head.show_hand("")

    def _said_of(self, state: CurveState) -> Said:
        return said_of(state, can_search=bool(state.epic) or self._has_place(state.row))

    def _has_place(self, row: int) -> bool:
        values = self._session.table.row(row)
        places = (values.get("ra"), values.get("dec"))
        return all(place is not None and isfinite(place) for place in places)

    def _fold_at(self, period: float) -> None:
        if isfinite(period) or self._curves.state.is_by_hand:
            self._curves.fold_at(period)

    def _shown_study(self) -> Study | None:
        state = self._curves.state
        return state.study if state.row == self._session.selection.current else None

    def _show_page(self) -> None:
        self.head.show_page(self.pages.page, is_wide=self.pages.is_wide)

    def _listen_to_menu(self) -> None:
        menu = self.head.menu
        menu.flares.triggered.connect(self.show_flares)
        menu.halve.triggered.connect(self.halve_period)
        menu.double.triggered.connect(self.double_period)
        menu.next_peak.triggered.connect(self.next_peak)
        menu.measured.triggered.connect(self.measured_period)
        menu.next_plot.triggered.connect(self.next_page)
        menu.trend.toggled.connect(self._on_options)
        menu.apart.toggled.connect(self._on_options)
        menu.sampling.toggled.connect(self.pages.show_window)

    def _listen(self) -> None:
        head, pages, curves = self.head, self.pages, self._curves
        head.page_asked.connect(pages.go_to)
        head.flatten_asked.connect(self.toggle_flatten)
        head.outliers_asked.connect(self.toggle_outliers)
        head.measured_asked.connect(self.measured_period)
        for chooser in (head.chooser, self.message):
            chooser.fetch_asked.connect(curves.fetch)
            chooser.add_asked.connect(curves.add_asked)
        head.chooser.chosen.connect(curves.choose)
        head.chooser.delete_asked.connect(curves.delete)
        self.message.delete_asked.connect(self._on_delete)
        self.message.show_asked.connect(self._on_show)
        pages.hovered.connect(self.hovered)
        pages.period_asked.connect(curves.fold_at)
        pages.page_changed.connect(self._show_page)
        self.flares.flare_asked.connect(self._on_flare)
        self.stage.dim_changed.connect(self._on_dim)
        curves.changed.connect(self.invalidate)
        self._session.selection.current_changed.connect(self.invalidate)
        self._session.opened.connect(self.invalidate)

    def _on_dim(self, dimmed: bool) -> None:
        self.pages.dim(dimmed)
        if dimmed:
            self._say_awaited()

    def _on_options(self) -> None:
        menu = self.head.menu
        self.pages.curve.set_options(trend=menu.trend.isChecked(), apart=menu.apart.isChecked())

    def _on_delete(self) -> None:
        for product in self._curves.state.chosen:
            self._curves.delete(product)

    def _on_show(self, product: Product) -> None:
        self._curves.choose((product,))

    def _on_flare(self, flare: Flare) -> None:
        if self.pages.curve not in self.pages.shown:
            self.pages.go_to(CURVE)
        self.pages.curve.look_at(flare)
