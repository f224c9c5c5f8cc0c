"""Which keys are in force: those of the table of actions, changed by the user's text file."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QKeySequence

from spectrogui.app.actions import ACTION, ACTIONS, plain_title
from spectrogui.io.files import write_text
from spectrogui.store.places import config_folder

_HEAD = """\
# Keys of spectrogui. A line names an action and the keys that it shall have, with a space
# between two keys; without any it has none. The program reads this file when it starts.
# Every action stands below as it is by default: take the # away from a line to change it.

"""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys of each action by its id, and a sentence for each line that was not understood."""

    keys: dict[str, tuple[str, ...]]
    notices: tuple[str, ...] = ()


def keys_path() -> Path:
    """Where the user's keys are written."""
    return config_folder() / "keys.txt"


def read_keymap(path: Path | None = None) -> Keymap:
    """The keys in force; a key that the file gives to one action is taken from all others."""
    path = path or keys_path()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    except (OSError, UnicodeDecodeError) as error:
        sentence = f"{path.name} could not be read, so the usual keys hold: {error}."
        return Keymap({action.id: action.keys for action in ACTIONS}, (sentence,))
    given: dict[str, tuple[str, ...]] = {}
    notices = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            problem = _take(line, given)
            if problem:
                notices.append(f"{path.name}, line {number}: {problem}.")
    taken = {key for keys in given.values() for key in keys}
    usual = {
        action.id: tuple(key for key in action.keys if key not in taken) for action in ACTIONS
    }
    return Keymap(usual | given, tuple(notices))


def make_keys_file(path: Path | None = None) -> Path:
    """The user's file, written with every action in a comment if there is none yet."""
    path = path or keys_path()
    if not path.exists():
        width = max(len(action.id) for action in ACTIONS)
        lines = [
            f"# {action.id:{width}} = {' '.join(action.keys):14} # {plain_title(action)}".rstrip()
            for action in ACTIONS
        ]
        write_text(path, _HEAD + "\n".join(lines) + "\n")
    return path


def _take(line: str, given: dict[str, tuple[str, ...]]) -> str:
    """Understand one line; returns what is wrong with it, or ""."""
    name, equals, rest = line.partition("=")
    name = name.strip()
    if not equals:
        return "there is no = between an action and its keys"
    if name not in ACTION:
        return f"there is no action “{name}”"
    keys = []
    for word in rest.partition(" # ")[0].split():
        key = _standard(word)
        if not key:
            return f"“{word}” is no key"
        owner = next((other for other, has in given.items() if key in has and other != name), "")
        if owner:
            return f"“{word}” belongs to “{owner}” already"
        keys.append(key)
    given[name] = tuple(keys)
    return ""


def _standard(word: str) -> str:
    """A key in Qt's portable text, "" if it is none."""
    sequence = QKeySequence.fromString(word)
    text = sequence.toString(QKeySequence.SequenceFormat.PortableText)  # "" for an unknown key
    return text if sequence.count() == 1 else ""
