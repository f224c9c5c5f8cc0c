"""Pictures of the window: what the pages show, and what a machine without a display makes."""

import pytest
import window_program
from fake_session import FakeAnalyser
from PySide6.QtGui import QImage

from spectrogui.app.shots import SIZES, THEMES, render_shots
from spectrogui.core.errors import InputError
from spectrogui.store.places import config_folder, data_folder
from spectrogui.views import theme


@pytest.fixture
def listed(monkeypatch, tmp_path):
    window_program.patch_files(monkeypatch)
    yield window_program.make_files(tmp_path / "spectra", 12)
    theme.use("light")


def test_each_theme_and_size_is_a_picture_of_the_window_at_work(qapp, listed, tmp_path):
    made = render_shots(tmp_path / "shots", listed, load=lambda model: FakeAnalyser())

    sizes = [(image.width(), image.height()) for image in map(QImage, map(str, made))]
    assert sizes == list(SIZES) * len(THEMES)
    corners = [QImage(str(path)).pixelColor(2, 300).lightness() for path in made]
    assert min(corners[:2]) > 200
    assert max(corners[2:]) < 60


def test_nothing_of_the_user_is_changed(qapp, listed, tmp_path):
    render_shots(tmp_path / "shots", listed, load=lambda model: FakeAnalyser())

    assert not list(config_folder().iterdir())
    assert not list(data_folder().rglob("*.spectro"))


def test_a_list_that_cannot_be_scored_is_an_error_with_its_sentence(qapp, listed, tmp_path):
    def load(model):
        raise InputError("There is no model r1800.")

    with pytest.raises(InputError, match="There is no model r1800"):
        render_shots(tmp_path / "shots", listed, load=load)
