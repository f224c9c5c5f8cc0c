"""Progress and messages of a command, on a terminal and in a log."""

import io
import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from spectrogui.app.console import ProgressLine, say, working
from spectrogui.core.job import Cancelled


class Stream(io.StringIO):
    """Standard error, on a terminal or not."""

    def __init__(self, terminal):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal


@pytest.fixture
def clock():
    return SimpleNamespace(now=0.0)


def progress(monkeypatch, clock, *, terminal):
    stream = Stream(terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    return stream, ProgressLine("Scoring", lambda: clock.now)


def test_a_log_gets_a_line_every_ten_seconds(monkeypatch, clock):
    stream, line = progress(monkeypatch, clock, terminal=False)
    for second in range(26):
        clock.now = float(second)
        line(4 * second, 200)
    line.end()

    assert stream.getvalue().splitlines() == [
        "Scoring 40 of 200 · 4.0/s · 40 s left",
        "Scoring 80 of 200 · 4.0/s · 30 s left",
    ]


def test_a_terminal_shows_progress_in_place_and_clean_again_at_the_end(monkeypatch, clock):
    stream, line = progress(monkeypatch, clock, terminal=True)
    for tenth in range(20):
        clock.now = tenth / 10
        line(tenth, 20)
    line.end()
    text = stream.getvalue()

    assert "\n" not in text
    assert "\r\x1b[KScoring 4 of 20 · 10/s · 2 s left" in text
    assert text.endswith("\r\x1b[K")


def test_a_quick_job_says_nothing_in_a_log(monkeypatch, clock):
    stream, line = progress(monkeypatch, clock, terminal=False)
    line(0, 3)
    line(3, 3)
    line.end()

    assert stream.getvalue() == ""


def test_without_a_console_messages_vanish(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)

    say("nobody hears this")
    with working("Scoring") as ticket:
        ticket.checkpoint(1, 2)


@pytest.fixture
def interruptible():
    """Interrupts are heard, also where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent otherwise there")
def test_ctrl_c_cancels_the_job_and_a_second_one_ends_it(interruptible):
    before = signal.getsignal(signal.SIGINT)
    with working("Scoring") as ticket:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(Cancelled):
            ticket.checkpoint()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_closed_standard_error_does_not_stop_the_work():
    code = (
        "import sys\n"
        "from spectrogui.app.console import say\n"
        "sys.stdin.read()\n"
        "for number in range(3): say('lost')\n"
        "sys.stdout.write('done')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stderr.close()
        process.stdin.close()
        done = process.stdout.read()

    assert done == "done"
    assert process.returncode == 0
