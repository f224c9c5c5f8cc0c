"""Light curves in the window: from a key to the archive, to the dock and to the row."""

import threading

import numpy as np
import pytest
from fake_archive import EPICS, FakeArchive, curves, forget, period_of, press, shown

from spectrogui.app.curve_archive import SharedArchive
from spectrogui.core.curve_study import BY_HAND, Choices
from spectrogui.core.errors import ArchiveError, OfflineError


def test_nothing_is_asked_before_somebody_asks(qtbot, listed):
    for row in range(8):
        listed.session.selection.look_at(row)
        qtbot.wait(5)

    assert listed.archive.asked == []


def test_a_key_brings_the_light_curve_and_its_numbers_on_the_row(qtbot, listed):
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: shown(listed, 0))
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"][0]))
    row = listed.session.table.row(0)

    assert row["lc_period"] == pytest.approx(period_of(EPICS[0]), rel=0.01)
    assert row["lc_product"] == "K2SFF C4"
    assert row["lc_sha256"]
    assert [one.author for one in curves(listed).state.products] == ["K2SFF", "K2"]
    assert listed.window.bench.light_curve.isVisible()


def test_the_numbers_are_in_the_session_file(qtbot, listed):
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"][0]))

    assert listed.session.file.load()["lc_period"][0] == listed.session.table["lc_period"][0]


def test_a_curve_that_comes_late_is_put_on_its_own_row(qtbot, listed):
    listed.archive.hold.clear()
    press(listed, "fetch_curve")
    listed.session.selection.look_at(1)
    press(listed, "fetch_curve")
    listed.session.selection.look_at(2)
    listed.archive.hold.set()
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"][:2]).all())

    assert listed.session.table["lc_period"][:2] == pytest.approx(
        [period_of(EPICS[0]), period_of(EPICS[1])], rel=0.01
    )
    assert curves(listed).state.row == 2
    assert curves(listed).state.studies == ()


def test_what_was_fetched_is_shown_again_without_the_archive(qtbot, listed):
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: shown(listed, 0))
    listed.session.selection.look_at(1)
    qtbot.waitUntil(lambda: curves(listed).state.stage == "idle")
    listed.session.selection.look_at(0)
    qtbot.waitUntil(lambda: shown(listed, 0))

    assert listed.archive.asked == [EPICS[0]]


def test_a_star_that_k2_did_not_observe_is_said_to_be(qtbot, listed):
    listed.archive.lacks.add(EPICS[0])
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: curves(listed).state.stage == "absent")

    assert EPICS[0] in curves(listed).state.sentence


@pytest.mark.parametrize(
    ("error", "stage"),
    [(OfflineError("No network here."), "offline"), (ArchiveError("It is busy."), "failed")],
)
def test_a_failure_is_named_and_tried_again(qtbot, listed, error, stage):
    listed.archive.error = error
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: curves(listed).state.stage == stage)
    sentence = curves(listed).state.sentence
    listed.archive.error = None
    curves(listed).fetch()
    qtbot.waitUntil(lambda: shown(listed, 0))

    assert sentence == str(error)


def test_no_dialog_and_no_notice_for_a_failure(qtbot, listed):
    before = len(listed.notices.log)
    listed.archive.error = ArchiveError("It is busy.")
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: curves(listed).state.stage == "failed")

    assert len(listed.notices.log) == before


def test_offline_by_choice_asks_nobody(qtbot, listed):
    listed.settings.set("offline", True)
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: curves(listed).state.stage == "offline")

    assert listed.archive.asked == []


def test_a_star_without_number_and_place_cannot_be_asked_for(qtbot, listed):
    listed.session.table.fill("epic", np.full(8, "", object))
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: curves(listed).state.stage == "failed")

    assert "neither" in curves(listed).state.sentence
    assert listed.archive.asked == []


