"""What a validation page holds, apart from how it is written down."""

from dataclasses import dataclass
from typing import Literal

from spectrogui.validation.section import Section, Sheet

Verdict = Literal["met", "not met", ""]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was written: its file without ending, the words below it, and the endings."""

    file: str
    caption: str
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section whose figures and tables are files by now.

    Attributes
    ----------
    tables : the file of each sheet, and the sheet
    seconds : how long it took
    """

    key: str
    title: str
    text: tuple[str, ...]
    tables: tuple[tuple[str, Sheet], ...]
    figures: tuple[Figure, ...]
    goals: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """The whole page.

    Attributes
    ----------
    title : of the page
    about : paragraphs before everything else
    facts : what was judged by what, as pairs of name and value
    how : sentences: how to make the page anew, and how to cite it
    """

    title: str
    about: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    how: tuple[str, ...]
    chapters: tuple[Chapter, ...]


def verdict(goal: str) -> Verdict:
    """Whether a sentence about a goal says that it is met."""
    if "not met" in goal:
        return "not met"
    return "met" if "met" in goal else ""


def empty_chapter(key: str, title: str, why: str, seconds: float) -> Chapter:
    """A section that could not be made, with the sentence that says why."""
    return Chapter(key, title, (why,), (), (), (), seconds)


def file_name(section: Section, name: str) -> str:
    """Of a figure or table of a section: unlike that of any other section."""
    return name if name.startswith(section.key) else f"{section.key}-{name}"
