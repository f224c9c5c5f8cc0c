import numpy as np
import pytest

from spectrogui.core.table import Table
from spectrogui.views.emptiness import conditions, why_empty


@pytest.fixture
def table():
    table = Table()
    table.append([{"ew_ha": 0.1, "rmse": 0.01}, {"ew_ha": 0.9, "rmse": 0.05}])
    table.fill("obsid", np.array(["1", "2"], dtype=object))
    return table


def test_a_simple_filter_is_named(table):
    assert why_empty("ew_ha > 9", table) == "The filter “ew_ha > 9” hides all 2 rows."


def test_the_part_that_hides_everything_by_itself_is_named(table):
    assert why_empty("rmse < 0.02 and ew_ha > 9", table).endswith(": none passes “ew_ha > 9”.")


def test_parts_that_only_together_hide_everything_are_not_blamed(table):
    text = "rmse < 0.02 and ew_ha > 0.5"

    assert why_empty(text, table) == f"The filter “{text}” hides all 2 rows."


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a > 1 and b < 2", ["a > 1", "b < 2"]),
        ("(a > 1 and b < 2) or c > 3", ["(a > 1 and b < 2) or c > 3"]),
        ("comment ~ 'this and that' and b < 2", ["comment ~ 'this and that'", "b < 2"]),
        ("brand > 1", ["brand > 1"]),
    ],
)
def test_only_the_outermost_and_separates_parts(text, parts):
    assert conditions(text) == parts
