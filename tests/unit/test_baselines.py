"""Simpler templates: each finds its own kind of star, and the table has them all."""

from dataclasses import fields, replace

import numpy as np
import pytest
from stars import (
    tiny_calibration,
    tiny_model,
    tiny_scaling,
    tiny_starts,
    tiny_vae,
    training_stars,
)

from spectrogui.core.errors import InputError
from spectrogui.core.grid import R1800_BANDS
from spectrogui.core.job import Ticket
from spectrogui.model.infer import Model, line_free
from spectrogui.science.red_arm import RedArms
from spectrogui.validation.baseline_components import components_of
from spectrogui.validation.baseline_judging import Judged
from spectrogui.validation.baseline_lines import whole
from spectrogui.validation.baseline_neighbours import library, neighbours
from spectrogui.validation.baseline_paper import PaperRecipe, train_as_the_paper
from spectrogui.validation.baseline_scores import probe, robust, score
from spectrogui.validation.baseline_table import HEADS, rows_of
from spectrogui.validation.baseline_tries import tries_sheet
from spectrogui.validation.baselines import compare
from spectrogui.validation.latent_dimension import Amount, curves
from spectrogui.validation.material import Judge, Material
from spectrogui.validation.measures import Measures, remember
from spectrogui.validation.robustness import STRENGTHS, withstood
from spectrogui.validation.robustness_cosmic import reached

SMALL = PaperRecipe(epochs=4, mixtures=600, dropout=0.0, learning_rate=3e-3)
KINDS = "AFGKM"
NAMES = {
    "paper's recipe", "PCA, 4 components", "PCA, 6 components", "nearest inactive neighbour",
    "mean of 5 neighbours", "library template", "our network alone", "ours, as shipped",
}  # fmt: skip


def say(text):
    pass


