"""VOTables, also those of LAMOST's services, which use data types that the standard lacks."""

import gzip
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from spectrogui.core.errors import InputError
from spectrogui.io.delimited import Choose
from spectrogui.io.votable_cells import NotPlainError, plain_cells

Part = tuple[int, dict[str, Any]]
_ROWS = 1 << 13
_GZIP = b"\x1f\x8b"

_Rows = Iterator[tuple[str, ...]]


def open_votable(path: Path, choose: Choose) -> tuple[list[str], Iterator[Part]]:
    """Read some columns of the first table: see `delimited.open_delimited`.

    Raises
    ------
    InputError
        if it cannot be read, or has no table; also while rows are taken
    """
    with _explained(path):
        found = _from_cells(path, choose) or _from_binary(path, choose)
    return found


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, ElementTree.ParseError, ValueError, TypeError,
            LookupError) as error:  # fmt: skip
        raise InputError(f"{path.name} is a damaged VOTable: {error}.") from error


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        if file.peek(2)[:2] == _GZIP:
            with gzip.open(file) as unzipped:
                yield unzipped
        else:
            yield file


def _from_cells(path: Path, choose: Choose) -> tuple[list[str], Iterator[Part]] | None:
    """The first table if it is written as TABLEDATA, whose cells are text; None if it is not."""
    found = next(_parsed(path))
    if found is None:
        return None
    names = list(found)
    return names, _parts(path, choose(names))


def _parts(path: Path, chosen: dict[str, int]) -> Iterator[Part]:
    """Cells cut out of the text; from where there is more than cells, parsed."""
    done = 0
    with _explained(path):
        try:
            with _opened(path) as file:
                for count, cells in plain_cells(file, chosen):
                    done += count
                    yield count, cells
        except NotPlainError:
            yield from _rest(path, chosen, done)


def _rest(path: Path, chosen: dict[str, int], done: int) -> Iterator[Part]:
    """What follows after so many rows."""
    rows = islice(_parsed(path), 1 + done, None)
    while some := list(islice(rows, _ROWS)):
        cells = {key: [row[number] for row in some if row] for key, number in chosen.items()}
        yield len(some), cells


def _parsed(path: Path) -> Iterator[tuple[str, ...] | None]:
    """The names of the columns, None if it has no cells that are text; then each row."""
    names: list[str] = []
    with _opened(path) as file:
        for event, element in ElementTree.iterparse(file, ("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if (event, tag) == ("start", "FIELD"):
                names.append(element.get("name") or element.get("ID") or "")
            elif (event, tag) == ("start", "TABLEDATA"):
                yield tuple(names)
            elif (event, tag) == ("end", "TR"):
                yield tuple([cell.text or "" for cell in element])
                element.clear()
            elif (event, tag) == ("end", "TABLEDATA"):
                return
    yield None


def _from_binary(path: Path, choose: Choose) -> tuple[list[str], Iterator[Part]]:
    from astropy.io.votable import parse_single_table

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = parse_single_table(path, verify="ignore")
    names = [field.name for field in table.fields]
    cells = {role: table.array[table.fields[number].ID] for role, number in choose(names).items()}
    return names, iter([(len(table.array), cells)])
