"""The whole program with its window on made-up spectra: no model, no FITS, no dialogs."""

from pathlib import Path

import numpy as np
from fake_session import FakeAnalyser, fake_read, fake_slitless
from PySide6.QtCore import QCoreApplication, QEvent
from shiboken6 import isValid

from spectrogui.analysis.curves import measure
from spectrogui.app.program import Program
from spectrogui.core.shown import RedArm
from spectrogui.io.inputs import Inputs, Target


class FakeAsk:
    """Answers questions as a test has it, and remembers what was asked."""

    def __init__(self):
        self.answers = {}
        self.asked = []

    def _answer(self, kind, text, otherwise):
        self.asked.append(text)
        return self.answers.get(kind, otherwise)

    def files(self):
        return self._answer("files", "files", [])

    def light_curves(self):
        return self._answer("light_curves", "light curves", [])

    def folder(self, title):
        return self._answer("folder", title, None)

    def catalogue(self):
        return self._answer("catalogue", "catalogue", None)

    def save(self, title, suggested, kind):
        return self._answer("save", title, None)

    def text(self, title, label):
        return self._answer("text", title, "")

    def which(self, question, answers):
        return self._answer("which", question, -1)

    def tell(self, title, text):
        self.asked.append(title)


def fake_gather(paths, root=None, ticket=None):
    """Every file below, in the order of the names; a folder without files gives a note."""
    targets, notes = [], []
    for path in map(Path, paths):
        files = sorted(path.rglob("*.fits")) if path.is_dir() else [path]
        targets += [Target(str(file)) for file in files]
        if not files:
            notes.append(f"There are no spectra in {path.name}.")
    return Inputs(targets, notes)


def fake_arm(path, velocity, ticket):
    wave = np.linspace(5700.0, 9000.0, 200)
    return RedArm(wave, np.ones(200), np.ones(200), np.zeros(200, np.uint8))


def fake_read_slitless(path, velocity, desk, ticket):
    return fake_slitless(len(path.name))


def patch_files(monkeypatch):
    """Let files be read that are only names."""
    monkeypatch.setattr("spectrogui.analysis.reading.read_one", fake_read)
    monkeypatch.setattr("spectrogui.io.inputs.gather", fake_gather)
    monkeypatch.setattr("spectrogui.app.showing.read_arm", fake_arm)
    monkeypatch.setattr("spectrogui.app.showing.read_slitless", fake_read_slitless)


def make_files(folder, count=12, bad=()):
    """Empty files with numbers in their names; those that are `bad` cannot be read."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"spec{number:03d}{'-bad' * (number in bad)}.fits").touch()
    return folder


def start(qtbot, load=None, seconds=0.0):
    """A program on screen, with the keyboard on it."""
    program = Program(load=load or (lambda model: FakeAnalyser(seconds)), measure=measure)
    object.__setattr__(program.context, "ask", FakeAsk())
    program.show()
    qtbot.waitExposed(program.window)
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    return program


def finish(program):
    """Close it as a person does; its window is gone when this returns."""
    if isValid(program.window):
        program.window.close()
        program.window.deleteLater()
        QCoreApplication.sendPostedEvents(program.window, QEvent.Type.DeferredDelete)


def open_and_score(qtbot, program, *paths):
    """Open things and wait until every row has been gone through."""
    program.context.opening.open_paths(paths)
    qtbot.waitUntil(lambda: len(program.session.table) > 0)
    qtbot.waitUntil(lambda: is_scored(program))


def is_scored(program):
    """Whether nothing is left to do, and the current row is on display."""
    session, window = program.session, program.window
    shown = session.shown is not None and session.shown.row == session.selection.current
    shown = shown and window.pages.currentWidget() is not window.welcome
    return shown and not program.context.scoring.running and (session.table["status"] != "").all()
