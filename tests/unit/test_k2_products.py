"""What is particular to one product: its flux, its flags, its trends."""

import curve_edits
import fake_curves as fakes
import numpy as np
import pytest
from fake_curves import Star

from spectrogui.core.errors import UnreadableError
from spectrogui.io.k2_readers import open_light_curve


def set_at(size, **bits):
    """Flags of `size` points: name=(flag, index) sets a flag at an index."""
    flags = np.zeros(size, np.int64)
    for flag, at in bits.values():
        flags[at] |= flag
    return flags


def test_official_flux_is_after_pdc_in_electrons_per_second(tmp_path):
    curve = open_light_curve(fakes.official(tmp_path / "a.fits"))

    assert curve.header.flux_column == "PDCSAP_FLUX"
    assert curve.header.unit == "e-/s"
    assert curve.header.treatment == ""
    assert curve.median == pytest.approx(fakes.LEVEL, rel=0.01)
    assert curve.flux_err[0] == pytest.approx(fakes.LEVEL * Star().error, rel=1e-5)


def test_official_flux_before_pdc_is_used_if_that_after_is_empty_and_it_is_said(tmp_path):
    curve = open_light_curve(fakes.official(tmp_path / "a.fits", pdc=False))

    assert curve.header.flux_column == "SAP_FLUX"
    assert "SAP_FLUX" in curve.header.treatment
    assert curve.median == pytest.approx(0.9 * fakes.LEVEL, rel=0.01)


@pytest.mark.parametrize("bit", range(22))
def test_official_flags_rule_out_what_lightkurve_rules_out(tmp_path, bit):
    quality = set_at(len(Star().time), only=(1 << bit, 7))

    curve = open_light_curve(fakes.official(tmp_path / "a.fits", quality=quality))

    expected = bit in {0, 1, 2, 3, 5, 8, 14, 16, 20}
    assert curve.good[7] != expected
    assert curve.good.sum() == len(curve.time) - expected
    assert curve.quality[7] == 1 << bit


def test_sff_points_while_the_thrusters_fire_are_not_good(tmp_path):
    moving = set_at(len(Star().time), only=(1, [5, 6]))

    curve = open_light_curve(fakes.sff(tmp_path / "a.fits", moving=moving))

    np.testing.assert_array_equal(np.flatnonzero(~curve.good), [5, 6])
    np.testing.assert_array_equal(curve.quality, moving)


def test_flags_that_are_no_number_are_none(tmp_path):
    path = fakes.sff(tmp_path / "a.fits")
    moving = np.zeros(len(Star().time))
    moving[[3, 4]] = np.nan, 1

    curve = open_light_curve(curve_edits.with_column(path, tmp_path / "b.fits", "MOVING", moving))

    np.testing.assert_array_equal(np.flatnonzero(curve.quality), [4])
    np.testing.assert_array_equal(np.flatnonzero(~curve.good), [4])


def test_two_numbers_a_row_are_damage(tmp_path):
    path = fakes.sff(tmp_path / "a.fits")
    pairs = np.ones((len(Star().time), 2))

    with pytest.raises(UnreadableError, match="damaged"):
        open_light_curve(curve_edits.with_column(path, tmp_path / "b.fits", "FCOR", pairs))


def test_sff_takes_the_best_aperture_of_a_complete_file(tmp_path):
    one = open_light_curve(fakes.sff(tmp_path / "a.fits"))
    whole = open_light_curve(fakes.sff(tmp_path / "b.fits", complete=True))

    np.testing.assert_array_equal(whole.flux, one.flux)
    assert (whole.header.unit, whole.header.flux_column) == ("", "FCOR")
    assert np.isnan(whole.flux_err).all()


def test_sff_engineering_data_have_no_campaign(tmp_path):
    star = Star(epic=60021426, campaign=-1)

    header = open_light_curve(fakes.sff(tmp_path / "a.fits", star)).header

    assert (header.epic, header.campaign) == ("060021426", "")


def test_sff_text_is_read_with_trailing_commas_and_a_last_line_cut_off(tmp_path):
    path = tmp_path / "hlsp_k2sff_k2_lightcurve_211117077-c04_kepler_v1_llc-default-aper.txt"
    path.write_bytes(
        b"BJD - 2454833, Corrected Flux\r\n2230.1,0.99,\r\n1e300,1,\r\n2230.2,1.01,\r\n2230."
    )

    curve = open_light_curve(path)

    np.testing.assert_array_equal(curve.time, [2230.1, 2230.2])
    np.testing.assert_array_equal(curve.flux, [0.99, 1.01])


EVEREST_BAD = (fakes.BAD, fakes.NO_FLUX, fakes.THRUSTER)
EVEREST_GOOD = (fakes.OUTLIER, fakes.PUT_BACK, 1 << 26, 128)


@pytest.mark.parametrize("flag", EVEREST_BAD + EVEREST_GOOD)
def test_everest_flags_rule_out_bad_points_and_not_flares(tmp_path, flag):
    quality = set_at(len(Star().time), only=(flag, 7))

    curve = open_light_curve(fakes.everest(tmp_path / "a.fits", quality=quality))

    assert curve.good[7] == (flag in EVEREST_GOOD)
    assert curve.quality[7] == flag


