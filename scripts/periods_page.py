"""Writes docs/validation/periods.md, .csv and .png: light curves against published periods.

Run it after the study of light curves was changed, with the folder of real files beside the
checkout: `.venv/bin/python scripts/periods_page.py ../shared`. It takes some minutes.
"""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from periods_inject import FLARE_FWHM, backgrounds
from periods_text import PAGE
from periods_trials import FlareTrial, Trial, flares, is_found, is_trusted, rotators, without

from spectrogui.core.curve_study import OK, Rotation, Study
from spectrogui.io.k2_readers import open_light_curve
from spectrogui.science.period_quality import HALF, MEANINGS
from spectrogui.science.rotation import study

OUT = Path(__file__).resolve().parents[1] / "docs" / "validation"
STARS, NOISES = 600, 80
PERIODS = (0.3, 1, 3, 10, 20, 40)
HEIGHTS = (0.3, 1, 3, 10, 30, np.inf)
SIGMAS = (5, 10, 20, 50, 100)
COLUMNS = (
    "epic",
    "product",
    "published_period_d",
    "Q",
    "period_d",
    "period_err_d",
    "amplitude",
    "power",
    "quality",
    "verdict",
    "flares",
)


@dataclass(frozen=True, slots=True)
class Star:
    """A line of the index of real light curves, and what was found in its file."""

    line: dict[str, str]
    found: Study

    @property
    def published(self) -> float:
        """Douglas et al. 2019, else Armstrong et al. 2016; NaN if neither."""
        text = self.line["published_period_d"] or self.line["armstrong2016_period"]
        return float(text) if text else float("nan")

    @property
    def confidence(self) -> str:
        """The Q of Douglas et al.; ``A`` for Armstrong et al."""
        if self.line["published_Q"]:
            return f"{float(self.line['published_Q']):.0f}"
        return "A" if self.line["armstrong2016_period"] else ""

    @property
    def verdict(self) -> str:
        """How the period compares with the published one."""
        ratio = self.found.rotation.period / self.published
        if np.isnan(self.published):
            return ""
        if np.isnan(ratio):
            return "no period"
        for name, factor in (("agrees", 1), ("half", 2), ("double", 0.5)):
            if abs(ratio * factor - 1) < 0.05:
                return name
        return "differs"


def main(shared: Path) -> None:
    """Study everything, write the three files."""
    folder = shared / "data" / "k2"
    stars = _stars(folder)
    seed = np.random.default_rng(20190707)
    places = backgrounds(folder)
    trials = rotators(places, STARS, seed)
    alarms = without(places, NOISES, seed)
    flare_trials, false = flares(places, seed)
    OUT.mkdir(parents=True, exist_ok=True)
    _write_csv(stars)
    _draw(stars)
    text = PAGE.format(
        words=_lines(f"| {word} | {meaning} |" for word, meaning in MEANINGS.items()),
        agreement=_agreement(stars),
        warned=_warned(stars),
        trials=len(trials),
        recovery=_recovery(trials),
        silent=_silent(trials),
        pulls=_pulls(trials),
        bias=_bias(trials),
        alarms=_alarms(alarms),
        completeness=_completeness(flare_trials),
        false=false,
        quiet=sum("less" not in place.name for place in places),
        flares=_flares(stars),
        stars=_lines(_star_line(star) for star in stars),
    )
    (OUT / "periods.md").write_text(text, encoding="utf-8")


