"""From spectra to the folder of an R250 model, with a very small network."""

import json

import numpy as np
import pytest
from test_train_model import PLAN, material

from spectrogui.analysis.networks import Plan
from spectrogui.analysis.slitless import SlitlessModel
from spectrogui.analysis.slitless_set import library_slitless, library_spectra
from spectrogui.analysis.slitless_train import train_slitless
from spectrogui.core.errors import InputError
from spectrogui.core.grid import R250_WAVE
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.model.training import TrainingRecipe
from spectrogui.model.vae import Architecture
from spectrogui.science.red_arm import PIXELS, RedArms

SMALL = Plan(
    architecture=Architecture(size=300, hidden=(24, 16, 12), latent=4, dropout=0.0),
    recipe=TrainingRecipe(epochs=3, batch=64, learning_rate=3e-3),
    mixtures=256,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder, its card, and what was said on the way."""
    place = tmp_path_factory.mktemp("slitless")
    said = []
    card = train_slitless(
        [material(place / "stars.npz", 260)],
        place / "mine",
        Ticket(),
        said.append,
        SMALL,
        PLAN,
        folds=2,
    )
    return place / "mine", card, said


def test_it_writes_a_model_that_measures(made):
    folder, card, _ = made
    model = SlitlessModel.load(folder)
    flat = np.ones((1, PIXELS), np.float32)
    arms = RedArms(flat, 1e4 * flat, np.zeros((1, PIXELS), np.uint8), 0 * flat)

    found = model.measure(arms, np.zeros(1))
    row = model.rows(found, np.array([5000.0]))[0]
    assert model.sha256 == card["weights_sha256"] == row["model_r250_sha256"]
    assert row["ew_ha_r250"] == pytest.approx(0.0, abs=0.05)
    assert row["active_r250"] in (True, False)


def test_the_card_says_what_was_done_and_how_good_it_is(made):
    folder, card, said = made
    written = json.loads((folder / "card.json").read_text(encoding="utf-8"))

    assert written == json.loads(json.dumps(card))
    assert written["mode"] == "r250"
    assert "22 Å" in written["simulation"]["line_spread_function"]
    assert written["metrics"]["rmse"][0]["stars"] > 200
    assert set(written["metrics"]["classifier"]["confusion"]) >= {"active", "inactive", "nebular"}
    assert any("candidates" in line for line in said)


def test_too_few_stars_are_refused(tmp_path):
    with pytest.raises(InputError, match="training needs 200"):
        train_slitless([material(tmp_path / "few.npz", 40)], tmp_path / "out", Ticket())


def test_it_stops_when_it_is_told_to(tmp_path):
    ticket = Ticket()
    ticket.cancel()

    with pytest.raises(Cancelled):
        train_slitless(
            [material(tmp_path / "stars.npz", 260)], tmp_path / "out", ticket, plan=SMALL
        )


def test_the_slitless_spectra_of_a_library_are_taken_as_they_are(shared):
    path = shared / "data/templates/empirical_bands.npz"
    seen = library_slitless(path)

    assert seen.flux.shape[1] == len(R250_WAVE)
    assert (seen.good.all(axis=1)).sum() == 549
    assert library_spectra([path], Ticket()).flux == pytest.approx(seen.flux)
    assert library_spectra([], Ticket()) is None
