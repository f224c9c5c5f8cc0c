"""Spectra onto common pixels, without touching what was measured."""

from dataclasses import replace

import numpy as np
import pytest
from stars import FILE_WAVE, forest, spectrum, without

from spectrogui.core.grid import BAD, FLAGGED, TELLURIC_BAND
from spectrogui.science.red_arm import LOG_STEP, PIXELS, RED_WAVE, red_arms

IN_ARM = slice(1818, 1818 + PIXELS)  # of a file that begins at 3.5682


def cut(star, rows):
    parts = {n: getattr(star, n)[rows] for n in ("wave", "flux", "ivar", "andmask", "ormask")}
    return replace(star, **parts)


def test_pixels_of_the_survey_are_taken_as_they_are():
    star = spectrum(snr=50)
    arms = red_arms([star])

    level = star.flux[IN_ARM] / arms.flux[0]
    assert np.allclose(RED_WAVE, FILE_WAVE[IN_ARM], rtol=1e-9)
    assert np.ptp(level) / level.mean() < 1e-5
    assert np.allclose(arms.ivar[0] / star.ivar[IN_ARM], level**2, rtol=1e-4)


def test_flux_is_in_units_of_its_median():
    arms = red_arms([spectrum(scale=1e-12), spectrum(scale=3.0), spectrum(scale=1e6)])

    assert np.median(arms.flux, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_flux_that_cannot_be_is_bad(value):
    star = spectrum()
    star.flux[3000] = value
    arms = red_arms([star])

    assert np.flatnonzero(arms.bits[0] & BAD).tolist() == [3000 - 1818]
    assert arms.flux[0, 3000 - 1818] == arms.ivar[0, 3000 - 1818] == 0


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan])
def test_a_pixel_without_weight_is_bad(value):
    star = spectrum()
    star.ivar[3000] = value

    assert np.flatnonzero(red_arms([star]).bits[0] & BAD).tolist() == [3000 - 1818]


def test_masked_in_every_exposure_is_bad_and_in_some_only_flagged():
    star = spectrum()
    star.andmask[3000] = star.ormask[3000] = 4
    star.ormask[3100] = 8
    bits = red_arms([star]).bits[0]

    assert np.flatnonzero(bits & BAD).tolist() == [3000 - 1818]
    assert np.flatnonzero(bits & FLAGGED).tolist() == [3000 - 1818, 3100 - 1818]


def test_the_bands_of_the_earths_air_are_marked_in_the_observers_frame():
    bits = red_arms([spectrum(rv=200)]).bits[0]

    inside = (bits & TELLURIC_BAND) > 0
    assert inside[(RED_WAVE > 6861) & (RED_WAVE < 6959)].all()
    assert not inside[(RED_WAVE > 6400) & (RED_WAVE < 6850)].any()
    assert not inside[(RED_WAVE > 8370) & (RED_WAVE < 8900)].any()


@pytest.mark.parametrize("last", [3751, 3800])
def test_a_shorter_file_is_bad_where_it_has_no_pixels(last):
    arms = red_arms([cut(spectrum(), slice(0, last))])

    assert (arms.bits[0, last - 1818 :] & BAD).all()
    assert not (arms.bits[0, : last - 1818] & BAD).any()


def test_a_file_that_ends_before_the_red_arm_is_bad_all_over():
    arms = red_arms([cut(spectrum(), slice(0, 1500)), spectrum()])

    assert (arms.bits[0] & BAD).all()
    assert (arms.flux[0] == 0).all()
    assert not (arms.bits[1] & BAD).any()


def test_a_red_arm_without_flux_is_bad_all_over():
    star = without(spectrum(), FILE_WAVE > 5600)

    assert (red_arms([star]).bits[0] & BAD).all()


def test_a_grid_with_another_phase_keeps_its_flux_and_says_how_far_off_it_is():
    wave = FILE_WAVE * 10 ** (0.03 * LOG_STEP)
    arms = red_arms([spectrum(wave=wave)])

    assert arms.offset[0] == pytest.approx(0.03, abs=1e-4)


def test_a_grid_with_another_step_is_interpolated():
    wave = np.linspace(5500.0, 9100.0, 5000)
    arms = red_arms([spectrum(wave=wave)])

    wanted = red_arms([spectrum()]).flux[0]
    inside = (arms.bits[0] & BAD) == 0
    assert inside[(RED_WAVE > 5700) & (RED_WAVE < 9000)].all()
    assert np.abs(arms.flux[0] - wanted)[inside].max() < 0.005


def test_a_bad_pixel_spoils_its_neighbours_when_it_is_interpolated():
    wave = np.linspace(5500.0, 9100.0, 5000)
    star = spectrum(wave=wave)
    star.ivar[2000] = 0
    star.flux[2000] = 1e30
    arms = red_arms([star])

    at = np.argmin(np.abs(RED_WAVE - wave[2000]))
    assert arms.bits[0, at] & BAD
    assert np.abs(arms.flux).max() < 2


def test_spectra_side_by_side_do_not_touch_each_other():
    some = [spectrum(snr=20, seed=1), without(spectrum(), slice(2000, 2500)), spectrum(forest)]
    together = red_arms(some)

    for row, star in enumerate(some):
        alone = red_arms([star])
        assert np.array_equal(alone.flux[0], together.flux[row])
        assert np.array_equal(alone.bits[0], together.bits[row])
