"""`spectrogui score --scheduler`: what is asked for, and what is said of how it went."""

import argparse
from pathlib import Path

import numpy as np

from spectrogui.app.cli_targets import Rows
from spectrogui.app.console import say, working
from spectrogui.core.errors import InputError
from spectrogui.io.pack import Pack
from spectrogui.io.session_file import SessionFile


def check(arguments: argparse.Namespace) -> None:
    """Refuse options that do not go together; raises InputError."""
    if arguments.scheduler is None:
        for option, value in (("--chunks", arguments.chunks), ("--chunk", arguments.chunk)):
            if value is not None:
                raise InputError(f"{option} goes with --scheduler.")
    elif arguments.workers is not None:
        raise InputError(
            "--workers is for this computer; how many there are on a cluster is decided where "
            "they are started."
        )


def score(file: SessionFile, pack: Pack | None, rows: Rows, arguments: argparse.Namespace) -> None:
    """Score rows on a cluster.

    Raises
    ------
    InputError, Cancelled : as `analysis.cluster.score_on_cluster`; chunks that are done stay
    """
    if not len(rows):
        return

    from spectrogui.analysis.cluster import CHUNK, Plan, score_on_cluster

    plan = Plan(
        arguments.scheduler,
        folder_of(arguments),
        size=arguments.chunk or CHUNK,
        model=model_of(arguments.model),
        catalogue=None if arguments.catalogue is None else arguments.catalogue.resolve(),
    )
    with working("Scoring") as ticket:
        tally = score_on_cluster(file, pack, plan, ticket, rows=np.asarray(rows), note=_note)
    chunks = f"{tally.scored:,} chunk{'' if tally.scored == 1 else 's'} scored"
    if tally.found:
        chunks += f", {tally.found:,} taken from {plan.folder}"
    say(f"spectrogui score: {chunks}; that folder is no more needed once the table is there.")
    if tally.given_up:
        say(f"spectrogui score: no worker survived {tally.given_up:,} of the files.")


def _note(sentence: str) -> None:
    say(f"spectrogui score: {sentence}")


def folder_of(arguments: argparse.Namespace) -> Path:
    """Where the chunks are: as asked for, else beside the session, else beside the table."""
    if arguments.chunks is not None:
        return Path(arguments.chunks).absolute()
    beside = Path(arguments.session or arguments.out).absolute()
    return beside.with_name(beside.name + "-chunks")


def model_of(name: str) -> str:
    """A model as workers find it: by its name, else by its whole path."""
    from spectrogui.io.models import BOTH, model_folder, model_folders

    if name == BOTH or name in model_folders():
        return name
    return str(model_folder(name).absolute())
