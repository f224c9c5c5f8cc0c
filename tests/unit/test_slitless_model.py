"""The R250 model on real spectra: templates, excess, rows, and what a session says of it."""

from dataclasses import replace

import numpy as np
import pytest

from spectrogui.analysis.analyse import Analyser
from spectrogui.analysis.gathered import from_collection
from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.analysis.slitless import COLUMNS, SlitlessModel, slitless_of
from spectrogui.analysis.slitless_judging import spread
from spectrogui.app.cli_targets import outdated
from spectrogui.core.errors import InputError
from spectrogui.core.grid import BAD, R250_WAVE
from spectrogui.core.table import Table
from spectrogui.core.wavelength import vacuum_to_air
from spectrogui.io.models import chosen_models, model_folder
from spectrogui.io.readers import open_spectrum
from spectrogui.model.bundle import load_bundle
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.emission import with_halpha
from spectrogui.science.red_arm import RED_WAVE, RedArms


@pytest.fixture(scope="module")
def model():
    return SlitlessModel.load()


@pytest.fixture(scope="module")
def stars(shared):
    """Sixty ordinary stars of good signal-to-noise, of types A to M."""
    with np.load(shared / "data/lamost_red_arm.npz", allow_pickle=False) as arrays:
        every = from_collection(dict(arrays))
    fine = (every.snr > 60) & (every.remark == "") & np.isfinite(every.rv_kms)
    fine &= (every.arms.bits & BAD == 0).all(axis=1)
    rows = np.flatnonzero(fine)
    return every.take(rows[:: max(1, len(rows) // 60)][:60])


@pytest.fixture(scope="module")
def spectra(shared):
    return [open_spectrum(path) for path in sorted((shared / "data/lamost").glob("*/*.fits"))[:6]]


def test_templates_fit_better_than_the_papers(model, stars):
    found = model.measure(stars.arms, stars.rv_kms)

    assert np.nanmedian(found.rmse) < 0.0151
    assert np.median(np.abs(found.template.flux / found.flux - 1)) < 0.01


def test_emission_that_is_added_comes_back_in_the_excess(model, stars):
    count = len(stars)
    continuum = fit_continuum(stars.arms.flux, stars.arms.bits, CONTINUUM)
    bright = with_halpha(
        stars.arms, continuum, stars.rv_kms, np.full(count, 3.0), np.full(count, 4.0)
    )
    before = model.measure(stars.arms, stars.rv_kms)
    after = model.measure(bright, stars.rv_kms)

    gained = after.excess - before.excess
    assert np.nanmedian(gained) == pytest.approx(0.78 * 3.0, abs=0.15)
    assert spread(gained) < 0.15


def test_the_scale_of_a_spectrum_does_not_matter(model, stars):
    arms = stars.arms
    times = RedArms(arms.flux * 100, arms.ivar / 1e4, arms.bits, arms.offset)

    one, other = (model.measure(which, stars.rv_kms) for which in (arms, times))
    assert other.excess == pytest.approx(one.excess, abs=1e-3, nan_ok=True)
    assert other.excess_error == pytest.approx(one.excess_error, abs=1e-3, nan_ok=True)


def test_without_flux_in_halpha_there_is_no_number_and_no_guess(model, stars):
    air = vacuum_to_air(RED_WAVE)
    gone = np.where((air > 6540) & (air < 6590), BAD, 0).astype(np.uint8)
    arms = RedArms(stars.arms.flux, stars.arms.ivar, stars.arms.bits | gone, stars.arms.offset)

    row = model.rows(model.measure(arms, stars.rv_kms), np.full(len(stars), 5000.0))[0]
    assert set(row) == set(COLUMNS)
    assert row["ew_exc_ha_r250"] is row["e_ew_exc_ha_r250"] is row["active_r250"] is None


def test_what_the_window_draws_is_on_the_grid(model, spectra):
    shown = slitless_of(spectra, np.zeros(len(spectra)), model)

    assert len(shown) == len(spectra)
    assert all(one is None or one.flux.shape == R250_WAVE.shape for one in shown)
    assert slitless_of([], np.zeros(0), model) == []


def test_both_models_fill_a_row_and_either_alone_its_own_columns(spectra):
    rows = {
        name: Analyser.load(name).run(spectra[:1], [None])[0].row
        for name in ("r1800", "r250", "both")
    }

    assert rows["r1800"]["ew_ha"] == rows["both"]["ew_ha"] is not None
    assert rows["r250"]["ew_ha_r250"] == rows["both"]["ew_ha_r250"] is not None
    assert rows["r1800"]["ew_ha_r250"] is rows["r250"]["ew_ha"] is None
    assert rows["r250"]["model_sha256"] in (None, "")


def test_a_model_for_one_resolution_cannot_stand_for_the_other():
    with pytest.raises(InputError, match="r250"):
        load_bundle(model_folder("r250"))
    with pytest.raises(InputError, match="not a model for slitless spectra"):
        SlitlessModel.load("r1800")


def test_a_model_is_told_by_its_card():
    assert chosen_models("both").r250 == model_folder("r250")
    assert chosen_models(model_folder("r250")).r1800 is None
    assert chosen_models("r1800").r250 is None


def test_rows_without_r250_are_outdated_only_where_both_are_asked_for():
    table = Table()
    table.extend(1, {"status": np.array(["ok"]), "model_sha256": np.array(["a"])})
    rows = np.array([0])

    assert not len(outdated(table, rows, "a", "", ""))
    assert len(outdated(table, rows, "a", "", "b"))
    assert len(outdated(table, rows, "c", "", ""))


def test_a_model_of_another_simulation_is_refused(model, monkeypatch):
    bundle = replace(model._bundle, card=model.card | {"simulation": {}})
    monkeypatch.setattr("spectrogui.analysis.slitless.load_slitless", lambda folder: bundle)

    with pytest.raises(InputError, match="simulated in another way"):
        SlitlessModel.load()
