import numpy as np
import pytest

from spectrogui.views.placing import fits, spread_out


def test_labels_that_have_room_are_centred():
    assert spread_out([50, 150], [20, 40], 0, 200, 8).tolist() == [40, 130]


def test_labels_that_would_overlap_share_the_shift():
    assert spread_out([100, 104], [20, 20], 0, 200, 8).tolist() == [78, 106]


def test_no_label_leaves_the_plot():
    lefts = spread_out([1, 199], [40, 40], 0, 200, 8)

    assert lefts.tolist() == [0, 160]


@pytest.mark.parametrize("seed", range(20))
def test_labels_keep_their_order_and_never_overlap_while_they_fit(seed):
    random = np.random.default_rng(seed)
    centres, widths = np.sort(random.uniform(0, 500, 8)), random.uniform(10, 55, 8)
    lefts = spread_out(centres, widths, 0, 500, 8)

    assert fits(widths, 0, 500, 8)
    assert np.all(lefts[1:] - (lefts + widths)[:-1] >= 8 - 1e-9)
    assert lefts[0] >= -1e-9
    assert lefts[-1] + widths[-1] <= 500 + 1e-9


def test_no_label_takes_no_place():
    assert len(spread_out([], [], 0, 100, 8)) == 0
