"""`spectrogui train`: from lists of spectra to a model folder."""

from collections.abc import Sequence
from pathlib import Path

from spectrogui.app.console import say, working
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled

INTERRUPTED = 130


def train(lists: Sequence[Path], out: Path, mode: str = "r1800") -> int:
    """Choose, train, evaluate and write; returns the exit status.

    Parameters
    ----------
    mode : ``r1800`` or ``r250``

    Raises
    ------
    InputError : a list is missing, the folder cannot be made, or there are too few stars
    """
    for path in lists:
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"--out {out} is there already: choose another name, or remove it.")
    made = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out} cannot be made: {error.strerror or error}.") from error
    try:
        _train(lists, out, mode)
    except (InputError, Cancelled, KeyboardInterrupt) as stop:
        if made and not any(out.iterdir()):
            out.rmdir()
        if isinstance(stop, InputError):
            raise
        say("spectrogui train: stopped; no model was written.")
        return INTERRUPTED
    say(f"spectrogui train: the model is in {out}.")
    return 0


def _train(lists: Sequence[Path], out: Path, mode: str) -> None:
    with working("Training") as ticket:
        if mode == "r250":
            from spectrogui.analysis.slitless_train import train_slitless

            train_slitless(lists, out, ticket, say)
        else:
            from spectrogui.analysis.train import train_model

            train_model(lists, out, ticket, say)
