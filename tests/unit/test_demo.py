"""The demo list: what it holds, that it says what it is, and that the truth is found again."""

import csv
from pathlib import Path

import numpy as np
import pytest

from spectrogui.analysis.analyse import Analyser
from spectrogui.analysis.demo import is_whole, make_demo
from spectrogui.analysis.demo_files import TRUTH
from spectrogui.analysis.scoring import score
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.lines import MEASURED
from spectrogui.io.inputs import gather
from spectrogui.io.session_file import SessionFile

WIDTHS = [line.key for line in MEASURED]


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The folder, made once."""
    folder = tmp_path_factory.mktemp("demo") / "demo-list"
    assert make_demo(folder).parent == folder
    return folder


@pytest.fixture(scope="session")
def truth(demo):
    """What was put in: columns by name."""
    with (demo / TRUTH).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.fixture(scope="session")
def found(demo):
    """What is measured: a table, row by row as in the list."""
    file = SessionFile.in_memory()
    file.append_targets(gather([demo / "demo.csv"]).targets)
    score(file, None, Analyser.load, Ticket())
    return file.load()


def flagged(found, word):
    return np.array([word in flags.split(";") for flags in found["flags"]])


def pulls(found, truth, key):
    """How many σ each width is from what was put in."""
    put_in = truth[f"ew_{key}"].astype(float)
    return (found[f"ew_{key}"] - put_in) / found[f"e_ew_{key}"]


def test_it_holds_at_least_300_stars_in_every_layout(truth):
    assert len(truth["path"]) >= 300
    assert set(truth["layout"]) == {"coadd", "image5", "image5_dr1"}


def test_it_is_small(demo):
    size = sum(path.stat().st_size for path in demo.rglob("*") if path.is_file())

    assert size < 25e6


def test_the_files_are_of_the_layouts_that_they_are_meant_to_be(demo, truth):
    from spectrogui.io.readers import open_spectrum

    good = np.flatnonzero(truth["kind"] != "truncated")[:30]
    layouts = [open_spectrum(demo / truth["path"][row]).header.layout for row in good]

    assert layouts == truth["layout"][good].tolist()


def test_every_row_says_that_it_is_simulated(found):
    read = found["status"] != "failed"

    assert flagged(found, "simulated")[read].all()
    assert set(found["planid"][read]) == {"SIMULATED"}
    assert all("SIMULATED" in path for path in found["path"])


def test_types_from_a_to_m_and_every_kind_come_up(truth):
    letters = {subclass.removeprefix("d")[0] for subclass in truth["subclass"]}
    early = set(truth["kind"][:12])

    assert letters == set("AFGKM")
    assert early >= {"ordinary", "active", "lithium", "nebular", "masked_ha", "cosmic"}


def test_only_what_is_meant_to_fail_fails(found, truth):
    failed = found["status"] == "failed"

    assert set(truth["kind"][failed]) == {"truncated", "no_red_arm"}
    assert failed.sum() == np.isin(truth["kind"], ["truncated", "no_red_arm"]).sum()


@pytest.mark.parametrize("key", WIDTHS)
def test_what_was_put_in_is_measured_within_its_error(found, truth, key):
    disturbed = ["nebular", "cosmic", "wrong_frame", "truncated", "no_red_arm"]
    fair = ~np.isin(truth["kind"], disturbed) & np.isfinite(found[f"ew_{key}"])
    pull = np.abs(pulls(found, truth, key)[fair])

    assert fair.sum() > 250
    assert np.mean(pull < 3) > 0.97


def test_active_stars_are_told_from_the_others(found, truth):
    emitting = np.isin(truth["kind"], ["active", "young"])
    significance = found["ew_ha"] / found["e_ew_ha"]
    strong = emitting & (truth["ew_ha"].astype(float) > 1.3)
    quiet = np.isin(truth["kind"], ["ordinary", "lithium", "no_z"])

    assert np.mean(significance[strong] > 5) > 0.9
    assert np.mean(np.abs(significance[quiet]) < 3) > 0.97


def test_active_by_the_papers_criteria_are_mostly_the_active(found, truth):
    active = found["active"] == 1
    emitting = np.isin(truth["kind"], ["active", "young", "nebular"])

    assert np.mean(emitting[active]) > 0.9


def test_lithium_is_found(found, truth):
    rich = truth["ew_li"].astype(float) > 0.3

    assert np.mean((found["ew_li"] / found["e_ew_li"])[rich] > 3) > 0.8


def test_a_wrong_frame_is_flagged(found, truth):
    wrong = truth["kind"] == "wrong_frame"
    right = np.isin(truth["kind"], ["ordinary", "active", "lithium"])

    assert np.mean(flagged(found, "frame")[wrong]) > 0.85
    assert np.mean(flagged(found, "frame")[right]) < 0.02


def test_a_cosmic_ray_is_flagged(found, truth):
    assert np.mean(flagged(found, "cosmic")[truth["kind"] == "cosmic"]) > 0.85
    assert np.mean(flagged(found, "cosmic")[truth["kind"] == "ordinary"]) < 0.02


@pytest.mark.parametrize(("kind", "key"), [("masked_ha", "ha"), ("masked_ca", "ca8542")])
def test_a_masked_line_has_no_width_and_its_row_is_partial(found, truth, kind, key):
    masked = truth["kind"] == kind

    assert np.isnan(found[f"ew_{key}"][masked]).all()
    assert set(found["status"][masked]) == {"partial"}
    assert flagged(found, kind)[masked].all()


def test_low_signal_to_noise_is_flagged(found, truth):
    low = truth["kind"] == "low_snr"

    assert flagged(found, "low_snr")[low].all()


def test_a_star_without_velocity_gets_one_by_cross_correlation(found, truth):
    alone = truth["kind"] == "no_z"
    miss = np.abs(found["rv_kms"] - truth["rv_kms"].astype(float))[alone]

    assert set(found["rv_source"][alone]) == {"ccf"}
    assert np.median(miss) < 15


def test_it_is_made_once(demo):
    before = {path: path.stat().st_mtime_ns for path in demo.iterdir()}
    make_demo(demo)

    assert {path: path.stat().st_mtime_ns for path in demo.iterdir()} == before


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_list_that_lost_a_file_is_made_anew(tmp_path, spoil):
    folder = tmp_path / "demo-list"
    make_demo(folder, templates=flat)
    spoil(next(folder.glob("*.fits.gz")))
    make_demo(folder, templates=flat)

    assert is_whole(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["demo-list"]


@pytest.mark.parametrize("kind", ["spec-*", "ktwo*", "hlsp_k2sff*", "demo.csv", "truth.csv"])
def test_a_list_without_one_of_its_files_is_not_whole(demo, kind):
    lost = next(demo.rglob(kind))
    kept = lost.rename(demo.parent / lost.name)
    seen_as_whole = is_whole(demo)
    kept.rename(lost)

    assert not seen_as_whole
    assert is_whole(demo)


def test_a_cancelled_one_leaves_nothing(tmp_path):
    ticket = Ticket(lambda done, total: ticket.cancel() if done > 30 else None)
    with pytest.raises(Cancelled):
        make_demo(tmp_path / "demo-list", ticket, flat)

    assert not list(tmp_path.iterdir())


def flat():
    """Templates without a line; good enough where only files count."""
    return np.ones((10, 800), np.float32)
