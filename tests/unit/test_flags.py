"""Each flag finds what it is for, and keeps quiet about what it is not."""

import numpy as np
import pytest
from stars import gauss

from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.wavelength import SPEED_OF_LIGHT
from spectrogui.science.flag_cosmic import lone_peaks
from spectrogui.science.flag_double import find_double
from spectrogui.science.flag_hot import is_hot_balmer, missed_wings
from spectrogui.science.flag_lithium import is_lithium_rich
from spectrogui.science.flag_nebular import find_nebula
from spectrogui.science.flag_poor import is_poor, waves
from spectrogui.science.flag_sky import has_sky, sky_lines, sky_places, sky_spikes
from spectrogui.science.joint_fit import posed
from spectrogui.science.narrow_lines import find_narrow_lines
from spectrogui.science.shifting import shifted

COUNT, SIGMA = 60, 0.012
GOOD = np.ones((COUNT, 800), bool)
AT_REST = np.zeros(COUNT)


def noise(seed=0):
    """Residuals of stars that their templates fit."""
    values = np.random.default_rng(seed).normal(0, SIGMA, (COUNT, 800))
    return values.astype(np.float32)


def with_lines(*lines, kms=0.0, residual=None):
    """Residuals with Gaussians: place in Å, equivalent width, width."""
    out = (noise() if residual is None else residual).copy()
    for place, width, fwhm in lines:
        out += gauss(R1800_WAVE, place * (1 + kms / SPEED_OF_LIGHT), fwhm, width)
    return out.astype(np.float32)


def sigma_of(residual):
    return np.full(residual.shape, SIGMA, np.float32)


def lines_of(residual):
    return find_narrow_lines(residual, sigma_of(residual), GOOD)


def gas(strength):
    return [
        (6548.05, strength / 3, 3.8),
        (6583.45, strength, 3.8),
        (6716.44, 0.6 * strength, 3.8),
        (6730.82, 0.5 * strength, 3.8),
    ]


def test_a_line_has_the_width_that_was_put_in():
    found, error = lines_of(with_lines((6600.0, 0.5, 3.8))).at([6600.0])

    assert found.mean() == pytest.approx(0.5, abs=0.03)
    assert found.std() == pytest.approx(error.mean(), rel=0.4)


def test_beyond_the_grid_nothing_is_known():
    width, error = lines_of(noise()).at([7000.0])

    assert (width == 0).all()
    assert np.isinf(error).all()


def test_pixels_that_are_missing_hide_a_line():
    residual, good = with_lines((6600.0, 5.0, 3.8)), GOOD.copy()
    good[:, np.abs(R1800_WAVE - 6600) < 4] = False
    _, error = find_narrow_lines(residual, sigma_of(residual), good).at([6600.0])

    assert np.isinf(error).all()


@pytest.mark.parametrize("kms", [-190.0, -70.0, 0.0, 110.0, 200.0])
def test_gas_is_found_at_its_own_velocity(kms):
    nebula = find_nebula(lines_of(with_lines(*gas(0.5), kms=kms)))

    assert nebula.found.mean() > 0.95
    assert np.median(nebula.kms) == pytest.approx(kms, abs=21)


def test_noise_is_no_gas():
    assert find_nebula(lines_of(noise())).found.mean() < 0.02


def test_nii_alone_needs_its_weaker_line():
    lines = lines_of(with_lines((6583.45, 0.6, 3.8), (6548.05, -0.3, 3.8)))

    assert find_nebula(lines).found.mean() < 0.1


def test_the_emission_of_an_active_star_is_no_gas_and_no_cosmic_ray():
    active = [(6562.8, 6.0, 5.0), (8498.02, 1.0, 5.5), (8542.09, 1.3, 5.5), (8662.14, 1.2, 5.5)]
    lines = lines_of(with_lines(*active, (6678.15, 0.4, 4.0)))

    assert not find_nebula(lines).found.any()
    assert not lone_peaks(lines, sky_places(AT_REST))[0].any()


def test_a_peak_where_no_star_has_a_line_is_a_cosmic_ray():
    lines = lines_of(with_lines((6620.0, 1.5, 4.0)))

    assert lone_peaks(lines, sky_places(AT_REST))[0].all()
    assert not lone_peaks(lines_of(noise()), sky_places(AT_REST))[0].any()


def test_a_peak_on_airglow_beside_halpha_is_sky():
    lines = lines_of(with_lines((6577.2, 1.5, 4.0)))
    cosmic, sky = lone_peaks(lines, sky_places(AT_REST))

    assert sky.all()
    assert not cosmic.any()


