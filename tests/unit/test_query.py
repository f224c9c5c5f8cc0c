import numpy as np
import pytest

from spectrogui.core.columns import COLUMN
from spectrogui.core.compact import pooled
from spectrogui.core.errors import InputError
from spectrogui.core.query import Query
from spectrogui.core.query_nodes import SEARCHED
from spectrogui.core.table import Table

ROWS = [
    {
        "path": "/a/spec-1.fits",
        "obsid": "457412345",
        "subclass": "M4",
        "ew_ha": 2.5,
        "e_ew_ha": 0.1,
        "rmse": 0.01,
        "flags": "nebular;low_snr",
        "verdict": 4,
        "star": 1,
        "active": True,
    },
    {
        "path": "/a/spec-2.fits",
        "obsid": "457412399",
        "subclass": "dM0",
        "ew_ha": -0.5,
        "e_ew_ha": 0.2,
        "rmse": 0.03,
        "flags": "low_snr_blue",
        "active": False,
        "comment": "A double",
    },
    {
        "path": "/b/spec-3.fits",
        "obsid": "12",
        "subclass": "G2",
        "rmse": 0.02,
        "problem": "Too short",
    },
    {"path": "/b/other.fits"},
]


@pytest.fixture(scope="module", params=["as arrays", "in little memory", "one after the other"])
def table(request):
    table = Table()
    table.append(ROWS)
    if request.param == "as arrays":
        return table
    forms = {name: table.compact(name) for name in COLUMN}
    if request.param == "one after the other":
        forms |= {name: pooled(table[name].tolist()) for name in SEARCHED}
    return Table(size=len(table), forms=forms)


def found(text, table):
    return np.flatnonzero(Query.parse(text, table).rows(table)).tolist()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [0, 1, 2, 3]),
        ("ew_ha > 1", [0]),
        ("EW_HA > 1", [0]),
        ("1 < ew_ha", [0]),
        ("ew_ha>-1 and rmse <= 0.03", [0, 1]),
        ("ew_ha > −1", [0, 1]),
        ("ew_ha = 2.5", [0]),
        ("ew_ha == 2.5 or rmse = 2e-2", [0, 2]),
        ("abs(ew_ha) / e_ew_ha < 10", [1]),
        ("-ew_ha > 0", [1]),
        ("ew_ha + 1 * 2 > 2 * (1 + 0.2)", [0]),
        ("not (ew_ha > 1)", [1, 2, 3]),
        ("not ew_ha > 1 and rmse > 0.025", [1]),
        ("rmse > 0.015 or ew_ha > 1 and rmse > 1", [1, 2]),
        ("verdict is empty", [1, 2, 3]),
        ("verdict is not empty", [0]),
        ("subclass is empty", [3]),
        ("flags has low_snr", [0]),
        ("flags has NEBULAR", [0]),
        ("subclass ~ m", [0, 1]),
        ('comment ~ "a dou"', [1]),
        ("subclass = m4", [0]),
        ("subclass = 'G2'", [2]),
        ("subclass != G2", [0, 1]),
        ("obsid = 457412345", [0]),
        ("active", [0]),
        ("active = true", [0]),
        ("active = false", [1]),
        ("not active", [1, 2, 3]),
        ("active is empty", [2, 3]),
        ("star", [0]),
        ("(active or rmse < 0.02) and star", [0]),
    ],
)
def test_an_expression_finds_its_rows(table, text, rows):
    assert found(text, table) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("4574123", [0, 1]),
        ("/A/ m4", [0]),
        ("double", [1]),
        ('"a double"', [1]),
        ('"double a"', []),
        ("too SHORT", [2]),
        ("not there", []),
        ("M4", [0]),
        ("nebular low_snr", [0]),
        ("spec-3.fits", [2]),
    ],
)
def test_other_text_is_looked_for_in_the_words_of_a_row(table, text, rows):
    assert found(text, table) == rows


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "=", "!="])
def test_a_comparison_with_an_unknown_number_is_false(table, sign):
    assert 3 not in found(f"ew_ha {sign} 0", table)


@pytest.mark.parametrize("text", ["ew_ha / 0 > 0", "ew_ha / 0 != 0", "1 / (ew_ha - 2.5) > 0"])
def test_a_division_by_zero_is_unknown(table, text):
    assert 0 not in found(text, table)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ew_ha >", "a column or a number is missing after “ew_ha >”"),
        ("ew_ha > 1 and", "is missing after “ew_ha > 1 and”"),
        ("ew_hx > 1", "no column “ew_hx”: did you mean “ew_ha”?"),
        ("nonsense_xyz > 1", "no column “nonsense_xyz”"),
        ("(ew_ha > 1", "a closing bracket is missing after “(ew_ha > 1”"),
        ("ew_ha > 1)", "missing before “)”"),
        ("ew_ha > 1 rmse < 2", "missing before “rmse < 2”"),
        ("rmse", "“rmse” needs a comparison, such as rmse > 1"),
        ("subclass", "“subclass” needs a comparison, such as subclass ~ M"),
        ("rmse + 1", "The filter is a value"),
        ("subclass > 3", "only =, !=, ~ and has"),
        ("rmse ~ 3", "needs the name of a text column"),
        ("flags has", "a word is missing after “flags has”"),
        ("ew_ha is big", "only “empty” or “not empty” can follow “is”"),
        ("abs(ew_ha is empty) > 1", "cannot be used as a number"),
        ("1 + active > 'x'", "can only be compared with a text"),
        ("ew_ha > 'x'", "“ew_ha” is a number"),
        ("ew_ha > § 2", "is missing after “ew_ha >”"),
        ("(" * 500 + "rmse > 1", "too many brackets"),
    ],
)  # fmt: skip
def test_a_broken_expression_says_where(table, text, sentence):
    with pytest.raises(InputError) as caught:
        Query.parse(text, table)

    assert sentence.lower() in str(caught.value).lower()


def test_some_rows_can_be_asked_alone(table):
    answer = Query.parse("rmse > 0.015", table).rows(table, np.array([3, 2, 0]))

    assert answer.tolist() == [False, True, False]


def test_a_query_tells_which_columns_decide(table):
    assert Query.parse("ew_ha > 1 and not verdict is empty", table).columns == {"ew_ha", "verdict"}
