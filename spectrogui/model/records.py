"""Records that hold a row for each of n stars: some of their rows, and rows of two of them."""

from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor

T = TypeVar("T")

FULL = 16
"""Stars are worked on in multiples of this number, the last ones filled up with repeats: so the
arithmetic of a star, to the last bit, does not depend on which others are with it."""


def filled(wanted: Tensor) -> Tensor:
    """The numbers of the stars that are True in (n,), the first repeated up to full blocks."""
    rows = wanted.nonzero()[:, 0]
    return torch.cat([rows, rows[:1].expand(-len(rows) % FULL)])


def take(record: T, rows: Tensor) -> T:
    """The record of some of the stars."""
    return _made(lambda values: values[rows], record)


def put(record: T, rows: Tensor, other: T) -> None:
    """Write the record of some of the stars into that of all."""

    def write(values: Tensor, others: Tensor) -> Tensor:
        values[rows] = others
        return values

    _made(write, record, other)


def pick(first: Tensor, one: T, other: T) -> T:
    """For each star the row of one record where `first` (n,) is True, else of the other."""
    if bool(first.all()):
        return one
    return _made(lambda a, b: torch.where(first.view(-1, *[1] * (a.dim() - 1)), a, b), one, other)


def joined(one: T, other: T) -> T:
    """The stars of two records one after another."""
    return _made(lambda a, b: torch.cat([a, b]), one, other)


def _made(call: Callable[..., Tensor], *records: T) -> T:
    """The record of what comes out for each array of records of the same kind."""
    columns = ([getattr(record, name) for record in records] for name in _names(type(records[0])))
    return type(records[0])(
        *(_made(call, *some) if is_dataclass(some[0]) else call(*some) for some in columns)
    )


def _names(kind: Any) -> list[str]:
    return list(kind.__dataclass_fields__)
