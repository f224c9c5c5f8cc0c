"""The commands that move through the list and choose from it."""

from PySide6.QtCore import QObject

from spectrogui.app.context import Context
from spectrogui.app.finding import find_row
from spectrogui.store.selection import NO_ROWS


class GoCommands(QObject):
    """Every step goes through the queue, in the order of the table."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._context = context
        self._session = context.session

    def next_row(self) -> None:
        """Next in the table."""
        self._look_at(self._session.queue.after(self._session.selection.current))

    def previous_row(self) -> None:
        """Previous in the table."""
        self._look_at(self._session.queue.before(self._session.selection.current))

    def next_unlabelled(self) -> None:
        """Next without a verdict."""
        row = self._session.queue.next_unlabelled(self._session.selection.current)
        self._look_at(row, "Every star shown has a verdict.")

    def previous_unlabelled(self) -> None:
        """Previous without a verdict."""
        row = self._session.queue.previous_unlabelled(self._session.selection.current)
        self._look_at(row, "Every star shown has a verdict.")

    def first_row(self) -> None:
        """First in the table."""
        rows = self._session.queue.rows
        self._look_at(int(rows[0]) if len(rows) else -1)

    def last_row(self) -> None:
        """Last in the table."""
        rows = self._session.queue.rows
        self._look_at(int(rows[-1]) if len(rows) else -1)

    def go_to(self) -> None:
        """Ask for a line, number or name and look at that star."""
        text = self._context.ask.text("Go to", "Line of the table, obsid, designation or EPIC:")
        if text:
            self._look_at(find_row(self._session, text), f"No star shown is “{text}”.")

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self._context.window.bench.table.focus_filter()

    def pick_filtered(self) -> None:
        """Pick all rows that pass the filter."""
        self._session.selection.pick(self._session.queue.rows)

    def pick_none(self) -> None:
        """Let go of the picked rows."""
        self._session.selection.pick(NO_ROWS)

    def _look_at(self, row: int, otherwise: str = "") -> None:
        if row >= 0:
            self._session.selection.look_at(row)
        elif otherwise:
            self._context.window.status.say(otherwise)
