import numpy as np
import pytest

from spectrogui.views.cloud import Cloud, full_range, robust_range


def cloud(points, passing=None):
    x, y = np.array(points, dtype=float).T
    return Cloud.of(x, y, np.ones(len(x), bool) if passing is None else np.array(passing))


def test_the_nearest_point_is_measured_in_pixels_not_in_units():
    points = cloud([(0, 0), (10, 0.02)])

    assert points.nearest((6.0, 0.0), (8.0, 0.01), outside=True) == 0


def test_nothing_is_near_beyond_the_reach():
    assert cloud([(0, 0), (1, 1)]).nearest((0.5, 0.0), (0.1, 0.1), outside=True) == -1


def test_a_point_without_value_is_never_near():
    points = cloud([(np.nan, 0), (0.1, np.nan), (0.2, 0)])

    assert points.nearest((0, 0), (1, 1), outside=True) == 2


def test_points_outside_the_filter_are_near_only_when_they_are_shown():
    points = cloud([(0, 0), (0.5, 0)], passing=[False, True])

    assert points.nearest((0, 0), (1, 1), outside=True) == 0
    assert points.nearest((0, 0), (1, 1), outside=False) == 1


@pytest.mark.parametrize(
    ("direction", "row"), [((1, 0), 1), ((-1, 0), 2), ((0, 1), 3), ((0, -1), 4)]
)
def test_a_step_goes_to_the_next_point_that_way(direction, row):
    points = cloud([(0, 0), (2, 0.1), (-2, 0), (0.1, 2), (0, -2), (9, 0)])

    assert points.step(0, direction, (0.01, 0.01)) == row


def test_a_step_with_nothing_ahead_stays():
    assert cloud([(0, 0), (1, 0)]).step(1, (1, 0), (0.01, 0.01)) == 1


def test_a_step_passes_over_what_the_filter_leaves_out():
    points = cloud([(0, 0), (1, 0), (2, 0)], passing=[True, False, True])

    assert points.step(0, (1, 0), (0.01, 0.01)) == 2


def test_a_range_ignores_a_few_extreme_values():
    values = np.append(np.random.default_rng(0).normal(size=1000), [500.0, -900.0])
    low, high = robust_range(values)

    assert -5 < low < -2
    assert 2 < high < 5


def test_a_range_keeps_a_tail_that_is_part_of_the_data():
    values = np.random.default_rng(0).exponential(size=1000)

    assert robust_range(values) == full_range(values)


@pytest.mark.parametrize("values", [[], [3.0], [2.0, 2.0, 2.0], [0.0, 0.0, 0.0, 0.0]])
def test_a_range_always_has_a_width(values):
    low, high = robust_range(np.array(values))

    assert low < high


def test_the_nearest_of_a_million_points_is_hit():
    x, y = np.random.default_rng(0).normal(size=(2, 1_000_000))
    points = Cloud.of(x, y, np.ones(len(x), bool))

    assert points.nearest((0.0, 0.0), (0.01, 0.01), outside=False) == np.argmin(np.hypot(x, y))


def test_of_a_few_points_none_is_left_out():
    values = np.array([0.0, 1.0, 9.0])

    assert robust_range(values) == full_range(values)
