"""`spectrogui validate`: from lists and a model to a folder with a page."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from spectrogui import __version__
from spectrogui.analysis.networks import Plan
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.io.files import write_text
from spectrogui.io.models import model_folder
from spectrogui.model.bundle import Bundle, load_bundle
from spectrogui.validation.build import Read, build, read
from spectrogui.validation.material import Material
from spectrogui.validation.page_html import as_html
from spectrogui.validation.page_markdown import as_markdown
from spectrogui.validation.report import Chapter, Report
from spectrogui.validation.sections import SECTIONS, Maker, make_sections

if TYPE_CHECKING:
    from spectrogui.io.catalogue import Catalogue

HTML, MARKDOWN = "index.html", "README.md"
PARTS = 5
"""Parts of the sky."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made.

    Attributes
    ----------
    model : name of a model, or its folder
    lists : of spectra, as `analysis.training_set.load_training_set` takes them
    cross : train networks anew for parts of the sky; None: if the model was trained on the list
    parts : of the sky
    workers : processes
    svg : figures as SVG too
    command : as it is told on the page, without the names of folders
    """

    model: str | Path
    lists: tuple[Path, ...]
    cross: bool | None = None
    parts: int = PARTS
    workers: int = 1
    svg: bool = True
    command: str = ""


def make_page(
    order: Order,
    folder: Path,
    ticket: Ticket,
    report: Say = lambda text: None,
    *,
    catalogue: "Catalogue | None" = None,
    plan: Plan | None = None,
    only: tuple[tuple[str, str, Maker], ...] = SECTIONS,
) -> list[Chapter]:
    """Read, choose judges, make every section, and write the page into an empty folder.

    Parameters
    ----------
    catalogue : knows the stars of files
    plan : of the networks for parts of the sky, instead of that of the model's card

    Raises
    ------
    InputError : the model or the list cannot be used
    Cancelled : the ticket was cancelled; what was written until then is left
    """
    start = time.monotonic()
    bundle = load_bundle(model_folder(order.model))
    report("reading")
    found = read(order.lists, ticket, catalogue)
    material = build(
        bundle, found, ticket, report,
        cross=order.cross, folds=order.parts, workers=order.workers, plan=plan,
    )  # fmt: skip
    report(f"measuring {len(material)} stars")
    chapters = make_sections(
        material, folder, ticket, report, workers=order.workers, svg=order.svg, only=only
    )
    facts = _facts(order, bundle, found, material, time.monotonic() - start)
    page = Report(
        f"Validation of the model {bundle.card.get('name', '')}",
        _about(bundle, material),
        tuple(facts),
        _how(order, bundle),
        tuple(chapters),
    )
    try:
        write_text(folder / HTML, as_html(page))
        write_text(folder / MARKDOWN, as_markdown(page))
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return chapters


def _about(bundle: Bundle, material: Material) -> tuple[str, ...]:
    return (
        f"How good the numbers of spectrogui are with the model {bundle.card.get('name', '')}, "
        f"on {len(material)} real LAMOST spectra with S/N(r) > 10, a type and a velocity. Every "
        "figure is a PNG, every table a CSV file beside this page. Stars are measured by the "
        "code that the window and spectrogui score use.",
        material.split,
    )


def _facts(
    order: Order, bundle: Bundle, found: Read, material: Material, seconds: float
) -> list[tuple[str, str]]:
    library = int(found.candidates.library.sum())
    known = int((material.teff == material.teff).sum())
    templates = f", and {library} library templates" if library else ""
    return [
        ("Model", f"{bundle.card.get('name', '')}, weights SHA-256 {bundle.sha256}"),
        ("Made by", str(bundle.card.get("made_by", ""))),
        ("Program", f"spectrogui {__version__}"),
        ("List", f"{len(found.spectra)} spectra{templates}"),
        *(
            (("Not read", f"{found.left_out} files: the others were chosen at random"),)
            if found.left_out
            else ()
        ),
        *((f"· {path.name}", _hash(path)) for path in order.lists),
        ("Judged", f"{len(material)} spectra, {known} with a Teff of a catalogue"),
        ("Quiet", f"{int(material.quiet.sum())} that passed every step of the selection"),
        ("Remarks", f"{int(material.odd.sum())} spectra of which the list says something"),
        ("Split", f"{len(material.judges)} judges" if len(material.judges) > 1 else "one judge"),
        ("Seed", "fixed: the same list and program give the same page"),
        ("Date", f"{datetime.now(UTC):%Y-%m-%d}"),
        ("Time taken", f"{seconds / 60:.1f} min, processes: {max(1, order.workers)}"),
    ]


def _how(order: Order, bundle: Bundle) -> tuple[str, ...]:
    name = bundle.card.get("name", "")
    own = f"spectrogui validate --model {name} LIST --out FOLDER"
    again = f"To make this page anew: {order.command}. " if order.command else ""
    return (
        f"{again}For a list of your own: {own}. LIST is what spectrogui train and spectrogui "
        "score read: FITS files, folders, lists, catalogues with paths, or .npz collections.",
        f"To cite: spectrogui {__version__}, model {name} (SHA-256 {bundle.sha256[:12]}), "
        "validation page of the date above, with the SHA-256 of the list; the method is that of "
        "Xiang, Gu & Cao 2022, MNRAS 514, 4781.",
    )


def _hash(path: Path) -> str:
    """SHA-256 of a file; of a folder, that of its files' names and sizes."""
    digest = hashlib.sha256()
    try:
        if path.is_dir():
            files = sorted(one for one in path.rglob("*") if one.is_file())
            for one in files:
                digest.update(
                    f"{one.relative_to(path).as_posix()} {one.stat().st_size}\n".encode()
                )
            return f"folder of {len(files)} files, SHA-256 of names and sizes {digest.hexdigest()}"
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    return f"SHA-256 {digest.hexdigest()}"


def slowest(chapters: Sequence[Chapter]) -> str:
    """Which sections took longest, for whoever waits."""
    order = sorted(chapters, key=lambda one: -one.seconds)[:3]
    return ", ".join(f"{one.title} {one.seconds:.0f} s" for one in order)
