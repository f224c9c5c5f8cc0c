"""The commands of the Help menu."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from spectrogui import __version__
from spectrogui.app.actions import key_rows
from spectrogui.app.commands_analysis import open_outside
from spectrogui.app.context import Context
from spectrogui.app.diagnostics import diagnostics
from spectrogui.app.keymap import make_keys_file
from spectrogui.app.logs import log_folder
from spectrogui.views.key_sheet import KeySheet
from spectrogui.views.notices import LogWindow

_ABOUT = f"""<p><b>spectrogui {__version__}</b></p>
<p>Finds and vets magnetically active stars in LAMOST spectra, by the method of Xiang, Gu &amp; Cao
(2022), MNRAS 514, 4781. BSD-3-Clause licence.</p>
<p>It makes no network connection.</p>"""


class HelpCommands(QObject):
    """Keys, log, diagnostics."""

    def __init__(self, context: Context, keys: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(context.window)
        self._context = context
        self._keys = keys
        self.sheet: KeySheet | None = None
        self.messages: LogWindow | None = None

    def show_keys(self) -> None:
        """Show the keys in force and what verdicts and tags mean."""
        vocabulary = self._context.session.labels.vocabulary
        self.sheet = KeySheet(key_rows(self._keys), vocabulary, self._context.window)
        self.sheet.show()

    def edit_keys(self) -> None:
        """Open the text file that changes keys, written first if it is missing."""
        try:
            path = make_keys_file()
        except OSError as error:
            reason = error.strerror or str(error)
            self._context.notices.tell(f"The file of keys cannot be written: {reason}.")
            return
        open_outside(path)
        self._context.notices.tell(f"Keys are set in {path}; restart the program afterwards.")

    def show_messages(self) -> None:
        """Show all that was told, also what has gone from the corner."""
        self.messages = LogWindow(self._context.notices, self._context.window)
        self.messages.show()

    def copy_diagnostics(self) -> None:
        """Put what a bug report needs on the clipboard."""
        job = self._context.jobs.start("Diagnostics", diagnostics, lane="disk")
        job.succeeded.connect(self._on_diagnostics)

    def show_logs(self) -> None:
        """Open the folder that holds the log."""
        open_outside(log_folder())

    def show_about(self) -> None:
        """Say who this is."""
        self._context.ask.tell("About spectrogui", _ABOUT)

    def _on_diagnostics(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._context.notices.tell("Diagnostics were copied: paste them into the report.")
