"""Where a command keeps its rows: in the session that is named, else in one for a while."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from spectrogui.app.console import working
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled
from spectrogui.io.pack import Pack, pack_path
from spectrogui.io.session_file import SessionFile

_MANY = 50_000
"""Rows, from which a session that is gone afterwards is on disk all the same."""


@contextmanager
def open_session(
    path: Path | None, count: int, beside: Path
) -> Iterator[tuple[SessionFile, Pack | None]]:
    """The session that is named, made if it is missing; else one that is gone afterwards.

    Parameters
    ----------
    count : rows that will come
    beside : a file that is going to be written; where it has room, the session of many rows has

    Raises
    ------
    InputError : the session cannot be opened or made
    """
    with ExitStack() as opened:
        if path is not None:
            file = SessionFile.open(path) if path.exists() else SessionFile.create(path)
            opened.callback(file.close)
            yield file, opened.enter_context(closing(Pack(pack_path(path))))
            _keep_columns(file)
            return
        if count < _MANY:
            file = SessionFile.in_memory()
        else:
            file = SessionFile.create(_folder(opened, beside) / "scored.spectro")
        opened.callback(file.close)
        yield file, None


def _keep_columns(file: SessionFile) -> None:
    """So that the session opens quickly in a window, were all rows scored or not."""
    with suppress(InputError, Cancelled), working("Copying columns:") as ticket:  # a cache
        if file.columns_are_behind():
            file.keep_columns(ticket)


def _folder(opened: ExitStack, beside: Path) -> Path:
    try:
        made = TemporaryDirectory(dir=beside.absolute().parent, prefix=".spectrogui-")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{beside} cannot be written: {reason}.") from error
    return Path(opened.enter_context(made))
