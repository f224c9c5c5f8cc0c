"""The error of the template around it."""

import numpy as np
import pytest
from fake_session import fake_session
from screen import display, put_on_screen

from spectrogui.views.spectrum import SpectrumView


@pytest.fixture
def session(qapp):
    return fake_session(10)


@pytest.fixture
def view(qtbot, session):
    view = SpectrumView(session)
    display(session, 3)
    return put_on_screen(qtbot, view)


def edges(band):
    """The lower and the upper edge of a band without gaps."""
    (piece,) = band._pieces
    y = np.array([point.y() for point in piece.toList()])
    return y[len(y) // 2 :][::-1], y[: len(y) // 2]


def test_the_band_is_one_sigma_on_either_side_of_the_template(view, session):
    for panel in view.panels:
        template = session.shown.template[panel.span.rows]
        sigma = session.shown.template_sigma[panel.span.rows]
        low, high = edges(panel.flux.over_band)

        assert np.allclose(low, template - sigma, atol=1e-6)
        assert np.allclose(high, template + sigma, atol=1e-6)


def test_the_band_around_the_template_goes_with_it(view):
    before = view.panels[0].flux.over_band.isVisible()
    view.toggle_template()

    assert before
    assert not view.panels[0].flux.over_band.isVisible()
    assert view.panels[0].flux.band.isVisible()
