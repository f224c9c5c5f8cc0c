import fake_archive
import pytest
import window_program
from pytestqt.qtbot import QtBot

PATIENCE = 30_000
"""ms; the machine that runs the tests may have other things to do."""


class PatientBot(QtBot):
    """Waits longer than usual before it calls something failed."""

    def waitUntil(self, callback, *, timeout=PATIENCE):
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=PATIENCE, **others):
        return super().waitSignal(signal, timeout=timeout, **others)

    def waitExposed(self, widget, *, timeout=PATIENCE):
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp, request):
    """As the one of pytest-qt, with more patience."""
    return PatientBot(request)


@pytest.fixture
def program(qtbot, monkeypatch):
    """The program with its window, empty."""
    window_program.patch_files(monkeypatch)
    program = window_program.start(qtbot)
    yield program
    window_program.finish(program)


@pytest.fixture
def opened(qtbot, program, tmp_path):
    """The same with twelve stars, all scored; the third and the last cannot be read."""
    folder = window_program.make_files(tmp_path / "spectra", 12, bad=(2, 11))
    window_program.open_and_score(qtbot, program, folder)
    return program


@pytest.fixture
def listed(qtbot, program, tmp_path):
    """Eight stars with EPIC numbers, and an archive."""
    window_program.make_files(tmp_path / "spectra", 8)
    program.archive = fake_archive.FakeArchive(tmp_path / "cache")
    program.context.curves._archive._make = lambda: program.archive
    window_program.open_and_score(qtbot, program, tmp_path / "spectra")
    fake_archive.number_the_stars(program.session)
    program.session.selection.look_at(0)
    qtbot.waitUntil(lambda: fake_archive.curves(program).state.stage == "idle")
    return program
