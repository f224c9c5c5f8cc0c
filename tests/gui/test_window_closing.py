"""What is kept when the window closes, and where it opens again."""

import window_program
from PySide6.QtCore import QRect
from PySide6.QtTest import QTest
from window_program import make_files, open_and_score

from spectrogui.app.window_state import WindowState, is_seen
from spectrogui.store.loading import load


def again(qtbot, program):
    """Close a program and start another one."""
    window_program.finish(program)
    return window_program.start(qtbot)


def test_a_comment_in_hand_is_kept(opened):
    path = opened.session.file.path
    view = opened.window.bench.labelling
    view.focus_comment()
    QTest.keyClicks(view.comment, "half a")

    opened.window.close()

    loaded = load(path)
    assert loaded.table["comment"][0] == "half a"
    loaded.file.close()
    loaded.pack.close()


def test_closing_in_the_middle_of_scoring_stops_every_job(qtbot, monkeypatch, tmp_path):
    window_program.patch_files(monkeypatch)
    program = window_program.start(qtbot, seconds=0.05)
    program.context.opening.open_paths([make_files(tmp_path / "many", 200)])
    qtbot.waitUntil(lambda: (program.session.table["status"] == "ok").sum() > 4)
    path = program.session.file.path

    assert program.close()

    loaded = load(path)
    assert 4 < (loaded.table["status"] == "ok").sum() < 200
    loaded.file.close()
    loaded.pack.close()
    window_program.finish(program)


def test_a_run_that_ends_after_the_window_tells_nobody(opened):
    said = len(opened.notices.log)
    window_program.finish(opened)

    opened.context.scoring.finished.emit(2)

    assert len(opened.notices.log) == said


def test_size_shares_columns_and_axes_come_back(qtbot, opened, tmp_path):
    opened.window.resize(1280, 740)  # as large as the screen of the tests allows
    bench = opened.window.bench
    bench.table.set_columns(["obsid", "ew_ha", "teff"])
    bench.scatter.set_axes("teff", "ew_ha")
    bench.columns.setSizes([500, 600, 300])
    sizes = bench.columns.sizes()

    program = again(qtbot, opened)
    open_and_score(qtbot, program, make_files(tmp_path / "s", 2))

    bench = program.window.bench
    assert (program.window.width(), program.window.height()) == (1280, 740)
    assert bench.table.columns == ("obsid", "ew_ha", "teff")
    assert bench.scatter.bar.names[:2] == ("teff", "ew_ha")
    assert abs(bench.columns.sizes()[0] - sizes[0]) < 20
    window_program.finish(program)


def test_a_broken_memory_of_the_window_is_passed_over(qtbot, program, tmp_path):
    WindowState().keep_bench('{"sizes": {"columns": [0, "x"]}, "table": 5}')

    open_and_score(qtbot, program, make_files(tmp_path / "s", 2))

    assert program.window.bench.columns.sizes()[1] > 100


def test_a_window_that_is_on_no_screen_does_not_count_as_seen(qapp):
    screen = qapp.primaryScreen().availableGeometry()

    assert is_seen(QRect(screen.left() + 10, screen.top() + 10, 800, 600))
    assert not is_seen(QRect(screen.right() + 10, screen.top(), 800, 600))
    assert not is_seen(QRect(screen.left(), screen.bottom() - 10, 800, 600))


def test_sessions_of_late_are_offered_on_the_first_screen(qtbot, opened):
    path = opened.session.file.path

    program = again(qtbot, opened)

    assert [button.toolTip() for button in program.window.welcome.sessions] == [str(path)]
    program.window.welcome.sessions[0].click()
    qtbot.waitUntil(lambda: len(program.session.table) == 12)
    window_program.finish(program)


def test_the_smallest_window_cuts_nothing(qtbot, opened):
    window = opened.window
    window.resize(1280, 720)
    qtbot.wait(50)

    cut = [
        view.objectName()
        for view in window.bench.views.values()
        if view.width() < view.minimumSizeHint().width()
        or view.height() < view.minimumSizeHint().height()
    ]
    assert (window.width(), window.height()) == (1280, 720)
    assert window.bench.columns.sizes()[1] >= 600
    assert not cut
