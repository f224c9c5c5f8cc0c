"""A catalogue is joined to spectra by obsid, else by night, plan, spectrograph and fibre."""

import gzip
import time

import numpy as np
import pytest
from astropy.table import Table

from spectrogui.core.errors import InputError
from spectrogui.core.spectrum import Header
from spectrogui.io.catalogue import Catalogue

BY_OBSID = Header("", obsid="101008")
BY_OBSERVATION = Header("", lmjd=55859.0, planid="F5902", spid=1.0, fiberid=8.0)


def read(tmp_path, *lines, name="cat.csv", end="\n", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return Catalogue.read(path)


def test_the_obsid_joins_and_a_stranger_is_unknown(tmp_path):
    catalogue = read(tmp_path, "obsid,teff,logg,feh,rv", "7,1,2,3,4", "101008,5800,4.4,-0.1,12")

    known = catalogue.look_up(BY_OBSID)

    assert (known.teff, known.logg, known.feh, known.rv_kms) == (5800, 4.4, -0.1, 12)
    assert catalogue.look_up(Header("", obsid="101009")) is None
    assert catalogue.look_up(Header("")) is None
    assert len(catalogue) == 2


def test_the_observation_joins_where_there_is_no_obsid(tmp_path):
    catalogue = read(
        tmp_path, "lmjd,planid,spid,fiberid,teff", "55859, F5902 ,1,7,1", "55859.0,F5902,1,8,5800"
    )

    assert catalogue.look_up(BY_OBSERVATION).teff == 5800
    assert catalogue.look_up(Header("", planid="F5902")) is None


def test_the_observation_joins_where_the_obsid_is_unknown(tmp_path):
    catalogue = read(tmp_path, "obsid,lmjd,planid,spid,fiberid,teff", "-9999,55859,F5902,1,8,5800")

    header = Header("", "5", lmjd=55859.0, planid="F5902", spid=1.0, fiberid=8.0)
    assert catalogue.look_up(header).teff == 5800


def test_file_names_tell_the_observation(tmp_path):
    catalogue = read(
        tmp_path, "file_name,teffin", "20111024/F5902/spec-55859-F5902_sp01-008.fits.gz,5800"
    )

    assert catalogue.look_up(BY_OBSERVATION).teff == 5800


def test_of_two_rows_about_a_spectrum_the_first_is_taken(tmp_path):
    catalogue = read(tmp_path, "obsid,teff", "101008,5800", "101008,5900")

    assert catalogue.look_up(BY_OBSID).teff == 5800
    rows = ("lmjd,planid,spid,fiberid,teff", "55859,F5902,1,8,5800", "55859,F5902,1,8,5900")
    assert read(tmp_path, *rows).look_up(BY_OBSERVATION).teff == 5800


@pytest.mark.parametrize("separator", [",", "|", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_dialects_of_csv_are_told_by_the_head(tmp_path, separator, end, encoding):
    lines = ("# a remark", '"obsid",name,teff', '"101008","Bételgeuse",5800')
    lines = [line.replace(",", separator) for line in lines]

    catalogue = read(tmp_path, *lines, end=end, encoding=encoding)

    assert catalogue.look_up(BY_OBSID).teff == 5800


def test_columns_may_be_separated_by_blanks(tmp_path):
    catalogue = read(tmp_path, "  obsid   name teff", '  101008  "a b"  5800 ', "7 c 1")

    assert catalogue.look_up(BY_OBSID).teff == 5800


@pytest.mark.parametrize(
    "head",
    [
        "obsid,teff,logg,feh,rv",
        "ObsID,Teff,log g,[Fe/H],HRV",
        "LAMOST_OBSID,TEFF_LASP,LOGG_LASP,FEH_LASP,RV_LASP",
        "combined_obsid,combined_teff,combined_logg,combined_feh,combined_rv",
        "catalogue_obsid,stellar_teff,stellar_logg,stellar_feh,stellar_rv",
        "specid, teff , logg, m_h, rv_kms",
    ],
)
def test_columns_are_known_under_their_many_names(tmp_path, head):
    known = read(tmp_path, head, "101008,5800,4.4,-0.1,12").look_up(BY_OBSID)

    assert (known.teff, known.logg, known.feh, known.rv_kms) == (5800, 4.4, -0.1, 12)


@pytest.mark.parametrize(
    "missing", ["-9999", "-9999.0", "-999", "999", "9999", "", "null", "NaN", "--", "inf", "1e300"]
)
def test_stand_ins_for_missing_values_are_unknown(tmp_path, missing):
    known = read(tmp_path, "obsid,teff,rv", f"101008,5800,{missing}").look_up(BY_OBSID)

    assert known.teff == 5800
    assert np.isnan(known.rv_kms)


@pytest.mark.parametrize(
    ("value", "epic"),
    [
        ("211117077", "211117077"),
        ("EPIC 211117077", "211117077"),
        ("ktwo211117077", "211117077"),
        ("211117077.0", "211117077"),
        ("258152522307680", ""),
        ("1237679997693657104", ""),
        ("J1234", ""),
    ],
)
def test_only_an_epic_number_is_taken_for_one(tmp_path, value, epic):
    known = read(tmp_path, "obsid,objid,teff", f"101008,{value},5800").look_up(BY_OBSID)

    assert known.epic == epic


def test_positions_may_be_of_the_fibre_if_there_are_no_others(tmp_path):
    first = read(tmp_path, "obsid,ra_obs,dec_obs", "101008,1.5,-2.5").look_up(BY_OBSID)
    second = read(tmp_path, "obsid,ra_obs,dec_obs,ra,dec", "101008,1,2,3,4").look_up(BY_OBSID)

    assert (first.ra, first.dec) == (1.5, -2.5)
    assert (second.ra, second.dec) == (3, 4)


def test_a_short_row_lacks_only_what_it_lacks(tmp_path):
    catalogue = read(tmp_path, "obsid,teff,logg", "101008,5800")

    assert catalogue.look_up(BY_OBSID).teff == 5800


def test_units_and_the_rule_below_the_head_of_vizier_are_no_rows(tmp_path):
    catalogue = read(tmp_path, "#RESOURCE", "ObsID;Teff", " ;K", "---;---", "101008;5800")

    assert len(catalogue) == 1
    assert catalogue.look_up(BY_OBSID).teff == 5800


def test_a_zipped_catalogue_is_read(tmp_path):
    path = tmp_path / "dr5_stellar.csv.gz"
    path.write_bytes(gzip.compress(b"obsid|teff\n101008|5800\n"))

    assert Catalogue.read(path).look_up(BY_OBSID).teff == 5800


@pytest.mark.parametrize(
    "how",
    [
        {"format": "fits"},
        {"format": "ascii.ecsv"},
        {"format": "ascii.ecsv", "delimiter": ","},
        {"format": "votable"},
        {"format": "votable", "tabledata_format": "binary"},
        {"format": "votable", "tabledata_format": "binary2"},
    ],
)
def test_fits_votable_and_ecsv_are_read(tmp_path, how):
    made = Table(
        {
            "obsid": np.array([7, 101008, 9]),
            "planid": ["a  ", "F5902", "b"],
            "teff": np.ma.array([1.0, 5800.0, 3.0], mask=[True, False, False]),
            "feh": np.array([0.1, -9999.0, 0.2], dtype=np.float32),
        }
    )
    made.write(tmp_path / "cat", **how)

    catalogue = Catalogue.read(tmp_path / "cat")

    known = catalogue.look_up(BY_OBSID)
    assert known.teff == 5800
    assert np.isnan(known.feh)
    assert np.isnan(catalogue.look_up(Header("", obsid="7")).teff)


def test_an_obsid_that_was_kept_as_a_float_is_still_itself(tmp_path):
    Table({"obsid": [101008.0], "teff": [5800.0]}).write(tmp_path / "cat.fits")

    assert Catalogue.read(tmp_path / "cat.fits").look_up(BY_OBSID).teff == 5800
    assert read(tmp_path, "obsid,teff", "101008.0,5800").look_up(BY_OBSID).teff == 5800


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"teff,logg\n5000,4\n", "no column obsid"),
        (b"mobsid,obsid,teff_lasp\n1,2,3\n", "medium-resolution"),
        (b'{"columns": []}', "no table"),
        (b"<html></html>", "no table"),
        (b"<?xml version='1.0'?><VOTABLE><RESOURCE><TABLE>", "damaged VOTable"),
        (b"SIMPLE  =                    T", "damaged FITS"),
        (gzip.compress(b"obsid,teff\n" * 999)[:30], "cannot be read"),
        (b"", "no column obsid"),
    ],
)
def test_what_cannot_be_joined_is_refused_with_a_sentence(tmp_path, content, says):
    path = tmp_path / "cat.csv"
    path.write_bytes(content)

    with pytest.raises(InputError) as error:
        Catalogue.read(path)

    assert says in str(error.value)
    assert "cat.csv" in str(error.value)


def test_a_missing_catalogue_or_a_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="no catalogue"):
        Catalogue.read(tmp_path / "gone.csv")
    with pytest.raises(InputError, match="is a folder"):
        Catalogue.read(tmp_path)


def test_a_hundred_thousand_rows_are_joined_in_seconds(tmp_path):
    rows = [f"{10**6 + i}|x|59000|P{i // 250}|1|{i % 250}|5000|4.4|-0.1" for i in range(100_000)]
    started = time.process_time()  # the machine may be busy

    catalogue = read(tmp_path, "obsid|name|lmjd|planid|spid|fiberid|teff|logg|feh", *rows)
    known = [catalogue.look_up(Header("", obsid=str(10**6 + i))) for i in range(0, 10**5, 10)]

    assert None not in known
    assert time.process_time() - started < 10