def test_everest_has_the_error_of_the_raw_flux(tmp_path):
    curve = open_light_curve(fakes.everest(tmp_path / "a.fits"))

    assert curve.flux_err[0] == pytest.approx(fakes.LEVEL * Star().error)
    assert (curve.header.unit, curve.header.flux_column) == ("e-/s", "FLUX")


def test_everest_1_keeps_what_its_mask_calls_outliers(tmp_path):
    curve = open_light_curve(fakes.everest_1(tmp_path / "a.fits"))

    assert curve.good.all()
    assert curve.flux_err[0] == pytest.approx(fakes.LEVEL * Star().error)


def test_polar_gives_the_flux_that_is_not_filtered(tmp_path):
    curve = open_light_curve(fakes.polar(tmp_path / "a.fits"))

    assert amplitude(curve) == pytest.approx(0.03, rel=0.1)
    assert (curve.header.unit, curve.header.treatment) == ("", "")


def amplitude(curve):
    low, high = np.percentile(curve.relative[curve.good], [1, 99])
    return high - low


def test_sc_of_the_archive_gets_the_trend_of_the_star_back(tmp_path):
    curve = open_light_curve(fakes.sc_archive(tmp_path / "a.fits"))

    assert amplitude(curve) == pytest.approx(0.03, rel=0.1)
    assert curve.header.flux_column == "flux + trtime"
    assert "put back" in curve.header.treatment


def test_sc_of_a_project_keeps_its_flux_as_it_is(tmp_path):
    curve = open_light_curve(fakes.sc_project(tmp_path / "a.fits"))

    assert amplitude(curve) == pytest.approx(0.03, rel=0.1)
    assert curve.header.flux_column == "flux"
    assert "has the star's trend" in curve.header.treatment


def test_sc_numbers_win_over_structure_and_it_is_said(tmp_path):
    one = open_light_curve(fakes.sc_project(tmp_path / "a.fits", removed=True))
    two = open_light_curve(fakes.sc_archive(tmp_path / "b.fits", removed=False))

    assert amplitude(one) == pytest.approx(0.03, rel=0.1)
    assert amplitude(two) == pytest.approx(0.03, rel=0.1)
    assert "against the structure" in one.header.treatment
    assert "against the structure" in two.header.treatment


@pytest.mark.parametrize(
    ("writer", "column"), [(fakes.sc_archive, "flux + trtime"), (fakes.sc_project, "flux")]
)
def test_sc_structure_decides_where_the_numbers_cannot(tmp_path, writer, column):
    quiet = Star(flux=np.ones(1200), error=1e-3)

    curve = open_light_curve(writer(tmp_path / "a.fits", quiet))

    assert curve.header.flux_column == column


def test_sc_flares_are_not_masked_and_thrusters_are(tmp_path):
    size = len(Star().time)
    mflags = set_at(size, flare=(1 << 3, 40)).astype(np.uint8)
    quality = set_at(size, thruster=(fakes.THRUSTER, 50))

    curve = open_light_curve(fakes.sc_archive(tmp_path / "a.fits", mflags=mflags, quality=quality))

    np.testing.assert_array_equal(np.flatnonzero(~curve.good), [50])


def test_varcat_flux_is_the_detrended_one_with_its_error(tmp_path):
    curve = open_light_curve(fakes.varcat(tmp_path / "a.fits"))

    assert (curve.header.unit, curve.header.flux_column) == ("", "DETFLUX")
    assert curve.median == pytest.approx(1, abs=0.01)
    assert curve.flux_err[0] == pytest.approx(Star().error)


def test_a_curve_saved_by_lightkurve_says_so(tmp_path):
    header = open_light_curve(fakes.saved(tmp_path / "a.fits")).header

    assert header.unit == "e-/s"
    assert "saved by lightkurve" in header.treatment


@pytest.mark.parametrize(("scale", "unit"), [(1.0, None), (1e3, "ppt"), (1e6, "ppm")])
def test_a_curve_saved_as_relative_is_relative_to_one(tmp_path, scale, unit):
    path = fakes.saved(tmp_path / "a.fits", scale=scale, flux_unit=unit)

    curve = open_light_curve(path)

    assert curve.header.unit == ""
    assert curve.median == pytest.approx(1, abs=0.01)
    assert curve.flux_err[0] == pytest.approx(Star().error, rel=1e-5)


def test_flags_of_a_saved_curve_count_unless_its_points_are_bins(tmp_path):
    quality = set_at(len(Star().time), only=(fakes.THRUSTER, 7))

    plain = open_light_curve(fakes.saved(tmp_path / "a.fits", quality=quality))
    bins = open_light_curve(fakes.saved(tmp_path / "b.fits", quality=quality, step=5))

    np.testing.assert_array_equal(np.flatnonzero(~plain.good), [7])
    assert bins.good.all()
    assert "bins" in bins.header.treatment


def test_what_lightkurve_saves_is_read_as_it_was(tmp_path):
    star = Star(campaign=13)
    theirs = curve_edits.read_with_lightkurve(fakes.official(tmp_path / "a.fits", star))
    curve_edits.save_with_lightkurve(theirs, tmp_path / "b.fits")

    curve = open_light_curve(tmp_path / "b.fits")

    assert (curve.header.epic, curve.header.campaign) == ("211117077", "13")
    np.testing.assert_array_equal(curve.time, theirs.time.value)
    np.testing.assert_array_equal(curve.flux, theirs.flux.value)
