"""A validation page as Markdown, for a repository that shows it to its visitors."""

import re

from spectrogui.validation.cells import numeric, shown
from spectrogui.validation.report import Chapter, Report, verdict
from spectrogui.validation.section import Sheet

_MARKS = re.compile(r"([\\`*_\[\]<|#])")


def as_markdown(report: Report) -> str:
    """The page; figures and tables are linked beside it."""
    parts = [f"# {_plain(report.title)}", *map(_plain, report.about)]
    goals = [
        f"| [{_plain(one.title)}](#{_anchor(one.title)}) | {_plain(goal)} | {_mark(goal)} |"
        for one in report.chapters
        for goal in one.goals
    ]
    if goals:
        heads = "| section | asked for, and found | |\n|---|---|---|\n"
        parts += ["## Goals", heads + "\n".join(goals)]
    parts += [
        "## Contents",
        "\n".join(f"- [{_plain(one.title)}](#{_anchor(one.title)})" for one in report.chapters),
        "## What was judged, and by what",
        "| | |\n|---|---|\n"
        + "\n".join(f"| {_plain(name)} | {_plain(value)} |" for name, value in report.facts),
        *map(_plain, report.how),
        *map(_chapter, report.chapters),
    ]
    return "\n\n".join(parts) + "\n"


def _chapter(chapter: Chapter) -> str:
    parts = [f"## {_plain(chapter.title)}", *map(_plain, chapter.text)]
    for figure in chapter.figures:
        others = [
            f"[{ending.upper()}]({figure.file}.{ending})"
            for ending in figure.endings
            if ending != "png"
        ]
        more = f" ({', '.join(others)})" if others else ""
        parts += [
            f"![{_plain(figure.caption)}]({figure.file}.png)",
            f"*{_plain(figure.caption)}*{more}",
        ]
    parts += [_table(file, sheet) for file, sheet in chapter.tables]
    return "\n\n".join(parts)


def _table(file: str, sheet: Sheet) -> str:
    cells, count = shown(sheet)
    more = f"all {count:,} rows as " if len(cells) < count else ""
    rule = "|".join("---:" if right else "---" for right in numeric(sheet))
    lines = [
        f"| {' | '.join(map(_plain, sheet.columns))} |",
        f"|{rule}|",
        *(f"| {' | '.join(map(_plain, row))} |" for row in cells),
    ]
    return f"{_plain(sheet.caption)} ({more}[CSV]({file}))\n\n" + "\n".join(lines)


def _mark(goal: str) -> str:
    return {"met": "met", "not met": "**not met**"}.get(verdict(goal), "")


def _plain(text: str) -> str:
    """Text in which nothing is a mark of Markdown."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _anchor(title: str) -> str:
    """How a heading is called in links, as GitHub does it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
