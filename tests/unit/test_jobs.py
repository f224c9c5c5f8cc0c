import subprocess
import sys
import threading
import time

import pytest


def test_result_arrives_in_the_gui_thread(jobs, qtbot):
    seen = []
    job = jobs.start("six times seven", lambda ticket: (6 * 7, threading.current_thread().name))
    job.succeeded.connect(lambda value: seen.append((value, threading.current_thread().name)))

    qtbot.waitUntil(lambda: bool(seen))

    assert seen == [((42, "lane-quick"), "MainThread")]


def test_progress_is_reported_in_order(jobs, qtbot):
    seen = []

    def count(ticket):
        for done in range(1, 4):
            ticket.checkpoint(done, 3)

    job = jobs.start("count", count)
    time.sleep(0.05)  # the job is over before anyone listens
    job.progressed.connect(lambda done, total: seen.append((done, total)))
    with qtbot.waitSignal(job.finished):
        pass

    assert seen == [(0, 0), (1, 3), (2, 3), (3, 3)]


def test_failure_carries_reason_and_traceback(jobs, qtbot, caplog):
    def read(ticket):
        raise OSError("not a FITS file")

    with qtbot.waitSignal(jobs.failed) as caught:
        jobs.start("Read spec-1.fits", read)

    failure = caught.args[0]
    assert failure.title == "Read spec-1.fits"
    assert failure.reason == "not a FITS file"
    assert "def read" not in failure.reason
    assert "OSError" in failure.details
    assert "Read spec-1.fits failed" in caplog.text


def test_cancelled_job_stops_at_its_next_checkpoint(jobs, qtbot):
    batches = []

    def forever(ticket):
        while True:
            ticket.checkpoint()
            batches.append(time.sleep(0.001))

    job = jobs.start("forever", forever)
    qtbot.waitUntil(lambda: len(batches) > 3)
    with qtbot.waitSignal(job.cancelled), qtbot.assertNotEmitted(job.failed):
        job.cancel()


def test_cancel_drops_a_result_that_was_already_on_its_way(jobs, qtbot):
    ran = threading.Event()
    job = jobs.start("quick", lambda ticket: ran.set())
    ran.wait(2)
    time.sleep(0.05)  # the result now waits in the event queue
    with qtbot.waitSignal(job.finished), qtbot.assertNotEmitted(job.succeeded):
        job.cancel()


def test_latest_delivers_only_the_newest(jobs, qtbot):
    seen = []
    for row in range(50):
        job = jobs.latest("show", f"row {row}", lambda ticket, row=row: row)
        job.succeeded.connect(seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    qtbot.wait(50)

    assert seen == [49]


def test_different_keys_do_not_disturb_each_other(jobs, qtbot):
    seen = []
    for key in ("spectrum", "light curve"):
        jobs.latest(key, key, lambda ticket, key=key: key).succeeded.connect(seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2)


def test_a_download_that_hangs_does_not_keep_the_program_alive():
    code = (
        "import time\nfrom spectrogui.work.lane import Lane\n"
        "lane = Lane('net'); lane.put(lambda: time.sleep(30)); print(lane.close(0.1))"
    )
    started = time.monotonic()
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "False"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("n", [200])
def test_no_job_handle_is_left_behind(jobs, qtbot, n):
    for _ in range(n):
        jobs.start("nothing", lambda ticket: None)
    qtbot.waitUntil(lambda: not jobs._alive)
    qtbot.waitUntil(lambda: len(jobs.children()) == 0)
