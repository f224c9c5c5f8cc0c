"""Garbage with widgets in it is never collected by a worker."""

import gc
import sys
import threading
import weakref

import pytest

from spectrogui.app.collector import Collector


class Cycle:
    def __init__(self):
        self.own = self


@pytest.fixture
def collector(qapp):
    collector = Collector()
    collector.start()
    yield collector
    collector.stop()
    gc.unfreeze()


def in_worker(call):
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


def test_a_worker_that_allocates_collects_nothing(collector):
    gone = weakref.ref(Cycle())
    in_worker(lambda: [[] for _ in range(100_000)])

    assert gone() is not None


def test_the_window_s_thread_collects_what_is_due(collector):
    gone = weakref.ref(Cycle())
    kept = [[] for _ in range(2000)]
    collector.collect()

    assert gone() is None
    assert len(kept) == 2000


def test_a_library_that_was_loaded_is_put_aside_and_not_looked_through(collector, monkeypatch):
    before = gc.get_freeze_count()
    kept = [[] for _ in range(2000)]
    for number in range(100):
        monkeypatch.setitem(sys.modules, f"library.part{number}", None)
    collector.collect()

    assert gc.get_freeze_count() >= before + len(kept)


def test_afterwards_python_collects_by_itself_again(qapp):
    collector = Collector()
    collector.start()
    collector.stop()
    gc.unfreeze()

    assert gc.isenabled()
