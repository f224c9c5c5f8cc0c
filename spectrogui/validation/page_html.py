"""A validation page as one HTML file: no script, nothing from elsewhere, light and dark."""

from html import escape

from spectrogui.validation.cells import numeric, shown
from spectrogui.validation.report import Chapter, Figure, Report, verdict
from spectrogui.validation.section import Sheet

_STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --faint: #62625d; --paper: #ffffff;
  --rule: #d8d8d2; --band: #f6f6f4; --accent: #0072b2; --good: #00734d; --bad: #b03a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --faint: #a3a8b0;
  --paper: #16181c; --rule: #363a41; --band: #1e2126; --accent: #56b4e9; --good: #4cc79b;
  --bad: #ff9e3d; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; border-top: 1px solid var(--rule);
  padding-top: 1rem; }
a { color: var(--accent); }
p { max-width: 46rem; }
nav ol { columns: 2; padding-left: 1.4rem; }
figure { margin: 1.25rem 0; }
figure img { max-width: 100%; height: auto; background: #ffffff; display: block; }
figcaption, caption { font-size: .875rem; color: var(--faint); text-align: left;
  max-width: 46rem; padding: .35rem 0; }
.scroll { overflow-x: auto; margin: 1.25rem 0; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem .7rem .2rem 0; vertical-align: top; }
th { border-bottom: 1px solid var(--ink); font-weight: 600; }
td { border-bottom: 1px solid var(--rule); }
.n { text-align: right; }
.met { color: var(--good); white-space: nowrap; }
.not { color: var(--bad); white-space: nowrap; font-weight: 600; }
.facts td:first-child { color: var(--faint); white-space: nowrap; }
.facts td { overflow-wrap: anywhere; }
@media print { body { max-width: none; margin: 0; font-size: 10pt; } nav { display: none; }
  figure, tr { break-inside: avoid; } h2 { break-after: avoid; } .scroll { overflow: visible; } }
""".strip()


def as_html(report: Report) -> str:
    """The page; figures and tables are linked beside it."""
    chapters = "\n".join(_chapter(chapter) for chapter in report.chapters)
    contents = "\n".join(
        f'<li><a href="#{escape(one.key)}">{escape(one.title)}</a></li>' for one in report.chapters
    )
    facts = "\n".join(
        f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in report.facts
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(report.title)}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<h1>{escape(report.title)}</h1>
{_paragraphs(report.about)}
<nav aria-label="Contents">
<ol>
{contents}
</ol>
</nav>
{_goals(report)}
<h2 id="provenance">What was judged, and by what</h2>
<div class="scroll"><table class="facts">
{facts}
</table></div>
{_paragraphs(report.how)}
{chapters}
</body>
</html>
"""


def _goals(report: Report) -> str:
    rows = [
        f'<tr><td><a href="#{escape(one.key)}">{escape(one.title)}</a></td>'
        f"<td>{escape(goal)}</td><td{_mark(goal)}>{verdict(goal)}</td></tr>"
        for one in report.chapters
        for goal in one.goals
    ]
    if not rows:
        return ""
    return (
        '<h2 id="goals">Goals</h2>\n<div class="scroll"><table>\n'
        "<tr><th>Section</th><th>Asked for, and found</th><th></th></tr>\n"
        + "\n".join(rows)
        + "\n</table></div>"
    )


def _mark(goal: str) -> str:
    found = verdict(goal)
    return {"met": ' class="met"', "not met": ' class="not"'}.get(found, "")


def _chapter(chapter: Chapter) -> str:
    parts = [f'<h2 id="{escape(chapter.key)}">{escape(chapter.title)}</h2>']
    parts.append(_paragraphs(chapter.text))
    parts += [_figure(figure) for figure in chapter.figures]
    parts += [_table(file, sheet) for file, sheet in chapter.tables]
    return "\n".join(part for part in parts if part)


def _paragraphs(texts: tuple[str, ...]) -> str:
    return "\n".join(f"<p>{escape(text)}</p>" for text in texts)


def _figure(figure: Figure) -> str:
    others = " · ".join(
        f'<a href="{escape(figure.file)}.{ending}">{ending.upper()}</a>'
        for ending in figure.endings
    )
    return (
        f'<figure><a href="{escape(figure.file)}.png"><img src="{escape(figure.file)}.png" '
        f'alt="{escape(figure.caption)}" loading="lazy"></a>\n'
        f"<figcaption>{escape(figure.caption)} ({others})</figcaption></figure>"
    )


def _table(file: str, sheet: Sheet) -> str:
    right = numeric(sheet)
    cells, count = shown(sheet)
    heads = "".join(
        f"<th{_side(one)}>{escape(head)}</th>"
        for head, one in zip(sheet.columns, right, strict=True)
    )
    rows = "\n".join(
        "<tr>"
        + "".join(
            f"<td{_side(one)}>{escape(cell)}</td>" for cell, one in zip(row, right, strict=True)
        )
        + "</tr>"
        for row in cells
    )
    more = f"all {count:,} rows as " if len(cells) < count else ""
    return (
        f'<div class="scroll"><table>\n<caption>{escape(sheet.caption)} '
        f'({more}<a href="{escape(file)}">CSV</a>)</caption>\n'
        f"<tr>{heads}</tr>\n{rows}\n</table></div>"
    )


def _side(right: bool) -> str:
    return ' class="n"' if right else ""
