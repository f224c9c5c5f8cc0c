import csv
import threading

import numpy as np
import pytest
from fake_session import fake_session, make_session, make_shown, targets

from spectrogui.core.errors import InputError
from spectrogui.io.session_file import SessionFile
from spectrogui.store.places import data_folder
from spectrogui.store.session import Session


@pytest.fixture
def session(qtbot, tmp_path):
    session = make_session(100, tmp_path)
    yield session
    session.close()


@pytest.fixture
def again(session):
    """The same session after the program was closed and started again."""
    others = []

    def reopen():
        session.close()
        other = Session()
        other.open(session_path)
        others.append(other)
        return other

    session_path = session.file.path
    yield reopen
    for other in others:
        other.close()


def mirrored(session, path):
    session.close()
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_everything_is_there_after_a_restart(session, again):
    before = {name: session.table[name].tolist() for name in ("path", "obsid", "status")}
    other = again()

    assert {name: other.table[name].tolist() for name in before} == before
    assert np.array_equal(other.table["ew_ha"], session.table["ew_ha"], equal_nan=True)
    assert other.pack.get(3) is not None


def test_work_goes_on_at_the_same_row_filter_and_order(session, again):
    session.queue.set_filter("ew_ha > -1")
    session.queue.sort_by("rmse", True)
    session.selection.look_at(17)
    other = again()

    assert other.selection.current == 17
    assert (other.queue.filter, other.queue.sort_name, other.queue.descending) == (
        "ew_ha > -1", "rmse", True
    )  # fmt: skip
    assert other.queue.rows.tolist() == session.queue.rows.tolist()


def test_labels_are_on_disk_before_the_view_hears_of_them(session):
    session.labels.changed.connect(lambda rows: said.append(session.file.events(1)[0].after))
    said = []
    session.labels.give_verdict(3, 4)

    assert said == ["4"]


def test_labels_come_back(session, again):
    session.labels.give_verdict([3, 5], 4)
    session.labels.toggle_tag(3, "nebular")
    session.labels.comment(3, "Ångström, “quoted”\nand more")
    other = again()

    assert other.table["verdict"][[3, 5]].tolist() == [4, 4]
    assert other.table["tags"][3] == "nebular"
    assert other.table["comment"][3] == "Ångström, “quoted”\nand more"


def test_what_was_undone_is_undone_on_disk_too(session, again, tmp_path):
    session.labels.give_verdict(3, 4)
    session.labels.give_verdict([3, 5], 2)
    session.labels.undo()
    other = again()
    rows = mirrored(other, tmp_path / "fake.labels.csv")

    assert other.table["verdict"][3] == 4
    assert np.isnan(other.table["verdict"][5])
    assert [(row["obsid"], row["verdict"]) for row in rows] == [(other.table["obsid"][3], "4")]


def test_new_edits_never_take_the_number_of_old_ones(session, again):
    session.labels.give_verdict(3, 4)
    other = again()
    other.labels.give_verdict(4, 1)

    assert [event.edit for event in other.file.events()] == [2, 1]


def test_the_mirror_holds_what_the_table_holds(session, tmp_path):
    session.labels.give_verdict([2, 7], 5)
    session.labels.comment(7, 'commas, "quotes"\nlines')
    session.labels.toggle_star(9)
    rows = mirrored(session, tmp_path / "fake.labels.csv")

    assert [row["verdict"] for row in rows] == ["5", "5", ""]
    assert rows[1]["comment"] == 'commas, "quotes"\nlines'
    assert rows[2]["star"] == "True"
    assert rows[0]["input_sha256"] == session.table["input_sha256"][2]


def test_the_mirror_is_written_while_one_works(qtbot, session, tmp_path):
    session.labels.give_verdict(2, 5)

    qtbot.waitUntil(lambda: (tmp_path / "fake.labels.csv").exists(), timeout=3000)


def test_without_labels_there_is_no_mirror(session, tmp_path):
    session.close()

    assert not (tmp_path / "fake.labels.csv").exists()


