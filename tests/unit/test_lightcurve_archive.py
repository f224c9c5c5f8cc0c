"""`spectrogui lightcurve` of EPIC numbers: from the cache, else the archive, or a sentence."""

from pathlib import Path

import pytest
from curve_runs import STARS, said, sff_name
from fake_mast import FakeMast, FakeProduct, dead_url

from spectrogui.store.settings import SettingsStore


@pytest.fixture
def mast(curves):
    """An archive with two products of the first star and one of the second."""
    rows = [
        FakeProduct(STARS[0], 56.0, 24.0, curves[0]),
        FakeProduct(STARS[0], 56.0, 24.0, curves[0], author="K2SFF", name=sff_name(STARS[0])),
        FakeProduct(STARS[1], 57.0, 24.0, curves[1]),
    ]
    with FakeMast(rows) as server:
        SettingsStore().set("k2_server", server.url)
        yield server


def test_an_epic_number_is_fetched_and_the_best_product_taken(run, mast):
    status, table, _ = run(STARS[0], f"EPIC {STARS[1]}")

    assert status == 0
    assert table["epic"].tolist() == list(STARS[:2])
    assert [Path(path).name for path in table["path"]] == [
        sff_name(STARS[0]),
        f"ktwo{STARS[1]}-c04_llc.fits",
    ]

    asked = len(mast.log)
    again, same, _ = run(STARS[1], out="again.csv")

    assert again == 0
    assert same["lc_sha256"][0] == table["lc_sha256"][1]
    assert len(mast.log) == asked  # what was fetched is not fetched again


def test_an_author_can_be_asked_for(run, archive):
    _, table, _ = run(STARS[0], STARS[1], "--author", "k2sff")

    assert Path(table["path"][0]).name == sff_name(STARS[0])
    assert table["problem"][1] == f"K2 has no light curve of EPIC {STARS[1]} by K2SFF."


def test_all_products_of_a_star_have_a_row_each_if_wanted(run, archive):
    _, table, _ = run(STARS[0], STARS[1], "--all-products")

    assert table["epic"].tolist() == [STARS[0], STARS[0], STARS[1]]
    assert len(set(table["path"])) == 3


def test_a_star_that_k2_did_not_observe_is_a_row_that_says_so(run, archive):
    status, table, _ = run(STARS[2], STARS[1])

    assert status == 0
    assert table["problem"][0] == f"K2 has no light curve of EPIC {STARS[2]}."
    assert table["status"].tolist() == ["failed", "ok"]


def test_without_a_network_files_and_cache_work_on(run, archive, curves):
    run(STARS[1])
    archive.online = False

    status, table, _ = run(STARS[0], STARS[1], curves[2])

    assert status == 0
    assert table["status"].tolist() == ["failed", "ok", "ok"]
    assert table["problem"][0] == "The archive cannot be reached."


def test_all_products_that_are_here_do_without_a_network(run, archive):
    run(STARS[0], "--all-products")
    archive.online = False
    status, table, _ = run(STARS[0], "--all-products")

    assert status == 0
    assert len(table) == 2


def test_a_dead_archive_is_a_sentence_in_the_row(run):
    SettingsStore().set("k2_server", dead_url())
    status, table, _ = run(STARS[0])

    assert status == 3
    assert len(table["problem"][0]) > 20


@pytest.mark.parametrize("by", ["option", "setting"])
def test_offline_asks_nobody(run, archive, by):
    SettingsStore().set("offline", by == "setting")
    status, table, _ = run(STARS[0], *(["--offline"] if by == "option" else []))

    assert status == 3
    assert "offline" in table["problem"][0]
    assert not archive.asked


def test_a_product_that_cannot_be_used_gives_way_to_the_next(run, archive, tmp_path):
    (tmp_path / sff_name(STARS[0])).unlink()

    status, table, lines = run(STARS[0])

    assert status == 0
    assert table["lc_product"].tolist() == ["K2 C4"]
    assert said(lines, "Another product was taken.")


def test_nothing_of_a_bad_download_stays(run, mast):
    mast.faults["download"] = "cut"
    status, table, _ = run(STARS[1])
    mast.faults.clear()
    again, _, _ = run(STARS[1])

    assert status == 3
    assert table["problem"][0]
    assert again == 0


def test_a_folder_of_light_curves_comes_before_the_archive(run, archive, curves):
    status, table, _ = run(STARS[2], "--root", curves[0].parent)

    assert status == 0
    assert table["path"].tolist() == [str(curves[2])]
    assert not archive.asked
