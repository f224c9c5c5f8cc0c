"""Results as files: the digits of the window, unknown as nothing, and never half a file."""

import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from astropy.io import fits
from astropy.table import Table as AstroTable
from fake_session import fake_table

from spectrogui.core.columns import COLUMNS
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.table import Table
from spectrogui.io.fits_write import text_cards
from spectrogui.io.table_chunks import SIZE
from spectrogui.io.tables import WRITERS, check_ending, write_table

NASTY = [
    "a#b",
    "#start",
    'say "hi" # twice',
    "comma, here",
    "中文 é",
    "<b>&amp;</b>",
    "",
    "semi;colon|bar\ttab",
    "NA",
]
ENDINGS = sorted(WRITERS)


@pytest.fixture
def table():
    """Rows of all kinds, with texts that break careless writers."""
    made = fake_table(40, 3)
    for row, word in enumerate(NASTY):
        made.put(row, {"comment": word, "path": f"/data #1/{row}, {word}.fits"})
    made.put(1, {"verdict": 3, "star": True, "tags": "Li;flare"})
    return made


def written(tmp_path, table, ending=".csv", rows=None, **about):
    path = tmp_path / f"out{ending}"
    write_table(path, table, rows, about)
    return path


def pandas(path):
    return pd.read_csv(path, comment="#", dtype=str, keep_default_na=False)


def test_csv_has_the_digits_of_the_window_in_every_cell(tmp_path, table):
    read = pandas(written(tmp_path, table, filter="ew_ha > 1 # and more"))

    assert list(read.columns) == [column.name for column in COLUMNS]
    for column in COLUMNS:
        shown = [column.format(value) for value in table[column.name]]
        assert read[column.name].tolist() == shown, column.name


def test_pandas_skips_the_head_of_a_csv_and_nothing_of_its_cells(tmp_path, table):
    path = written(tmp_path, table, program="spectrogui 1", note="# , \" '\nbreak")

    read = pandas(path)

    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["# program: spectrogui 1", "# note: # , \" ' break"]
    assert read["comment"].tolist()[: len(NASTY)] == NASTY
    assert len(read) == len(table)


def test_a_line_break_in_a_comment_stays_in_its_cell(tmp_path, table):
    table.put(0, {"comment": "one\n# two\r\nthree"})

    read = pandas(written(tmp_path, table))

    assert read["comment"][0] == "one\n# two\r\nthree"
    assert len(read) == len(table)


def test_the_program_is_always_named(tmp_path, table):
    assert "# program: spectrogui" in written(tmp_path, table).read_text(encoding="utf-8")


def test_only_the_rows_asked_for_are_written_in_their_order(tmp_path, table):
    for ending in (".csv", ".ecsv"):
        path = written(tmp_path, table, ending, np.array([7, 2, 2]))

        assert pandas(path)["obsid"].tolist() == table["obsid"][[7, 2, 2]].tolist()


def read_back(path):
    """What other programs read: name to list, None where unknown."""
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        return {
            name: [None if pd.isna(value) else value for value in frame[name].astype(object)]
            for name in frame
        }
    kind = {".ecsv": "ascii.ecsv", ".fits": "fits"}.get(path.suffix, "votable")
    with warnings.catch_warnings():
        if kind == "votable":  # astropy would rather have 0.1 nm
            warnings.filterwarnings("ignore", message=".*Angstrom.*deprecated")
        read = AstroTable.read(path, format=kind)
    return {name: read[name].tolist() for name in read.colnames}


@pytest.mark.parametrize("ending", [e for e in ENDINGS if e != ".csv"])
def test_other_programs_read_every_format_with_unknown_as_unknown(tmp_path, table, ending):
    read = read_back(written(tmp_path, table, ending, note="é"))

    assert list(read) == [column.name for column in COLUMNS]
    for column in COLUMNS:
        for row in range(len(table)):
            stored, found = table[column.name][row], read[column.name][row]
            if column.kind == "text":
                plain = stored.encode("ascii", "backslashreplace").decode().replace("\t", " ")
                texts = {stored, plain} if ending == ".fits" else {stored}
                assert (found or "") in texts, (column.name, row)
            elif stored != stored:
                assert found is None or found != found, (column.name, row)
            else:
                assert found == pytest.approx(stored, abs=1e-12), (column.name, row)


