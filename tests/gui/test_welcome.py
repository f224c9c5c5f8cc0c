import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from spectrogui.views.welcome import Welcome

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction


@pytest.fixture
def welcome(qtbot):
    welcome = Welcome()
    qtbot.addWidget(welcome)
    welcome.resize(900, 600)
    welcome.show()
    return welcome


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("open_spectra", "open_asked"),
        ("open_folder", "folder_asked"),
        ("open_demo", "demo_asked"),
    ],
)
def test_each_button_asks_for_what_it_says(qtbot, welcome, button, signal):
    with qtbot.waitSignal(getattr(welcome, signal)):
        getattr(welcome, button).click()


def test_recent_sessions_that_still_exist_are_offered(qtbot, welcome, tmp_path):
    there, gone = tmp_path / "pleiades.spectro", tmp_path / "gone.spectro"
    there.touch()
    welcome.set_recent([there, str(gone)])
    with qtbot.waitSignal(welcome.session_chosen) as chosen:
        welcome.sessions[0].click()

    assert [button.text() for button in welcome.sessions] == ["pleiades"]
    assert chosen.args == [str(there)]
    assert welcome.recent_title.isVisible()


def test_without_recent_sessions_none_are_spoken_of(welcome):
    assert not welcome.recent_title.isVisible()


def test_recent_sessions_replace_one_another(welcome, tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.spectro").touch()
        welcome.set_recent([tmp_path / f"{name}.spectro"])

    assert [button.text() for button in welcome.sessions] == ["b"]


def test_files_can_be_dropped_anywhere(qtbot, welcome, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.fits", "b")])
    enter = QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, NONE)
    drop = QDropEvent(QPoint(5, 5), COPY, data, LEFT, NONE)
    welcome.dragEnterEvent(enter)
    marked = welcome.zone.property("over")
    with qtbot.waitSignal(welcome.dropped) as dropped:
        welcome.dropEvent(drop)

    assert enter.isAccepted()
    assert marked
    assert dropped.args == [[str(tmp_path / "a.fits"), str(tmp_path / "b")]]
    assert not welcome.zone.property("over")


def test_text_cannot_be_dropped(welcome):
    data = QMimeData()
    data.setText("hello")
    enter = QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, NONE)
    enter.ignore()
    welcome.dragEnterEvent(enter)

    assert not enter.isAccepted()
