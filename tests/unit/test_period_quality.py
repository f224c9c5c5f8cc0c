"""What is said of a period: none, half, long, the spacecraft's, uncertain."""

import numpy as np
import pytest
from curve_stars import curve, noise, rotator, spot, times

from spectrogui.core.curve_study import NO_PERIOD, OK
from spectrogui.science.period_quality import ALIAS, HALF, LONG, MEANINGS, UNCERTAIN
from spectrogui.science.rotation import study


def quality(time, flux):
    return study(curve(time, flux)).rotation


def flicker(time, memory, seed):
    keep = np.exp(-np.median(np.diff(time)) / memory)
    kicks = np.random.default_rng(seed).normal(size=time.size)
    out = np.empty(time.size)
    out[0] = kicks[0]
    for place in range(1, time.size):
        out[place] = keep * out[place - 1] + np.sqrt(1 - keep**2) * kicks[place]
    return out


def test_every_word_has_its_meaning_in_one_sentence():
    assert set(MEANINGS) == {NO_PERIOD, UNCERTAIN, HALF, LONG, ALIAS}
    assert all(text.endswith(".") and text.count(".") == 1 for text in MEANINGS.values())


@pytest.mark.parametrize("seed", range(5))
def test_photon_noise_has_no_period(seed):
    time = times()

    found = quality(time, 1 + noise(time, 1e-3, seed))

    assert found.warnings == (NO_PERIOD,)
    assert np.isnan([found.period, found.period_err, found.amplitude]).all()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("memory", [0.3, 3.0])
def test_flicker_is_never_taken_for_rotation_without_a_warning(memory, seed):
    time = times()

    found = quality(time, 1 + 5e-3 * flicker(time, memory, seed) + noise(time))

    assert found.quality != OK


def test_a_pulsator_of_many_periods_has_none():
    time = times()
    seed = np.random.default_rng(3)
    waves = sum(np.sin(2 * np.pi * (time * f + seed.uniform())) for f in np.linspace(2, 2.5, 8))

    found = quality(time, 1 + 1e-3 * waves + noise(time, 1e-4))

    assert found.warnings == (NO_PERIOD,)


def test_a_strict_period_that_is_no_rotation_is_kept():
    time = times()

    found = quality(time, 1 + 0.02 * np.sin(2 * np.pi * time / 0.2225) + noise(time))

    assert found.period == pytest.approx(0.2225, rel=1e-3)
    assert found.quality == OK


def test_a_modulation_below_the_noise_of_single_points_is_no_period():
    time = times()

    found = quality(time, 1 + 2e-4 * np.sin(2 * np.pi * time / 3.1) + noise(time, 7e-4))

    assert found.warnings == (NO_PERIOD,)


@pytest.mark.parametrize("period", [4.0, 11.0])
def test_two_groups_of_spots_are_said_to_give_half_the_period(period):
    time = times()
    spots = 0.02 * spot(time, period) + 0.0155 * spot(time, period, at=0.5)

    found = quality(time, 1 + spots + noise(time))

    assert found.period == pytest.approx(period / 2, rel=0.02)
    assert HALF in found.warnings


@pytest.mark.parametrize("period", [0.7, 4.0, 11.0, 17.0])
def test_one_group_of_spots_is_not(period):
    assert HALF not in study(rotator(period)).rotation.warnings


def test_a_star_slower_than_half_the_campaign_is_said_to_be():
    time = times(75)

    found = quality(time, 1 + 0.02 * np.sin(2 * np.pi * time / 50) + noise(time))

    assert LONG in found.warnings or found.warnings == (NO_PERIOD,)
    clear = quality(time, 1 + 0.02 * np.sin(2 * np.pi * time / 37) + noise(time))
    assert LONG in clear.warnings


def test_few_turns_that_differ_are_uncertain_or_none():
    time = times(75)
    x = (time - time[0]) / 75
    bumps = np.exp(-(((x - 0.2) / 0.1) ** 2)) + 0.4 * np.exp(-(((x - 0.62) / 0.05) ** 2))

    found = quality(time, 1 + 0.01 * bumps + noise(time))

    assert found.quality != OK


def test_few_turns_that_weaken_are_uncertain_and_keep_their_period():
    time = times(75)
    weaker = np.exp(-(time - time[0]) / 45)

    found = quality(time, 1 + 0.02 * spot(time, 28.0) * weaker + noise(time))

    assert found.warnings == (UNCERTAIN,)
    assert found.period == pytest.approx(28.0, rel=0.03)


def test_a_jump_of_the_detector_is_no_rotation():
    time = times()

    found = quality(time, 1 + 0.01 * (time > 2330) + noise(time))

    assert found.quality != OK


@pytest.mark.parametrize("times_roll", [1, 2, 4])
def test_a_weak_period_of_the_thrusters_is_called_theirs(times_roll):
    time = times()
    period = 0.24519 * times_roll

    found = quality(time, 1 + 5e-4 * np.sin(2 * np.pi * time / period) + noise(time))

    assert f"{ALIAS} 0.245 d" in found.warnings


def test_a_strong_period_that_happens_to_be_theirs_is_the_stars():
    time = times()

    found = quality(time, 1 + 0.02 * spot(time, 0.9815) + noise(time))

    assert found.quality == OK


def test_a_fast_star_under_a_stronger_drift_is_found_and_called_uncertain():
    time = times()
    x = (time - time[0]) / 75
    drift = 0.02 * np.exp(-(((x - 0.3) / 0.13) ** 2)) + 0.02 * (x > 0.8)

    found = quality(time, 1 + drift + 0.006 * spot(time, 1.3) + noise(time))

    assert found.period == pytest.approx(1.3, rel=0.01)
    assert UNCERTAIN in found.warnings
