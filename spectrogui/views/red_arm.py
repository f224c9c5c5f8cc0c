"""The whole red arm of the current star, read from its file when someone looks."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spectrogui.core.lines import MEASURED
from spectrogui.core.shown import Shown
from spectrogui.store.session import Session
from spectrogui.views.base import View
from spectrogui.views.line_panels import badge
from spectrogui.views.panel_data import WIDTHS, Options
from spectrogui.views.red_arm_plot import RedArmPlot
from spectrogui.views.stage import Stage, shown_or_why


class RedArmView(View):
    """Asks for the arm of the star on display while it can be seen, and shows it."""

    patience_ms = 32
    arm_asked = Signal(int)
    """The row whose red arm is to be read."""
    hovered = Signal(str)
    show_file_asked = Signal(int)
    retry_asked = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._options = Options()
        self._asked: Shown | None = None
        self._no_arm: tuple[Shown | None, str] = (None, "")
        self._stop = 0
        self.smoothed = badge("", "The numbers are measured on the spectrum as it is")
        self.plot = RedArmPlot()
        self.canvas = self.plot.canvas
        self.stage = Stage(self.plot)
        self._lay_out()
        self.plot.hovered.connect(self.hovered)
        self.plot.reset_asked.connect(self.reset_views)
        self.stage.dim_changed.connect(self.plot.curves.dim)
        self.stage.show_file_asked.connect(self._on_show_file)
        self.stage.retry_asked.connect(self._on_retry)
        session.shown_changed.connect(self.invalidate)
        session.selection.current_changed.connect(self.invalidate)

    def redraw(self) -> None:
        """Draw the arm of the star on display, ask for it, or say why there is none."""
        shown = shown_or_why(self.stage, self._session, offers=False)
        if shown is None:
            return
        if shown.arm is not None:
            self.plot.show_arm(shown, shown.arm)
            self.stage.show_content()
            return
        whose, sentence = self._no_arm
        if whose is shown:
            self.stage.show_sentence(sentence, is_problem=True)
            return
        self.stage.show_loading()
        if self._asked is not shown:
            self._asked = shown
            self.arm_asked.emit(shown.row)

    def restyle(self) -> None:
        """Take the colours of now."""
        self.plot.restyle()

    def say_no_arm(self, sentence: str) -> None:
        """Say why the arm that was asked for cannot be shown."""
        self._no_arm = (self._asked, sentence)
        self.invalidate()

    def reset_views(self) -> None:
        """Show the whole arm and all of its data."""
        self._stop = 0
        self.plot.reset()

    def autoscale_y(self) -> None:
        """Fit y to what is in view."""
        self.plot.autoscale_y()

    def autoscale_y_here(self) -> None:
        """The same: this view has one panel."""
        self.plot.autoscale_y()

    def toggle_template(self) -> None:
        """Draw the template, or not."""
        self._set(replace(self._options, template=not self._options.template))

    def toggle_line_labels(self) -> None:
        """Mark and name the lines, or not."""
        self._set(replace(self._options, labels=not self._options.labels))

    def toggle_masks(self) -> None:
        """Show unusable pixels and bands of the Earth's air, or not."""
        self._set(replace(self._options, masks=not self._options.masks))

    def smooth_more(self) -> None:
        """Average over more points, for display only."""
        self._smooth(+1)

    def smooth_less(self) -> None:
        """Average over fewer points."""
        self._smooth(-1)

    def pan_left(self) -> None:
        """Move along x, to the blue."""
        self.plot.pan(-0.2)

    def pan_right(self) -> None:
        """Move along x, to the red."""
        self.plot.pan(+0.2)

    def zoom_in(self) -> None:
        """Show less of x, around the cursor if it is in the plot."""
        self.plot.zoom(1 / 1.5)

    def zoom_out(self) -> None:
        """Show more of x."""
        self.plot.zoom(1.5)

    def next_line(self) -> None:
        """Look at the next measured line; after the last one at everything."""
        self._go(+1)

    def previous_line(self) -> None:
        """Look at the line before; before the first one at everything."""
        self._go(-1)

    def _set(self, options: Options) -> None:
        self._options = options
        self.plot.set_options(options)
        self.smoothed.setText(f"mean of {options.smooth} points, display only")
        self.smoothed.setVisible(options.smooth > 1)

    def _smooth(self, step: int) -> None:
        at = WIDTHS.index(self._options.smooth) + step
        self._set(replace(self._options, smooth=WIDTHS[min(max(at, 0), len(WIDTHS) - 1)]))

    def _go(self, step: int) -> None:
        stops = (None, *MEASURED)
        self._stop = (self._stop + step) % len(stops)
        line = stops[self._stop]
        if line is None:
            self.reset_views()
            return
        self.plot.look_from(line.air - 8 * line.half_width, line.air + 8 * line.half_width)
        self.plot.autoscale_y()

    def _on_show_file(self) -> None:
        self.show_file_asked.emit(self._session.selection.current)

    def _on_retry(self) -> None:
        self.retry_asked.emit(self._session.selection.current)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.addStretch()
        self.smoothed.hide()
        head.addWidget(self.smoothed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.stage, 1)
