"""Tables as text: CSV, ECSV and VOTable, with the digits that the window shows."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from spectrogui.core.columns import Column
from spectrogui.io.table_chunks import Chunks

About = Mapping[str, str]

_SPECIAL = re.compile(r'[",#\r\n]|^\s|\s$')
_SIGNS = '",#\r\n\t\v\f\x1c\x1d\x1e\x1f'
_BREAKS = re.compile(r"\s*[\r\n]+\s*")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ECSV = {"text": "string", "int": "int64", "float": "float64", "bool": "bool"}
_VOTABLE = {"int": "long", "float": "double", "bool": "boolean"}


def write_csv(path: Path, chunks: Chunks, about: About) -> None:
    """RFC 4180 in UTF-8, after lines `# key: value` that pandas' comment="#" and TOPCAT skip.

    A cell that holds # is quoted: then pandas takes it for text (its default engine does).
    """
    head = [*(f"# {key}: {value}" for key, value in about.items()), _names(chunks)]
    _write(path, head, (_joined(_quoted(chunks, cells)) for cells in chunks.texts()), "\r\n")


def write_ecsv(path: Path, chunks: Chunks, about: About) -> None:
    """ECSV with commas; a line break inside a cell becomes a blank, which ECSV needs."""
    head = ["%ECSV 1.0", "---", "delimiter: ','", "datatype:"]
    head += [f"- {_yaml(_ecsv_field(column))}" for column in chunks.columns]
    head += ["meta: !!omap", *(f"- {_yaml({key: value})}" for key, value in about.items())]
    lines = [*(f"# {line}" for line in [*head, "schema: astropy-2.0"]), _names(chunks)]
    flat = ([_flat(column) for column in cells] for cells in chunks.texts())
    _write(path, lines, (_joined(_quoted(chunks, cells)) for cells in flat), "\n")


def write_votable(path: Path, chunks: Chunks, about: About) -> None:
    """VOTable 1.4 as TABLEDATA; an unknown value is an empty cell."""
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">',
        '<RESOURCE type="results">',
        *(f"<INFO name={_xml(key)} value={_xml(value)}/>" for key, value in about.items()),
        f'<TABLE nrows="{len(chunks.rows)}">',
        *(_votable_field(column) for column in chunks.columns),
        "<DATA><TABLEDATA>",
    ]
    tail = ["</TABLEDATA></DATA>", "</TABLE>", "</RESOURCE>", "</VOTABLE>"]
    rows = (_votable_rows(chunks, cells) for cells in chunks.texts())
    _write(path, head, rows, "\n", tail)


def _write(
    path: Path, head: list[str], parts: Iterable[Iterator[str]], end: str, tail: Iterable[str] = ()
) -> None:
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.writelines(line + end for line in head)
        for part in parts:
            file.write(end.join(part) + end)
        file.writelines(line + end for line in tail)


def _flat(texts: list[str]) -> list[str]:
    joined = "".join(texts)
    if "\n" not in joined and "\r" not in joined:
        return texts
    return [_BREAKS.sub(" ", text) for text in texts]


def _names(chunks: Chunks) -> str:
    return ",".join(column.name for column in chunks.columns)


def _quoted(chunks: Chunks, cells: list[list[str]]) -> list[list[str]]:
    return [
        _quoted_column(texts) if column.kind == "text" else texts
        for column, texts in zip(chunks.columns, cells, strict=True)
    ]


def _quoted_column(texts: list[str]) -> list[str]:
    if _is_harmless("\0".join(texts)):
        return texts
    return ['"' + t.replace('"', '""') + '"' if _SPECIAL.search(t) else t for t in texts]


def _is_harmless(joined: str) -> bool:
    """Whether none of some texts, between which there is a NUL each, need quotes, at a glance."""
    if not joined.isascii() or any(sign in joined for sign in _SIGNS):
        return False
    bare = joined.strip("\0")
    return bare == bare.strip() and " \0" not in joined and "\0 " not in joined


def _joined(cells: list[list[str]]) -> Iterator[str]:
    return map(",".join, zip(*cells, strict=True))


def _yaml(values: Mapping[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False)  # JSON is YAML


def _ecsv_field(column: Column) -> dict[str, str]:
    field = {"name": column.name, "datatype": _ECSV[column.kind]}
    field |= {"unit": column.unit} if column.unit else {}
    return field | ({"description": column.note} if column.note else {})


def _votable_field(column: Column) -> str:
    kind = _VOTABLE.get(column.kind, "unicodeChar")
    size = ' arraysize="*"' if column.kind == "text" else ""
    unit = f" unit={_xml(column.unit)}" if column.unit else ""
    note = f"<DESCRIPTION>{escape(column.note)}</DESCRIPTION>" if column.note else ""
    return f'<FIELD name={_xml(column.name)} datatype="{kind}"{size}{unit}>{note}</FIELD>'


def _votable_rows(chunks: Chunks, cells: list[list[str]]) -> Iterator[str]:
    shown = [_as_xml(*one) for one in zip(chunks.columns, cells, strict=True)]
    for row in zip(*shown, strict=True):
        yield f"<TR><TD>{'</TD><TD>'.join(row)}</TD></TR>"


def _as_xml(column: Column, texts: list[str]) -> list[str]:
    if column.kind != "text":
        return [text.lower() for text in texts] if column.kind == "bool" else texts
    joined = "".join(texts)
    if joined.isascii() and joined.isprintable() and not any(sign in joined for sign in "&<>"):
        return texts
    return [escape(_NOT_XML.sub(" ", text)) for text in texts]


def _xml(text: str) -> str:
    return quoteattr(_NOT_XML.sub(" ", text))
