"""VOTables, also those of LAMOST's services, which use data types that the standard lacks."""

import warnings
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

from spectrogui.core.errors import InputError
from spectrogui.io.delimited import Choose

Columns = tuple[list[str], dict[str, Any], int]


def read_votable(path: Path, choose: Choose) -> Columns:
    """Read some columns of the first table: see `delimited.read_delimited`.

    Raises
    ------
    InputError
        if it cannot be read, or has no table
    """
    try:
        with path.open("rb") as file:
            found = _from_cells(file, choose)
        return found or _from_binary(path, choose)
    except (OSError, ElementTree.ParseError, ValueError, TypeError, LookupError) as error:
        raise InputError(f"{path.name} is a damaged VOTable: {error}.") from error


def _from_cells(file: IO[bytes], choose: Choose) -> Columns | None:
    """The first table if it is written as TABLEDATA, whose cells are text; None if it is not."""
    names: list[str] = []
    chosen: dict[str, int] = {}
    rows: list[tuple[str, ...]] = []
    for event, element in ElementTree.iterparse(file, ("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if (event, tag) == ("start", "FIELD"):
            names.append(element.get("name") or element.get("ID") or "")
        elif (event, tag) == ("start", "TABLEDATA"):
            chosen = choose(names)
        elif (event, tag) == ("end", "TR"):
            cells = [cell.text or "" for cell in element]
            rows.append(tuple([cells[number] for number in chosen.values()]))
            element.clear()
        elif (event, tag) == ("end", "TABLEDATA"):
            columns = list(zip(*rows, strict=True)) or [()] * len(chosen)
            return names, dict(zip(chosen, map(list, columns), strict=True)), len(rows)
    return None


def _from_binary(path: Path, choose: Choose) -> Columns:
    from astropy.io.votable import parse_single_table

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = parse_single_table(path, verify="ignore")
    names = [field.name for field in table.fields]
    cells = {role: table.array[table.fields[number].ID] for role, number in choose(names).items()}
    return names, cells, len(table.array)
