"""Which row a person means by a number or a name."""

import numpy as np

from spectrogui.store.session import Session

_NAMES = ("obsid", "epic", "designation")


def find_row(session: Session, text: str) -> int:
    """The row of an obsid, EPIC or designation, else of a line of the table (from 1), else the
    first whose name or file contains the text; -1 if there is none.

    Rows that the filter hides count last, and never for a part of a name.
    """
    table, shown = session.table, session.queue.rows
    wanted = text.strip().casefold()
    for name in _NAMES:
        same = np.flatnonzero([str(value).casefold() == wanted for value in table[name]])
        if len(same):
            visible = same[np.isin(same, shown)]
            return int(visible[0] if len(visible) else same[0])
    if wanted.isdecimal() and 1 <= int(wanted) <= len(shown):
        return int(shown[int(wanted) - 1])
    for row in shown.tolist():
        if any(wanted in str(table[name][row]).casefold() for name in (*_NAMES, "path")):
            return int(row)
    return -1
