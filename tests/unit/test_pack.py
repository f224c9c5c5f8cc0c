import json
import zlib
from dataclasses import replace

import numpy as np
import pytest
from fake_session import fake_spectrum, fake_template_sigma

from spectrogui.core.errors import InputError
from spectrogui.io import pack as pack_module
from spectrogui.io.pack import Pack, Record, pack_path
from spectrogui.io.pack_record import have_basis


def record(row):
    flux, sigma, bits, template = fake_spectrum(row)
    return Record(flux, sigma, template, fake_template_sigma(), bits)


@pytest.fixture
def path(tmp_path):
    return pack_path(tmp_path / "list.spectro")


@pytest.fixture
def pack(path):
    pack = Pack(path, "model", "prep")
    yield pack
    pack.close()


def test_a_record_comes_back_bit_for_bit(pack):
    rows = np.array([3, 4, 9])
    pack.put(rows, [record(row) for row in rows])

    for row in rows:
        made, kept = record(row), pack.get(row)
        for name in ("flux", "sigma", "template", "bits"):
            assert np.array_equal(getattr(made, name), getattr(kept, name))
        assert kept.template_sigma == pytest.approx(made.template_sigma, rel=1e-3)


def test_a_row_that_was_never_stored_has_no_record(pack):
    pack.put(np.array([5]), [record(5)])

    assert pack.get(4) is None
    assert pack.get(6) is None


def test_a_record_can_be_replaced(pack):
    pack.put(np.array([5]), [record(5)])
    pack.put(np.array([5]), [record(6)])

    assert np.array_equal(pack.get(5).flux, record(6).flux)


def test_records_outlive_the_program(pack, path):
    pack.put(np.array([5]), [record(5)])
    pack.close()

    with_hashes, without = Pack(path, "model", "prep"), Pack(path)
    assert with_hashes.get(5) is not None
    assert without.get(5) is not None
    with_hashes.close()
    without.close()


def test_another_preparation_begins_anew(pack, path):
    pack.put(np.array([5]), [record(5)])
    pack.close()
    other = Pack(path, "model", "another")

    assert other.get(5) is None
    other.close()


def test_a_pack_can_change_its_preparation_while_open(pack):
    pack.put(np.array([5]), [record(5)])
    pack.made_with("another", "prep")
    assert pack.get(5) is not None

    pack.made_with("another", "another")
    assert pack.get(5) is None


def test_each_record_says_which_model_made_it(pack):
    pack.put(np.array([5]), [replace(record(5), model="a1" * 32)])
    pack.made_with("b2" * 32, "prep")
    pack.put(np.array([6]), [replace(record(6), model="b2" * 32)])

    assert [pack.get(row).model for row in (5, 6)] == ["a1" * 8, "b2" * 8]


@pytest.mark.parametrize(
    "content",
    [b"", b"rubbish", b"[1]" + b" " * 600, b'[1, 10404, "", ""]'.ljust(512) + b"x" * 99_999],
)
def test_a_damaged_file_begins_anew(path, content):
    path.write_bytes(content)
    pack = Pack(path)
    pack.put(np.array([0]), [record(0)])

    assert pack.get(0) is not None
    pack.close()


def test_a_pack_of_before_is_drawn_until_it_is_written_to(path):
    old, made = pack_module._OLD, record(3)
    content = np.zeros(4, old)
    for name in ("flux", "sigma", "template", "template_sigma", "bits"):
        content[name][3] = getattr(made, name)
    content["check"][3] = zlib.crc32(content[3:].tobytes()[:-4])
    head = json.dumps([2, old.itemsize, "model", "prep"]).encode().ljust(512)
    path.write_bytes(head + content.tobytes())
    pack = Pack(path)
    kept, missing, again = pack.get(3), pack.get(2), have_basis(pack.read(np.array([3])))
    pack.put(np.array([1]), [record(1)])

    assert np.array_equal(kept.flux, made.flux)
    assert np.array_equal(kept.bits, made.bits)
    assert (kept.model, missing, again.tolist()) == ("model", None, [False])
    assert pack.get(3) is None
    assert pack.get(1) is not None
    pack.close()


def test_a_damaged_record_counts_as_missing(pack, path):
    pack.put(np.array([0, 1]), [record(0), record(1)])
    with path.open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\1\2\3")

    assert pack.get(0) is None
    assert pack.get(1) is not None


def test_a_record_cut_short_counts_as_missing(pack, path):
    pack.put(np.array([0, 1]), [record(0), record(1)])
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 100)

    assert pack.get(0) is not None
    assert pack.get(1) is None


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        Pack(tmp_path)


def test_a_closed_pack_has_nothing_to_give(pack):
    pack.put(np.array([0]), [record(0)])
    pack.close()

    assert pack.get(0) is None


def test_what_is_shown_is_what_was_stored(pack):
    pack.put(np.array([7]), [record(7)])
    shown = pack.shown(7, {"obsid": "1"})

    assert shown.values["obsid"] == "1"
    assert np.array_equal(shown.residual, record(7).flux - record(7).template)
    assert pack.shown(8, {}) is None
