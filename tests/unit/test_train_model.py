"""From spectra to a model folder that can be used, with a very small network."""

import json

import numpy as np
import pytest
from stars import SIZES, decoded, spectrum, tiny_model

from spectrogui.analysis.analyse import Analyser
from spectrogui.analysis.networks import Plan
from spectrogui.analysis.train import train_model
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.model.training import TrainingRecipe
from spectrogui.science.red_arm import LOG_START, LOG_STEP, PIXELS

PLAN = Plan(
    architecture=SIZES, recipe=TrainingRecipe(epochs=3, batch=64, learning_rate=3e-3), mixtures=256
)


def material(path, count, *, one_field=False, cool=0.25):
    """A collection of red arms as `train` takes it."""
    random = np.random.default_rng(0)
    model = tiny_model()
    stars = []
    for number in range(count):
        profile = decoded(random.normal(0, 0.5, 4), model)
        stars.append(spectrum(profile, snr=150, seed=number, rv=random.normal(0, 30)))
    arm = slice(1818, 1818 + PIXELS)
    letters = np.where(random.random(count) < cool, "M", "G")
    np.savez(
        path,
        log10_wave_vacuum=LOG_START + LOG_STEP * np.arange(PIXELS),
        flux=np.stack([star.flux[arm] for star in stars]),
        ivar=np.stack([star.ivar[arm] for star in stars]),
        ormask=np.packbits(np.zeros((count, PIXELS), bool), axis=1),
        z=np.array([star.header.z for star in stars]),
        snr_r=np.full(count, 150.0),
        teff=np.where(letters == "M", 3600.0, 5600.0),
        subclass=np.char.add(letters, "2"),
        source=np.full(count, "made up"),
        category=np.full(count, ""),
        ra=np.full(count, 10.0) if one_field else random.uniform(0, 360, count),
        dec=np.full(count, 20.0) if one_field else random.uniform(-5, 60, count),
    )
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder, its card, and what was said on the way."""
    place = tmp_path_factory.mktemp("training")
    said = []
    out = place / "mine"
    card = train_model(
        [material(place / "stars.npz", 260)], out, Ticket(), said.append, PLAN, folds=2
    )
    return out, card, said


def test_it_writes_a_model_that_can_be_used(made):
    out, card, _ = made
    analyser = Analyser.load(out)
    row = analyser.run([spectrum(decoded(np.zeros(4)), snr=100)], [None])[0].row

    assert analyser.model_sha256 == card["weights_sha256"]
    assert row["status"] == "ok"
    assert row["rmse"] < 0.05


def test_the_card_is_what_is_returned(made):
    out, card, _ = made
    written = json.loads((out / "card.json").read_text(encoding="utf-8"))

    assert written == json.loads(json.dumps(card))
    assert written["name"] == "mine"


def test_the_card_says_how_it_came_about(made):
    card = made[1]
    left = [step["left"] for step in card["selection"]]

    assert left[0] == 260
    assert left == sorted(left, reverse=True)
    assert len(left) == 5
    assert card["sources"]["made up"]["candidates"] == 260
    assert card["sources"]["made up"]["chosen"] == left[-1]
    assert card["sources"]["made up"]["G"] + card["sources"]["made up"]["M"] == left[-1]
    assert card["plan"]["recipe"]["seed"] == 0
    assert {"grid", "preparation", "prep_sha256", "architecture", "losses"} <= set(card)


def test_its_figures_come_with_numbers_of_stars(made):
    rows = made[1]["metrics"]["rmse"]

    assert {row["type"] for row in rows} == {"all", "G", "M"}
    everyone = next(row for row in rows if row["type"] == "all" and row["snr_r"][0] == 30)
    assert everyone["stars"] == 260
    assert all(row["median_rmse"] > 0 for row in rows)


def test_every_step_is_said_on_the_way(made):
    _, card, said = made

    for step in card["selection"]:
        assert f"{step['name']}: {step['left']}" in said


def test_too_few_spectra_are_a_sentence(tmp_path):
    few = material(tmp_path / "few.npz", 20)

    with pytest.raises(InputError, match=r"20 readable.*200"):
        train_model([few], tmp_path / "out", Ticket(), plan=PLAN)
    assert not (tmp_path / "out").exists()


def test_an_npz_of_something_else_is_a_sentence(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.arange(3))

    with pytest.raises(InputError, match=r"other\.npz is no training material"):
        train_model([tmp_path / "other.npz"], tmp_path / "out", Ticket(), plan=PLAN)


def test_it_can_be_cancelled(tmp_path, made):
    ticket = Ticket()
    ticket.cancel()

    with pytest.raises(Cancelled):
        train_model([made[0].parent / "stars.npz"], tmp_path / "out", ticket, plan=PLAN)
    assert not (tmp_path / "out").exists()
