import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spectrogui.store.vocabulary import read_vocabulary
from spectrogui.views.tag_chord import TagChord

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)


@pytest.fixture
def chord(qtbot):
    chord = TagChord(read_vocabulary())
    qtbot.addWidget(chord)
    chord.show()
    return chord


def test_every_tag_is_listed_with_its_letter(chord):
    wanted = {(tag.key, tag.title) for tag in read_vocabulary().tags}

    assert {(button.key, button.text()) for button in chord.buttons.values()} == wanted


@pytest.mark.parametrize("tag", read_vocabulary().tags, ids=lambda tag: tag.name)
def test_a_letter_chooses_its_tag_and_closes(qtbot, chord, tag):
    with qtbot.waitSignal(chord.chosen) as chosen:
        QTest.keyClicks(chord, tag.key)

    assert chosen.args == [tag.name]
    assert not chord.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Z, Qt.Key.Key_7])
def test_any_other_key_only_closes(qtbot, chord, key):
    with qtbot.assertNotEmitted(chord.chosen):
        QTest.keyClick(chord, key)

    assert not chord.isVisible()


def test_a_click_chooses_too(qtbot, chord):
    with qtbot.waitSignal(chord.chosen) as chosen:
        QTest.mouseClick(chord.buttons["sky"], Qt.MouseButton.LeftButton)

    assert chosen.args == ["sky"]
    assert not chord.isVisible()


def test_shift_alone_does_not_close(chord):
    QTest.keyClick(chord, Qt.Key.Key_Shift)

    assert chord.isVisible()
