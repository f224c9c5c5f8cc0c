"""A list that is scored on a cluster: row for row what one computer finds, whatever happens."""

import logging
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import dask
import numpy as np
import pytest
from fake_session import FakeAnalyser, fake_read, targets

from spectrogui.analysis import cluster, cluster_scheduler, reading
from spectrogui.analysis.cluster import Plan, score_on_cluster
from spectrogui.analysis.scoring import score
from spectrogui.app.main import main
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.pack import Pack
from spectrogui.io.session_file import SessionFile

NOBODY = "tcp://127.0.0.1:9"
NAMES = [f"/{row}.fits" if row % 7 else f"/bad{row}.fits" for row in range(150)]
NAMES += ["/3.fits", "/bad7.fits"]


@pytest.fixture(scope="module")
def workers():
    """Two processes on this computer."""
    from distributed import LocalCluster

    settings = {
        "distributed.scheduler.allowed-failures": 2,
        "distributed.worker.memory.terminate": False,
        "distributed.deploy.lost-worker-timeout": "1 hour",  # else one lost twice never comes back
    }
    preload = str(Path(__file__).parents[1] / "dask_fakes.py")
    with dask.config.set(settings), LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0",
        host="127.0.0.1", silence_logs=logging.CRITICAL, preload=[preload],
    ) as made:  # fmt: skip
        yield made


@pytest.fixture
def plan(tmp_path):
    return Plan(NOBODY, tmp_path / "chunks", size=8, model="r1800")


@pytest.fixture
def there(plan, workers):
    """The same with a scheduler that answers, and both workers."""
    late = time.monotonic() + 30
    while len(workers.scheduler.workers) < 2 and time.monotonic() < late:
        time.sleep(0.05)
    return Plan(workers.scheduler_address, plan.folder, plan.size, plan.model)


@pytest.fixture
def sessions(tmp_path):
    """Makes sessions of the same list, each with its pack."""
    made = []

    def make(names=NAMES):
        file = SessionFile.create(tmp_path / f"{len(made)}.spectro")
        file.append_targets(targets(*names))
        made.append((file, Pack(tmp_path / f"{len(made)}.pack")))
        return made[-1]

    yield make
    for file, pack in made:
        file.close()
        pack.close()


@pytest.fixture
def alone(sessions, monkeypatch):
    """What this computer finds by itself: a session and its pack."""
    monkeypatch.setattr(reading, "read_one", fake_read)
    file, pack = sessions()
    score(file, pack, FakeAnalyser, Ticket())
    return file, pack


def on_cluster(plan, file, pack=None, ticket=None, **others):
    rows = np.arange(len(file.load()))
    return score_on_cluster(file, pack, plan, ticket or Ticket(), rows=rows, **others)


def files(plan):
    return sorted(plan.folder.glob("*/*.npz"))


def assert_same(one, other):
    (file, pack), (wanted, wanted_pack) = one, other
    table, rows = file.load(), wanted.load()
    for column in rows.columns:
        np.testing.assert_array_equal(table[column.name], rows[column.name], column.name)
    assert pack.path.read_bytes() == wanted_pack.path.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_workers_that_are_killed_in_the_middle_change_no_row(there, workers, sessions, alone):
    killed = []

    def kill(rows, columns):
        if len(killed) < 2:
            victim = list(workers.workers.values())[len(killed)].pid
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    found = sessions()
    tally = on_cluster(there, *found, on_batch=kill)

    assert len(killed) == 2
    assert (tally.scored, tally.found, tally.given_up) == (19, 0, 0)
    assert_same(found, alone)


def test_a_second_run_reads_the_chunks_and_asks_no_worker(plan, there, sessions, alone):
    on_cluster(there, *sessions())
    again = sessions()
    tally = on_cluster(plan, *again)

    assert (tally.scored, tally.found) == (0, 19)
    assert_same(again, alone)


def test_a_chunk_that_is_damaged_or_gone_is_made_again(there, sessions, alone):
    on_cluster(there, *sessions())
    short, gone, *_ = files(there)
    short.write_bytes(short.read_bytes()[:-100])
    gone.unlink()
    again = sessions()
    tally = on_cluster(there, *again)

    assert (tally.scored, tally.found) == (2, 17)
    assert_same(again, alone)


def test_a_run_that_is_cancelled_ends_within_a_second_and_its_chunks_stay(there, sessions, alone):
    ticket, asked = Ticket(), []

    def stop(rows, columns):
        asked.append(time.monotonic())
        ticket.cancel()

    found = sessions()
    with pytest.raises(Cancelled):
        on_cluster(there, *found, ticket=ticket, on_batch=stop)
    stopped = time.monotonic()
    kept = len(files(there))
    tally = on_cluster(there, *found)

    assert stopped - asked[0] < 1
    assert kept <= tally.found < 19
    assert_same(found, alone)


def test_what_a_chunk_could_not_read_is_tried_again_when_the_file_has_changed(
    there, sessions, tmp_path
):
    late = tmp_path / "bad.fits"
    on_cluster(there, *sessions(["/1.fits", late]))
    same = on_cluster(there, *sessions(["/1.fits", late]))
    late.write_text("now it is there")
    again = on_cluster(there, *sessions(["/1.fits", late]))

    assert (same.found, same.scored) == (1, 0)
    assert (again.found, again.scored) == (0, 1)


