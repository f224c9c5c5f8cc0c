"""The work behind what is on display: records, red arms and rows, made in workers."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from spectrogui.analysis.chunks import Analyser, record_of
from spectrogui.analysis.scoring import OnBatch, score
from spectrogui.app.analysis_desk import AnalysisDesk
from spectrogui.core.errors import InputError, UnreadableError
from spectrogui.core.job import Ticket
from spectrogui.core.shown import RedArm, Slitless
from spectrogui.io.pack import Pack, Record
from spectrogui.io.session_file import SessionFile


def read_records(pack: Pack | None, rows: Iterable[int], ticket: Ticket) -> dict[int, Record]:
    """What the pack has of some rows."""
    found = {}
    for row in rows if pack is not None else ():
        ticket.checkpoint()
        record = pack.get(row) if pack is not None else None
        if record is not None:
            found[row] = record
    return found


def read_arm(path: Path, velocity: float, ticket: Ticket) -> RedArm | str:
    """The whole red arm out of a file, or the sentence that says why there is none."""
    from spectrogui.analysis.arm import red_arm
    from spectrogui.io.readers import open_spectrum

    try:
        spectrum = open_spectrum(path)
    except UnreadableError as error:
        return str(error)
    ticket.checkpoint()
    return red_arm(spectrum, 0.0 if np.isnan(velocity) else velocity)


def read_slitless(
    path: Path, velocity: float, desk: AnalysisDesk, ticket: Ticket
) -> Slitless | str:
    """The star of a file at R = 250, or the sentence that says why there is none."""
    from spectrogui.analysis.slitless import slitless_of
    from spectrogui.io.readers import open_spectrum

    try:
        model = desk.slitless()
        spectrum = open_spectrum(path)
    except (InputError, UnreadableError) as error:
        return str(error)
    ticket.checkpoint()
    (found,) = slitless_of([spectrum], np.array([velocity]), model)
    return found or (
        "Nothing is seen of this star between 6005 and 7500 Å: there is no spectrum at R = 250."
    )


def analyse_row(
    file: SessionFile,
    pack: Pack | None,
    desk: AnalysisDesk,
    row: int,
    on_batch: OnBatch,
    ticket: Ticket,
    from_files: bool = False,
) -> Record | None:
    """Score one row as a whole list is scored; what was made of it, None if it is unreadable.

    Parameters
    ----------
    from_files : read its file, whatever the pack has
    """
    recording = _Recording(desk)
    score(
        file,
        pack,
        recording.load,
        ticket,
        catalogue=desk.catalogue(file),
        rows=np.array([row]),
        from_files=from_files,
        on_batch=on_batch,
    )
    made = recording.last
    return None if made is None else record_of(made)


def take_velocity(
    file: SessionFile,
    pack: Pack | None,
    desk: AnalysisDesk,
    row: int,
    kms: float | None,
    inspector: str,
    on_batch: OnBatch,
    ticket: Ticket,
) -> None:
    """The job: write the velocity down, and analyse the row with it.

    Parameters
    ----------
    kms : km/s; None goes back to what file and catalogue say

    Raises
    ------
    InputError
        the session cannot be written or the file not be read; then the velocity of before holds
    """
    before = file.velocity(row)
    file.set_velocity(row, kms, inspector)
    made = None
    try:
        made = analyse_row(file, pack, desk, row, on_batch, ticket, from_files=True)
    finally:
        if made is None:
            file.set_velocity(row, before, inspector)
    if made is None:
        raise InputError("The file of this star cannot be read now: its velocity stays.")


class _Recording:
    """An analyser that remembers what it said last."""

    def __init__(self, desk: AnalysisDesk) -> None:
        self._desk = desk
        self.last: Any = None

    def load(self) -> Analyser:
        self._inner = self._desk.analyser()
        self.provenance = self._inner.provenance
        self.model_sha256 = self._inner.model_sha256
        self.prep_sha256 = self._inner.prep_sha256
        return self

    def run(self, spectra: Any, parameters: Any) -> Any:
        return self._kept(self._inner.run(spectra, parameters))

    def judge(self, stars: Any, parameters: Any) -> Any:
        return self._kept(self._inner.judge(stars, parameters))

    def _kept(self, made: Any) -> Any:
        self.last = made[-1] if len(made) else None
        return made
