"""Cool stars known to be active or not, through which the R250 boundary is drawn (paper 4.4).

Real active stars are few in what there is to train on. So emission of known strength is added to
the inactive ones as well, on their red arms as they are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.analysis.slitless_networks import SlitlessLeft, join_left, slitless_left
from spectrogui.core.boundary import HOTTEST, Boundary
from spectrogui.model.slitless import SlitlessNetwork
from spectrogui.science.activity import PAPER
from spectrogui.science.boundary import fit_boundary
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.emission import with_halpha
from spectrogui.science.red_arm import RedArms
from spectrogui.science.slitless import degrade

INACTIVE = 0.5
"""Å: a star with less EW(Hα) at R1800 counts as inactive (paper section 4.4)."""
ADDED = (1.2, 30.0)
"""Å, evenly in the logarithm: the emission that is added, up to that of the strongest flares, so
that the boundary is one line."""
ADDED_FWHM = (3.7, 6.0)
"""Å: from the line-spread function to that of a star that turns with 200 km/s."""
_WORST_RMSE = 0.05
_CHUNK = 128
_FIFTHS = 5

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


class Judge(Protocol):
    """A network of one part of the sky and its modes."""

    @property
    def network(self) -> SlitlessNetwork:
        """The network."""
        ...

    @property
    def modes(self) -> NDArray[np.float64]:
        """(300, m)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """n real stars.

    Attributes
    ----------
    teff : (n,) K
    widths, rmse : (n, 5) Å and (n,), of R1800
    remark : (n,) what a person said of it
    part : (n,) of the sky
    arms, rv_kms : as they were read
    left : what the judge of each star leaves of it at R = 250
    """

    teff: Floats
    widths: Floats
    rmse: Floats
    remark: NDArray[np.str_]
    part: NDArray[np.intp]
    arms: RedArms
    rv_kms: Floats
    left: SlitlessLeft

    @property
    def cool(self) -> Rows:
        """(n,) stars that are classified."""
        return np.asarray(np.isfinite(self.teff) & (self.teff < HOTTEST))

    @property
    def nebular(self) -> Rows:
        """(n,) known to be seen through a nebula."""
        return np.asarray(np.char.find(self.remark, "nebular") >= 0)

    @property
    def active(self) -> Rows:
        """(n,) by the paper's criteria at R1800 (section 4.3), or by a person."""
        fine = (self.widths[:, 0] > PAPER.ew_ha) & (self.widths[:, 1:4] > PAPER.ew_ca).all(axis=1)
        told = (np.char.find(self.remark, "active_M") >= 0) & (self.widths[:, 0] > PAPER.ew_ha)
        told &= np.char.find(self.remark, "inactive") < 0
        return np.asarray(self.cool & ~self.nebular & ((fine & (self.rmse < PAPER.rmse)) | told))

    @property
    def inactive(self) -> Rows:
        """(n,) EW(Hα) at R1800 below `INACTIVE`, as in the paper's Fig. 17."""
        quiet = (self.widths[:, 0] < INACTIVE) & (self.rmse < _WORST_RMSE)
        return np.asarray(self.cool & ~self.nebular & quiet)


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """n stars of known kind, real ones and those with added emission.

    Attributes
    ----------
    teff : (n,) K
    left : what the judge of each star leaves of it at R = 250
    active, nebular : (n,) of which kind it is; a star with added emission is active
    added : (n,) Å that were added, 0 of a real star
    part : (n,) of the sky
    r1800 : (n,) Å, EW(Hα) at R1800, what was added included
    """

    teff: Floats
    left: SlitlessLeft
    active: Rows
    nebular: Rows
    added: Floats
    part: NDArray[np.intp]
    r1800: Floats

    @property
    def width(self) -> Floats:
        """(n,) Å of Hα by eq. 5 at R = 250."""
        return self.left.width

    def boundary(self, without: Rows | None = None) -> Boundary:
        """The boundary that these stars teach, or those of them that are not left out."""
        use = np.isfinite(self.width) & ~self.nebular
        if without is not None:
            use &= ~without
        return fit_boundary(self.teff[use], self.width[use], self.active[use])

    def held_out(self) -> Rows:
        """(n,) what boundaries that have not seen a star's part of the sky call active.

        Where all stars are one part, each fifth is left out in turn.
        """
        out = np.zeros(len(self.teff), bool)
        part = self.part
        if len(np.unique(part)) == 1:
            part = np.arange(len(part)) % _FIFTHS
        for number in np.unique(part):
            rows = (part == number) & np.isfinite(self.width)
            if not rows.any():
                continue
            found = self.boundary(part == number).decision(self.teff[rows], self.width[rows])
            out[rows] = found > 0
        return out

    def confusion(self) -> dict[str, dict[str, int]]:
        """How many stars of each kind are called active and inactive, held out."""
        called, seen = self.held_out(), np.isfinite(self.width)
        kinds = {
            "inactive": ~self.active & ~self.nebular,
            "active": self.active & (self.added == 0),
            "with added emission": self.added > 0,
            "nebular": self.nebular,
        }
        return {
            name: {
                "active": int((rows & called & seen).sum()),
                "inactive": int((rows & ~called & seen).sum()),
            }
            for name, rows in kinds.items()
        }


def label(known: Known, judges: Sequence[Judge], seed: int = 0) -> Labelled:
    """The active, inactive and nebular stars, and each inactive one again with emission."""
    real = np.flatnonzero(known.active | known.inactive | (known.cool & known.nebular))
    quiet = np.flatnonzero(known.inactive)
    rng = np.random.default_rng(seed)
    added = np.exp(rng.uniform(np.log(ADDED[0]), np.log(ADDED[1]), len(quiet)))
    fwhm = rng.uniform(*ADDED_FWHM, len(quiet))
    bright = _with_emission(known, quiet, judges, added, fwhm)
    every = np.ones(len(quiet), bool)

    def both(values: NDArray[Any], more: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([values[real], more])

    return Labelled(
        teff=both(known.teff, known.teff[quiet]),
        left=join_left([known.left.take(real), bright]),
        active=both(known.active, every),
        nebular=both(known.nebular, ~every),
        added=np.concatenate([np.zeros(len(real)), added]),
        part=both(known.part, known.part[quiet]),
        r1800=both(known.widths[:, 0], known.widths[quiet, 0] + added),
    )


def _with_emission(
    known: Known, rows: NDArray[np.intp], judges: Sequence[Judge], added: Floats, fwhm: Floats
) -> SlitlessLeft:
    """What is left of some of the stars with emission added."""
    order, parts = [], []
    for number, judge in enumerate(judges):
        mine = np.flatnonzero(known.part[rows] == number)
        for start in range(0, len(mine), _CHUNK):
            some = mine[start : start + _CHUNK]
            arms, rv = take_arms(known.arms, rows[some]), known.rv_kms[rows[some]]
            continuum = fit_continuum(arms.flux, arms.bits, CONTINUUM)
            bright = with_halpha(arms, continuum, rv, added[some], fwhm[some])
            parts.append(slitless_left(judge.network, judge.modes, degrade(bright, rv)))
            order.append(some)
    return join_left(parts).take(np.argsort(np.concatenate(order)))


def take_arms(arms: RedArms, rows: NDArray[Any]) -> RedArms:
    """The red arms of some of the stars."""
    return RedArms(arms.flux[rows], arms.ivar[rows], arms.bits[rows], arms.offset[rows])
