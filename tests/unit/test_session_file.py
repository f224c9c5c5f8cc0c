import sqlite3
import threading

import numpy as np
import pytest
from fake_session import fake_results, fake_table, said, targets

from spectrogui.core.columns import COLUMNS
from spectrogui.core.errors import InputError
from spectrogui.core.parameters import Parameters
from spectrogui.io import session_schema
from spectrogui.io.label_log import LabelEvent
from spectrogui.io.session_file import SessionFile

EVENT = LabelEvent("2026-01-01T00:00:00Z", 1, "7", "aa", "verdict", "", "4", 0, "Ann", 1, "")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "list.spectro"


@pytest.fixture
def file(path):
    file = SessionFile.create(path)
    yield file
    file.close()


def columns(count, **values):
    return {name: np.full(count, value, object if isinstance(value, str) else float)
            for name, value in values.items()}  # fmt: skip


def reopened(file):
    file.close()
    return SessionFile.open(file.path)


def test_rows_keep_the_order_of_the_list_and_their_duplicates(file):
    file.append_targets(targets("b.fits", "a.fits"))
    first, _ = file.append_targets(targets("b.fits"))

    assert first == 2
    assert file.load()["path"].tolist() == ["b.fits", "a.fits", "b.fits"]


def test_results_come_back_as_they_were(file):
    table = fake_table(300, scored=False)
    file.append_targets(targets(*table["path"]))
    found = {**{c.name: table[c.name] for c in session_schema.FOUND}, **fake_results(table)}
    file.write_results(np.arange(300), found)
    again = reopened(file).load()

    for name, values in found.items():
        if values.dtype == object:
            assert again[name].tolist() == values.tolist(), name
        else:
            assert np.array_equal(again[name], values, equal_nan=True), name


def test_rows_may_have_been_made_with_different_models(file):
    file.append_targets(targets("a", "b", "c"))
    made = columns(3, status="ok") | {"model_sha256": np.array(["x", "y", "x"], object)}
    file.write_results(np.arange(3), made)

    assert reopened(file).load()["model_sha256"].tolist() == ["x", "y", "x"]


def test_what_the_list_says_of_a_star_shows_before_it_is_scored(file):
    star = Parameters(teff=3500.0, epic="211117077")
    _, added = file.append_targets(targets("a.fits", parameters=star, obsid="42"))
    table = reopened(file).load()

    for source in (added, table):
        assert (source["teff"][0], source["epic"][0], source["obsid"][0]) == (
            3500.0, "211117077", "42"
        )  # fmt: skip


def test_a_target_without_a_file_has_failed_already(file):
    file.append_targets(targets("42", problem="No file of obsid 42 lies under /data."))
    table = file.load()

    assert table["status"][0] == "failed"
    assert table["problem"][0] == "No file of obsid 42 lies under /data."
    assert len(file.unscored()) == 0


def test_rows_without_a_result_are_still_to_do(file):
    file.append_targets(targets(*"abcd"))
    file.write_results(np.array([1, 3]), columns(2, status="ok"))

    assert file.unscored().tolist() == [0, 2]


def test_a_task_is_read_from_where_the_session_was_begun(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = SessionFile.create(path)
    monkeypatch.chdir("/")
    file.append_targets(targets("sub/a.fits", "/b.fits"))
    tasks = file.tasks([0, 1])
    file.close()

    assert [str(task.file) for task in tasks] == [str(tmp_path / "sub/a.fits"), "/b.fits"]
    assert tasks[0].path == "sub/a.fits"


def test_labels_and_their_log_come_back(file):
    file.append_targets(targets(*"abc"))
    file.write_results(np.array([1]), columns(1, obsid="7", input_sha256="aa"))
    file.log(said(1, "verdict", 4))
    file.log(said(1, "comment", "odd; „Å“"))
    file = reopened(file)
    table = file.load()

    assert table["verdict"][1] == 4
    assert table["comment"][1] == "odd; „Å“"
    assert table["verdict"][0] != table["verdict"][0]
    assert file.events() == [EVENT._replace(kind="comment", after="odd; „Å“"), EVENT]
    assert file.next_edit() == 2


def test_results_never_touch_labels(file):
    file.append_targets(targets(*"abc"))
    file.log(said(1, "verdict", 4))
    file.write_results(np.arange(3), columns(3, status="ok", verdict=np.nan, comment=""))

    assert reopened(file).load()["verdict"][1] == 4


def test_a_label_given_before_the_row_was_read_learns_what_identifies_it(file):
    file.append_targets(targets(*"abc"))
    file.log(said(1, "verdict", 4))
    file.write_results(np.array([1]), columns(1, obsid="99", input_sha256="ff"))
    file.close()
    with sqlite3.connect(file.path) as connection:
        found = connection.execute("SELECT obsid, input_sha256 FROM labels").fetchall()
    connection.close()

    assert found == [("99", "ff")]


def test_people_find_everything_in_one_view(file):
    file.append_targets(targets("a.fits"))
    file.write_results(np.array([0]), columns(1, obsid="7", ew_ha=1.5, app_version="0.1.0"))
    file.log(said(0, "verdict", 4))
    file.close()
    connection = sqlite3.connect(file.path)
    names = [name for _, name, *_ in connection.execute("PRAGMA table_info(catalogue)")]
    row = connection.execute("SELECT path, obsid, ew_ha, verdict FROM catalogue").fetchone()
    connection.close()

    assert row == ("a.fits", "7", 1.5, 4)
    assert set(names) == {"row", *(column.name for column in COLUMNS)}


def test_texts_are_kept_under_their_keys(file):
    file.keep({"filter": "ew_ha > 1", "current": "3"})
    file.keep({"current": "4"})

    assert reopened(file).kept().items() >= {"filter": "ew_ha > 1", "current": "4"}.items()


def test_a_second_program_is_told_that_the_session_is_open(file):
    with pytest.raises(InputError, match=r"list\.spectro is open in another window or program"):
        SessionFile.open(file.path)


def test_a_closed_session_can_be_opened_again(file):
    file.close()

    SessionFile.open(file.path).close()


def test_a_session_is_never_begun_over_a_file(file):
    with pytest.raises(InputError, match="exists already"):
        SessionFile.create(file.path)


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="cannot be made"):
        SessionFile.create(tmp_path / "file" / "list.spectro")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not a database, but long enough to look like something" * 50, "is not a session"),
        (b"", "is not a session"),
        (None, "There is no session"),
    ],
)
def test_what_is_no_session_is_refused(path, content, sentence):
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        SessionFile.open(path)


