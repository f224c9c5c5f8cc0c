"""A program that is killed loses no label it had shown, and at most one batch of scores."""

import csv
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from fake_session import FakeAnalyser, fake_read, targets

from spectrogui.analysis import reading
from spectrogui.analysis.scoring import score
from spectrogui.core.job import Ticket
from spectrogui.io.pack import Pack, pack_path
from spectrogui.io.session_file import SessionFile

TESTS = Path(__file__).parents[1]
LABELLING = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from spectrogui.store.session import Session
from fake_session import targets
app = QCoreApplication([])
session = Session()
session.create(Path(sys.argv[1]))
session.add(targets(*map(str, range(100_000))))
row = 0
def label():
    global row
    session.labels.give_verdict(row, 1 + row % 5)
    sys.stdout.write(f"{row}\\n")
    sys.stdout.flush()
    row += 1
timer = QTimer(interval=0)
timer.timeout.connect(label)
timer.start()
app.exec()
"""
LABELLING_ALL = """
import sys
from pathlib import Path
import numpy as np
from PySide6.QtCore import QCoreApplication
from spectrogui.store.session import Session
app = QCoreApplication([])
session = Session()
session.open(Path(sys.argv[1]))
rows = np.arange(len(session.table))
for step in range(10**6):
    session.labels.give_verdict(rows, 1 + step % 5)
    session.labels.finish()
    sys.stdout.write(f"{step}\\n")
    sys.stdout.flush()
"""
SCORING = """
import sys
from functools import partial
from pathlib import Path
from fake_session import FakeAnalyser, fake_read
from spectrogui.analysis import reading
from spectrogui.analysis.scoring import score
from spectrogui.core.job import Ticket
from spectrogui.io.pack import Pack, pack_path
from spectrogui.io.session_file import SessionFile
reading.read_one = fake_read
path = Path(sys.argv[1])
def tell(rows, columns):
    sys.stdout.write(f"{rows[0]} {len(rows)}\\n")
    sys.stdout.flush()
score(SessionFile.open(path), Pack(pack_path(path)), partial(FakeAnalyser, 0.001), Ticket(),
      on_batch=tell, workers=int(sys.argv[2]))
"""
COPYING = """
import sys
from pathlib import Path
import numpy as np
from spectrogui.io.session_file import SessionFile
file = SessionFile.open(Path(sys.argv[1]))
file.load()
random = np.random.default_rng()
for step in range(10**6):
    rows = np.sort(random.choice(30_000, 500, replace=False))
    file.write_results(rows, {"ew_ha": random.normal(size=500).round(4)})
    file.keep_columns()
    sys.stdout.write(f"{step}\\n")
    sys.stdout.flush()
