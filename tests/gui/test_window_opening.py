"""Opening things in the window: what comes to the table, what goes on in the background."""

import time

import numpy as np
import window_program
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from shiboken6 import isValid
from window_program import is_scored, make_files, open_and_score

from spectrogui.app.opening import Request


def test_an_empty_window_shows_the_ways_in(program):
    window = program.window

    assert window.pages.currentWidget() is window.welcome
    assert not window.has_bench
    assert window.windowTitle() == "spectrogui"


def test_the_docks_can_be_made_behind_the_first_screen(qtbot, program):
    window = program.window
    window.prepare_bench()
    qtbot.waitUntil(lambda: window.has_bench)

    assert window.pages.currentWidget() is window.welcome


def test_a_window_may_be_closed_while_its_docks_are_made(qtbot, program):
    program.window.prepare_bench()
    for _ in range(4):
        program.window._on_next_bit()
    window_program.finish(program)
    qtbot.wait(50)  # a timer or a view that is left behind would complain

    assert not isValid(program.window)


def test_a_folder_becomes_rows_that_are_scored_by_themselves(opened):
    table = opened.session.table

    assert len(table) == 12
    assert table["status"].tolist().count("ok") == 10
    assert opened.window.pages.currentWidget() is opened.window.bench


def test_the_first_star_is_shown_without_a_click(opened):
    session = opened.session

    assert session.selection.current == int(session.queue.rows[0])
    assert session.shown.flux.shape == (800,)


def test_the_keyboard_is_on_the_table_at_first(opened):
    assert opened.window.bench.table.lines.hasFocus()


def test_a_file_that_cannot_be_read_is_a_row_with_a_sentence(qtbot, opened):
    session = opened.session
    row = int(np.flatnonzero(session.table["status"] == "failed")[0])

    session.selection.look_at(row)
    qtbot.waitUntil(lambda: session.shown.row == row)

    assert "is empty: copy it again" in session.table["problem"][row]
    assert session.shown.flux.size == 0


def test_opening_the_same_folder_again_adds_nothing(qtbot, opened, tmp_path):
    with qtbot.waitSignal(opened.context.opening.opened):
        opened.context.opening.open_paths([tmp_path / "spectra"])

    assert len(opened.session.table) == 12
    assert any("already" in sentence for _, sentence in opened.notices.log)


def test_more_files_are_added_to_the_session_that_is_open(qtbot, opened, tmp_path):
    file = opened.session.file

    opened.context.opening.open_paths([make_files(tmp_path / "more", 3)])
    qtbot.waitUntil(lambda: len(opened.session.table) == 15 and is_scored(opened))

    assert opened.session.file is file


def test_requests_made_at_once_share_one_session(qtbot, program, tmp_path):
    program.context.opening.open_paths([make_files(tmp_path / "one", 2)])
    program.context.opening.open_paths([make_files(tmp_path / "two", 3)])
    qtbot.waitUntil(lambda: len(program.session.table) == 5)

    sessions = list((tmp_path / "home").rglob("*.spectro"))
    assert len(sessions) == 1


def test_a_folder_without_spectra_makes_no_session_and_says_so(qtbot, program, tmp_path):
    (tmp_path / "nothing").mkdir()

    with qtbot.waitSignal(program.context.opening.opened):
        program.context.opening.open_paths([tmp_path / "nothing"])

    assert program.session.file is None
    assert "There are no spectra in nothing." in [said for _, said in program.notices.log]


def test_a_session_goes_on_where_it_was_left(qtbot, opened, monkeypatch):
    session = opened.session
    path = session.file.path
    session.queue.sort_by("ew_ha", True)
    session.queue.set_filter("status = ok")
    session.selection.look_at(int(session.queue.rows[3]))
    row = session.selection.current
    session.labels.give_verdict([row], 4)
    window_program.finish(opened)

    again = window_program.start(qtbot)
    again.context.opening.open_paths([path])
    qtbot.waitUntil(lambda: len(again.session.table) == 12 and is_scored(again))

    assert again.session.selection.current == row
    assert (again.session.queue.sort_name, again.session.queue.descending) == ("ew_ha", True)
    assert again.session.queue.filter == "status = ok"
    assert again.session.table["verdict"][row] == 4
    window_program.finish(again)


def test_a_session_that_is_open_elsewhere_is_told_and_nothing_changes(qtbot, opened, tmp_path):
    other = window_program.start(qtbot)
    with qtbot.waitSignal(other.jobs.failed):
        other.context.opening.open_paths([opened.session.file.path])

    assert other.session.file is None
    assert "close it there first" in other.notices.log[-1][1]
    window_program.finish(other)


def test_a_session_that_was_named_is_made(qtbot, program, tmp_path):
    folder = make_files(tmp_path / "spectra", 2)
    program.context.opening.ask(Request((folder,), tmp_path / "mine.spectro"))
    qtbot.waitUntil(lambda: len(program.session.table) == 2)

    assert program.session.file.path == tmp_path / "mine.spectro"
    assert program.window.windowTitle() == "mine — spectrogui"


def test_files_dropped_on_the_window_are_opened(qtbot, program, tmp_path):
    folder = make_files(tmp_path / "spectra", 2)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )

    program.window.dropEvent(event)

    qtbot.waitUntil(lambda: len(program.session.table) == 2)


def test_no_part_of_the_bench_keeps_a_drop_for_itself(opened):
    from PySide6.QtWidgets import QWidget

    assert not [w for w in opened.window.bench.findChildren(QWidget) if w.acceptDrops()]


