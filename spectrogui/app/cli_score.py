"""`spectrogui score`: the analysis without a window, from inputs to a table."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from spectrogui.analysis.chunks import Catalogue
from spectrogui.analysis.machine import processes_for
from spectrogui.analysis.scoring import score as score_rows
from spectrogui.app import cli_cluster
from spectrogui.app import cli_report as report
from spectrogui.app.analysis_desk import load_analyser
from spectrogui.app.cli_session import open_session
from spectrogui.app.cli_targets import Rows, outdated, rows_of, unscored
from spectrogui.app.console import say, working
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled
from spectrogui.core.table import Table
from spectrogui.io.inputs import Inputs, Target, gather
from spectrogui.io.pack import Pack
from spectrogui.io.session_file import SessionFile

NOT_FINISHED, NOTHING_READ, INTERRUPTED = 1, 3, 130


def score(arguments: argparse.Namespace) -> int:
    """Score the inputs, write the table, and say how it went; returns the exit status.

    Raises
    ------
    InputError : the arguments cannot be used; nothing has been done
    """
    _check(arguments)
    cli_cluster.check(arguments)
    catalogue = _catalogue(arguments.catalogue)
    given = _gather(arguments)
    targets = given.targets
    report.check_unread(arguments.out, (Path(t.path) for t in targets if not t.problem))
    if arguments.paths and not targets:
        say("spectrogui score: there is nothing to read in what was given.")
        return NOTHING_READ
    with open_session(arguments.session, len(targets), arguments.out) as (file, pack):
        try:
            rows = rows_of(file, targets) if arguments.paths else np.arange(len(file.load()))
            file.add_curve_files(given.curves)
            _score(file, pack, rows, arguments, catalogue)
            _measure(file, rows)
            table = _named_as_given(file.load(), rows, targets)
            named = {"session": arguments.session, "catalogue": arguments.catalogue}
            report.write(arguments.out, table, rows, file.kept(), named)
        except Cancelled:
            report.say_stopped(file.load(), arguments.session)
            return INTERRUPTED
        except InputError as error:
            say(f"spectrogui score: {error}")
            return NOT_FINISHED
    read = report.say_result(table, rows, arguments.out)
    return 0 if read else NOTHING_READ


def _check(arguments: argparse.Namespace) -> None:
    session: Path | None = arguments.session
    if not arguments.paths and (session is None or not session.is_file()):
        raise InputError("score needs files, folders or lists, or a --session that exists.")
    if "" in arguments.paths:
        raise InputError("One of the inputs is an empty text: name a file or a folder.")
    for path in map(Path, arguments.paths):
        if path.suffix == ".spectro":
            raise InputError(f"{path.name} is a session: name it with --session.")
    if arguments.root is not None and not arguments.root.is_dir():
        raise InputError(f"--root: there is no folder {arguments.root}.")
    named = (*map(Path, arguments.paths), arguments.catalogue, session)
    report.check_out(arguments.out, [path for path in named if path is not None])


def _catalogue(path: Path | None) -> Catalogue | None:
    if path is None:
        return None
    from spectrogui.analysis.catalogues import open_catalogue

    with working("Reading the catalogue") as ticket:
        return open_catalogue(path, ticket)


def _gather(arguments: argparse.Namespace) -> Inputs:
    """Spectra and light curves; those of --light-curves bring no rows of their own."""
    with working("Looking for spectra:") as ticket:
        found = gather(arguments.paths, arguments.root, ticket)
        more = gather(arguments.light_curves, None, ticket)
    if arguments.light_curves and not more.curves:
        named = ", ".join(arguments.light_curves)
        raise InputError(f"--light-curves: there are no K2 light curves in {named}.")
    for note in (*found.notes, *more.notes):
        say(f"spectrogui score: {note}")
    return replace(found, curves=[*found.curves, *more.curves])


def _score(
    file: SessionFile,
    pack: Pack | None,
    rows: Rows,
    arguments: argparse.Namespace,
    catalogue: Catalogue | None,
) -> None:
    """Score those of the rows that need it."""
    todo = _todo(file, rows, arguments.model)
    if arguments.scheduler is not None:
        cli_cluster.score(file, pack, todo, arguments)
        return
    with working("Scoring") as ticket:
        score_rows(
            file,
            pack,
            partial(load_analyser, arguments.model),
            ticket,
            catalogue=catalogue,
            workers=_workers(arguments.workers, len(todo)),
            rows=todo,
        )


def _todo(file: SessionFile, rows: Rows, name: str) -> Rows:
    """Those of the rows that have no numbers, or numbers of another model or method."""
    from spectrogui.analysis.recipe import method_sha256
    from spectrogui.io.models import weights_of

    model, model_r250 = weights_of(name)
    table = file.load()
    stale = outdated(table, rows, model, method_sha256(), model_r250)
    if len(stale):
        say(
            f"spectrogui score: {len(stale):,} rows were made with another model or preparation "
            "and are scored again."
        )
    out: Rows = np.sort(np.concatenate([unscored(table, rows), stale]))
    return out


def _measure(file: SessionFile, rows: Rows) -> None:
    """Measure the light curves of those of the rows that have one and no numbers of it."""
    from spectrogui.analysis.curve_scoring import measure_curves, unmeasured
    from spectrogui.analysis.curves import CurveFiles

    todo = unmeasured(file.load(), CurveFiles(file.curve_files()), rows)
    if todo:
        with working("Measuring light curves:") as ticket:
            problems = measure_curves(file, todo, ticket)
        for problem in problems:
            say(f"spectrogui score: {problem}")


def _workers(wanted: int | None, count: int) -> int:
    """Processes beside this one; 0, if it is to score alone."""
    if wanted is None:
        return processes_for(count)
    return 0 if wanted == 1 else wanted


def _named_as_given(table: Table, rows: Rows, targets: Sequence[Target]) -> Table:
    """The paths as they were given now, not as on the day when the session was begun."""
    paths = np.array([target.path for target in targets], dtype=object)
    table.place(rows[: len(paths)], {"path": paths})
    return table
