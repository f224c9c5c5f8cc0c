import numpy as np
import pytest
from fake_session import fake_session
from PySide6.QtGui import QGuiApplication
from screen import drawn, put_on_screen

from spectrogui.core.columns import COLUMN
from spectrogui.views import theme
from spectrogui.views.card import ObjectCard
from spectrogui.views.flag_words import FLAG_WORDS

ZERO_WIDTH = "\u200b"


@pytest.fixture
def session(qapp):
    session = fake_session(100)
    session.selection.look_at(3)
    return session


@pytest.fixture
def card(qtbot, session):
    return put_on_screen(qtbot, ObjectCard(session), 280, 500)


def put(qtbot, card, session, **values):
    row = session.selection.current
    session.table.put(row, values)
    session.rows_changed.emit(np.array([row]))
    drawn(qtbot, card)


def test_the_card_says_who_it_is(card, session):
    values = session.table.row(3)

    assert card.title.text() == values["designation"]
    assert card.identity.text("obsid") == values["obsid"]
    assert card.identity.text("EPIC") == values["epic"]
    assert card.identity.text("RA Dec").startswith(COLUMN["ra"].format(values["ra"]))


def test_the_place_is_given_in_hours_and_degrees_too(qtbot, card, session):
    put(qtbot, card, session, ra=41.25, dec=-0.5)

    assert card.identity.text("h m s ° ′ ″") == "02 45 00.00 -00 30 00.0"


@pytest.mark.parametrize("name", ["obsid", "RA Dec", "File"])
def test_ids_and_places_are_copied_whole(card, session, name):
    card.identity.copy_button(name).click()

    assert QGuiApplication.clipboard().text() == card.identity.text(name)


def test_the_file_is_elided_on_screen_but_known_whole(card, session):
    assert card.identity.text("File") == session.path(3).name
    assert card.identity.width() <= 280


def test_a_missing_teff_is_said_and_not_guessed(qtbot, card, session):
    put(qtbot, card, session, teff=None, active=None)

    assert card.kind.text("Teff") == "not known"
    assert card.why.text().startswith("Not decided: no Teff is known")


def test_numbers_are_rounded_as_in_the_files(card, session):
    values = session.table.row(3)

    for line, name in (("S/N r", "snr_r"), ("RMSE", "rmse"), ("χ²ᵣ", "chi2r")):
        assert card.quality.text(line) == COLUMN[name].format(values[name])


def test_widths_have_errors_and_significance(qtbot, card, session):
    put(qtbot, card, session, ew_ha=1.2345, e_ew_ha=0.0812, ew_li=None, e_ew_li=None)

    assert card.activity.text("Hα") == "1.234 ± 0.081 Å (15σ)"
    assert card.activity.text("Li I 6708") == "not measured"


def test_fluxes_stand_with_their_errors_where_there_are_any(qtbot, card, session):
    put(qtbot, card, session, log_f_ha=6.853, e_log_f_ha=0.052, log_r_ha=-3.912,
        e_log_r_ha=0.023, log_f_ca=None, log_r_ca=None)  # fmt: skip

    assert card.activity.text("log F Hα") == "6.853 ± 0.052"
    assert card.activity.text("log R′ Hα") == "−3.912 ± 0.023"
    assert card.activity.text("log F Ca II") == card.activity.text("log R′ Ca II") == ""


def test_the_velocity_says_where_it_comes_from(qtbot, card, session):
    put(qtbot, card, session, rv_kms=-12.34, rv_source="ccf")

    assert card.quality.text("RV") == "−12.3 km/s by cross-correlation"
    assert card.quality.text("Medium") == "vacuum in the file → air, at rest"


@pytest.mark.parametrize(("ok", "word"), [(1, "ok"), (0, "shifted")])
def test_the_frame_is_judged_in_words(qtbot, card, session, ok, word):
    put(qtbot, card, session, frame_ok=ok, lag_kms=-31.0)

    assert word in card.quality.text("Frame")
    assert "lag −31.0 km/s" in card.quality.text("Frame")