@pytest.mark.parametrize("kms", [0.0, 150.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_airglow_is_found_in_the_observers_frame(kms, sign):
    places, share = sky_lines()
    rest = places / (1 + kms / SPEED_OF_LIGHT)
    seen = [(place, width, 4.8) for place, width in zip(rest, sign * 0.8 * share, strict=True)]
    velocity = np.full(COUNT, kms)
    lines = lines_of(with_lines(*seen))

    assert has_sky(lines, velocity, np.full((COUNT, 3), 0.1)).mean() > 0.9
    assert has_sky(lines, velocity + 250.0, np.full((COUNT, 3), 0.1)).mean() < 0.3
    assert not has_sky(lines_of(noise()), velocity, np.full((COUNT, 3), 0.1)).any()


def test_spikes_on_airglow_are_sky_and_others_are_not():
    spikes = np.zeros((1, 800), bool)
    spikes[0, np.abs(R1800_WAVE - 8465.4) < 1] = True
    spikes[0, np.abs(R1800_WAVE - 8600.0) < 1] = True
    found = sky_spikes(spikes, np.zeros(1))

    assert found[0, np.abs(R1800_WAVE - 8465.4) < 1].all()
    assert not found[0, np.abs(R1800_WAVE - 8600.0) < 1].any()


@pytest.mark.parametrize(
    ("line", "rich"),
    [
        ((6707.84, -0.35, 4.0), True),
        ((6707.84, -0.05, 4.0), False),
        ((6711.5, -0.35, 4.0), False),
        ((6707.84, 0.35, 4.0), False),
    ],
    ids=["lithium", "too little", "beside it", "emission"],
)
def test_lithium_is_deep_and_at_its_place(line, rich):
    residual = with_lines(line)
    window = np.abs(R1800_WAVE - 6707.84) <= 4
    width = -residual[:, window].sum(axis=1).astype(float)
    found = is_lithium_rich(lines_of(residual), width, np.full(COUNT, 0.05))

    assert (found.mean() > 0.9) if rich else (found.mean() < 0.1)


def test_balmer_emission_of_a_hot_star_is_told_from_a_cool_ones():
    residual = noise()
    wings = missed_wings(residual, sigma_of(residual), GOOD)
    width, error = np.full(COUNT, 2.0), np.full(COUNT, 0.1)
    hot = np.arange(COUNT) < 30

    assert (is_hot_balmer(hot, width, error, wings) == hot).all()
    assert not is_hot_balmer(hot, 0 * width, error, wings).any()


def test_wings_that_the_template_misses_are_seen():
    residual = noise() - 0.06 * np.exp(-0.5 * ((R1800_WAVE - 6562.8) / 25) ** 2)
    residual = residual.astype(np.float32)
    wings = missed_wings(residual, sigma_of(residual), GOOD)

    nothing = np.zeros(COUNT)
    assert is_hot_balmer(np.ones(COUNT, bool), nothing, nothing + 1, wings).all()


def star(seed=2):
    """(800,) a template with lines, those of calcium too."""
    random = np.random.default_rng(seed)
    out = np.ones(800)
    for low in (6385.0, 8395.0):
        for place in random.uniform(low, low + 370, 30):
            out -= gauss(R1800_WAVE, place, 5.0, random.uniform(0.2, 1.0))
    for place in (8498.02, 8542.09, 8662.14):
        out -= gauss(R1800_WAVE, place, 6.0, 2.0)
    return out


def double_of(flux):
    template = np.repeat(star()[None], COUNT, axis=0).astype(np.float32)
    seen = (flux + noise()).astype(np.float32)
    return find_double(posed(seen, sigma_of(seen), GOOD, template, None))


def test_a_second_set_of_lines_is_found():
    alone = np.repeat(star()[None], COUNT, axis=0)
    both = 0.6 * shifted(alone, -70.0) + 0.4 * shifted(alone, 110.0)

    assert double_of(both).found.mean() > 0.95
    assert not double_of(alone).found.any()


def test_filled_lines_are_no_second_star():
    alone = np.repeat(star()[None], COUNT, axis=0)
    for place in (8498.02, 8542.09, 8662.14):
        alone = alone + gauss(R1800_WAVE, place, 5.0, 1.0)
    alone = alone + gauss(R1800_WAVE, 6562.8, 5.0, 4.0)

    assert not double_of(alone).found.any()


def test_broad_waves_are_a_poor_fit_and_noise_is_none():
    ripple = noise() + 0.08 * np.sin(2 * np.pi * R1800_WAVE / 60)
    ripple = ripple.astype(np.float32)
    nothing = np.ones(COUNT)

    assert is_poor(waves(ripple, sigma_of(ripple), GOOD), nothing).all()
    assert not is_poor(waves(noise(), sigma_of(ripple), GOOD), nothing).any()
    assert is_poor(nothing, 20 * nothing).all()


def test_a_spectrum_without_pixels_is_no_poor_fit():
    found = waves(noise(), sigma_of(noise()), ~GOOD)

    assert np.isnan(found).all()
    assert not is_poor(found, np.ones(COUNT)).any()
