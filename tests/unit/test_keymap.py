"""The user's file of keys: what it changes, and what becomes of a broken line."""

import pytest

from spectrogui.app.actions import ACTIONS
from spectrogui.app.keymap import keys_path, make_keys_file, read_keymap


def read(tmp_path, text):
    path = tmp_path / "keys.txt"
    path.write_text(text, encoding="utf-8")
    return read_keymap(path)


def test_without_a_file_the_usual_keys_hold(tmp_path):
    keymap = read_keymap(tmp_path / "none.txt")

    assert keymap.keys == {action.id: action.keys for action in ACTIONS}
    assert not keymap.notices


def test_a_line_replaces_all_keys_of_an_action(tmp_path):
    keymap = read(tmp_path, "# mine\n\nnext_row = J Ctrl+Down\n")

    assert keymap.keys["next_row"] == ("J", "Ctrl+Down")
    assert keymap.keys["previous_row"] == ("Left", "B")


def test_an_empty_line_takes_the_keys_away(tmp_path):
    assert read(tmp_path, "toggle_star =\n").keys["toggle_star"] == ()


def test_a_key_goes_from_its_usual_action_to_the_new_one(tmp_path):
    keymap = read(tmp_path, "toggle_star = N")

    assert keymap.keys["toggle_star"] == ("N",)
    assert keymap.keys["next_row"] == ("Right",)


def test_two_actions_may_change_places(tmp_path):
    keymap = read(tmp_path, "previous_line = .\nnext_line = ,\n")

    assert (keymap.keys["previous_line"], keymap.keys["next_line"]) == ((".",), (",",))
    assert not keymap.notices


@pytest.mark.parametrize(("line", "why"), [
    ("next_row Right", "no ="),
    ("next_star = J", "no action “next_star”"),
    ("next_row = Rihgt", "“Rihgt” is no key"),
])  # fmt: skip
def test_a_broken_line_changes_nothing_and_is_told_with_its_number(tmp_path, line, why):
    keymap = read(tmp_path, f"toggle_star = X\n{line}\n")

    assert keymap.keys["next_row"] == ("Right", "N")
    assert keymap.keys["toggle_star"] == ("X",)
    assert len(keymap.notices) == 1
    assert "line 2" in keymap.notices[0]
    assert why in keymap.notices[0]


def test_a_key_given_twice_stays_with_the_first(tmp_path):
    keymap = read(tmp_path, "next_row = J\nprevious_row = J\n")

    assert keymap.keys["next_row"] == ("J",)
    assert keymap.keys["previous_row"] == ("Left", "B")
    assert "belongs to “next_row” already" in keymap.notices[0]


def test_the_file_that_is_made_changes_nothing_and_names_every_action():
    path = make_keys_file()
    keymap = read_keymap(path)

    assert path == keys_path()
    assert keymap.keys == {action.id: action.keys for action in ACTIONS}
    assert not keymap.notices
    assert all(action.id in path.read_text(encoding="utf-8") for action in ACTIONS)


def test_a_line_of_the_file_that_is_made_can_be_taken_as_it_is(tmp_path):
    made = make_keys_file().read_text(encoding="utf-8")
    lines = [line[2:] for line in made.splitlines() if line.startswith("# ") and " = " in line]

    keymap = read(tmp_path, "\n".join(lines))

    assert keymap.keys == {action.id: action.keys for action in ACTIONS}
    assert not keymap.notices


def test_a_file_that_is_no_text_is_told(tmp_path):
    (tmp_path / "keys.txt").write_bytes(b"\xff\xfe\x00")

    keymap = read_keymap(tmp_path / "keys.txt")

    assert "the usual keys hold" in keymap.notices[0]
