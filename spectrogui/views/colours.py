"""Every colour of the program, light and dark, and the shapes that go with the verdicts."""

from dataclasses import dataclass

from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as ``#rrggbb``; the same name means the same thing everywhere.

    Attributes
    ----------
    plot, panel, field : backgrounds of plots, of what is around them, of text fields
    hover, chosen : backgrounds of what the mouse is over and of selected lines
    line : the 1 px lines that separate panels
    ink, muted, disabled : text that matters, text that explains, text that is off
    accent, on_accent : focus, progress, default buttons; text on it
    warning : text that asks for care
    observed, template, residual, picked : what is plotted
    mark : line marks, masks and other grey things in plots
    template_band, window_fill : opacity, 0 to 1, of the template's band and of the windows
    unlabelled : a point without a verdict
    verdicts : the colours of verdicts 1 to 5; always drawn with their shape
    """

    name: str
    plot: str
    panel: str
    field: str
    hover: str
    chosen: str
    line: str
    ink: str
    muted: str
    disabled: str
    accent: str
    on_accent: str
    warning: str
    observed: str
    template: str
    residual: str
    picked: str
    mark: str
    template_band: float
    window_fill: float
    unlabelled: str
    verdicts: tuple[str, str, str, str, str]

    def verdict(self, code: int) -> str:
        """The colour of a verdict, 0 to 5; 0 is none."""
        return self.verdicts[code - 1] if code else self.unlabelled


LIGHT = Theme(
    name="light",
    plot="#ffffff",
    panel="#f6f6f4",
    field="#ffffff",
    hover="#ebeae6",
    chosen="#d6e7f2",
    line="#dcdbd6",
    ink="#1a1a1a",
    muted="#5b5e64",
    disabled="#a3a5a8",
    accent="#0072b2",
    on_accent="#ffffff",
    warning="#a04a00",
    observed="#1a1a1a",
    template="#d55e00",
    residual="#0072b2",
    picked="#009e73",
    mark="#84878c",
    template_band=0.20,
    window_fill=0.08,
    unlabelled="#9a9da2",
    verdicts=("#6c86a6", "#d9bf00", "#e69f00", "#d55e00", "#9a4ea0"),
)
DARK = Theme(
    name="dark",
    plot="#16181c",
    panel="#1e2126",
    field="#16181c",
    hover="#2a2e35",
    chosen="#21394a",
    line="#343941",
    ink="#e8e8e8",
    muted="#a3a9b2",
    disabled="#646a73",
    accent="#56b4e9",
    on_accent="#0c1a24",
    warning="#ffb35c",
    observed="#e8e8e8",
    template="#ff9e3d",
    residual="#56b4e9",
    picked="#1fc998",
    mark="#868c95",
    template_band=0.25,
    window_fill=0.12,
    unlabelled="#7d838c",
    verdicts=("#8fa9c9", "#f0e442", "#ffad33", "#ff7a3d", "#d18fd6"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a verdict is drawn: as text, as pyqtgraph's symbol, and whether that is filled."""

    glyph: str
    symbol: str
    filled: bool


VERDICT_SHAPES: tuple[Shape, ...] = (
    Shape("○", "o", False),
    Shape("△", "t1", False),
    Shape("◇", "d", False),
    Shape("●", "o", True),
    Shape("✕", "x", True),
)
"""Of verdicts 1 to 5: inactive, uncertain, probable, secure, peculiar."""


def faded(colour: str, opacity: float) -> QColor:
    """A colour with an opacity of 0 to 1."""
    made = QColor(colour)
    made.setAlphaF(opacity)
    return made


def mixed(colour: str, ground: str, part: float) -> str:
    """The opaque colour that `part` of `colour` makes over `ground`, as ``#rrggbb``."""
    over, under = QColor(colour), QColor(ground)
    channels = (
        (over.red(), under.red()),
        (over.green(), under.green()),
        (over.blue(), under.blue()),
    )
    return "#" + "".join(f"{round(part * a + (1 - part) * b):02x}" for a, b in channels)
