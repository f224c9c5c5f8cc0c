"""Which row of a catalogue is about a spectrum: sorted arrays, in memory or in files.

A spectrum is found by its obsid, else by night, plan, spectrograph and fibre: two of these are put
together to one number, which is sorted; its place there and the next one to another number; and
so on. However many values each of them has, no number is too long for 64 bits.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.spectrum import Header
from spectrogui.io.listing import LARGEST, Listing
from spectrogui.io.text_columns import Ids, Words

Numbers = NDArray[np.int64]
Arrays = Mapping[str, NDArray[Any]]
NAMES = (
    "obsids",
    "obsid_rows",
    "plans",
    "nights",
    "spectrographs",
    "fibres",
    "fibre_rows",
    "span",
)
"""What an index is made of; `span`: the numbers of plans, spectrographs and fibres."""

_CHUNK = 1 << 16
_LEVELS = ("nights", "spectrographs", "fibres")
_LONGEST = 18


def index_of(listing: Listing) -> dict[str, NDArray[Any]]:
    """The arrays of a catalogue; of rows about the same spectrum the first is found."""
    obsids, rows = np.unique(_obsids(listing), return_index=True)
    known = obsids > 0
    return {"obsids": obsids[known], "obsid_rows": rows[known], **_observations(listing)}


def row_of(arrays: Arrays, header: Header) -> int | None:
    """The row about a spectrum, None if there is none."""
    row = _by_obsid(arrays, header.obsid)
    if row is None and header.planid:
        row = _by_observation(arrays, header)
    return row


def _obsids(listing: Listing) -> NDArray[np.int64]:
    found = listing.obsids
    if isinstance(found, Ids):
        return found.numbers
    return np.array([int(text or 0) for text in found], dtype=np.int64)


def _by_obsid(arrays: Arrays, obsid: str) -> int | None:
    if not obsid.isdecimal() or len(obsid) > _LONGEST:
        return None
    at = _place(arrays["obsids"], int(obsid))
    return None if at is None else int(arrays["obsid_rows"][at])


def _by_observation(arrays: Arrays, header: Header) -> int | None:
    if header.lmjd + header.spid + header.fiberid != header.lmjd + header.spid + header.fiberid:
        return None
    number: int | None = int(header.lmjd)
    names = header.planid.encode()
    plan = _place(arrays["plans"], names) if len(names) <= arrays["plans"].itemsize else None
    values = (plan, int(header.spid), int(header.fiberid))
    for level, width, value in zip(_LEVELS, arrays["span"].tolist(), values, strict=True):
        if number is None or value is None or not 0 <= value < width:
            return None
        number = _place(arrays[level], number * width + value)
    return None if number is None else int(arrays["fibre_rows"][number])


def _place(known: NDArray[Any], wanted: int | bytes) -> int | None:
    """Where something stands in what is sorted; None if it is not there."""
    at = int(np.searchsorted(known, np.asarray(wanted, known.dtype)))
    return at if at < len(known) and known[at] == wanted else None


def _observations(listing: Listing) -> dict[str, NDArray[Any]]:
    rows, values, words = _told(listing)
    plans = np.unique(np.array([word.encode() for word in words] or [b""], dtype=np.bytes_))
    place = np.searchsorted(plans, np.array([w.encode() for w in words] or [b""], plans.dtype))
    nights, codes, spids, fibers = values
    span = [len(plans), 1 + int(spids.max(initial=0)), 1 + int(fibers.max(initial=0))]
    made: dict[str, NDArray[Any]] = {"plans": plans, "span": np.array(span, np.int64)}
    number = nights
    for level, width, some in zip(_LEVELS, span, (place[codes], spids, fibers), strict=True):
        made[level], number = np.unique(number * width + some, return_inverse=True)
    first = np.zeros(len(made["fibres"]), np.int64)
    first[number[::-1]] = rows[::-1]
    return made | {"fibre_rows": first}


def _told(listing: Listing) -> tuple[Numbers, tuple[Numbers, ...], Sequence[str]]:
    """Rows that tell their observation, (k,); night, code of the plan, spectrograph and fibre of
    each; and the plans by their codes.
    """
    plans = listing.texts.get("planid")
    if isinstance(plans, Words) and listing.has_observations:
        numbers = np.stack([listing.numbers[name] for name in ("lmjd", "spid", "fiberid")])
        named = np.array([bool(word) for word in plans.words], dtype=bool)
        known = named[plans.codes] & np.all((numbers >= 0) & (numbers < LARGEST), axis=0)
        nights, spids, fibers = numbers[:, known].astype(np.int64)
        rows = np.flatnonzero(known)
        return rows, (nights, plans.codes[known].astype(np.int64), spids, fibers), plans.words
    found = [
        (row, one)
        for start in range(0, listing.size, _CHUNK)
        for row, one in enumerate(listing.observations_of(slice(start, start + _CHUNK)), start)
        if one is not None
    ]
    codes: dict[str, int] = {}
    told = [
        (row, one.lmjd, codes.setdefault(one.planid, len(codes)), one.spid, one.fiberid)
        for row, one in found
    ]
    rows, *values = np.array(told, dtype=np.int64).reshape(-1, 5).T
    return rows, tuple(values), list(codes)
