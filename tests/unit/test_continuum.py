"""The continuum is found again under lines, noise and damage."""

import numpy as np
import pytest
from stars import FILE_WAVE, forest, spectrum, with_line, without

from spectrogui.core.grid import BAD, FLAGGED, TELLURIC_BAND
from spectrogui.core.lines import ACTIVE
from spectrogui.core.wavelength import vacuum_to_air
from spectrogui.science import continuum
from spectrogui.science.continuum import ContinuumRecipe, fit_continuum
from spectrogui.science.red_arm import RED_WAVE, red_arms

RECIPE = ContinuumRecipe()
INSIDE = (RED_WAVE > 5750) & (RED_WAVE < 8950)
IN_ARM = slice(1818, 1818 + 2050)


def slope(wave):
    x = (wave - 7300) / 1600
    return 1 - 0.35 * x + 0.12 * x**2 - 0.05 * x**3


def continuum_of(*stars):
    arms = red_arms(list(stars))
    return fit_continuum(arms.flux, arms.bits, RECIPE)


def error(star):
    """How far the continuum is from the truth, as a share of it, (pixels,)."""
    arms = red_arms([star])
    good = arms.bits[0] & BAD == 0
    unit = np.median(star.flux[IN_ARM][good] / arms.flux[0, good])
    found = fit_continuum(arms.flux, arms.bits, RECIPE)[0] * unit / 1000
    return found / slope(RED_WAVE) - 1


def few_lines(rest):
    return 1 - 0.3 * (1 - forest(rest))


@pytest.mark.parametrize("snr", [None, 150])
def test_a_smooth_continuum_under_lines_is_found_to_one_per_cent(snr):
    star = spectrum(few_lines, continuum=slope, snr=snr)

    assert np.abs(error(star)[INSIDE]).max() < 0.01


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e8])
def test_the_scale_of_flux_does_not_matter(scale):
    wanted = continuum_of(spectrum(continuum=slope, snr=50))
    found = continuum_of(spectrum(continuum=slope, snr=50, scale=scale))

    assert np.abs(found / wanted - 1).max() < 1e-4


@pytest.mark.parametrize("how", ["bad", "flagged", "masked"])
def test_pixels_that_are_not_to_be_used_do_not_steer_it(how):
    star = spectrum(few_lines, continuum=slope)
    where = slice(2300, 2800)
    star.flux[where] *= 1.2
    if how == "bad":
        star.ivar[where] = 0
    elif how == "flagged":
        star.ormask[where] = 4
    else:
        star.andmask[where] = star.ormask[where] = 4

    assert np.abs(error(star)[INSIDE]).max() < 0.01


def test_the_earths_air_does_not_steer_it():
    star = spectrum(few_lines, continuum=slope)
    star.flux[(FILE_WAVE > 7591) & (FILE_WAVE < 7719)] *= 0.3

    assert np.abs(error(star)[INSIDE]).max() < 0.01


@pytest.mark.parametrize("rv", [-200.0, 0.0, 200.0])
def test_strong_emission_at_halpha_does_not_lift_it(rv):
    quiet = continuum_of(spectrum(continuum=slope, rv=rv, snr=8))
    active = spectrum(with_line(forest, 6562.80, 15.0, 10.0), continuum=slope, rv=rv, snr=8)

    ratio = continuum_of(active) / quiet
    assert np.abs(ratio / np.median(ratio) - 1).max() < 6e-3  # the flux there is at 2.4


def test_a_forest_of_lines_moves_it_little():
    star = spectrum(continuum=slope, snr=100)

    assert np.abs(error(star)[INSIDE]).max() < 0.03


def test_fewer_than_100_usable_pixels_give_nothing():
    star = without(spectrum(), (FILE_WAVE > 5600) & ~((FILE_WAVE > 7000) & (FILE_WAVE < 7100)))

    assert np.isnan(continuum_of(star)).all()


def test_a_spectrum_without_positive_flux_has_no_continuum():
    star = spectrum(lambda rest: -forest(rest))

    assert np.isnan(continuum_of(star)).all()


def test_many_at_once_are_as_one_by_one():
    some = [spectrum(continuum=slope, snr=30, seed=i, rv=20.0 * i) for i in range(4)]
    some[1] = without(some[1], slice(2000, 2600))
    some.append(without(spectrum(), FILE_WAVE > 5600))
    together = continuum_of(*some)

    for row, star in enumerate(some):
        assert np.allclose(continuum_of(star)[0], together[row], rtol=1e-9, equal_nan=True)


def plainly(flux, bits):
    """The same, written as the recipe reads: a least-squares fit in every pass."""
    span = (RECIPE.low <= RED_WAVE) & (RECIPE.high >= RED_WAVE)
    x = (RED_WAVE - RECIPE.low) / (RECIPE.high - RECIPE.low) * 2 - 1
    air = vacuum_to_air(RED_WAVE)
    near = [np.abs(air - line.air) <= line.half_width + RECIPE.margin for line in ACTIVE]
    use = span & ~np.any(near, axis=0) & ((bits & (BAD | FLAGGED | TELLURIC_BAND)) == 0)
    for _ in range(RECIPE.passes + 1):
        fit = np.polynomial.legendre.legfit(x[use], flux[use].astype(float), RECIPE.order)
        miss = flux - np.polynomial.legendre.legval(x, fit)
        spread = np.sqrt((miss[use] ** 2).mean())
        use &= (miss <= RECIPE.above * spread) & (miss >= -RECIPE.below * spread)
    return np.polynomial.legendre.legval(x, fit)


@pytest.mark.parametrize("seed", range(6))
def test_it_is_what_a_fit_in_every_pass_finds(seed):
    random = np.random.default_rng(seed)
    holes = random.random(len(FILE_WAVE)) < 0.05
    star = without(spectrum(continuum=slope, snr=30, seed=seed), holes)
    arms = red_arms([star, spectrum(few_lines, continuum=slope, snr=100, seed=seed)])

    found = fit_continuum(arms.flux, arms.bits, RECIPE)
    for row in range(2):
        assert found[row] == pytest.approx(plainly(arms.flux[row], arms.bits[row]), rel=1e-7)


def test_what_lies_near_a_limit_is_told_in_double_precision(monkeypatch):
    arms = red_arms([spectrum(few_lines, continuum=slope, snr=20, seed=seed) for seed in range(3)])
    plain = fit_continuum(arms.flux, arms.bits, RECIPE)
    monkeypatch.setattr(continuum, "_ROUNDING", 0.1)
    all_twice = fit_continuum(arms.flux, arms.bits, RECIPE)

    assert (all_twice == plain).all()


def test_a_spectrum_without_noise_has_its_own_continuum():
    exact = np.polynomial.Polynomial([1.0, 0.1, -0.05])((RED_WAVE - 7300) / 1600)

    found = fit_continuum(exact[None].astype(np.float32), np.zeros((1, 2050), np.uint8), RECIPE)
    assert found[0] == pytest.approx(exact, rel=1e-4)
