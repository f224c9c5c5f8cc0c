"""Settings take effect while the program runs; surprises are told and logged."""

import sys

import pytest
from PySide6.QtWidgets import QApplication, QComboBox

from spectrogui.app.commands_file import FileCommands
from spectrogui.app.logs import Logging, log_path, report_surprises
from spectrogui.app.settings_dialog import SettingsDialog
from spectrogui.store.settings import SETTINGS
from spectrogui.views import theme


@pytest.fixture
def dialog(program):
    program.method("show_settings")()
    files = next(group for group in program.groups if isinstance(group, FileCommands))
    yield files.settings_dialog
    files.settings_dialog.close()
    theme.use("light")


def test_every_setting_can_be_set(dialog):
    assert set(dialog.editors) == {setting.key for setting in SETTINGS}


def test_the_theme_changes_at_once(program, dialog):
    box = dialog.editors["theme"]
    assert isinstance(box, QComboBox)

    box.setCurrentText("dark")
    assert theme.current() is theme.DARK
    box.setCurrentText("light")
    assert theme.current() is theme.LIGHT


def test_the_size_of_text_changes_at_once(program, dialog):
    before = QApplication.font().pointSizeF()

    dialog.editors["text_scale"].setValue(150)
    assert QApplication.font().pointSizeF() == pytest.approx(1.5 * before)
    dialog.editors["text_scale"].setValue(100)
    assert QApplication.font().pointSizeF() == pytest.approx(before)


def test_moving_on_is_the_same_in_settings_and_tool_bar(program, dialog):
    dialog.editors["auto_advance"].setChecked(False)

    assert not program.actions.by_id["auto_advance"].isChecked()


def test_a_dialog_shows_what_is_set(program):
    program.settings.set("inspector", "Tycho")

    dialog = SettingsDialog(program.settings)

    assert dialog.editors["inspector"].text() == "Tycho"


def test_an_unexpected_error_is_printed_logged_and_told(program, monkeypatch):
    logging = Logging()
    told, printed = [], []
    monkeypatch.setattr(sys, "excepthook", lambda *error: printed.append(error))
    logging.start()
    undo = report_surprises(lambda sentence, details: told.append((sentence, details)))
    try:
        raise ZeroDivisionError("a bug")
    except ZeroDivisionError as error:
        sys.excepthook(ZeroDivisionError, error, error.__traceback__)
    finally:
        undo()
        logging.stop()

    assert len(printed) == 1
    assert "a bug" in told[0][0]
    assert "ZeroDivisionError" in told[0][1]
    assert "a bug" in log_path().read_text(encoding="utf-8")


def test_diagnostics_are_copied(qtbot, program):
    program.method("copy_diagnostics")()
    qtbot.waitUntil(lambda: any("Diagnostics" in said for _, said in program.notices.log))

    assert "PySide6" in QApplication.clipboard().text()
