import multiprocessing
import os
import signal
import threading
import time
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from fake_session import FakeAnalyser, fake_read, fatal_read, said, targets

from spectrogui.analysis import machine, reading
from spectrogui.analysis.scoring import score
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.pace import Pace
from spectrogui.core.parameters import Parameters
from spectrogui.io.catalogue import Catalogue
from spectrogui.io.pack import Pack
from spectrogui.io.session_file import SessionFile


@pytest.fixture(autouse=True)
def _no_files(monkeypatch):
    monkeypatch.setattr(reading, "read_one", fake_read)


@pytest.fixture
def file(tmp_path):
    file = SessionFile.create(tmp_path / "list.spectro")
    yield file
    file.close()


@pytest.fixture
def pack(tmp_path):
    pack = Pack(tmp_path / "list.spectro-pack")
    yield pack
    pack.close()


def run(file, pack=None, *, seconds=0.0, ticket=None, **others):
    return score(file, pack, partial(FakeAnalyser, seconds), ticket or Ticket(), **others)


def test_every_row_is_scored_and_packed(file, pack):
    file.append_targets(targets(*(f"/{row}.fits" for row in range(40))))
    done = run(file, pack)
    table = file.load()

    assert done == 40
    assert set(table["status"]) == {"ok"}
    assert table["obsid"].tolist() == [str(row) for row in range(40)]
    assert all(pack.get(row) is not None for row in range(40))


def test_a_file_that_cannot_be_read_fails_with_its_sentence(file, pack):
    file.append_targets(targets("/1.fits", "/bad.fits", "/3.fits"))
    run(file, pack)
    table = file.load()

    assert table["status"].tolist() == ["ok", "failed", "ok"]
    assert table["problem"][1] == "bad.fits is empty: copy it again."
    assert pack.get(1) is None


def test_a_list_of_unreadable_files_is_gone_through(file):
    file.append_targets(targets("/bad1.fits", "/bad2.fits"))
    run(file)

    assert file.load()["status"].tolist() == ["failed", "failed"]


def test_what_was_scored_before_is_not_scored_again(file):
    file.append_targets(targets("/1.fits", "/2.fits"))
    run(file)
    file.append_targets(targets("/3.fits"))

    assert run(file) == 1


def test_nothing_is_loaded_when_nothing_is_to_do(file):
    def never():
        raise AssertionError("the model was loaded for nothing")

    assert score(file, None, never, Ticket()) == 0


def test_rows_can_be_scored_again(file):
    file.append_targets(targets("/1.fits", "/bad.fits"))
    run(file)

    assert run(file, rows=np.array([1])) == 1


def test_a_row_whose_file_is_gone_keeps_its_numbers(file, monkeypatch):
    file.append_targets(targets("/17.fits"))
    run(file)
    before = file.load().row(0)
    monkeypatch.setattr(reading, "read_one", lambda path: f"{path.name} is not there.")
    run(file, rows=np.array([0]))

    assert file.load().row(0) == before


def test_labels_are_left_alone(file):
    file.append_targets(targets("/1.fits", "/2.fits"))
    file.log(said(1, "verdict", 4))
    seen = []
    run(file, on_batch=lambda rows, columns: seen.append(set(columns)))

    assert file.load()["verdict"][1] == 4
    assert not seen[0] & {"verdict", "comment", "path"}


def test_the_window_gets_the_same_numbers_as_the_file(file):
    file.append_targets(targets("/13.fits", "/bad.fits", "/14.fits"))
    seen = {}

    def keep(rows, columns):
        for number, row in enumerate(rows.tolist()):
            seen[row] = {name: values[number] for name, values in columns.items()}

    run(file, on_batch=keep)
    table = file.load()

    for row, values in seen.items():
        for name, value in values.items():
            assert table[name][row] == value or value != value, name


