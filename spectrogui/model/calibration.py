"""What the training stars say of how far templates can be trusted, and of what is unusual."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.products import times, weighed
from spectrogui.model.infer import FLOOR, Array
from spectrogui.model.zero_point import (
    KIND_TERMS,
    RED_KNOTS,
    SKY_KNOTS,
    Circumstances,
    kind_terms,
    moved,
    nearest,
    noise_ramp,
    red_shares,
    sky_shares,
    square_distances,
)

_NEIGHBOURS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Measured on stars that the network had not seen; of m kinds, those of its starting points.

    Attributes
    ----------
    sky_profile : (4, 800) what the sky leaves at each of `SKY_KNOTS`, observer's frame
    kind_profile, kind_colour : (m, 3, 800), (m,) zero points of each kind by `kind_terms`, and
        the colour that these are relative to
    scatter, kind_scatter : (5, 5), (m, 5) Å², variance of inactive stars' widths beyond that of
        photons, latents and modes: by noise (`noise_ramp` squared) and at each of `SKY_KNOTS`;
        and what each kind has beyond that
    pixel_kind, pixel_sky : (m, 800), (4, 800) variance per pixel, of each kind and of the sky
    photon : (3,) variance per pixel of the prepared flux over that which ivar says, at each of
        `RED_KNOTS`: below 1, because neighbouring pixels of the survey share their noise; higher
        for red stars, of which there are too few for templates as good as those of others. One
        number holds for all colours
    latents, reach : (n, k), (n,) latents of ordinary stars in units of `spread`, and how far the
        tenth nearest of the others is from each
    spread : (k,) standard deviation of each latent
    crowding, misfits : (q,) quantiles, evenly spaced in probability, of `isolation` of those
        stars and of the misfit (reduced χ² with the model's own error)
    """

    sky_profile: NDArray[np.float32]
    kind_profile: NDArray[np.float32]
    kind_colour: NDArray[np.float32]
    scatter: NDArray[np.float32]
    kind_scatter: NDArray[np.float32]
    pixel_kind: NDArray[np.float32]
    pixel_sky: NDArray[np.float32]
    photon: NDArray[np.float32]
    latents: NDArray[np.float32]
    reach: NDArray[np.float32]
    spread: NDArray[np.float32]
    crowding: NDArray[np.float32]
    misfits: NDArray[np.float32]

    def zero_point(self, starts: Array, seen: Circumstances) -> NDArray[np.float64]:
        """(n, 800) what is to be added to the templates of spectra."""
        near, share = nearest(starts, seen.latent)
        relative = seen.colour[:, None] - self.kind_colour.astype(float)[near]
        terms = kind_terms(seen.noise[:, None], relative) * share[:, :, None]
        kind = np.einsum("ikt,iktp->ip", terms, self.kind_profile.astype(float)[near])
        sky = times(sky_shares(seen.sky), self.sky_profile.astype(float))
        return np.asarray(kind + moved(sky, seen.rv_kms))

    def width_scatter(self, starts: Array, seen: Circumstances) -> NDArray[np.float64]:
        """(n, 5) Å, 1σ of the templates in each `MEASURED` window beyond that of the fit."""
        near, share = nearest(starts, seen.latent)
        of_kind = (share[:, :, None] * self.kind_scatter.astype(float)[near]).sum(axis=1)
        of_noise = times(scatter_terms(seen), self.scatter.astype(float))
        return np.asarray(np.sqrt(of_kind + of_noise))

    def pixel_scatter(self, starts: Array, seen: Circumstances) -> NDArray[np.float64]:
        """(n, 800) 1σ per pixel of templates, photon noise apart."""
        near, share = nearest(starts, seen.latent)
        kind = (share[:, :, None] * self.pixel_kind.astype(float)[near]).sum(axis=1)
        sky = times(sky_shares(seen.sky), self.pixel_sky.astype(float))
        photon = self._photon(seen)
        stretch = photon / float(self.photon[-1])
        return np.asarray(np.sqrt(stretch[:, None] * (kind + moved(sky, seen.rv_kms))))

    def pixel_noise(self, seen: Circumstances, sigma: NDArray[np.floating]) -> NDArray[np.float64]:
        """(n, 800) 1σ per pixel by photon noise, of which ivar says `sigma`."""
        return np.asarray(np.sqrt(self._photon(seen))[:, None] * sigma)

    def _photon(self, seen: Circumstances) -> NDArray[np.float64]:
        knots = np.broadcast_to(self.photon.astype(float), len(RED_KNOTS))
        return weighed(red_shares(seen.colour), knots)

    def isolation(self, latent: Array) -> NDArray[np.float64]:
        """(n,) how lonely latents (n, k) are: the distance of the tenth nearest ordinary star
        over what it is for those ten (a local outlier factor: Breunig et al. 2000, simplified).

        So a star of a rare kind is not unusual for being of that kind.
        """
        return isolation(latent / self.spread, self.latents, self.reach)

    def outlier(self, latent: Array, misfit: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) 0 ordinary … 1 more unusual than any ordinary star, by place or by misfit.

        The larger of the two parts of the ordinary stars that are less unusual, squared: that
        is evenly spread over stars of which nothing is unusual.
        """
        far = _part_below(self.isolation(latent), self.crowding)
        odd = _part_below(misfit, self.misfits)
        return np.asarray(np.fmax(far, odd) ** 2)


def scatter_terms(seen: Circumstances) -> NDArray[np.float64]:
    """(n, 5) what the variances of `Calibration.scatter` are multiplied with."""
    return np.hstack([noise_ramp(seen.noise)[:, None] ** 2, sky_shares(seen.sky)])


def uniform(
    kinds: int, scatter: NDArray[np.floating], latent: Array, misfits: NDArray[np.floating]
) -> Calibration:
    """The same errors for all stars, and no zero points.

    Parameters
    ----------
    kinds : how many starting points the model has
    scatter : (5,) Å, 1σ of the widths beyond photon noise, latents and modes
    latent, misfits : of ordinary stars
    """
    size, knots = len(R1800_WAVE), len(SKY_KNOTS)

    def blank(*shape: int) -> NDArray[np.float32]:
        return np.zeros(shape, np.float32)

    return Calibration(
        sky_profile=blank(knots, size),
        kind_profile=blank(kinds, KIND_TERMS, size),
        kind_colour=blank(kinds),
        scatter=blank(1 + knots, len(scatter)),
        kind_scatter=np.tile(scatter**2, (kinds, 1)).astype(np.float32),
        pixel_kind=np.full((kinds, size), FLOOR**2, np.float32),
        pixel_sky=blank(knots, size),
        photon=np.ones(len(RED_KNOTS), np.float32),
        misfits=np.quantile(misfits, np.linspace(0, 1, 501)).astype(np.float32),
        **crowd(latent),
    )


def crowd(latent: Array) -> dict[str, NDArray[np.float32]]:
    """The fields of a calibration that the latents (n, k) of ordinary stars decide."""
    spread = latent.std(axis=0)
    points = (latent / spread).astype(np.float32)
    square = square_distances(points, points)
    np.fill_diagonal(square, np.inf)
    near = np.sort(square, axis=1)
    reach = np.sqrt(near[:, _NEIGHBOURS - 1]).astype(np.float32)
    order = np.argsort(square, axis=1)[:, :_NEIGHBOURS]
    lonely = reach / np.maximum(reach[order].mean(axis=1), 1e-9)
    return {
        "latents": points,
        "reach": reach,
        "spread": spread.astype(np.float32),
        "crowding": np.quantile(lonely, np.linspace(0, 1, 501)).astype(np.float32),
    }


def isolation(
    points: NDArray[np.floating], others: NDArray[np.floating], reach: NDArray[np.floating]
) -> NDArray[np.float64]:
    """(n,) see `Calibration.isolation`; everything in units of the spread."""
    square = square_distances(points, others)
    order = np.argpartition(square, _NEIGHBOURS - 1, axis=1)[:, :_NEIGHBOURS]
    farthest = np.sqrt(np.take_along_axis(square, order, axis=1).max(axis=1))
    return np.asarray(farthest / np.maximum(reach[order].mean(axis=1), 1e-9))


def _part_below(values: NDArray[np.float64], quantiles: NDArray[np.float32]) -> Array:
    """Which part of a sample lies below each value; beyond the largest it creeps up to 1."""
    count = len(quantiles)
    inside = np.interp(values, quantiles, np.arange(count) / count)
    with np.errstate(divide="ignore", invalid="ignore"):
        beyond = 1 - (quantiles[-1] / values) ** 2 / count
    return np.asarray(np.where(values > quantiles[-1], beyond, inside))
