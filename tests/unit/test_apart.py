"""Work in a process of its own: it can be stopped at any moment, and says what went wrong."""

import multiprocessing
import threading
import time
from pathlib import Path

import pytest

from spectrogui.analysis.apart import run_apart
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket


def sleep_long(begun):
    Path(begun).touch()
    time.sleep(120)


def refuse():
    raise InputError("Nothing to be done.")


def test_work_apart_is_stopped_in_the_middle_and_leaves_no_process(tmp_path):
    ticket, begun = Ticket(), tmp_path / "begun"

    def cancel():
        while not begun.exists():
            time.sleep(0.05)
        ticket.cancel()

    stopper = threading.Thread(target=cancel)
    stopper.start()
    with pytest.raises(Cancelled):
        run_apart(ticket, sleep_long, str(begun))
    stopper.join()

    assert multiprocessing.active_children() == []


def test_what_work_apart_raises_is_raised_here():
    with pytest.raises(InputError, match=r"Nothing to be done\."):
        run_apart(Ticket(), refuse)
