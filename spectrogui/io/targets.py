"""Rows to be: what the inputs of the program come to."""

from dataclasses import dataclass, field

from spectrogui.core.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Target:
    """One row to be: a spectrum file, or the sentence that says why there is none.

    Attributes
    ----------
    path : the file, or what was given in its place
    problem : why there is nothing to read, "" if there is
    parameters : what a catalogue says of the star
    obsid : LAMOST's number, if a list gives it
    """

    path: str
    problem: str = ""
    parameters: Parameters | None = None
    obsid: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All targets in the order given, and remarks for the user, one sentence each."""

    targets: list[Target] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
