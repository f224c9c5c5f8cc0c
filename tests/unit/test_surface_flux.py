"""Surface fluxes and R′: the paper's table, physics, errors, and where there is nothing to say."""

import importlib.util
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from stars import decoded, spectrum, with_line, write_tiny_model

from spectrogui.analysis.analyse import Analyser
from spectrogui.core.columns import COLUMN
from spectrogui.core.errors import InputError
from spectrogui.core.lines import ACTIVE
from spectrogui.core.parameters import Parameters
from spectrogui.io.flux_table import read_flux_table
from spectrogui.io.paths import bundled
from spectrogui.science.surface_flux import PARAMETERS, STEFAN_BOLTZMANN, continuum, surface_fluxes

ROOT = Path(__file__).resolve().parents[2]
KEYS = ("ha", "ca8498", "ca8542", "ca8662")
NAMES = ("log_f_ha", "log_f_ca", "log_r_ha", "log_r_ca")

# Xiang, Gu & Cao (2022, MNRAS 514, 4781), Table 1: EPIC; Teff, log g, [Fe/H]; EW of Hα and of
# Ca II 8498, 8542, 8662; log F(Hα), log F(Ca), log R′(Hα), log R′(Ca)
PUBLISHED = {
    "202073489": ((5655, 4.08, 0.03), (1.06, 0.76, 1.07, 1.00), (6.85, 7.08, -3.91, -3.68)),
    "211657018": ((4934, 2.68, -0.56), (1.03, 0.12, 0.41, 0.37), (6.58, 6.38, -3.95, -4.15)),
    "211712465": ((3948, 5.24, 0.00), (2.18, 0.62, 0.78, 0.67), (6.41, 6.38, -3.73, -3.76)),
    "201463400": ((4859, 3.70, -0.37), (1.25, 0.53, 0.77, 0.69), (6.64, 6.70, -3.86, -3.80)),
    "212116340": ((5478, 4.29, -0.24), (1.39, 0.42, 0.77, 0.77), (6.91, 6.87, -3.80, -3.83)),
}


@pytest.fixture(scope="module")
def table():
    return read_flux_table()


def star(teff=5000.0, logg=4.5, feh=0.0, widths=(1.0, 0.5, 0.7, 0.6), errors=(0.1,) * 4):
    """A row."""
    return {
        "teff": teff, "logg": logg, "feh": feh,
        **{f"ew_{key}": width for key, width in zip(KEYS, widths, strict=True)},
        **{f"e_ew_{key}": error for key, error in zip(KEYS, errors, strict=True)},
    }  # fmt: skip


def planck(teff, angstrom):
    """log10 of π B, erg/s/cm2/Å."""
    wave = angstrom * 1e-8
    per_cm = np.pi * 1.191042972e-5 / wave**5 / np.expm1(1.438776877 / (wave * teff))
    return np.log10(per_cm * 1e-8)


@pytest.mark.parametrize("epic", PUBLISHED)
def test_the_papers_stars_come_out_as_published(table, epic):
    parameters, widths, published = PUBLISHED[epic]
    found = surface_fluxes(star(*parameters, widths), table)
    limit = 0.03 if parameters[0] > 4500 else 0.05

    assert [found[name] for name in NAMES] == pytest.approx(published, abs=limit)


@pytest.mark.parametrize("epic", PUBLISHED)
def test_without_a_metallicity_the_papers_stars_come_out_too(table, epic):
    (teff, logg, _), widths, published = PUBLISHED[epic]
    found = surface_fluxes(star(teff, logg, None, widths), table)

    assert [found[name] for name in NAMES] == pytest.approx(published, abs=0.05)


@pytest.mark.parametrize("teff", [4500, 5000, 5772, 6500, 8000])
def test_the_continuum_is_near_that_of_a_black_body(table, teff):
    (found,) = continuum(table, np.array([[teff, 4.4, 0.0]]))

    assert found == pytest.approx([planck(teff, line.air) for line in ACTIVE], abs=0.05)


def test_molecules_leave_cool_dwarfs_less_than_a_black_body_at_h_alpha(table):
    teff = np.array([3000.0, 3300.0, 3600.0])
    found = continuum(table, np.stack([teff, np.full(3, 4.8), np.zeros(3)], axis=1))
    below = planck(teff, 6562.8) - found[:, 0]

    assert (np.diff(below) < 0).all()
    assert (below > 0).all()
    assert below[0] < 0.8


def test_the_continuum_grows_with_teff_without_a_step(table):
    teff = np.arange(3000.0, 8001.0, 5.0)
    stars = np.stack([teff, np.full(len(teff), 4.6), np.zeros(len(teff))], axis=1)
    steps = np.diff(continuum(table, stars), axis=0)

    assert (steps > 0).all()
    assert steps.max() < 0.01


