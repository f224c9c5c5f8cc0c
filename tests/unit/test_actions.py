"""The table of actions: unique, complete, and the same in program and pages."""

import importlib.util
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence

from spectrogui.app.actions import ACTIONS, MENUS, TOOL_BAR, key_rows, key_text
from spectrogui.app.commands_analysis import AnalysisCommands
from spectrogui.app.commands_figure import FigureCommands
from spectrogui.app.commands_file import FileCommands
from spectrogui.app.commands_go import GoCommands
from spectrogui.app.commands_help import HelpCommands
from spectrogui.app.commands_k2 import LightCurveCommands
from spectrogui.app.commands_label import LabelCommands
from spectrogui.app.commands_view import ViewCommands

ROOT = Path(__file__).resolve().parents[2]
GROUPS = (
    AnalysisCommands, FigureCommands, FileCommands, GoCommands, HelpCommands, LabelCommands,
    LightCurveCommands, ViewCommands,
)  # fmt: skip


def test_ids_are_unique():
    ids = [action.id for action in ACTIONS]

    assert len(ids) == len(set(ids))


def test_no_key_does_two_things():
    keys = [key for action in ACTIONS for key in action.keys]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_has_one_method_that_carries_it_out(action):
    assert sum(action.id in vars(group) for group in GROUPS) == 1


def test_every_key_is_one_that_qt_knows_by_this_name():
    keys = [key for action in ACTIONS for key in action.keys]

    assert [QKeySequence.fromString(key).toString() for key in keys] == keys


def test_every_action_stands_in_a_menu_and_says_what_it_does():
    assert all(action.menu in MENUS and action.tip for action in ACTIONS)


def test_the_tool_bar_offers_known_actions():
    named = [name for name in TOOL_BAR if name]

    assert set(named) <= {action.id for action in ACTIONS}
    assert len(named) <= 10


def test_no_letter_is_underlined_twice_in_a_menu():
    twice = []
    for menu in MENUS:
        letters = [
            action.title[action.title.index("&") + 1].lower()
            for action in ACTIONS
            if action.menu == menu and "&" in action.title
        ]
        twice += [(menu, letter) for letter in letters if letters.count(letter) > 1]

    assert not twice


def test_keys_that_would_surprise_are_left_alone():
    keys = {key for action in ACTIONS for key in action.keys}

    assert not keys & {"Q", "Space", "Tab", "Backspace", "J", "Return", "Enter"}


def test_keys_are_written_as_people_read_them():
    assert key_text(("Right", "N", "Ctrl+Left", "Shift+S", "?")) == (
        "→", "n", "Ctrl+←", "Shift+S", "?",
    )  # fmt: skip


def test_the_list_of_keys_follows_a_changed_key():
    rows = key_rows({"next_row": ("J",)})

    assert rows == [("Go", "Next star", "j")]


def test_the_keys_in_the_readme_are_those_of_the_program():
    spec = importlib.util.spec_from_file_location("keys", ROOT / "scripts" / "key_table.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert script.page(text) == text
