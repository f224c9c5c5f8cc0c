"""The real files: every spectrum is read, everything else is refused, real catalogues parse."""

import csv
import math
from collections import Counter
from contextlib import suppress

import numpy as np
import pytest
from astropy.io import fits

from spectrogui.core.errors import InputError, UnreadableError
from spectrogui.io.catalogue import Catalogue
from spectrogui.io.inputs import gather
from spectrogui.io.listing import read_listing
from spectrogui.io.readers import open_spectrum

LAYOUT = {
    "bintable_coadd": "coadd",
    "image5_wave": "image5",
    "image5_wave_f8": "image5",
    "image5_dr1_subcont": "image5_dr1",
}
REFUSED = {
    "dr10_v0_LRS_stellar_q1q2q3.fits": "git-LFS pointer",
    "med-58408-TD230151N343645T01_sp01-015.fits": "medium-resolution",
    "med-58625-TD192102N424113K01_sp12-076.fits.gz": "medium-resolution",
    "trvr.fits": "a table of 3 rows",
    "oe270005.fits": "Ondřejov",
    "spec-3128-54776-0008.fits": "SDSS",
}


@pytest.fixture(scope="module")
def lamost(shared):
    """Rows of the index, with the spectrum of each."""
    folder = shared / "data" / "lamost"
    with (folder / "index.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [(row, open_spectrum(folder / row["path"])) for row in rows]


def test_every_file_is_read_in_the_layout_that_the_index_says(lamost):
    found = Counter(spectrum.header.layout for _, spectrum in lamost)

    assert len(lamost) == 715
    assert found == Counter(LAYOUT[row["layout"]] for row, _ in lamost)
    assert all(LAYOUT[row["layout"]] == spectrum.header.layout for row, spectrum in lamost)
    assert all(len(spectrum.wave) == int(row["npix"]) for row, spectrum in lamost)


def test_headers_agree_with_the_index(lamost):
    for row, spectrum in lamost:
        header = spectrum.header
        texts = (header.obsid, header.planid, header.spectral_class, header.subclass)
        assert texts == (row["obsid"], row["planid"], row["class"], row["subclass"]), row["path"]
        numbers = {
            "ra": header.ra,
            "dec": header.dec,
            "lmjd": header.lmjd,
            "spid": header.spid,
            "fiberid": header.fiberid,
            "snrr": header.snr_r,
            "z": header.z,
        }
        for name, number in numbers.items():
            listed = float(row[name])
            assert number == listed or (math.isnan(number) and listed == -9999), row["path"]


def test_spectra_are_sound(lamost):
    for row, spectrum in lamost:
        assert (np.diff(spectrum.wave) > 0).all(), row["path"]
        assert np.isfinite(spectrum.flux).all(), row["path"]
        assert (spectrum.ivar >= 0).all(), row["path"]
        assert 3000 < spectrum.wave[0] < 3900, row["path"]
        assert 8500 < spectrum.wave[-1] < 9200, row["path"]
        assert not spectrum.header.simulated


def test_arrays_are_those_that_astropy_reads(lamost, shared):
    for row, spectrum in lamost[::40]:
        with fits.open(shared / "data" / "lamost" / row["path"], memmap=False) as parts:
            if row["layout"] == "bintable_coadd":
                table = parts["COADD"].data
                names = ("FLUX", "IVAR", "WAVELENGTH", "ANDMASK", "ORMASK")
                rows = [table[name][0] for name in names]
            else:
                rows = list(parts[0].data)
                if row["layout"] == "image5_dr1_subcont":
                    rows[2] = 10 ** (3.5682 + 1e-4 * np.arange(len(rows[0])))
        flux, ivar, wave, andmask, ormask = rows
        np.testing.assert_array_equal(spectrum.flux, flux.astype(np.float32))
        np.testing.assert_array_equal(spectrum.ivar, np.maximum(ivar, 0).astype(np.float32))
        np.testing.assert_allclose(spectrum.wave, wave, rtol=1e-9)
        np.testing.assert_array_equal(spectrum.andmask, andmask.astype(int))
        np.testing.assert_array_equal(spectrum.ormask, ormask.astype(int))


def test_a_folder_of_real_files_gives_one_target_for_each(shared):
    found = gather([shared / "data" / "lamost"])

    assert len(found.targets) == 715
    assert not any(target.problem for target in found.targets)


def test_the_index_of_the_files_is_itself_a_catalogue(shared, lamost):
    found = gather([shared / "data" / "lamost" / "index.csv"])

    known = [target.parameters.teff for target in found.targets]
    listed = [float(row["cat_teff"] or "nan") for row, _ in lamost]
    assert len(found.targets) == 715
    assert not any(target.problem for target in found.targets)
    np.testing.assert_array_equal(known, listed)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_low_resolution_spectrum_is_refused_with_its_name(shared, name):
    (path,) = (shared / "data" / "not_lamost_lrs").rglob(name)

    with pytest.raises(UnreadableError) as error:
        open_spectrum(path)

    assert str(error.value).startswith(name)
    assert REFUSED[name] in str(error.value)


def test_refused_files_have_one_target_each_however_they_are_given(shared):
    folder = shared / "data" / "not_lamost_lrs"
    files = sorted(path for path in folder.rglob("*") if path.is_file())

    assert [target.path for target in gather([folder]).targets] == list(map(str, files))
    assert [target.path for target in gather(files).targets] == list(map(str, files))


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("dr10_stellar_params.csv", 3000, {"teff", "logg", "feh", "ra", "dec"}),
        ("dr3_catalog_part.csv", 35, {"teff", "logg", "feh", "rv_kms", "lmjd", "spid"}),
        ("dr8_repeat_observations.csv", 220, set()),
        ("early_release_afgk.csv", 3165, {"teff", "rv_kms", "fiberid"}),
        ("k2_matches.csv", 162, {"ra", "dec"}),
        ("m_dwarf_parameters.csv", 54, {"teff", "logg", "feh"}),
        ("service_replies/sql_response_csv.csv", 3, {"teff", "rv_kms"}),
        ("service_replies/conesearch_response.xml", 195, {"lmjd", "spid", "fiberid"}),
    ],
)
def test_real_catalogues_of_lamost_parse(shared, name, rows, columns):
    listing = read_listing(shared / "data" / "catalogues" / "lamost" / name)

    assert listing.size == rows
    assert columns <= set(listing.numbers)
    for column in columns:
        assert np.isfinite(listing.numbers[column]).mean() > 0.3, column
    assert any(listing.obsids) or any(listing.paths)


