"""How the room of the bench can be shared out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """Shares of the width and of the heights; `key` names it in the settings of the window."""

    columns: tuple[int, int, int]
    left: tuple[int, int]
    middle: tuple[int, int]
    below: tuple[int, int]
    right: tuple[int, int]


VET = Layout((300, 720, 260), (11, 10), (62, 38), (29, 71), (46, 54))
LATENT = Layout((620, 420, 240), (3, 10), (70, 30), (40, 60), (46, 54))
