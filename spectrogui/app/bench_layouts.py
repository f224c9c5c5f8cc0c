"""How the room of the bench can be shared out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """Shares of the widths and of the heights; without `lithium` its panel makes room."""

    columns: tuple[int, int, int]
    left: tuple[int, int]
    middle: tuple[int, int]
    below: tuple[int, int]
    right: tuple[int, int]
    lithium: bool = True


VET = Layout((376, 602, 302), (11, 10), (62, 38), (40, 60), (56, 44))
CURVE = Layout((376, 602, 302), (11, 10), (38, 62), (30, 70), (56, 44), False)
LATENT = Layout((438, 540, 302), (3, 10), (66, 34), (41, 59), (56, 44))
COMPARE = Layout((376, 602, 302), (11, 10), (46, 54), (30, 70), (56, 44), False)
