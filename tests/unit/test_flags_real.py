"""Flags of real spectra: what a person saw is said, an active star is not doubted for it."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from spectrogui.analysis.analyse import Analyser
from spectrogui.core.parameters import Parameters
from spectrogui.io.readers import open_spectrum


@pytest.fixture(scope="module")
def flags_of(shared):
    """A function: the words of all spectra of a category."""
    analyser = Analyser.load("r1800")
    folder = shared / "data" / "lamost"
    with (folder / "index.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def flags(category, count=12):
        paths = [row["path"] for row in rows if row["category"] == category][:count]
        spectra = [open_spectrum(folder / path) for path in paths]
        found = analyser.run(spectra, [None] * len(spectra))
        return [set(str(one.row["flags"] or "").split(";")) for one in found]

    return flags


def test_nebulae_are_seen(flags_of):
    found = flags_of("nebular_contamination")

    assert sum("nebular" in words for words in found) >= len(found) - 1


def test_emission_of_hot_stars_is_theirs(flags_of):
    assert all("balmer_hot" in words for words in flags_of("emission_Be_A"))


def test_strong_lithium_is_seen(flags_of):
    assert all("li_rich" in words for words in flags_of("Li_strong"))


def test_cosmic_rays_are_seen(flags_of):
    found = flags_of("cosmic_ray_hit", 20)

    assert np.mean([bool({"cosmic", "sky"} & words) for words in found]) > 0.85


def test_no_star_is_said_to_be_one(flags_of):
    found = flags_of("not_a_star")

    assert all({"reconstruction", "no_red_arm"} & words for words in found)


@pytest.mark.parametrize("category", ["active_M_Halpha_emission", "FGK_Halpha_filled_candidate"])
def test_an_active_star_is_not_doubted_for_being_active(flags_of, category):
    wrong = {"nebular", "sb2", "reconstruction", "balmer_hot"}

    assert not any(wrong & words for words in flags_of(category))


def test_ordinary_stars_are_seldom_doubted(flags_of):
    wrong = {"nebular", "sb2", "reconstruction", "balmer_hot", "li_rich", "sky"}
    found = flags_of("ordinary_FGK") + flags_of("inactive_M_reference")

    assert sum(bool(wrong & words) for words in found) <= 2


def test_velocities_that_are_put_away_are_found_again(shared):
    folder = shared / "data" / "lamost"
    with (folder / "index.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["category"] == "ordinary_FGK"]
    spectra = [open_spectrum(folder / row["path"]) for row in rows]
    analyser = Analyser.load("r1800")
    known = np.array([one.header.z * 299_792.458 for one in spectra])
    finder = analyser.run([_without_z(one) for one in spectra], [Parameters()] * len(spectra))
    found = [one.row for one in finder]

    assert all(row["rv_source"] == "ccf" and row["rv_quality"] > 5 for row in found)
    off = np.array([row["rv_kms"] for row in found]) - known
    assert np.median(np.abs(off)) < 10
    assert np.abs(off / [row["e_rv_kms"] for row in found]).max() < 6


def _without_z(spectrum):
    return replace(spectrum, header=replace(spectrum.header, z=float("nan")))
