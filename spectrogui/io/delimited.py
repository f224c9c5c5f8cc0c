"""Text tables: separated by comma, bar, tab, semicolon or blanks, and ECSV.

Catalogues have millions of rows: they are read in blocks, of which only those columns are kept
that are wanted.
"""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import IO

from spectrogui.core.errors import InputError
from spectrogui.io import aliases

_SEPARATORS = ",|\t;"
_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 20  # characters
_ROWS = 1 << 13

Choose = Callable[[list[str]], dict[str, int]]
Part = tuple[int, dict[str, list[str]]]
"""How many rows, and the cells of those columns that were chosen."""
_Rows = list[list[str]]


def separator_of(line: str, comments: list[str] | None = None) -> str:
    """What separates the cells of a table's first line; "" if it has only one."""
    most = max(_SEPARATORS, key=line.count)
    if line.count(most):
        return most
    names = line.split()
    ecsv = any(comment.startswith("# %ECSV") for comment in comments or ())
    spaced = ecsv or len(aliases.roles(names)) > 1  # else it is prose, or a path with blanks
    return " " if spaced and len(names) > 1 else ""


def open_delimited(
    path: Path, choose: Choose, encoding: str = "utf-8-sig"
) -> tuple[list[str], Iterator[Part]]:
    """Read some columns of a text table; lines before its head that begin with # are skipped.

    Parameters
    ----------
    choose : gets the names of the columns, answers which to keep: key to column number

    Returns
    -------
    the names of all columns; and the cells of those kept, some thousand rows at a time

    Raises
    ------
    InputError
        if the file cannot be read, also while rows are taken
    UnicodeDecodeError
        likewise, if it is in another encoding
    """
    blocks = _blocks(path, encoding)
    comments, head, rest = _head(blocks)
    separator = separator_of(head, comments) or ","
    following = chain([rest], blocks)
    if '"' in head or separator == " ":
        careful = _careful(path, chain([head], following), separator)
        first: _Rows = next(careful, [[]])
        names = [name.strip() for name in first[0]]
        return names, _parts(chain([first[1:]], careful), choose(names))
    names = [name.strip() for name in head.rstrip("\n").split(separator)]
    chosen = choose(names)
    return names, _parts(_quick(path, following, separator, _wanted(chosen)), chosen)


def text_lines(path: Path, encoding: str = "utf-8-sig", errors: str = "strict") -> Iterator[str]:
    """The lines of a text file, unzipped if need be, with their ends.

    Raises
    ------
    InputError
        if it cannot be read
    """
    with _opened(path, encoding, errors) as file:
        yield from file


@contextmanager
def _opened(path: Path, encoding: str, errors: str) -> Iterator[IO[str]]:
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == _GZIP
        opened = gzip.open if zipped else open
        with opened(path, "rt", encoding=encoding, errors=errors, newline="") as file:
            yield file
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path.name} cannot be read: {reason}.") from error


def _blocks(path: Path, encoding: str) -> Iterator[str]:
    """Some thousand lines at a time, with line feeds at their ends."""
    rest = ""
    with _opened(path, encoding, "strict") as file:
        while block := file.read(_BLOCK):
            block = rest + block
            cut = block.rfind("\n") + 1 or block.rfind("\r") + 1
            rest = block[cut:]
            if cut:
                yield _fed(block[:cut])
    if rest:
        yield _fed(rest)


def _fed(block: str) -> str:
    return block.replace("\r\n", "\n").replace("\r", "\n") if "\r" in block else block


def _head(blocks: Iterator[str]) -> tuple[list[str], str, str]:
    """The lines before the head of a table, the head, and the rest of its block."""
    comments: list[str] = []
    for block in blocks:
        lines = StringIO(block)
        for line in lines:
            if line.strip() and not line.startswith("#"):
                return comments, line, lines.read()
            comments.append(line)
    return comments, "", ""


def _wanted(chosen: dict[str, int]) -> int:
    """How many cells of a row are looked at."""
    return max(chosen.values(), default=-1) + 1


def _quick(path: Path, blocks: Iterator[str], separator: str, wanted: int) -> Iterator[_Rows]:
    """Rows whose cells need no more than to be cut, as far as they are looked at; from the first
    quote on, carefully.
    """
    for block in blocks:
        if '"' in block:
            yield from _careful(path, chain([block], blocks), separator)
            return
        yield [line.split(separator, wanted) for line in block.split("\n")]


def _careful(path: Path, blocks: Iterable[str], separator: str) -> Iterator[_Rows]:
    lines = chain.from_iterable(map(StringIO, blocks))
    rows = csv.reader(lines, delimiter=separator, skipinitialspace=separator == " ")
    try:
        while some := list(islice(rows, _ROWS)):
            yield some
    except csv.Error as error:
        raise InputError(f"{path.name} cannot be read as a table: {error}.") from error


def _parts(chunks: Iterable[_Rows], chosen: dict[str, int]) -> Iterator[Part]:
    """The chosen cells of each row that is not blank; a cell that is missing is ""."""
    wanted = _wanted(chosen)
    for rows in _without_units(map(_not_blank, chunks)):
        if min(map(len, rows), default=wanted) < wanted:
            rows = [row + [""] * (wanted - len(row)) for row in rows]
        yield len(rows), {key: [row[number] for row in rows] for key, number in chosen.items()}


def _not_blank(rows: _Rows) -> _Rows:
    rows = [row for row in rows if row and (row[0] or len(row) > 1) and row[0][:1] != "#"]
    if any(len(row) == 1 for row in rows):
        return [row for row in rows if len(row) > 1 or row[0].strip()]
    return rows


def _without_units(chunks: Iterator[_Rows]) -> Iterator[_Rows]:
    """Without the two rows below the head that VizieR writes: units, then dashes."""
    first: _Rows = []
    for rows in chunks:
        first += rows
        while len(first) > 1 and _is_rule(first[1]):
            del first[:2]
        if len(first) > 1:
            break
    yield first
    yield from chunks


def _is_rule(row: list[str]) -> bool:
    cells = [cell.strip(_SEPARATORS + " \n") for cell in row]  # the last may be all of the rest
    return any(cells) and all(set(cell) <= {"-", *_SEPARATORS, " "} for cell in cells)
