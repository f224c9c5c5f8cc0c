"""The numbers of a light curve as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10

from spectrogui.core.curve_study import OK, Flare, Fold, Rotation, Study
from spectrogui.core.k2_product import Product
from spectrogui.core.numbers import fixed, measured
from spectrogui.science.period_quality import MEANINGS

TIME = "BJD − 2454833"
SIMULATED_CURVE = "A program made this light curve; it is no observation"
_SHORT_CADENCE = 1000.0
_WHERE = {"local": "file of yours", "cached": "downloaded"}
_COMMON = "Highest peak of the Lomb–Scargle periodogram, with 1σ"


@dataclass(frozen=True, slots=True)
class Fact:
    """A few words for the head line; `must` ones are shown however narrow it is."""

    text: str
    tip: str
    ink: str = "ink"
    must: bool = True


def facts(study: Study, fold: Fold | None, *, by_hand: bool) -> tuple[Fact, ...]:
    """What the head line says of a light curve, the most important first.

    Parameters
    ----------
    fold : at the period on display, None without one
    by_hand : whether somebody chose that period
    """
    rotation = study.rotation
    said: list[Fact] = []
    if fold is not None and by_hand:
        tip = f"Folded by hand; measured: {period_words(rotation)}"
        said.append(Fact(days(fold.period), tip, "template"))
    elif isfinite(rotation.period):
        said.append(Fact(period_words(rotation), _COMMON))
    if fold is not None and isfinite(fold.amplitude):
        tip = "Amplitude: from the lowest to the highest of 64 bins of phase"
        said.append(Fact(percent(fold.amplitude), tip))
    if not by_hand:
        said += [Fact(word, meaning(word), "warning") for word in rotation.warnings]
    if not by_hand and not rotation.warnings:
        said.append(Fact(OK, "Nothing speaks against the period", "muted", must=False))
    if study.flares:
        tip = "Listed under ⋯; the triangles at the top of the light curve"
        said.append(Fact(flares_words(len(study.flares)), tip, "residual", must=False))
    if study.curve.header.epic:
        tip = "The star that this light curve belongs to"
        said.append(Fact(f"EPIC {study.curve.header.epic}", tip, "muted", must=False))
    return tuple(said)


def period_words(rotation: Rotation) -> str:
    """For example ``3.003 ± 0.012 d``."""
    if not isfinite(rotation.period):
        return "no period"
    if not isfinite(rotation.period_err) or rotation.period_err <= 0:
        return days(rotation.period)
    return measured(rotation.period, rotation.period_err, "d")


def days(period: float) -> str:
    """Four digits: ``3.003 d``, ``0.4712 d``, ``13.21 d``."""
    if not isfinite(period) or period <= 0:
        return fixed(None, 0)
    return fixed(period, max(0, 3 - floor(log10(period))), "d")


def percent(amplitude: float) -> str:
    """Relative flux in per cent: ``2.41 %``, ``0.053 %``, ``12.4 %``."""
    value = 100 * amplitude
    if not isfinite(value):
        return fixed(None, 0)
    places = 2 if value == 0 else min(4, max(0, 2 - floor(log10(abs(value)))))
    return fixed(value, min(places, 3), "%")


def meaning(word: str) -> str:
    """What a warning means; an unknown one as it is."""
    return next((text for start, text in MEANINGS.items() if word.startswith(start)), word)


def flares_words(number: int) -> str:
    """``1 flare``, ``12 flares``."""
    return f"{number} flare" if number == 1 else f"{number} flares"


def flare_words(flare: Flare) -> str:
    """All of one flare, in lines."""
    return "\n".join(
        (
            f"Flare at {flare.peak:.3f} d",
            f"{percent(flare.amplitude)}, {sigmas(flare)}σ",
            f"{flare.duration_h:.1f} h",
        )
    )


def sigmas(flare: Flare) -> str:
    """Its significance, with a decimal where that matters."""
    return fixed(flare.significance, 0 if flare.significance >= 99.95 else 1)


def title(product: Product) -> str:
    """Author and campaign, and the cadence if it is a short one."""
    return f"{product.title}, short cadence" if is_short(product) else product.title


def is_short(product: Product) -> bool:
    """Whether it has a point a minute instead of two an hour."""
    return product.cadence_s < _SHORT_CADENCE


def described(product: Product) -> str:
    """A line of the chooser: what it is, where it is, how far from the star."""
    where = _WHERE.get(product.where, "")
    if product.where == "archive":
        where = f"download {kilobytes(product.size)}" if product.size else "download"
    said = [title(product), where]
    if isfinite(product.distance) and product.distance > 1:
        said.append(f"{product.distance:.1f}″ away")
    return " · ".join(said)


def kilobytes(size: int) -> str:
    """``480 kB``, ``1.2 MB``."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"


def chosen_words(products: Sequence[Product], chosen: Sequence[Product]) -> str:
    """Which is on display out of how many: ``K2SFF C13 · 1 of 3``."""
    if not chosen and not products:
        return "…"
    if not chosen:
        return f"{len(products)} light curves" if len(products) != 1 else title(products[0])
    said = title(chosen[0])
    if len(products) > 1 and chosen[0] in products:
        said += f" · {products.index(chosen[0]) + 1} of {len(products)}"
    return said


def spoken_curve(studies: Sequence[Study]) -> str:
    """The light curves in words."""
    said = []
    for study in studies:
        used = int(study.used.sum())
        size = len(study.used)
        header = study.curve.header
        span = f"{study.curve.time[0]:.1f} to {study.curve.time[-1]:.1f} d" if size else "no time"
        said.append(
            f"{header.product or 'Light curve'} of EPIC {header.epic or 'unknown'}: "
            f"{used} of {size} points used, {span}, {flares_words(len(study.flares))}"
        )
    return "; ".join(said)


def spoken_power(study: Study) -> str:
    """The periodogram in words."""
    found = study.periodogram
    if not len(found.period):
        return "No periodogram"
    peaks = ", ".join(days(period) for period in found.peaks[:5])
    return (
        f"Highest peak: power {study.rotation.power:.2f}; chance reaches {found.level:.3f} "
        f"with 1 %; peaks at {peaks}; period {period_words(study.rotation)}, "
        f"{study.rotation.quality}"
    )


def spoken_fold(fold: Fold | None) -> str:
    """The phase curve in words."""
    if fold is None:
        return "Not folded: there is no period"
    return f"Folded at {days(fold.period)}; amplitude {percent(fold.amplitude)}"