def test_list_and_catalogue_are_joined_and_the_list_is_right(file):
    stars = {"1": Parameters(teff=4000.0, logg=4.5)}
    catalogue = SimpleNamespace(look_up=lambda header: stars.get(header.obsid))
    file.append_targets(targets("/1.fits", parameters=Parameters(teff=5000.0)))
    file.append_targets(targets("/2.fits"))
    analyser = FakeAnalyser()
    score(file, None, lambda: analyser, Ticket(), catalogue=catalogue)
    first, second = analyser.parameters

    assert (first.teff, first.logg) == (5000.0, 4.5)
    assert second is None


def test_a_failed_row_keeps_what_the_list_says_of_the_star(file):
    file.append_targets(targets("/bad.fits", parameters=Parameters(teff=5000.0), obsid="77"))
    run(file)
    table = file.load()

    assert (table["obsid"][0], table["teff"][0]) == ("77", 5000.0)


def test_progress_is_reported_up_to_the_end(file):
    file.append_targets(targets(*(f"/{row}.fits" for row in range(100))))
    seen = []
    run(file, ticket=Ticket(lambda done, total: seen.append((done, total))))

    assert seen[0] == (0, 100)
    assert seen[-1] == (100, 100)
    assert seen == sorted(seen)


def test_cancel_stops_within_a_second_and_keeps_what_is_done(file):
    file.append_targets(targets(*(f"/{row}.fits" for row in range(5000))))
    ticket = Ticket()
    stopped = []

    def work():
        with pytest.raises(Cancelled):
            run(file, ticket=ticket, seconds=0.005)
        stopped.append(time.monotonic())

    worker = threading.Thread(target=work)
    worker.start()
    time.sleep(1.0)
    asked = time.monotonic()
    ticket.cancel()
    worker.join()

    assert stopped[0] - asked < 1
    assert 0 < np.count_nonzero(file.load()["status"] == "ok") < 5000


def test_a_batch_takes_no_longer_than_the_window_can_bear(file):
    file.append_targets(targets(*(f"/{row}.fits" for row in range(300))))
    times = []
    run(file, seconds=0.01, on_batch=lambda rows, columns: times.append(time.monotonic()))

    assert np.max(np.diff(times)) < 0.45  # 0.2 is aimed at; the rest is for a busy machine


def test_processes_say_what_this_one_says(file, pack, tmp_path):
    names = [f"/{row}.fits" if row % 7 else f"/bad{row}.fits" for row in range(200)]
    file.append_targets(targets(*names))
    seen = []
    done = run(file, pack, workers=2, on_batch=lambda rows, columns: seen.extend(rows.tolist()))
    alone = SessionFile.create(tmp_path / "alone.spectro")
    alone.append_targets(targets(*names))
    alone_pack = Pack(tmp_path / "alone.spectro-pack")
    run(alone, alone_pack)

    assert done == 200
    assert sorted(seen) == list(range(200))
    assert_same(file.load(), alone.load())
    assert pack.path.read_bytes() == alone_pack.path.read_bytes()
    assert file.kept()["provenance.model"] == "made up for tests"
    alone.close()
    alone_pack.close()


def test_processes_know_of_stars_what_the_catalogue_says(file, tmp_path):
    (tmp_path / "stars.csv").write_text("obsid,rv_kms\n1,20\n3,-7\n")
    file.append_targets(targets("/1.fits", "/2.fits", "/3.fits"))
    run(file, workers=1, catalogue=Catalogue.read(tmp_path / "stars.csv"))
    table = file.load()

    assert table["rv_kms"].tolist() == [20, 10, -7]
    assert table["rv_source"].tolist() == ["catalogue", "header", "catalogue"]


def assert_same(table, wanted):
    for column in wanted.columns:
        np.testing.assert_array_equal(table[column.name], wanted[column.name], column.name)


def test_a_process_that_is_killed_costs_no_row(file):
    file.append_targets(targets(*(f"/{row}.fits" for row in range(400))))
    killed = []

    def kill(rows, columns):
        if not killed:
            (victim, *_) = multiprocessing.active_children()
            os.kill(victim.pid, signal.SIGKILL)
            killed.append(victim.pid)

    run(file, workers=2, seconds=0.001, on_batch=kill)

    assert killed
    assert file.load()["obsid"].tolist() == [str(row) for row in range(400)]


