"""The one path from spectra to rows, on stars whose truth is known to a tiny model."""

from dataclasses import fields, replace

import numpy as np
import pytest
from fakes import write_not_lamost
from stars import (
    FILE_WAVE,
    decoded,
    gauss,
    pixels,
    rewrite_card,
    spectrum,
    with_line,
    without,
    write_tiny_model,
)

from spectrogui.analysis import recipe
from spectrogui.analysis.analyse import Analyser, analyse, analyse_many
from spectrogui.analysis.blocks import BLOCK
from spectrogui.analysis.chunks import record_of
from spectrogui.core.columns import COLUMN, R250, VERDICT
from spectrogui.core.errors import InputError, UnreadableError
from spectrogui.core.grid import R1800_WAVE, SPIKE
from spectrogui.core.parameters import Parameters
from spectrogui.io.lamost_write import write_lamost
from spectrogui.io.models import FOLDERS
from spectrogui.io.pack import packed
from spectrogui.io.readers import open_spectrum

COOL = Parameters(teff=4500.0, logg=4.6, feh=-0.1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def analyser(folder):
    return Analyser.load(folder)


def star(seed=0, *, profile=None, latent=None, **facts):
    """A star that the model can describe."""
    if latent is None:
        latent = np.random.default_rng(seed).normal(0, 0.7, 4)
    change = profile or (lambda quiet: quiet)
    return spectrum(change(decoded(latent)), **({"snr": 100, "seed": seed} | facts))


def emitting(quiet):
    """Hα by 3 Å and each calcium line by 1 Å."""
    active = with_line(quiet, 6562.80, 3.0)
    for place in (8498.02, 8542.09, 8662.14):
        active = with_line(active, place, 1.0)
    return active


def row_of(analyser, spectrum, parameters=None):
    return analyser.run([spectrum], [parameters])[0].row


def flags(row):
    return set((row["flags"] or "").split(";")) - {""}


@pytest.fixture(scope="module")
def many(analyser):
    """Stars of every kind, more than one block of them."""
    stars = [star(seed, rv=7.0 * seed - 60) for seed in range(BLOCK + 3)]
    stars[3] = without(stars[3], pixels(6563, 6573, rv=-39))
    stars[5] = without(stars[5], FILE_WAVE > 5600)
    stars[7] = star(7, z=float("nan"), rv=120.0)
    parameters = [COOL if number % 2 else None for number in range(len(stars))]
    return stars, parameters, analyser.run(stars, parameters)


def same(one, other):
    """Bit for bit, row for row."""
    for field in fields(one):
        if field.name not in {"row", "basis"}:
            assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name
    assert packed([record_of(one)]).tobytes() == packed([record_of(other)]).tobytes()
    assert dict(one.row) == dict(other.row)


@pytest.mark.parametrize("number", [0, 3, 5, 7, BLOCK + 1])
def test_a_star_comes_out_the_same_bit_for_bit_alone_and_among_others(analyser, many, number):
    stars, parameters, together = many
    alone = analyser.run([stars[number]], [parameters[number]])[0]

    same(alone, together[number])


def test_and_in_any_order(analyser, many):
    stars, parameters, together = many
    order = np.random.default_rng(0).permutation(len(stars))
    again = analyser.run([stars[i] for i in order], [parameters[i] for i in order])

    for number, analysis in zip(order, again, strict=True):
        same(analysis, together[number])


def test_a_row_has_every_column_and_nothing_else(many):
    for analysis in many[2]:
        assert set(analysis.row) == set(COLUMN)


def test_values_are_pythons_own_types_or_none(many):
    types = {"text": str, "int": int, "float": float, "bool": bool}
    for analysis in many[2]:
        for name, value in analysis.row.items():
            assert value is None or type(value) is types[COLUMN[name].kind], name
            assert value == value, name


def test_what_a_person_or_another_mode_decides_is_left_empty(many):
    for analysis in many[2]:
        assert {analysis.row[column.name] for column in (*VERDICT, *R250)} == {None}


def test_arrays_have_the_length_of_the_grid(many):
    for analysis in many[2]:
        assert analysis.latent.shape == analysis.latent_sigma.shape == (4,)
        for name in ("flux", "sigma", "good", "bits", "template", "template_sigma", "residual"):
            assert getattr(analysis, name).shape == (800,)
        assert np.array_equal(analysis.wave, R1800_WAVE)
        assert np.array_equal(analysis.residual, analysis.flux - analysis.template)
        assert np.isfinite(analysis.template).all()


def test_no_spectra_give_no_rows(analyser):
    assert analyser.run([], []) == []


def test_a_quiet_star_is_quiet(analyser):
    row = row_of(analyser, star(1, rv=40.0), COOL)

    assert row["status"] == "ok"
    assert row["problem"] is None
    assert flags(row) == set()
    for key in ("ha", "ca8498", "ca8542", "ca8662", "li"):
        assert abs(row[f"ew_{key}"]) < 4 * row[f"e_ew_{key}"]
    assert row["rmse"] < 0.013
    assert 0.6 < row["chi2r"] < 1.6
    assert row["frame_ok"] is True
    assert row["active"] is False


def test_what_is_put_in_is_measured(analyser):
    row = row_of(analyser, star(1, profile=emitting, rv=-30.0), COOL)

    assert row["ew_ha"] == pytest.approx(3.0, abs=4 * row["e_ew_ha"])
    for number in (8498, 8542, 8662):
        key = f"ca{number}"
        assert row[f"ew_{key}"] == pytest.approx(1.0, abs=4 * row[f"e_ew_{key}"])
    assert row["active"] is True


def test_lithium_absorption_is_positive(analyser):
    quiet = row_of(analyser, star(1))
    rich = row_of(analyser, star(1, profile=lambda p: with_line(p, 6707.84, -0.8)))

    assert rich["ew_li"] - quiet["ew_li"] == pytest.approx(0.8, abs=0.15)


def test_without_a_temperature_active_stays_open(analyser):
    row = row_of(analyser, star(1, profile=emitting))

    assert row["teff"] is None
    assert row["active"] is None


def test_hot_stars_are_not_called_active(analyser):
    row = row_of(analyser, star(1, profile=emitting), Parameters(teff=6400.0))

    assert row["active"] is False


def test_half_of_halpha_without_flux_is_partial_and_says_so(analyser):
    row = row_of(analyser, without(star(1), pixels(6563, 6573)), COOL)

    assert row["status"] == "partial"
    assert row["ew_ha"] is row["e_ew_ha"] is None
    assert row["ew_ca8542"] is not None
    assert row["active"] in (None, False)
    assert "masked_ha" in flags(row)
    assert "Hα" in row["problem"]
    assert "of 20 Å" in row["problem"]


def test_a_masked_triplet_line_is_flagged(analyser):
    row = row_of(analyser, without(star(1), pixels(8540, 8544)))

    assert flags(row) == {"masked_ca"}
    assert row["status"] == "partial"
    assert row["ew_ca8542"] is None
    assert row["ew_ca8498"] is not None


def test_a_red_arm_without_flux_fails_with_a_sentence(analyser):
    row = row_of(analyser, without(star(1), FILE_WAVE > 5600), COOL)

    assert row["status"] == "failed"
    assert row["problem"].endswith(".")
    assert flags(row) == {"no_red_arm"}
    assert row["teff"] == 4500.0
    empty = ("ew_ha", "z1", "rmse", "chi2r", "lag_kms", "frame_ok", "rv_kms", "active", "outlier")
    assert {row[name] for name in empty} == {None}


def test_a_spectrum_that_ends_before_the_triplet_keeps_its_halpha(analyser):
    row = row_of(analyser, without(star(1), FILE_WAVE > 8000))

    assert row["status"] == "partial"
    assert row["ew_ha"] is not None
    assert row["ew_ca8498"] is row["ew_ca8542"] is row["ew_ca8662"] is None


def test_a_cosmic_ray_is_flagged_and_left_out(analyser):
    struck = star(1)
    struck.flux[np.argmin(np.abs(FILE_WAVE - 6602.0))] += 3000
    before, after = analyser.run([star(1), struck], [None, None])

    assert "cosmic" in flags(after.row)
    assert (after.bits & SPIKE).any()
    assert not after.good[(after.bits & SPIKE) > 0].any()
    assert after.row["rmse"] == pytest.approx(before.row["rmse"], rel=0.05)
    assert np.abs(after.template - before.template).max() < 0.005


def test_a_frame_that_is_off_is_flagged(analyser):
    row = row_of(analyser, star(1, rv=0.0, z=83 / 299_792.458))

    assert row["lag_kms"] == pytest.approx(-83, abs=5)
    assert row["frame_ok"] is False
    assert "frame" in flags(row)


@pytest.mark.parametrize(("snr", "low"), [(9.9, True), (10.1, False), (float("nan"), False)])
def test_low_signal_to_noise_is_flagged(analyser, snr, low):
    row = row_of(analyser, star(1, snr_r=snr))

    assert ("low_snr" in flags(row)) == low


def test_a_simulated_spectrum_stays_marked(analyser):
    made = star(1, simulated=True)

    assert "simulated" in flags(row_of(analyser, made))
    assert "simulated" in flags(row_of(analyser, without(made, FILE_WAVE > 5600)))


def test_a_velocity_of_the_catalogue_goes_first(analyser):
    row = row_of(analyser, star(1, rv=50.0, z=-0.0001), replace(COOL, rv_kms=50.0))

    assert (row["rv_kms"], row["rv_source"]) == (50.0, "catalogue")
    assert row["frame_ok"] is True


def test_otherwise_that_of_the_header(analyser):
    row = row_of(analyser, star(1, rv=50.0), COOL)

    assert row["rv_source"] == "header"
    assert row["rv_kms"] == pytest.approx(50, abs=0.01)


@pytest.mark.parametrize("z", [float("nan"), -9999.0, 0.3])
def test_a_velocity_that_is_missing_is_found_by_cross_correlation(analyser, z):
    row = row_of(analyser, star(1, rv=-95.0, z=z))

    assert row["rv_source"] == "ccf"
    assert row["rv_kms"] == pytest.approx(-95, abs=5)
    assert row["frame_ok"] is True


def test_of_m_stars_the_header_is_not_believed_where_the_spectrum_says_otherwise(analyser):
    row = row_of(analyser, star(1, rv=-95.0, z=0.0, subclass="dM3"))

    assert row["rv_source"] == "ccf"
    assert row["rv_kms"] == pytest.approx(-95, abs=5)


def test_a_velocity_that_nobody_knows_is_not_made_up(analyser):
    noise = spectrum(lambda rest: np.ones(len(rest)), snr=2, seed=3, z=float("nan"))
    row = row_of(analyser, noise)

    assert row["rv_source"] == "none"
    assert row["rv_kms"] is None


def test_broad_emission_is_not_taken_for_a_cosmic_ray(analyser):
    wide = star(1, profile=lambda p: lambda rest: p(rest) + gauss(rest, 6562.8, 9.0, 15.0))
    row = row_of(analyser, wide, COOL)

    assert "cosmic" not in flags(row)
    assert row["ew_ha"] == pytest.approx(15, abs=0.5)


def test_place_and_number_come_from_the_header_or_else_the_catalogue(analyser):
    known = Parameters(ra=1.5, dec=-2.5, epic="211117077")
    nowhere = star(1, ra=float("nan"), dec=float("nan"))
    row, other = (analysis.row for analysis in analyser.run([nowhere, star(1)], [known, known]))

    assert (row["ra"], row["dec"], row["epic"]) == (1.5, -2.5, "211117077")
    assert (other["ra"], other["dec"]) == (10.0, 20.0)


def test_provenance_is_in_every_row(analyser, many):
    for analysis in many[2]:
        assert analysis.row["model_sha256"] == analyser.model_sha256
        assert analysis.row["prep_sha256"] == analyser.prep_sha256
        assert analysis.row["app_version"] == analyser.provenance["app_version"]


@pytest.fixture
def files(tmp_path, folder, monkeypatch):
    """Two files, and the tiny model under its name."""
    monkeypatch.setenv(FOLDERS, str(folder.parent))
    paths = [tmp_path / f"star{number}.fits" for number in (1, 2)]
    for number, path in enumerate(paths):
        write_lamost(path, star(number, rv=20.0, path=str(path)))
    return paths


def test_every_way_to_call_it_gives_the_same(files, analyser):
    spectra = [open_spectrum(path) for path in files]
    through = analyser.run(spectra, [None, None])

    for path, analysis, other in zip(
        files, through, analyse_many(files, model="tiny"), strict=True
    ):
        same(analysis, other)
        same(analysis, analyse(path, model="tiny"))
        same(analysis, analyse(str(path), model="tiny"))


def test_what_the_caller_knows_of_a_star_goes_into_its_row(files):
    row = analyse(files[0], model="tiny", teff=4500, logg=4.5, feh=0.1, rv_kms=21).row

    assert (row["teff"], row["logg"], row["feh"], row["rv_kms"]) == (4500.0, 4.5, 0.1, 21.0)
    assert row["active"] is not None


def test_what_is_no_spectrum_is_refused(tmp_path, files):
    for path in write_not_lamost(tmp_path).values():
        with pytest.raises(UnreadableError):
            analyse(path, model="tiny")


def test_many_files_are_given_up_to_the_first_that_cannot_be_read(tmp_path, files):
    bad = tmp_path / "bad.fits"
    bad.write_bytes(b"")
    given = analyse_many([*files, bad, *files], model="tiny")

    assert [next(given).row["path"] for _ in files] == [str(path) for path in files]
    with pytest.raises(UnreadableError, match=r"bad\.fits"):
        next(given)


def test_an_unknown_model_is_refused(files):
    with pytest.raises(InputError, match="no model"):
        analyse(files[0], model="r9000")


def test_a_model_of_another_preparation_is_refused(tmp_path):
    other = write_tiny_model(tmp_path / "other")
    rewrite_card(other, prep_sha256="0" * 64)

    with pytest.raises(InputError, match="train it again"):
        Analyser.load(other)


def test_another_way_to_measure_marks_results_but_refuses_no_model(folder, monkeypatch):
    before = Analyser.load(folder).prep_sha256
    monkeypatch.setattr(recipe, "METHOD", recipe.METHOD + 1)

    assert Analyser.load(folder).prep_sha256 != before


def test_the_bundled_model_is_ready_for_use():
    analyser = Analyser.load()
    quiet, active = spectrum(snr=100), spectrum(with_line(lambda r: r * 0 + 1, 6562.8, 5.0))
    rows = [analysis.row for analysis in analyser.run([quiet, active], [COOL, COOL])]

    assert analyser.card["name"] == "r1800"
    assert {row["model_sha256"] for row in rows} == {analyser.card["weights_sha256"]}
    assert rows[1]["ew_ha"] > 3
