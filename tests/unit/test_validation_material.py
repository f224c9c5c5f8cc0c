"""From a list to the material of a page: who judges whom, and what is left out."""

from dataclasses import replace

import numpy as np
import pytest
from fakes import write_many
from stars import forest, spectrum, write_tiny_model

from spectrogui.analysis.gathered import from_spectra
from spectrogui.analysis.networks import Plan
from spectrogui.analysis.seen import places
from spectrogui.analysis.training_set import prepared
from spectrogui.core.errors import InputError, NothingReadError
from spectrogui.core.job import Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.model.bundle import load_bundle
from spectrogui.model.training import TrainingRecipe
from spectrogui.model.vae import Architecture
from spectrogui.validation import build as building
from spectrogui.validation.build import Read, build, known_to, plan_of, read

QUICK = Plan(
    architecture=Architecture(hidden=(16, 12, 8), dropout=0.0),
    recipe=TrainingRecipe(epochs=1),
    mixtures=300,
)


def nothing(text):
    """Say nothing."""


@pytest.fixture(scope="module")
def many():
    """60 stars of one kind all over the sky, with a little noise each."""
    random = np.random.default_rng(3)
    spectra = [
        spectrum(
            lambda rest: forest(rest, depth=1.0), snr=random.uniform(90, 200), seed=number,
            ra=random.uniform(0, 360), dec=random.uniform(-10, 60),
        )
        for number in range(60)
    ]  # fmt: skip
    gathered = from_spectra(spectra, [Parameters(teff=5600.0, logg=4.4, feh=-0.1)] * 60)
    return Read(prepared(gathered), gathered)


@pytest.fixture
def bundle(tmp_path):
    """Load the tiny model with some facts in its card."""
    return lambda **card: load_bundle(write_tiny_model(tmp_path / "tiny", **card))


def some(found, rows):
    """A list of which only some spectra were read."""
    rows = np.arange(len(found.spectra))[rows]
    return Read(
        replace(found.candidates.take(rows), number=np.arange(len(rows))),
        found.spectra.take(rows),
    )


@pytest.mark.slow
def test_of_stars_known_to_the_model_no_judge_has_learnt_from_its_part_of_the_sky(
    many, bundle, monkeypatch
):
    monkeypatch.setattr(building, "FOR_TRAINING", 50)
    known = bundle(stars_seen=places(many.candidates))
    material = build(known, many, Ticket(), nothing, cross=None, folds=2, plan=QUICK)

    assert len(material.judges) == len(material.learnt) == 2
    assert set(material.part.tolist()) == {0, 1}
    for part, learnt in enumerate(material.learnt):
        own = material.stars.number[material.part == part]
        assert len(learnt)
        assert not np.isin(learnt.number, own).any()


def test_spectra_facts_and_prepared_stars_stay_together(many, bundle):
    many.candidates.snr[:5] = 5.0
    material = build(bundle(), many, Ticket(), nothing, cross=False)

    assert len(material) == 55
    assert np.array_equal(material.arms.flux, many.spectra.arms.flux[5:])
    assert np.array_equal(material.stars.number, np.arange(5, 60))
    assert (material.logg == 4.4).all()
    many.candidates.snr[:5] = 100.0


def test_stars_that_the_model_was_trained_on_do_not_judge_it(many, bundle):
    trained = some(many, slice(0, 10))
    material = build(
        bundle(stars_seen=places(trained.candidates)), many, Ticket(), nothing, cross=None
    )

    assert material.stars.number.tolist() == list(range(10, 60))
    assert "10 spectra of stars that it was trained on were left out" in material.split


def test_a_model_that_knows_the_whole_list_cannot_judge_it_as_it_is(many, bundle):
    known = bundle(stars_seen=places(many.candidates))

    with pytest.raises(InputError, match="trained on 60 of the stars"):
        build(known, many, Ticket(), nothing, cross=False)


def test_a_card_that_tells_no_places_is_known_by_its_sources(many, bundle):
    same = bundle(sources={"LAMOST files": {"candidates": 60}})

    assert known_to(same, many.candidates).all()
    assert not known_to(same, some(many, slice(0, 30)).candidates).any()
    assert not known_to(bundle(), many.candidates).any()


def test_the_recipe_of_the_card_is_repeated(bundle):
    recipe = {"epochs": 7, "kl_weight": 0.002}
    plan = plan_of(bundle(plan={"mixtures": 500, "recipe": recipe}))

    assert plan.mixtures == 500
    assert plan.recipe == TrainingRecipe(epochs=7, kl_weight=0.002)
    assert plan.architecture.hidden == (24, 16, 12)


@pytest.mark.parametrize("plan", [{}, {"recipe": {"new": 1}}, "words"])
def test_a_recipe_that_cannot_be_repeated_is_said(bundle, plan):
    with pytest.raises(InputError, match="does not say how it was trained"):
        plan_of(bundle(plan=plan))


def test_files_are_read_with_the_types_of_their_headers(tmp_path):
    write_many(tmp_path, 3)
    (tmp_path / "notes.fits").write_text("no spectrum")
    found = read([tmp_path], Ticket())

    assert len(found.spectra) == len(found.candidates) == 3
    assert set(found.candidates.letter) == {"G"}
    assert np.isnan(found.spectra.teff).all()


def test_of_very_many_files_some_are_chosen_at_random_and_the_rest_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(building, "MOST", 4)
    write_many(tmp_path, 6)
    found, again = read([tmp_path], Ticket()), read([tmp_path], Ticket())

    assert len(found.spectra) == 4
    assert found.left_out == 2
    assert np.array_equal(found.spectra.arms.flux, again.spectra.arms.flux)


def test_nothing_readable_is_an_error_of_its_own(tmp_path):
    (tmp_path / "notes.fits").write_text("no spectrum")

    with pytest.raises(NothingReadError):
        read([tmp_path], Ticket())


def test_an_npz_that_is_no_collection_is_said(tmp_path):
    (tmp_path / "odd.npz").write_text("nothing")

    with pytest.raises(InputError, match=r"odd\.npz cannot be read as a collection"):
        read([tmp_path / "odd.npz"], Ticket())
