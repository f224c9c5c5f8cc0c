"""A dialog made from the table of settings; what is changed takes effect at once."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from spectrogui.store.settings import SETTINGS, Setting, SettingsStore

_STEP = 10


class SettingsDialog(QDialog):
    """One line for each setting, by groups."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setWindowTitle("Settings")
        self.editors: dict[str, QWidget] = {}
        form = QFormLayout()
        form.setSpacing(8)
        group = ""
        for setting in SETTINGS:
            if setting.group != group:
                group = setting.group
                form.addRow(_heading(group))
            self.editors[setting.key] = self._editor(setting)
            form.addRow(setting.label, self.editors[setting.key])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(16)
        box.addLayout(form)
        box.addWidget(buttons)

    def _editor(self, setting: Setting) -> QWidget:
        value: Any = getattr(self._store.settings, setting.key)
        change = partial(self._store.set, setting.key)
        editor: QWidget
        if setting.kind == "choice":
            editor = _combo(setting, value)
            editor.currentTextChanged.connect(change)
        elif setting.kind == "bool":
            editor = QCheckBox()
            editor.setChecked(value)
            editor.toggled.connect(change)
        elif setting.kind == "int":
            editor = QSpinBox(singleStep=_STEP)
            editor.setRange(*setting.choices)
            editor.setValue(value)
            editor.setKeyboardTracking(False)
            editor.valueChanged.connect(change)
        else:
            editor = QLineEdit(value)
            editor.textChanged.connect(change)
        editor.setToolTip(setting.note)
        editor.setAccessibleName(setting.label)
        editor.setAccessibleDescription(setting.note)
        return editor


def _combo(setting: Setting, value: str) -> QComboBox:
    box = QComboBox()
    box.addItems([str(choice) for choice in setting.choices])
    box.setCurrentText(value)
    return box


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label
