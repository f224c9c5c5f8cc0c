"""What an inspector can say of a star: the verdicts and the tags."""

import json
from dataclasses import dataclass
from pathlib import Path

from spectrogui.core.errors import InputError
from spectrogui.io.paths import bundled


@dataclass(frozen=True, slots=True)
class Verdict:
    """One of the five answers; `code` is its digit key and its number in files."""

    code: int
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that can be put on a star; `key` is the letter of its chord."""

    name: str
    key: str
    title: str
    definition: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Verdicts 1 to 5 in order, and all tags."""

    verdicts: tuple[Verdict, ...]
    tags: tuple[Tag, ...]


def read_vocabulary(path: Path | None = None) -> Vocabulary:
    """The words of a file like the bundled ``labels.json``; raises InputError."""
    path = path or bundled("resources") / "labels.json"
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        verdicts = tuple(Verdict(**entry) for entry in given["verdicts"])
        tags = tuple(Tag(**entry) for entry in given["tags"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path.name} does not list verdicts and tags: {error}.") from error
    if [verdict.code for verdict in verdicts] != [1, 2, 3, 4, 5]:
        raise InputError(f"{path.name} must define the verdicts 1 to 5, in this order.")
    if len({tag.key for tag in tags}) < len(tags) or any(";" in tag.name for tag in tags):
        raise InputError(f"{path.name}: every tag needs a letter of its own, and no “;” in it.")
    return Vocabulary(verdicts, tags)
