"""Numbers that sort as texts do: as in a dictionary, numbers of observations as numbers.

Texts that lie one after the other are not made into objects: the bytes of each are read as the
digits of one number, of which those that are the same in all texts are left out.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.compact import Coded, Form, Pooled
from spectrogui.core.stable_order import ranks

LONGEST = 15
"""Digits of a text that is a number; a float64 holds them all."""
_WIDEST = 256  # bytes of a text that is sorted by its bytes
_BLOCK = 1 << 14  # rows that are looked at in one go
_ROOM = 1 << 62


def text_ranks(values: Form | NDArray[Any]) -> NDArray[np.int64]:
    """(n,) numbers that sort as the texts of a column; -1 for the empty text.

    Texts sort without regard to case, and where that leaves them equal, by their letters. If all
    are whole numbers of at most `LONGEST` digits they sort as numbers.
    """
    if isinstance(values, np.ndarray):
        return _by_words(values.tolist())
    if isinstance(values, Coded):
        place = _word_ranks(values.words)
        words = np.array([place[word] for word in values.words], dtype=np.int64)
        made: NDArray[np.int64] = words[values.codes]
        return made
    if isinstance(values, Pooled):
        found = _by_bytes(values)
        return _by_words(values.all().tolist()) if found is None else found
    return np.full(values.size, -1, dtype=np.int64)


def _by_words(texts: list[str]) -> NDArray[np.int64]:
    words = _word_ranks(set(texts))
    return np.fromiter(map(words.__getitem__, texts), dtype=np.int64, count=len(texts))


def _word_ranks(texts: Any) -> dict[str, int]:
    """The rank of each of some different texts."""
    words = set(texts) - {""}
    if all(word.isdecimal() and len(word) <= LONGEST for word in words):
        place = {word: int(word) for word in words}
    else:
        ordered = sorted(words)
        ordered.sort(key=str.casefold)
        place = {word: number for number, word in enumerate(ordered)}
    place[""] = -1
    return place


def _by_bytes(texts: Pooled) -> NDArray[np.int64] | None:
    """The same for plain letters and signs; None if there are others."""
    pool = texts.pool[texts.ends[0] : texts.ends[-1]]
    sizes = np.diff(texts.ends)
    widest = int(sizes.max(initial=0))
    if not len(pool) or widest > _WIDEST or pool.max() > 127 or pool.min() == 0:
        return None
    known = sizes > 0
    made = np.full(len(sizes), -1, dtype=np.int64)
    ends = np.concatenate(([0], np.cumsum(sizes[known])))
    if widest <= LONGEST and pool.min() >= ord("0") and pool.max() <= ord("9"):
        made[known] = _numbers(pool, ends)
    else:
        made[known] = ranks(_keys(pool, ends, widest))
    return made


def _numbers(pool: NDArray[np.uint8], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The values of texts of digits."""
    made = np.zeros(len(ends) - 1, dtype=np.int64)
    for rows, letters in _blocks(pool, ends):
        value = made[rows]
        for letter in letters.T:
            there = letter > 0
            value[there] = 10 * value[there] + (letter[there] - ord("0"))
    return made


def _keys(
    pool: NDArray[np.uint8], ends: NDArray[np.int64], widest: int
) -> Iterator[NDArray[np.int64]]:
    """Numbers that sort as the texts, the most important first: small letters, then as written."""
    capital = (pool - np.uint8(ord("A"))) < 26  # what comes before A is far above it then
    small = pool + (capital.view(np.uint8) << 5)
    yield from _digits(small, ends, widest)
    if capital.any():
        yield from _digits(pool, ends, widest)


def _digits(
    pool: NDArray[np.uint8], ends: NDArray[np.int64], widest: int
) -> Iterator[NDArray[np.int64]]:
    """Texts as numbers with a digit for each place at which they are not all the same."""
    low, high = np.full(widest, 255, dtype=np.int64), np.zeros(widest, dtype=np.int64)
    for _, letters in _blocks(pool, ends):
        wide = letters.shape[1]
        np.minimum(low[:wide], letters.min(axis=0), out=low[:wide])
        np.maximum(high[:wide], letters.max(axis=0), out=high[:wide])
        low[wide:] = 0
    for places in _together((high - low + 1).tolist()):
        made = np.zeros(len(ends) - 1, dtype=np.int64)
        for rows, letters in _blocks(pool, ends):
            value = made[rows]
            for place in places:
                value *= high[place] - low[place] + 1
                if place < letters.shape[1]:
                    value += letters[:, place] - low[place]
        yield made


def _together(sizes: list[int]) -> Iterator[list[int]]:
    """Places whose digits fit into one number, by how many values each can take."""
    room, places = 1, list[int]()
    for place, size in enumerate(sizes):
        if size == 1:
            continue
        if room * size > _ROOM:
            yield places
            room, places = 1, []
        room *= size
        places.append(place)
    yield places


def _blocks(
    pool: NDArray[np.uint8], ends: NDArray[np.int64]
) -> Iterator[tuple[slice, NDArray[np.uint8]]]:
    """Some rows at a time: which, and their bytes, (rows, widest of them); 0 after the end."""
    for start in range(0, len(ends) - 1, _BLOCK):
        edges = ends[start : start + _BLOCK + 1]
        sizes = np.diff(edges)
        widest = int(sizes.max())
        bytes_here = pool[edges[0] : edges[-1]]
        if widest * len(sizes) == len(bytes_here):
            letters = bytes_here.reshape(len(sizes), widest)
        else:
            letters = np.zeros((len(sizes), widest), dtype=np.uint8)
            letters[np.arange(widest) < sizes[:, None]] = bytes_here
        yield slice(start, start + len(sizes)), letters