def family(count, seed=0):
    """Stars of a family with four parameters, all types, a fifth of them library templates."""
    random = np.random.default_rng(seed)
    flux = tiny_model().decode(random.normal(0, 0.7, (count, 4)).astype(np.float32))
    noise = 0.002 * random.standard_normal(flux.shape)
    snr = np.where(np.arange(count) % 5 == 4, np.inf, 200.0)
    letter = np.array([KINDS[i // 2 % 5] for i in range(count)])
    stars = training_stars(count, snr=snr, letter=letter)
    return replace(
        stars,
        flux=(flux + noise).astype(np.float32),
        sigma=np.full(flux.shape, 0.002, np.float32),
    )


@pytest.fixture(scope="module")
def learnt():
    return family(120)


@pytest.fixture(scope="module")
def made(learnt):
    """Every baseline that is not ours, by name."""
    return {
        "components": components_of(learnt.flux, 4).templates,
        "neighbour": neighbours(learnt, 1).templates,
        "neighbours": neighbours(learnt, 5).templates,
        "library": library(learnt).templates,
        "paper": train_as_the_paper(learnt, SMALL, Ticket()).templates,
    }


@pytest.fixture(scope="module")
def material():
    """Two parts of the sky, each with a judge of its own that learnt from the other."""
    stars = family(60, seed=3)
    stars = replace(stars, snr=np.full(60, 200.0))
    part = np.arange(60) % 2
    modes = 0.001 * np.random.default_rng(1).standard_normal((800, 2))
    model = Model(tiny_vae(), tiny_scaling(), tiny_starts(), modes)
    judge = Judge(model, tiny_calibration())
    none = np.full(60, np.nan)
    arm = np.ones((60, 1), np.float32)
    whole_set = family(120)
    out = Material(
        stars, RedArms(arm, arm, arm.astype(np.uint8), arm), none, none, none, none,
        np.ones(60, bool), (), part.astype(np.intp), (judge, judge), (whole_set, whole_set),
        "Made up.",
    )  # fmt: skip
    template = model.fit(stars.flux, stars.sigma, stars.good).template
    facts = {field.name: np.zeros(60) for field in fields(Measures)}
    facts |= {"flux": stars.flux, "template": template, "good": stars.good}
    remember(out, Measures(**facts))
    return out


@pytest.fixture(scope="module")
def section(material):
    return compare(material, SMALL, Ticket(), say)


@pytest.mark.parametrize("name", ["components", "neighbour", "neighbours", "library"])
def test_a_star_that_was_learnt_from_is_found_again(name, made, learnt):
    mine = learnt.take(learnt.library) if name == "library" else learnt
    templates = made[name](mine.flux, mine.sigma, mine.good)
    left = np.median(score(templates, mine).rmse)

    assert left < (0.02 if name == "neighbours" else 0.004)


def test_the_papers_network_learns_its_family(made, learnt):
    mean = np.broadcast_to(learnt.flux.mean(axis=0), learnt.flux.shape)
    templates = made["paper"](learnt.flux, learnt.sigma, learnt.good)

    assert np.median(score(templates, learnt).rmse) < 0.7 * np.median(score(mean, learnt).rmse)


@pytest.mark.parametrize("name", ["components", "neighbour", "neighbours", "library", "paper"])
def test_a_masked_pixel_does_not_steer_a_template(name, made, learnt):
    stars = learnt.take(np.arange(6))
    good = stars.good.copy()
    good[:, 100] = False
    spoilt = stars.flux.copy()
    spoilt[:, 100] = 50.0
    before = made[name](stars.flux, stars.sigma, good)
    after = made[name](spoilt, stars.sigma, good)

    assert np.array_equal(before, after)


@pytest.mark.parametrize("name", ["components", "neighbour", "neighbours", "library"])
def test_what_is_hidden_in_the_lines_does_not_reach_a_template(name, made, learnt):
    stars = learnt.take(np.arange(6))
    spoilt = np.where(line_free(), stars.flux, stars.flux + 2).astype(np.float32)
    before = made[name](stars.flux, stars.sigma, stars.good)
    after = made[name](spoilt, stars.sigma, stars.good)

    assert np.allclose(before, after, atol=1e-5)


@pytest.mark.parametrize("name", ["components", "neighbour", "library"])
def test_the_level_and_slope_of_a_band_are_free(name, made, learnt):
    stars = learnt.take(np.flatnonzero(learnt.library)[:6])
    bend = np.ones(800)
    bend[R1800_BANDS[1].rows] = np.linspace(1.01, 1.03, 400)
    bent = (stars.flux * bend).astype(np.float32)
    templates = made[name](bent, stars.sigma, stars.good)

    assert np.median(np.abs(bent - templates)) < 0.003


def test_gaps_are_bridged_by_straight_lines():
    flux = np.arange(800, dtype=np.float32)[None].copy()
    good = np.ones((1, 800), bool)
    good[0, 300:310] = False
    flux[0, 300:310] = 99

    assert np.allclose(whole(flux, good)[0], np.arange(800))


def test_a_template_that_follows_its_star_leaks_all_of_its_emission(learnt):
    stars = learnt.take(np.arange(4))

    assert probe(lambda flux, sigma, good: flux, stars).leak == pytest.approx(3.0, abs=0.01)


def test_a_template_that_never_changes_leaks_nothing(learnt):
    stars = learnt.take(np.arange(4))

    assert np.all(probe(lambda flux, sigma, good: stars.flux, stars).leak == 0)


def test_nothing_has_no_scatter():
    assert np.isnan(robust(np.array([np.nan])))


def test_the_table_has_a_row_for_every_baseline_and_type(section):
    table = section.sheets[1].rows

    assert {(row[0], row[1]) for row in table} == {(n, k) for n in NAMES for k in KINDS}
    assert all(len(row) == len(HEADS) for row in table)
    assert len(section.goals) == len(KINDS)
    assert any("Few stars" in text for text in section.text)


def test_types_with_few_bright_stars_are_told_at_lower_signal_to_noise_too(material):
    many = np.arange(60) < 40
    stars = replace(material.stars, snr=np.where(many, 200.0, 120.0))
    judged = Judged("one", score(stars.flux, stars), np.full(60, np.nan), 0.001)
    rows = rows_of(judged, stars, material.quiet, bright=True)

    assert [row[2] for row in rows if row[1] == "M"] == ["> 150", "> 100", "> 50"]
    assert [row[3] for row in rows if row[1] == "M"] == [8, 12, 12]


def test_without_what_judges_learnt_from_baselines_say_that_they_cannot(material):
    nothing = material.stars.take(np.zeros(0, np.intp))
    alone = replace(material, learnt=(nothing, nothing))
    for make in (
        lambda: compare(alone, SMALL, Ticket(), say),
        lambda: withstood(alone, SMALL, Ticket(), say),
        lambda: curves(alone, Amount(2, 600), (1,), Ticket(), say),
    ):
        with pytest.raises(InputError):
            make()


def test_more_latents_leave_less_of_a_family_that_has_four(material):
    section = curves(material, Amount(4, 800), (1, 4), Ticket(), say)
    one, four = section.sheets[0].rows

    assert one[0] == 1
    assert four[0] == 4
    assert four[2] < one[2]


def test_emission_reaches_the_papers_template_and_not_ours(material):
    section = withstood(material, SMALL, Ticket(), say)
    most = {row[0]: row[3] for row in section.sheets[0].rows if row[1] == STRENGTHS[-1]}

    assert most["ours"] < 0.02
    assert most["trained without corruption"] > most["ours"]
    assert all("– met" in one for one in section.goals)
    assert len(section.pictures) == 2


def test_a_template_that_follows_its_star_is_changed_near_a_cosmic_ray_only(learnt):
    stars = learnt.take(np.arange(6))

    assert reached(lambda flux, sigma, good: flux, stars, 20.0).max() < 1e-6


def test_a_template_that_takes_the_mean_is_changed_everywhere(learnt):
    stars = learnt.take(np.arange(6))

    def mean(flux, sigma, good):
        return np.broadcast_to(flux.mean(axis=1, keepdims=True), flux.shape)

    assert reached(mean, stars, 20.0).min() > 1e-5


def test_the_table_of_tries_is_read_as_numbers(tmp_path):
    file = tmp_path / "tries.csv"
    file.write_text("what,x,y\nmany,0.1,\nmore,0.2,1\n", encoding="utf-8")
    sheet = tries_sheet(file)

    assert sheet.columns == ("what", "x", "y")
    assert list(sheet.rows) == [("many", 0.1, None), ("more", 0.2, 1.0)]


def test_without_documents_there_is_no_table_of_tries(tmp_path):
    assert tries_sheet(tmp_path / "none.csv") is None
