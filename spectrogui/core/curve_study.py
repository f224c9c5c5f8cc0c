"""What is found in a light curve: its period, its phase curve, its flares."""

from dataclasses import dataclass, field
from math import nan

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.light_curve import Floats, LightCurve

NO_PERIOD = "no period"
BY_HAND = "by hand"
OK = "ok"


@dataclass(frozen=True, slots=True)
class Choices:
    """How a light curve is treated before its period is searched; the defaults are the rule.

    The columns of a row always come from the defaults; others are for looking.

    Attributes
    ----------
    flatten : slow changes are divided out: shows eclipses and flares, and hides rotation
    reject : outliers are left out of the search; they stay in view
    """

    flatten: bool = False
    reject: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Periodogram:
    """Lomb-Scargle power against period.

    Attributes
    ----------
    period : (m,) d, increasing
    power : (m,) 0 to 1, the share of the variance that a sine of that period takes away
    level : power that chance alone exceeds with a probability of 1 %
    peaks : (k,) d, periods of the highest peaks, the highest first
    """

    period: Floats
    power: Floats
    level: float
    peaks: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """A light curve over the phase of a period; the deepest bin is at phase 0.

    Attributes
    ----------
    period, epoch : d, and d (BJD - 2454833) of phase 0
    phase : (n,) 0 to 1, of every point in the study
    bin_phase : (64,) the middles of the bins
    bin_flux, bin_err : (64,) median relative flux, and its 1σ; NaN in an empty bin
    amplitude : largest less smallest bin, relative flux (Armstrong et al. 2016)
    """

    period: float
    epoch: float
    phase: Floats
    bin_phase: Floats
    bin_flux: Floats
    bin_err: Floats
    amplitude: float


@dataclass(frozen=True, slots=True)
class Rotation:
    """The numbers that go on a row.

    Attributes
    ----------
    period, period_err : d, and its 1σ; NaN if there is no period
    amplitude : peak to peak of the phase curve in 64 bins, relative flux; NaN without a period
    power : of the periodogram at that period, 0 to 1; of its highest peak without one
    warnings : what is to be known of the period, in words; empty for one that can be trusted
    """

    period: float = nan
    period_err: float = nan
    amplitude: float = nan
    power: float = nan
    warnings: tuple[str, ...] = ()

    @property
    def quality(self) -> str:
        """As in the column ``lc_quality``: ``ok``, or the warnings joined by ``;``."""
        return ";".join(self.warnings) or OK


@dataclass(frozen=True, slots=True)
class Flare:
    """One brightening.

    Attributes
    ----------
    start, peak, stop : d, BJD (TDB) - 2454833
    amplitude : height of the highest point over the star, relative flux
    significance : the same in units of σ of the light curve
    duration_h : from start to stop, hours
    energy_s : equivalent duration, s: the area under the flare in units of the star's flux
    """

    start: float
    peak: float
    stop: float
    amplitude: float
    significance: float
    duration_h: float
    energy_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """A light curve with all that was found in it.

    Attributes
    ----------
    curve : as read
    choices : how it was treated
    flux : (n,) relative flux about 0 of every point of the curve, as searched: normalised, slow
        drift of the instrument taken out, flattened if so chosen
    trend : (n,) what was taken out, relative flux about 0
    used : (n,) bool, the points that the search used: usable, and no outliers
    periodogram : of the points used
    rotation : the period and what is to be thought of it
    flares : in order of time
    """

    curve: LightCurve
    choices: Choices
    flux: Floats
    trend: Floats
    used: NDArray[np.bool_]
    periodogram: Periodogram
    rotation: Rotation
    flares: tuple[Flare, ...] = field(default=())
