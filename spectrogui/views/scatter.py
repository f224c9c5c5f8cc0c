"""Every target as a point in a plane of two columns."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from spectrogui.core.columns import COLUMN
from spectrogui.store.selection import Rows
from spectrogui.store.session import Session
from spectrogui.views.base import View
from spectrogui.views.cloud import full_range, robust_range
from spectrogui.views.column_text import heading
from spectrogui.views.hover_tip import HoverTip
from spectrogui.views.limits import settled
from spectrogui.views.point_text import point_text
from spectrogui.views.scatter_axes import AxisBar
from spectrogui.views.scatter_canvas import ScatterCanvas
from spectrogui.views.scatter_data import gather, judge, nothing, recolour, refilter
from spectrogui.views.scatter_gestures import Gestures
from spectrogui.views.scatter_painter import CROWD, Painter
from spectrogui.views.throttle import Throttle

BATCH_MS = 500
"""Rows that arrive while a list is scored are shown at most this often."""
_ZOOM_ENDS_MS = 80
_EDGE_MS = 150
"""A drag beyond the edge of the image of a crowd draws a new one at most this often."""


class ScatterView(View):
    """A click looks at a star, a lasso picks stars; what other views do shows here at once."""

    state_changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._data = nothing()
        self._ranged = ("", "")  # the axes that the range was made for
        self._gathered = ("", "")  # the axes that the points were read for
        self._rows_stale = self._passing_stale = True
        self._is_image = self._drawable = False
        self._beyond = 0  # rows outside of the view when the crowd was drawn
        self._at_home = True  # the range follows the data until someone zooms
        self._data_stale = self._crowd_stale = self._picked_stale = True
        self.bar = AxisBar(self)
        self.canvas = ScatterCanvas(self)
        self.painter = Painter(self.canvas)
        self.layers = self.painter.layers
        self.gestures = Gestures(session, self.canvas, self)
        self.tip = HoverTip(self.canvas)
        self.nothing = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.note = QLabel()
        self._arrivals = Throttle(BATCH_MS, self)
        self._edge = Throttle(_EDGE_MS, self)
        self._zoom = QTimer(self, singleShot=True, interval=_ZOOM_ENDS_MS)
        self._lay_out()
        self._connect_store()
        self._connect_widgets()
        self.restyle()

    def set_axes(self, x: str, y: str) -> None:
        """Plot two columns against each other."""
        self.bar.choose(x, y, self.bar.names[2])

    def set_colour(self, name: str) -> None:
        """Colour by a column, by "verdict", or with "" not at all."""
        self.bar.choose(*self.bar.names[:2], name)

    def next_pair(self) -> None:
        """Plot the next of the named pairs of columns."""
        self.bar.next_pair()

    def reset_range(self) -> None:
        """Show the range of the data, without a few far-out points."""
        self._go_home(everything=False)

    def state(self) -> dict[str, Any]:
        """What to keep for the next start."""
        x, y, colour = self.bar.names
        return {"x": x, "y": y, "colour": colour, "outside": self.bar.outside.isChecked()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what `state` returned; what does not fit is passed over."""
        names = zip(("x", "y", "colour"), self.bar.names, strict=True)
        self.bar.choose(*(str(state.get(key, name)) for key, name in names))
        self.bar.outside.setChecked(bool(state.get("outside", True)))

    def redraw(self) -> None:
        """Draw what changed since the last time, from the back to the front."""
        if self._data_stale:
            self._take_data()
        cloud, colouring = self._data.cloud, self._data.colouring
        if self._crowd_stale:
            self._is_image = self.painter.draw_crowd(
                self._data, outside=self.bar.outside.isChecked()
            )
            self.bar.key.show_colouring(colouring, mean=self._is_image)
            self._beyond = self._count_beyond()
        if self._picked_stale:
            self.painter.draw_picked(cloud, self._session.selection.picked)
        self._crowd_stale = self._picked_stale = False
        x, y = self.canvas.box.viewRange()
        self.layers.draw_current(cloud, self._session.selection.current, x, y)
        self._explain()

    def restyle(self) -> None:
        """Take the colours and fonts of now."""
        self.canvas.restyle()
        self.layers.restyle()
        self.tip.restyle()
        self._data_stale = True

    def _lay_out(self) -> None:
        self.note.setProperty("role", "muted")
        self.note.setContentsMargins(8, 0, 8, 4)
        self.nothing.setProperty("role", "muted")
        self.nothing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over = QVBoxLayout(self.canvas)
        over.addWidget(self.nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.canvas, stretch=1)
        layout.addWidget(self.note)

    def _connect_store(self) -> None:
        session = self._session
        session.selection.current_changed.connect(self.invalidate)
        session.selection.picked_changed.connect(self._on_picked_changed)
        session.queue.passing_changed.connect(self._on_passing_changed)
        session.rows_changed.connect(self._on_rows_changed)
        session.rows_added.connect(self._on_rows_changed)
        session.opened.connect(self._on_rows_changed)
        session.labels.changed.connect(self._on_labels_changed)
        self._arrivals.due.connect(self._on_arrived)

    def _connect_widgets(self) -> None:
        box = self.canvas.box
        self.bar.changed.connect(self._on_choice_changed)
        self.bar.armed.connect(self._on_armed)
        self.bar.all.toggled.connect(self._on_all_toggled)
        box.sigRangeChanged.connect(self._on_range_changed)
        box.sigRangeChangedManually.connect(self._on_zoomed_by_hand)
        box.sigResized.connect(self._zoom.start)
        box.reset_asked.connect(self._on_reset_asked)
        self._zoom.timeout.connect(self._on_zoom_ended)
        self._edge.due.connect(self._on_zoom_ended)
        self.gestures.hovered.connect(self._on_hovered)
        self.gestures.lassoed.connect(self._on_lassoed)

    def _take_data(self) -> None:
        """Read the columns anew; the range moves only if it must."""
        self._data_stale, self._crowd_stale, self._picked_stale = False, True, True
        x, y, colour = self.bar.names
        before = self._data.cloud
        if self._rows_stale or (x, y) != self._gathered:
            self._data = gather(self._session, x, y, colour)
        else:
            if self._passing_stale:
                self._data = refilter(self._session, self._data)
            self._data = recolour(self._session, self._data, colour)
        self._rows_stale = self._passing_stale = False
        self._gathered = (x, y)
        self.canvas.set_titles(heading(COLUMN[x]), heading(COLUMN[y]))
        self.gestures.follow(self._data.cloud, outside=self.bar.outside.isChecked())
        fresh = (x, y) != self._ranged
        self._at_home = self._at_home or fresh
        if self._at_home and (fresh or self._data.cloud is not before):
            self._set_range(steady=not fresh)

    def _set_range(self, *, steady: bool) -> None:
        """Take the range of the data; if `steady`, only where they leave the one of now."""
        cloud = self._data.cloud
        shown = cloud.complete & cloud.passing
        rows = cloud.complete if self.bar.outside.isChecked() or not shown.any() else shown
        if not rows.any():
            return
        self._ranged = self.bar.names[:2]
        limits = full_range if self.bar.all.isChecked() else robust_range
        wanted = limits(cloud.x[rows]), limits(cloud.y[rows])
        if steady:
            now = self.canvas.box.viewRange()
            wanted = settled(tuple(now[0]), wanted[0]), settled(tuple(now[1]), wanted[1])
        self.canvas.box.setRange(xRange=wanted[0], yRange=wanted[1], padding=0)

    def _explain(self) -> None:
        """Say in words what the picture cannot show."""
        cloud, (x, y, _) = self._data.cloud, self.bar.names
        picked = len(self._session.selection.picked)
        parts = (
            (self._data.missing, "without value not shown"),
            (self._beyond if self._at_home else 0, "beyond the axes"),
            (picked, "picked"),
        )
        self.note.setText(" · ".join(f"{count:,} {what}" for count, what in parts if count))
        titles = f"{COLUMN[x].title} and {COLUMN[y].title}"
        none = f"No row shown has both {titles}." if len(cloud.x) else "No spectra yet"
        self.nothing.setText("" if self._drawable else none)
        self.canvas.setAccessibleName(f"Scatter of {COLUMN[x].title} against {COLUMN[y].title}")
        row = self._session.selection.current
        who = point_text(self._session.table, row, (x, y)) if row >= 0 else "no current star"
        self.canvas.setAccessibleDescription(f"{who}; {self.note.text()}")

    def _count_beyond(self) -> int:
        """How many rows lie outside of the view."""
        cloud = self._data.cloud
        drawable = cloud.complete & cloud.passing
        self._drawable = bool(drawable.any())
        return int(np.count_nonzero(drawable & ~cloud.within(*self.canvas.box.viewRange())))

    def _go_home(self, *, everything: bool) -> None:
        self._at_home = True
        with QSignalBlocker(self.bar.all):
            self.bar.all.setChecked(everything)
        self._set_range(steady=False)
        self._crowd_stale = self._picked_stale = True
        self.invalidate()

    def _on_choice_changed(self) -> None:
        self._on_arrived()
        self.state_changed.emit()

    def _on_data_changed(self) -> None:
        self._rows_stale = True
        self._on_arrived()

    def _on_arrived(self) -> None:
        self._data_stale = True
        self.invalidate()

    def _on_rows_changed(self) -> None:
        self._rows_stale = True
        self._arrivals.ask()

    def _on_passing_changed(self) -> None:
        self._passing_stale = True
        self._arrivals.ask()

    def _on_labels_changed(self, rows: Rows) -> None:
        """A verdict moves a point or gives it another colour; an image of all stays as it is."""
        x, y, colour = self.bar.names
        if "verdict" in (x, y):
            self._on_data_changed()
        elif colour == "verdict" and not self._data_stale:
            judge(self._session, self._data, rows)
            if self._is_image:
                self.painter.draw_over(self._data)
            else:
                self._crowd_stale = True
            self.invalidate()

    def _on_picked_changed(self) -> None:
        self._picked_stale = True
        self.invalidate()

    def _on_armed(self, armed: bool) -> None:
        self.canvas.box.armed = armed

    def _on_lassoed(self) -> None:
        """The next drag pans again: a tool that stays on surprises."""
        self.bar.lasso.setChecked(False)

    def _on_all_toggled(self, everything: bool) -> None:
        self._go_home(everything=everything)

    def _on_reset_asked(self) -> None:
        """Back to the usual range; from there, to all points however far out, and back."""
        self._go_home(everything=self._at_home and not self.bar.all.isChecked())

    def _on_zoomed_by_hand(self) -> None:
        self._at_home = False

    def _on_range_changed(self) -> None:
        self._zoom.start()
        if self.painter.shows_edge():
            self._edge.ask()
        self.invalidate()

    def _on_zoom_ended(self) -> None:
        """Only a crowd is drawn for the view alone, and so anew when that changes."""
        if len(self._data.cloud.x) > CROWD:
            self._crowd_stale = self._picked_stale = True
            self.invalidate()

    def _on_hovered(self, row: int) -> None:
        self.layers.draw_hover(self._data.cloud, row)
        if row < 0:
            self.tip.hide()
            return
        cloud, box = self._data.cloud, self.canvas.box
        at = box.mapViewToScene(QPointF(cloud.x[row], cloud.y[row]))
        text = point_text(self._session.table, row, self.bar.names[:2])
        self.tip.show_at(self.canvas.mapFromScene(at), text)
