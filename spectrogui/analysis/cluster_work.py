"""What a worker of a cluster does: score one chunk, and leave what it found as a file.

Nothing here knows of Dask: a worker is any process that can call `score_to_file`.
"""

import socket
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from spectrogui import __version__
from spectrogui.analysis.chunks import Analyser, Catalogue, score_chunk
from spectrogui.analysis.reading import read_one
from spectrogui.core.errors import InputError
from spectrogui.io.catalogue_map import CatalogueMap
from spectrogui.io.chunk_file import ChunkContent, chunk_path, look_at, read_chunk, write_chunk
from spectrogui.io.session_read import Task

MARK = "spectrogui-chunks"
"""A file in the folder of chunks: it holds a word by which a worker knows the folder again."""


@dataclass(frozen=True, slots=True)
class Order:
    """One chunk, and how it is to be scored.

    Attributes
    ----------
    tasks, name : the chunk, and what its file is called
    folder, word : where files of chunks are, and what `MARK` says there
    model : name of a model, or its folder
    made_with : models, method and version that are wanted
    catalogue : a folder where one is laid out
    with_records : whether prepared spectra are kept
    witness : a file that is there for who gives the order
    """

    tasks: Sequence[Task]
    name: str
    folder: Path
    word: str
    model: str
    made_with: Mapping[str, str]
    catalogue: Path | None
    with_records: bool
    witness: Path | None


def made_with(model: str) -> dict[str, str]:
    """What decides the numbers here, beside the spectra: hashes of models and method, version.

    Raises
    ------
    InputError : there is no such model here
    """
    from spectrogui.analysis.recipe import method_sha256
    from spectrogui.io.models import chosen_models, model_folder, read_card

    chosen = chosen_models(model)
    r1800 = chosen.r1800 or model_folder("r1800")  # which finds the velocities in any case
    return {
        "model_sha256": str(read_card(r1800).get("weights_sha256", "")),
        "model_r250_sha256": ""
        if chosen.r250 is None
        else str(read_card(chosen.r250).get("weights_sha256", "")),
        "alone": str(chosen.r1800 is None),
        "method_sha256": method_sha256(),
        "app_version": __version__,
    }


def score_to_file(order: Order) -> None:
    """Score a chunk, unless its file is there already.

    Raises
    ------
    InputError : this worker cannot be used; the sentence names its computer
    OSError : the file could not be written; another try may succeed
    """
    try:
        _check(order)
        path = chunk_path(order.folder, order.name)
        if read_chunk(path, with_records=order.with_records) is None:
            write_chunk(path, _scored(order))
    except InputError as error:
        raise InputError(f"The worker on {socket.gethostname()}: {error}") from error


def _check(order: Order) -> None:
    """Whether this worker is like the client, and sees the same files; raises InputError."""
    own = made_with(order.model)
    if own["app_version"] != order.made_with["app_version"]:
        raise InputError(
            f"it has spectrogui {own['app_version']}, and {order.made_with['app_version']} is "
            "wanted: install that version there."
        )
    if own != order.made_with:
        raise InputError(
            f"its model {order.model} or its preparation is another one than here: install the "
            "same spectrogui and models there."
        )
    if _word(order.folder) != order.word:
        raise InputError(
            f"it does not see the folder {order.folder}: name one with --chunks that all "
            "computers share, by the same path."
        )
    if order.witness is not None and not order.witness.exists():
        raise InputError(
            f"it does not see {order.witness}: the spectra must be on disks that all computers "
            "share, by the same path."
        )


def _word(folder: Path) -> str:
    try:
        return (folder / MARK).read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def _scored(order: Order) -> ChunkContent:
    """Read and analyse; the place of each task in its chunk stands for its row."""
    with _LOCK:
        analyser, catalogue = _loaded(order.model, order.catalogue)
        tasks = [replace(task, has_numbers=False) for task in order.tasks]
        batch = [(task, task.problem or read_one(task.file)) for task in tasks]
        scored = score_chunk(batch, analyser, catalogue, order.with_records)
    unread = {
        number: look_at(task.file)
        for number, (task, found) in enumerate(batch)
        if isinstance(found, str)
    }
    at = {task.row: number for number, task in enumerate(order.tasks)}
    return ChunkContent(
        np.array([at[row] for row in scored.rows.tolist()], dtype=np.intp),
        scored.columns,
        np.array([at[row] for row in scored.recorded.tolist()], dtype=np.intp),
        scored.records if order.with_records else None,
        dict(analyser.provenance),
        (analyser.model_sha256, analyser.prep_sha256),
        unread,
    )


_LOCK = threading.Lock()
_LOADED: dict[tuple[str, Path | None], tuple[Analyser, Catalogue | None]] = {}
"""What a process has loaded stays for its next chunk."""


def _loaded(model: str, catalogue: Path | None) -> tuple[Analyser, Catalogue | None]:
    key = model, catalogue
    if key not in _LOADED:
        _LOADED.clear()
        stars = None if catalogue is None else CatalogueMap(catalogue, mapped=False)
        _LOADED[key] = _load(model), stars
    return _LOADED[key]


def _load(model: str) -> Analyser:
    from spectrogui.analysis.analyse import Analyser as Real

    return Real.load(model)
