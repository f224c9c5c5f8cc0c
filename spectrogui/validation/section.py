"""One section of the page by which a model is judged: words, tables and figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Cell = str | int | float | None
"""What stands in a table; None for what is not known."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the page, which is also written as CSV.

    Attributes
    ----------
    name : of its file, without ending
    caption : a sentence: what is counted, of which stars
    columns : the heads, with units
    rows : as many cells each as there are columns; floats are rounded to what they are worth
    shown : how many of the first rows stand on the page, None for all; the file has all
    """

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    shown: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A figure of the page.

    Attributes
    ----------
    name : of its file, without ending
    caption : what is drawn, of which stars, and what it is to be compared with
    figure : of matplotlib, without pyplot
    """

    name: str
    caption: str
    figure: "Figure"


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A section of the page.

    Attributes
    ----------
    key : short, unique, fit for a file name and an anchor
    title : as people read it
    text : paragraphs; where stars are few they say so
    sheets, pictures : in the order in which they are shown
    goals : what was asked for and what came out, one sentence each, with "met" or "not met"
    """

    key: str
    title: str
    text: tuple[str, ...]
    sheets: tuple[Sheet, ...] = ()
    pictures: tuple[Picture, ...] = ()
    goals: tuple[str, ...] = ()
