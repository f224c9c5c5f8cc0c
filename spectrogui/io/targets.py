"""Rows to be: what the inputs of the program come to."""

from dataclasses import dataclass, field

from spectrogui.core.parameters import Parameters
from spectrogui.io.session_curves import CurveFile


@dataclass(frozen=True, slots=True)
class Target:
    """One row to be: a spectrum file, or the sentence that says why there is none.

    Attributes
    ----------
    path : the file, or what was given in its place
    problem : why there is nothing to read, "" if there is
    parameters : what a catalogue says of the star
    obsid : LAMOST's number, if a list gives it
    curves : light curves of the star, if a list gives them
    """

    path: str
    problem: str = ""
    parameters: Parameters | None = None
    obsid: str = ""
    curves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the inputs come to.

    Attributes
    ----------
    targets : in the order given
    notes : remarks for the user, one sentence each
    curves : light curves, for the stars with their EPIC numbers
    only_curves : nothing else was given: the targets stand for the stars of the light curves
    """

    targets: list[Target] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    curves: list[CurveFile] = field(default_factory=list)
    only_curves: bool = False