def test_flags_are_sentences_and_an_unknown_one_is_shown_as_it_is(qtbot, card, session):
    put(qtbot, card, session, flags="nebular;quite_new")

    assert FLAG_WORDS["nebular"] in card.flags.text()
    assert "quite_new" in card.flags.text()


def test_a_simulated_star_is_marked(qtbot, card, session):
    before = card.simulated.isVisible()
    put(qtbot, card, session, flags="simulated")

    assert not before
    assert card.simulated.isVisible()


def test_why_a_star_is_not_active_is_said(qtbot, card, session):
    put(qtbot, card, session, active=0, ew_ha=0.2, ew_ca8498=0.1, ew_ca8542=0.1,
        ew_ca8662=0.1, rmse=0.01, teff=4000)  # fmt: skip

    assert card.why.text().startswith("Not active: Hα +0.200 ±")
    assert card.why.text() in card.accessibleDescription()
    assert "Teff < 6000 K" in card.why.toolTip()


def test_why_a_star_is_active_is_said(qtbot, card, session):
    put(qtbot, card, session, active=1, ew_ha=2, ew_ca8498=0.1, ew_ca8542=0.1,
        ew_ca8662=0.1, rmse=0.01, teff=4000)  # fmt: skip

    assert card.why.text().startswith("Active: Hα +2.00 Å")


def test_the_verdict_is_shown_with_shape_digit_and_name_as_soon_as_it_is_given(
    qtbot, card, session
):
    session.labels.give_verdict([3], 4)
    session.labels.toggle_star([3])
    drawn(qtbot, card)

    assert all(word in card.verdict.text() for word in ("4", "●", "securely active", "★"))


def test_a_comment_is_text_whatever_is_written_in_it(qtbot, card, session):
    session.labels.comment(3, "<b>R'</b> & more")
    drawn(qtbot, card)

    assert "&lt;b&gt;R" in card.verdict.text()


def test_a_failed_row_shows_its_sentence_and_no_numbers(qtbot, card, session):
    sentence = "spec-1_sp01-001.fits ends early: the file is truncated; copy it again."
    put(qtbot, card, session, status="failed", problem=sentence)

    assert card.problem.text().replace(ZERO_WIDTH, "") == sentence
    assert not card.activity.isVisible()
    assert not card.quality.isVisible()


def test_a_row_that_is_not_scored_says_so(qtbot):
    session = fake_session(3, scored=False)
    session.selection.look_at(0)
    card = put_on_screen(qtbot, ObjectCard(session), 280, 500)

    assert card.verdict.text() == "Not scored yet"


def test_without_a_row_the_card_says_so(qtbot):
    card = put_on_screen(qtbot, ObjectCard(fake_session(0)), 280, 500)

    assert card.title.text() == "No star is chosen"


def test_a_row_of_which_nothing_is_known_has_a_card(qtbot, card, session):
    nothing = {name: None for name in COLUMN if name not in {"path", "status"}}
    put(qtbot, card, session, **nothing)

    assert card.title.text() == session.path(3).name
    assert card.quality.text("Frame") == ""


def test_the_card_follows_the_current_row(qtbot, card, session):
    session.selection.look_at(7)
    drawn(qtbot, card)

    assert card.identity.text("obsid") == session.table["obsid"][7]


def test_a_low_card_can_be_scrolled_and_is_never_cut_at_the_right(qtbot, card):
    card.resize(240, 200)
    qtbot.wait(20)
    inside = card.identity.parentWidget()

    assert inside.height() > card.height()
    assert inside.width() <= card.width()


def test_the_card_can_be_heard(card, session):
    assert session.table["obsid"][3] in card.accessibleDescription()
    assert "σ)" in card.accessibleDescription()


def test_the_card_follows_the_size_of_text(qtbot, qapp, card):
    theme.use("light")  # a style sheet changes how sizes are handed down
    before = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(1.6 * before.pointSizeF())
    height = card.identity.sizeHint().height()
    qapp.setFont(larger)
    theme.changed.emit()
    drawn(qtbot, card)
    grown = card.identity.sizeHint().height()
    qapp.setFont(before)
    theme.changed.emit()

    assert grown > 1.3 * height
