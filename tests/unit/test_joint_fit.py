"""What a template may adapt by, fitted together."""

import numpy as np
import pytest
from stars import forest

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.science.joint_fit import Bend, posed, solve

TEMPLATE = forest(R1800_WAVE)[None].astype(np.float32)
SIGMA = np.full(TEMPLATE.shape, 0.01, np.float32)
GOOD = np.ones(TEMPLATE.shape, bool)


def left(flux, bend=None):
    problem = posed(flux.astype(np.float32), SIGMA, GOOD, TEMPLATE, bend)
    return solve(problem.latent, problem.columns(), problem.weight).left[0]


@pytest.mark.parametrize("line", ACTIVE, ids=lambda line: line.key)
def test_each_active_line_is_filled_by_itself(line):
    width = 4.5 if line.key == "ha" else 5.2
    filling = 0.3 * np.exp(-4 * np.log(2) * ((R1800_WAVE - line.air) / width) ** 2)

    assert np.abs(left(TEMPLATE + filling)).max() < 0.01


@pytest.mark.parametrize("band", R1800_BANDS, ids=lambda band: band.key)
def test_each_band_has_a_level_and_a_slope_of_its_own(band):
    factor = np.ones(len(R1800_WAVE))
    factor[band.rows] = 1.02 + 0.01 * np.linspace(-1, 1, 400)

    assert np.abs(left(TEMPLATE * factor)).max() < 0.002


def test_a_latent_moves_both_bands():
    slope = 0.02 * np.sin(R1800_WAVE / 7)
    bend = Bend(slope[None, None].astype(np.float32), np.zeros((1, 1)))

    assert np.abs(left(TEMPLATE + slope, bend)).max() < 0.002
