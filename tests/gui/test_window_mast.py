"""From a key through lightkurve to an archive on this computer, and back onto the row."""

import hashlib

import pytest
from fake_archive import EPICS, curves, period_of, press, shown
from fake_mast import FakeMast, FakeProduct, dead_url, made_curve

from spectrogui.io.mast import Archive

START_MS = 60_000  # lightkurve takes seconds to load, and more on a busy machine


@pytest.fixture
def mast(tmp_path):
    rows = [
        FakeProduct(epic, 56.0, 24.0, made_curve(tmp_path, epic, points=1500, period=period))
        for epic, period in zip(EPICS, map(period_of, EPICS), strict=True)
    ]
    with FakeMast(rows) as mast:
        yield mast


@pytest.fixture
def online(listed, mast, tmp_path):
    """Eight stars, and the archive that they are asked of."""
    listed.context.curves._archive._make = lambda: Archive(tmp_path / "curves", server=mast.url)
    return listed


@pytest.mark.slow
def test_keys_in_quick_succession_bring_each_star_its_own_light_curve(qtbot, online, mast):
    """Also one whose request failed at first."""
    table = online.session.table
    mast.faults["search"] = "html"
    press(online, "fetch_curve")
    qtbot.waitUntil(lambda: curves(online).state.stage == "failed", timeout=START_MS)
    sentence = curves(online).state.sentence
    mast.faults.clear()
    for row in range(8):
        online.session.selection.look_at(row)
        press(online, "fetch_curve")
        qtbot.wait(5)
    qtbot.waitUntil(lambda: all(table["lc_sha256"] != ""), timeout=START_MS)
    qtbot.waitUntil(lambda: shown(online, 7), timeout=START_MS)

    assert "a web page instead of data" in sentence
    assert table["lc_sha256"].tolist() == [
        hashlib.sha256(row.content).hexdigest() for row in mast.rows
    ]
    assert table["lc_period"] == pytest.approx([period_of(epic) for epic in EPICS], rel=0.01)
    assert curves(online).state.study.curve.header.epic == EPICS[7]
    assert mast.asked("download") == 8


@pytest.mark.slow
def test_the_program_closes_while_the_archive_is_silent(qtbot, online, mast):
    mast.faults["search"] = "hang"
    press(online, "fetch_curve")
    qtbot.waitUntil(lambda: mast.asked("search"), timeout=START_MS)
    archive = online.context.curves._archive()
    before = archive.pid

    assert online.close(), "a lane was still busy"
    assert before
    assert archive.pid == 0


def test_without_a_network_the_dock_says_so(qtbot, listed, tmp_path):
    archive = Archive(tmp_path / "curves", server=dead_url())
    listed.context.curves._archive._make = lambda: archive
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: curves(listed).state.stage == "offline")

    assert curves(listed).state.sentence.startswith("No network")
    assert archive.pid == 0
