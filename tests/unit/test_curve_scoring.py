"""Measuring the light curves of a session, and which one belongs to a row."""

import fake_curves
import numpy as np
import pytest
from fake_session import targets

from spectrogui.analysis.curve_scoring import measure_curves, unmeasured
from spectrogui.analysis.curves import CurveFiles, measure, row_of
from spectrogui.core.curve_study import BY_HAND
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.io.session_curves import CurveFile, curve_file
from spectrogui.io.session_file import SessionFile

EPIC = "211117077"


@pytest.fixture
def file():
    file = SessionFile.in_memory()
    star = Parameters(epic=EPIC)
    file.append_targets(targets("a.fits", "b.fits", parameters=star))
    file.append_targets(targets("c.fits"))
    yield file
    file.close()


@pytest.fixture
def curve(tmp_path):
    return fake_curves.official(tmp_path / f"ktwo{EPIC}-c04_llc.fits")


def todo(file):
    return unmeasured(file.load(), CurveFiles(file.curve_files()))


def test_a_light_curve_belongs_to_every_row_of_its_star(file, curve):
    file.add_curve_files([curve_file(str(curve))])
    measure_curves(file, todo(file), Ticket())
    table = file.load()

    assert table["lc_period"][:2] == pytest.approx([3.0, 3.0], rel=0.01)
    assert table["lc_product"].tolist() == ["K2 C4", "K2 C4", ""]
    assert np.isnan(table["lc_period"][2])


def test_what_was_measured_is_not_measured_again(file, curve):
    file.add_curve_files([curve_file(str(curve))])
    measure_curves(file, todo(file), Ticket())

    assert todo(file) == {}


def test_of_several_products_the_one_that_keeps_slow_rotation_is_taken():
    files = [CurveFile(f"/{author}.fits", EPIC, -1, author, "4") for author in ("K2SC", "K2SFF")]

    assert [one.author for one in CurveFiles(files).of(0, EPIC)] == ["K2SFF", "K2SC"]


def test_a_file_given_to_a_row_is_not_given_to_others(file, curve):
    file.add_curve_files([curve_file(str(curve), row=2)])

    assert list(todo(file)) == [2]


def test_an_unreadable_file_is_said_and_stops_nothing(file, curve, tmp_path):
    bad = tmp_path / "ktwo211999999-c05_llc.fits"
    bad.write_bytes(curve.read_bytes()[:5000])
    file.add_curve_files([curve_file(str(bad), row=2), curve_file(str(curve))])
    problems = measure_curves(file, todo(file), Ticket())
    table = file.load()

    assert len(problems) == 1
    assert bad.name in problems[0]
    assert table["lc_quality"].tolist()[2] == "unreadable"
    assert np.isfinite(table["lc_period"][:2]).all()


def test_a_cancelled_run_keeps_what_is_done(file, curve, tmp_path):
    other = fake_curves.official(tmp_path / "ktwo211117078-c04_llc.fits")
    file.add_curve_files([curve_file(str(curve), row=0), curve_file(str(other), row=2)])
    ticket = Ticket(lambda done, total: ticket.cancel())  # at the first file

    with pytest.raises(Cancelled):
        measure_curves(file, todo(file), ticket)

    assert list(todo(file)) == [2]


def test_batches_tell_what_was_written(file, curve):
    file.add_curve_files([curve_file(str(curve))])
    told = []
    measure_curves(file, todo(file), Ticket(), lambda rows, columns: told.append((rows, columns)))

    assert np.concatenate([rows for rows, _ in told]).tolist() == [0, 1]
    assert told[0][1]["lc_product"][0] == "K2 C4"


def test_a_period_by_hand_takes_its_amplitude_along(curve):
    study = measure(curve)
    twice = row_of(study, 2 * study.rotation.period)

    assert twice["lc_quality"] == BY_HAND
    assert twice["lc_period"] == 2 * study.rotation.period
    assert twice["lc_period_err"] == pytest.approx(2 * study.rotation.period_err)
    assert twice["lc_amplitude"] == pytest.approx(0.03, rel=0.1)


def test_an_error_is_unknown_for_a_period_that_was_picked(curve):
    study = measure(curve)

    assert np.isnan(row_of(study, 1.37 * study.rotation.period)["lc_period_err"])


def test_a_session_that_cannot_be_written_is_an_error(file, curve):
    file.add_curve_files([curve_file(str(curve))])
    work = todo(file)
    file.close()

    with pytest.raises(InputError):
        measure_curves(file, work, Ticket())
