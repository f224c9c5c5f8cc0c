"""What `spectrogui score` hands over in the end: its table, and a few sentences about it."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from spectrogui.app.cli_targets import Rows
from spectrogui.app.console import say, working
from spectrogui.core.errors import InputError, one_line
from spectrogui.core.table import Table
from spectrogui.store.edit import now

_NAMED = 5  # sentences of unreadable inputs that are said; the others stand in the table


def check_out(path: Path, inputs: Iterable[Path], option: str = "--out") -> None:
    """Refuse a table that could not be written, or would be written over what is read.

    Raises
    ------
    InputError : the ending is unknown, or `path` cannot be made, or is one of `inputs`
    """
    from spectrogui.io.tables import check_ending

    check_ending(path)
    if path.is_dir():
        raise InputError(f"{option} {path} is a folder: give a file in it a name.")
    check_unread(path, inputs, option)
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error


def check_unread(path: Path, inputs: Iterable[Path], option: str = "--out") -> None:
    """Refuse to write a table over what is read.

    Raises
    ------
    InputError : `path` is one of `inputs`, maybe under another name
    """
    if path.exists() and any(one.exists() and one.samefile(path) for one in inputs):
        raise InputError(f"{option} {path} is also read: choose another name for the table.")


def write(
    path: Path, table: Table, rows: Rows, kept: Mapping[str, str], named: Mapping[str, Path | None]
) -> None:
    """Write some rows of a session, and how they were made.

    Parameters
    ----------
    kept : what the session remembers, the model among it
    named : files that took part, by what they are

    Raises
    ------
    InputError : the table cannot be written
    Cancelled : by Ctrl+C
    """
    from spectrogui.io.tables import write_table

    start = "provenance."
    about = {"written_utc": now(), "rows": str(len(rows))}
    about |= {key: name.name for key, name in named.items() if name is not None}
    about |= {key.removeprefix(start): kept[key] for key in kept if key.startswith(start)}
    with working("Writing") as ticket:
        write_table(path, table, rows, about, ticket)


def say_result(table: Table, rows: Rows, out: Path) -> int:
    """Say how many inputs could be read and why the others could not; returns how many."""
    status = table["status"][rows]
    failed = rows[status == "failed"]
    for row in failed[:_NAMED]:
        say(f"spectrogui score: {_named(table['path'][row], table['problem'][row])}")
    if len(failed) > _NAMED:
        say(f"spectrogui score: … and {len(failed) - _NAMED:,} more; the column problem says why.")
    read = len(rows) - int(np.count_nonzero(table["input_sha256"][failed] == ""))
    if not read:
        say(f"spectrogui score: no input could be read; the sentences are in {out}.")
        return 0
    partial = int(np.count_nonzero(status == "partial"))
    parts = [f"{len(rows):,} row{'' if len(rows) == 1 else 's'} in {out}"]
    parts += [f"{partial:,} partial"] if partial else []
    parts += [f"{len(failed):,} failed"] if len(failed) else []
    say(f"spectrogui score: {', '.join(parts)}.")
    return read


def _named(path: str, problem: str) -> str:
    """The sentence of a row, with the name of its file if it does not tell it by itself."""
    name = one_line(Path(path).name)
    return problem if name in problem else f"{name}: {problem}"


def say_stopped(table: Table, session: Path | None) -> None:
    """Say what is left of a run that was interrupted."""
    if session is None:
        say("spectrogui score: stopped; no table was written (--session keeps what is scored).")
        return
    done = int(np.count_nonzero(table["status"] != ""))
    say(
        f"spectrogui score: stopped; {done:,} of {len(table):,} rows are scored in {session}, "
        "and the same command goes on from there."
    )
