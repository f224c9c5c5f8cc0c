import pytest
import window_program


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
