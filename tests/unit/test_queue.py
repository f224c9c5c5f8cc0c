import numpy as np
import pytest

from spectrogui.core.table import Table
from spectrogui.store import ordering
from spectrogui.store.session import Session

EWS = [0.3, None, 0.1, 0.9, 0.5]


@pytest.fixture
def session(qtbot):
    table = Table()
    table.append(
        {"ew_ha": ew, "obsid": obsid, "subclass": kind}
        for ew, obsid, kind in zip(
            EWS, ["90", "100", "9", "", "11"], ["b", "A", "", "a", "B"], strict=True
        )
    )
    return Session(table)


@pytest.fixture
def queue(session):
    return session.queue


def settled(qtbot, queue):
    qtbot.waitUntil(lambda: not queue._soon.isActive())


def test_without_filter_and_order_rows_come_as_given(queue):
    assert queue.rows.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("descending", "rows"), [(False, [2, 0, 4, 3, 1]), (True, [3, 4, 0, 2, 1])]
)
def test_unknown_numbers_come_last_in_both_directions(queue, descending, rows):
    queue.sort_by("ew_ha", descending)

    assert queue.rows.tolist() == rows


def test_numbers_of_observations_sort_as_numbers(queue):
    queue.sort_by("obsid", False)

    assert queue.rows.tolist() == [2, 4, 0, 1, 3]


def test_text_sorts_as_in_a_dictionary(queue):
    queue.sort_by("subclass", False)

    assert queue.rows.tolist() == [1, 3, 4, 0, 2]


def test_equal_values_keep_the_order_of_input(session, queue):
    session.table.fill("rmse", np.array([1.0, 0, 1, 0, 1]))
    queue.sort_by("rmse", True)

    assert queue.rows.tolist() == [0, 2, 4, 1, 3]


def test_a_shuffle_is_the_same_for_the_same_seed(queue):
    queue.sort_by("random", False)
    first = queue.rows.tolist()
    queue.sort_by("", False)
    queue.sort_by("random", False)

    assert queue.rows.tolist() == first
    assert sorted(first) == [0, 1, 2, 3, 4]


def test_filter_and_order_work_together(queue):
    queue.set_filter("ew_ha > 0.2")
    queue.sort_by("ew_ha", True)

    assert queue.rows.tolist() == [3, 4, 0]


def test_a_broken_filter_is_told_and_changes_nothing(qtbot, queue):
    queue.set_filter("ew_ha > 0.2")
    with qtbot.waitSignal(queue.filter_failed) as caught:
        queue.set_filter("ew_ha > ")

    assert "missing" in caught.args[0]
    assert queue.filter == "ew_ha > 0.2"
    assert queue.rows.tolist() == [0, 3, 4]


def test_setting_the_same_filter_again_is_no_news(qtbot, queue):
    queue.set_filter("ew_ha > 0.2")

    with qtbot.assertNotEmitted(queue.changed):
        queue.set_filter("ew_ha > 0.2")


def test_a_row_knows_its_line(queue):
    queue.set_filter("ew_ha > 0.2")
    queue.sort_by("ew_ha", True)

    assert [queue.line_of(row) for row in (3, 4, 0, 1, 99, -1)] == [0, 1, 2, -1, -1, -1]


def test_stepping_follows_the_displayed_order_and_stays_at_its_ends(queue):
    queue.sort_by("ew_ha", True)

    assert [queue.after(row) for row in (3, 4, 1)] == [4, 0, 1]
    assert [queue.before(row) for row in (4, 3)] == [3, 3]


def test_stepping_from_nowhere_begins_at_the_top(queue):
    queue.sort_by("ew_ha", True)

    assert queue.after(-1) == 3


def test_stepping_from_a_hidden_row_goes_to_its_neighbours(queue):
    queue.sort_by("ew_ha", True)  # 3 4 0 2 1
    queue.set_filter("ew_ha != 0.5")  # 3 0 2

    assert queue.after(4) == 0
    assert queue.before(4) == 3
    assert queue.after(1) == 2


def test_an_empty_queue_leads_nowhere(queue):
    queue.set_filter("ew_ha > 99")

    assert (queue.after(0), queue.before(0), queue.next_unlabelled(0)) == (-1, -1, -1)


def test_the_next_unlabelled_row_goes_round(session, queue):
    session.labels.give_verdict([1, 2, 3], 1)

    assert queue.next_unlabelled(0) == 4
    assert queue.next_unlabelled(4) == 0
    assert queue.previous_unlabelled(4) == 0
    assert queue.previous_unlabelled(0) == 4


def test_when_all_are_labelled_there_is_no_next(session, queue):
    session.labels.give_verdict(np.arange(5), 1)

    assert queue.next_unlabelled(2) == -1


