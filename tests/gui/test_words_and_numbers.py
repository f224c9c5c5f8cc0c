"""How views write numbers and places, and what they say of a pixel and of activity."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest
from fake_session import make_shown

from spectrogui.core.grid import BAD, SPIKE
from spectrogui.core.numbers import fixed, measured, signed, significance, width
from spectrogui.science.activity import is_active
from spectrogui.views.flag_words import FLAG_WORDS, flag_sentence, flag_words
from spectrogui.views.panel_data import PanelData
from spectrogui.views.readout import describe, place
from spectrogui.views.sky_place import decimal_place, sexagesimal_place
from spectrogui.views.why_active import why_active

ACTIVE = {
    "ew_ha": 1.5, "ew_ca8498": 0.2, "ew_ca8542": 0.3, "ew_ca8662": 0.3, "rmse": 0.01,
    "teff": 3600.0, "e_ew_ha": 0.1, "e_ew_ca8498": 0.05, "e_ew_ca8542": 0.05,
    "e_ew_ca8662": 0.05,
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (1.2345, 0.0812, "1.234 ± 0.081 Å"),
        (-0.5, 0.12, "−0.50 ± 0.12 Å"),
        (12.3, 2.5, "12.3 ± 2.5 Å"),
        (0.00001, 0.00004, "0.0000 ± 0.0000 Å"),
        (-0.0001, 0.05, "0.000 ± 0.050 Å"),
        (0.0996, 0.0996, "0.10 ± 0.10 Å"),
        (1.5, None, "1.50 Å"),
        (1.5, nan, "1.50 Å"),
        (None, 0.1, "unknown"),
        (nan, nan, "unknown"),
    ],
)
def test_an_error_has_two_digits_and_the_value_as_many_decimals(value, error, text):
    assert measured(value, error, "Å") == text


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [(1.2, 0.08, "15σ"), (-0.07, 0.05, "−1.4σ"), (0.0, 0.1, "0.0σ"), (1, 0, ""), (None, 1, "")],
)
def test_significance_is_the_ratio(value, error, text):
    assert significance(value, error) == text


def test_zero_has_no_sign():
    assert fixed(-0.0001, 2) == "0.00"
    assert signed(-0.0001, 2) == "0.00"
    assert signed(0.5, 1) == "+0.5"


@pytest.mark.parametrize(
    ("ra", "dec", "text"),
    [
        (0.0, 0.0, "00 00 00.00 +00 00 00.0"),
        (83.822083, -5.391111, "05 35 17.30 -05 23 28.0"),
        (359.999999, 89.99999, "00 00 00.00 +90 00 00.0"),
        (15.0, -0.0001, "01 00 00.00 -00 00 00.4"),
        (None, 3.0, ""),
    ],
)
def test_places_in_hours_and_degrees_carry_over_when_they_are_rounded(ra, dec, text):
    assert sexagesimal_place(ra, dec) == text


def test_places_in_degrees_have_the_digits_of_the_files():
    assert decimal_place(41.2345678, -1.5) == "41.234568 -1.500000"


def test_a_known_flag_is_a_sentence_and_an_unknown_one_itself():
    assert flag_words("cosmic;new_one") == ["cosmic", "new_one"]
    assert flag_sentence("cosmic") == FLAG_WORDS["cosmic"]
    assert flag_sentence("new_one") == "new_one"
    assert flag_words(None) == flag_words("") == []


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.45, 0.12, "0.45 ± 0.12 Å (3.8σ)"),
        (0.12, 0.10, "0.12 ± 0.10 Å (1.2σ), < 0.42 Å"),
        (0.30, 0.10, "0.30 ± 0.10 Å (3.0σ)"),
        (-0.07, 0.05, "−0.070 ± 0.050 Å (−1.4σ), < 0.15 Å"),
        (-0.50, 0.05, "−0.500 ± 0.050 Å (−10σ)"),
        (1.5, None, "1.50 Å"),
        (None, None, "unknown"),
    ],
)
def test_a_width_below_three_sigma_is_told_with_its_upper_limit(value, error, text):
    assert width(value, error) == text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Active: Hα +1.50 Å (15σ) and all three Ca II lines in excess."),
        ({"flags": "nebular"}, "Active: Hα +1.50 Å (15σ) and all three Ca II lines in excess; "
         "but nebular lines are seen."),
        ({"ew_ca8662": 0.1}, "Active: Hα +1.50 Å (15σ) and Ca II 8498 and 8542 in excess; "
         "but Ca II 8662 below 3σ."),
        ({"ew_ha": 0.31, "e_ew_ha": 0.12, "ew_ca8498": 0.1, "ew_ca8542": 0.1, "ew_ca8662": 0.1},
         "Not active: Hα +0.31 ± 0.12 Å is below the limit of 1 Å."),
        ({"ew_ca8542": -0.1}, "Not active: Ca II 8542 shows no excess; "
         "but an excess is seen in Hα (15σ) and Ca II 8498 and 8662."),
        ({"rmse": 0.02, "flags": "reconstruction", "ew_ha": 1.2, "e_ew_ha": 1.0},
         "Not active: RMSE 0.0200 is over 0.02; but an excess is seen in "
         "Hα (1.2σ) and all three Ca II lines and the template fits the star poorly."),
        ({"teff": 6500.0, "ew_ha": 0.1, "e_ew_ha": 0.2, "ew_ca8542": -0.1, "ew_ca8498": 0.1,
          "ew_ca8662": 0.1},
         "Not active: Hα +0.10 ± 0.20 Å is below the limit of 1 Å, Ca II 8542 shows no excess and "
         "Teff 6500 K is over 6000 K."),
        ({"teff": None}, "Not decided: no Teff is known; an excess is seen in Hα (15σ) and all "
         "three Ca II lines."),
        ({"teff": None, "ew_ha": 0.3}, "Not decided: no Teff is known; "
         "but Hα +0.30 ± 0.10 Å is below the limit of 1 Å."),
        ({"ew_ha": None}, "Not decided: Hα was not measured; an excess is seen in all three "
         "Ca II lines."),
        ({"teff": None, "ew_ha": 0.3, "flags": "low_snr", "snr_r": 7.2}, "Not decided: no Teff is "
         "known; but Hα +0.30 ± 0.10 Å is below the limit of 1 Å and S/N is only 7.2."),
        ({"flags": "no_red_arm"}, "Not decided: the spectrum has no red arm."),
    ],
)  # fmt: skip
def test_why_a_star_is_active_or_not_is_one_sentence_with_what_speaks_against(changes, sentence):
    assert why_active(ACTIVE | changes) == sentence


@pytest.mark.parametrize("name", ["ew_ha", "ew_ca8542", "rmse", "teff"])
@pytest.mark.parametrize("value", [-1.0, 0.0, 1.0, 5e4, None])
def test_the_reason_agrees_with_the_decision(name, value):
    values = ACTIVE | {name: value}
    word = {True: "Active:", False: "Not active:", None: "Not decided:"}[is_active(values)]

    assert why_active(values).startswith(word)


def test_a_wavelength_is_told_in_air_and_vacuum_with_the_nearest_line():
    assert place(6562.8)[0] == "λ 6562.8 Å air (6564.6 vac)"
    assert place(6562.8)[1] == "Δv 0 km/s from Hα"
    assert len(place(8000.0)) == 1


def test_what_is_known_of_a_pixel_is_told_in_words():
    shown = make_shown(3, {}, masked=False)
    bits = shown.bits.copy()
    bits[10], bits[20] = BAD, SPIKE
    data = PanelData.of(replace(shown, bits=bits), slice(None))
    dead, spike, good = (describe(shown.wave[at], data) for at in (10, 20, 30))

    assert dead.endswith("no usable flux")
    assert "flux " not in dead.replace("usable flux", "")
    assert spike.endswith("cosmic ray or sky")
    assert f"flux {shown.flux[30]:.3f}" in good
    assert np.isnan(data.flux[10])
