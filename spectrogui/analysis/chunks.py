"""Scoring a chunk of a list: from what was read to rows and records, without writing anything.

What comes out depends on the tasks and the analyser alone: not on where, when, beside what else
or how often a chunk is worked on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from spectrogui import __version__
from spectrogui.analysis.reading import Found
from spectrogui.core.columns import COLUMN, COLUMNS
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Header, Spectrum
from spectrogui.core.table import stored
from spectrogui.io.pack import Packed, Record, packed
from spectrogui.io.pack_record import Basis
from spectrogui.io.session_read import Task
from spectrogui.io.session_schema import CURVE, GIVEN, LABEL

SCORED = tuple(column for column in COLUMNS if column.name not in {"path", *LABEL, *CURVE})
"""The columns that scoring fills."""
_UNKNOWN = Parameters()

Rows = NDArray[np.intp]


class Analysed(Protocol):
    """What the analysis says of one spectrum: see `analysis.analyse.Analysis`."""

    flux: NDArray[Any]
    sigma: NDArray[Any]
    template: NDArray[Any]
    template_sigma: NDArray[Any]
    bits: NDArray[np.uint8]
    basis: Basis | None
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

    def judge(self, stars: Any, parameters: Sequence[Parameters | None]) -> Sequence[Any]:
        """The same for `analysis.prepared_stars.PreparedStars`."""
        ...


class Catalogue(Protocol):
    """What scoring needs of `io.catalogue.Catalogue`."""

    def look_up(self, header: Header) -> Parameters | None:
        """What is known of the star of a spectrum."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """What was found of a chunk.

    Attributes
    ----------
    rows, columns : (k,) row numbers, and columns of (k,) as a table stores them
    recorded, records : (m,) rows that have a prepared spectrum, and (m,) these, for the pack
    """

    rows: Rows
    columns: Mapping[str, NDArray[Any]]
    recorded: Rows
    records: Packed


def score_chunk(
    batch: Sequence[tuple[Task, Found]],
    analyser: Analyser,
    catalogue: Catalogue | None = None,
    with_records: bool = True,
) -> Scored:
    """Analyse what was read. A file that could not be read has a row too, with the sentence that
    says why, unless it has numbers of before: those stay.

    Parameters
    ----------
    with_records : make the records for a pack, too
    """
    read = [(task, found) for task, found in batch if isinstance(found, Spectrum)]
    spectra = [spectrum for _, spectrum in read]
    known = [parameters_of(task, spectrum.header, catalogue) for task, spectrum in read]
    analysed = list(analyser.run(spectra, known)) if spectra else []
    values = {
        task.row: row_of(task, one.row) for (task, _), one in zip(read, analysed, strict=True)
    }
    for task, found in batch:
        if isinstance(found, str) and not task.has_numbers:
            values[task.row] = _failed(task, found)
    return Scored(
        rows=np.array(list(values), dtype=np.intp),
        columns=stored(list(values.values()), SCORED),
        recorded=np.array([task.row for task, _ in read if with_records], dtype=np.intp),
        records=packed([record_of(one) for one in analysed if with_records]),
    )


def given_up(task: Task, problem: str) -> Scored:
    """What is said of a file that no process survives."""
    nothing = np.array([], dtype=np.intp)
    values = [] if task.has_numbers else [_failed(task, problem)]
    rows = np.array([task.row] * len(values), dtype=np.intp)
    return Scored(rows, stored(values, SCORED), nothing, packed([]))


def parameters_of(task: Task, header: Header, catalogue: Catalogue | None) -> Parameters | None:
    """What the list says of the star; what it leaves open, the catalogue may know."""
    found = (catalogue.look_up(header) if catalogue is not None else None) or _UNKNOWN
    own = {
        field.name: value
        for field in fields(Parameters)
        if (value := getattr(task.parameters, field.name)) == value and value != ""
    }
    known = replace(found, **own)
    return None if known == _UNKNOWN else known


def row_of(task: Task, values: Mapping[str, Any]) -> Mapping[str, Any]:
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
    return Record(
        one.flux, one.sigma, one.template, one.template_sigma, one.bits,
        one.basis, str(one.row.get("model_sha256") or ""),
    )  # fmt: skip
