"""Light curves in the window that come from files, and figures that leave it as files."""

import fake_curves
import numpy as np
import pytest
from fake_archive import EPICS, FakeArchive, curves, period_of, press, shown, star

from spectrogui.io.inputs import gather
from spectrogui.io.session_curves import curve_file


def test_a_deleted_file_is_gone_and_can_be_fetched_again(qtbot, listed):
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: shown(listed, 0))
    curves(listed).delete(curves(listed).state.chosen[0])
    qtbot.waitUntil(lambda: curves(listed).state.stage == "idle")

    assert list(listed.archive.folder.iterdir()) == []


def test_files_are_added_to_the_current_star(qtbot, listed, tmp_path):
    path = fake_curves.official(tmp_path / "mine.fits", star("211117099"))
    listed.context.ask.answers["light_curves"] = [path]
    press(listed, "add_curve")
    qtbot.waitUntil(lambda: shown(listed, 0))

    assert curves(listed).state.study.curve.header.path == str(path)


def test_a_folder_is_matched_by_the_numbers_in_the_names(qtbot, listed, tmp_path):
    folder = tmp_path / "curves"
    folder.mkdir()
    for epic in EPICS[2:4]:
        fake_curves.official(folder / f"ktwo{epic}-c04_llc.fits", star(epic))
    listed.context.ask.answers["folder"] = folder
    press(listed, "add_curve_folder")
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"][2:4]).all())

    assert np.isfinite(listed.session.table["lc_period"]).sum() == 2


def test_a_file_that_is_no_light_curve_is_told_once(qtbot, listed, tmp_path):
    path = tmp_path / "page.fits"
    path.write_text("<html>log in</html>")
    listed.context.ask.answers["light_curves"] = [path]
    press(listed, "add_curve")
    qtbot.waitUntil(lambda: any("page.fits" in said for _, said in listed.notices.log))

    assert listed.session.file.curve_files() == []


def test_a_damaged_file_shows_its_sentence_in_the_dock(qtbot, listed, tmp_path):
    path = fake_curves.official(tmp_path / f"ktwo{EPICS[1]}-c04_llc.fits")
    path.write_bytes(path.read_bytes()[:4000])
    listed.session.file.add_curve_files([curve_file(str(path))])
    listed.context.curves.reload()
    listed.session.selection.look_at(1)
    qtbot.waitUntil(lambda: curves(listed).state.stage == "failed")

    assert path.name in curves(listed).state.sentence


def test_the_figure_of_a_star_is_written(qtbot, listed, tmp_path):
    listed.context.ask.answers["save"] = tmp_path / "star"
    press(listed, "export_figure")
    qtbot.waitUntil(lambda: any("written to star.pdf" in said for _, said in listed.notices.log))

    assert (tmp_path / "star.pdf").read_bytes().startswith(b"%PDF")


def dropped(qtbot, program, monkeypatch, *paths):
    """Drop files, which are looked into."""
    monkeypatch.setattr("spectrogui.io.inputs.gather", gather)
    with qtbot.waitSignal(program.context.opening.opened):
        program.window.dropped.emit([str(path) for path in paths])


def test_light_curves_that_are_dropped_go_to_their_stars(qtbot, listed, tmp_path, monkeypatch):
    path = fake_curves.official(tmp_path / f"ktwo{EPICS[5]}-c04_llc.fits", star(EPICS[5]))
    dropped(qtbot, listed, monkeypatch, path)
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"][5]))

    assert len(listed.session.table) == 8


def test_a_light_curve_dropped_on_an_empty_window_is_shown(qtbot, program, tmp_path, monkeypatch):
    program.context.curves._archive._make = lambda: FakeArchive(tmp_path / "cache")
    path = fake_curves.official(tmp_path / f"ktwo{EPICS[5]}-c04_llc.fits", star(EPICS[5]))
    dropped(qtbot, program, monkeypatch, path)
    qtbot.waitUntil(lambda: shown(program, 0))

    assert len(program.session.table) == 1
    assert curves(program).state.study.rotation.period == pytest.approx(
        period_of(EPICS[5]), rel=0.01
    )
    assert "no spectrum was given" in program.session.table["problem"][0]
