"""Results as a file: CSV, ECSV, FITS, VOTable or Parquet, by the ending of its name.

Unknown is empty or null, never 0, and identifiers are text. In the text formats a number has the
digits that the window shows.
"""

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui import __version__
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.core.table import Table
from spectrogui.io import table_fits, table_parquet, table_text
from spectrogui.io.files import replacing
from spectrogui.io.table_chunks import Chunks

Write = Callable[[Path, Chunks, Mapping[str, str]], None]

WRITERS: dict[str, Write] = {
    ".csv": table_text.write_csv,
    ".ecsv": table_text.write_ecsv,
    ".fits": table_fits.write_fits,
    ".vot": table_text.write_votable,
    ".xml": table_text.write_votable,
    ".parquet": table_parquet.write_parquet,
}


def check_ending(path: Path) -> None:
    """Whether a table can be written under this name, as far as its ending says.

    Raises
    ------
    InputError
        if the ending is unknown, or needs a package that is not installed
    """
    ending = path.suffix.lower()
    if ending not in WRITERS:
        known = ", ".join(WRITERS)
        raise InputError(f"{path.name} has none of the endings of tables: {known}.")
    if ending == ".parquet" and importlib.util.find_spec("pyarrow") is None:
        raise InputError(
            "Parquet needs the package pyarrow: install spectrogui[parquet], or choose .csv, "
            ".ecsv, .fits or .vot."
        )


def write_table(
    path: Path,
    table: Table,
    rows: NDArray[np.intp] | None = None,
    about: Mapping[str, str] | None = None,
    ticket: Ticket | None = None,
) -> None:
    """Write rows of a table; whatever happens, the file is the old one or the new one.

    Parameters
    ----------
    rows : which, in this order; None for all
    about : where the rows come from, for the head of the file
    ticket : is looked at between chunks of rows

    Raises
    ------
    InputError
        if the ending is unknown, or the file cannot be written
    Cancelled
        if the ticket was cancelled
    """
    check_ending(path)
    chosen: NDArray[Any] = np.arange(len(table)) if rows is None else np.asarray(rows, np.intp)
    facts = {"program": f"spectrogui {__version__}", **(about or {})}
    told = {key: " ".join(str(value).split()) for key, value in facts.items()}
    try:
        with replacing(path) as draft:
            WRITERS[path.suffix.lower()](draft, Chunks(table, chosen, ticket or Ticket()), told)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
