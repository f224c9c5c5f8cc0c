import numpy as np

from spectrogui.views import density

SHAPE = (4, 5)
BOX = ((0.0, 5.0), (0.0, 4.0))


def test_every_point_is_counted_in_its_cell():
    x, y = np.array([0.5, 0.6, 4.5]), np.array([0.5, 0.4, 3.5])
    flat, _ = density.cells(x, y, *BOX, SHAPE)
    number = density.counts(flat, SHAPE)

    assert number[0, 0] == 2
    assert number[3, 4] == 1
    assert number.sum() == 3


def test_counts_agree_with_numpy():
    x, y = np.random.default_rng(0).uniform(-1, 6, size=(2, 5000))
    flat, _ = density.cells(x, y, *BOX, SHAPE)

    assert np.array_equal(
        density.counts(flat, SHAPE), np.histogram2d(y, x, SHAPE, (BOX[1], BOX[0]))[0]
    )


def test_unknown_and_far_points_are_in_no_cell():
    x, y = np.array([np.nan, 1.0, -1.0, 1.0]), np.array([1.0, np.inf, 1.0, 1.0])
    flat, inside = density.cells(x, y, *BOX, SHAPE)

    assert inside.tolist() == [False, False, False, True]
    assert len(flat) == 1


def test_a_mean_leaves_unknown_values_out():
    flat = np.array([0, 0, 0, 7])
    mean = density.means(flat, np.array([1.0, 3.0, np.nan, np.nan]), SHAPE)

    assert mean[0, 0] == 2.0
    assert np.isnan(mean.flat[7])


def test_a_single_point_stays_visible_beside_a_crowd():
    image = density.shade(np.array([[0.0, 1.0, 50_000.0]]), (10, 20, 30))

    assert image[0, 0, 3] == 0
    assert image[0, 1, 3] > 50
    assert image[0, 2].tolist() == [10, 20, 30, 255]


def test_what_passes_lies_over_what_does_not():
    front = density.shade(np.array([[1.0, 0.0]]), (1, 1, 1))
    back = density.shade(np.array([[9.0, 9.0]]), (2, 2, 2))

    assert density.under(front, back)[0, :, 0].tolist() == [1, 2]
