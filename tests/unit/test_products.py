"""Products of rows with a matrix: each row to the last bit the same in any company and place."""

import numpy as np
import pytest
import torch

from spectrogui.core import products
from spectrogui.model.products import WIDE, times, times_each, wide

COUNT = 272  # rows: more than one slab of any kind, and no multiple of the larger ones
SHAPES = [(800, 512), (800, 300), (512, 800), (256, 512), (24, 800), (800, 24), (4, 128)]
KINDS = [np.float32, np.float64]


def made(shape, kind, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(kind)


def with_torch(rows, matrix):
    return times(torch.from_numpy(rows), torch.from_numpy(matrix)).numpy()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("product", [products.times, with_torch])
def test_a_row_is_the_same_alone_and_anywhere_among_others(product, shape, kind):
    rows, matrix = made((COUNT, shape[0]), kind), made(shape, kind, 1)
    together = product(rows, matrix)

    for count in (1, 16, 100, COUNT):
        some = np.random.default_rng(count).permutation(COUNT)[:count]
        assert np.array_equal(product(rows[some], matrix), together[some])


@pytest.mark.parametrize("product", [products.times, with_torch])
def test_it_is_the_product(product):
    rows, matrix = made((19, 30), float), made((30, 17), float, 1)

    assert product(rows, matrix) == pytest.approx(rows @ matrix)


def test_rows_of_the_same_star_are_the_same_among_others_too():
    rows, matrix = made((64, 4, 256), np.float32), torch.from_numpy(made((256, 512), np.float32))
    order = np.random.default_rng(1).permutation(64)[:48]
    together, some = (times_each(torch.from_numpy(one), matrix) for one in (rows, rows[order]))

    assert torch.equal(some, together[order])


def test_something_can_be_added():
    rows, matrix = torch.ones(3, 2), torch.tensor([[1.0, 2.0], [3.0, 4.0]])

    assert times(rows, matrix, torch.tensor([10.0, 20.0])).tolist() == [[14.0, 26.0]] * 3


def test_thin_matrices_get_columns_of_zeros():
    thin = torch.ones(5, 3)

    assert wide(thin).shape == (5, WIDE)
    assert torch.equal(wide(thin)[:, :3], thin)
    assert not wide(thin)[:, 3:].any()


def test_rows_are_weighed():
    rows, weights = made((9, 40), float), np.where(np.arange(40) % 3, 0.5, 0)

    assert products.weighed(rows, weights) == pytest.approx(rows @ weights)
