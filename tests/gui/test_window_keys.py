"""Keys: they act from everywhere but where one writes, and the user's file can change them."""

import numpy as np
import pytest
import window_program
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from spectrogui.store.places import config_folder
from spectrogui.views.filter_box import FilterBox

KEYPAD = Qt.KeyboardModifier.KeypadModifier
CTRL = Qt.KeyboardModifier.ControlModifier
PLACES = {
    "table": lambda bench: bench.table.lines,
    "scatter": lambda bench: bench.scatter.canvas,
    "axis": lambda bench: bench.scatter.bar.x_axis,
    "colour": lambda bench: bench.scatter.findChildren(QComboBox)[-1],
    "lasso": lambda bench: bench.scatter.bar.lasso,
    "spectrum": lambda bench: bench.spectrum.panels[0].canvas,
    "calcium": lambda bench: bench.spectrum.panels[1].canvas,
    "lithium": lambda bench: bench.lithium.panels[0].canvas,
    "red arm": lambda bench: bench.red_arm.canvas,
    "verdict button": lambda bench: bench.labelling.verdicts[2],
    "star button": lambda bench: bench.labelling.star,
    "tag button": lambda bench: next(iter(bench.labelling.tags.values())),
    "column button": lambda bench: bench.table.chooser,
}


def press(widget, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """Press a key while a widget has the keyboard."""
    widget.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.keyClick(widget, key, modifiers)


def spectrum(program):
    return program.window.bench.spectrum.panels[0].canvas


@pytest.fixture
def stay(opened):
    """Verdicts do not lead on."""
    opened.settings.set("auto_advance", False)
    return opened


def test_a_digit_gives_a_verdict_wherever_the_keyboard_is(stay):
    session, bench = stay.session, stay.window.bench
    deaf = []
    for name, place in PLACES.items():
        session.labels.give_verdict([0], 0)
        press(place(bench), Qt.Key.Key_3)
        deaf += [name] if session.table["verdict"][0] != 3 else []

    assert not deaf


def test_a_letter_leads_to_the_next_star_wherever_the_keyboard_is(opened):
    session, bench = opened.session, opened.window.bench
    deaf = []
    for name, place in PLACES.items():
        session.selection.look_at(0)
        press(place(bench), Qt.Key.Key_N)
        deaf += [name] if session.selection.current != 1 else []

    assert not deaf


def test_the_keypad_has_the_same_digits(stay):
    session, given = stay.session, []
    for code in (1, 2, 3, 4, 5, 0):
        press(spectrum(stay), Qt.Key(Qt.Key.Key_0 + code), KEYPAD)
        given.append(session.table["verdict"][0])

    assert given[:5] == [1, 2, 3, 4, 5]
    assert np.isnan(given[5])


def test_keys_page_through_the_table(opened):
    keys = (Qt.Key.Key_Right, Qt.Key.Key_N, Qt.Key.Key_B, Qt.Key.Key_Left, Qt.Key.Key_End,
            Qt.Key.Key_Home)  # fmt: skip
    seen = []
    for key in keys:
        press(spectrum(opened), key)
        seen.append(opened.session.selection.current)

    assert seen == [1, 2, 1, 0, 11, 0]


def test_ctrl_and_an_arrow_pass_over_stars_with_a_verdict(opened):
    session = opened.session
    session.labels.give_verdict([1, 2, 11], 2)

    press(spectrum(opened), Qt.Key.Key_Right, CTRL)
    assert session.selection.current == 3

    press(spectrum(opened), Qt.Key.Key_Left, CTRL)
    press(spectrum(opened), Qt.Key.Key_Left, CTRL)
    assert session.selection.current == 10


def test_arrows_in_the_scatter_step_from_point_to_point(opened):
    canvas = opened.window.bench.scatter.canvas
    canvas.setFocus()
    steps = []
    canvas.stepped.connect(lambda *step: steps.append(step))

    QTest.keyClick(canvas, Qt.Key.Key_Right)

    assert steps == [(1, 0)]


def test_a_digit_in_the_filter_is_text(stay):
    session = stay.session
    edit = stay.window.bench.table.filter_box.edit

    press(edit, Qt.Key.Key_3)
    press(edit, Qt.Key.Key_N)

    assert edit.text() == "3n"
    assert np.isnan(session.table["verdict"]).all()
    assert session.selection.current == 0


def test_a_letter_in_the_comment_is_text(stay):
    comment = stay.window.bench.labelling.comment
    press(spectrum(stay), Qt.Key.Key_C)

    QTest.keyClicks(comment, "3 flares, 1n")

    assert comment.toPlainText() == "3 flares, 1n"
    assert stay.session.selection.current == 0


def test_c_writes_a_comment_and_esc_goes_back_to_the_spectra(stay):
    comment = stay.window.bench.labelling.comment

    press(spectrum(stay), Qt.Key.Key_C)
    assert comment.hasFocus()
    QTest.keyClicks(comment, "flare")
    QTest.keyClick(comment, Qt.Key.Key_Escape)

    assert spectrum(stay).hasFocus()
    assert stay.session.table["comment"][0] == "flare"
    press(spectrum(stay), Qt.Key.Key_4)
    assert stay.session.table["verdict"][0] == 4


def test_a_slash_goes_to_the_filter_and_esc_comes_back(opened):
    box = opened.window.bench.findChild(FilterBox)

    press(spectrum(opened), Qt.Key.Key_Slash)
    assert box.edit.hasFocus()

    QTest.keyClick(box.edit, Qt.Key.Key_Escape)
    assert opened.window.bench.table.lines.hasFocus()


@pytest.mark.qt_log_ignore("does not support grabbing", extend=True)
def test_g_and_a_letter_put_on_a_tag(qtbot, opened):
    press(spectrum(opened), Qt.Key.Key_G)
    chord = opened.labelling.chord
    qtbot.waitUntil(chord.isVisible)

    QTest.keyClick(chord, Qt.Key.Key_N)

    assert opened.session.table["tags"][0] == "nebular"


def test_f_puts_on_a_star_and_takes_it_away(opened):
    press(spectrum(opened), Qt.Key.Key_F)
    assert opened.session.table["star"][0] == 1

    press(spectrum(opened), Qt.Key.Key_F)
    assert np.isnan(opened.session.table["star"][0])


def test_keys_change_how_the_spectra_are_drawn(opened):
    view = opened.window.bench.spectrum
    idle = []
    for key in "TDLMS.=]-[A":
        options, x = view.options, view.panels[0].flux.x_range
        press(spectrum(opened), key)
        changed = view.options != options or view.panels[0].flux.x_range != x
        idle += [] if changed or key == "A" else [key]

    assert not idle


def test_lithium_is_drawn_like_the_other_panels(opened):
    press(spectrum(opened), Qt.Key.Key_T)
    press(spectrum(opened), Qt.Key.Key_S)

    bench = opened.window.bench
    assert bench.lithium.options == bench.spectrum.options


def test_shift_s_smooths_less_and_r_resets(opened):
    view = opened.window.bench.spectrum
    at_first = view.options.smooth, view.panels[0].flux.x_range
    for key in (Qt.Key.Key_S, Qt.Key.Key_Equal):
        press(spectrum(opened), key)

    press(spectrum(opened), Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    press(spectrum(opened), Qt.Key.Key_R)

    assert (view.options.smooth, view.panels[0].flux.x_range) == at_first


def test_a_question_mark_shows_all_keys(qtbot, opened):
    help_commands = opened.groups[-1]
    for key in (Qt.Key.Key_Question, Qt.Key.Key_F1):
        opened.window.activateWindow()
        press(spectrum(opened), key)

        assert help_commands.sheet.isVisible()
        help_commands.sheet.close()


def test_h_leaves_the_spectra_alone_and_brings_everything_back(qtbot, opened):
    bench = opened.window.bench
    press(spectrum(opened), Qt.Key.Key_H)
    assert not bench.left.isVisible()
    assert not opened.window.menuBar().isVisible()

    press(spectrum(opened), Qt.Key.Key_H)
    assert bench.left.isVisible()
    assert opened.window.status.isVisible()


def test_layouts_share_out_the_room(qtbot, opened):
    bench = opened.window.bench
    press(spectrum(opened), Qt.Key.Key_2, CTRL)
    wide = bench.left.width()

    press(spectrum(opened), Qt.Key.Key_1, CTRL)

    assert wide > bench.left.width() + 50


def test_go_to_finds_a_line_a_number_and_a_name(opened):
    session = opened.session
    for text, row in (("3", 2), (session.table["obsid"][7], 7), ("spec009", 9)):
        opened.context.ask.answers["text"] = text

        press(spectrum(opened), Qt.Key.Key_G, CTRL)

        assert session.selection.current == row


def test_what_needs_a_star_cannot_be_used_without_one(program):
    actions = program.actions.by_id

    off = {name for name, action in actions.items() if not action.isEnabled()}

    assert {"verdict_1", "next_row", "export_rows", "save_copy"} <= off
    assert actions["open_files"].isEnabled()


def test_the_users_file_changes_keys(qtbot, monkeypatch, tmp_path):
    (config_folder() / "keys.txt").write_text("next_row = J\nverdict_9 = X\n", encoding="utf-8")
    window_program.patch_files(monkeypatch)
    program = window_program.start(qtbot)
    folder = window_program.make_files(tmp_path / "s", 3)
    window_program.open_and_score(qtbot, program, folder)

    press(spectrum(program), Qt.Key.Key_N)
    assert program.session.selection.current == 0
    press(spectrum(program), Qt.Key.Key_J)
    assert program.session.selection.current == 1

    assert "line 2: there is no action “verdict_9”" in program.notices.log[0][1]
    window_program.finish(program)


def test_the_tool_bar_has_ten_items_at_most_and_each_says_its_key(opened):
    actions = [a for a in opened.actions.tool_bar.actions() if a.objectName()]

    assert len(actions) <= 10
    assert all(not action.icon().isNull() for action in actions)
    assert "(Ctrl+O)" in opened.actions.by_id["open_files"].toolTip()
