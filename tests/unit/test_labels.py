import numpy as np
import pytest

from spectrogui.core.errors import InputError
from spectrogui.core.table import Table
from spectrogui.store.labels import Labels


class Notebook:
    """A journal that remembers, or refuses."""

    def __init__(self):
        self.changes, self.full = [], False

    def log(self, change):
        if self.full:
            raise InputError("The disk is full.")
        self.changes.append(change)


@pytest.fixture
def journal():
    return Notebook()


@pytest.fixture
def table():
    table = Table()
    table.append({"obsid": str(100 + row)} for row in range(5))
    return table


@pytest.fixture
def labels(qtbot, table, journal):
    labels = Labels(table, journal)
    labels.inspector = "Ann"
    return labels


def verdicts(table):
    return [None if v != v else int(v) for v in table["verdict"]]


def test_the_bundled_words_name_five_verdicts(labels):
    assert labels.names[0] == "inactive"
    assert labels.name(4) == "securely active"
    assert len(labels.names) == 5


def test_no_two_tags_share_a_letter(labels):
    keys = [tag.key for tag in labels.vocabulary.tags]

    assert len(keys) == len(set(keys))


def test_a_verdict_is_signed(labels, table):
    labels.give_verdict(2, 4)

    assert verdicts(table) == [None, None, 4, None, None]
    assert table["inspector"][2] == "Ann"
    assert table["labelled_utc"][2].endswith("Z")


def test_undo_gives_every_row_back_what_it_had(labels, table):
    labels.give_verdict(0, 2)
    labels.inspector = "Bob"
    labels.give_verdict([0, 1], 3)
    labels.undo()

    assert verdicts(table)[:2] == [2, None]
    assert table["inspector"].tolist()[:2] == ["Ann", ""]

    labels.redo()
    assert verdicts(table)[:2] == [3, 3]
    assert table["inspector"].tolist()[:2] == ["Bob", "Bob"]


def test_undo_tells_which_rows_it_touched(labels):
    labels.give_verdict([1, 3], 3)

    assert labels.undo().tolist() == [1, 3]
    assert labels.undo() is None


def test_a_batch_is_one_step(labels, table):
    labels.give_verdict(np.arange(5), 1)
    labels.undo()

    assert verdicts(table) == [None] * 5


@pytest.mark.parametrize(
    ("change", "column", "made"),
    [
        (lambda labels: labels.toggle_tag(1, "sky"), "tags", "sky"),
        (lambda labels: labels.toggle_star(1), "star", 1.0),
        (lambda labels: labels.comment(1, ' two lines,\n"quoted" Å '), "comment",
         'two lines,\n"quoted" Å'),
    ],
)  # fmt: skip
def test_tags_stars_and_comments_can_be_undone_too(labels, table, change, column, made):
    change(labels)
    assert table[column][1] == made

    labels.undo()
    assert table[column][1] != table[column][1] or table[column][1] == ""
    assert table["labelled_utc"][1] == ""


def test_an_edit_that_changes_nothing_is_no_step(qtbot, labels, journal):
    labels.give_verdict(2, 1)
    with qtbot.assertNotEmitted(labels.changed):
        labels.give_verdict(2, 1)
        labels.give_verdict(3, 0)

    assert len(labels.done) == 1
    assert len(journal.changes) == 1


def test_rows_that_had_the_verdict_already_keep_their_date_and_inspector(labels, table):
    labels.give_verdict(0, 3)
    labels.inspector = "Bob"
    labels.give_verdict([0, 1], 3)

    assert table["inspector"].tolist()[:2] == ["Ann", "Bob"]


def test_a_new_edit_ends_what_could_be_redone(labels, table):
    labels.give_verdict(0, 3)
    labels.undo()
    labels.give_verdict(1, 3)

    assert labels.redo() is None
    assert verdicts(table)[:2] == [None, 3]


def test_a_tag_is_put_on_all_rows_before_it_is_taken_from_all(labels, table):
    labels.toggle_tag(0, "sky")
    labels.toggle_tag([0, 1], "cosmic")
    labels.toggle_tag([0, 1], "sky")
    assert table["tags"].tolist()[:2] == ["sky;cosmic", "cosmic;sky"]

    labels.toggle_tag([0, 1], "sky")
    assert table["tags"].tolist()[:2] == ["cosmic", "cosmic"]


def test_zero_takes_the_verdict_away(labels, table):
    labels.give_verdict(0, 3)
    labels.give_verdict(0, 0)

    assert verdicts(table)[0] is None


def test_there_is_no_sixth_verdict(labels):
    with pytest.raises(ValueError, match="no verdict 6"):
        labels.give_verdict(0, 6)


def test_every_change_and_its_undoing_is_written(labels, journal):
    labels.give_verdict(1, 3)
    labels.give_verdict([1, 2, 4], 4)
    labels.inspector = "Bob"
    labels.undo()
    told = [(c.first, c.last, c.before, c.after, c.edit, c.mark) for c in journal.changes]

    assert told == [
        ([1], [1], [None], [3], 1, ""),
        ([1, 2, 4], [1, 2, 4], [3, None, None], [4, 4, 4], 2, ""),
        ([1, 2, 4], [1, 2, 4], [4, 4, 4], [3, None, None], 2, "undo"),
    ]
    assert journal.changes[2].signed == ["Ann", "", ""]
    assert journal.changes[2].inspector == "Bob"


def test_rows_of_which_the_same_was_said_are_written_as_one_stretch(labels, journal):
    labels.give_verdict(np.arange(5), 2)
    labels.comment(3, "odd")
    labels.toggle_tag(np.arange(5), "sky")
    labels.undo()
    told = [(c.first, c.last) for c in journal.changes]

    assert told[0] == ([0], [4])
    assert told[2:] in ([([0], [4])] * 2, [([0, 3, 4], [2, 3, 4])] * 2)  # the comment's time


def test_what_cannot_be_written_does_not_show_and_is_told(qtbot, labels, table, journal):
    journal.full = True
    with qtbot.waitSignal(labels.write_failed) as caught, qtbot.assertNotEmitted(labels.changed):
        assert not labels.give_verdict(1, 3)

    assert caught.args == ["The disk is full."]
    assert verdicts(table)[1] is None
    assert not labels.done


def test_an_undo_that_cannot_be_written_can_be_tried_again(labels, table, journal):
    labels.give_verdict(1, 3)
    journal.full = True
    assert labels.undo() is None
    assert verdicts(table)[1] == 3

    journal.full = False
    assert labels.undo().tolist() == [1]


def test_labelled_rows_are_those_of_which_something_still_holds(labels):
    labels.give_verdict(0, 3)
    labels.toggle_star(1)
    labels.comment(2, "odd")
    labels.undo()

    assert np.flatnonzero(labels.labelled()).tolist() == [0, 1]
