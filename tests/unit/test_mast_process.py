"""The process that asks the archive: when it starts, what ends it, and what it keeps away."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from fake_mast import FakeMast, FakeProduct, made_curve

from spectrogui.core.errors import ArchiveError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.mast import Archive

ONE, TWO = "213000001", "213000002"
LISTENING = """
import json, os, sys
file = open(os.environ["HOSTS"], "a", buffering=1)
def hook(event, args):
    if event in {"socket.connect", "socket.getaddrinfo"}:
        file.write(f"{args[1][0] if event == 'socket.connect' else args[0]}\\n")
sys.addaudithook(hook)
"""
DYING = """
import sys
from pathlib import Path
from spectrogui.io.mast import Archive
archive = Archive(Path(sys.argv[1]), server=sys.argv[2])
archive.search(sys.argv[3])
sys.stdout.write(f"{archive.pid}\\n")
sys.stdout.flush()
sys.stdin.readline()
archive.search(sys.argv[4])
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    rows = [FakeProduct(epic, 56.2, 24.1, made_curve(folder, epic)) for epic in (ONE, TWO)]
    with FakeMast(rows) as mast:
        yield mast


@pytest.fixture
def mast(server):
    server.faults.clear()
    server.log.clear()
    return server


@pytest.fixture(scope="module")
def archive(server, tmp_path_factory):
    """One whose process is shared by several tests."""
    archive = Archive(tmp_path_factory.mktemp("cache"), server=server.url)
    yield archive
    archive.close()


@pytest.fixture
def fresh(mast, tmp_path):
    """One whose process has not been started."""
    archive = Archive(tmp_path / "cache", server=mast.url)
    yield archive
    archive.close()


def until(condition, what, limit_s=20):
    late = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < late, f"it took too long until {what}"
        time.sleep(0.01)


def runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


class Aside:
    """A call on a thread of its own, as a lane makes it."""

    def __init__(self, call):
        self.outcome, self._call = [], call
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        try:
            self.outcome.append(self._call())
        except (Cancelled, ArchiveError) as error:
            self.outcome.append(error)

    def result(self, limit_s=20):
        self._thread.join(limit_s)
        assert self.outcome, "the call did not come back"
        return self.outcome[0]


def test_nothing_is_started_or_asked_before_the_first_call(fresh, mast, tmp_path):
    assert fresh.cached(ONE) == ()
    assert fresh.size() == 0
    assert fresh.pid == 0
    assert mast.log == []
    assert not (tmp_path / "cache").exists()


def test_the_program_itself_never_imports_lightkurve():
    code = "import sys, spectrogui.io.mast; sys.stdout.write(' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "spectrogui.io.mast" in ran.stdout.split()
    assert {"lightkurve", "astropy", "requests"}.isdisjoint(ran.stdout.split())


def test_a_search_can_be_given_up_while_the_archive_is_silent(archive, mast):
    """The second of two quick requests is answered rightly, by a process that is new."""
    ticket = Ticket()
    archive.search(TWO)
    before = archive.pid
    mast.log.clear()
    mast.faults["search"] = "hang"
    first = Aside(lambda: archive.search(ONE, ticket=ticket))
    until(lambda: mast.asked("search"), "it is asked")
    ticket.cancel()

    assert isinstance(first.result(2), Cancelled)
    mast.faults.clear()
    assert [product.epic for product in archive.search(TWO)] == [TWO]
    assert archive.pid not in {0, before}


def test_a_search_that_is_given_up_at_once_keeps_the_process(fresh):
    ticket = Ticket()
    first = Aside(lambda: fresh.search(ONE, ticket=ticket))
    until(lambda: fresh.pid, "the process starts")
    pid = fresh.pid
    ticket.cancel()

    assert isinstance(first.result(2), Cancelled)
    assert [product.epic for product in fresh.search(TWO)] == [TWO]
    assert fresh.pid == pid


def test_stdout_is_left_alone(archive, capfd):
    before = sys.stdout
    archive.download(archive.search(ONE)[0])

    assert sys.stdout is before
    assert capfd.readouterr() == ("", "")


def test_closing_ends_a_silent_search_at_once(fresh, mast):
    mast.faults["search"] = "hang"
    search = Aside(lambda: fresh.search(ONE))
    until(lambda: mast.asked("search"), "it is asked")
    fresh.close()

    assert isinstance(search.result(2), Cancelled)
    assert fresh.pid == 0
    with pytest.raises(Cancelled):
        fresh.search(TWO)


@pytest.mark.slow
def test_a_process_that_nobody_asks_ends_and_is_started_again(mast, tmp_path):
    archive = Archive(tmp_path / "cache", server=mast.url, idle_s=0.3)
    archive.search(ONE)
    until(lambda: archive.pid == 0, "it ends")

    assert len(archive.search(TWO)) == 1
    archive.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_process_that_dies_is_a_sentence_and_is_started_again(archive, mast):
    mast.faults["search"] = "hang"
    search = Aside(lambda: archive.search(ONE))
    until(lambda: mast.asked("search"), "it is asked")
    os.kill(archive.pid, signal.SIGKILL)

    assert "stopped" in str(search.result())
    mast.faults.clear()
    assert len(archive.search(ONE)) == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_process_ends_with_the_program_that_was_killed(mast, tmp_path):
    """Also while it waits for a silent archive."""
    command = [sys.executable, "-c", DYING, str(tmp_path / "cache"), mast.url, ONE, TWO]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as program:
        pid = int(program.stdout.readline())
        mast.log.clear()
        mast.faults["search"] = "hang"
        program.stdin.write("go on\n")
        program.stdin.flush()
        until(lambda: mast.asked("search"), "it is asked")
        program.kill()

    until(lambda: not runs(pid), "the process ends")


@pytest.mark.slow
def test_no_host_is_spoken_to_but_the_one_in_the_configuration(mast, tmp_path, monkeypatch):
    """Names, places, unknown names, downloads: all at the server of astroquery.cfg."""
    (tmp_path / "sitecustomize.py").write_text(LISTENING)
    (tmp_path / "astropy").mkdir()
    (tmp_path / "astropy" / "astroquery.cfg").write_text(f"[mast]\nserver = {mast.url}\n")
    monkeypatch.delenv("ASTROPY_CONFIG_DIR", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("HOSTS", str(tmp_path / "hosts.txt"))
    archive = Archive(tmp_path / "cache")
    (product,) = archive.search(ONE)
    archive.search("249999999")
    archive.search(ra=56.2, dec=24.1)
    archive.download(product)
    archive.close()

    assert set((tmp_path / "hosts.txt").read_text().split()) == {"127.0.0.1"}


@pytest.mark.slow
def test_a_lightkurve_that_cannot_be_loaded_is_a_sentence(mast, tmp_path, monkeypatch):
    (tmp_path / "lightkurve.py").write_text("raise ImportError('lightkurve is broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    archive = Archive(tmp_path / "cache", server=mast.url)

    with pytest.raises(ArchiveError, match="lightkurve is broken"):
        archive.search(ONE)
    archive.close()
