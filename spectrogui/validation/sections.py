"""The sections of a validation page, made one after the other or in several processes."""

import pickle
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import active_children
from pathlib import Path
from tempfile import TemporaryDirectory

from spectrogui.analysis.processes import make_pool, submit
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.files import write_text
from spectrogui.model.threads import OneThread
from spectrogui.validation.accuracy import section as accuracy
from spectrogui.validation.baselines import section as baselines
from spectrogui.validation.cells import as_csv
from spectrogui.validation.drawing import save_png, save_svg, style
from spectrogui.validation.examples import section as examples
from spectrogui.validation.flags import section as flags
from spectrogui.validation.fluxes import section as fluxes
from spectrogui.validation.injection import section as injection
from spectrogui.validation.latent_dimension import section as latent_dimension
from spectrogui.validation.lithium import section as lithium
from spectrogui.validation.material import Material
from spectrogui.validation.measures import Measures, measures, remember
from spectrogui.validation.outliers import section as outliers
from spectrogui.validation.r250 import section as r250
from spectrogui.validation.report import Chapter, Figure, empty_chapter, file_name
from spectrogui.validation.robustness import section as robustness
from spectrogui.validation.section import Section
from spectrogui.validation.selection import section as selection
from spectrogui.validation.velocities import section as velocities
from spectrogui.validation.widths import section as widths

Say = Callable[[str], None]
Maker = Callable[[Material, Ticket, Say], Section]

SECTIONS: tuple[tuple[str, str, Maker], ...] = (
    ("selection", "Selection of inactive stars", selection),
    ("latent", "Number of latents", latent_dimension),
    ("examples", "Examples", examples),
    ("accuracy", "Residuals outside the lines", accuracy),
    ("baselines", "Beside simpler templates", baselines),
    ("robustness", "Robustness against emission", robustness),
    ("outliers", "Unusual spectra", outliers),
    ("widths", "Equivalent widths", widths),
    ("injection", "Injection and recovery", injection),
    ("fluxes", "Surface fluxes", fluxes),
    ("lithium", "Lithium", lithium),
    ("r250", "Slitless spectra of R = 250", r250),
    ("flags", "Flags", flags),
    ("velocities", "Velocities and the frame check", velocities),
)
"""Key, title and maker of each, in the order of the page; the first two are used if it fails."""
_LONG = ("r250", "latent", "baselines", "robustness", "injection", "flags")
"""Keys of those that take longest: they are begun first, so that none is waited for alone."""
FIGURES, TABLES = "figures", "tables"
_LOOK = 0.3  # s between looks at a cancelled ticket


def make_sections(
    material: Material,
    folder: Path,
    ticket: Ticket,
    report: Say,
    *,
    workers: int = 0,
    svg: bool = True,
    only: tuple[tuple[str, str, Maker], ...] = SECTIONS,
) -> list[Chapter]:
    """Make every section and write its figures and tables into a folder.

    A section for which the material does not do becomes the sentence that says why.

    Parameters
    ----------
    workers : processes, of one thread each; 0 works in this one
    svg : whether figures are written as SVG too

    Raises
    ------
    Cancelled : within a second after the ticket was cancelled, if there are workers
    InputError : the processes were ended from outside, or a file cannot be written
    """
    for name in (FIGURES, TABLES):
        (folder / name).mkdir(parents=True, exist_ok=True)
    known = measures(material, ticket)
    if not workers:
        out = []
        for number, one in enumerate(only):
            ticket.checkpoint(number, len(only))
            out.append(make_chapter(one, material, folder, ticket, report, svg))
            report(_said(out[-1]))
        return out
    with TemporaryDirectory(prefix="spectrogui-validate-") as wanted, _processes(workers) as pool:
        handed = Path(wanted) / "material"
        handed.write_bytes(pickle.dumps((material, known), pickle.HIGHEST_PROTOCOL))
        begun = sorted(only, key=lambda one: _LONG.index(one[0]) if one[0] in _LONG else 99)
        futures = [submit(pool, _alone, one, handed, folder, svg) for one in begun]
        made = dict(zip((one[0] for one in begun), _collect(futures, ticket, report), strict=True))
        return [made[one[0]] for one in only]


def make_chapter(
    one: tuple[str, str, Maker],
    material: Material,
    folder: Path,
    ticket: Ticket,
    report: Say,
    svg: bool,
) -> Chapter:
    """Make one section and write its files."""
    key, title, maker = one
    start = time.monotonic()
    with style():
        try:
            section = maker(material, ticket, report)
        except InputError as error:
            return empty_chapter(key, title, str(error), time.monotonic() - start)
        try:
            return _written(section, folder, svg, start)
        except OSError as error:
            raise InputError(f"{folder} cannot be written: {error.strerror or error}.") from error


def _written(section: Section, folder: Path, svg: bool, start: float) -> Chapter:
    figures = []
    for picture in section.pictures:
        file = f"{FIGURES}/{file_name(section, picture.name)}"
        save_png(picture.figure, folder / f"{file}.png")
        if svg:
            save_svg(picture.figure, folder / f"{file}.svg")
        endings = ("png", "svg") if svg else ("png",)
        figures.append(Figure(file, picture.caption, endings))
    tables = []
    for sheet in section.sheets:
        file = f"{TABLES}/{file_name(section, sheet.name)}.csv"
        write_text(folder / file, as_csv(sheet))
        tables.append((file, sheet))
    return Chapter(
        section.key,
        section.title,
        section.text,
        tuple(tables),
        tuple(figures),
        section.goals,
        time.monotonic() - start,
    )


@contextmanager
def _processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that are ended at once with the block: a section may not look for long."""
    before = set(active_children())
    pool = make_pool(workers)
    try:
        yield pool
    finally:  # where the block ended by itself nothing runs any more
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - before:
            child.kill()
            child.join()


def _collect(futures: list[Future[Chapter] | None], ticket: Ticket, report: Say) -> list[Chapter]:
    """The chapters in order, each told when it is ready."""
    running = {future for future in futures if future is not None}
    if len(running) < len(futures):
        raise InputError(_ENDED)
    done: set[Future[Chapter]] = set()
    while running:
        ticket.checkpoint(len(done), len(futures))
        ready, running = wait(running, timeout=_LOOK, return_when=FIRST_COMPLETED)
        for future in ready:
            try:
                report(_said(future.result()))
            except BrokenProcessPool as error:
                raise InputError(_ENDED) from error
        done |= ready
    ticket.checkpoint(len(done), len(futures))
    return [future.result() for future in futures if future is not None]


_ENDED = "A process that made the page was ended from outside; start again."


def _alone(one: tuple[str, str, Maker], handed: Path, folder: Path, svg: bool) -> Chapter:
    """In a process, on one thread, for as long as the material that was handed over exists."""

    def look(done: int, total: int) -> None:
        if not handed.parent.is_dir():
            raise Cancelled

    with OneThread()():
        material = _material(handed)
        return make_chapter(one, material, folder, Ticket(look), lambda text: None, svg)


@lru_cache(maxsize=1)
def _material(handed: Path) -> Material:
    """What the first process has read and measured."""
    found: tuple[Material, Measures] = pickle.loads(handed.read_bytes())
    remember(*found)
    return found[0]


def _said(chapter: Chapter) -> str:
    return f"{chapter.title}: {chapter.seconds:.0f} s"
