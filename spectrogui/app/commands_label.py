"""The commands that say something of a star."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer

from spectrogui.app.context import Context
from spectrogui.core.columns import COLUMN
from spectrogui.store.selection import Rows

if TYPE_CHECKING:
    from spectrogui.views.labelling import LabellingView
    from spectrogui.views.tag_chord import TagChord

FLASH_MS = 250
"""How long a verdict is seen before the next star comes."""


class LabelCommands(QObject):
    """Words go to the picked rows if more than one is picked, after asking; else to the star."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._context = context
        self._session = context.session
        self._from = -1  # the row that is left once its verdict was seen
        self._advance = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._advance.timeout.connect(self._on_advance)
        self.chord: TagChord | None = None
        context.window.bench_made.connect(self._on_bench_made)

    def verdict_0(self) -> None:
        """Take the verdict away."""
        self.give_verdict(0)

    def verdict_1(self) -> None:
        """Inactive."""
        self.give_verdict(1)

    def verdict_2(self) -> None:
        """Uncertain."""
        self.give_verdict(2)

    def verdict_3(self) -> None:
        """Probably active."""
        self.give_verdict(3)

    def verdict_4(self) -> None:
        """Securely active."""
        self.give_verdict(4)

    def verdict_5(self) -> None:
        """Peculiar."""
        self.give_verdict(5)

    def give_verdict(self, code: int) -> None:
        """Verdict 1 to 5, or 0 for none; then on to the next star, if that is set."""
        rows = self._rows(f"Label {{}} stars as {code}?" if code else "Clear {} verdicts?")
        if not len(rows) or not self._session.labels.give_verdict(rows, code):
            return
        self._labelling.flash(code)
        current = self._session.selection.current
        alone = len(rows) == 1 and rows[0] == current
        if alone and code and self._context.settings.settings.auto_advance:
            self._from = current
            self._advance.start()
        else:
            self._advance.stop()

    def toggle_star(self) -> None:
        """Put a star on it, or take it away."""
        rows = self._rows("Star {} stars?")
        if len(rows):
            self._session.labels.toggle_star(rows)

    def give_tag(self, name: str) -> None:
        """Put a tag on it, or take it away."""
        rows = self._rows(f"Tag {{}} stars with “{name}”?")
        if len(rows):
            self._session.labels.toggle_tag(rows, name)

    def choose_tag(self) -> None:
        """Show the tags and wait for a letter."""
        from spectrogui.views.tag_chord import TagChord  # plots, which the first screen lacks

        window = self._context.window
        self.chord = TagChord(self._session.labels.vocabulary, window)
        self.chord.chosen.connect(self.give_tag)
        self.chord.pop_up(window.bench.spectrum)

    def give_comment(self, row: int, text: str) -> None:
        """Replace the comment of a row."""
        self._session.labels.comment(row, text)

    def focus_comment(self) -> None:
        """Put the cursor into the comment."""
        self._labelling.focus_comment()

    def undo(self) -> None:
        """Take back the last step, and show the star that it was about."""
        if self._session.labels.finish():
            self._tell(self._session.labels.done, "Undone")
            self._follow(self._session.labels.undo())

    def redo(self) -> None:
        """Do again what was taken back, and show the star."""
        if self._session.labels.finish():
            self._tell(self._session.labels.undone, "Done again")
            self._follow(self._session.labels.redo())

    def stay(self) -> None:
        """Do not move on, even if a verdict was just given."""
        self._advance.stop()

    def auto_advance(self, on: bool) -> None:
        """Whether a verdict leads on to the next star."""
        self._context.settings.set("auto_advance", on)

    @property
    def _labelling(self) -> "LabellingView":
        return self._context.window.bench.labelling

    def _rows(self, question: str) -> Rows:
        """The rows meant; asks once if these are many."""
        selection = self._session.selection
        here = np.array([selection.current] if selection.current >= 0 else [], dtype=np.intp)
        picked = selection.picked
        if len(picked) < 2:
            return here
        answers = [f"All {len(picked):,} selected"] + ["Only the star on display"] * len(here)
        text = question.format(f"{len(picked):,}")
        answer = self._context.ask.which(text, tuple(answers))
        return (picked, here)[answer] if answer >= 0 else here[:0]

    def _follow(self, rows: Rows | None) -> None:
        self._advance.stop()
        if rows is not None and len(rows) and self._session.selection.current not in rows:
            self._session.selection.look_at(int(rows[0]))

    def _tell(self, steps: object, what: str) -> None:
        if isinstance(steps, tuple) and steps:
            edit = steps[-1]
            many = f" of {len(edit.rows):,} stars" if len(edit.rows) > 1 else ""
            self._context.window.status.say(f"{what}: {COLUMN[edit.kind].title.lower()}{many}")
        else:
            self._context.window.status.say("There is nothing to take back or do again.")

    def _on_advance(self) -> None:
        session = self._session
        if session.selection.current != self._from:
            return
        row = session.queue.next_unlabelled(self._from)
        if row >= 0:
            session.selection.look_at(row)
        else:
            self._context.window.status.say("Every star shown has a verdict.")

    def _on_bench_made(self) -> None:
        view = self._labelling
        view.verdict_asked.connect(self.give_verdict)
        view.star_asked.connect(self.toggle_star)
        view.tag_asked.connect(self.give_tag)
        view.comment_given.connect(self.give_comment)
        view.undo_asked.connect(self.undo)
        view.redo_asked.connect(self.redo)
        view.left.connect(self._on_left)

    def _on_left(self) -> None:
        """From the comment the keyboard goes back to the spectra."""
        self._context.window.bench.spectrum.panels[0].canvas.setFocus()