def test_without_a_number_the_position_is_asked_for(qtbot, listed):
    listed.session.table.fill("epic", np.full(8, "", object))
    listed.session.table.fill("ra", np.full(8, 56.25))
    listed.session.table.fill("dec", np.full(8, 24.5))
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: curves(listed).state.stage == "absent")

    assert listed.archive.asked == [(56.25, 24.5, float(listed.settings.settings.k2_radius))]


def test_the_settings_let_the_current_star_be_fetched_by_itself(qtbot, listed):
    listed.settings.set("k2_fetch", "this star")
    listed.session.selection.look_at(3)
    qtbot.waitUntil(lambda: shown(listed, 3))

    assert listed.archive.asked == [EPICS[3]]


def test_the_next_stars_are_fetched_ahead(qtbot, listed):
    listed.settings.set("k2_fetch", "this star and the next")
    rows = listed.session.queue.rows[1:4].tolist()
    listed.session.selection.look_at(rows[0])
    qtbot.waitUntil(lambda: len(listed.archive.asked) == 3)
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"][rows]).all())

    assert listed.archive.asked == [EPICS[row] for row in rows]


def test_stars_that_were_paged_past_are_not_fetched(qtbot, listed):
    listed.settings.set("k2_fetch", "this star")
    for row in range(1, 8):
        listed.session.selection.look_at(row)
        qtbot.wait(20)
    qtbot.waitUntil(lambda: shown(listed, 7))

    assert listed.archive.asked == [EPICS[7]]


def test_all_rows_shown_are_fetched_one_by_one(qtbot, listed):
    press(listed, "fetch_curves")
    assert curves(listed).progress.total == 8
    qtbot.waitUntil(lambda: not listed.context.curve_list.running)
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"]).all())

    assert listed.session.table["lc_period"] == pytest.approx(
        [period_of(epic) for epic in EPICS], rel=0.01
    )
    assert curves(listed).progress is None
    assert any("8 of 8 light curves were fetched" in said for _, said in listed.notices.log)


def test_fetching_a_list_stops_within_a_second(qtbot, listed):
    listed.archive.hold.clear()
    press(listed, "fetch_curves")
    qtbot.waitUntil(lambda: len(listed.archive.asked) == 1)
    press(listed, "stop_curves")
    qtbot.waitUntil(lambda: not listed.context.curves.fetching.is_waiting(0), timeout=1000)

    assert len(listed.archive.asked) == 1
    assert curves(listed).progress is None


def test_without_a_network_a_list_ends_at_once(qtbot, listed):
    listed.archive.error = OfflineError("No network here.")
    press(listed, "fetch_curves")
    qtbot.waitUntil(lambda: not listed.context.curve_list.running)

    assert len(listed.archive.asked) == 1
    assert any("8 failed (No network here)" in said for _, said in listed.notices.log)


def test_another_product_is_downloaded_when_it_is_chosen(qtbot, listed):
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: shown(listed, 0))
    official = curves(listed).state.products[1]
    curves(listed).choose((official,))
    qtbot.waitUntil(lambda: listed.session.table["lc_product"][0] == "K2 C4")

    assert [one.author for one in curves(listed).state.chosen] == ["K2"]
    assert len(curves(listed).state.products) == 2


def test_two_products_are_shown_over_each_other(qtbot, listed):
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: shown(listed, 0))
    curves(listed).choose(curves(listed).state.products[1:])
    qtbot.waitUntil(lambda: curves(listed).state.chosen[0].author == "K2")
    curves(listed).choose(curves(listed).state.products)
    qtbot.waitUntil(lambda: len(curves(listed).state.studies) == 2)

    assert [one.curve.header.author for one in curves(listed).state.studies] == ["K2SFF", "K2"]


def test_the_chosen_product_is_remembered_on_the_row(qtbot, listed):
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: shown(listed, 0))
    curves(listed).choose(curves(listed).state.products[1:])
    qtbot.waitUntil(lambda: listed.session.table["lc_product"][0] == "K2 C4")
    forget(listed)
    listed.session.selection.look_at(1)
    listed.session.selection.look_at(0)
    qtbot.waitUntil(lambda: shown(listed, 0))

    assert curves(listed).state.study.curve.header.author == "K2"