def test_the_current_row_stays_when_its_label_makes_it_fail_the_filter(qtbot, session, queue):
    queue.set_filter("verdict is empty")
    session.selection.look_at(2)
    session.labels.give_verdict([2, 3], 1)
    settled(qtbot, queue)

    assert queue.rows.tolist() == [0, 1, 2, 4]


def test_it_leaves_when_the_user_moves_on(qtbot, session, queue):
    queue.set_filter("verdict is empty")
    session.selection.look_at(2)
    session.labels.give_verdict(2, 1)
    settled(qtbot, queue)
    session.selection.look_at(4)
    settled(qtbot, queue)

    assert queue.rows.tolist() == [0, 1, 3, 4]


def test_a_label_does_not_move_rows_until_the_order_is_asked_for_again(qtbot, session, queue):
    queue.sort_by("verdict", False)
    session.labels.give_verdict(4, 1)
    settled(qtbot, queue)
    assert queue.rows.tolist() == [0, 1, 2, 3, 4]

    queue.sort_by("verdict", False)
    assert queue.rows.tolist() == [4, 0, 1, 2, 3]


def test_rows_with_new_results_find_their_place(qtbot, session, queue):
    queue.set_filter("ew_ha > 0.2")
    queue.sort_by("ew_ha", True)
    session.take_results(np.array([1, 4]), {"ew_ha": np.array([2.0, 0.0])})
    settled(qtbot, queue)

    assert queue.rows.tolist() == [1, 3, 0]


def test_many_results_make_one_refresh(qtbot, session, queue):
    queue.set_filter("ew_ha > 0.2")
    seen = []
    queue.changed.connect(lambda: seen.append(queue.rows.tolist()))
    for row in range(5):
        session.take_results(np.array([row]), {"ew_ha": np.array([0.0])})
    settled(qtbot, queue)

    assert seen == [[]]


def test_new_rows_join_even_if_something_is_asked_before_the_refresh(session, queue):
    queue.set_filter("ew_ha is empty")
    session.table.extend(2, {})
    queue.sort_by("ew_ha", False)

    assert queue.rows.tolist() == [1, 5, 6]


@pytest.fixture
def slow(monkeypatch):
    """Every filter and every sort runs beside the event loop."""
    monkeypatch.setattr(ordering, "MANY", 0)
    monkeypatch.setattr(ordering, "MANY_TEXTS", 0)


def test_what_takes_long_leaves_the_rows_of_before_until_it_is_there(qtbot, slow, queue):
    with qtbot.waitSignal(queue.changed):
        queue.sort_by("ew_ha", True)
        before = (queue.busy, queue.sort_name, queue.rows.tolist(), queue.after(0))

    assert before == (True, "ew_ha", [0, 1, 2, 3, 4], 1)
    assert not queue.busy
    assert queue.rows.tolist() == [3, 4, 0, 2, 1]


def test_a_sort_and_a_filter_that_run_at_once_are_both_obeyed(qtbot, slow, queue):
    with qtbot.waitSignal(queue.changed):
        queue.sort_by("ew_ha", True)
        queue.set_filter("ew_ha > 0.2")
        queue.set_filter("ew_ha > 0.4")

    assert queue.rows.tolist() == [3, 4]


def test_what_was_said_while_a_filter_ran_counts(qtbot, slow, session, queue):
    with qtbot.waitSignal(queue.changed):
        queue.set_filter("verdict is empty")
        session.labels.give_verdict([1, 3], 1)

    assert queue.rows.tolist() == [0, 2, 4]


def test_the_current_row_stays_if_it_is_judged_while_a_filter_runs(qtbot, slow, session, queue):
    session.selection.look_at(1)
    with qtbot.waitSignal(queue.changed):
        queue.set_filter("verdict is empty and ew_ha is empty")
        session.labels.give_verdict([1], 1)
        queue._refresh()

    assert queue.rows.tolist() == [1]


def test_rows_with_new_results_find_their_place_in_an_order_that_was_on_its_way(
    qtbot, slow, session, queue
):
    queue.sort_by("ew_ha", True)
    session.take_results(np.array([1]), {"ew_ha": np.array([2.0])})
    qtbot.waitUntil(lambda: queue.rows.tolist() == [1, 3, 4, 0, 2])


def test_rows_that_come_while_a_sort_runs_are_sorted(qtbot, slow, session, queue):
    queue.sort_by("ew_ha", True)
    rows = session.table.append([{"ew_ha": 7.0}])
    session.queue.refresh(np.array(rows), at_once=True)
    qtbot.waitUntil(lambda: queue.rows.tolist() == [5, 3, 4, 0, 2, 1] and not queue.busy)


def test_another_table_is_not_sorted_by_what_was_asked_of_the_one_before(qtbot, slow, queue):
    queue.sort_by("ew_ha", True)
    table = Table()
    table.append([{"ew_ha": 1.0}, {"ew_ha": 2.0}])
    queue.use(table)
    qtbot.wait(50)

    assert queue.rows.tolist() == [0, 1]
    assert queue.sort_name == ""
