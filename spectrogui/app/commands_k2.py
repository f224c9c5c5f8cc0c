"""The commands of K2 light curves."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from spectrogui.app.context import Context
from spectrogui.core.job import Ticket
from spectrogui.io.session_file import SessionFile
from spectrogui.views.k2 import LightCurveView


class LightCurveCommands(QObject):
    """Fetch, add, look; what concerns the dock goes to it, and brings it into view."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._context, self._session = context, context.session
        context.window.status.curves.cancel_asked.connect(self.stop_curves)
        context.session.curves.add_asked.connect(self.add_curve)
        context.window.bench_made.connect(self._on_bench_made)

    def fetch_curve(self) -> None:
        """Ask the archive for the current star."""
        self._dock()
        self._session.curves.fetch()

    def fetch_curves(self) -> None:
        """Ask for every picked star or, if none is picked, for all that pass the filter."""
        picked = self._session.selection.picked
        rows = picked if len(picked) else self._session.queue.rows
        if self._context.curve_list.running:
            self._say("Light curves are being fetched already.")
        elif not self._context.curve_list.start(rows):
            self._say("All of these stars have a light curve, or nothing to ask for them by.")

    def stop_curves(self) -> None:
        """Stop measuring and fetching; what is done stays."""
        self._context.curve_list.stop()
        self._context.curve_run.stop()
        self._context.curves.fetching.stop()

    def add_curve(self) -> None:
        """Ask for light curves of the current star."""
        file, row = self._session.file, self._session.selection.current
        paths = self._context.ask.light_curves() if file is not None and row >= 0 else []
        if file is not None and paths:
            call = partial(give, file, row, paths)
            job = self._context.jobs.start("Add a light curve", call, lane="disk")
            job.succeeded.connect(self._on_given)

    def add_curve_folder(self) -> None:
        """Ask for a folder of light curves; each goes to the stars with its EPIC number."""
        folder = self._context.ask.folder("Folder of light curves")
        file = self._session.file
        if folder is not None and file is not None:
            job = self._context.jobs.start(
                f"Look for light curves in {folder.name}", partial(give_folder, file, folder),
                lane="disk",
            )  # fmt: skip
            job.succeeded.connect(self._on_given)

    def next_page(self) -> None:
        """Light curve, periodogram, folded."""
        if self._view.isVisible():
            self._view.next_page()
        else:
            self._dock()

    def next_product(self) -> None:
        """Another light curve of this star."""
        self._dock().next_product()

    def next_peak(self) -> None:
        """Fold at the next of the highest peaks."""
        self._dock().next_peak()

    def double_period(self) -> None:
        """Fold at twice the period."""
        self._dock().double_period()

    def halve_period(self) -> None:
        """Fold at half the period."""
        self._dock().halve_period()

    def measured_period(self) -> None:
        """Fold at the measured period again."""
        self._dock().measured_period()

    def toggle_flatten(self) -> None:
        """Divide out slow changes, or not."""
        self._dock().toggle_flatten()

    def toggle_outliers(self) -> None:
        """Leave outliers out of the search, or not."""
        self._dock().toggle_outliers()

    def toggle_window_function(self) -> None:
        """Draw what the times of observation alone make in the periodogram, or not."""
        self._dock().toggle_window_function()

    def show_flares(self) -> None:
        """List the flares."""
        self._dock().show_flares()

    @property
    def _view(self) -> LightCurveView:
        return self._context.window.bench.light_curve

    def _dock(self) -> LightCurveView:
        """The dock, in view."""
        self._context.window.bench.bring(self._view)
        return self._view

    def _on_given(self, count: int) -> None:
        self._say(f"{count:,} light curve{' was' if count == 1 else 's were'} added.")
        self._context.curves.reload()
        self._context.curve_run.start()

    def _on_bench_made(self) -> None:
        bench = self._context.window.bench
        bench.light_curve.hovered.connect(self._context.window.status.hover)

    def _say(self, sentence: str) -> None:
        self._context.notices.tell(sentence)


def give(file: SessionFile, row: int, paths: list[Path], ticket: Ticket) -> int:
    """The job: give light curves to a row, whatever star their names tell; how many are new.

    Raises
    ------
    UnreadableError
        for the first that cannot be read; then none is given
    """
    from spectrogui.io.k2_readers import open_light_curve
    from spectrogui.io.session_curves import CurveFile

    given = []
    for path in paths:
        ticket.checkpoint()
        header = open_light_curve(path).header
        given.append(CurveFile(str(path.resolve()), "", row, header.author, header.campaign))
    return file.add_curve_files(given)


def give_folder(file: SessionFile, folder: Path, ticket: Ticket) -> int:
    """The job: give the light curves of a folder to the stars that their names tell."""
    from spectrogui.io.curve_inputs import curves_in

    return file.add_curve_files(list(curves_in(folder, ticket)))
