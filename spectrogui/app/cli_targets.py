"""Which rows of a session the inputs of a command are, and which of them are to be scored."""

import os
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.table import Table
from spectrogui.io.inputs import Target
from spectrogui.io.session_file import SessionFile

Rows = NDArray[np.intp]


def rows_of(file: SessionFile, targets: Sequence[Target]) -> Rows:
    """The row of each target, (n,), all different; what the session lacks is added to it.

    An input that is given twice has two rows, and finds both again.
    """
    folder = Path(file.kept().get("folder", ""))
    table = file.load()
    known: defaultdict[str, deque[int]] = defaultdict(deque)
    for row, (path, obsid) in enumerate(zip(table["path"], table["obsid"], strict=True)):
        known[_key(folder, path, obsid)].append(row)
    rows = np.full(len(targets), -1, dtype=np.intp)
    for number, target in enumerate(targets):
        if same := known.get(_key(Path(), target.path, target.obsid)):
            rows[number] = same.popleft()
    new = rows < 0
    if new.any():
        added = [target for target, is_new in zip(targets, new, strict=True) if is_new]
        if Path(os.path.abspath(folder)) != Path.cwd():
            added = [_absolute(target) for target in added]
        first, _ = file.append_targets(added)
        rows[new] = np.arange(first, first + len(added))
    return rows


def unscored(table: Table, rows: Rows) -> Rows:
    """Those of the rows that have no numbers; what failed once is tried again."""
    out: Rows = rows[np.isin(table["status"][rows], ["", "failed"])]
    return out


def outdated(
    table: Table, rows: Rows, model_sha256: str, prep_sha256: str, model_r250_sha256: str = ""
) -> Rows:
    """Those of the rows whose numbers another model or preparation made.

    Parameters
    ----------
    model_sha256, model_r250_sha256 : of the models that score now, "" for one that does not
    """
    scored = np.isin(table["status"][rows], ["ok", "partial"])
    other = table["prep_sha256"][rows] != prep_sha256
    for name, wanted in (("model_sha256", model_sha256), ("model_r250_sha256", model_r250_sha256)):
        if wanted:
            other |= table[name][rows] != wanted
    out: Rows = rows[scored & other]
    return out


def _key(folder: Path, path: str, obsid: str) -> str:
    return os.path.abspath(folder / path) if path else f"obsid {obsid}"


def _absolute(target: Target) -> Target:
    return replace(target, path=os.path.abspath(target.path)) if target.path else target
