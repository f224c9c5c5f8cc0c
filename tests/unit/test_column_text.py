"""The text of a number is that of the window, byte for byte, however many are made at once."""

import numpy as np
import pytest

from spectrogui.core.columns import COLUMNS, Column
from spectrogui.io.column_text import column_texts

FEW = [np.nan, 0.0, -0.0, 0.5, 1.5, 2.5, -0.5, 999999.5, 9.99999999, 99.99995, 1e-9, -1e-9,
       1e15, -1e15, 1e15 - 1, 2.0**52, 2.0**53 + 2, 123456789012.0]  # fmt: skip


def numbers(column, random):
    """Numbers as they are kept, and such as nobody rounded: halves, tiny and huge ones."""
    unit = 10.0**-column.digits
    rounded = np.round(random.normal(0, 30, 3000), column.digits) + 0.0
    halves = (random.integers(-3000, 3000, 3000) + 0.5) * unit
    any_size = random.normal(0, 1, 3000) * 10.0 ** random.integers(-10, 15, 3000)
    return np.concatenate([rounded, halves, any_size, FEW])


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.kind == "float"], ids=lambda c: c.name)
def test_decimals_are_those_of_the_column(column):
    values = numbers(column, np.random.default_rng(column.digits))

    assert column_texts(column, values) == [column.format(value) for value in values]


@pytest.mark.parametrize("digits", range(9))
def test_any_number_of_decimals(digits):
    column = Column("x", "float", "x", digits=digits)
    values = np.append(numbers(column, np.random.default_rng(1)), [np.inf, -np.inf, 1e300])

    assert column_texts(column, values) == [column.format(value) for value in values]


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.kind == "int"], ids=lambda c: c.name)
def test_whole_numbers(column):
    values = numbers(column, np.random.default_rng(2))

    assert column_texts(column, values) == [column.format(value) for value in values]


def test_truths():
    column = Column("x", "bool", "x")
    values = np.array([1.0, 0.0, np.nan, -0.0, 2.0])

    assert column_texts(column, values) == [column.format(value) for value in values]


@pytest.mark.parametrize("kind", ["int", "float", "bool"])
def test_nothing_and_nothing_known(kind):
    column = Column("x", kind, "x", digits=2)

    assert column_texts(column, np.array([])) == []
    assert column_texts(column, np.full(3, np.nan)) == ["", "", ""]


def test_texts_stay():
    column = Column("x", "text", "x")
    values = np.array(["", "a", "é\n"], dtype=object)

    assert column_texts(column, values) == ["", "a", "é\n"]
