import numpy as np
import pytest

from spectrogui.core.compact import pooled
from spectrogui.core.compacting import compact_texts
from spectrogui.core.text_search import equal_to, having, holding, unknown

FORMS = {
    "as an array": lambda texts: np.array(texts, object),
    "in little memory": lambda texts: compact_texts(np.array(texts, object)),
    "one after the other": pooled,
}
TEXTS = ["spec-01.FITS", "", "aa", "ab", "baab", "AA;b", "b;aa", "ßa", "ÉA", "a" * 40, "b", "ba"]


@pytest.fixture(params=FORMS)
def form(request):
    return FORMS[request.param]


@pytest.mark.parametrize("texts", [TEXTS, [text for text in TEXTS if text.isascii()]])
@pytest.mark.parametrize("piece", ["a", "aa", "AA", "ab", "aab", "01.f", "é", ";", "zz", ""])
def test_a_piece_is_found_within_texts_and_never_across_two(form, texts, piece):
    expected = [piece.lower() in text.lower() for text in texts]

    assert holding(form(texts), piece).tolist() == expected


@pytest.mark.parametrize("piece", ["sp", "0", "sp07", "7", "p0", "spec-1"])
def test_a_piece_that_nearly_all_texts_hold_is_found_in_them(form, piece):
    texts = [f"spec-{n}_sp{n % 16:02d}" for n in range(600)]

    assert holding(form(texts), piece).tolist() == [piece in text for text in texts]


@pytest.mark.parametrize("other", ["AA", "b", "", "É", "éa", "spec-01.fits"])
def test_equal_texts_may_differ_in_capitals(form, other):
    expected = [text.lower() == other.lower() for text in TEXTS]

    assert equal_to(form(TEXTS), other).tolist() == expected


def test_a_word_is_one_of_those_between_semicolons(form):
    assert np.flatnonzero(having(form(TEXTS), "aa")).tolist() == [2, 5, 6]


def test_empty_texts_are_unknown(form):
    assert np.flatnonzero(unknown(form(TEXTS))).tolist() == [1]
