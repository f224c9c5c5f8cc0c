"""Write the table of keys into README.md, from the table of actions."""

from itertools import groupby
from pathlib import Path

from spectrogui.app.actions import key_rows

README = Path(__file__).resolve().parents[1] / "README.md"
_FROM, _TO = "<!-- keys -->\n", "<!-- /keys -->"


def table() -> str:
    """The keys in Markdown, a line for each menu and action."""
    lines = ["| key | does |", "|---|---|"]
    for group, rows in groupby(key_rows(), key=lambda row: row[0]):
        lines.append(f"| **{group}** | |")
        for _, title, keys in rows:
            shown = " ".join(f"`{key}`" for key in keys.split(" "))
            lines.append(f"| {shown} | {title} |")
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """The text of the README with the table of now."""
    before, _, rest = text.partition(_FROM)
    _, _, after = rest.partition(_TO)
    return f"{before}{_FROM}{table()}{_TO}{after}"


if __name__ == "__main__":
    README.write_text(page(README.read_text(encoding="utf-8")), encoding="utf-8")
