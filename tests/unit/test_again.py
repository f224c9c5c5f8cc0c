"""Another model measures stars out of their pack as it would measure their files."""

import csv
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from fake_session import fake_spectrum, targets
from stars import decoded, pixels, spectrum, with_line, without, write_tiny_model

from spectrogui.analysis.again import joined, left, nothing, score_records
from spectrogui.analysis.analyse import Analyser
from spectrogui.analysis.chunks import SCORED, score_chunk
from spectrogui.analysis.reading import read_one
from spectrogui.analysis.scoring import score
from spectrogui.core.job import Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Header
from spectrogui.io.lamost_write import LAYOUTS, write_lamost
from spectrogui.io.pack import Pack, Record, pack_path, packed, read_records
from spectrogui.io.pack_record import RECORD, have_basis, headers
from spectrogui.io.session_file import SessionFile
from spectrogui.io.session_read import Task

COOL = Parameters(teff=4500.0, logg=4.6, feh=-0.1)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two models of one kind that say other things."""
    folder = tmp_path_factory.mktemp("models")
    return [write_tiny_model(folder / f"tiny{seed}", seed) for seed in (0, 1)]


@pytest.fixture(scope="module")
def models(folders):
    return [Analyser.load(folder) for folder in folders]


def star(number, **facts):
    profile = with_line(decoded(np.full(4, 0.1 * number)), 6562.80, 1.0)
    known = {"snr": 40, "seed": number, "rv": 20.0 * number, "obsid": str(100 + number)}
    return spectrum(profile, **known | facts)


def kinds():
    """Stars of every kind: whole ones, with gaps, with no red arm, and with no velocity."""
    yield star(1)
    yield without(star(2), pixels(6563, 6573, rv=40))
    yield star(3, subclass="M3", snr_r=9.996)
    yield star(4, z=float("nan"))
    yield without(star(5), pixels(5600, 9100))
    yield star(6, designation="LAMOST J024715.01+225737.1é", planid="EG024715N225737V01")
    yield star(7, spectral_class="GALAXY", epic="211117077")


@pytest.fixture
def tasks(tmp_path):
    made = []
    for number, one in enumerate(kinds()):
        path = tmp_path / f"{number}.fits.gz"
        write_lamost(path, one, layout=LAYOUTS[number % len(LAYOUTS)])
        made.append(Task(number, str(path), path, "", "", Parameters(), True))
    return made


def from_files(tasks, analyser, catalogue=None):
    return score_chunk([(task, read_one(task.file)) for task in tasks], analyser, catalogue)


def taken(scored):
    """Row to its cells, as text."""
    return {
        row: [
            column.format(scored.columns[column.name][number])
            for column in SCORED
            if column.name in scored.columns
        ]
        for number, row in enumerate(scored.rows.tolist())
    }


def test_the_same_model_says_the_same_of_record_and_file(tasks, models):
    first = from_files(tasks, models[0])
    again = score_records(tasks, first.records, models[0])

    assert taken(again) == taken(first)
    assert again.records.tobytes() == first.records.tobytes()


def test_another_model_says_of_records_what_it_says_of_files(tasks, models):
    first, other = (from_files(tasks, model) for model in models)
    again = score_records(tasks, first.records, models[1])
    ordinary = [row for row, source in enumerate(first.columns["rv_source"]) if source != "ccf"]

    assert len(ordinary) >= 4
    assert taken(again).keys() == taken(other).keys()
    for row in ordinary:
        assert taken(again)[row] == taken(other)[row] != taken(first)[row]


def test_a_velocity_of_cross_correlation_is_kept(tasks, models):
    first = from_files(tasks, models[0])
    again = score_records(tasks, first.records, models[1])
    measured = first.columns["rv_source"] == "ccf"

    assert measured.any()
    for name in ("rv_kms", "rv_source", "rv_quality"):
        assert np.array_equal(again.columns[name][measured], first.columns[name][measured])


def test_the_files_are_not_touched(tasks, models):
    first = from_files(tasks, models[0])
    for task in tasks:
        task.file.unlink()
    again = score_records(tasks, first.records, models[1])

    assert again.rows.tolist() == [task.row for task in tasks]
    assert left(tasks, again) == []


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_star_whose_velocity_is_another_one_now_needs_its_file(tasks, models, by_hand):
    known = Parameters(rv_kms=35.0, rv_from="hand" if by_hand else "catalogue")
    given = [replace(task, parameters=known) for task in tasks]
    changed = [replace(task, parameters=replace(known, rv_kms=36.0)) for task in tasks]
    first = from_files(given, models[0])

    assert len(score_records(given, first.records, models[1]).rows) == len(tasks)
    assert left(changed, score_records(changed, first.records, models[1])) == changed
    assert left(tasks, score_records(tasks, first.records, models[1])) == tasks


def test_what_a_list_says_of_the_star_counts_as_it_is_now(tasks, models):
    first = from_files(tasks, models[0])
    cool = [replace(task, parameters=COOL) for task in tasks]
    again = score_records(cool, first.records, models[0])

    assert set(again.columns["teff"]) == {4500.0}
    assert taken(again) == taken(from_files(cool, models[0]))


def test_rows_that_failed_and_records_that_are_damaged_are_left_to_the_files(tasks, models):
    first = from_files(tasks, models[0])
    records = first.records.copy()
    records["flux"][1, 7] += 1
    records["header"][2] = b""
    records[3] = np.zeros((), RECORD)
    some = [replace(tasks[0], has_numbers=False), *tasks[1:]]
    again = score_records(some, records, models[1])

    assert [task.row for task in left(some, again)] == [0, 1, 2, 3]


def test_a_template_that_is_damaged_takes_no_spectrum_with_it(tasks, models):
    first = from_files(tasks, models[0])
    records = first.records.copy()
    records["template"][1, 7] += 1

    assert taken(score_records(tasks, records, models[0])) == taken(first)


def test_a_record_whose_star_has_too_long_a_name_has_no_basis(models):
    one = star(1, planid="X" * 300)
    (analysis,) = models[0].run([one], [None])
    made = packed([Record(*fake_parts(), analysis.basis)])

    assert not have_basis(made).any()


def fake_parts():
    flux, sigma, bits, template = fake_spectrum(0)
    return flux, sigma, template, template, bits


def test_another_process_reads_records_of_the_preparation_that_it_asks_for(
    tmp_path, tasks, models
):
    first = from_files(tasks, models[0])
    path, rows = tmp_path / "list.spectro-pack", np.arange(len(tasks) + 2)
    pack = Pack(path)
    pack.made_with("model", "prep")
    pack.put_packed(first.recorded, first.records)
    mine, other = read_records(path, rows, "prep"), read_records(path, rows, "another")
    pack.close()

    assert have_basis(mine).tolist() == [True] * len(tasks) + [False] * 2
    assert not have_basis(other).any()
    assert not have_basis(read_records(tmp_path / "gone", rows, "prep")).any()


@pytest.fixture
def session(tmp_path, tasks, models):
    """A session that the first model has scored, and its pack."""
    file = SessionFile.create(tmp_path / "list.spectro")
    pack = Pack(pack_path(file.path))
    file.append_targets(targets(*(task.path for task in tasks)))
    score(file, pack, lambda: models[0], Ticket())
    yield file, pack
    file.close()
    pack.close()


@pytest.mark.parametrize("workers", [0, 1])
def test_a_session_without_its_files_is_scored_with_another_model(
    session, tasks, models, folders, workers
):
    file, pack = session
    again = score_records(tasks, pack.read(np.arange(len(tasks))), models[1])
    for task in tasks:
        task.file.unlink()
    rows = np.flatnonzero(file.load()["status"] != "failed")
    load = partial(Analyser.load, folders[1])
    done = score(file, pack, load, Ticket(), workers=workers, rows=rows)
    table = file.load()

    assert done == len(rows) == len(tasks) - 1
    for row in rows.tolist():
        cells = [column.format(table[column.name][row]) for column in SCORED]
        assert cells == taken(again)[row]
        assert pack.get(row).model == models[1].model_sha256[:16]


def test_files_are_read_all_the_same_when_that_is_asked_for(session, tasks, models):
    file, pack = session
    write_lamost(tasks[0].file, star(17), layout=LAYOUTS[0])
    rows = np.array([0])
    score(file, pack, lambda: models[0], Ticket(), rows=rows)
    before = file.load()["obsid"][0]
    score(file, pack, lambda: models[0], Ticket(), rows=rows, from_files=True)

    assert (before, file.load()["obsid"][0]) == ("101", "117")


def test_two_parts_of_a_chunk_are_one_with_unknown_as_unknown(tasks, models):
    failed = score_chunk([(replace(tasks[1], has_numbers=False), "It is empty.")], models[0])
    both = joined(from_files(tasks[:1], models[0]), failed)

    assert both.rows.tolist() == [0, 1]
    assert both.columns["status"].tolist() == ["ok", "failed"]
    assert both.columns["subclass"].tolist() == ["G5", ""]
    assert np.isnan(both.columns["ew_ha"]).tolist() == [False, True]
    assert joined(nothing(), failed).rows.tolist() == [1]


def test_there_are_no_gaps_between_the_fields_of_a_record():
    assert RECORD.itemsize == sum(RECORD[name].itemsize for name in RECORD.names)


@pytest.fixture(scope="module")
def real(shared):
    """Real files: some of every layout and every category."""
    folder = shared / "data/lamost"
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    seen, chosen = {}, []
    for row in rows:
        for word in (*row["category"].split(";"), row["layout"]):
            seen[word] = seen.get(word, 0) + 1
            if word and seen[word] <= 2 and row not in chosen:
                chosen.append(row)
    paths = [folder / row["path"] for row in chosen]
    return [Task(n, str(path), path, "", "", COOL, True) for n, path in enumerate(paths)]


def test_both_models_say_of_records_of_real_stars_what_they_say_of_files(real, models):
    both = Analyser.load("both")
    first, wanted = from_files(real, models[0]), from_files(real, both)
    again = score_records(real, first.records, both)
    header = np.flatnonzero(
        (first.columns["rv_source"] == "header") & (wanted.columns["rv_source"] == "header")
    )

    assert len(header) > 20
    for row in first.rows[header].tolist():
        assert taken(again)[row] == taken(wanted)[row]


def test_a_header_comes_back_whole(models):
    one = star(1, designation="LAMOST J01", lmjd=57041.0, spid=3.0, fiberid=17.0, simulated=True)
    (analysis,) = models[0].run([one], [None])
    made = packed([Record(*fake_parts(), analysis.basis)])
    (found,) = headers(made, ["star.fits"])
    known = replace(one.header, objname="", data_v="", layout="")
    assert repr(found) == repr(known)
    assert isinstance(found, Header)