def test_twice_the_period_goes_on_the_row_and_back(qtbot, listed):
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"][0]))
    measured = listed.session.table["lc_period"][0]
    press(listed, "double_period")
    qtbot.waitUntil(lambda: listed.session.table["lc_quality"][0] == BY_HAND)
    doubled = listed.session.table["lc_period"][0]
    listed.session.selection.look_at(1)
    listed.session.selection.look_at(0)
    qtbot.waitUntil(lambda: shown(listed, 0))
    folded = curves(listed).state.period
    press(listed, "measured_period")
    qtbot.waitUntil(lambda: listed.session.table["lc_quality"][0] != BY_HAND)

    assert doubled == folded == pytest.approx(2 * measured, abs=1e-4)
    assert listed.session.table["lc_period"][0] == measured


def test_choices_for_looking_leave_the_row_alone(qtbot, listed):
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"][0]))
    before = listed.session.table.row(0)
    press(listed, "toggle_flatten")
    qtbot.waitUntil(lambda: curves(listed).state.study.choices == Choices(flatten=True))
    qtbot.wait(50)

    assert listed.session.table.row(0) == before


def test_another_archive_in_the_settings_is_asked_from_then_on(qtbot, listed):
    made = []
    listed.context.curves._archive._make = lambda: made.append(1) or listed.archive
    listed.settings.set("k2_server", "http://127.0.0.1:1")
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: shown(listed, 0))

    assert made == [1]


def test_an_archive_is_made_once_for_all_workers():
    made = []
    shared = SharedArchive(lambda: made.append(1) or FakeArchive(None))
    threads = [threading.Thread(target=shared) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [1]


def test_a_program_that_closes_lets_go_of_a_fetch(qtbot, listed):
    listed.archive.hold.clear()
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: len(listed.archive.asked) == 1)

    assert listed.close()


def test_a_curve_found_by_position_is_found_again(qtbot, listed):
    listed.session.table.fill("epic", np.full(8, "", object))
    listed.session.table.fill("ra", np.full(8, 56.25))
    listed.session.table.fill("dec", np.full(8, 24.5))
    listed.archive.at_place = EPICS[4]
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"][0]))
    forget(listed)
    listed.session.selection.look_at(1)
    listed.session.selection.look_at(0)
    qtbot.waitUntil(lambda: shown(listed, 0))

    assert curves(listed).state.epic == EPICS[4]
    assert len(listed.archive.asked) == 1


def test_a_product_shown_over_another_is_downloaded_and_leaves_the_row_alone(qtbot, listed):
    press(listed, "fetch_curve")
    qtbot.waitUntil(lambda: np.isfinite(listed.session.table["lc_period"][0]))
    curves(listed).choose(curves(listed).state.products)
    qtbot.waitUntil(lambda: len(curves(listed).state.studies) == 2)

    assert [one.curve.header.author for one in curves(listed).state.studies] == ["K2SFF", "K2"]
    assert listed.session.table["lc_product"][0] == "K2SFF C4"


def test_stars_that_cannot_be_asked_for_are_left_out_of_a_list(qtbot, listed):
    table = listed.session.table
    table.fill("epic", np.array([*EPICS[:2], *[""] * 6], object))
    table.put(5, {"ra": 56.25, "dec": 24.5})
    press(listed, "fetch_curves")

    assert curves(listed).progress.total == 3


def test_another_archive_ends_a_list(qtbot, listed):
    listed.archive.hold.clear()
    press(listed, "fetch_curves")
    qtbot.waitUntil(lambda: len(listed.archive.asked) == 1)
    listed.settings.set("k2_server", "http://127.0.0.1:1")

    assert not listed.context.curve_list.running
    assert curves(listed).progress is None
