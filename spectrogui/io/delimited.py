"""Text tables: separated by comma, bar, tab, semicolon or blanks, and ECSV."""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from operator import itemgetter
from pathlib import Path

from spectrogui.core.errors import InputError
from spectrogui.io import aliases

_SEPARATORS = ",|\t;"
_GZIP = b"\x1f\x8b"

Cells = dict[str, list[str]]
Choose = Callable[[list[str]], dict[str, int]]


def separator_of(line: str, comments: list[str] | None = None) -> str:
    """What separates the cells of a table's first line; "" if it has only one."""
    most = max(_SEPARATORS, key=line.count)
    if line.count(most):
        return most
    names = line.split()
    ecsv = any(comment.startswith("# %ECSV") for comment in comments or ())
    spaced = ecsv or len(aliases.roles(names)) > 1  # else it is prose, or a path with blanks
    return " " if spaced and len(names) > 1 else ""


def read_delimited(path: Path, choose: Choose) -> tuple[list[str], Cells, int]:
    """Read some columns of a text table; lines before its head that begin with # are skipped.

    Parameters
    ----------
    choose : gets the names of the columns, answers which to keep: key to column number

    Returns
    -------
    the names of all columns, the cells of those kept, and the number of rows

    Raises
    ------
    InputError
        if the file cannot be read
    """
    try:
        return _read(path, text_lines(path), choose)
    except UnicodeDecodeError:
        return _read(path, text_lines(path, "latin-1"), choose)


def text_lines(path: Path, encoding: str = "utf-8-sig", errors: str = "strict") -> Iterator[str]:
    """The lines of a text file, unzipped if need be, with their ends.

    Raises
    ------
    InputError
        if it cannot be read
    """
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == _GZIP
        opened = gzip.open if zipped else open
        with opened(path, "rt", encoding=encoding, errors=errors, newline="") as file:
            yield from file
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path.name} cannot be read: {reason}.") from error


def _read(path: Path, lines: Iterator[str], choose: Choose) -> tuple[list[str], Cells, int]:
    comments, head = [], ""
    for head in lines:
        if head.strip() and not head.startswith("#"):
            break
        comments.append(head)
        head = ""
    separator = separator_of(head, comments) or ","
    spaced = separator == " "
    rows = csv.reader(chain([head], lines), delimiter=separator, skipinitialspace=spaced)
    try:
        names = [name.strip() for name in next(rows, [])]
        chosen = choose(names)
        kept = _pick(rows, list(chosen.values()))
    except csv.Error as error:
        raise InputError(f"{path.name} cannot be read as a table: {error}.") from error
    columns = list(zip(*kept, strict=True)) or [()] * len(chosen)
    cells = {key: list(column) for key, column in zip(chosen, columns, strict=True)}
    return names, cells, len(kept)


def _pick(rows: Iterator[list[str]], numbers: list[int]) -> list[tuple[str, ...]]:
    """The cells of some columns of each row that is not blank; a cell that is missing is ""."""
    kept: list[tuple[str, ...]] = []
    longest = max(numbers, default=-1)
    cells = _cells_of(numbers)
    for row in rows:
        if not row or (len(row) == 1 and not row[0].strip()) or row[0].startswith("#"):
            continue
        if len(row) <= longest:
            row += [""] * (longest + 1 - len(row))
        kept.append(cells(row))
        if len(kept) == 2 and _is_rule(row):  # VizieR: units, then a line of dashes
            kept.clear()
    return kept


def _cells_of(numbers: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    if len(numbers) > 1:
        return itemgetter(*numbers)  # quick
    return lambda row: tuple([row[number] for number in numbers])


def _is_rule(row: list[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and all(set(cell) == {"-"} for cell in cells)
