"""`spectrogui lightcurve`: periods, amplitudes and flares of K2 light curves, as a table."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spectrogui.app import cli_lightcurve_report as report
from spectrogui.app.cli_lightcurve_run import CurveResults, Plots, measure_all
from spectrogui.app.console import say, working
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled
from spectrogui.io.curve_source import CurveSource
from spectrogui.io.curve_targets import gather_curves
from spectrogui.store.places import curve_folder
from spectrogui.store.settings import SettingsStore

NOT_FINISHED, NOTHING_READ, INTERRUPTED = 1, 3, 130


def lightcurve(arguments: argparse.Namespace) -> int:
    """Measure the light curves, write the table, and say how it went; returns the exit status.

    Raises
    ------
    InputError : the arguments cannot be used; nothing has been done
    """
    report.check(arguments)
    with working("Looking for light curves:") as ticket:
        targets = gather_curves(arguments.inputs, ticket)
    report.check_unread(arguments, [Path(path) for one in targets for path in one.paths])
    results = CurveResults(targets)
    plots = Plots(arguments.plots, arguments.plot_format)
    with _source(arguments) as source:
        stopped = _measure(source, results, plots, arguments)
    try:
        report.write(arguments, results, stopped)
    except InputError as error:
        say(f"spectrogui lightcurve: {error}")
        return NOT_FINISHED
    except Cancelled:
        say("spectrogui lightcurve: stopped while writing; there is no new table.")
        return INTERRUPTED
    if stopped:
        return INTERRUPTED
    if not report.say_result(results, arguments.out):
        return NOTHING_READ
    return NOT_FINISHED if plots.failed else 0


def _measure(
    source: CurveSource, results: CurveResults, plots: Plots, arguments: argparse.Namespace
) -> bool:
    """Measure all that can be had; whether Ctrl+C stopped it."""
    try:
        with working("Measuring light curves:") as ticket:
            if arguments.root is not None:
                source.add_folder(arguments.root, ticket)
            measure_all(source, results, plots, arguments.all_products, ticket)
    except Cancelled:
        return True
    return False


@contextmanager
def _source(arguments: argparse.Namespace) -> Iterator[CurveSource]:
    """Where light curves come from; the archive is made when it is needed, and closed."""
    from spectrogui.io.mast import Archive

    settings = SettingsStore().settings
    made: list[Archive] = []

    def archive() -> Archive:
        if not made:
            made.append(Archive(curve_folder(), settings.k2_server))
        return made[0]

    offline = settings.offline or arguments.offline
    try:
        yield CurveSource(archive, arguments.author, every=arguments.all_products, offline=offline)
    finally:
        for one in made:
            one.close()
