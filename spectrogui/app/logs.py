"""The log, and what becomes of an error that nobody expected."""

import faulthandler
import logging
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from spectrogui.store.places import data_folder

log = logging.getLogger("spectrogui")
_SIZE, _OLD = 1_000_000, 3  # bytes of a file, files that are kept
Report = Callable[[str, str], None]
"""Gets a sentence and the traceback."""


def log_folder() -> Path:
    """Where the log lies; made if missing."""
    folder = data_folder() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_path() -> Path:
    """The log that is being written."""
    return log_folder() / "spectrogui.log"


class Logging:
    """Writes the log, and the stack of a crash, from `start` until `stop`."""

    def __init__(self) -> None:
        self._handler: RotatingFileHandler | None = None

    def start(self) -> str:
        """Begin; returns a sentence if the log cannot be written, which stops nobody."""
        try:
            self._handler = RotatingFileHandler(
                log_path(), maxBytes=_SIZE, backupCount=_OLD, encoding="utf-8"
            )
            self._crash = (log_folder() / "crash.log").open("a", encoding="utf-8")
        except OSError as error:
            return f"No log is written: {error.strerror or error}."
        self._handler.setFormatter(
            logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
        )
        log.addHandler(self._handler)
        log.setLevel(logging.INFO)
        faulthandler.enable(self._crash)
        return ""

    def stop(self) -> None:
        """Let the files go."""
        if self._handler is not None:
            log.removeHandler(self._handler)
            self._handler.close()
            self._handler = None
            with suppress(ValueError):
                faulthandler.disable()
            self._crash.close()


def report_surprises(report: Report) -> Callable[[], None]:
    """Log what reaches the top of the event loop and tell it; returns what undoes this."""
    before = sys.excepthook

    def on_surprise(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        before(kind, error, trace)
        if issubclass(kind, KeyboardInterrupt):
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.error("unexpected: %s", details)
        report(f"Something went wrong that should not: {error or kind.__name__}.", details)

    def undo() -> None:
        sys.excepthook = before

    sys.excepthook = on_surprise
    return undo
