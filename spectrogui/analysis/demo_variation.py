"""Which simulated stars K2 observed, and how each of them varies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from spectrogui.analysis.demo_kinds import Star
from spectrogui.analysis.demo_signals import EXPOSURE, Burst, Eclipses, Group

_FIRST_EPIC = 299_000_001
"""Beyond every number in the Ecliptic Plane Input Catalog."""
CAMPAIGNS = {"0": (1936.4, 35.6), "5": (2307.5, 74.8), "13": (2987.7, 80.5), "16": (3263.8, 79.5)}
"""First day, BJD - 2454833, and length in d."""
_OUT_OF_STEP = 0.382  # of an exposure, by which binaries are late at every turn
_LONG = ("5", "13", "16")


@dataclass(frozen=True, slots=True)
class Variation:
    """The truth about the light curve of one star.

    Attributes
    ----------
    epic : its invented number
    kind : what it is there to show; "" for a number without a light curve
    campaign : of `CAMPAIGNS`
    authors : whose products there are
    kepmag : Kepler magnitude
    period : d, NaN for none
    amplitude : of the spots, peak to peak, relative flux
    groups, life : the spots, see `demo_signals.spotted`
    bursts, binary : flares and eclipses
    """

    epic: str
    kind: str = ""
    campaign: str = ""
    authors: tuple[str, ...] = ()
    kepmag: float = nan
    period: float = nan
    amplitude: float = 0.0
    groups: tuple[Group, ...] = ()
    life: float = nan
    bursts: tuple[Burst, ...] = ()
    binary: Eclipses | None = None


def variations(stars: Sequence[Star], seed: int) -> list[Variation | None]:
    """What K2 saw of each star; None of those that it did not observe.

    Fast rotators are the active ones, with the larger amplitude: as in the paper's Figs. 14, 15.
    """
    kinds = _kinds(stars, seed)
    return [
        None if kind is None else _variation(number, star, kind, seed)
        for number, (star, kind) in enumerate(zip(stars, kinds, strict=True))
    ]


def _kinds(stars: Sequence[Star], seed: int) -> list[str | None]:
    """How each star varies: the first ones as in `_FIRST`, some by name, the others by chance."""
    random = np.random.default_rng((seed, 1))
    kinds: list[str | None] = [_by_chance(star, random) for star in stars]
    kinds[: len(_FIRST)] = _FIRST
    for spectral, extra in _EXTRA.items():
        later = [n for n in range(len(_FIRST), len(stars)) if stars[n].kind == spectral]
        for number, kind in zip(later, extra, strict=False):
            kinds[number] = kind
    return kinds


def _by_chance(star: Star, random: np.random.Generator) -> str | None:
    chances = _CHANCES.get(star.kind, _CHANCES["ordinary"])
    draw = float(random.random())
    for kind, chance in chances:
        if draw < chance:
            cool = star.subclass.startswith("d") and star.ew_ha > 0
            return "flaring" if kind == "rotating" and cool else kind
        draw -= chance
    return None


def _variation(number: int, star: Star, kind: str, seed: int) -> Variation:
    random = np.random.default_rng((seed, 2, number))
    epic = str(_FIRST_EPIC + number)
    if not kind:
        return Variation(epic)
    cool = star.subclass.startswith("d")
    plain = Variation(
        epic,
        kind,
        campaign="0" if kind == "short" else str(random.choice(_LONG)),
        authors=("K2", "K2SFF") if number in _TWO_PRODUCTS else ("K2",),
        kepmag=round(float(random.uniform(13.2, 15.8) if cool else random.uniform(10.8, 14.2)), 3),
    )
    return _MAKE[kind](plain, star, random)


def _rotating(plain: Variation, star: Star, random: np.random.Generator) -> Variation:
    """Two groups a third of a turn apart, the second smaller; quicker and larger if active."""
    active = max(star.ew_ha, 0.35 if star.kind == "ordinary" else 1.0)
    period = float(np.clip(8.0 * active**-0.8 * random.lognormal(0, 0.35), 0.4, 26))
    amplitude = float(np.clip(0.016 * active**0.8 * random.lognormal(0, 0.3), 0.004, 0.11))
    return _turning(plain, period, amplitude, float(random.uniform(0.28, 0.36)), 0.55, random)


def _opposite(plain: Variation, star: Star, random: np.random.Generator) -> Variation:
    """Two groups half a turn apart: half the period is as strong as the period."""
    return _turning(plain, float(random.uniform(5.5, 8.5)), 0.024, 0.5, 0.62, random)


def _slow(plain: Variation, star: Star, random: np.random.Generator) -> Variation:
    """A turn takes longer than half the campaign."""
    return _turning(plain, float(random.uniform(44, 56)), 0.014, 0.2, 0.3, random)


def _turning(
    plain: Variation,
    period: float,
    amplitude: float,
    apart: float,
    second: float,
    random: np.random.Generator,
) -> Variation:
    first = Group(float(random.random()), float(random.uniform(10, 35)), 1.0)
    other = Group(first.longitude + apart, float(random.uniform(5, 30)), second)
    life = float(random.uniform(90, 180))
    return replace(
        plain,
        period=round(period, 4),
        amplitude=round(amplitude, 5),
        groups=(first, other),
        life=life,
    )


def _flaring(plain: Variation, star: Star, random: np.random.Generator) -> Variation:
    """A spotted M dwarf whose flares are the more frequent the smaller they are."""
    start, length = CAMPAIGNS[plain.campaign]
    count = int(random.poisson(0.32 * length))
    heights = np.clip(0.025 * random.random(count) ** -0.9, None, 0.9)
    widths = np.clip(0.02 * (heights / 0.025) ** 0.3 * random.lognormal(0, 0.4, count), 0.006, 0.1)
    peaks = np.sort(random.uniform(start, start + length, count))
    bursts = tuple(
        Burst(float(peak), round(float(height), 4), round(float(width), 5))
        for peak, height, width in zip(peaks, heights, widths, strict=True)
    )
    return replace(_rotating(plain, star, random), bursts=bursts)


def _eclipsing(plain: Variation, star: Star, random: np.random.Generator) -> Variation:
    """A detached binary."""
    return _binary(plain, float(random.uniform(2.2, 4.8)), (0.16, 0.07), 0.05, 0.004, random)


def _contact(plain: Variation, star: Star, random: np.random.Generator) -> Variation:
    """Two stars that touch: the light never stands still."""
    return _binary(plain, float(random.uniform(0.44, 0.58)), (0.1, 0.03), 0.16, 0.11, random)


def _binary(
    plain: Variation,
    period: float,
    depths: tuple[float, float],
    length: float,
    stretch: float,
    random: np.random.Generator,
) -> Variation:
    epoch = CAMPAIGNS[plain.campaign][0] + period * float(random.random())
    period = (round(period / EXPOSURE) + _OUT_OF_STEP) * EXPOSURE  # or few phases were ever seen
    binary = Eclipses(round(period, 5), epoch, depths, length, stretch)
    return replace(plain, period=binary.period, binary=binary)


def _quiet(plain: Variation, star: Star, random: np.random.Generator) -> Variation:
    return plain


Make = Callable[[Variation, Star, np.random.Generator], Variation]

_MAKE: dict[str, Make] = {
    "quiet": _quiet,
    "rotating": _rotating,
    "flaring": _flaring,
    "opposite": _opposite,
    "slow": _slow,
    "short": _rotating,
    "eclipsing": _eclipsing,
    "contact": _contact,
}
_FIRST: Sequence[str | None] = (
    "quiet",
    "flaring",
    "rotating",
    "rotating",
    "",
    None,
    "slow",
    "eclipsing",
    "opposite",
    "quiet",
    None,
    "",
)
"""What K2 saw of the first rows of the list."""
_TWO_PRODUCTS = frozenset({1, 3, 7})
"""Rows of the list for which there is a second product."""
_EXTRA: dict[str, Sequence[str]] = {
    "active": ("short", "opposite"),
    "cosmic": ("contact",),
    "low_snr": ("eclipsing",),
}
"""What the first later stars of a kind are."""
_CHANCES: dict[str, Sequence[tuple[str, float]]] = {
    "active": (("rotating", 0.55), ("", 0.06)),
    "young": (("rotating", 0.55), ("", 0.06)),
    "lithium": (("rotating", 0.4),),
    "ordinary": (("quiet", 0.07), ("rotating", 0.04), ("", 0.04)),
}
"""How often a star of a kind varies how; one that is not named is as an ordinary one."""
