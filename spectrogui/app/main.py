"""Where the program starts: from the words of the command line to what they ask for."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from spectrogui.app.cli_arguments import parse
from spectrogui.app.console import forget_output, say
from spectrogui.core.errors import InputError, SpectroguiError
from spectrogui.core.job import Cancelled

_INTERRUPTED = 130
ONE_CORE = "OPENBLAS_NUM_THREADS", "1"
"""Read by numpy when it is first imported: what is computed of a star is too small to be shared
out among cores. With two, a light curve took up to five times as long, and the window waited."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run spectrogui with these arguments, without any those of the process.

    Returns
    -------
    the exit status: 0 done, 1 not finished, 2 wrong arguments, 3 no input could be read,
    130 interrupted
    """
    os.environ.setdefault(*ONE_CORE)
    try:
        arguments = parse(sys.argv[1:] if argv is None else argv)
        status = _commands()[arguments.command](arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit as stop:  # of the parser: help, version, or what is wrong
        return int(stop.code or 0)
    except SpectroguiError as error:
        say(f"spectrogui: {error}")
        return 2
    except (KeyboardInterrupt, Cancelled):
        say("spectrogui: stopped.")
        return _INTERRUPTED
    except BrokenPipeError:
        forget_output()
        return 1
    return status


def _commands() -> dict[str, Callable[[argparse.Namespace], int]]:
    return {
        "window": _window,
        "score": _score,
        "lightcurve": _lightcurve,
        "demo": _demo,
        "train": _train,
        "import-model": _import_model,
        "validate": _validate,
        "info": _info,
    }


def _window(arguments: argparse.Namespace) -> int:
    paths, session = [Path(path) for path in arguments.paths], arguments.session
    sessions = [path for path in paths if path.suffix == ".spectro"]
    if sessions and (session is not None or len(sessions) > 1):
        raise InputError("Only one session can be open at a time: name one.")
    if sessions:
        (session,) = sessions
        if not session.is_file():
            raise InputError(f"There is no session {session}.")
        paths = [path for path in paths if path != session]
    if paths and not any(path.exists() for path in paths):
        raise InputError(f"There is no file, folder or command {paths[0]}.")
    _check_model(arguments.model)

    from spectrogui.app.run_window import run_window

    return run_window(
        paths,
        session=session,
        root=arguments.root,
        catalogue=arguments.catalogue,
        model=arguments.model,
        workers=arguments.workers,
    )


def _score(arguments: argparse.Namespace) -> int:
    from spectrogui.app.cli_score import score

    _check_model(arguments.model)
    return score(arguments)


def _lightcurve(arguments: argparse.Namespace) -> int:
    from spectrogui.app.cli_lightcurve import lightcurve

    return lightcurve(arguments)


def _demo(arguments: argparse.Namespace) -> int:
    from spectrogui.app.cli_demo import demo

    return demo(arguments.shots)


def _train(arguments: argparse.Namespace) -> int:
    from spectrogui.app.cli_train import train

    return train(arguments.lists, arguments.out, arguments.mode)


def _import_model(arguments: argparse.Namespace) -> int:
    from spectrogui.app.cli_import_model import import_model

    return import_model(arguments)


def _validate(arguments: argparse.Namespace) -> int:
    from spectrogui.app.cli_validate import validate

    return validate(arguments)


def _info(arguments: argparse.Namespace) -> int:
    from spectrogui.app.cli_info import info_text

    sys.stdout.write(info_text())
    return 0


def _check_model(model: str) -> None:
    from spectrogui.io.models import chosen_models

    chosen_models(model)