def test_a_flux_is_width_times_continuum_and_that_of_calcium_the_sum_of_three(table):
    row = star(5130.0, 4.3, -0.2, widths=(2.0, 0.3, 0.9, 0.4))
    found = surface_fluxes(row, table)
    (level,) = 10 ** continuum(table, np.array([[5130.0, 4.3, -0.2]]))

    assert 10 ** found["log_f_ha"] == pytest.approx(2.0 * level[0])
    assert 10 ** found["log_f_ca"] == pytest.approx(level[1:] @ [0.3, 0.9, 0.4])


@pytest.mark.parametrize("key", ["ha", "ca"])
def test_r_is_the_share_of_all_that_the_star_radiates(table, key):
    found = surface_fluxes(star(5130.0), table)

    assert 10 ** (found[f"log_f_{key}"] - found[f"log_r_{key}"]) == pytest.approx(
        STEFAN_BOLTZMANN * 5130.0**4
    )


@pytest.mark.parametrize("unknown", [None, np.nan])
def test_without_a_teff_nothing_is_said(table, unknown):
    assert np.isnan(list(surface_fluxes(star(unknown), table).values())).all()


@pytest.mark.parametrize("width", [0.0, -0.4, None, np.nan])
def test_without_an_excess_there_is_no_flux_but_the_other_lines_keep_theirs(table, width):
    found = surface_fluxes(star(widths=(width, 0.5, 0.7, 0.6)), table)

    assert np.isnan([found[name] for name in found if name.endswith("_ha")]).all()
    assert np.isfinite([found[name] for name in found if name.endswith("_ca")]).all()


@pytest.mark.parametrize("width", [None, np.nan])
def test_calcium_needs_all_three_lines(table, width):
    found = surface_fluxes(star(widths=(1.0, 0.5, width, 0.6)), table)

    assert np.isnan([found[name] for name in found if name.endswith("_ca")]).all()
    assert np.isfinite(found["log_f_ha"])


def test_a_calcium_line_below_zero_counts_in_the_sum(table):
    weak = surface_fluxes(star(widths=(1.0, -0.1, 0.7, 0.6)), table)
    none = surface_fluxes(star(widths=(1.0, -2.0, 0.7, 0.6)), table)
    full = surface_fluxes(star(widths=(1.0, 0.0, 0.7, 0.6)), table)

    assert weak["log_f_ca"] < full["log_f_ca"]
    assert np.isnan(none["log_f_ca"])


@pytest.mark.parametrize(
    "place",
    [(2990, 4.5, 0), (8010, 4.5, 0), (5000, -0.1, 0), (5000, 5.6, 0), (5000, 4.5, -2.1),
     (5000, 4.5, 0.6), (3300, 2.0, 0), (3300, 3.9, 0), (-9999, 4.5, 0)],
)  # fmt: skip
def test_outside_the_table_nothing_is_made_up(table, place):
    assert np.isnan(list(surface_fluxes(star(*place), table).values())).all()


@pytest.mark.parametrize(
    "place",
    [*product((3500, 8000), (0.0, 5.5), (-2.0, 0.5)), (3000, 4.0, -2.0), (3000, 5.5, 0.5)],
)
def test_at_the_edge_of_the_table_a_flux_has_an_error(table, place):
    found = surface_fluxes(star(*place), table)

    assert np.isfinite(list(found.values())).all()
    assert all(found[f"e_{name}"] > 0.02 for name in NAMES)


def test_between_its_points_the_table_is_straight(table):
    ends = continuum(table, np.array([[5000.0, 4.0, -0.5], [5200.0, 4.0, -0.5]]))
    (middle,) = continuum(table, np.array([[5100.0, 4.0, -0.5]]))

    assert middle == pytest.approx(ends.mean(axis=0))


def test_an_unknown_gravity_is_a_dwarfs_and_widens_the_error(table):
    default = PARAMETERS["logg"].default
    known = surface_fluxes(star(3600.0, default), table)
    unknown = surface_fluxes(star(3600.0, None), table)

    assert [unknown[name] for name in NAMES] == [known[name] for name in NAMES]
    assert all(unknown[f"e_{name}"] > known[f"e_{name}"] for name in NAMES)


def test_errors_are_the_scatter_of_stars_measured_again_and_again(table):
    random = np.random.default_rng(1)
    truth, sigma = np.array([4300.0, 4.4, -0.2]), np.array([150.0, 0.25, 0.15])
    widths = np.array([1.5, 0.6, 0.9, 0.8])
    again = [
        surface_fluxes(
            star(*random.normal(truth, sigma), widths=random.normal(widths, 0.05)), table
        )
        for _ in range(2000)
    ]
    said = surface_fluxes(star(*truth, widths=widths, errors=(0.05,) * 4), table)

    assert [one.error for one in PARAMETERS.values()] == sigma.tolist()
    for name in NAMES:
        assert np.std([one[name] for one in again]) == pytest.approx(said[f"e_{name}"], rel=0.07)


