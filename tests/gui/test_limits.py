import numpy as np
import pytest

from spectrogui.views.limits import full_range, is_spike, robust_range, settled, united, widened

NOISE = np.random.default_rng(1).normal(1, 0.01, 400)


def test_a_cosmic_ray_does_not_set_the_range():
    values = NOISE.copy()
    values[100] = 50

    low, high = robust_range(values)
    assert 0.9 < low < high < 1.1


@pytest.mark.parametrize("sign", [1, -1])
def test_a_line_of_the_spectrographs_width_does(sign):
    values = NOISE + sign * 0.8 * np.exp(-0.5 * ((np.arange(400) - 200) / 1.6) ** 2)

    low, high = robust_range(values)
    assert high - low > 0.75


def test_unknown_points_do_not_count():
    values = np.where(np.arange(400) < 50, np.nan, NOISE)

    assert robust_range(values) == pytest.approx(robust_range(NOISE[50:]), abs=0.01)
    assert full_range(np.array([np.nan, 1.0, 2.0])) == pytest.approx((0.92, 2.08))


def test_without_a_number_there_is_no_range():
    nothing = np.full(10, np.nan)

    assert robust_range(nothing) is None
    assert full_range(nothing) is None
    assert united(None, None) is None


def test_the_neighbours_of_a_spike_belong_to_it():
    values = NOISE.copy()
    values[100] = 50

    assert np.flatnonzero(is_spike(values)).tolist() == [98, 99, 100, 101, 102]


@pytest.mark.parametrize("values", [np.array([1.0]), np.array([1.0, 9.0]), np.full(30, 2.0)])
def test_few_or_equal_points_have_a_range(values):
    low, high = robust_range(values)

    assert low < values.min()
    assert high > values.max()


def test_the_range_of_now_stays_while_data_fit():
    assert settled((0, 10), widened(1, 9)) == (0, 10)


def test_the_range_moves_when_data_leave_it():
    assert settled((0, 10), widened(1, 12)) == widened(1, 12)


def test_the_range_moves_when_data_are_lost_in_it():
    assert settled((0, 10), widened(4, 6)) == widened(4, 6)
