"""What the user has set: one table says what there is, one JSON file keeps it."""

import getpass
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from spectrogui.io.files import write_text
from spectrogui.store.places import config_folder

Kind = Literal["choice", "int", "bool", "text"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to set; `choices` are the values of a choice, or the ends of an int."""

    key: str
    group: str
    label: str
    kind: Kind
    default: Any
    note: str
    choices: tuple[Any, ...] = ()

    def admits(self, value: Any) -> bool:
        """Whether a value can be used."""
        if self.kind == "choice":
            return value in self.choices
        if self.kind == "int":
            low, high = self.choices
            return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return isinstance(value, bool if self.kind == "bool" else str)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such thing here
        return ""


SETTINGS: tuple[Setting, ...] = (
    Setting("theme", "Look", "Colours", "choice", "system", "As the desktop, or always the same.",
            ("system", "light", "dark")),
    Setting("text_scale", "Look", "Size of text, %", "int", 100, "Of all text and icons.",
            (80, 200)),
    Setting("auto_advance", "Labelling", "Move on after a verdict", "bool", True,
            "To the next star without a verdict."),
    Setting("inspector", "Labelling", "Your name", "text", _user(),
            "Written down with every verdict."),
    Setting("offline", "K2 light curves", "Work offline", "bool", False,
            "The archive is never asked; what is on this computer works on."),
    Setting("k2_fetch", "K2 light curves", "Fetch", "choice", "by key",
            "By the key alone, or by itself for the star on display and the next ones.",
            ("by key", "this star", "this star and the next")),
    Setting("k2_radius", "K2 light curves", "Radius, ″", "int", 5,
            "How far from a spectrum’s position a K2 star may be, if it has no EPIC number.",
            (1, 60)),
    Setting("k2_server", "K2 light curves", "Archive", "text", "",
            "Address of a mirror of MAST; empty for https://mast.stsci.edu."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force; the fields are the keys of `SETTINGS`."""

    theme: str
    text_scale: int
    auto_advance: bool
    inspector: str
    offline: bool
    k2_fetch: str
    k2_radius: int
    k2_server: str


DEFAULTS = Settings(**{setting.key: setting.default for setting in SETTINGS})


class SettingsStore(QObject):
    """Reads the file once, and writes it at every change.

    Keys that this version does not know stay in the file; a file that cannot be understood is
    put aside, and `notice` says so.
    """

    changed = Signal()
    write_failed = Signal(str)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path or config_folder() / "settings.json"
        self.notice = ""
        self._found = self._read()
        usable = {
            setting.key: self._found[setting.key]
            for setting in SETTINGS
            if setting.key in self._found and setting.admits(self._found[setting.key])
        }
        self._settings = replace(DEFAULTS, **usable)

    @property
    def settings(self) -> Settings:
        """The values in force."""
        return self._settings

    def set(self, key: str, value: Any) -> None:
        """Change one value; ValueError if it is none that the setting admits."""
        setting = next(setting for setting in SETTINGS if setting.key == key)
        if not setting.admits(value):
            raise ValueError(f"{setting.label} cannot be {value!r}")
        new = replace(self._settings, **{key: value})
        if new == self._settings:
            return
        self._settings = new
        self._write()
        self.changed.emit()

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            if not isinstance(found, dict):
                raise ValueError("it is not a table of settings")
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            self.notice = f"The settings could not be read, so the defaults hold: {error}."
            self._put_aside()
            return {}
        return found

    def _put_aside(self) -> None:
        aside = self.path.with_name(self.path.name + ".broken")
        try:
            self.path.replace(aside)
        except OSError:
            return
        self.notice += f" The old file is now {aside.name}."

    def _write(self) -> None:
        known = {key: value for key, value in asdict(self._settings).items() if self._says(key)}
        self._found = {**self._found, **known}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_text(self.path, json.dumps(self._found, indent=2, ensure_ascii=False) + "\n")
        except OSError as error:
            reason = error.strerror or str(error)
            self.write_failed.emit(f"The settings could not be written: {reason}.")

    def _says(self, key: str) -> bool:
        """Whether a key belongs in the file: defaults that were never touched do not."""
        return key in self._found or getattr(self._settings, key) != getattr(DEFAULTS, key)
