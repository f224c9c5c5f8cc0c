"""What `spectrogui lightcurve` hands over in the end: its tables, and a few sentences."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from spectrogui.app import cli_report
from spectrogui.app.cli_lightcurve_run import CurveResults
from spectrogui.app.console import say, working
from spectrogui.core.columns import Column
from spectrogui.core.curve_columns import CURVE_COLUMNS, FLARE_COLUMNS
from spectrogui.core.errors import InputError, one_line
from spectrogui.core.table import Table
from spectrogui.store.edit import now

_NAMED = 5  # sentences of failed inputs that are said; the others stand in the table


def check(arguments: argparse.Namespace) -> None:
    """Refuse what cannot be done, before anything is done; makes the folder of the figures.

    Raises
    ------
    InputError : a table or the folder cannot be made, or is one of the inputs
    """
    if "" in arguments.inputs:
        raise InputError("One of the inputs is an empty text: name a file, a folder or a star.")
    if arguments.root is not None and not arguments.root.is_dir():
        raise InputError(f"--root: there is no folder {arguments.root}.")
    given = [Path(word) for word in arguments.inputs]
    for option, path in _tables(arguments).items():
        cli_report.check_out(path, given, option)
    if arguments.flares is not None and arguments.flares.absolute() == arguments.out.absolute():
        raise InputError("--out and --flares are the same file: choose another name for one.")
    if arguments.plots is not None:
        try:
            arguments.plots.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or error
            raise InputError(f"--plots {arguments.plots} cannot be made: {reason}.") from error


def check_unread(arguments: argparse.Namespace, paths: Sequence[Path]) -> None:
    """Refuse to write over what is read; raises InputError."""
    for option, path in _tables(arguments).items():
        cli_report.check_unread(path, paths, option)


def write(arguments: argparse.Namespace, results: CurveResults, stopped: bool) -> None:
    """Write the table and that of the flares.

    Of a run that was stopped, rows without a status are those that are still to do; an older
    table under the same name is left alone, and the new one lies beside it.

    Raises
    ------
    InputError : a table cannot be written
    Cancelled : by Ctrl+C
    """
    rows = [row for rows in results.rows for row in rows]
    rows += [
        {"path": target.paths[0] if target.paths else target.given, "epic": target.epic}
        for target in results.targets[len(results.rows) :]
    ]
    if stopped and not results.rows:
        say("spectrogui lightcurve: stopped before anything was measured; no table was written.")
        return
    out = _beside(arguments.out) if stopped else arguments.out
    _write(out, CURVE_COLUMNS, rows)
    if arguments.flares is not None:
        flares = _beside(arguments.flares) if stopped else arguments.flares
        _write(flares, FLARE_COLUMNS, results.flares)
    if stopped:
        say(
            f"spectrogui lightcurve: stopped; {len(results.rows):,} of "
            f"{len(results.targets):,} inputs are measured in {out}."
        )


def say_result(results: CurveResults, out: Path) -> int:
    """Say how many inputs were measured and why the others were not; returns how many."""
    rows = [row for rows in results.rows for row in rows]
    failed = [row for row in rows if row["status"] == "failed"]
    for row in failed[:_NAMED]:
        say(f"spectrogui lightcurve: {_named(row['path'], row['problem'])}")
    if len(failed) > _NAMED:
        more = len(failed) - _NAMED
        say(f"spectrogui lightcurve: … and {more:,} more; the column problem says why.")
    if not results.measured:
        say(f"spectrogui lightcurve: no light curve could be read; {out} says why.")
        return 0
    periods = sum(
        row.get("lc_period") == row.get("lc_period") for row in rows if row not in failed
    )
    parts = [f"{len(rows):,} row{'' if len(rows) == 1 else 's'} in {out}"]
    parts += [f"{periods:,} with a period"]
    parts += [f"{len(failed):,} failed"] if failed else []
    say(f"spectrogui lightcurve: {', '.join(parts)}.")
    return results.measured


def _tables(arguments: argparse.Namespace) -> dict[str, Path]:
    """The tables to write, by the option that names them."""
    named = {"--out": arguments.out, "--flares": arguments.flares}
    return {option: path for option, path in named.items() if path is not None}


def _write(path: Path, columns: tuple[Column, ...], rows: Sequence[Mapping[str, Any]]) -> None:
    from spectrogui.io.tables import write_table

    table = Table(columns)
    table.append(rows)
    about = {"written_utc": now(), "rows": str(len(rows))}
    with working("Writing") as ticket:
        write_table(path, table, None, about, ticket)


def _beside(path: Path) -> Path:
    """The same name, unless something lies there already."""
    return path.with_stem(f"{path.stem}-stopped") if path.exists() else path


def _named(path: str, problem: str) -> str:
    """The sentence of a row, with the name of its file if it does not tell it by itself."""
    name = one_line(Path(path).name)
    return problem if name in problem else f"{name}: {problem}"
