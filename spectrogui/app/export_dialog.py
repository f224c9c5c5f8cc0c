"""Asks which rows to write, and where to."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from spectrogui.app.exporting import CHOICES, Export, rows_of
from spectrogui.store.session import Session

ENDINGS = (".csv", ".ecsv", ".fits", ".vot", ".parquet")
_KINDS = (
    "CSV (*.csv);;ECSV, with units (*.ecsv);;FITS table (*.fits);;VOTable (*.vot);;"
    "Parquet (*.parquet)"
)


class ExportDialog(QDialog):
    """The ending of the name chooses the format; nothing is written here."""

    export_asked = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle("Export")
        self.choices = QButtonGroup(self)
        self.path = QLineEdit(str(_suggested(session)))
        self.path.setAccessibleName("File")
        self.path.setMinimumWidth(420)
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "muted")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export = QPushButton("Export")
        self.export.setDefault(True)
        self.buttons.addButton(self.export, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self.path.textChanged.connect(self._check)
        self._lay_out()
        self._check()

    def choose(self, choice: str) -> None:
        """Take one of `CHOICES` by its id."""
        number = [known.id for known in CHOICES].index(choice)
        self.choices.button(number).setChecked(True)

    @property
    def choice(self) -> str:
        """The id of the choice that is made."""
        return CHOICES[self.choices.checkedId()].id

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(8)
        usable = []
        for number, known in enumerate(CHOICES):
            count = len(rows_of(self._session, known.id))
            button = QRadioButton(f"{known.title}  ({count:,})")
            button.setEnabled(count > 0)
            usable += [number] if count else []
            self.choices.addButton(button, number)
            box.addWidget(button)
        if usable:
            self.choices.button(self._usual(usable)).setChecked(True)
        line = QHBoxLayout()
        line.addWidget(self.path, 1)
        browse = QPushButton("Choose…", autoDefault=False)
        browse.clicked.connect(self._on_browse)
        line.addWidget(browse)
        box.addSpacing(8)
        box.addWidget(QLabel("File"))
        box.addLayout(line)
        box.addWidget(self.note)
        box.addSpacing(8)
        box.addWidget(self.buttons)

    def _usual(self, usable: list[int]) -> int:
        """What is picked, if anything is; else what passes a filter that is set; else all."""
        if 0 in usable:
            return 0
        return 1 if self._session.queue.filter and 1 in usable else usable[-1]

    def _check(self) -> None:
        path = Path(self.path.text().strip())
        problem = ""
        if path.suffix.lower() not in ENDINGS:
            problem = "The name must end with one of " + ", ".join(ENDINGS) + "."
        elif not path.parent.is_dir():
            problem = f"There is no folder {path.parent}."
        elif path.exists():
            problem = f"{path.name} exists already and will be replaced."
        self.note.setText(problem or "The first lines, which begin with #, say where it is from.")
        blocked = bool(problem) and not path.exists()
        self.export.setEnabled(not blocked and self.choices.checkedId() >= 0)
        self.export.setText("Replace" if problem and not blocked else "Export")

    def _on_browse(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Export", self.path.text(), _KINDS,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if name:
            self.path.setText(name)

    def _on_accepted(self) -> None:
        choice, path = self.choice, Path(self.path.text().strip())
        self.export_asked.emit(Export(choice, rows_of(self._session, choice), path))
        self.accept()


def _suggested(session: Session) -> Path:
    name = session.file.path.stem if session.file is not None else "activity"
    folder = Path.home()
    return folder / f"{name}.csv"
