"""Light curves, studies and states of the dock made up for tests: nothing is read or searched."""

from dataclasses import replace

import numpy as np

from spectrogui.core.curve_study import Choices, Flare, Periodogram, Rotation, Study
from spectrogui.core.k2_product import Product
from spectrogui.core.light_curve import CurveHeader, LightCurve
from spectrogui.store.light_curves import CurveState

EPIC = "211117077"
FLARES = (
    Flare(2236.0, 2236.05, 2236.2, 0.042, 31.0, 4.8, 61.0),
    Flare(2250.0, 2250.02, 2250.1, 0.011, 8.1, 2.4, 12.0),
)


def fake_curve(
    author="K2", campaign="4", *, unit="e-/s", n=1200, epic=EPIC, period=3.0, start=2230
):
    """A sine of 20 ppt about 25,000 e⁻/s, 60 days long; every 40th point masked."""
    time = start + np.linspace(0, 60, n)
    shape = 1 + 0.02 * np.sin(2 * np.pi * time / 3.0)
    shape += np.random.default_rng(1).normal(0, 0.001, n)
    good = np.arange(n) % 40 != 7
    shape[~good] += 0.3
    header = CurveHeader(
        f"{author}-{campaign}.fits", epic=epic, author=author, campaign=campaign, unit=unit
    )
    flux = shape * (25_000 if unit else 1.0)
    return LightCurve(
        time, flux, np.full(n, np.nan), good, np.where(good, 0, 64).astype(np.int64), header
    )


def fake_study(curve=None, *, period=3.0, warnings=(), flares=FLARES, choices=None):
    """What could be found in it; point 100 is an outlier, NaN as period means none."""
    curve = fake_curve() if curve is None else curve
    used = curve.good.copy()
    flux = curve.relative
    if len(flux) > 100:
        flux[100], used[100] = 0.2, False
    known = np.isfinite(period)
    rotation = Rotation(
        period, 0.012 if known else np.nan, 0.04 if known else np.nan, 0.9, tuple(warnings)
    )
    found = fake_periodogram(period if known else 3.0)
    trend = np.full(len(flux), 0.005)
    return Study(curve, choices or Choices(), flux, trend, used, found, rotation, tuple(flares))


def fake_periodogram(period=3.0):
    """Three peaks: 0.9 at the period, 0.3 at twice, 0.2 at half of it."""
    periods = np.geomspace(0.2, 40, 3000)
    power = np.full(len(periods), 0.002)
    for place, height in ((period, 0.9), (2 * period, 0.3), (period / 2, 0.2)):
        power += height * np.exp(-0.5 * (np.log(periods / place) / 0.01) ** 2)
    return Periodogram(periods, power, 0.02, np.array([period, 2 * period, period / 2]))


def fake_product(author="K2", campaign="4", where="cached", **others):
    """A product of the same star."""
    name = f"{author}-{campaign}.fits"
    path = "" if where == "archive" else name
    return Product(EPIC, author, campaign, where, path=path, filename=name, **others)


def shown_state(row, *studies, products=None, period=None):
    """A star whose light curves are on display."""
    studies = studies or (fake_study(),)
    chosen = tuple(
        fake_product(study.curve.header.author, study.curve.header.campaign) for study in studies
    )
    measured = studies[0].rotation.period
    return CurveState(
        row, EPIC, "shown", products=products or chosen, chosen=chosen, studies=tuple(studies),
        period=measured if period is None else period,
    )  # fmt: skip


def treated(study, choices):
    """The same light curve, treated in another way."""
    return replace(study, choices=choices)


def show(session, state):
    """Put a state of the dock on display, with its star."""
    session.selection.look_at(state.row)
    session.curves.put(state)
