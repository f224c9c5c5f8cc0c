"""Each stage of a light curve that is not on display has its sentence and its buttons."""

from dataclasses import replace

import numpy as np
import pytest
from fake_curve_state import EPIC, fake_product, shown_state
from fake_session import fake_session
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from screen import drawn, put_on_screen

from spectrogui.store.light_curves import CurveState
from spectrogui.views.k2 import LightCurveView
from spectrogui.views.stage import GRACE_MS


@pytest.fixture
def session(qapp):
    return fake_session(60)


@pytest.fixture
def view(qtbot, session):
    return put_on_screen(qtbot, LightCurveView(session), 360, 230)


@pytest.fixture
def show(qtbot, session, view):
    def show(stage, row=3, epic=EPIC, **others):
        session.selection.look_at(row)
        session.curves.put(CurveState(row, epic, stage, **others))
        drawn(qtbot, view)

    return show


def offered(view):
    return [button.text() for button in view.message.buttons if button.isVisible()]


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_without_a_star_it_asks_for_one(view):
    assert view.sentence == "No star is chosen."
    assert offered(view) == []


def test_a_star_nobody_asked_for_offers_to_fetch_and_to_add(view, show, session):
    asked = []
    session.curves.fetch_asked.connect(asked.append)
    session.curves.add_asked.connect(lambda: asked.append("add"))
    show("idle")
    press(view.message.fetch)
    press(view.message.add)

    assert view.sentence == "No light curve yet."
    assert EPIC in view.message.note.text()
    assert offered(view) == ["Fetch (k)", "Add file…"]
    assert asked == [3, "add"]


def test_a_star_without_number_and_place_cannot_be_asked_for(view, show, session):
    session.table.place(np.array([3]), {"ra": np.array([np.nan]), "dec": np.array([np.nan])})
    show("idle", epic="")

    assert view.message.note.text() == "It has neither an EPIC number nor coordinates."
    assert offered(view) == ["Add file…"]


def test_a_star_with_a_place_but_no_number_can_be_asked_for(view, show):
    show("idle", epic="")

    assert "this position" in view.message.note.text()
    assert "Fetch (k)" in offered(view)


def test_products_that_nobody_chose_are_offered(view, show, session):
    asked = []
    session.curves.products_asked.connect(lambda row, products: asked.append(products))
    best, other = fake_product("EVEREST", where="archive", size=480_000), fake_product("K2SFF")
    show("idle", products=(best, other))
    press(view.message.show_best)

    assert view.sentence == "2 light curves to choose from."
    assert offered(view) == ["Show EVEREST C4 · download 480 kB"]
    assert view.head.chooser.isVisible()
    assert asked == [(best,)]


def test_offline_can_be_tried_again(view, show, session):
    asked = []
    session.curves.fetch_asked.connect(asked.append)
    show("offline")
    press(view.message.retry)

    assert view.sentence == "Offline: the archive cannot be reached."
    assert offered(view) == ["Retry (k)", "Add file…"]
    assert asked == [3]


def test_a_star_that_k2_did_not_observe_is_named(view, show):
    show("absent")

    assert view.sentence == "K2 has not observed this star."
    assert EPIC in view.message.note.text()
    assert view.head.isHidden()


def test_a_failure_says_why_and_offers_to_delete_the_cached_file(view, show, session):
    deleted = []
    session.curves.delete_asked.connect(deleted.append)
    cached = fake_product()
    show("failed", sentence="K2-4.fits ends early.", products=(cached,), chosen=(cached,))
    press(view.message.delete)

    assert view.sentence == "K2-4.fits ends early."
    assert offered(view) == ["Retry (k)", "Delete cached file"]
    assert deleted == [cached]


def test_a_file_of_the_user_is_never_offered_for_deletion(view, show):
    local = fake_product(where="local")
    show("failed", sentence="K2-4.fits ends early.", products=(local,), chosen=(local,))

    assert offered(view) == ["Retry (k)"]


def test_another_product_can_be_chosen_after_a_failure(view, show, session):
    asked = []
    session.curves.products_asked.connect(lambda row, products: asked.append(products))
    broken, other = fake_product(), fake_product("K2SFF")
    show("failed", sentence="It ends early.", products=(broken, other), chosen=(broken,))
    view.next_product()

    assert view.head.chooser.words == "K2 C4 · 1 of 2"
    assert asked == [(other,)]


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ("queued", "Waiting for the archive."),
        ("searching", "Asking the archive for light curves…"),
        ("downloading", "Downloading K2 C4…"),
        ("reading", "Reading K2 C4…"),
    ],
)
def test_what_is_waited_for_is_said_after_a_moment(qtbot, view, show, stage, sentence):
    product = fake_product(where="archive")
    show(stage, products=(product,), chosen=(product,))
    at_once = view.sentence
    qtbot.waitUntil(lambda: view.stage.is_dimmed)

    assert at_once == "No star is chosen."
    assert view.sentence == sentence
    assert offered(view) == []


def test_a_download_shows_how_far_it_is(qtbot, view, show):
    product = fake_product(where="archive")
    others = {"products": (product,), "chosen": (product,), "total": 480_000}
    show("downloading", done=120_000, **others)
    qtbot.waitUntil(lambda: view.stage.is_dimmed)
    first = view.message.note.text(), view.message.bar.value() / view.message.bar.maximum()
    show("downloading", done=240_000, **others)

    assert first == ("120 kB of 480 kB", 0.25)
    assert view.message.note.text() == "240 kB of 480 kB"
    assert view.message.bar.isVisible()


def test_the_curve_of_another_star_makes_room_for_a_long_wait(qtbot, session, view, show):
    session.selection.look_at(2)
    session.curves.put(shown_state(2))
    drawn(qtbot, view)
    show("searching")
    qtbot.wait(GRACE_MS + 60)

    assert view.sentence == "Asking the archive for light curves…"
    assert not view.pages.isVisible()


def test_a_curve_stays_while_another_product_of_the_star_is_downloaded(qtbot, session, view):
    state = shown_state(3)
    session.selection.look_at(3)
    session.curves.put(state)
    drawn(qtbot, view)
    waiting = CurveState(
        3, EPIC, "downloading", done=1000, total=9000, products=state.products,
        chosen=(fake_product("K2SFF", where="archive"),), studies=state.studies, period=3.0,
    )  # fmt: skip
    session.curves.put(waiting)
    drawn(qtbot, view)
    qtbot.wait(GRACE_MS + 60)

    assert view.pages.isVisible()
    assert view.head.facts.facts[0].text == "Downloading K2SFF C4… 1 kB of 9 kB"


def test_a_sentence_beside_a_curve_is_said_in_the_head(qtbot, session, view):
    state = shown_state(3)
    session.selection.look_at(3)
    session.curves.put(replace(state, sentence="K2SFF-4.fits ends early."))
    drawn(qtbot, view)

    assert view.head.facts.facts[-1].text == "K2SFF-4.fits ends early."


def test_buttons_are_reached_by_the_keyboard_alone(view, show):
    show("idle")
    policies = {button.focusPolicy() for button in view.message.buttons}

    assert policies == {Qt.FocusPolicy.TabFocus}
    assert view.message.accessibleName() == "No light curve yet."
