"""The cells of a VOTable whose table is nothing but cells, cut at their tags.

A parser of XML that tells of every cell takes ten times as long. What is anything else (another
encoding, prefixes, attributes, comments, a character by its number) is left to it.
"""

import codecs
import re
from collections.abc import Iterator
from typing import IO, Any
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

_BLOCK = 1 << 20  # bytes
_HEAD = 1 << 22  # bytes, in which the table must begin
_BEGIN = re.compile(rb"<TABLEDATA\s*>")
_END = "</TABLEDATA>"
_ENCODING = re.compile(rb"<\?xml[^>]*\sencoding\s*=\s*[\"']([\w.-]+)[\"']")
_ENTITIES = {"&quot;": '"', "&apos;": "'"}


class NotPlainError(Exception):
    """There is more than cells."""


def plain_cells(
    file: IO[bytes], chosen: dict[str, int]
) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """How many rows, and the chosen columns of them, again and again.

    Parameters
    ----------
    chosen : key to column number

    Raises
    ------
    NotPlainError
        for what is left to a parser, from the row after those that came
    ParseError
        if the file ends in the middle
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    rest = decoder.decode(_after_head(file))
    while True:
        text, end, _ = rest.partition(_END)
        cut = text.rfind("</TR>") + 5 if "</TR>" in text else 0
        yield _columns(text[:cut], chosen)
        if end:
            return
        try:
            more = decoder.decode(file.read(_BLOCK))
        except UnicodeDecodeError as error:
            raise NotPlainError from error
        if not more:
            raise ElementTree.ParseError("it ends in the middle of its table")
        rest = text[cut:] + more


def _after_head(file: IO[bytes]) -> bytes:
    """The bytes that follow on the beginning of the table, as far as they are read."""
    head = file.read(_BLOCK)
    while (found := _BEGIN.search(head)) is None:
        more = file.read(_BLOCK)
        if not more or len(head) > _HEAD:
            raise NotPlainError
        head += more
    encoding = _ENCODING.search(head)
    if encoding is not None and encoding.group(1).lower() not in {b"utf-8", b"ascii", b"us-ascii"}:
        raise NotPlainError
    parser: Any = ElementTree.XMLPullParser(("start",))
    parser.feed(head[: found.end()])
    begun = [element.tag.rpartition("}")[2] for _, element in parser.read_events()]
    if begun[-1:] != ["TABLEDATA"]:
        raise NotPlainError  # it was in a comment
    return head[found.end() :]


def _columns(text: str, chosen: dict[str, int]) -> tuple[int, dict[str, list[str]]]:
    """The columns of whole rows."""
    if "<TD/>" in text:
        text = text.replace("<TD/>", "<TD></TD>")
    rows, cells = text.count("</TR>"), text.count("</TD>")
    if (
        text.count("<") != 2 * (rows + cells)
        or text.count("<TR>") != rows
        or text.count("<TD>") != cells
        or "&#" in text
    ):
        raise NotPlainError
    cut = [row.split("</TD>") for row in text.split("</TR>")[:-1]]
    found = {key: [_inner(row[number]) for row in cut] for key, number in chosen.items()}
    if "&" in text:
        found = {key: [unescape(c, _ENTITIES) for c in cells] for key, cells in found.items()}
    return rows, found


def _inner(cell: str) -> str:
    """What stands in a cell, without the tags before it."""
    return cell[cell.rfind("<TD>") + 4 :]
