"""Stars whose truth a test knows, and a tiny model that can describe them."""

import json

import numpy as np
import torch

from spectrogui.analysis.recipe import preparation_sha256
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import BAD, R1800_BANDS, R1800_WAVE
from spectrogui.core.lines import ACTIVE, MEASURED
from spectrogui.core.spectrum import Header, Spectrum
from spectrogui.core.wavelength import SPEED_OF_LIGHT, vacuum_to_air
from spectrogui.model.bundle import save_bundle
from spectrogui.model.calibration import uniform
from spectrogui.model.fitter import Scaling
from spectrogui.model.infer import Model
from spectrogui.model.training import Trained
from spectrogui.model.vae import Architecture, Vae
from spectrogui.science.red_arm import PIXELS, RedArms

FILE_WAVE = 10 ** (3.5682 + 1e-4 * np.arange(3909))
SIZES = Architecture(size=800, hidden=(24, 16, 12), latent=4, dropout=0.0)
LSF = {"ha": 3.65, "ca": 4.75}  # FWHM in Å


def gauss(wave, centre, fwhm, area=1.0):
    """A Gaussian with an area in Å."""
    sigma = fwhm / 2.3548
    return area / (sigma * np.sqrt(2 * np.pi)) * np.exp(-0.5 * ((wave - centre) / sigma) ** 2)


def forest(wave, seed=0, depth=1.0):
    """A continuum of 1 with sixty absorption lines and those of `ACTIVE`, at any wavelengths."""
    random = np.random.default_rng(seed)
    places = random.uniform(5750, 8950, 60)
    inside = [random.uniform(band.low + 15, band.high - 15, 20) for band in R1800_BANDS]
    out = np.ones(np.shape(wave))
    for place in np.concatenate([places, *inside]):
        out -= depth * gauss(wave, place, 7.0, random.uniform(0.2, 1.5))
    for line in ACTIVE:
        out -= depth * gauss(wave, line.air, 7.0, 2.0)
    return out


def spectrum(
    profile=forest,
    *,
    rv=0.0,
    snr=None,
    seed=0,
    scale=1000.0,
    continuum=None,
    wave=FILE_WAVE,
    **header,
):
    """A LAMOST spectrum of a star.

    Parameters
    ----------
    profile : flux in units of the continuum at wavelengths in air, at rest
    rv : km/s
    snr : per pixel; without one there is no noise, and ivar is that of 1000
    continuum : relative flux at wavelengths in vacuum, else 1
    """
    rest = vacuum_to_air(wave / (1 + rv / SPEED_OF_LIGHT))
    level = np.ones(len(wave)) if continuum is None else continuum(wave)
    flux = profile(rest) * level
    error = level / (snr or 1000.0)
    if snr:
        flux = flux + error * np.random.default_rng(seed).standard_normal(len(flux))
    none = np.zeros(len(flux), np.int32)
    known = {"path": "star.fits", "snr_r": snr or 1000.0, "spectral_class": "STAR"}
    known |= {"subclass": "G5", "z": rv / SPEED_OF_LIGHT, "ra": 10.0, "dec": 20.0}
    return Spectrum(
        wave,
        (scale * flux).astype(np.float32),
        (1 / (scale * error) ** 2).astype(np.float32),
        none,
        none.copy(),
        Header(**(known | header)),
    )


def known_continuum(arms, stars):
    """(n, 2050) the level that `spectrum` put in, in the unit of the arms."""
    level = np.ones(arms.flux.shape)
    for row, star in enumerate(stars):
        whole = np.ones(PIXELS, np.float32)
        own = star.flux[1818 : 1818 + PIXELS]
        whole[: len(own)] = own
        good = arms.bits[row] & BAD == 0
        if good.any():
            level[row] = 1000.0 * np.median(arms.flux[row, good] / whole[good])
    return level


def noisy(arms, count, seed=0):
    """The arms of one star `count` times over, each with noise of its own."""
    many = [np.repeat(getattr(arms, n), count, axis=0) for n in ("flux", "ivar", "bits", "offset")]
    error = 1 / np.sqrt(np.where(many[1] > 0, many[1], np.inf))
    noise = np.random.default_rng(seed).standard_normal(many[0].shape)
    many[0] = (many[0] + error * noise).astype(np.float32)
    return RedArms(*many)


def pixels(low, high, rv=0.0):
    """(3909,) True where the rest wavelength in air lies in a range."""
    rest = vacuum_to_air(FILE_WAVE / (1 + rv / SPEED_OF_LIGHT))
    return (rest >= low) & (rest <= high)


