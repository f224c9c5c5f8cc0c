import numpy as np
import pytest

from spectrogui.core.compact import Coded, Pooled, Unknown
from spectrogui.core.compacting import compact_numbers, compact_texts
from spectrogui.core.merging import merged
from spectrogui.core.table import Table

TEXTS = ["", "a", "Å “x”", "b\0c", "a" * 300]


def texts(values):
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def table_on(size, **columns):
    """A table whose columns lie in their smallest forms."""
    plain, compact = Table(), {}
    plain.extend(size, columns)
    for name, values in columns.items():
        is_text = values.dtype == object
        compact[name] = compact_texts(values) if is_text else compact_numbers(values, 4)
    return Table(size=size, forms=compact), plain


@pytest.mark.parametrize(
    ("values", "digits", "kind"),
    [
        ([12.25, np.nan, -0.5], 2, np.int16),
        ([1.0, 0.0, np.nan], 0, np.int8),
        ([210012345.0, 1.0], 0, np.int32),
        ([1e12, 0.5], 1, np.float64),
        ([np.inf, 0.5, -np.inf], 1, np.float64),
        ([1 / 3, 0.5], 4, np.float64),
        ([-0.0, 0.5], 1, np.float64),
    ],
)
def test_numbers_come_back_to_the_last_bit(values, digits, kind):
    form = compact_numbers(np.array(values), digits)

    assert form.values.dtype == kind
    assert form.all().tobytes() == np.array(values).tobytes()
    assert form.at(np.array([1])).tobytes() == np.array(values[1:2]).tobytes()


def test_every_number_of_so_many_digits_comes_back():
    random = np.random.default_rng(1)
    for digits in range(8):
        values = np.round(random.normal(0, 100, 5000), digits)
        form = compact_numbers(values, digits)

        assert form.all().tobytes() == values.tobytes()


@pytest.mark.parametrize(
    ("values", "kind"),
    [(TEXTS * 20, Coded), ([f"{n}-Å" for n in range(300)] + TEXTS, Pooled), ([""] * 9, Unknown)],
)
def test_texts_come_back(values, kind):
    form = compact_texts(texts(values))
    some = np.array([len(values) - 1, 0, 3])

    assert isinstance(form, kind)
    assert form.all().tolist() == values
    many = np.random.default_rng(1).integers(0, len(values), 500)
    assert form.at(some).tolist() == [values[row] for row in some]
    assert form.at(many).tolist() == [values[row] for row in many]


def test_unknown_columns_take_no_memory_until_they_are_asked_for():
    table = Table()
    table.extend(10, {"ew_ha": np.arange(10.0)})

    assert table.knows_nothing("rmse")
    assert not table.knows_nothing("ew_ha")
    assert np.isnan(table["rmse"]).all()


@pytest.mark.parametrize("asked", ["", "whole", "form"])
def test_what_is_written_stands_however_the_column_was_asked_for(asked):
    random = np.random.default_rng(3)
    n = 50
    table, plain = table_on(
        n,
        ew_ha=np.round(random.normal(0, 1, n), 4),
        obsid=texts([str(1000 + row) for row in range(n)]),
        flags=texts(["sky", "", "frame"] * 16 + ["sky"] * 2),
    )
    if asked == "whole":
        for name in ("ew_ha", "obsid", "flags"):
            assert table[name].tolist() == plain[name].tolist()
    for step in range(40):
        rows = random.integers(0, len(plain), 5)
        columns = {
            "ew_ha": np.round(random.normal(0, 1, 5), 4),
            "obsid": texts([f"{step}.{k}" for k in range(5)]),
            "flags": texts(["sky", "new", "", "", "sky"]),
            "tags": texts(["", "", "x", "", ""]),
        }
        for one in (table, plain):
            one.place(rows, columns)
            if step % 10 == 9:
                one.extend(3, {"ew_ha": np.arange(3.0), "path": texts(["p", "q", "r"])})
        if asked == "form" and step % 4 == 3:
            for name in ("ew_ha", "obsid", "flags", "tags"):
                assert table.form(name).all().tolist() == plain[name].tolist()
    for row in (0, 7, n - 1, len(plain) - 1):
        assert table.row(row) == plain.row(row)
    for column in plain.columns:
        rows = random.integers(0, len(plain), 20)
        assert np.array_equal(
            table.cells(column.name, rows), plain[column.name][rows],
            equal_nan=column.kind != "text",
        )  # fmt: skip
        assert np.array_equal(
            table[column.name], plain[column.name], equal_nan=column.kind != "text"
        )