def test_a_real_catalogue_is_joined_to_real_spectra(shared, lamost):
    catalogue = Catalogue.read(shared / "data/catalogues/lamost/dr10_stellar_params.csv")

    pairs = [(row, catalogue.look_up(spectrum.header)) for row, spectrum in lamost]
    joined = [(row, known) for row, known in pairs if known is not None and row["cat_teff"]]

    assert len(joined) > 200
    for row, known in joined:
        assert known.teff == pytest.approx(float(row["cat_teff"]), abs=0.6)


def test_a_real_list_of_m_dwarfs_is_joined_by_the_names_of_its_spectra(shared, lamost):
    catalogue = Catalogue.read(shared / "data/catalogues/lamost/m_dwarf_parameters.csv")

    known = [catalogue.look_up(spectrum.header) for _, spectrum in lamost]

    assert sum(star is not None and star.teff < 4500 for star in known) > 20


def test_real_obsids_resolve_below_the_root(shared):
    path = shared / "data/catalogues/lamost/dr10_stellar_params.csv"

    found = gather([path], root=shared / "data" / "lamost")

    resolved = [target for target in found.targets if not target.problem]
    assert len(found.targets) == 3000
    assert len(resolved) > 250
    assert open_spectrum(resolved[0].path).header.obsid == resolved[0].obsid


def test_input_lists_of_the_k2_plates_parse_and_name_no_spectra(shared):
    plates = sorted((shared / "data/catalogues/lamost_k2_input").glob("*.csv"))

    for path in plates:
        listing = read_listing(path)
        epics = sum(map(bool, listing.texts["epic"]))
        assert epics > 0.99 * listing.size
        assert np.isfinite(listing.numbers["ra"]).all()
        (target,) = gather([path]).targets
        assert "names no spectra" in target.problem


def test_no_real_table_ends_in_a_traceback(shared):
    for path in sorted((shared / "data" / "catalogues").rglob("*.*")):
        with suppress(InputError):
            read_listing(path)

        assert len(gather([path]).targets) >= 1