@pytest.mark.parametrize("ending", ENDINGS)
def test_many_rows_are_written_as_few_are(tmp_path, ending):
    """More than one chunk of them, the longest text in the last."""
    made = fake_table(3 * SIZE // 2, 4)
    made.put(len(made) - 1, {"comment": "long " * 20, "ew_ha": 12345.6789})
    rows = np.arange(len(made))[::-1]
    path = written(tmp_path, made, ending, rows)
    read = pandas(path).to_dict("list") if ending == ".csv" else read_back(path)

    assert list(map(str, read["obsid"])) == made["obsid"][rows].tolist()
    assert read["comment"][0].strip() == "long " * 19 + "long"
    assert float(read["ew_ha"][0]) == 12345.6789
    assert [value or "" for value in read["flags"]] == made["flags"][rows].tolist()


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_is_said_how_many_rows_are_written_and_writing_can_be_stopped(tmp_path, ending):
    made, seen = fake_table(20 * SIZE, 4, scored=False), []
    ticket = Ticket(lambda done, total: seen.append((done, total)))
    write_table(tmp_path / f"out{ending}", made, None, {}, ticket)
    stopping = Ticket(lambda done, total: done and stopping.cancel())

    with pytest.raises(Cancelled):
        write_table(tmp_path / f"other{ending}", made, None, {}, stopping)
    assert seen == sorted(seen)
    assert len({done for done, _ in seen}) >= 3
    assert seen[-1] == (len(made), len(made))
    assert [path.name for path in tmp_path.iterdir()] == [f"out{ending}"]


def test_fits_spells_the_sentences_of_the_program_out(tmp_path, table):
    table.put(0, {"problem": "No usable flux in the window of Hα (11 of 20 Å)."})
    read = read_back(written(tmp_path, table, ".fits"))

    assert read["problem"][0] == "No usable flux in the window of Halpha (11 of 20 A)."


def test_astropy_finds_a_fits_file_without_fault_and_all_that_its_head_says(tmp_path, table):
    note = "it's " * 40 + "é"
    path = written(tmp_path, table, ".fits", filter=note, empty="")
    with fits.open(path) as parts:
        parts.verify("exception")
        first, head = parts[0].header, parts[1].header

    assert "filter: it's it's" in str(first["COMMENT"])
    assert "\\\\xe9" in repr(str(first["COMMENT"]))
    for number, column in enumerate(COLUMNS, 1):
        if column.note and column.note.isascii():
            assert head[f"TCOMM{number}"] == column.note


def test_a_long_text_with_quotes_in_a_header_comes_back():
    text = "x" * 65 + "'" * 3 + "y" * 70 + "'"
    cards = "".join(text_cards("TCOMM1", text))

    assert fits.Header.fromstring(cards)["TCOMM1"] == text


def test_identifiers_stay_text(tmp_path, table):
    table.put(0, {"obsid": "000101008", "epic": "211117077"})

    for ending in (".ecsv", ".fits", ".vot", ".parquet"):
        read = read_back(written(tmp_path, table, ending))
        assert (read["obsid"][0], read["epic"][0]) == ("000101008", "211117077")


@pytest.mark.parametrize("ending", [".ecsv", ".fits", ".vot"])
def test_units_go_with_the_columns(tmp_path, table, ending):
    path = written(tmp_path, table, ending)
    kind = {".ecsv": "ascii.ecsv", ".fits": "fits"}.get(ending, "votable")

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*Angstrom.*deprecated")
        read = AstroTable.read(path, format=kind)

    assert str(read["ew_ha"].unit) == "Angstrom"
    assert str(read["rv_kms"].unit) == "km / s"
    assert read["ew_ha"].description or "TCOMM26" in fits.getheader(path, 1)


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_rows_are_a_file_too(tmp_path, ending):
    path = written(tmp_path, Table(), ending)

    assert path.stat().st_size > 0
    assert path.suffix == ".csv" or not any(map(len, read_back(path).values()))


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_cannot_be_made_is_said_in_a_sentence(tmp_path, table, ending):
    with pytest.raises(InputError, match="cannot be written"):
        write_table(tmp_path / "gone" / f"out{ending}", table)


@pytest.mark.parametrize("ending", ENDINGS)
def test_when_writing_stops_the_old_file_stays_and_no_draft_is_left(tmp_path, table, ending):
    path = tmp_path / f"out{ending}"
    path.write_text("old")
    ticket = Ticket()
    ticket.cancel()

    with pytest.raises(Cancelled):
        write_table(path, table, None, {}, ticket)

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_older_file_is_replaced(tmp_path, table):
    (tmp_path / "out.csv").write_text("old")

    assert len(pandas(written(tmp_path, table))) == len(table)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["out.xlsx", "out", "csv", "out.csv.bak"])
def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path, table, name):
    with pytest.raises(InputError, match=r"\.csv, \.ecsv, \.fits"):
        check_ending(tmp_path / name)
    with pytest.raises(InputError):
        write_table(tmp_path / name, table)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["OUT.CSV", "a.b.fits", "x.vot", "x.xml", "x.Parquet"])
def test_known_endings_pass_in_any_case(tmp_path, name):
    check_ending(tmp_path / name)


def test_without_pyarrow_parquet_is_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(InputError, match=r"spectrogui\[parquet\]"):
        check_ending(tmp_path / "out.parquet")
