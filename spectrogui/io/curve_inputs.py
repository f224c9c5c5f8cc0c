"""Light curves among what the user gives to the program."""

import os
from collections.abc import Iterator
from pathlib import Path

from spectrogui.core.errors import UnreadableError
from spectrogui.core.job import Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.io.k2_names import curves_below, name_of
from spectrogui.io.k2_readers import open_light_curve
from spectrogui.io.session_curves import CurveFile, curve_file
from spectrogui.io.targets import Target


def given_curve(path: Path) -> tuple[CurveFile | None, str]:
    """A light curve that was named by itself, and a note on it, "" if there is nothing to say.

    Its star is the one that its name or else its header tells; a file that cannot be read and
    whose name tells none is not used, and the note says why.
    """
    full = os.path.abspath(path)
    name = name_of(path.name)
    if name is not None and name.epic:
        return curve_file(full), ""
    try:
        header = open_light_curve(path).header
    except UnreadableError as error:
        return None, str(error)
    if header.epic:
        return CurveFile(full, header.epic, -1, header.author, header.campaign), ""
    return CurveFile(full, "", -1, header.author, header.campaign), (
        f"{path.name} does not tell the EPIC number of its star: choose the star, then "
        "File ▸ Add light curve…."
    )


def why_not_used(path: Path) -> str:
    """A note on a file of Kepler, K2 or TESS that is given to no star."""
    try:
        open_light_curve(path)
    except UnreadableError as error:
        return str(error)
    return f"{path.name} does not tell its star by its name: give it with File ▸ Add light curve…."


def curves_in(folder: Path, ticket: Ticket) -> Iterator[CurveFile]:
    """The light curves below a folder, each for the star whose number its name tells."""
    for path in curves_below(folder, ticket):
        yield curve_file(os.path.abspath(path))


def alone(curves: list[CurveFile]) -> list[Target]:
    """Rows for light curves that came without any spectrum: one for each star."""
    stars: dict[str, list[str]] = {}
    for curve in curves:
        stars.setdefault(curve.epic or curve.path, []).append(curve.path)
    return [
        Target(
            paths[0],
            f"{os.path.basename(paths[0])} is a light curve, and no spectrum was given with it.",
            Parameters(epic=epic if epic.isdecimal() else ""),
            curves=tuple(paths),
        )
        for epic, paths in stars.items()
    ]
