"""A chunk file holds what was found, whole or not at all; a worker that differs is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_session import FakeAnalyser, fake_read

from spectrogui.analysis import cluster_work
from spectrogui.analysis.chunks import SCORED, score_chunk
from spectrogui.analysis.cluster_work import MARK, Order, made_with, score_to_file
from spectrogui.core.errors import InputError
from spectrogui.core.parameters import Parameters
from spectrogui.io.chunk_file import ChunkContent, chunk_name, chunk_path, read_chunk, write_chunk
from spectrogui.io.session_read import Task


def task(row, name=None, **facts):
    path = name or f"/{row}.fits"
    blank = {"problem": "", "obsid": "", "parameters": Parameters()} | facts
    return Task(row, path, Path(path), **blank)


@pytest.fixture
def content():
    tasks = [task(5), task(6, "/bad6.fits"), task(7, "/7\udcff.fits")]
    batch = [(one, fake_read(one.file)) for one in tasks]
    scored = score_chunk(batch, FakeAnalyser())
    return ChunkContent(
        np.array([0, 2, 1]), scored.columns, np.array([0, 2]), scored.records,
        {"model": "made up for tests"}, ("a1", "b2"), {1: None, 2: (10, 20)},
    )  # fmt: skip


def test_what_is_written_is_read_to_the_last_bit(content, tmp_path):
    path = tmp_path / "ab" / "abc.npz"
    write_chunk(path, content)
    found = read_chunk(path, with_records=True)

    assert set(found.columns) <= {column.name for column in SCORED}
    for name, values in content.columns.items():
        np.testing.assert_array_equal(found.columns[name], values)
        assert found.columns[name].dtype == values.dtype
    np.testing.assert_array_equal(found.at, content.at)
    assert found.records.tobytes() == content.records.tobytes()
    assert (found.provenance, found.hashes) == (content.provenance, content.hashes)
    assert found.unread == content.unread
    assert [one.name for one in path.parent.iterdir()] == ["abc.npz"]


def test_a_file_without_records_does_not_do_for_a_session_with_a_pack(content, tmp_path):
    write_chunk(tmp_path / "a.npz", replace(content, records=None))

    assert read_chunk(tmp_path / "a.npz") is not None
    assert read_chunk(tmp_path / "a.npz", with_records=True) is None


def test_a_file_that_is_damaged_anywhere_counts_as_missing(content, tmp_path):
    path = tmp_path / "a.npz"
    write_chunk(path, content)
    whole = path.read_bytes()
    random = np.random.default_rng(1)
    for place in random.integers(0, len(whole), 150).tolist():
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        found = read_chunk(path, with_records=True)
        same = found is not None and all(
            np.array_equal(found.columns[name], values, equal_nan=values.dtype != object)
            for name, values in content.columns.items()
        )

        assert found is None or (same and found.records.tobytes() == content.records.tobytes())

        path.write_bytes(whole[:place])

        assert read_chunk(path, with_records=True) is None


def test_reading_a_file_executes_nothing(tmp_path):
    np.savez(tmp_path / "a.npz", told=np.array([{"format": 1}], dtype=object))

    assert read_chunk(tmp_path / "a.npz") is None


@pytest.mark.parametrize(
    "other",
    [
        task(1, "/2.fits"),
        task(1, problem="It is not there."),
        task(1, obsid="7"),
        task(1, parameters=Parameters(teff=5000.0)),
        task(1, parameters=Parameters(rv_kms=5.0, rv_from="hand")),
    ],
)
def test_the_name_tells_whatever_decides_the_numbers(other):
    models = {"model_sha256": "a1", "app_version": "1"}
    name = chunk_name([task(1)], models)

    assert chunk_name([other], models) != name
    assert chunk_name([task(1)], models | {"model_sha256": "a2"}) != name
    assert chunk_name([replace(task(1), row=9, has_numbers=True)], models) == name


@pytest.fixture
def order(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_work, "read_one", fake_read)
    monkeypatch.setattr(cluster_work, "_loaded", lambda model, catalogue: (FakeAnalyser(), None))
    (tmp_path / MARK).write_text("abc")
    return Order(
        [task(1)],
        "ab12",
        tmp_path,
        "abc",
        "r1800",
        made_with("r1800"),
        None,
        False,
        Path(__file__),
    )


def test_a_worker_leaves_a_file(order, tmp_path):
    score_to_file(order)

    assert read_chunk(chunk_path(tmp_path, "ab12")) is not None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"made_with": made_with("r1800") | {"app_version": "9.9"}}, r"9\.9 is wanted: install"),
        ({"made_with": made_with("r1800") | {"model_sha256": "00"}}, "its model r1800"),
        (
            {"made_with": made_with("r1800") | {"method_sha256": "00"}},
            "its preparation is another",
        ),
        ({"word": "another folder of that name"}, "does not see the folder .* --chunks"),
        ({"folder": Path("/nowhere")}, "does not see the folder /nowhere"),
        ({"witness": Path("/nowhere/1.fits")}, r"does not see /nowhere/1\.fits"),
        ({"model": "unheard-of"}, "There is no model unheard-of"),
    ],
)
def test_a_worker_that_is_not_like_the_client_is_refused(order, change, sentence):
    with pytest.raises(InputError, match=f"^The worker on .*{sentence}"):
        score_to_file(replace(order, **change))
