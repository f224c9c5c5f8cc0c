"""What is written down each time an inspector says something of a star."""

from dataclasses import dataclass
from typing import Any, NamedTuple


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


@dataclass(frozen=True, slots=True, eq=False)
class LabelChange:
    """A step of labelling, or its taking back: stretches of rows of which the same is said.

    Attributes
    ----------
    utc, inspector : when, ISO 8601, and who
    kind : verdict, tags, star or comment
    edit, mark : as those of `LabelEvent`
    first, last : (m,) rows of the session, ascending; a stretch has both and all between
    before, after : (m,) int or None, or str: what is said of each row
    signed, signed_utc : (m,) who has said it, and when; of what is taken back, those of before
    """

    utc: str
    inspector: str
    kind: str
    edit: int
    mark: str
    first: list[int]
    last: list[int]
    before: list[Any]
    after: list[Any]
    signed: list[str]
    signed_utc: list[str]
