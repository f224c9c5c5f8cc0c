"""Light curves written as the Kepler pipeline does."""

import gzip
import warnings
from dataclasses import replace

import curve_edits
import fake_curves as curves
import numpy as np
import pytest
from astropy.io import fits

from spectrogui.core.light_curve import CurveHeader, LightCurve
from spectrogui.io.k2_readers import open_light_curve
from spectrogui.io.k2_write import write_k2


@pytest.fixture
def curve():
    time = 2230.0 + np.arange(500) / 48.94
    flux = (20_000 * curves.rotator(time)).astype(np.float32).astype(np.float64)
    quality = np.zeros(500, np.int64)
    quality[[5, 9]] = curves.THRUSTER, 8192
    header = CurveHeader(
        path="",
        epic="211117077",
        author="K2",
        campaign="9a",
        ra=55.967295,
        dec=-24.841616,
        kepmag=13.759,
        unit="e-/s",
        cadence_s=86400 / 48.94,
        flux_column="PDCSAP_FLUX",
        simulated=True,
    )
    good = quality != curves.THRUSTER
    return LightCurve(time, flux, np.full(500, 4.0), good, quality, header)


@pytest.mark.parametrize("name", ["ktwo211117077-c91_llc.fits", "ktwo211117077-c91_llc.fits.gz"])
def test_what_is_written_is_read_back(tmp_path, curve, name):
    write_k2(tmp_path / name, curve)

    back = open_light_curve(tmp_path / name)

    for column in ("time", "flux", "flux_err", "good", "quality"):
        np.testing.assert_array_equal(getattr(back, column), getattr(curve, column))
    told = replace(back.header, path="", input_sha256="", cadence_s=curve.header.cadence_s)
    assert told == curve.header
    assert back.header.cadence_s == pytest.approx(curve.header.cadence_s)


def test_equal_light_curves_give_equal_bytes(tmp_path, curve):
    for name in ("a.fits", "b.fits", "a.fits.gz", "b.fits.gz"):
        write_k2(tmp_path / name, curve)

    plain = (tmp_path / "a.fits").read_bytes()
    assert plain == (tmp_path / "b.fits").read_bytes()
    assert (tmp_path / "a.fits.gz").read_bytes() == (tmp_path / "b.fits.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.fits.gz").read_bytes()) == plain


def test_the_file_has_the_columns_and_cards_of_the_pipeline_and_is_valid_fits(tmp_path, curve):
    write_k2(tmp_path / "a.fits", curve)

    with warnings.catch_warnings(), fits.open(tmp_path / "a.fits") as parts:
        warnings.simplefilter("error")
        parts.verify("exception")
        first, table = parts[0].header, parts[1]
        assert table.name == "LIGHTCURVE"
        assert len(table.columns) == 20
        assert table.header["NAXIS1"] == 100
        assert table.header["BJDREFI"] == 2454833
        assert first["KEPLERID"] == 211117077
        assert first["CAMPAIGN"] == 91
        assert first["SIMULATD"] is True
        assert (np.diff(table.data["CADENCENO"]) == 1).all()


def test_cadence_numbers_go_on_over_a_gap(tmp_path, curve):
    keep = np.r_[0:100, 200:500]
    columns = ("time", "flux", "flux_err", "good", "quality")
    short = LightCurve(*(getattr(curve, name)[keep] for name in columns), curve.header)

    write_k2(tmp_path / "a.fits", short)

    assert fits.getdata(tmp_path / "a.fits")["CADENCENO"][100] == 200


def test_a_point_is_good_or_not_as_before_whatever_its_flags_were(tmp_path, curve):
    good = curve.good.copy()
    good[5], good[20] = True, False

    write_k2(tmp_path / "a.fits", replace(curve, good=good))

    back = open_light_curve(tmp_path / "a.fits")
    np.testing.assert_array_equal(back.good, good)


def test_relative_flux_stays_relative_and_what_is_unknown_unknown(tmp_path, curve):
    header = CurveHeader(path="", epic="211117077", author="K2")
    bare = replace(curve, flux=curve.flux / 20_000, header=header)

    write_k2(tmp_path / "a.fits", bare)

    back = open_light_curve(tmp_path / "a.fits").header
    assert back.unit == ""
    assert (back.campaign, back.simulated) == ("", False)
    assert np.isnan([back.ra, back.dec, back.kepmag]).all()


def test_lightkurve_reads_what_is_written(tmp_path, curve):
    write_k2(tmp_path / "ktwo211117077-c91_llc.fits", curve)

    read = curve_edits.read_with_lightkurve(tmp_path / "ktwo211117077-c91_llc.fits")

    assert type(read).__name__ == "KeplerLightCurve"
    np.testing.assert_array_equal(read.time.value, curve.time[curve.good])
    np.testing.assert_array_equal(read.flux.value, curve.flux[curve.good])
    assert read.flux.unit == "electron/s"
    assert read.meta["MISSION"] == "K2"
    assert read.meta["RA"] == pytest.approx(curve.header.ra)
