"""Catalogues are read in blocks: where a block ends, and how it is read, makes no difference."""

import gzip

import numpy as np
import pytest

from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io import aliases, delimited, votable_cells
from spectrogui.io.listing import read_listing
from spectrogui.io.text_columns import Ids, Words

ROWS = [(1000 + n, f"P{n % 3}", 4000.5 + n, f"EPIC {211000000 + n}" if n % 2 else "", f"é{n}.fits")
        for n in range(500)]  # fmt: skip
HEAD = "obsid,planid,teff,epic,path"


def told(listing):
    """All that is kept of a catalogue."""
    texts = {name: list(column) for name, column in listing.texts.items()}
    numbers = {name: column.tolist() for name, column in listing.numbers.items()}
    return listing.size, texts, numbers


WANTED = (
    500,
    {
        "path": [row[4] for row in ROWS],
        "obsid": [str(row[0]) for row in ROWS],
        "planid": [row[1] for row in ROWS],
        "epic": [row[3].removeprefix("EPIC ") for row in ROWS],
    },
    {"teff": [row[2] for row in ROWS]},
)


def delimited_lines(separator, quote=""):
    yield HEAD.replace(",", separator)
    for row in ROWS:
        yield separator.join(f"{quote}{cell}{quote}" for cell in row)


def as_votable(cell="<TD>{}</TD>", between="", **others):
    """A VOTable; `others` are the cells of some rows that are written in another way."""
    head = "".join(f'<FIELD name="{name}" datatype="char"/>' for name in HEAD.split(","))
    rows = []
    for number, row in enumerate(ROWS):
        cells = [others.get(f"row{number}", cell).format(one) for one in row]
        rows.append(f"<TR>{between}{between.join(cells)}{between}</TR>")
    return (
        "<?xml version='1.0' encoding='UTF-8'?><VOTABLE><!-- <TABLEDATA> --><RESOURCE>"
        f"<TABLE>{head}<DATA>\n<TABLEDATA>{between}{between.join(rows)}{between}</TABLEDATA></DATA></TABLE>"
        "</RESOURCE></VOTABLE>"
    )


@pytest.fixture(params=[7, 1000, 1 << 20], autouse=True)
def block(request, monkeypatch):
    """Blocks that end within a row, and such that do not."""
    monkeypatch.setattr(delimited, "_BLOCK", request.param)
    monkeypatch.setattr(votable_cells, "_BLOCK", request.param)
    return request.param


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", "|"])
@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("zipped", [False, True])
def test_text(tmp_path, end, separator, quote, zipped):
    content = end.join(delimited_lines(separator, quote)).encode()
    (tmp_path / "cat").write_bytes(gzip.compress(content) if zipped else content)

    assert told(read_listing(tmp_path / "cat")) == WANTED


def test_text_that_is_no_utf_8_as_late_as_it_may_be(tmp_path):
    lines = "\n".join(delimited_lines(",")).replace("é", "e").encode()
    (tmp_path / "cat").write_bytes(lines + "\n1,x,1,,é.fits\n".encode("latin-1"))

    found = read_listing(tmp_path / "cat")
    assert (found.size, found.paths[500]) == (501, "é.fits")


@pytest.mark.parametrize("head", ["obsid|teff|more|most", "a|b|obsid|teff"])
def test_units_and_dashes_below_the_head_are_no_rows(tmp_path, head):
    lines = [head, "a|K| |m", "----|----|--- |--", "7|8|9|10"]
    (tmp_path / "cat").write_text("\n".join(lines), encoding="utf-8")

    found = read_listing(tmp_path / "cat")
    assert found.size == 1
    assert list(found.obsids) == [{"o": "7", "a": "9"}[head[0]]]


def test_a_quote_far_down_is_minded(tmp_path):
    lines = [*delimited_lines(","), '7,"a ""b"", c\nd",5000,,x.fits', "# 8,,,,", "", "9,z,1,,y"]
    (tmp_path / "cat").write_text("\n".join(lines), encoding="utf-8")

    found = read_listing(tmp_path / "cat")
    assert found.size == 502
    assert found.texts["planid"][500:] == ['a "b", c\nd', "z"]


