"""A quiet button with a word or sign on it and its meaning in the tip."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton


def small_button(text: str, tip: str) -> QToolButton:
    """A tool button that a click does not give the keyboard to; Tab still reaches it."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
