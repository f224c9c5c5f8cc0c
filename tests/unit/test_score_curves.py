"""`spectrogui score` with light curves: their numbers join the rows of their stars."""

import csv

import fake_curves
import numpy as np
import pandas
import pytest
from fake_session import FakeAnalyser
from fakes import write_spectrum

from spectrogui.analysis.analyse import Analyser
from spectrogui.app.main import main
from spectrogui.io.inputs import gather

EPICS = ("211117077", "211117078", "211117079")


class Named(FakeAnalyser):
    """The fake analyser, which says a star's EPIC number as the real one does."""

    def run(self, spectra, parameters):
        made = super().run(spectra, parameters)
        for one, spectrum, star in zip(made, spectra, parameters, strict=True):
            one.row["epic"] = star.epic if star else spectrum.header.epic
        return made


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(Analyser, "load", lambda model: Named())


@pytest.fixture
def catalogue(tmp_path):
    """Three spectra with EPIC numbers, listed in a catalogue."""
    path = tmp_path / "stars.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["path", "epic", "light_curve"])
        for number, epic in enumerate(EPICS):
            name = f"spec-59000-X_sp01-00{number}.fits"
            write_spectrum(tmp_path / name, obsid=str(100 + number))
            writer.writerow([name, epic, ""])
    return path


@pytest.fixture
def curves(tmp_path):
    """Light curves of two of them, and of a star that is not in the list."""
    folder = tmp_path / "k2"
    folder.mkdir()
    for epic in (*EPICS[:2], "211999999"):
        star = fake_curves.Star(epic=int(epic))
        fake_curves.official(folder / f"ktwo{epic}-c04_llc.fits", star)
    return folder


def scored(tmp_path, *arguments):
    out = tmp_path / "out.csv"
    status = main(["score", *map(str, arguments), "--out", str(out)])
    return status, pandas.read_csv(out, comment="#", dtype={"epic": str})


def test_light_curves_join_by_their_numbers(tmp_path, catalogue, curves):
    status, table = scored(tmp_path, catalogue, "--light-curves", curves)

    assert status == 0
    assert table["lc_period"][:2].to_numpy() == pytest.approx([3.0, 3.0], rel=0.01)
    assert table["lc_product"].tolist()[:2] == ["K2 C4", "K2 C4"]
    assert np.isnan(table["lc_period"][2])
    assert len(table) == 3


def test_light_curves_among_the_inputs_join_too(tmp_path, catalogue, curves):
    status, table = scored(tmp_path, catalogue, curves)

    assert status == 0
    assert len(table) == 3
    assert np.isfinite(table["lc_period"]).sum() == 2


def test_a_catalogue_may_name_the_light_curves(tmp_path, catalogue, curves):
    text = catalogue.read_text().replace(
        f"{EPICS[2]},", f"{EPICS[2]},k2/ktwo211999999-c04_llc.fits"
    )
    catalogue.write_text(text)
    _, table = scored(tmp_path, catalogue)

    assert np.isfinite(table["lc_period"]).tolist() == [False, False, True]


def test_our_own_table_given_again_finds_its_light_curves(tmp_path, catalogue, curves):
    _, first = scored(tmp_path, catalogue, "--light-curves", curves)
    (tmp_path / "out.csv").rename(tmp_path / "again.csv")
    _, second = scored(tmp_path, tmp_path / "again.csv")

    assert second["lc_sha256"].tolist()[:2] == first["lc_sha256"].tolist()[:2]


def test_a_folder_without_light_curves_is_told(tmp_path, catalogue, capsys):
    (tmp_path / "empty").mkdir()
    status = main(
        ["score", str(catalogue), "--light-curves", str(tmp_path / "empty"), "--out",
         str(tmp_path / "out.csv")]
    )  # fmt: skip

    assert status == 2
    assert "no K2 light curves" in capsys.readouterr().err


def test_a_damaged_light_curve_costs_its_own_row_alone(tmp_path, catalogue, curves, capsys):
    bad = curves / f"ktwo{EPICS[0]}-c04_llc.fits"
    bad.write_bytes(bad.read_bytes()[:4000])
    status, table = scored(tmp_path, catalogue, "--light-curves", curves)

    assert status == 0
    assert table["lc_quality"][0] == "unreadable"
    assert np.isfinite(table["lc_period"][1])
    assert bad.name in capsys.readouterr().err


def test_a_session_goes_on_with_its_light_curves(tmp_path, catalogue, curves):
    session = tmp_path / "list.spectro"
    scored(tmp_path, catalogue, "--light-curves", curves, "--session", session)
    _, table = scored(tmp_path, "--session", session)

    assert np.isfinite(table["lc_period"]).sum() == 2


def test_a_light_curve_alone_is_a_star_without_a_spectrum(tmp_path, curves):
    found = gather([curves / f"ktwo{EPICS[0]}-c04_llc.fits"])

    assert [target.parameters.epic for target in found.targets] == [EPICS[0]]
    assert "no spectrum was given" in found.targets[0].problem
    assert found.only_curves


def test_light_curves_beside_spectra_have_no_rows(tmp_path, catalogue, curves):
    found = gather([tmp_path])

    assert len(found.targets) == 3
    assert len(found.curves) == 3


def test_pixels_in_a_folder_of_light_curves_are_noted(tmp_path, curves):
    first = next(curves.iterdir())
    first.rename(curves / "ktwo211117077-c04_lpd-targ.fits")
    found = gather([curves])

    assert len(found.curves) == 2
    assert len(found.notes) == 1
    assert "lpd-targ" in found.notes[0]
