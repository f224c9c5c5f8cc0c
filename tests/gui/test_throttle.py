import time

from spectrogui.views.throttle import Throttle


def test_the_first_wish_is_granted_at_once(qtbot):
    throttle = Throttle(10_000)
    with qtbot.waitSignal(throttle.due, timeout=1000):
        throttle.ask()


def test_many_wishes_are_granted_now_and_then(qtbot):
    throttle, times = Throttle(100), []
    throttle.due.connect(lambda: times.append(time.perf_counter()))
    for _ in range(35):
        throttle.ask()
        qtbot.wait(10)

    assert 2 <= len(times) <= 5


def test_the_last_wish_is_never_forgotten(qtbot):
    throttle = Throttle(50)
    with qtbot.waitSignal(throttle.due):
        throttle.ask()
    with qtbot.waitSignal(throttle.due, timeout=1000):
        throttle.ask()