def without(star, where):
    """The spectrum with flux = 0 and ivar = 0 at some pixels."""
    flux, ivar = star.flux.copy(), star.ivar.copy()
    flux[where] = ivar[where] = 0
    return Spectrum(star.wave, flux, ivar, star.andmask, star.ormask, star.header)


def tiny_vae(seed=0):
    """A network whose decoder draws smooth features, untrained."""
    torch.manual_seed(seed)
    vae = Vae(SIZES)
    random = np.random.default_rng(seed)
    shape = np.zeros((800, SIZES.hidden[0]))
    for column in range(SIZES.hidden[0]):
        for band in R1800_BANDS:
            wave = R1800_WAVE[band.rows]
            for place in random.uniform(band.low + 15, band.high - 15, 8):
                shape[band.rows, column] += gauss(wave, place, 7.0, random.normal(0, 9))
    with torch.no_grad():
        vae.decoder[-1].weight.copy_(torch.from_numpy(shape))
        vae.decoder[-1].bias.zero_()
        for layer in vae.decoder[:-1]:
            if isinstance(layer, torch.nn.Linear):
                layer.weight.mul_(2.0)
            elif isinstance(layer, torch.nn.PReLU):
                layer.weight.fill_(0.75)  # nearly linear: one best latent for every star
    return vae


def tiny_scaling():
    """A mean spectrum with lines, and one deviation for all pixels."""
    mean = torch.from_numpy(forest(R1800_WAVE).astype(np.float32))
    return Scaling(mean, torch.full((800,), 0.03))


def tiny_starts(seed=0, count=64):
    """(count, 4) latents spread like the prior."""
    return np.random.default_rng(seed).normal(0, 1, (count, 4)).astype(np.float32)


def tiny_model(seed=0):
    """The network with its scaling and starting points."""
    return Model(tiny_vae(seed), tiny_scaling(), tiny_starts(seed))


def tiny_calibration(starts=64):
    """Errors of 0.02 Å everywhere, latents around 0."""
    latents = np.random.default_rng(0).normal(0, 1, (200, 4)).astype(np.float32)
    return uniform(starts, np.full(len(MEASURED), 0.02), latents, np.linspace(0, 4, 101))


def write_tiny_model(folder, seed=0, **card):
    """Write the model as a folder that `Analyser.load` takes; returns it."""
    facts = {"name": folder.name, "mode": "r1800", "prep_sha256": preparation_sha256()}
    save_bundle(
        folder,
        Trained(tiny_vae(seed), tiny_scaling(), [], []),
        SIZES,
        tiny_starts(seed),
        np.zeros((800, 0)),
        tiny_calibration(),
        facts | card,
    )
    return folder


def rewrite_card(folder, **changes):
    """Change some facts of a card that is there."""
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    (folder / "card.json").write_text(json.dumps(card | changes), encoding="utf-8")


def decoded(latent, model=None):
    """A profile for `spectrum`: what the tiny model decodes, 1 outside its two bands."""
    template = (model or tiny_model()).decode(np.asarray(latent, np.float32)[None])[0]

    def profile(rest):
        out = np.ones(len(rest))
        for band in R1800_BANDS:
            here = (rest >= band.low) & (rest <= band.high)
            out[here] = np.interp(rest[here], R1800_WAVE[band.rows], template[band.rows])
        return out

    return profile


def with_line(profile, centre, ew, fwhm=4.0):
    """A profile with a Gaussian on top, emission positive, in Å of the continuum."""
    return lambda rest: profile(rest) + gauss(rest, centre, fwhm, ew)


def training_stars(count, **facts):
    """Candidates for training, all ordinary G stars unless `facts` say otherwise."""
    known = {
        "snr": np.full(count, 100.0),
        "teff": np.full(count, 5500.0),
        "letter": np.full(count, "G"),
        "subclass": np.full(count, "G5"),
        "source": np.full(count, "made up"),
        "remark": np.full(count, ""),
        "ra": np.linspace(0, 350, count),
        "dec": np.full(count, 20.0),
        "number": np.arange(count),
        "rv_kms": np.zeros(count),
        "sky": np.zeros(count),
        "colour": np.zeros(count),
    }
    return TrainingSet(
        np.ones((count, 800), np.float32),
        np.full((count, 800), 0.01, np.float32),
        np.ones((count, 800), bool),
        np.full((count, len(MEASURED)), 0.03, np.float32),
        **(known | {name: np.asarray(values) for name, values in facts.items()}),
    )
