"""What is done to light curves beside the event loop: look, measure, fetch, write."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import nan
from pathlib import Path

from spectrogui.analysis.scoring import OnBatch
from spectrogui.app.curve_archive import Archive
from spectrogui.core.curve_study import Choices, Study
from spectrogui.core.errors import OfflineError, SpectroguiError, UnreadableError
from spectrogui.core.job import Ticket
from spectrogui.core.k2_product import Product, preferred
from spectrogui.io.k2_names import name_of
from spectrogui.io.session_file import SessionFile
from spectrogui.store.light_curves import Stage

GetArchive = Callable[[], Archive]
Measure = Callable[[Path, Choices], Study]


@dataclass(frozen=True, slots=True)
class Star:
    """Whose light curves are wanted; an unknown number is NaN, unknown text ""."""

    row: int
    epic: str = ""
    ra: float = nan
    dec: float = nan

    @property
    def can_be_found(self) -> bool:
        """Whether an archive can be asked for it."""
        return bool(self.epic) or (self.ra == self.ra and self.dec == self.dec)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive said of a star.

    Attributes
    ----------
    stage : ``shown`` if there is something to show, else what the dock says
    sentence : for people
    products : all that it has, those that were downloaded with their paths
    path : the file that was downloaded, "" for none
    """

    stage: Stage
    sentence: str = ""
    products: tuple[Product, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What there is of a star on this computer, read and measured.

    Attributes
    ----------
    products : the best first, those of the archive that are not here among them
    chosen : those that were asked for
    studies : of those that could be read, in the order of `chosen`
    problem : what is wrong with the first of those that could not
    """

    products: tuple[Product, ...] = ()
    chosen: tuple[Product, ...] = ()
    studies: tuple[Study, ...] = ()
    problem: str = ""


@dataclass
class Memory:
    """The studies made last, so that going back and forth costs nothing; for one lane."""

    measure: Measure
    most: int = 24
    found: dict[tuple[str, Choices], Study] = field(default_factory=dict)

    def study(self, path: str, choices: Choices) -> Study:
        """The study of a file; raises UnreadableError."""
        key = (path, choices)
        study = self.found.pop(key, None) or self.measure(Path(path), choices)
        self.found[key] = study
        while len(self.found) > self.most:
            del self.found[next(iter(self.found))]
        return study

    def forget(self, path: str) -> None:
        """The file has changed or is gone."""
        for key in [key for key in self.found if key[0] == path]:
            del self.found[key]


def look(
    star: Star,
    others: tuple[Product, ...],
    wanted: tuple[str, ...],
    choices: Choices,
    memory: Memory,
    archive: GetArchive,
    ticket: Ticket,
) -> Looked:
    """The job: what light curves there are of a star, and what is in those that are wanted.

    Parameters
    ----------
    others : those that are known beside the cache: files of the user, and what the archive has
    wanted : paths that were chosen before; those that are gone do not count
    """
    wanted = tuple(path for path in wanted if path and Path(path).is_file())
    cached = archive().cached(star.epic) if star.epic else ()
    products = merged(cached, others)
    known = {product.path for product in products}
    products = merged(products, (_remembered(path) for path in wanted if path not in known))
    here = [product for product in products if product.path]
    chosen = tuple(product for path in wanted for product in here if product.path == path)
    chosen = chosen or tuple(here[:1])
    studies, problem = [], ""
    for product in chosen:
        ticket.checkpoint()
        try:
            studies.append(memory.study(product.path, choices))
        except UnreadableError as error:
            problem = problem or str(error)
            if not studies:
                break  # the numbers of another product would stand in its place
    return Looked(products, chosen, tuple(studies), problem)


def _remembered(path: str) -> Product:
    """A light curve that was measured before, such as one that was found by its position."""
    name = name_of(Path(path).name)
    who = (name.epic, name.author, name.campaign) if name is not None else ("", "", "")
    epic, author, campaign = who
    return Product(epic, author or Path(path).name, campaign, "local", path, Path(path).name)


def merged(*groups: Iterable[Product]) -> tuple[Product, ...]:
    """All products, the best first; one that is in a file here is not named a second time."""
    found: dict[str, Product] = {}
    for product in (product for group in groups for product in group):
        name = product.filename or Path(product.path).name
        if name not in found or (product.path and not found[name].path):
            found[name] = product
    return preferred(tuple(found.values()))


def fetch(
    star: Star, radius: float, only: Product | None, archive: GetArchive, ticket: Ticket
) -> Answer:
    """The job: ask the archive for a star and download its best light curve.

    Parameters
    ----------
    radius : arcsec, for a star without an EPIC number
    only : download this one, and do not ask what there is
    """
    ticket.checkpoint()
    products: tuple[Product, ...] = () if only is None else (only,)
    try:
        if only is None:
            products = archive().search(star.epic, star.ra, star.dec, radius, ticket)
        if not products:
            return Answer("absent", _absent(star, radius))
        got = archive().download(preferred(nearest(products))[0], ticket)
    except OfflineError as error:
        return Answer("offline", str(error), products)
    except SpectroguiError as error:
        return Answer("failed", str(error), products)
    return Answer("shown", "", merged((got,), products), got.path)


def nearest(products: tuple[Product, ...]) -> tuple[Product, ...]:
    """Those of the nearest star, when a position gave several."""
    first = min(products, key=lambda one: one.distance if one.distance == one.distance else 0.0)
    return tuple(product for product in products if product.epic == first.epic)


def _absent(star: Star, radius: float) -> str:
    if star.epic:
        return f"The archive has no light curve of EPIC {star.epic}."
    return f"K2 has observed no star within {radius:g}″ of this position."


def write_study(
    file: SessionFile, row: int, study: Study, period: float, on_batch: OnBatch, ticket: Ticket
) -> None:
    """The job: put on a row what was found, or a period chosen by hand (NaN for none)."""
    from spectrogui.analysis.curve_scoring import as_columns
    from spectrogui.analysis.curves import row_of

    rows, columns = as_columns([row], [row_of(study, period)])
    file.write_curves(rows, columns)
    on_batch(rows, columns)


def measure_and_write(
    file: SessionFile,
    row: int,
    path: str,
    period: float,
    memory: Memory,
    on_batch: OnBatch,
    ticket: Ticket,
) -> None:
    """The job: the same for a light curve that may not have been measured by the rule yet.

    A file that cannot be read changes nothing; the dock says so to whoever looks at the star.
    """
    try:
        study = memory.study(path, Choices())
    except UnreadableError:
        return
    write_study(file, row, study, period, on_batch, ticket)


def delete(product: Product, memory: Memory, archive: GetArchive, ticket: Ticket) -> None:
    """The job: delete a file that was downloaded."""
    memory.forget(product.path)
    archive().delete(product)
