"""Reading a spectrum file for scoring: what is wrong with it is an answer like any other."""

from pathlib import Path

from spectrogui.core.errors import UnreadableError
from spectrogui.core.spectrum import Spectrum

Found = Spectrum | str
"""A spectrum, or the sentence that says why there is none."""


def read_one(path: Path) -> Found:
    """Read one file."""
    from spectrogui.io.readers import open_spectrum  # not before a file is read

    try:
        return open_spectrum(path)
    except UnreadableError as error:
        return str(error)
