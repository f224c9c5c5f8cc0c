"""`spectrogui score` on real spectra of the survey, held to what is known of their stars."""

import csv
import os

import numpy as np
import pandas
import pytest

from spectrogui.app.main import main
from spectrogui.core.columns import COLUMNS


@pytest.fixture(scope="session")
def index(shared):
    """What is known of each file, by its path."""
    with (shared / "data/lamost/index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def status_and_table(shared, tmp_path_factory):
    """The whole collection scored once, as a user would."""
    folder = tmp_path_factory.mktemp("scored")
    return run(shared / "data/lamost", folder / "out.csv", "--workers", "2")


@pytest.fixture(scope="session")
def table(status_and_table):
    return status_and_table[1]


def run(source, out, *options):
    status = main(["score", str(source), "--out", str(out), *options])
    text = {column.name: str for column in COLUMNS if column.kind == "text"}
    return status, pandas.read_csv(
        out, comment="#", dtype=text, keep_default_na=False, na_values=[""]
    )


def test_a_star_has_the_same_row_in_a_short_list_the_other_way_round(table, tmp_path):
    some = table[::20][::-1]
    listing = tmp_path / "some.txt"
    listing.write_text("".join(f"{path}\n" for path in some["path"]), encoding="utf-8")
    _, again = run(listing, tmp_path / "some.csv", "--workers", "1")

    pandas.testing.assert_frame_equal(
        again, some.reset_index(drop=True), check_dtype=False, check_exact=True
    )


def of_category(shared, index, table, *words):
    """The rows of the files that the index puts into one of some categories."""
    root = shared / "data/lamost"
    wanted = {
        os.path.normpath(root / row["path"])
        for row in index
        if set(words) & set(row["category"].split(";"))
    }
    found = table[[os.path.normpath(path) in wanted for path in table["path"]]]
    assert len(found) == len(wanted)
    return found


def test_every_file_has_its_row(shared, index, status_and_table):
    status, table = status_and_table
    root = shared / "data/lamost"
    wanted = sorted(os.path.normpath(root / row["path"]) for row in index)

    assert status == 0
    assert len(wanted) == 715
    assert sorted(map(os.path.normpath, table["path"])) == wanted


def test_a_row_without_numbers_says_why(table):
    silent = table["problem"].isna() & (table["status"] != "ok")

    assert set(table["status"]) <= {"ok", "partial", "failed"}
    assert not silent.any()
    assert table["ew_ha"].notna()[table["status"] == "ok"].all()


def test_what_is_no_lamost_spectrum_fails_with_a_sentence_each(shared, tmp_path):
    status, table = run(shared / "data/not_lamost_lrs", tmp_path / "out.csv")

    assert status == 3
    assert table["status"].tolist() == ["failed"] * 6
    assert table["problem"].str.fullmatch(r"[^\n]{20,}\.").all()


def test_active_m_dwarfs_emit(shared, index, table):
    stars = of_category(shared, index, table, "active_M_Halpha_emission")

    assert (stars["ew_ha"] > 1).all()
    assert (stars["ew_ha"] > 5 * stars["e_ew_ha"]).all()


def test_inactive_m_references_do_not(shared, index, table):
    stars = of_category(shared, index, table, "inactive_M_reference")

    assert (stars["ew_ha"].abs() < 0.5).all()


def test_ordinary_stars_are_quiet(shared, index, table):
    stars = of_category(shared, index, table, "ordinary_FGK", "ordinary_FGK_K2_target")

    assert np.mean(stars["ew_ha"].abs() < 0.5) >= 0.95


def test_a_line_without_flux_is_no_emission(shared, index, table):
    stars = of_category(shared, index, table, "flux0_dropout_at_Halpha")

    assert not (stars["ew_ha"] > 0.5).any()
    assert stars["flags"].str.contains("masked_ha").all()
    assert (stars["ew_ha"].notna() | (stars["status"] == "partial")).all()