@pytest.mark.parametrize(
    ("pragma", "sentence"),
    [("user_version = 99", "newer spectrogui"), ("application_id = 1", "is not a session")],
)
def test_other_databases_and_newer_sessions_are_refused(file, pragma, sentence):
    file.close()
    connection = sqlite3.connect(file.path)
    connection.execute(f"PRAGMA {pragma}")
    connection.close()
    with pytest.raises(InputError, match=sentence):
        SessionFile.open(file.path)


def test_a_session_from_before_a_column_existed_is_brought_up_to_date(file):
    file.append_targets(targets("a.fits"))
    file.close()
    connection = sqlite3.connect(file.path)
    connection.execute("DROP VIEW catalogue")
    connection.execute("ALTER TABLE results DROP COLUMN active_r250")
    connection.close()
    file = SessionFile.open(file.path)
    file.write_results(np.array([0]), columns(1, active_r250=1.0))

    assert reopened(file).load()["active_r250"][0] == 1


@pytest.mark.parametrize(
    ("pragma", "sentence"),
    [("max_page_count = 1", "The disk is full"), ("query_only = 1", "cannot be written")],
)
def test_a_write_that_fails_is_said_and_writes_nothing(file, pragma, sentence):
    file.append_targets(targets(*map(str, range(2000))))
    file._connection.execute(f"PRAGMA {pragma}").fetchall()
    with pytest.raises(InputError, match=sentence):
        file.log(said(0, "verdict", 4, last=1999))
    file = reopened(file)

    assert file.events() == []
    assert file.load()["verdict"][1] != 4


def test_two_threads_may_write_at_once(file):
    file.append_targets(targets(*map(str, range(400))))

    def write():
        for row in range(400):
            file.write_results(np.array([row]), columns(1, status="ok"))

    writer = threading.Thread(target=write)
    writer.start()
    for row in range(400):
        file.log(said(row, "verdict", 4))
    writer.join()
    table = file.load()

    assert set(table["status"]) == {"ok"}
    assert np.all(table["verdict"] == 4)


def test_a_copy_is_a_session_of_its_own(file, tmp_path):
    file.append_targets(targets("a.fits"))
    file.copy_to(tmp_path / "copy.spectro")
    copy = SessionFile.open(tmp_path / "copy.spectro")
    paths = copy.load()["path"].tolist()
    copy.close()

    assert paths == ["a.fits"]


def test_a_session_in_memory_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = SessionFile.in_memory()
    file.append_targets(targets("a.fits"))
    assert len(file.load()) == 1
    file.close()

    assert list(tmp_path.iterdir()) == []


def test_a_velocity_by_hand_stands_over_that_of_the_list_until_it_is_taken_back(file):
    file.append_targets(targets("a.fits", parameters=Parameters(rv_kms=10.0)))
    file.set_velocity(0, -53.2, "Ann")
    file = reopened(file)
    (by_hand,) = file.tasks([0])
    kept = file.velocity(0)
    file.set_velocity(0, None)
    (as_before,) = file.tasks([0])
    file.close()

    assert (by_hand.parameters.rv_kms, by_hand.parameters.rv_from, kept) == (-53.2, "hand", -53.2)
    assert (as_before.parameters.rv_kms, as_before.parameters.rv_from) == (10.0, "catalogue")


def test_a_session_of_before_velocities_by_hand_is_brought_up_to_date(file, path):
    file.append_targets(targets("a.fits"))
    file.close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE velocities")
    connection.close()
    file = SessionFile.open(path)
    file.set_velocity(0, 5.0)
    (task,) = file.tasks([0])
    file.close()

    assert task.parameters.rv_kms == 5.0
