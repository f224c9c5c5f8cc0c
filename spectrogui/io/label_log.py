"""What is written down each time an inspector says something of a star."""

from typing import NamedTuple


class LabelEvent(NamedTuple):
    """One change of one row; never altered once written.

    Attributes
    ----------
    utc : when, ISO 8601
    row, obsid, input_sha256 : which spectrum; the last two find it again in another list
    kind : verdict, tags, star or comment
    before, after : as text, "" for none
    batch : 1 when the change was one of many made at once
    edit : number of the step that `undo` takes back
    mark : "" for a change by hand, else undo or redo
    """

    utc: str
    row: int
    obsid: str
    input_sha256: str
    kind: str
    before: str
    after: str
    batch: int
    inspector: str
    edit: int
    mark: str


class LabelState(NamedTuple):
    """What holds for a row after the newest event; None and "" where nothing is said."""

    row: int
    obsid: str
    input_sha256: str
    verdict: int | None
    tags: str
    star: int | None
    comment: str
    inspector: str
    labelled_utc: str