@pytest.mark.parametrize(
    "content",
    [
        as_votable(),
        as_votable(between="\n  "),
        as_votable(row400="<TD><!-- é -->{}</TD>"),
        as_votable(row250='<TD encoding="utf8">{}</TD>'),
        as_votable(row10="<TD><![CDATA[{}]]></TD>"),
        as_votable(cell="<TD>&#32;{}</TD>"),
        as_votable().replace("<TD></TD>", "<TD/>"),
        as_votable().replace("<T", "<v:T").replace("</T", "</v:T").replace(
            "<VOTABLE>", "<VOTABLE xmlns:v='http://www.ivoa.net/xml/VOTable/v1.3'>"),
        as_votable().replace("encoding='UTF-8'", "encoding='utf-8' standalone='yes'"),
    ],
    ids=["compact", "indented", "comment", "attribute", "cdata", "numbers", "empty", "prefix",
         "xml"],
)  # fmt: skip
def test_votable(tmp_path, content):
    (tmp_path / "cat").write_text(content, encoding="utf-8")

    assert told(read_listing(tmp_path / "cat")) == WANTED


def test_reading_can_be_stopped(tmp_path):
    content = "\n".join(delimited_lines(",")) * 200
    (tmp_path / "cat").write_text(content, encoding="utf-8")
    seen = []
    ticket = Ticket(lambda done, total: (seen.append(done), ticket.cancel()))

    with pytest.raises(Cancelled):
        read_listing(tmp_path / "cat", ticket)
    assert len(seen) == 1


def test_votable_zipped_and_in_another_encoding(tmp_path):
    content = as_votable().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    (tmp_path / "cat").write_bytes(gzip.compress(content))

    assert told(read_listing(tmp_path / "cat")) == WANTED


def test_entities_of_a_votable_are_what_they_stand_for(tmp_path):
    content = as_votable().replace("P1", "&lt;P&amp;1&gt;&quot;&apos;")
    (tmp_path / "cat").write_text(content, encoding="utf-8")

    assert read_listing(tmp_path / "cat").texts["planid"][1] == "<P&1>\"'"


@pytest.mark.parametrize("end", ["</TR><TR><TD>1", "</TD></TR>", "<TD>1</TD></TR><TR>"])
def test_a_votable_that_ends_early_is_said_to_be_damaged(tmp_path, end):
    whole = as_votable()
    (tmp_path / "cat").write_text(whole[: whole.rindex("</TABLEDATA>")] + end, encoding="utf-8")

    with pytest.raises(InputError, match="cat is a damaged VOTable"):
        read_listing(tmp_path / "cat")


IDS = ["101008", "000101008", "101008.0", " 7 ", "", "-9999", "x", "9" * 18, "9" * 19, "0", "1e5",
       "EPIC 211117077", "ktwo211117077", "211117077", "211117077.0", "0211117077"]  # fmt: skip


@pytest.mark.parametrize("some", [IDS, IDS[:1], ["1", "", "22"], ["211117077", "3", ""], []])
def test_numbers_are_the_same_read_together_and_one_by_one(some):
    for read in (aliases.as_ids, aliases.as_epics):
        alone = [int(read([text, "no number"])[0]) for text in some]
        assert read(list(some)).tolist() == alone


def test_numbers_that_are_no_identifiers_are_unknown():
    values = np.array([5.0, 5.5, -3.0, np.nan, np.inf, 0.0, 1e19, 211117077.0])

    assert aliases.as_ids(values).tolist() == [5, 0, 0, 0, 0, 0, 0, 211117077]
    assert aliases.as_epics(values).tolist() == [0] * 7 + [211117077]
    masked = np.ma.array([7, 8], mask=[True, False])
    assert aliases.as_ids(masked).tolist() == [0, 8]


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (Ids(np.array([5, 0, 12])), ["5", "", "12"]),
        (Words(np.array([1, 0, 1], np.int32), ["a", "b"]), ["b", "a", "b"]),
    ],
)
def test_columns_of_texts_read_like_lists(column, texts):
    assert list(column) == texts
    assert [column[at] for at in (0, 1, 2, -1, -3)] == [*texts, texts[-1], texts[0]]
    assert column[1:] == texts[1:]
    assert len(column) == 3
    assert "12" in column or "b" in column
    with pytest.raises(IndexError):
        column[3]