def _stars(folder: Path) -> list[Star]:
    with (folder / "index.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["lightkurve_type"][-4:] != "File"]
    out = [Star(row, study(open_light_curve(folder / row["file"]))) for row in rows]
    return sorted(out, key=lambda star: (star.line["author"], star.confidence, star.line["epic"]))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _agreement(stars: list[Star]) -> str:
    out = []
    kinds = sorted({(s.line["author"], s.confidence) for s in stars if s.confidence})
    for author, confidence in kinds:
        group = [s for s in stars if (s.line["author"], s.confidence) == (author, confidence)]
        if not (known := [s for s in group if np.isfinite(s.published)]):
            continue
        count = Counter(star.verdict for star in known)
        agreed = [s for s in known if s.verdict == "agrees"]
        silent = [s for s in known if s.verdict != "agrees" and s.found.rotation.quality == OK]
        trusted = sum(is_trusted(s.found.rotation) for s in agreed)
        share = f"{100 * len(agreed) / len(known):.0f} %"
        out.append(
            f"| {author} | {confidence} | {len(known)} | {len(agreed)} | {share} | {trusted} "
            f"| {count['no period']} | {len(known) - len(agreed) - count['no period']} "
            f"| {len(silent)} |"
        )
    return _lines(out)


def _warned(stars: list[Star]) -> str:
    out = []
    for star in stars:
        trusted = is_trusted(star.found.rotation)
        if (
            star.confidence
            and np.isfinite(star.published)
            and (star.verdict == "agrees") != trusted
        ):
            out.append(_star_line(star))
    return _lines(out)


def _star_line(star: Star) -> str:
    found, line = star.found.rotation, star.line
    published = "" if np.isnan(star.published) else f"{star.published:.4f}"
    ours = "" if np.isnan(found.period) else f"{found.period:.4f} ± {found.period_err:.4f}"
    return (
        f"| {line['epic']} | {line['author']} C{line['campaign']} | {star.confidence} "
        f"| {published} | {ours} | {found.quality} | {star.verdict} |"
    )


def _recovery(trials: list[Trial]) -> str:
    out = []
    for low, high in pairwise(HEIGHTS):
        span = f"> {low:g}" if np.isinf(high) else f"{low:g}–{high:g}"
        cells = []
        for short, long in pairwise(PERIODS):
            group = [
                t
                for t in trials
                if low <= t.star.amplitude / t.noise < high and short <= t.star.period < long
            ]
            right = sum(t.verdict == "right" for t in group)
            cells.append(f"{right} of {len(group)}")
        out.append(f"| {span} | {' | '.join(cells)} |")
    return _lines(out)


def _silent(trials: list[Trial]) -> str:
    out = []
    for name, verdicts in (
        ("within 5 %", ("right",)),
        ("half of it", ("half",)),
        ("another", ("wrong",)),
    ):
        group = [t.found for t in trials if t.verdict in verdicts]
        trusted = sum(is_trusted(found) for found in group)
        half = sum(HALF in found.warnings for found in group)
        out.append(f"| {name} | {len(group)} | {trusted} | {half} | {len(group) - trusted} |")
    none = sum(t.verdict == "none" for t in trials)
    return _lines([*out, f"| none | {none} | 0 | 0 | {none} |"])


def _pulls(trials: list[Trial]) -> str:
    kinds: tuple[tuple[str, Callable[[Trial], bool]], ...] = (
        ("one group of spots", lambda t: t.star.groups == 1),
        ("two or three groups", lambda t: t.star.groups > 1),
        ("of these, period below 3 d", lambda t: t.star.groups > 1 and t.star.period < 3),
        ("all", lambda t: True),
    )
    out = []
    for name, chosen in kinds:
        pulls = [
            abs(t.found.period - t.star.period) / t.found.period_err
            for t in trials
            if t.verdict == "right" and is_trusted(t.found) and chosen(t)
        ]
        median, most, nearly = np.percentile(pulls, (50, 68.3, 95.4))
        out.append(f"| {name} | {len(pulls)} | {median:.2f} | {most:.2f} | {nearly:.2f} |")
    return _lines(out)


def _bias(trials: list[Trial]) -> str:
    out = []
    for low, high in pairwise(HEIGHTS[1:]):
        ratios = [
            t.found.amplitude / t.star.amplitude
            for t in trials
            if t.verdict == "right" and low <= t.star.amplitude / t.noise < high
        ]
        if ratios:
            a, b, c = np.percentile(ratios, (16, 50, 84))
            span = f"> {low:g}" if np.isinf(high) else f"{low:g}–{high:g}"
            out.append(f"| {span} | {len(ratios)} | {b:.2f} | {a:.2f} to {c:.2f} |")
    return _lines(out)


def _alarms(alarms: dict[str, list[Rotation]]) -> str:
    return _lines(
        f"| {kind} | {len(found)} | {sum(map(is_found, found))} | {sum(map(is_trusted, found))} |"
        for kind, found in alarms.items()
    )


def _completeness(trials: list[FlareTrial]) -> str:
    out = []
    for fwhm in FLARE_FWHM:
        cells = []
        for low, high in pairwise(SIGMAS):
            group = [t.found for t in trials if t.fwhm == fwhm and low <= t.sigmas < high]
            cells.append(f"{100 * sum(group) / max(len(group), 1):.0f} %")
        ratio = np.nanmedian([t.ratio for t in trials if t.fwhm == fwhm])
        out.append(f"| {fwhm:g} | {' | '.join(cells)} | {ratio:.2f} |")
    return _lines(out)


def _flares(stars: list[Star]) -> str:
    out = []
    for star in sorted(stars, key=lambda star: -len(star.found.flares))[:12]:
        height = 100 * max(one.amplitude for one in star.found.flares)
        theirs = f"{float(star.line['n_flares']):.0f}", 100 * float(star.line["max_flare"])
        out.append(
            f"| {star.line['epic']} | {star.line['author']} | {len(star.found.flares)} "
            f"| {height:.1f} | {theirs[0]} | {theirs[1]:.1f} |"
        )
    return _lines(out)


def _write_csv(stars: list[Star]) -> None:
    with (OUT / "periods.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for star in stars:
            found = star.found.rotation
            numbers = (found.period, found.period_err, found.amplitude, found.power)
            writer.writerow(
                [
                    star.line["epic"],
                    f"{star.line['author']} C{star.line['campaign']}",
                    _number(star.published),
                    star.confidence,
                    *(_number(number) for number in numbers),
                    found.quality,
                    star.verdict,
                    len(star.found.flares),
                ]
            )


def _number(number: float) -> str:
    return "" if np.isnan(number) else f"{number:.5g}"


def _draw(stars: list[Star]) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 6.0), layout="constrained")
    axes = figure.add_subplot()
    line = np.array([0.2, 80])
    axes.plot(line, line, color="0.6", lw=1, zorder=0)
    axes.plot(line, line / 2, color="0.8", lw=1, ls="--", zorder=0)
    for author, colour in (("K2SFF", "#0072b2"), ("K2SC", "#d55e00"), ("K2", "#009e73")):
        for certain in (True, False):
            group = [
                s
                for s in stars
                if s.line["author"] == author and (s.confidence in ("0", "A")) == certain
            ]
            for trusted, face in ((True, colour), (False, "none")):
                some = [s for s in group if is_trusted(s.found.rotation) == trusted]
                axes.scatter(
                    [s.published for s in some],
                    [s.found.rotation.period for s in some],
                    s=40,
                    marker="o" if certain else "s",
                    facecolors=face,
                    edgecolors=colour,
                    label=author if certain and trusted else None,
                )
    axes.set(xscale="log", yscale="log", xlim=line, ylim=line)
    axes.set(xlabel="published period, d", ylabel="ours, d")
    axes.set_title("circles: secure · squares: not · filled: ok · open: with a warning", size=9)
    axes.legend(frameon=False)
    FigureCanvasAgg(figure).print_png(str(OUT / "periods.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
