import threading

import numpy as np
import pytest

from spectrogui.io.checked_file import BLOCK, CheckedFile, CheckedWriter, DamagedError

ARRAYS = [
    np.arange(10_000, dtype=np.int64),
    np.zeros(0, dtype=np.float64),
    np.frombuffer(bytes(range(256)) * 16, dtype=np.uint8),  # exactly one block
    np.linspace(0, 1, 777),
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "arrays"


def written(path, arrays=ARRAYS):
    with path.open("wb") as file:
        writer = CheckedWriter(file)
        places = [writer.add(array) for array in arrays]
        writer.finish({"places": places})
    return places


def test_arrays_come_back_whole_and_in_part(path):
    places = written(path)
    file = CheckedFile(path)
    random = np.random.default_rng(1)

    assert file.head == {"places": [list(place) for place in places]}
    for (first, count), array in zip(places, ARRAYS, strict=True):
        assert file.read(first, count) == array.tobytes()
        for _ in range(200):
            a, b = sorted(random.integers(0, count + 1, 2).tolist())
            assert file.read(first + a, b - a) == array.tobytes()[a:b]
            assert file.read(first + a, 0) == b""
    file.close()


def test_nothing_at_the_beginning_of_a_block_leaves_the_block_as_it_is(path):
    (first, _), *_ = written(path)
    file = CheckedFile(path)
    nothing = file.read(first + BLOCK, 0)
    after = file.read(first + BLOCK, 8)
    file.close()

    assert nothing == b""
    assert after == ARRAYS[0].tobytes()[BLOCK : BLOCK + 8]


def test_only_what_is_damaged_is_refused(path):
    (first, count), *_ = written(path)
    raw = bytearray(path.read_bytes())
    raw[first + 3 * BLOCK + 5] ^= 1
    path.write_bytes(raw)
    file = CheckedFile(path)
    good = file.read(first, 3 * BLOCK)
    with pytest.raises(DamagedError):
        file.read(first + 3 * BLOCK, 8)
    with pytest.raises(DamagedError):
        file.read(first, count)
    file.close()

    assert good == ARRAYS[0].tobytes()[: 3 * BLOCK]


@pytest.mark.parametrize("size", [0, 5, 40, 5000, -1, -30, -200])
def test_a_file_that_was_cut_is_refused(path, size):
    written(path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(DamagedError):
        CheckedFile(path)


def test_a_file_that_is_cut_short_while_it_is_open_is_an_error_and_no_crash(path):
    (first, _), *_ = written(path)
    file = CheckedFile(path)
    with path.open("r+b") as other:
        other.truncate(100)
    with pytest.raises(DamagedError):
        file.read(first + 5 * BLOCK, 100)
    file.close()


def test_a_closed_file_is_said_to_be_of_no_use(path):
    (first, count), *_ = written(path)
    file = CheckedFile(path)
    file.close()
    with pytest.raises(DamagedError):
        file.read(first, count)


def test_every_thread_reads_what_it_asked_for(path):
    (first, _), *_ = written(path)
    file, wrong = CheckedFile(path), []

    def read(seed):
        for at in np.random.default_rng(seed).integers(0, 10_000, 500).tolist():
            if file.read(first + 8 * at, 8) != ARRAYS[0][at].tobytes():
                wrong.append(at)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file.close()

    assert wrong == []
