"""The commands of the File menu."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from spectrogui.app.analysis_desk import CATALOGUE
from spectrogui.app.context import Context
from spectrogui.app.export_dialog import ExportDialog
from spectrogui.app.export_run import ExportRun
from spectrogui.app.exporting import Export
from spectrogui.app.opening import ENDING, Request
from spectrogui.app.relocating import Relocated, relocate
from spectrogui.app.settings_dialog import SettingsDialog
from spectrogui.core.job import Ticket
from spectrogui.io.session_file import SessionFile
from spectrogui.store.places import new_session_path

_SESSIONS = f"Sessions (*{ENDING})"


class FileCommands(QObject):
    """Open, keep, export."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._context = context
        self.export_dialog: ExportDialog | None = None
        self.settings_dialog: SettingsDialog | None = None
        self._exports = ExportRun(context.session, context.jobs, self)
        window = context.window
        self._exports.written.connect(self._say)
        self._exports.progressed.connect(window.status.writing.show_progress)
        window.status.writing.cancel_asked.connect(self._exports.stop)
        window.welcome.open_asked.connect(self.open_files)
        window.welcome.folder_asked.connect(self.open_folder)
        window.welcome.demo_asked.connect(self.open_demo)
        window.welcome.session_chosen.connect(self._on_session_chosen)
        window.welcome.dropped.connect(context.opening.open_paths)
        window.dropped.connect(context.opening.open_paths)

    def open_files(self) -> None:
        """Ask for files of any kind and open them."""
        paths = self._context.ask.files()
        if paths:
            self._context.opening.open_paths(paths)

    def open_folder(self) -> None:
        """Ask for a folder and open all spectra in it."""
        folder = self._context.ask.folder("Open folder")
        if folder is not None:
            self._context.opening.open_paths([folder])

    def open_demo(self) -> None:
        """Open the simulated stars, with the verdicts that were given to them before."""
        self._context.opening.ask(Request(demo=True))

    def new_session(self) -> None:
        """Begin with an empty list, in a file that is asked for."""
        path = self._context.ask.save("New session", new_session_path(), _SESSIONS)
        if path is not None:
            path = path if path.suffix == ENDING else path.with_name(path.name + ENDING)
            self._context.opening.ask(Request(session=path))

    def save_copy(self) -> None:
        """Write a copy of the session as of now."""
        context, file = self._context, self._context.session.file
        if file is None:
            return
        suggested = file.path.with_name(f"{file.path.stem}-copy{ENDING}")
        path = context.ask.save("Save checkpoint copy", suggested, _SESSIONS)
        if path is not None:
            job = context.jobs.start("Save a copy", partial(_copy, file, path), lane="disk")
            job.succeeded.connect(partial(self._say, f"A copy was saved as {path.name}."))

    def export_rows(self) -> None:
        """Ask which rows to write, and where."""
        session = self._context.session
        dialog = self.export_dialog = ExportDialog(session, self._context.window)
        dialog.export_asked.connect(self._on_export_asked)
        dialog.open()

    def join_catalogue(self) -> None:
        """Take the stars' parameters from a catalogue and score all rows again."""
        context, file = self._context, self._context.session.file
        path = context.ask.catalogue() if file is not None else None
        if file is None or path is None:
            return
        call = partial(_join, file, path)
        job = context.jobs.start(f"Join {path.name}", call, lane="disk")
        job.succeeded.connect(context.scoring.start_again)

    def choose_root(self) -> None:
        """Ask where the spectra are now, and find them there by their names."""
        context, file = self._context, self._context.session.file
        root = context.ask.folder("Where the spectra are now") if file is not None else None
        if file is None or root is None:
            return
        call = partial(relocate, file, root)
        job = context.jobs.start("Look for the spectra", call, lane="disk")
        job.succeeded.connect(self._on_relocated)

    def show_settings(self) -> None:
        """Show what can be set; it takes effect at once."""
        self.settings_dialog = SettingsDialog(self._context.settings, self._context.window)
        self.settings_dialog.open()

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self._context.window.close()

    def _on_session_chosen(self, path: str) -> None:
        self._context.opening.open_paths([Path(path)])

    def _on_export_asked(self, export: Export) -> None:
        self._exports.start(export, self._context.settings.settings)

    def _on_relocated(self, found: Relocated) -> None:
        session = self._context.session
        if found.file is not session.file:
            return
        session.table.place(found.rows, {"path": found.paths})
        session.rows_changed.emit(found.rows)
        session.spectra_changed.emit(found.rows)
        self._say(found.sentence)
        again = [int(row) for row in found.rows if session.table["status"][row] == "failed"]
        if again:
            self._context.scoring.score_rows(again)

    def _say(self, sentence: str, *_: object) -> None:
        self._context.notices.tell(sentence)


def _copy(file: SessionFile, path: Path, ticket: Ticket) -> None:
    file.copy_to(path)


def _join(file: SessionFile, path: Path, ticket: Ticket) -> None:
    """Try the catalogue first: one that cannot be read is not remembered."""
    from spectrogui.analysis.catalogues import open_catalogue

    open_catalogue(path, ticket)
    ticket.checkpoint()
    file.keep({CATALOGUE: str(path.resolve())})
