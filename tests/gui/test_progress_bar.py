import pytest

from spectrogui.core.pace import Progress
from spectrogui.views.progress_bar import JobProgress

MOMENT = Progress(12_340, 132_086, 412.0, 300.0)


@pytest.fixture
def progress(qtbot):
    progress = JobProgress("Scoring", "Stop")
    qtbot.addWidget(progress)
    return progress


def test_progress_says_count_rate_and_what_is_left(progress):
    progress.show_progress(MOMENT)

    assert progress.words.text() == "12,340 of 132,086 · 412/s · 5 min left"
    assert progress.bar.value() / progress.bar.maximum() == pytest.approx(12_340 / 132_086)


def test_it_is_there_only_while_something_is_scored(progress):
    before = progress.isVisible()
    progress.show_progress(MOMENT)
    during = progress.isVisible()
    progress.show_progress(None)

    assert (before, during, progress.isVisible()) == (False, True, False)


def test_cancel_asks_once(qtbot, progress):
    asked = []
    progress.cancel_asked.connect(lambda: asked.append(1))
    progress.show_progress(MOMENT)
    progress.cancel.click()
    progress.cancel.click()

    assert asked == [1]


def test_the_next_run_can_be_cancelled_again(progress):
    progress.show_progress(MOMENT)
    progress.cancel.click()
    progress.show_progress(None)
    progress.show_progress(MOMENT)

    assert progress.cancel.isEnabled()
    assert progress.cancel.text() == "Cancel"


def test_nothing_to_score_divides_by_nothing(progress):
    progress.show_progress(Progress(0, 0))

    assert progress.words.text() == "0 of 0"
