"""What a type says, as LAMOST and template libraries write it."""

from math import isnan

import pytest

from spectrogui.science.spectral_type import type_letter, type_teff


@pytest.mark.parametrize(
    ("subclass", "letter"),
    [("G5", "G"), ("dM3", "M"), ("gM0", "M"), ("gK", "K"), ("A1V", "A"), ("F0", "F"),
     ("sdM1", "M"), ("esdM2", "M"), ("usdM0", "M"), (" K7 ", "K"), ("M5.0Ve", "M"),
     ("A9III", "A")],
)  # fmt: skip
def test_the_letter_of_a_type(subclass, letter):
    assert type_letter(subclass) == letter


@pytest.mark.parametrize(
    "subclass",
    ["", "WD", "Non", "Galaxy", "QSO", "CV", "Carbon", "B6", "O", "DoubleStar", "Mixed"],
)
def test_what_is_no_star_from_a_to_m_has_no_letter(subclass):
    assert type_letter(subclass) == ""
    assert isnan(type_teff(subclass))


def test_later_types_are_cooler():
    kinds = [f"{letter}{digit}" for letter in "AFGKM" for digit in range(10)]
    found = [type_teff(kind) for kind in kinds]

    assert found == sorted(found, reverse=True)
    assert 5600 < type_teff("G5") < 5800
    assert 3000 < type_teff("dM3") < 3500


def test_a_letter_alone_counts_as_its_middle():
    assert type_teff("G") == type_teff("G5")