def test_scoring_stops_within_a_second_and_goes_on_later(qtbot, monkeypatch, tmp_path):
    window_program.patch_files(monkeypatch)
    program = window_program.start(qtbot, seconds=0.05)
    program.context.opening.open_paths([make_files(tmp_path / "many", 200)])
    qtbot.waitUntil(lambda: (program.session.table["status"] == "ok").sum() > 4)
    assert "of 200" in program.window.status.progress.words.text()

    program.window.status.progress.cancel.click()
    start, spent = time.monotonic(), time.process_time()
    qtbot.waitUntil(lambda: not program.context.scoring.running)
    assert time.monotonic() - start < 1 or time.process_time() - spent < 0.5  # a busy machine
    done = int((program.session.table["status"] == "ok").sum())

    assert 4 < done < 200
    assert program.window.status.progress.isHidden()
    program.context.desk.analyser()._inner.seconds = 0.0
    program.method("resume_scoring")()
    qtbot.waitUntil(lambda: is_scored(program))
    window_program.finish(program)


def test_a_row_can_be_looked_at_before_its_turn(qtbot, monkeypatch, tmp_path):
    window_program.patch_files(monkeypatch)
    program = window_program.start(qtbot, seconds=0.02)
    program.context.opening.open_paths([make_files(tmp_path / "many", 200)])
    qtbot.waitUntil(lambda: len(program.session.table) == 200)

    program.session.selection.look_at(199)
    qtbot.waitUntil(lambda: program.session.shown is not None and program.session.shown.row == 199)

    assert program.context.scoring.running
    assert program.session.shown.values["ew_ha"] == program.session.table["ew_ha"][199]
    window_program.finish(program)


def test_a_failed_row_is_read_again_on_request(qtbot, opened, monkeypatch):
    from fake_session import fake_read

    session = opened.session
    row = int(np.flatnonzero(session.table["status"] == "failed")[0])
    session.selection.look_at(row)
    good = session.path(row).with_name("spec99.fits")
    monkeypatch.setattr("spectrogui.analysis.reading.read_one", lambda path: fake_read(good))

    opened.window.bench.views["spectrum"].retry_asked.emit(row)
    qtbot.waitUntil(lambda: session.table["status"][row] == "ok")
    qtbot.waitUntil(lambda: session.shown is not None and session.shown.flux.size == 800)

    assert not session.table["problem"][row]


def test_the_end_of_scoring_is_one_sentence_with_the_number_of_failures(opened):
    said = [sentence for _, sentence in opened.notices.log]

    assert len(said) == 1
    assert "2 of 12 rows could not be read" in said[0]


def test_a_model_that_cannot_be_used_is_told_once(qtbot, monkeypatch, tmp_path):
    from spectrogui.core.errors import InputError

    def load(model):
        raise InputError("There is no model r1800.")

    window_program.patch_files(monkeypatch)
    program = window_program.start(qtbot, load=load)
    program.context.opening.open_paths([make_files(tmp_path / "spectra", 3)])
    qtbot.waitUntil(lambda: len(program.notices.log) > 0)

    assert "There is no model r1800." in program.notices.log[0][1]
    assert not program.context.scoring.running
    window_program.finish(program)


def test_spectra_that_were_moved_are_found_again(qtbot, opened, tmp_path):
    session = opened.session
    (tmp_path / "spectra").rename(tmp_path / "elsewhere")
    opened.context.ask.answers["folder"] = tmp_path / "elsewhere"

    opened.method("choose_root")()
    qtbot.waitUntil(lambda: "elsewhere" in session.table["path"][0])

    assert all(session.path(row).exists() for row in range(12))
    assert [task.file for task in session.file.tasks([0])] == [session.path(0)]


def test_a_demo_list_is_marked_as_simulated(qtbot, opened):
    session = opened.session
    columns = {"flags": np.array(["simulated"], dtype=object)}
    session.take_results(np.array([0]), columns)

    qtbot.waitUntil(opened.window.simulated.isVisible)
    assert "Simulated demo list" in opened.window.windowTitle()


def test_another_session_has_no_mark_of_the_last_one(qtbot, opened, tmp_path):
    session = opened.session
    session.take_results(np.array([0]), {"flags": np.array(["simulated"], dtype=object)})
    opened.context.ask.answers["save"] = tmp_path / "new"

    opened.method("new_session")()
    qtbot.waitUntil(lambda: len(session.table) == 0)

    qtbot.waitUntil(opened.window.simulated.isHidden)
    assert opened.window.windowTitle() == "new — spectrogui"
    assert opened.window.pages.currentWidget() is opened.window.welcome


def test_results_of_a_session_that_was_left_are_dropped(qtbot, opened, tmp_path):
    deliver = opened.context.showing._delivery.of(opened.session.file)
    path = opened.session.file.path
    with qtbot.waitSignal(opened.session.opened):
        opened.context.opening.ask(Request(session=tmp_path / "b.spectro"))

    deliver(np.array([0]), {"ew_ha": np.array([9.0])})
    qtbot.wait(20)

    assert len(opened.session.table) == 0
    assert path.exists()


def test_opening_twice_in_a_row_leaves_the_newest(qtbot, program, tmp_path):
    open_and_score(qtbot, program, make_files(tmp_path / "a", 2))
    first, seen = program.session.file.path, []
    program.session.opened.connect(lambda: seen.append(program.session.file.path))

    program.context.opening.ask(Request(session=tmp_path / "b.spectro"))
    program.context.opening.open_paths([first])
    qtbot.waitUntil(lambda: len(seen) == 2)

    assert seen == [tmp_path / "b.spectro", first]
    assert len(program.session.table) == 2
