"""The analyser that threads share."""

import threading
import time
from types import SimpleNamespace

import pytest

from spectrogui.app.analysis_desk import AnalysisDesk, SharedAnalyser
from spectrogui.core.errors import InputError


def slow(seconds):
    """An analyser that takes a while, and counts how many ask at once."""
    made = SimpleNamespace(provenance={}, model_sha256="", prep_sha256="", inside=0, most=0)

    def run(spectra, parameters):
        made.inside += 1
        made.most = max(made.most, made.inside)
        time.sleep(seconds)
        made.inside -= 1
        return list(spectra)

    made.run = run
    return made


def test_it_is_loaded_once_for_all_threads():
    loads = []

    def load(model):
        loads.append(model)
        time.sleep(0.02)
        return slow(0)

    desk = AnalysisDesk("r1800", load)
    threads = [threading.Thread(target=desk.analyser) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert loads == ["r1800"]


def test_a_model_that_could_not_be_loaded_is_tried_again():
    answers = [InputError("no"), slow(0)]

    def load(model):
        answer = answers.pop(0)
        if isinstance(answer, InputError):
            raise answer
        return answer

    desk = AnalysisDesk("r1800", load)
    with pytest.raises(InputError):
        desk.analyser()

    assert desk.analyser() is desk.analyser()


def test_one_batch_at_a_time_and_nobody_waits_for_more_than_one():
    inner = slow(0.02)
    shared, stop = SharedAnalyser(inner), threading.Event()

    def score():
        while not stop.is_set():
            shared.run([1], [None])

    scoring = threading.Thread(target=score)
    scoring.start()
    time.sleep(0.05)
    waits = []
    for _ in range(10):
        start = time.perf_counter()
        shared.run([2], [None])
        waits.append(time.perf_counter() - start)
    stop.set()
    scoring.join()

    assert inner.most == 1
    assert max(waits) < 0.5
