"""Which row a person means by a number or a name."""

import numpy as np

from spectrogui.core.text_search import equal_to, holding
from spectrogui.store.ordering import column_of
from spectrogui.store.session import Session

_NAMES = ("obsid", "epic", "designation")


def find_row(session: Session, text: str) -> int:
    """The row of an obsid, EPIC or designation, else of a line of the table (from 1), else the
    first whose name or file contains the text; -1 if there is none.

    Rows that the filter hides count last, and never for a part of a name.
    """
    table, queue = session.table, session.queue
    wanted = text.strip()
    for name in _NAMES:
        same = np.flatnonzero(equal_to(column_of(table, name), wanted))
        if len(same):
            visible = same[queue.passing[same]]
            return int(visible[0] if len(visible) else same[0])
    if wanted.isdecimal() and 1 <= int(wanted) <= len(queue.rows):
        return int(queue.rows[int(wanted) - 1])
    found = np.zeros(len(table), dtype=bool)
    for name in (*_NAMES, "path"):
        found |= holding(column_of(table, name), wanted)
    lines = np.flatnonzero(found[queue.rows])
    return int(queue.rows[lines[0]]) if len(lines) else -1
