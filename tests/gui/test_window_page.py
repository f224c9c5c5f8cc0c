"""The page on the window says what the program says."""

import re
from pathlib import Path

import pytest

from spectrogui.core.query import Query
from spectrogui.core.table import Table
from spectrogui.store.vocabulary import read_vocabulary

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "window.md").read_text(encoding="utf-8")
FILTERS = re.findall(r"^\| `([^`]+)` \|", PAGE.split("## Filters")[1], re.MULTILINE)


def test_every_verdict_and_tag_is_explained_as_in_the_window():
    words = read_vocabulary()
    said = [(verdict.name, verdict.definition) for verdict in words.verdicts]
    said += [(tag.name, tag.definition) for tag in words.tags]

    missing = [name for name, meaning in said if f"{name} | {meaning} |" not in PAGE]

    assert not missing


@pytest.mark.parametrize("text", FILTERS)
def test_every_filter_of_the_page_can_be_used(text):
    assert Query.parse(text, Table()).columns


def test_every_picture_is_there():
    named = re.findall(r"\]\(([^)]+\.png)\)", PAGE)

    assert named
    assert [name for name in named if not (DOCS / name).is_file()] == []
