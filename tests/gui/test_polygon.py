import numpy as np
import pytest

from spectrogui.views.polygon import inside

SQUARE = np.array([(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)])


def test_points_of_a_square():
    x, y = np.array([1.0, 3.0, -1.0, 1.0]), np.array([1.0, 1.0, 1.0, 3.0])

    assert inside(SQUARE, x, y).tolist() == [True, False, False, False]


def test_a_hollow_is_outside():
    hollow = np.array([(0, 0), (3, 0), (3, 3), (1.5, 0.5), (0, 3)], dtype=float)

    assert inside(hollow, np.array([1.5, 0.5]), np.array([2.0, 0.5])).tolist() == [False, True]


def test_unknown_coordinates_are_outside():
    assert not inside(SQUARE, np.array([np.nan, 1.0]), np.array([1.0, np.nan])).any()


@pytest.mark.parametrize("outline", [SQUARE[:2], SQUARE[:1], SQUARE * [1, 0]])
def test_an_outline_without_area_holds_nothing(outline):
    assert not inside(outline, np.array([0.0, 1.0]), np.array([0.0, 0.0])).any()


def test_a_crowd_is_decided_like_a_few():
    x, y = np.random.default_rng(0).normal(size=(2, 100_000))
    angle = np.linspace(0, 2 * np.pi, 90)
    radius = 1.5 + 0.7 * np.sin(7 * angle)
    outline = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
    parts = zip(np.split(x, 10), np.split(y, 10), strict=True)
    few = [inside(outline, *part) for part in parts]

    assert np.array_equal(inside(outline, x, y), np.concatenate(few))


def test_of_a_million_points_those_within_are_found():
    x, y = np.random.default_rng(0).normal(size=(2, 1_000_000))
    angle = np.linspace(0, 2 * np.pi, 121)
    found = inside(np.column_stack((np.cos(angle), np.sin(angle))), x, y)

    assert found[np.hypot(x, y) < np.cos(np.pi / 120)].all()
    assert not found[np.hypot(x, y) > 1].any()
