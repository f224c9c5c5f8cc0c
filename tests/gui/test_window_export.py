"""Exporting: which rows, in which order, with what said of their origin."""

import time

import numpy as np
import pandas
import pytest

from spectrogui.app import export_run
from spectrogui.app.commands_file import FileCommands


def export(qtbot, program, choice, path):
    """Go through the dialog as a person does."""
    program.method("export_rows")()
    dialog = next(
        group for group in program.groups if isinstance(group, FileCommands)
    ).export_dialog
    dialog.choose(choice)
    dialog.path.setText(str(path))
    before = len(program.notices.log)
    dialog.export.click()
    qtbot.waitUntil(lambda: len(program.notices.log) > before)
    return pandas.read_csv(path, comment="#", dtype={"obsid": str})


@pytest.mark.parametrize(("choice", "rows"), [
    ("selected", [3, 6]), ("filtered", [10, 9, 8, 7, 5]), ("labelled", [4, 8]), ("all", range(12)),
])  # fmt: skip
def test_each_choice_writes_its_rows(qtbot, opened, tmp_path, choice, rows):
    session = opened.session
    session.selection.pick(np.array([3, 6]))
    session.labels.give_verdict([8], 4)
    session.labels.comment(4, "a “comma”, and\na second line")
    session.queue.sort_by("ew_ha", True)
    session.queue.set_filter("ew_ha > 0.09 and not obsid = '006'")

    found = export(qtbot, opened, choice, tmp_path / "out.csv")

    wanted = [session.table["path"][row] for row in rows]
    assert found["path"].tolist() == wanted


def test_numbers_are_those_of_the_window(qtbot, opened, tmp_path):
    found = export(qtbot, opened, "all", tmp_path / "out.csv")

    assert np.array_equal(found["ew_ha"], opened.session.table["ew_ha"], equal_nan=True)


def test_the_head_says_where_the_rows_are_from(qtbot, opened, tmp_path):
    opened.settings.set("inspector", "Tycho")
    opened.session.queue.set_filter("ew_ha > 0.05")

    export(qtbot, opened, "filtered", tmp_path / "out.csv")

    head = [line for line in (tmp_path / "out.csv").read_text().splitlines() if line[0] == "#"]
    text = "\n".join(head)
    for fact in ("Tycho", "ew_ha > 0.05", "spectrogui 0.1.0", "a1" * 32, "b2" * 32, "UTC"):
        assert fact.lower() in text.lower()


def test_a_choice_without_rows_cannot_be_made(opened):
    opened.method("export_rows")()
    dialog = next(g for g in opened.groups if isinstance(g, FileCommands)).export_dialog

    assert not dialog.choices.button(0).isEnabled()
    assert dialog.choice == "all"
    dialog.reject()


def test_a_name_that_no_format_has_is_refused_and_an_old_file_is_said_to_be_replaced(
    opened, tmp_path
):
    (tmp_path / "old.csv").touch()
    opened.method("export_rows")()
    dialog = next(g for g in opened.groups if isinstance(g, FileCommands)).export_dialog

    dialog.path.setText(str(tmp_path / "out.doc"))
    assert not dialog.export.isEnabled()
    dialog.path.setText(str(tmp_path / "old.csv"))
    assert (dialog.export.isEnabled(), dialog.export.text()) == (True, "Replace")
    dialog.reject()


def test_a_checkpoint_copy_is_a_session_of_its_own(qtbot, opened, tmp_path):
    from spectrogui.store.loading import load

    opened.session.labels.give_verdict([0], 3)
    opened.context.ask.answers["save"] = tmp_path / "copy.spectro"

    opened.method("save_copy")()
    qtbot.waitUntil(lambda: any("copy" in said for _, said in opened.notices.log))

    loaded = load(tmp_path / "copy.spectro")
    assert loaded.table["verdict"][0] == 3
    loaded.file.close()
    loaded.pack.close()


def test_it_is_said_how_far_writing_is_and_it_can_be_stopped(qtbot, opened, tmp_path, monkeypatch):
    def slow(export, table, facts, ticket):
        for done in range(10_000):
            ticket.checkpoint(done, 10_000)
            time.sleep(0.005)

    monkeypatch.setattr(export_run, "write", slow)
    (tmp_path / "out.csv").write_text("old")
    writing = opened.window.status.writing
    opened.method("export_rows")()
    dialog = next(g for g in opened.groups if isinstance(g, FileCommands)).export_dialog
    dialog.path.setText(str(tmp_path / "out.csv"))
    dialog.export.click()
    qtbot.waitUntil(lambda: not writing.isHidden() and "/s" in writing.words.text())
    said, before = writing.words.text(), list(opened.notices.log)
    writing.cancel.click()
    qtbot.waitUntil(writing.isHidden)

    assert said.startswith("Writing ")
    assert " of 10,000 · " in said
    assert (tmp_path / "out.csv").read_text() == "old"
    assert opened.notices.log == before
