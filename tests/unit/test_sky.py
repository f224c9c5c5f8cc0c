"""How bright the sky was is told by the noise alone."""

import numpy as np
import pytest

from spectrogui.core.wavelength import air_to_vacuum
from spectrogui.science.red_arm import RED_WAVE
from spectrogui.science.sky import sky_strength


def noise(excess):
    """1σ with a variance that is higher by a factor on two airglow lines."""
    sigma = np.full((1, len(RED_WAVE)), 0.02)
    for low, high in ((8427.0, 8433.0), (8761.0, 8769.0)):
        edge = air_to_vacuum(np.array([low, high]))
        sigma[:, (edge[0] < RED_WAVE) & (edge[1] > RED_WAVE)] *= np.sqrt(1 + excess)
    return sigma


EVERYTHING = np.ones((1, len(RED_WAVE)), bool)


@pytest.mark.parametrize("excess", [0.0, 1.0, 9.0])
def test_it_is_the_variance_on_airglow_lines_over_that_beside_them(excess):
    assert sky_strength(noise(excess), EVERYTHING)[0] == pytest.approx(np.log1p(excess))


def test_it_does_not_depend_on_the_level_of_the_noise():
    assert sky_strength(5 * noise(4.0), EVERYTHING) == pytest.approx(
        sky_strength(noise(4.0), EVERYTHING)
    )


def test_without_flux_there_or_with_less_noise_there_it_is_none():
    assert sky_strength(noise(4.0), ~EVERYTHING)[0] == 0
    assert sky_strength(noise(-0.5), EVERYTHING)[0] == 0


def test_one_line_alone_is_enough():
    seen = EVERYTHING & (RED_WAVE < 8600)

    assert sky_strength(noise(4.0), seen)[0] == pytest.approx(np.log(5))
