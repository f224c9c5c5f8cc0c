from spectrogui.store.vocabulary import read_vocabulary
from spectrogui.views.key_sheet import KeySheet

ROWS = (
    ("&File", "Open…", "Ctrl+O"),
    ("&File", "About", ""),
    ("&View", "Pan <left>", "["),
    ("&View", "Zoom", "= +"),
)


def sheet(qtbot):
    made = KeySheet(ROWS, read_vocabulary())
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_action_with_a_key_is_listed_under_its_group(qtbot):
    text = "".join(sheet(qtbot).sheets)

    assert all(word in text for word in ("File", "View", "Ctrl+O", "Open…", "= +"))
    assert "&amp;File" not in text
    assert "About" not in text


def test_titles_are_text_and_not_html(qtbot):
    assert "Pan &lt;left&gt;" in "".join(sheet(qtbot).sheets)


def test_verdicts_and_tags_are_defined(qtbot):
    words = read_vocabulary()
    text = sheet(qtbot).sheets[-1]

    assert all(verdict.definition in text for verdict in words.verdicts)
    assert all(f"g {tag.key}" in text for tag in words.tags)


def test_without_a_single_key_the_definitions_are_still_there(qtbot):
    made = KeySheet((), read_vocabulary())
    qtbot.addWidget(made)

    assert "inactive" in made.sheets[-1]
