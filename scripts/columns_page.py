"""Writes docs/columns.md, the list of all columns, from `spectrogui.core.columns`.

Run it after a column was changed: `.venv/bin/python scripts/columns_page.py`.
"""

from pathlib import Path

from spectrogui.analysis.curves import UNREADABLE
from spectrogui.core.columns import (
    FRAME,
    IDENTITY,
    LIGHT_CURVE,
    MODEL,
    PROVENANCE,
    R250,
    STAR,
    VERDICT,
    WIDTHS,
    Column,
)
from spectrogui.core.curve_study import BY_HAND, OK
from spectrogui.science.period_quality import MEANINGS
from spectrogui.views.flag_words import FLAG_WORDS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "columns.md"
GROUPS: tuple[tuple[str, tuple[Column, ...]], ...] = (
    ("Who it is", IDENTITY),
    ("Velocity frame", FRAME),
    ("The model", MODEL),
    ("Equivalent widths", WIDTHS),
    ("The star", STAR),
    ("At R = 250 (empty in this version)", R250),
    ("The K2 light curve", LIGHT_CURVE),
    ("What a person said", VERDICT),
    ("Where it comes from", PROVENANCE),
)
FLAGS = ("masked_ha", "masked_ca", "cosmic", "frame", "low_snr", "no_red_arm", "simulated")
WORDS = {
    OK: "The period can be trusted.",
    **MEANINGS,
    BY_HAND: "A person chose the period in the window.",
    UNREADABLE: "The file could not be read.",
}
HEAD = """# Columns

Every table that spectrogui writes has these columns in this order, and the filter box knows \
them by these names. Unknown is empty, never 0. Equivalent widths are in Å; identifiers are text. \
This page is written by `scripts/columns_page.py`.
"""


def page() -> str:
    """The page as text."""
    parts = [HEAD]
    for title, columns in GROUPS:
        lines = [f"## {title}", "", "| column | kind | unit | meaning |", "|---|---|---|---|"]
        lines += [f"| `{c.name}` | {c.kind} | {c.unit} | {c.note or c.title} |" for c in columns]
        parts.append("\n".join(lines) + "\n")
    lines = ["## Words of `flags`", "", "| word | meaning |", "|---|---|"]
    lines += [f"| `{word}` | {FLAG_WORDS[word]} |" for word in FLAGS]
    parts.append("\n".join(lines) + "\n")
    lines = ["## Words of `lc_quality`", "", "| word | meaning |", "|---|---|"]
    lines += [f"| `{word}` | {meaning} |" for word, meaning in WORDS.items()]
    parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