"""


def killed(code, path, after_s, workers=0, before=lambda pid: None):
    """Run a program, kill it some time after it first said something; what it said, by line."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(TESTS)!r})\n{code}"]
    program = subprocess.Popen(
        [*command, str(path), str(workers)], stdout=subprocess.PIPE, text=True, cwd=TESTS.parent
    )
    with program as process:
        first = process.stdout.readline()
        time.sleep(after_s)
        before(process.pid)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    assert first, "the program died by itself"
    return [line for line in (first + rest).split("\n")[:-1] if line]


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def runs(pid):
    """Whether a process is there and not just waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def loaded(path):
    """The rows of a session, and whether they came out of the copy of their columns."""
    file, steps = SessionFile.open(path), []
    table = file.load(Ticket(lambda done, total: steps.append(total)))
    file.close()
    return table, len(table) not in steps


def no_empty_file(folder):
    return [path.name for path in folder.iterdir() if path.stat().st_size == 0] == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("after_s", [0.05, 0.6, 1.7])
def test_no_label_that_was_shown_is_lost(tmp_path, after_s):
    path = tmp_path / "list.spectro"
    said = killed(LABELLING, path, after_s)
    file = SessionFile.open(path)
    verdicts, events = file.load()["verdict"], file.events(10**6)
    file.close()
    rows = np.arange(len(said))

    assert np.array_equal(verdicts[rows], 1 + rows % 5)
    assert np.count_nonzero(verdicts > 0) - len(said) in {0, 1}
    assert len(events) == np.count_nonzero(verdicts > 0)
    assert no_empty_file(tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_verdict_to_many_rows_is_there_for_all_of_them_or_none(tmp_path):
    path, count = tmp_path / "list.spectro", 30_000
    file = SessionFile.create(path)
    file.append_targets(targets(*map(str, range(count))))
    file.load()
    file.keep_columns()
    file.close()
    for after_s in np.random.default_rng().uniform(0.05, 0.5, 4):
        steps = len(killed(LABELLING_ALL, path, after_s))
        table, was_quick = loaded(path)
        with sqlite3.connect(path) as truth:
            found = truth.execute(
                "SELECT verdict, count(*) FROM labels GROUP BY verdict"
            ).fetchall()
            said = truth.execute("SELECT count(*) FROM events GROUP BY edit").fetchall()
        truth.close()

        assert [rows for _, rows in found] == [count]
        assert found[0][0] in {1 + (steps - 1) % 5, 1 + steps % 5}
        assert {rows for (rows,) in said} == {count}
        assert set(table["verdict"]) == {found[0][0]}
        assert was_quick


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_the_mirror_is_whole_whenever_the_program_dies(tmp_path):
    path = tmp_path / "list.spectro"
    killed(LABELLING, path, 2.2)
    with path.with_suffix(".labels.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    assert rows
    assert [row["verdict"] for row in rows] == [str(1 + row % 5) for row in range(len(rows))]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("after_s", [0.05, 0.7])
def test_scoring_loses_one_batch_at_most_and_goes_on(tmp_path, monkeypatch, after_s):
    path = tmp_path / "list.spectro"
    file = SessionFile.create(path)
    file.append_targets(targets(*(f"/{row}.fits" for row in range(2000))))
    file.close()
    said = [tuple(map(int, line.split())) for line in killed(SCORING, path, after_s)]
    finished = sum(count for _, count in said)

    file, pack = SessionFile.open(path), Pack(pack_path(path))
    scored = np.flatnonzero(file.load()["status"] == "ok")
    assert np.array_equal(scored, np.arange(len(scored)))
    assert finished <= len(scored) <= finished + 256
    assert len(scored) < 2000
    assert all(pack.get(row) is not None for row in scored)
    assert no_empty_file(tmp_path)

    monkeypatch.setattr(reading, "read_one", fake_read)
    rest = score(file, pack, FakeAnalyser, Ticket())
    table = file.load()
    file.close()
    pack.close()

    assert rest == 2000 - len(scored)
    assert set(table["status"]) == {"ok"}
    assert table["obsid"].tolist() == [str(row) for row in range(2000)]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_rows_and_the_copy_of_their_columns_agree_whenever_the_program_dies(tmp_path):
    path = tmp_path / "list.spectro"
    file = SessionFile.create(path)
    file.append_targets(targets(*(f"/{row}.fits" for row in range(30_000))))
    file.close()
    quick = 0
    for _ in range(6):
        killed(COPYING, path, np.random.default_rng().uniform(0.1, 0.5))
        table, was_quick = loaded(path)
        with sqlite3.connect(path) as truth:
            found = truth.execute("SELECT row, ew_ha FROM results ORDER BY row").fetchall()
        truth.close()
        rows, widths = zip(*found, strict=True)

        assert table["ew_ha"][list(rows)].tolist() == list(widths)
        assert np.count_nonzero(~np.isnan(table["ew_ha"])) == len(rows)
        quick += was_quick

    assert quick


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_killed_program_leaves_no_reading_process_behind(tmp_path):
    path = tmp_path / "list.spectro"
    file = SessionFile.create(path)
    file.append_targets(targets(*(f"/{row}.fits" for row in range(20_000))))
    file.close()
    readers = []
    killed(SCORING, path, 0.2, workers=2, before=lambda pid: readers.extend(children(pid)))

    assert len(readers) >= 2
    late = time.monotonic() + 5
    while any(map(runs, readers)) and time.monotonic() < late:
        time.sleep(0.05)
    assert not any(map(runs, readers))
