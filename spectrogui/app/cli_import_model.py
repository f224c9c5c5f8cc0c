"""`spectrogui import-model`: from the published files of a network to a model folder of ours."""

import argparse
from pathlib import Path

from spectrogui.app.console import say, working
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled

_INTERRUPTED = 130


def import_model(arguments: argparse.Namespace) -> int:
    """Read, convert and write; returns the exit status.

    Raises
    ------
    InputError : a file is missing or not what it should be, or the folder cannot be made
    """
    out: Path = arguments.out
    for path in (arguments.weights, arguments.scaler, *arguments.quiet_stars):
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"--out {out} is there already: choose another name, or remove it.")
    from spectrogui.analysis.imported import import_network

    try:
        with working("Importing") as ticket:
            card = import_network(
                arguments.weights,
                arguments.scaler,
                out,
                arguments.mode,
                arguments.quiet_stars,
                ticket,
            )
    except (Cancelled, KeyboardInterrupt):
        say("spectrogui import-model: stopped; no model was written.")
        return _INTERRUPTED
    except OSError as error:
        raise InputError(f"{out} cannot be made: {error.strerror or error}.") from error
    say(f"spectrogui import-model: the model is in {out}; {card['errors']}")
    return 0
