"""The whole red arm as the window draws it."""

import numpy as np
import pytest
from stars import FILE_WAVE, forest, pixels, spectrum, with_line, without

from spectrogui.analysis.arm import red_arm
from spectrogui.core.grid import BAD, FLAGGED, TELLURIC_BAND


def test_it_goes_from_5700_to_9000():
    arm = red_arm(spectrum(), 0.0)

    assert arm.wave[0] == pytest.approx(5700, abs=3)
    assert arm.wave[-1] == pytest.approx(9000, abs=4)
    assert (np.diff(arm.wave) > 0).all()
    assert arm.wave.shape == arm.flux.shape == arm.continuum.shape == arm.bits.shape


@pytest.mark.parametrize("velocity", [-250.0, 0.0, 90.0])
def test_lines_are_at_rest_in_air(velocity):
    star = spectrum(with_line(lambda rest: np.ones(len(rest)), 6562.80, 8.0), rv=velocity)
    arm = red_arm(star, velocity)

    excess = np.nan_to_num(arm.flux / arm.continuum) - 1
    near = np.abs(arm.wave - 6562.80) < 15
    centre = (arm.wave[near] * excess[near]).sum() / excess[near].sum()
    assert centre == pytest.approx(6562.80, abs=0.05)


def test_without_a_velocity_wavelengths_are_as_observed():
    assert np.array_equal(red_arm(spectrum(), np.nan).wave, red_arm(spectrum(), 0.0).wave)


def test_what_has_no_flux_is_not_drawn():
    arm = red_arm(without(spectrum(), pixels(6600, 6700)), 0.0)

    gap = (arm.wave > 6600) & (arm.wave < 6700)
    assert np.isnan(arm.flux[gap]).all()
    assert (arm.bits[gap] & BAD).all()
    assert np.isfinite(arm.flux[~((arm.wave > 6598) & (arm.wave < 6702))]).all()
    assert np.isfinite(arm.continuum).all()


def test_the_continuum_is_in_the_units_of_the_flux():
    arm = red_arm(spectrum(snr=100, scale=1e6), 0.0)

    quiet = (arm.wave > 7720) & (arm.wave < 8100)
    assert np.percentile(arm.flux[quiet] / arm.continuum[quiet], 90) == pytest.approx(1, abs=0.03)


def test_flags_and_the_earths_air_are_told():
    star = spectrum()
    star.ormask[pixels(6500, 6504)] = 8
    bits = red_arm(star, 0.0).bits

    assert (bits & FLAGGED).any()
    assert (bits & TELLURIC_BAND).any()
    assert not (bits & BAD).any()


def test_a_red_arm_without_flux_is_drawn_as_nothing():
    arm = red_arm(without(spectrum(forest), FILE_WAVE > 5600), 0.0)

    assert np.isnan(arm.flux).all()
    assert np.isnan(arm.continuum).all()
