"""The pieces that plots of light curves are made of."""

from dataclasses import replace
from math import isnan, log10, nan, pi

import numpy as np
import pytest
from fake_curve_state import fake_product, fake_study
from PySide6.QtGui import QColor, QImage, QPainter

from spectrogui.core.curve_study import Periodogram
from spectrogui.views.k2_axes import FluxAxis, PeriodAxis
from spectrogui.views.k2_dots import Dots, coverage
from spectrogui.views.k2_facts import Facts
from spectrogui.views.k2_limits import curve_range
from spectrogui.views.k2_peaks import maxima, period_at
from spectrogui.views.k2_words import Fact, days, described, kilobytes, percent
from spectrogui.views.plot import PlotBox


def test_a_point_covers_as_much_as_a_disc_of_its_size():
    _, covered = coverage(np.array([20.3]), np.array([15.8]), 3.0, (40, 50))

    assert covered.sum() == pytest.approx(pi * 3.0**2, rel=0.06)


def test_points_at_the_edge_of_a_plot_are_cut_off_there():
    places, covered = coverage(np.array([0.1, 49.9]), np.array([0.1, 39.9]), 3.0, (40, 50))
    row, column = np.divmod(places, 50)

    assert set(zip(row < 5, column < 5, strict=True)) == {(True, True), (False, False)}
    assert covered.sum() == pytest.approx(2 * pi * 3.0**2 / 4, rel=0.2)


def test_a_great_many_points_cover_what_each_of_them_would():
    random = np.random.default_rng(3)
    x, y = random.uniform(5, 45, 20_000), random.uniform(5, 35, 20_000)
    _, covered = coverage(x, y, 1.0, (40, 50))
    parts = [coverage(x[i::4], y[i::4], 1.0, (40, 50))[1].sum() for i in range(4)]

    assert covered.sum() == pytest.approx(sum(parts), rel=0.01)


def test_points_are_smaller_where_there_are_many(qapp):
    box = PlotBox()
    box.setXRange(0, 10, padding=0)
    dots = Dots(box, z=1)
    sizes = []
    for crowd in (0.01, 1.0, 1000.0):
        dots.set_data(np.arange(3.0), np.arange(3.0), QColor("black"), crowd)
        sizes.append(dots.size)

    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] >= 1.5


@pytest.mark.parametrize("values", [[], [nan], [1e9], [-1e9, nan]])
def test_points_out_of_sight_are_painted_as_nothing(qapp, values):
    box = PlotBox()
    box.resize(50, 40)
    box.setRange(xRange=(0, 10), yRange=(0, 10), padding=0)
    dots = Dots(box, z=1)
    dots.set_data(np.array(values), np.array(values), QColor("black"))
    image = QImage(50, 40, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    dots.paint(painter, None)
    painter.end()

    assert image.pixelColor(25, 20) == QColor("white")
    assert np.frombuffer(image.constBits(), np.uint8).min() == 255


def test_the_range_shows_eclipses_that_were_left_out_and_no_single_glitch():
    flux = np.random.default_rng(1).normal(0, 1, 3000)
    eclipses, glitch = np.full(40, -100.0), np.array([500.0])
    low, high = curve_range(flux, np.concatenate([eclipses, glitch]))

    assert low < -100
    assert high < 20


def test_the_range_of_nothing_is_unknown():
    assert curve_range(np.empty(0), np.array([nan])) is None


def test_bright_stars_are_counted_in_thousands(qapp):
    axis = FluxAxis()
    axis.set_median(1_234_567.0)
    title, tick = axis.labelText, axis.tickStrings([0.0], 1.0, 1.0)

    assert "10⁶ e⁻/s" in title
    assert tick == ["1"]


@pytest.mark.parametrize("median", [nan, 0.0, -3.0])
def test_an_axis_without_a_flux_to_count_is_bare(qapp, median):
    axis = FluxAxis()
    axis.set_median(25_000.0)
    axis.set_median(median)

    assert not axis.is_known
    assert axis.labelText == ""


def test_close_up_the_axis_of_periods_has_even_steps(qapp):
    axis = PeriodAxis("bottom", "Period (d)")
    _, places = axis.tickValues(log10(2.9), log10(3.2), 300)[0]
    periods = 10 ** np.array(places)

    assert len(periods) > 1
    assert np.ptp(np.diff(periods)) == pytest.approx(0, abs=1e-9)


def test_peaks_are_local_maxima_that_can_be_seen():
    found = Periodogram(np.arange(1.0, 9.0), np.array([0, 1, 0, 0.05, 0, 0.4, 0.4, 0]), 0, [])

    assert list(maxima(found)) == [1, 5]


def test_the_period_of_a_peak_lies_between_points_of_the_grid():
    period = 1 / np.linspace(1.0, 0.1, 91)
    power = np.exp(-(((1 / period - 0.503) / 0.05) ** 2))
    found = Periodogram(period, power, 0.01, np.array([2.0]))
    study = replace(fake_study(period=nan), periodogram=found)

    assert 1 / period_at(study, int(np.argmax(power))) == pytest.approx(0.503, abs=0.001)


def test_the_measured_peak_stands_for_the_measured_period():
    study = fake_study(period=3.0)
    place = int(np.argmax(study.periodogram.power))

    assert isnan(period_at(study, place))
    assert not isnan(period_at(study, maxima(study.periodogram)[0]))


def test_numbers_have_the_digits_that_matter():
    assert [days(value) for value in (0.4712, 3.003, 13.21, 130.2)] == [
        "0.4712 d", "3.003 d", "13.21 d", "130.2 d",
    ]  # fmt: skip
    assert [percent(value) for value in (0.00053, 0.0241, 0.124, 1.5, 0.0)] == [
        "0.053 %", "2.41 %", "12.4 %", "150 %", "0.00 %",
    ]  # fmt: skip
    assert [kilobytes(size) for size in (20, 480_000, 1_230_000)] == ["1 kB", "480 kB", "1.2 MB"]


def test_a_product_far_from_the_star_says_how_far():
    near, far = (fake_product(where="archive", distance=away) for away in (0.4, 2.31))

    assert described(near) == "K2 C4 · download"
    assert described(far) == "K2 C4 · download · 2.3″ away"


def test_what_matters_least_is_left_out_first(qapp):
    facts = Facts()
    facts.show_facts(
        [Fact("3.003 ± 0.012 d", ""), Fact("many flares", "", must=False), Fact("2.41 %", "")]
    )
    facts.resize(2000, 20)
    wide = [fact.text for fact, _ in facts.placed()]
    facts.resize(facts.sizeHint().width(), 20)
    narrow = [fact.text for fact, _ in facts.placed()]

    assert wide == ["3.003 ± 0.012 d", "2.41 %", "many flares"]
    assert narrow == ["3.003 ± 0.012 d", "2.41 %"]
