"""The figure of one star, as a file."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from spectrogui.app.context import Context
from spectrogui.core.curve_study import Study
from spectrogui.core.job import Ticket
from spectrogui.core.shown import Shown

_KINDS = "PDF (*.pdf);;SVG (*.svg);;PNG (*.png)"
_ENDINGS = (".pdf", ".svg", ".png")


class FigureCommands(QObject):
    """Spectrum and light curve of the current star on one page."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._context = context

    def export_figure(self) -> None:
        """Ask for a name and write the figure; its ending chooses the format."""
        session = self._context.session
        shown, row = session.shown, session.selection.current
        if shown is None or shown.row != row or not shown.flux.size:
            self._context.notices.tell("There is no spectrum on display to make a figure of.")
            return
        state = session.curves.state
        study = state.study if state.row == row else None
        path = self._context.ask.save("Export figure", self._suggested(shown), _KINDS)
        if path is not None:
            path = path if path.suffix.lower() in _ENDINGS else path.with_name(f"{path.name}.pdf")
            period = state.period if study is not None else None
            call = partial(draw, path, shown, study, period)
            job = self._context.jobs.start(f"Draw {path.name}", call, lane="disk")
            job.succeeded.connect(partial(self._say, f"The figure was written to {path.name}."))

    def _suggested(self, shown: Shown) -> Path:
        values = shown.values
        who = values.get("designation") or values.get("obsid") or Path(str(values["path"])).stem
        name = "".join(sign if sign.isalnum() or sign in "+-." else "_" for sign in str(who))
        return Path(f"{name}.pdf")

    def _say(self, sentence: str, *_: object) -> None:
        self._context.notices.tell(sentence)


def draw(
    path: Path, shown: Shown, study: Study | None, period: float | None, ticket: Ticket
) -> None:
    """The job; raises InputError if the file cannot be written."""
    from spectrogui.analysis.figures import save_star_figure

    save_star_figure(path, shown, study, period)
