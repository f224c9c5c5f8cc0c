"""Measuring light curves in a process of its own."""

import os
import signal
import threading
import time

import fake_curves
import numpy as np
import pytest

from spectrogui.analysis.curves import measure
from spectrogui.analysis.measuring import Measuring
from spectrogui.core.curve_study import Choices
from spectrogui.core.errors import UnreadableError


@pytest.fixture(scope="module")
def measuring():
    """One process for all tests: beginning it takes a second."""
    measuring = Measuring()
    yield measuring
    measuring.close()


@pytest.fixture
def curve(tmp_path):
    return fake_curves.official(tmp_path / "ktwo211117077-c04_llc.fits")


def children(measuring):
    return list(measuring._pool._processes.values())


def test_nothing_begins_before_something_is_measured():
    assert Measuring()._pool is None


def test_it_says_what_is_measured_here(measuring, curve):
    choices = Choices(flatten=True)
    here, there = measure(curve, choices), measuring(curve, choices)

    assert there.rotation == here.rotation
    assert there.flares == here.flares
    assert there.curve.header == here.curve.header
    assert np.array_equal(there.flux, here.flux)
    assert np.array_equal(there.periodogram.power, here.periodogram.power)


def test_the_sentence_on_a_bad_file_comes_back(measuring, curve):
    curve.write_bytes(curve.read_bytes()[:4000])

    with pytest.raises(UnreadableError) as here:
        measure(curve)
    with pytest.raises(UnreadableError) as there:
        measuring(curve, Choices())

    assert str(there.value) == str(here.value)


def test_several_threads_may_ask(measuring, tmp_path):
    epics = [211117070 + number for number in range(4)]
    paths = [
        fake_curves.official(tmp_path / f"ktwo{epic}-c04_llc.fits", fake_curves.Star(epic=epic))
        for epic in epics
    ]
    found = {}

    def ask(path):
        found[path] = measuring(path, Choices()).curve.header.epic

    threads = [threading.Thread(target=ask, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [found[path] for path in paths] == [str(epic) for epic in epics]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_killed_process_costs_nothing(measuring, curve):
    measuring(curve, Choices())
    os.kill(children(measuring)[0].pid, signal.SIGKILL)

    assert measuring(curve, Choices()).rotation.period == pytest.approx(3.0, rel=0.01)
    assert measuring(curve, Choices()).rotation.period == pytest.approx(3.0, rel=0.01)


def test_a_closed_one_begins_again(measuring, curve):
    measuring.close()

    assert measuring(curve, Choices()).rotation.period == pytest.approx(3.0, rel=0.01)


def test_the_process_ends_when_it_is_closed(measuring, curve):
    measuring(curve, Choices())
    (child,) = children(measuring)
    measuring.close()
    end = time.monotonic() + 30
    while child.is_alive() and time.monotonic() < end:  # the pool waits for it, too
        time.sleep(0.05)

    assert not child.is_alive()
