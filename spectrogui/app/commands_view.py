"""The commands that change how things are drawn and where they stand."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from spectrogui.app.bench_layouts import COMPARE, CURVE, LATENT, VET
from spectrogui.app.context import Context
from spectrogui.views.base import View


class ViewCommands(QObject):
    """What concerns the panels goes to all of them, so that they are drawn alike."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._window = context.window

    def reset_views(self) -> None:
        """Show everything again."""
        self._all("reset_views")

    def autoscale_y(self) -> None:
        """Fit y to what is in view."""
        self._all("autoscale_y")

    def autoscale_y_here(self) -> None:
        """The same for the plot under the mouse alone."""
        self._under_mouse("autoscale_y_here")

    def pan_left(self) -> None:
        """Move along the wavelengths, to the blue."""
        self._under_mouse("pan_left")

    def pan_right(self) -> None:
        """Move along the wavelengths, to the red."""
        self._under_mouse("pan_right")

    def zoom_in(self) -> None:
        """Show less of the wavelengths."""
        self._under_mouse("zoom_in")

    def zoom_out(self) -> None:
        """Show more of the wavelengths."""
        self._under_mouse("zoom_out")

    def next_line(self) -> None:
        """Look at the next line."""
        self._window.bench.spectrum.next_line()

    def previous_line(self) -> None:
        """Look at the line before."""
        self._window.bench.spectrum.previous_line()

    def smooth_more(self) -> None:
        """Average over more points, for display only."""
        self._all("smooth_more")

    def smooth_less(self) -> None:
        """Average over fewer points."""
        self._all("smooth_less")

    def toggle_template(self) -> None:
        """Draw the template, or not."""
        self._all("toggle_template")

    def cycle_residual_mode(self) -> None:
        """Difference, ratio, units of σ."""
        self._all("cycle_residual_mode")

    def toggle_line_labels(self) -> None:
        """Name the lines, or not."""
        self._all("toggle_line_labels")

    def toggle_masks(self) -> None:
        """Show unusable pixels and the Earth's air, or not."""
        self._all("toggle_masks")

    def next_pair(self) -> None:
        """The next of the scatter's named pairs of axes."""
        self._window.bench.scatter.next_pair()

    def layout_vet(self) -> None:
        """The spectra in the middle."""
        self._window.bench.take(VET)

    def layout_latent(self) -> None:
        """A large scatter."""
        self._window.bench.take(LATENT)

    def layout_curve(self) -> None:
        """A large light curve."""
        bench = self._window.bench
        bench.take(CURVE)
        bench.bring(bench.light_curve)

    def layout_compare(self) -> None:
        """R1800 and R250 side by side."""
        bench = self._window.bench
        bench.take(COMPARE)
        bench.bring(bench.slitless)

    def hide_docks(self, on: bool) -> None:
        """Show the spectra alone, or everything."""
        self._window.show_alone(on)

    def full_screen(self, on: bool) -> None:
        """Use the whole screen, or not."""
        if on:
            self._window.showFullScreen()
        else:
            self._window.showNormal()

    def _all(self, name: str) -> None:
        for view in self._plots():
            call: Callable[[], None] | None = getattr(view, name, None)
            if call is not None:
                call()

    def _under_mouse(self, name: str) -> None:
        """The view under the mouse, else the panels in the middle."""
        views = self._plots()
        chosen = next((view for view in views if view.underMouse()), views[0])
        getattr(chosen, name)()

    def _plots(self) -> tuple[View, ...]:
        bench = self._window.bench
        return bench.spectrum, bench.lithium, bench.light_curve, bench.red_arm, bench.slitless
