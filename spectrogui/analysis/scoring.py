"""Scoring a session: read, analyse, write, batch by batch, so that it can stop at any moment."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import islice
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from spectrogui import __version__
from spectrogui.analysis.reading import Found, read_all
from spectrogui.core.columns import COLUMN, COLUMNS
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Header, Spectrum
from spectrogui.core.table import stored
from spectrogui.io.pack import Pack, Record
from spectrogui.io.session_file import SessionFile
from spectrogui.io.session_read import Task
from spectrogui.io.session_schema import CURVE, GIVEN, LABEL

_FIRST, _LARGEST = 8, 256  # spectra in a batch
_LEAST = 16  # in later ones: a batch costs much the same up to here, however slow the machine
_AIM = 0.2  # s that a batch should take, so that the rest of the program does not wait
_CHUNK = 1024  # tasks asked for at once
_SCORED = tuple(column for column in COLUMNS if column.name not in {"path", *LABEL, *CURVE})
_UNKNOWN = Parameters()

Rows = NDArray[np.intp]
OnBatch = Callable[[Rows, Mapping[str, NDArray[Any]]], None]


class Analysed(Protocol):
    """What the analysis says of one spectrum: see `analysis.analyse.Analysis`."""

    flux: NDArray[Any]
    sigma: NDArray[Any]
    template: NDArray[Any]
    template_sigma: NDArray[Any]
    bits: NDArray[np.uint8]
    row: Mapping[str, Any]


class Analyser(Protocol):
    """What scoring needs of `analysis.analyse.Analyser`."""

    model_sha256: str
    prep_sha256: str

    @property
    def provenance(self) -> Mapping[str, str]:
        """What a session should say of how it was made."""
        ...

    def run(
        self, spectra: Sequence[Spectrum], parameters: Sequence[Parameters | None]
    ) -> Sequence[Any]:
        """One analysis for each spectrum, in order."""
        ...


class Catalogue(Protocol):
    """What scoring needs of `io.catalogue.Catalogue`."""

    def look_up(self, header: Header) -> Parameters | None:
        """What is known of the star of a spectrum."""
        ...


def score(
    file: SessionFile,
    pack: Pack | None,
    analyser_factory: Callable[[], Analyser],
    ticket: Ticket,
    *,
    catalogue: Catalogue | None = None,
    workers: int = 1,
    rows: Rows | None = None,
    on_batch: OnBatch | None = None,
) -> int:
    """Score every row that has no result yet; what is written stays, whatever happens later.

    Parameters
    ----------
    analyser_factory : called once, and not at all when nothing is left to do
    workers : processes that read files
    rows : score these, scored before or not
    on_batch : gets the rows and columns of each batch once they are written, in this thread

    Returns
    -------
    how many rows were gone through

    Raises
    ------
    InputError
        if the session or the pack cannot be written
    Cancelled
        if the ticket was cancelled; the batches before are written
    """
    todo = file.unscored() if rows is None else np.asarray(rows, dtype=np.intp)
    ticket.checkpoint(0, len(todo))
    if not len(todo):
        return 0
    analyser = analyser_factory()
    file.keep({f"provenance.{key}": value for key, value in analyser.provenance.items()})
    if pack is not None:
        pack.made_with(analyser.model_sha256, analyser.prep_sha256)
    stream = read_all(_tasks(file, todo), workers)
    done, size = 0, _FIRST
    try:
        while batch := _take(stream, size, ticket):
            started = time.monotonic()
            _score_batch(batch, file, pack, analyser, catalogue, on_batch)
            done += len(batch)
            ticket.checkpoint(done, len(todo))
            size = _next_size(size, time.monotonic() - started)
    finally:
        stream.close()
    return done


def _tasks(file: SessionFile, todo: Rows) -> Iterator[Task]:
    for start in range(0, len(todo), _CHUNK):
        yield from file.tasks(todo[start : start + _CHUNK])


def _take(
    stream: Iterator[tuple[Task, Found]], size: int, ticket: Ticket
) -> list[tuple[Task, Found]]:
    """Read the next batch; stops between two files, and when it takes too long."""
    batch: list[tuple[Task, Found]] = []
    late = time.monotonic() + _AIM
    for one in islice(stream, size):
        if ticket.cancelled:
            raise Cancelled
        batch.append(one)
        if time.monotonic() > late:
            break
    return batch


def _next_size(size: int, seconds: float) -> int:
    """How many spectra a batch may have, so that it takes the time aimed at."""
    fitting = round(size * min(2.0, _AIM / max(seconds, 1e-6)))
    return min(max(_LEAST, fitting), _LARGEST)


def _score_batch(
    batch: Sequence[tuple[Task, Found]],
    file: SessionFile,
    pack: Pack | None,
    analyser: Analyser,
    catalogue: Catalogue | None,
    on_batch: OnBatch | None,
) -> None:
    read = [(task, found) for task, found in batch if isinstance(found, Spectrum)]
    spectra = [spectrum for _, spectrum in read]
    known = [_parameters(task, spectrum.header, catalogue) for task, spectrum in read]
    analysed = list(analyser.run(spectra, known)) if spectra else []
    values = {task.row: _row(task, one.row) for (task, _), one in zip(read, analysed, strict=True)}
    for task, found in batch:
        if isinstance(found, str) and not task.has_numbers:  # a file lost since keeps its numbers
            values[task.row] = _failed(task, found)
    if not values:
        return
    rows = np.array(list(values), dtype=np.intp)
    columns = stored(list(values.values()), _SCORED)
    if pack is not None:
        numbers = np.array([task.row for task, _ in read], dtype=np.intp)
        pack.put(numbers, [record_of(one) for one in analysed])
    file.write_results(rows, columns)
    if on_batch is not None:
        on_batch(rows, columns)


def _parameters(task: Task, header: Header, catalogue: Catalogue | None) -> Parameters | None:
    """What the list says of the star; what it leaves open, the catalogue may know."""
    found = (catalogue.look_up(header) if catalogue is not None else None) or _UNKNOWN
    own = {
        field.name: value
        for field in fields(Parameters)
        if (value := getattr(task.parameters, field.name)) == value and value != ""
    }
    known = replace(found, **own)
    return None if known == _UNKNOWN else known


def _row(task: Task, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The columns of a row; a number of observation that only the list knows is kept."""
    return values if values.get("obsid") or not task.obsid else {**values, "obsid": task.obsid}


def _failed(task: Task, problem: str) -> Mapping[str, Any]:
    """A row without a spectrum: what the list says, and the sentence."""
    star = {name: getattr(task.parameters, name) for name in GIVEN if name != "obsid"}
    known = {name: COLUMN[name].keep(value) for name, value in star.items()}
    return {
        **known,
        "obsid": task.obsid,
        "status": "failed",
        "problem": problem,
        "app_version": __version__,
    }


def record_of(one: Analysed) -> Record:
    """What a pack keeps of an analysis."""
    return Record(one.flux, one.sigma, one.template, one.template_sigma, one.bits)