def test_a_file_that_no_worker_survives_gets_a_sentence_and_costs_no_other(there, sessions):
    names = [f"/{row}.fits" for row in range(20)]
    names[10] = "/fatal10.fits"
    file, pack = sessions(names)
    tally = on_cluster(there, file, pack)
    table = file.load()

    assert tally.given_up == 1
    assert np.flatnonzero(table["status"] != "ok").tolist() == [10]
    assert table["problem"][10].startswith("fatal10.fits ended every worker")


def test_chunks_are_the_same_when_part_of_the_list_is_done(plan, there, sessions):
    on_cluster(there, *sessions())
    file, pack = sessions()
    tally = score_on_cluster(file, pack, plan, Ticket(), rows=np.arange(48, 80))

    assert (tally.scored, tally.found) == (0, 4)


def test_numbers_of_before_stay_when_their_file_is_gone(there, sessions, tmp_path):
    (tmp_path / "5.fits").touch()
    file, pack = sessions(["/1.fits", tmp_path / "5.fits"])
    on_cluster(there, file, pack)
    before = file.load().row(1)
    file.move_targets(np.array([1]), np.array(["/bad5.fits"], dtype=object))
    on_cluster(there, file, pack)
    after = file.load().row(1)

    assert before["status"] == "ok"
    assert {**after, "path": ""} == {**before, "path": ""}


def test_workers_know_of_stars_what_a_catalogue_says(there, sessions, tmp_path):
    (tmp_path / "stars.csv").write_text("obsid,rv_kms\n1,20\n3,-7\n")
    file, pack = sessions(["/1.fits", "/2.fits", "/3.fits"])
    on_cluster(replace(there, catalogue=tmp_path / "stars.csv"), file, pack)

    assert file.load()["rv_kms"].tolist() == [20, 10, -7]


def test_progress_counts_rows_up_to_the_end(there, sessions):
    seen = []
    on_cluster(there, *sessions(), ticket=Ticket(lambda done, total: seen.append((done, total))))

    assert seen[0] == (0, 152)
    assert seen[-1] == (152, 152)
    assert seen == sorted(seen)


def test_the_scheduler_has_few_chunks_at_a_time(there, sessions, monkeypatch):
    most = []
    given = cluster_scheduler.Scheduler.give

    def give(self, chunk, order):
        given(self, chunk, order)
        most.append(len(self._given))

    monkeypatch.setattr(cluster_scheduler.Scheduler, "give", give)
    on_cluster(there, *sessions())

    assert 2 <= max(most) <= 4


def test_a_file_that_is_seen_late_is_waited_for(there, sessions, alone, monkeypatch):
    """As on network disks, which remember for a while that a file was not there."""
    read, blind = cluster.read_chunk, set()

    def late(path, **options):
        if path not in blind:
            blind.add(path)
            return None
        if len(blind) % 2 and (path, "twice") not in blind:
            blind.add((path, "twice"))
            return None
        return read(path, **options)

    monkeypatch.setattr(cluster, "read_chunk", late)
    found = sessions()
    on_cluster(there, *found)

    assert_same(found, alone)


def test_without_dask_a_sentence_says_what_to_install(plan, sessions, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(InputError, match=r"pip install 'spectrogui\[cluster\]'"):
        on_cluster(plan, *sessions())


def test_a_scheduler_that_does_not_answer_is_told_in_a_sentence(plan, sessions, monkeypatch):
    monkeypatch.setattr(cluster_scheduler, "_CONNECT", 0.2)

    with pytest.raises(InputError, match=rf"No Dask scheduler answers at {NOBODY}"):
        on_cluster(plan, *sessions())


def test_a_worker_that_cannot_be_used_ends_the_run_with_a_sentence(there, sessions, monkeypatch):
    monkeypatch.setattr(cluster, "made_with", lambda model: own(model) | {"app_version": "9.9"})
    own = cluster_made_with

    with pytest.raises(InputError, match=r"worker on .* 9\.9 is wanted"):
        on_cluster(there, *sessions())


cluster_made_with = cluster.made_with


def test_the_command_says_what_it_did_and_writes_what_a_run_alone_writes(
    there, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    Path("list.txt").write_text("".join(f"{tmp_path}/{row}.fits\n" for row in range(30)))
    for row in range(30):
        Path(f"{row}.fits").touch()
    words = ["list.txt", "--model", "r1800", "--out"]
    asked = ["--scheduler", there.scheduler, "--chunk", "8"]
    status = main(["score", *words, "a.csv", *asked])
    said = capsys.readouterr().err.splitlines()
    monkeypatch.setattr(reading, "read_one", fake_read)
    monkeypatch.setattr("spectrogui.app.cli_score.load_analyser", lambda model: FakeAnalyser())
    main(["score", *words, "b.csv"])
    one, other = (
        [line for line in Path(name).read_text().splitlines() if line[0] != "#"]
        for name in ("a.csv", "b.csv")
    )

    assert status == 0
    assert one == other
    assert said[0].startswith("spectrogui score: There are 2 threads of workers")
    assert said[1].startswith("spectrogui score: 4 chunks scored")
    assert Path("a.csv-chunks").is_dir()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--chunk", "8"], "--chunk goes with --scheduler"),
        (["--chunks", "here"], "--chunks goes with --scheduler"),
        (["--scheduler", NOBODY, "--workers", "2"], "decided where they are started"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    tmp_path, monkeypatch, capsys, options, sentence
):
    monkeypatch.chdir(tmp_path)
    status = main(["score", "a.fits", "--out", "a.csv", *options])

    assert status == 2
    assert sentence in capsys.readouterr().err
