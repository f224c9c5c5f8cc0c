"""Whichever way templates are moved, and whoever else is moved with them, the result is one."""

import numpy as np
import pytest
from stars import forest

from spectrogui.core.grid import R1800_WAVE
from spectrogui.science.frame import find_lag
from spectrogui.science.joint_fit import posed
from spectrogui.science.shifting import changes, moved_alike, moved_each, shifted

KMS = np.array([-200.0, -12.0, 0.0, 37.0])
RAGGED = np.random.default_rng(0).normal(1, 0.1, (len(KMS), 800, 3)).astype(np.float32)


def test_a_velocity_for_each_star():
    moved = moved_each(RAGGED.transpose(0, 2, 1), KMS).transpose(0, 2, 1)

    assert moved == pytest.approx(shifted(RAGGED, KMS), abs=1e-6)


@pytest.mark.parametrize("kms", KMS)
def test_one_velocity_for_all(kms):
    moved = moved_alike(RAGGED.transpose(0, 2, 1), kms).transpose(0, 2, 1)

    assert moved == pytest.approx(shifted(RAGGED, kms), abs=1e-6)


def test_what_each_velocity_adds():
    templates = RAGGED[:, :, 0]
    added = changes(templates, KMS).transpose(0, 2, 1)

    for number, kms in enumerate(KMS):
        wanted = shifted(templates, kms) - templates
        assert added[number] == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("company", [1, 3, 16])
def test_neighbours_do_not_touch_a_lag(company):
    random = np.random.default_rng(1)
    template = np.repeat(forest(R1800_WAVE)[None], 80, axis=0).astype(np.float32)
    sigma = np.full(template.shape, 0.03, np.float32)
    flux = (template + random.normal(0, 0.03, template.shape)).astype(np.float32)
    good = np.ones(template.shape, bool)
    together = find_lag(posed(flux, sigma, good, template, None))

    for row in (0, 13, 79):
        same = np.full(company, row)
        alone = find_lag(posed(flux[same], sigma[same], good[same], template[same], None))
        assert (alone.kms == together.kms[row]).all()
        assert (alone.noise == together.noise[row]).all()