def test_an_excess_below_its_own_error_is_none(table):
    below = surface_fluxes(star(widths=(0.09, 0.02, 0.05, 0.08)), table)
    above = surface_fluxes(star(widths=(0.11, 0.05, 0.07, 0.08)), table)

    assert np.isnan(list(below.values())).all()
    assert np.isfinite(list(above.values())).all()


def test_a_faint_excess_has_a_large_error_and_a_strong_one_that_of_teff(table):
    faint = surface_fluxes(star(widths=(0.15, 0.5, 0.7, 0.6)), table)["e_log_f_ha"]
    strong = surface_fluxes(star(widths=(1e3, 0.5, 0.7, 0.6)), table)["e_log_f_ha"]

    assert faint > 0.28
    assert 0.03 < strong < 0.08


def test_teff_matters_less_for_r_than_for_the_flux(table):
    found = surface_fluxes(star(errors=(0.0,) * 4), table)

    assert found["e_log_r_ha"] < found["e_log_f_ha"]
    assert found["e_log_r_ca"] < found["e_log_f_ca"]


def test_a_width_without_an_error_gives_a_flux_without_one(table):
    found = surface_fluxes(star(errors=(None, 0.1, 0.1, 0.1)), table)

    assert np.isfinite(found["log_f_ha"])
    assert np.isnan(found["e_log_f_ha"])


def test_every_flux_has_its_column_and_next_to_it_that_of_its_error(table):
    found, names = surface_fluxes(star(), table), list(COLUMN)

    assert set(found) == {*NAMES, *(f"e_{name}" for name in NAMES)}
    assert set(found) <= set(names)
    assert all(names[names.index(name) + 1] == f"e_{name}" for name in NAMES)


def test_a_damaged_table_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "continuum_flux.csv"
    path.write_text("teff,logg,feh,ha\n5000,4.5,0,6.6\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"continuum_flux\.csv is no table of continuum fluxes"):
        read_flux_table(path)


def test_the_table_has_a_card_that_names_its_sources():
    card = json.loads((bundled("resources") / "continuum_flux.json").read_text(encoding="utf-8"))
    header = (bundled("resources") / "continuum_flux.csv").read_text(encoding="utf-8").split()[0]

    assert header.split(",") == list(card["columns"])
    assert all(source["credit"] and source["licence"] for source in card["sources"])


def test_the_table_is_what_its_maker_makes_and_true_to_its_source(shared, table):
    spec = importlib.util.spec_from_file_location("maker", ROOT / "scripts" / "flux_table.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    folder = shared / "data" / "flux"
    teff, logg, feh, flux = maker.warm(folder)
    clean = teff >= 4500
    stars = np.stack(np.meshgrid(teff[clean], logg, feh, indexing="ij"), axis=-1).reshape(-1, 3)
    shipped = (bundled("resources") / "continuum_flux.csv").read_text(encoding="utf-8")

    assert shipped.splitlines() == maker.lines_of(maker.table(folder))
    assert continuum(table, stars) == pytest.approx(flux[clean].reshape(-1, 4), abs=0.005)


def test_a_scored_star_has_fluxes_only_if_a_catalogue_knows_it(tmp_path):
    quiet = decoded(np.zeros(4))
    active = with_line(with_line(with_line(with_line(quiet, 6562.80, 3.0), 8498.02, 1.0),
                                 8542.09, 1.0), 8662.14, 1.0)  # fmt: skip
    analyser = Analyser.load(write_tiny_model(tmp_path / "tiny"))
    known, unknown = analyser.run(
        [spectrum(active, snr=100, seed=1)] * 2, [Parameters(teff=4500.0, logg=4.6), None]
    )
    expected = surface_fluxes(known.row, read_flux_table())

    assert all(known.row[name] == pytest.approx(expected[name], abs=1e-3) for name in expected)
    assert all(unknown.row[name] is None for name in expected)


def test_what_is_assumed_of_a_star_is_said_in_the_readme():
    teff, logg, feh = PARAMETERS.values()
    said = (
        f"taken to be {teff.error:g} K, {logg.error:g} and {feh.error:g} dex; an unknown log g or "
        f"[Fe/H] as {logg.default:g} ± {logg.spread:g} and {feh.default:g} ± {feh.spread:g}"
    )

    assert said in (ROOT / "README.md").read_text(encoding="utf-8")
