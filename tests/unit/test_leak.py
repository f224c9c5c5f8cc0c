"""What is put into real spectra comes back: emission in the widths and not in the template."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from spectrogui.analysis.analyse import Analyser
from spectrogui.analysis.arm import red_arm
from spectrogui.core.lines import LINES
from spectrogui.core.parameters import Parameters
from spectrogui.core.wavelength import SPEED_OF_LIGHT, air_to_vacuum
from spectrogui.io.readers import open_spectrum
from spectrogui.science.prepare import window_weights

HALPHA = LINES[0]
EXCESS = 3.0  # Å
ERROR = 60.0  # km/s


@pytest.fixture(scope="module")
def analyser():
    return Analyser.load("r1800")


@pytest.fixture(scope="module")
def stars(shared):
    """Ordinary stars of all types with S/N(r) > 20 and a velocity, every tenth of them."""
    folder = shared / "data" / "lamost"
    with (folder / "index.csv").open(newline="", encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["class"] == "STAR" and not row["category"] and float(row["snrr"]) > 20
        ]
    spectra = [open_spectrum(folder / row["path"]) for row in rows[::10]]
    return [one for one in spectra if abs(one.header.z) < 0.002]


def with_emission(spectrum, rv_kms, fwhm):
    """The spectrum with a Gaussian at Hα, of the continuum that the red arm shows."""
    arm = red_arm(spectrum, 0.0)
    wave, seen = air_to_vacuum(arm.wave), np.isfinite(arm.flux)
    own = np.interp(wave[seen], spectrum.wave, spectrum.flux)
    level = np.interp(spectrum.wave, wave, arm.continuum) * np.median(own / arm.flux[seen])
    shift = 1 + rv_kms / SPEED_OF_LIGHT
    centre = air_to_vacuum(np.array([HALPHA.air]))[0] * shift
    sigma = fwhm / 2.3548 * shift
    shape = np.exp(-0.5 * ((spectrum.wave - centre) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    added = np.where(spectrum.ivar > 0, level * EXCESS * shape, 0)
    return replace(spectrum, flux=(spectrum.flux + added).astype(np.float32))


@pytest.mark.parametrize("fwhm", [4.0, 6.0, 8.0])
def test_emission_does_not_reach_the_template_of_any_star(analyser, stars, fwhm):
    before = analyser.run(stars, [None] * len(stars))
    made = [
        with_emission(star, one.row["rv_kms"] or 0.0, fwhm)
        for star, one in zip(stars, before, strict=True)
    ]
    after = analyser.run(made, [None] * len(stars))
    weights = window_weights(HALPHA)
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a.row["ew_ha"] is not None]
    leak = [abs((b.template - a.template) @ weights) for a, b in pairs]
    found = np.array([b.row["ew_ha"] - a.row["ew_ha"] for a, b in pairs])

    assert len(pairs) > 40
    assert max(leak) < 0.07
    assert found == pytest.approx(EXCESS, abs=0.1)


def test_a_frame_that_is_wrong_is_flagged_and_a_right_one_is_not(analyser, stars):
    headers = [star.header.z * SPEED_OF_LIGHT for star in stars]

    def flagged(error):
        known = [Parameters(rv_kms=rv + error) for rv in headers]
        return np.mean([one.row["frame_ok"] is False for one in analyser.run(stars, known)])

    assert flagged(0.0) < 0.15  # the pilot survey's own frames are off by up to 50 km/s
    assert min(flagged(ERROR), flagged(-ERROR)) > 0.95
