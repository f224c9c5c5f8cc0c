import numpy as np

from spectrogui.store.selection import Selection


def test_looking_where_one_looks_already_is_no_news(qtbot):
    selection = Selection()
    selection.look_at(3)

    with qtbot.assertNotEmitted(selection.current_changed):
        selection.look_at(3)


def test_picked_rows_are_sorted_and_unique(qtbot):
    selection = Selection()
    selection.pick(np.array([5, 2, 5]))

    assert selection.picked.tolist() == [2, 5]


def test_picking_the_same_rows_in_another_order_is_no_news(qtbot):
    selection = Selection()
    selection.pick(np.array([2, 5]))

    with qtbot.assertNotEmitted(selection.picked_changed):
        selection.pick(np.array([5, 2]))


def test_nobody_can_change_the_picked_rows_behind_its_back(qtbot):
    selection = Selection()
    given = np.array([2, 5])
    selection.pick(given)
    given[0] = 0

    assert selection.picked.tolist() == [2, 5]
    assert not selection.picked.flags.writeable
