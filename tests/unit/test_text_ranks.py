import numpy as np
import pytest

from spectrogui.core.compact import pooled
from spectrogui.core.compacting import compact_texts
from spectrogui.core.stable_order import ranks, stable_order
from spectrogui.core.text_ranks import text_ranks

RANDOM = np.random.default_rng(5)
LISTS = {
    "paths": [f"K2/KP{n // 7:04d}V01/spec_sp{n % 16:02d}-{n % 250:03d}.fits" for n in range(900)],
    "numbers": [str(n) for n in RANDOM.integers(0, 10**6, 900)],
    "numbers, some unknown": [str(n) if n % 3 else "" for n in RANDOM.integers(0, 999, 900)],
    "numbers that are too long": [f"{n:020d}" for n in RANDOM.integers(0, 999, 300)],
    "hashes": [RANDOM.bytes(32).hex() for _ in range(300)],
    "capital and small": ["".join(RANDOM.choice(list("aAbB;"), 5)) for _ in range(900)],
    "other letters": [f"{letter}-{n}" for n in range(40) for letter in "éÉaZß"],
    "long": ["x" * 300 + str(n % 7) for n in range(60)],
    "nothing known": [""] * 50,
}


def as_array(texts):
    return np.array(texts, object)


def in_a_dictionary(texts):
    words = set(texts) - {""}
    if all(word.isdecimal() and len(word) <= 15 for word in words):
        return [(0, int(text)) if text else (1, 0) for text in texts]
    return [(0, text.casefold(), text) if text else (1, "", "") for text in texts]


@pytest.mark.parametrize("make", [pooled, as_array, lambda texts: compact_texts(as_array(texts))])
@pytest.mark.parametrize("name", LISTS)
def test_texts_sort_as_in_a_dictionary_in_whatever_form_they_are(name, make):
    texts = LISTS[name]
    shuffled = [texts[place] for place in RANDOM.permutation(len(texts))]
    keys = in_a_dictionary(shuffled)
    found = text_ranks(make(shuffled))
    order = stable_order(np.where(found < 0, found.max() + 1, found))

    assert order.tolist() == sorted(range(len(keys)), key=keys.__getitem__)
    assert (found < 0).tolist() == [not text for text in shuffled]


@pytest.mark.parametrize(
    "values",
    [
        RANDOM.normal(size=3000),
        RANDOM.normal(size=3000).round(1),
        RANDOM.integers(-9, 9, 3000).astype(np.int8),
        RANDOM.integers(-(2**30), 2**30, 3000, dtype=np.int32),
        RANDOM.integers(-(2**62), 2**62, 3000) // 10**15 * 10**15,
        np.array([0.0, -0.0, np.inf, -np.inf, 0.0, -0.0]),
        np.empty(0),
    ],
)
def test_equal_numbers_keep_their_order(values):
    assert np.array_equal(stable_order(values), np.argsort(values, kind="stable"))


def test_a_further_key_decides_among_equals():
    first, second = RANDOM.integers(0, 5, 500), RANDOM.integers(0, 5, 500)
    both = 5 * first + second

    assert ranks([first, second]).tolist() == [int((both < one).sum()) for one in both]
