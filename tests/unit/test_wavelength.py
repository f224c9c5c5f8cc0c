"""Air and vacuum: LAMOST delivers one, the models live in the other."""

import numpy as np
import pytest

from spectrogui.core.lines import LINES
from spectrogui.core.wavelength import SPEED_OF_LIGHT, air_to_vacuum, vacuum_to_air

TABLE = {  # air: vacuum, Å
    6562.80: 6564.61,
    8498.02: 8500.36,
    8542.09: 8544.44,
    8662.14: 8664.52,
    6707.84: 6709.69,
    6548.05: 6549.86,
    6583.45: 6585.27,
    6716.44: 6718.29,
    6730.82: 6732.68,
    6678.15: 6679.99,
}


@pytest.mark.parametrize(("air", "vacuum"), TABLE.items())
def test_every_line_has_its_published_place_in_vacuum(air, vacuum):
    assert air_to_vacuum(np.array([air]))[0] == pytest.approx(vacuum, abs=0.0101)
    assert vacuum_to_air(np.array([vacuum]))[0] == pytest.approx(air, abs=0.0101)


def test_every_line_that_is_marked_is_in_the_table():
    assert {line.air for line in LINES} == set(TABLE)


def test_there_and_back_is_where_one_was():
    wave = np.linspace(3700.0, 9100.0, 500)

    assert np.abs(vacuum_to_air(air_to_vacuum(wave)) - wave).max() < 1e-5


def test_forgetting_the_air_moves_halpha_by_83_km_s():
    shift = air_to_vacuum(np.array([6562.80]))[0] - 6562.80

    assert shift == pytest.approx(1.81, abs=0.01)
    assert shift / 6562.80 * SPEED_OF_LIGHT == pytest.approx(83, abs=1)
