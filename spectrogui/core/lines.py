"""The spectral lines: where they are, and over which window each is measured.

Wavelengths are in air, Å (paper section 4.3 for the windows; design tables for the rest).
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["activity", "lithium", "helium", "forbidden", "telluric"]


@dataclass(frozen=True, slots=True)
class Line:
    """One spectral line.

    Attributes
    ----------
    key : name in column names, e.g. ``ha`` in ``ew_ha``
    label : as people write it
    air : centre in air, Å
    half_width : half of the integration window, Å; 0 for a line that is only marked
    kind : what the line tells of
    """

    key: str
    label: str
    air: float
    half_width: float
    kind: Kind

    @property
    def low(self) -> float:
        """Blue edge of the window, Å in air."""
        return self.air - self.half_width

    @property
    def high(self) -> float:
        """Red edge of the window, Å in air."""
        return self.air + self.half_width


LINES: tuple[Line, ...] = (
    Line("ha", "Hα", 6562.80, 10.0, "activity"),
    Line("ca8498", "Ca II 8498", 8498.02, 5.0, "activity"),
    Line("ca8542", "Ca II 8542", 8542.09, 5.0, "activity"),
    Line("ca8662", "Ca II 8662", 8662.14, 5.0, "activity"),
    Line("li", "Li I 6708", 6707.84, 4.0, "lithium"),
    Line("nii6548", "[N II]", 6548.05, 0.0, "forbidden"),
    Line("nii6583", "[N II]", 6583.45, 0.0, "forbidden"),
    Line("hei6678", "He I", 6678.15, 0.0, "helium"),
    Line("sii6716", "[S II]", 6716.44, 0.0, "forbidden"),
    Line("sii6731", "[S II]", 6730.82, 0.0, "forbidden"),
)
MEASURED: tuple[Line, ...] = tuple(line for line in LINES if line.half_width)
ACTIVE: tuple[Line, ...] = tuple(line for line in LINES if line.kind == "activity")

TELLURIC: tuple[tuple[float, float], ...] = (
    (6860.0, 6960.0),
    (7160.0, 7340.0),
    (7590.0, 7720.0),
    (8100.0, 8360.0),
    (8930.0, 9800.0),
)
"""Bands of the Earth's air, Å in vacuum, in the observer's frame."""
