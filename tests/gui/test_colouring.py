import numpy as np
import pytest

from spectrogui.core.columns import COLUMN
from spectrogui.views.colouring import STEPS, by_column, by_verdict, plain
from spectrogui.views.colours import DARK, LIGHT

NAMES = ("inactive", "uncertain", "probable", "secure", "peculiar")


def brightness(colour):
    return sum(
        part * weight for part, weight in zip(colour, (0.2126, 0.7152, 0.0722), strict=True)
    )


def test_without_a_column_all_rows_are_of_one_class():
    colouring = plain(LIGHT)

    assert colouring.codes(np.arange(4)).tolist() == [0, 0, 0, 0]
    assert len(colouring.styles) == 1


def test_a_verdict_is_its_own_class_and_none_is_class_0():
    colouring = by_verdict(np.array([np.nan, 1, 5, 0]), NAMES, COLUMN["verdict"], LIGHT)

    assert colouring.codes(np.arange(4)).tolist() == [0, 1, 5, 0]
    assert [style.label for style in colouring.styles[1:]] == list(NAMES)


def test_verdicts_are_told_apart_without_colour():
    styles = by_verdict(np.array([1.0]), NAMES, COLUMN["verdict"], LIGHT).styles[1:]

    assert len({(style.symbol, style.filled) for style in styles}) == 5


def test_values_take_the_classes_from_low_to_high_and_unknown_its_own():
    colouring = by_column(np.linspace(0, 1, 1001), COLUMN["ew_ha"], LIGHT)

    assert colouring.codes_of(np.array([np.nan, -9.0, 0.5, 9.0])).tolist() == [0, 1, 9, STEPS]


def test_a_few_extreme_values_do_not_stretch_the_scale():
    values = np.append(np.random.default_rng(0).normal(size=1000), 1e6)
    low, high = by_column(values, COLUMN["ew_ha"], LIGHT).span

    assert -3 < low < -1
    assert 1 < high < 3


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [2.0, 2.0]])
def test_a_scale_without_spread_still_works(values):
    colouring = by_column(np.array(values), COLUMN["ew_ha"], LIGHT)

    assert colouring.span[0] < colouring.span[1]
    assert len(colouring.codes(np.arange(len(values)))) == len(values)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_scale_grows_evenly_brighter_and_stays_off_the_ground(theme):
    palette = by_column(np.array([0.0, 1.0]), COLUMN["ew_ha"], theme).palette[1:].astype(float)
    shades = [brightness(colour) for colour in palette]
    ground = brightness([int(theme.plot[i : i + 2], 16) for i in (1, 3, 5)])

    assert np.all(np.diff(shades) > 0)
    assert min(abs(shade - ground) for shade in shades) > 20
