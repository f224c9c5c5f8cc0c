"""What is put into spectra for validation arrives there as it is said."""

from dataclasses import fields

import numpy as np
import pytest
from stars import noisy, spectrum

from spectrogui.core.grid import R1800_WAVE
from spectrogui.science.prepare import Prepared
from spectrogui.science.red_arm import red_arms
from spectrogui.validation.trials import prepared_from, take, with_lines


@pytest.fixture(scope="module")
def arms():
    return noisy(red_arms([spectrum(snr=200)]), 3)


@pytest.mark.parametrize("kms", [0.0, 120.0])
def test_a_line_that_is_put_in_has_its_width_and_place(arms, kms):
    own = np.zeros(3)
    before = prepared_from(arms, own)
    made = with_lines(arms, own + kms, np.array([6600.0]), np.array([0.8]), 4.0)
    added = prepared_from(made, own).flux - before.flux

    near = np.abs(R1800_WAVE - 6600.0 * (1 + kms / 299_792.458)) < 10
    assert added[:, near].sum(axis=1) == pytest.approx([0.8] * 3, abs=0.05)
    assert np.abs(added[:, R1800_WAVE < 6560]).max() < 0.01


def test_some_of_the_prepared_spectra_keep_all_that_is_known_of_them(arms):
    made = prepared_from(arms, np.array([0.0, 10.0, 20.0]))
    some = take(made, np.array([2, 0]))

    assert some.rv_kms.tolist() == [20.0, 0.0]
    assert all(len(getattr(some, field.name)) == 2 for field in fields(Prepared))
