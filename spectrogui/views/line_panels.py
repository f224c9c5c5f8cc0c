"""Several line panels side by side, and what the keys do to all of them."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from spectrogui.core.lines import MEASURED, Line
from spectrogui.views.base import View
from spectrogui.views.flag_words import SIMULATED
from spectrogui.views.legend import Legend
from spectrogui.views.line_panel import LinePanel
from spectrogui.views.panel_data import MODES, WIDTHS, Options


class LinePanels(View):
    """Panels that are drawn alike; every key of the window that concerns them ends here."""

    hovered = Signal(str)

    has_legend = True
    """Also: words on the whole star stand here."""

    def __init__(self, panels: tuple[LinePanel, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = Options()
        self._stop = 0
        self.panels = panels
        self._legend = Legend()
        # Words on the whole star stand once, where the legend is.
        self.simulated = badge("simulated", SIMULATED)
        self.smoothed = badge("", "The numbers are measured on the spectrum as it is")
        for panel in self.panels:
            panel.hovered.connect(self.hovered)
            panel.reset_asked.connect(panel.reset)
            panel.resized.connect(self._level_panels)

    @property
    def options(self) -> Options:
        """How the panels draw."""
        return self._options

    @property
    def lines(self) -> tuple[Line, ...]:
        """The measured lines of these panels, from panel to panel."""
        return tuple(line for panel in self.panels for line in MEASURED if line in panel.lines)

    def restyle(self) -> None:
        """Take the colours of now."""
        for panel in self.panels:
            panel.restyle()
        self._legend.update()

    def reset_views(self) -> None:
        """Show all of every band."""
        self._stop = 0
        for panel in self.panels:
            panel.reset()

    def autoscale_y(self) -> None:
        """Fit y to what is in view."""
        for panel in self.panels:
            panel.autoscale_y()

    def autoscale_y_here(self) -> None:
        """The same for the panel under the mouse alone."""
        for panel in self._under_cursor():
            panel.autoscale_y()

    def toggle_template(self) -> None:
        """Draw the template, or not."""
        self._set(replace(self._options, template=not self._options.template))

    def cycle_residual_mode(self) -> None:
        """Difference, then ratio, then units of σ."""
        following = MODES[(MODES.index(self._options.mode) + 1) % len(MODES)]
        self._set(replace(self._options, mode=following))

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
        self._pan(-0.2)

    def pan_right(self) -> None:
        """Move along x, to the red."""
        self._pan(+0.2)

    def zoom_in(self) -> None:
        """Show less of x."""
        self._zoom(1 / 1.5)

    def zoom_out(self) -> None:
        """Show more of x."""
        self._zoom(1.5)

    def next_line(self) -> None:
        """Look at the next line; after the last one at everything."""
        self._go(+1)

    def previous_line(self) -> None:
        """Look at the line before; before the first one at everything."""
        self._go(-1)

    def _set(self, options: Options) -> None:
        self._options = options
        for panel in self.panels:
            panel.set_options(options)
        self.smoothed.setText(f"mean of {options.smooth} points, display only")
        self.smoothed.setVisible(options.smooth > 1 and self.has_legend)

    def _smooth(self, step: int) -> None:
        at = WIDTHS.index(self._options.smooth) + step
        self._set(replace(self._options, smooth=WIDTHS[min(max(at, 0), len(WIDTHS) - 1)]))

    def _pan(self, part: float) -> None:
        for panel in self._under_cursor():
            panel.pan(part)

    def _zoom(self, factor: float) -> None:
        for panel in self._under_cursor():
            panel.zoom(factor)

    def _under_cursor(self) -> tuple[LinePanel, ...]:
        return tuple(panel for panel in self.panels if panel.has_cursor) or self.panels

    def _go(self, step: int) -> None:
        stops = (None, *self.lines)
        stop = (self._stop + step) % len(stops)
        self.reset_views()
        self._stop, line = stop, stops[stop]
        for panel in self.panels:
            if line is not None and line in panel.lines:
                panel.look_at(line)

    def _level_panels(self) -> None:
        """The same room for text in every panel, so that their axes stay in line."""
        lines = max(panel.lines_needed() for panel in self.panels)
        for panel in self.panels:
            panel.set_lines(lines)

    def _dim(self, dimmed: bool) -> None:
        for panel in self.panels:
            panel.dim(dimmed)

    def _content(self) -> QWidget:
        head = QHBoxLayout()
        head.setContentsMargins(8, 4 * self.has_legend, 8, 4 * self.has_legend)
        head.setSpacing(8)
        head.addWidget(self._legend, 1)
        head.addStretch()  # in place of a legend that is hidden
        if not self.has_legend:
            self._legend.hide()  # shown before it has a parent it would be a window of its own
        for each in (self.smoothed, self.simulated):
            each.hide()
            head.addWidget(each)
        side_by_side = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        side_by_side.setHandleWidth(1)
        for panel in self.panels:
            side_by_side.addWidget(panel)
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(side_by_side, 1)
        return content


def badge(text: str, tip: str) -> QLabel:
    """A word on a ground of its own, with its meaning in the tip."""
    made = QLabel(text)
    made.setProperty("role", "badge")
    made.setToolTip(tip)
    return made