def test_a_file_that_ends_every_process_gets_a_sentence_and_costs_no_other(file, monkeypatch):
    monkeypatch.setattr(reading, "read_one", fatal_read)
    file.append_targets(targets(*(f"/{row}.fits" for row in range(50)), "/fatal50.fits"))
    file.append_targets(targets(*(f"/{row}.fits" for row in range(51, 100))))
    done = run(file, workers=2)
    table = file.load()

    assert done == 100
    assert np.flatnonzero(table["status"] == "failed").tolist() == [50]
    assert table["problem"][50].startswith("fatal50.fits ended the process")
    assert table["obsid"].tolist() == [str(row) if row != 50 else "" for row in range(100)]


def unusable():
    raise InputError("There is no model of that name.")


def fatal_load():
    os._exit(1)


@pytest.mark.parametrize(
    ("load", "sentence"), [(unusable, "no model of that name"), (fatal_load, "want of memory")]
)
def test_processes_that_cannot_begin_are_told_in_a_sentence(file, load, sentence):
    file.append_targets(targets("/1.fits", "/2.fits"))

    with pytest.raises(InputError, match=sentence):
        score(file, None, load, Ticket(), workers=2)


def test_a_pack_that_cannot_be_written_by_a_process_is_told(file, pack):
    file.append_targets(targets("/1.fits", "/2.fits"))
    where = pack.path
    pack.path = where.parent / "gone" / where.name

    with pytest.raises(InputError, match="cannot be written"):
        run(file, pack, workers=1)


def test_processes_stop_within_a_second(file):
    file.append_targets(targets(*(f"/{row}.fits" for row in range(5000))))
    ticket = Ticket()
    asked = []

    def stop(rows, columns):
        asked.append(time.monotonic())
        ticket.cancel()

    with pytest.raises(Cancelled):
        run(file, ticket=ticket, workers=2, seconds=0.05, on_batch=stop)

    assert time.monotonic() - asked[0] < 1
    assert 0 < np.count_nonzero(file.load()["status"] == "ok") < 5000
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(("cores", "megabytes", "wanted"), [(8, 1e6, 8), (8, 1000, 2), (1, 1, 1)])
def test_there_are_as_many_processes_as_cores_and_memory_allow(
    monkeypatch, cores, megabytes, wanted
):
    monkeypatch.setattr(machine, "cores", lambda: cores)
    monkeypatch.setattr(machine, "memory", lambda: megabytes)

    assert machine.processes_for(100_000) == wanted
    assert machine.processes_for(100) == 0


def test_what_a_new_session_says_of_the_model_can_be_read_later(file):
    file.append_targets(targets("/1.fits"))
    run(file)

    assert file.kept()["provenance.model"] == "made up for tests"


@pytest.fixture
def clock():
    return SimpleNamespace(now=0.0)


def test_pace_counts_the_last_seconds_only(clock):
    pace = Pace(lambda: clock.now)
    pace.at(0, 10_000)
    for second in range(1, 100):
        clock.now = float(second)
        progress = pace.at(10 * second if second < 50 else 490 + 100 * (second - 49), 10_000)

    assert progress.rate == pytest.approx(100, rel=0.02)
    assert progress.remaining_s == pytest.approx((10_000 - 5490) / 100, rel=0.02)


def test_pace_is_silent_until_it_knows(clock):
    assert str(Pace(lambda: clock.now).at(0, 132_086)) == "0 of 132,086"


def test_progress_reads_as_people_say_it(clock):
    pace = Pace(lambda: clock.now)
    pace.at(0, 132_086)
    clock.now = 10.0
    progress = pace.at(4120, 132_086)

    assert str(progress) == "4,120 of 132,086 · 412/s · 5 min left"
