"""The button that takes over the corrected velocity of a shifted spectrum, or gives it back."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from spectrogui.core.numbers import fixed
from spectrogui.views.plot import small_font

BY_HAND = "hand"
"""What `rv_source` says of a velocity that was taken over."""


def corrected(values: Mapping[str, Any]) -> float | None:
    """The velocity that takes the lag of a row away, km/s; None where there is no lag."""
    lag = values.get("lag_kms")
    if lag is None or not isfinite(lag):
        return None
    return round(float(values.get("rv_kms") or 0.0) + float(lag), 2)


class VelocityOffer(QWidget):
    """Not there while spectrum and template agree, unless a velocity was taken over before."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self.button = QPushButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addStretch()
        self.hide()

    def set_key(self, key: str) -> None:
        """The key that does the same, as people read it; "" for none."""
        self._key = key

    def show_row(self, values: Mapping[str, Any]) -> None:
        """Offer what there is to offer for a row."""
        text, tip = _offer(values)
        self.button.setText(f"{text} ({self._key})" if self._key else text)
        self.button.setToolTip(tip)
        self.button.setAccessibleName(text)
        self.button.setAccessibleDescription(tip)
        self.setVisible(bool(text))

    def restyle(self) -> None:
        """Take the size of text of now."""
        self.button.setFont(small_font())


def _offer(values: Mapping[str, Any]) -> tuple[str, str]:
    """What the button says, and what it does; "" for nothing to offer."""
    if values.get("rv_source") == BY_HAND:
        return "Back to the velocity of before", (
            "Forget the velocity that was taken over and measure with that of file or catalogue"
        )
    kms = corrected(values)
    if values.get("frame_ok") is not False or kms is None:
        return "", ""
    return f"Use {fixed(kms, 1, 'km/s')}", (
        "Take the lag away and measure this star anew; the file stays as it is, "
        "and the same key goes back"
    )
