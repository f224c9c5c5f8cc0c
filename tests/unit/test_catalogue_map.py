"""A catalogue that is laid out on disk says of every spectrum what the catalogue itself says."""

import pickle
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import pytest

from spectrogui.analysis import catalogues
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.core.spectrum import Header
from spectrogui.io.catalogue import Catalogue
from spectrogui.io.catalogue_map import CatalogueMap, write_map
from spectrogui.io.listing import read_listing

HEADER = Header("a.fits", obsid="", lmjd=57041.0, planid="X01", spid=8.0, fiberid=55.0)
BY_OBSID = """obsid,teff,logg,epic,lmjd,planid,spid,fiberid
101,5000,4.5,,57041,X01,8,55
7,,,,57041,X02,8,55
102,4000,,211000001,57041,Plané 3,8,56
101,1,1,,57041,X01,8,55
,3500,5,,57042,A_plan_with_a_long_name,1,2
0,3600,5,,,,,
"""
BY_NAME = """path,feh,ra
spec-57041-X01_sp08-055.fits.gz,-0.5,10.5
other.fits,0.1,
spec-57042-X01_sp08-055.fits.gz,-0.7,1.25
"""
ASKED = [
    *(replace(HEADER, obsid=text) for text in ("101", "0101", "7", "102", "0", "9" * 30, "x", "")),
    replace(HEADER, planid="X02"),
    replace(HEADER, planid="Plané 3", fiberid=56.0),
    replace(HEADER, planid="A_plan_with_a_long_name", lmjd=57042.0, spid=1.0, fiberid=2.0),
    replace(HEADER, planid="A_plan_whose_name_is_much_longer_than_that_of_any_other"),
    replace(HEADER, planid=""),
    replace(HEADER, fiberid=float("nan")),
    replace(HEADER, lmjd=57042.0),
]


@pytest.mark.parametrize("mapped", [True, False])
@pytest.mark.parametrize("text", [BY_OBSID, BY_NAME, BY_OBSID.splitlines()[0] + "\n"])
def test_it_says_what_the_catalogue_says(tmp_path, text, mapped):
    Path(tmp_path / "a.csv").write_text(text, encoding="utf-8")
    write_map(read_listing(tmp_path / "a.csv"), tmp_path)
    catalogue = Catalogue.read(tmp_path / "a.csv")
    laid_out = pickle.loads(pickle.dumps(CatalogueMap(tmp_path, mapped)))

    for header in ASKED:
        wanted, found = catalogue.look_up(header), laid_out.look_up(header)
        assert (found is None) == (wanted is None), header
        if wanted is not None:
            np.testing.assert_array_equal(astuple(found), astuple(wanted))


def test_what_travels_to_another_process_is_small(tmp_path):
    Path(tmp_path / "a.csv").write_text("obsid,teff\n" + "".join(f"{n},1\n" for n in range(9999)))
    write_map(read_listing(tmp_path / "a.csv"), tmp_path)
    laid_out = CatalogueMap(tmp_path)
    laid_out.look_up(HEADER)

    assert len(pickle.dumps(laid_out)) < 1000


def test_a_large_catalogue_is_read_by_another_process_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "_LARGE", 10)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "a.csv").write_text(BY_OBSID, encoding="utf-8")
    monkeypatch.setattr(Catalogue, "read", None)
    catalogue = catalogues.open_catalogue(tmp_path / "a.csv")
    star = catalogue.look_up(ASKED[0])
    del catalogue

    assert star.teff == 5000
    assert not list((tmp_path / "temporary").iterdir())


def test_what_is_no_catalogue_is_told_in_a_sentence_wherever_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "_LARGE", 10)
    (tmp_path / "a.csv").write_text("teff,logg\n5000,4.5\n")

    with pytest.raises(InputError, match=r"a\.csv cannot be joined"):
        catalogues.open_catalogue(tmp_path / "a.csv")


def test_one_that_stays_is_laid_out_once(tmp_path):
    (tmp_path / "a.csv").write_text(BY_OBSID, encoding="utf-8")
    folder = catalogues.laid_out(tmp_path / "a.csv", tmp_path / "map", Ticket())
    (tmp_path / "a.csv").unlink()
    again = catalogues.laid_out(tmp_path / "a.csv", tmp_path / "map", Ticket())

    assert folder == again
    assert CatalogueMap(again).look_up(ASKED[0]).teff == 5000
    assert [path.name for path in tmp_path.iterdir()] == ["map"]