def test_a_mirror_that_cannot_be_written_is_told(qtbot, session, tmp_path):
    (tmp_path / "fake.labels.csv").mkdir()
    with qtbot.waitSignal(session.write_failed, timeout=3000) as caught:
        session.labels.give_verdict(2, 5)

    assert "was not written" in caught.args[0]
    assert session.table["verdict"][2] == 5


def test_a_label_that_cannot_be_written_is_told_at_once(qtbot, session):
    session.file._connection.execute("PRAGMA query_only = 1").fetchall()
    with qtbot.waitSignal(session.write_failed, timeout=100) as caught:
        session.labels.give_verdict(2, 5)

    assert "cannot be written" in caught.args[0]
    assert np.isnan(session.table["verdict"][2])
    session.file._connection.execute("PRAGMA query_only = 0").fetchall()


def test_another_program_with_the_same_session_is_told(session):
    with pytest.raises(InputError, match="open in another window"):
        Session().open(session.file.path)


def test_opening_the_open_session_changes_nothing(qtbot, session):
    session.selection.look_at(3)
    with qtbot.assertNotEmitted(session.opened):
        session.open(session.file.path)

    assert session.selection.current == 3


def test_a_session_that_cannot_be_opened_leaves_the_old_one(session, tmp_path):
    (tmp_path / "other.spectro").write_text("nothing")
    with pytest.raises(InputError):
        session.open(tmp_path / "other.spectro")

    assert session.file is not None
    assert session.labels.give_verdict(2, 5)


def test_opening_another_session_replaces_everything(qtbot, session, tmp_path):
    session.selection.look_at(50)
    session.queue.set_filter("ew_ha > 0")
    session.labels.give_verdict(3, 1)
    with qtbot.waitSignals([session.opened, session.rows_added, session.queue.changed]):
        session.create(tmp_path / "other.spectro")

    assert len(session.table) == 0
    assert session.selection.current == -1
    assert session.queue.filter == ""
    assert session.labels.undo() is None
    SessionFile.open(tmp_path / "fake.spectro").close()


def test_without_a_chosen_place_a_session_lies_in_the_data_folder(qtbot):
    session = Session()
    session.add(targets("a.fits"))
    path = session.file.path
    session.close()

    assert path.parent == data_folder() / "sessions"
    assert path.exists()


def test_two_sessions_of_the_same_second_get_two_names(qtbot):
    first, second = Session(), Session()
    first.add(targets("a.fits"))
    second.add(targets("a.fits"))
    paths = {first.file.path, second.file.path}
    first.close()
    second.close()

    assert len(paths) == 2


def test_added_rows_are_told_and_join_the_queue(qtbot, session):
    with qtbot.waitSignals([session.rows_added, session.queue.changed]):
        rows = session.add(targets("x.fits", "y.fits"))

    assert rows.tolist() == [100, 101]
    assert session.queue.rows.tolist()[-2:] == [100, 101]
    assert session.path(100).is_absolute()


def test_results_from_a_worker_arrive_in_the_thread_of_the_window(qtbot, session):
    seen = []
    session.rows_changed.connect(
        lambda rows: seen.append((rows.tolist(), threading.current_thread().name))
    )
    worker = threading.Thread(
        target=session.deliver, args=(np.array([4]), {"ew_ha": np.array([9.0])})
    )
    worker.start()
    worker.join()
    assert session.table["ew_ha"][4] != 9

    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [([4], "MainThread")]
    assert session.table["ew_ha"][4] == 9


def test_a_spectrum_that_comes_too_late_is_not_shown(qtbot, session):
    session.selection.look_at(3)
    with qtbot.assertNotEmitted(session.shown_changed):
        session.show(make_shown(2, {}))

    session.show(make_shown(3, {}))
    assert session.shown.row == 3


def test_a_session_without_a_pack_still_opens(qtbot, session, tmp_path):
    session.close()
    (tmp_path / "fake.spectro-pack").unlink()
    (tmp_path / "fake.spectro-pack").mkdir()
    other = Session()
    other.open(tmp_path / "fake.spectro")

    assert other.pack is None
    assert len(other.table) == 100
    other.close()


def test_a_session_in_memory_can_be_labelled_too(qtbot):
    session = fake_session(10)
    session.labels.give_verdict(3, 2)

    assert session.table["verdict"][3] == 2
