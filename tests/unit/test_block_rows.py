"""Rows kept as columns: each looks like a mapping, and every digit is that of a single value."""

import numpy as np
import pytest

from spectrogui.core.block_rows import BlockRow, block_rows, kept, texts
from spectrogui.core.columns import COLUMN, COLUMNS, Column
from spectrogui.core.table import Table, stored

BLOCK = {
    "obsid": texts(["1", "", "3"]),
    "ew_ha": np.array([1.2346, np.nan, -0.5]),
    "spid": np.array([4.0, 16.0, np.nan]),
    "active": np.array([1.0, 0.0, np.nan]),
}


def test_a_row_of_a_block_has_plain_types_and_none_for_what_is_unknown():
    first, second, third = block_rows(BLOCK, 3)

    assert (first["obsid"], first["ew_ha"], first["spid"], first["active"]) == (
        "1",
        1.2346,
        4,
        True,
    )
    assert type(first["spid"]) is int
    assert type(first["active"]) is bool
    assert second["obsid"] is second["ew_ha"] is third["active"] is None
    assert second["active"] is False


def test_a_row_of_a_block_has_every_column_and_no_other():
    row = block_rows(BLOCK, 3)[0]

    assert list(row) == list(COLUMN)
    assert row["comment"] is None
    with pytest.raises(KeyError):
        row["nonsense"]


def test_other_values_go_on_top_of_a_row():
    row = block_rows(BLOCK, 3)[0] | {"obsid": "7"}

    assert (row["obsid"], row["ew_ha"]) == ("7", 1.2346)


def test_rows_of_blocks_and_mappings_are_stored_as_mappings_are():
    rows = block_rows(BLOCK, 3)
    mixed = [rows[2], rows[0], {"obsid": "9", "status": "failed"}, *block_rows(BLOCK, 2)]

    made, plain = stored(mixed), stored([dict(row) for row in mixed])
    assert set(made) == set(plain)
    for name, values in plain.items():
        assert made[name].dtype == values.dtype
        np.testing.assert_array_equal(made[name], values)


def test_a_table_takes_rows_of_a_block():
    table = Table()
    table.append(block_rows(BLOCK, 3))

    assert table.row(0)["ew_ha"] == 1.2346
    assert table.row(1)["ew_ha"] is None


def test_what_is_stored_is_no_view_of_a_block():
    made = stored([BlockRow(BLOCK, 0), BlockRow(BLOCK, 1)])
    made["ew_ha"][0] = 5.0

    assert BLOCK["ew_ha"][0] == 1.2346


def odd(digits, scale, random):
    """Numbers of which many lie half-way between two last digits, or next to it."""
    plain = random.normal(0, scale, 20_000)
    half = np.round(random.normal(0, scale, 10_000), digits) + 0.5 * 10.0**-digits
    edges = [np.nextafter(half, towards) for towards in (np.inf, -np.inf)]
    more = np.round(random.normal(0, scale, 10_000), digits + 1)
    single = random.normal(0, scale, 10_000).astype(np.float32)
    return np.concatenate([plain, half, *edges, more, single])


@pytest.mark.parametrize("digits", sorted({c.digits for c in COLUMNS if c.kind == "float"}))
def test_many_numbers_are_kept_as_each_is_to_the_last_bit(digits):
    column, random = Column("x", "float", "x", digits=digits), np.random.default_rng(digits)
    values = np.concatenate([odd(digits, scale, random) for scale in (1e-5, 0.03, 1, 300, 1e11)])
    values = np.concatenate([values, [np.nan, np.inf, -np.inf, -0.0, -1e-12, 1e308]])

    together = kept(column, values)
    each = np.array([column.keep(value) for value in values.tolist()])
    np.testing.assert_array_equal(together, each)
    np.testing.assert_array_equal(np.signbit(together), np.signbit(each))


def test_whole_numbers_and_truth_values_are_kept_as_they_are():
    assert kept(COLUMN["spid"], [1.0, np.nan])[0] == 1.0
    assert kept(COLUMN["active"], np.array([True, False])).tolist() == [1.0, 0.0]
