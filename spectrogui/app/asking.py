"""Every question that stops the program until it is answered."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

_SPECTRA = (
    "Spectra, lists, catalogues, sessions (*.fits *.fits.gz *.fit *.gz *.txt *.lst *.csv *.vot"
    " *.xml *.spectro);;All files (*)"
)
_CATALOGUES = "Catalogues (*.csv *.csv.gz *.fits *.fits.gz *.vot *.xml *.txt);;All files (*)"
_CURVES = "Light curves (*.fits *.fits.gz *.txt *.csv);;All files (*)"


class Ask:
    """Dialogs over a window; each returns None (or nothing) if the person thought better of it."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def files(self) -> list[Path]:
        """Which files to open."""
        names, _ = QFileDialog.getOpenFileNames(self._window, "Open", "", _SPECTRA)
        return [Path(name) for name in names]

    def folder(self, title: str) -> Path | None:
        """A folder that is there."""
        name = QFileDialog.getExistingDirectory(self._window, title)
        return Path(name) if name else None

    def light_curves(self) -> list[Path]:
        """Light curves of one star."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window, "Add light curves of this star", "", _CURVES
        )
        return [Path(name) for name in names]

    def catalogue(self) -> Path | None:
        """A catalogue to join."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Join catalogue", "", _CATALOGUES)
        return Path(name) if name else None

    def save(self, title: str, suggested: Path, kind: str) -> Path | None:
        """A name for a new file; asks before an old one is replaced."""
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(suggested), kind)
        return Path(name) if name else None

    def text(self, title: str, label: str) -> str:
        """A line of text."""
        answer, given = QInputDialog.getText(self._window, title, label)
        return answer.strip() if given else ""

    def which(self, question: str, answers: tuple[str, ...]) -> int:
        """The number of the answer that was chosen, -1 for none; the first one is the usual."""
        box = QMessageBox(self._window)
        box.setWindowTitle("spectrogui")
        box.setText(question)
        buttons = [box.addButton(text, QMessageBox.ButtonRole.AcceptRole) for text in answers]
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(buttons[0])
        box.exec()
        chosen = box.clickedButton()
        return buttons.index(chosen) if chosen in buttons else -1

    def tell(self, title: str, text: str) -> None:
        """Something that was asked for, such as who made the program."""
        QMessageBox.about(self._window, title, text)