def test_the_words_of_a_column_are_those_that_occur():
    table, _ = table_on(40, flags=texts(["sky", ""] * 20))
    before = table.words("flags")
    table.place(np.arange(0, 40, 2), {"flags": texts(["frame"] * 20)})

    assert before == {"sky", ""}
    assert table.words("flags") == {"frame", ""}


def test_a_cell_that_is_not_there_is_an_error():
    table, _ = table_on(4, flags=texts(["sky", ""] * 2))

    with pytest.raises(IndexError):
        table.cell("flags", 4)


def test_a_form_is_given_as_long_as_the_column_has_not_changed():
    table, _ = table_on(40, flags=texts(["sky", ""] * 20))
    first = table.form("flags")
    asked = table["flags"]
    second = table.form("flags")
    table.put(3, {"flags": "frame"})

    assert isinstance(first, Coded)
    assert second is first
    assert len(asked) == 40
    assert table.form("flags") is None


def test_a_snapshot_stays_as_the_table_was():
    table, _ = table_on(3, ew_ha=np.array([1.0, 2.0, 3.0]), comment=texts(["a", "", "c"]))
    table.put(0, {"ew_ha": 5.0})
    assert table["comment"][0] == "a"
    kept = table.snapshot()
    table.put(1, {"ew_ha": 7.0, "comment": "b", "teff": 5000.0})
    table.fill("verdict", np.full(3, 4.0))
    table.append([{"obsid": "9"}])

    assert len(kept) == 3
    assert kept.cells("ew_ha", [0, 1, 2]).tolist() == [5.0, 2.0, 3.0]
    assert kept["comment"].tolist() == ["a", "", "c"]
    assert np.isnan(kept["verdict"]).all()
    assert np.isnan(kept["teff"]).all()


def test_a_snapshot_of_a_plain_table_stays_as_it_was():
    table = Table()
    table.append([{"obsid": "1", "ew_ha": 1.0}, {"obsid": "2"}])
    assert table["obsid"][0] == "1"
    kept = table.snapshot()
    table.put(0, {"obsid": "3", "ew_ha": 2.0})

    assert kept["obsid"].tolist() == ["1", "2"]
    assert kept["ew_ha"][0] == 1.0


def test_a_cell_that_was_asked_for_follows_what_is_written():
    table, _ = table_on(40, obsid=texts([str(row) for row in range(40)]))
    before = table.cell("obsid", 7)
    table.put(7, {"obsid": "other"})

    assert (before, table.cell("obsid", 7)) == ("7", "other")


@pytest.mark.parametrize("new", [0.5, -0.0, 1e9, 1e15, 1 / 3, np.nan, np.inf])
def test_any_number_can_be_put_into_a_small_form(new):
    values = np.array([0.5, np.nan, -3.25, 0.0])
    form = merged(compact_numbers(values, 2), 5, np.array([1, 4]), np.array([new, new]))

    assert form.all().tobytes() == np.array([0.5, new, -3.25, 0.0, new]).tobytes()


def test_texts_put_into_a_form_leave_no_word_that_is_not_used():
    form = merged(
        compact_texts(texts(["a", "b"] * 30)), 61, np.arange(0, 60, 2), texts(["c"] * 30)
    )

    assert set(form.words) == {"b", "c", ""}
    assert form.all().tolist() == ["c", "b"] * 30 + [""]


def test_a_table_keeps_its_changes_when_its_columns_come_to_lie_elsewhere():
    table, _ = table_on(
        40, flags=texts(["sky", ""] * 20), obsid=texts([str(n) for n in range(40)])
    )
    forms = {name: table.form(name) for name in ("flags", "obsid")}
    for name, text in (("flags", "frame"), ("obsid", "other")):
        table.put(3, {name: text})
        table.form(name)
    table.rest_on(forms)

    assert table.cell("flags", 3) == "frame"
    assert table["obsid"][3] == "other"
