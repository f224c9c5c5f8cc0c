"""Why a star is called active or not, by the paper's criteria, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from spectrogui.core.lines import ACTIVE, Line
from spectrogui.core.numbers import DETECTED, fixed, measured, signed, significance
from spectrogui.science.activity import PAPER, Criteria, is_active
from spectrogui.views.flag_words import flag_words

Values = Mapping[str, Any]

CRITERIA = (
    f"The paper's criteria: EW Hα > {PAPER.ew_ha:g} Å, each Ca II line > {PAPER.ew_ca:g} Å, "
    f"RMSE < {PAPER.rmse:g}, Teff < {PAPER.teff:g} K"
)
_HALPHA, *_CALCIUM = ACTIVE
_DOUBTS = {
    "nebular": "nebular lines are seen",
    "frame": "the spectrum is shifted against its template",
    "masked_ha": "Hα has pixels without usable flux",
    "masked_ca": "a Ca II line has pixels without usable flux",
    "cosmic": "a cosmic ray or sky spike was found",
    "sky": "sky residuals lie on a line",
    "balmer_hot": "it may be a hot star with Balmer emission",
    "sb2": "it may be two stars",
    "reconstruction": "the template fits the star poorly",
    "low_snr": "the signal is low",
}
"""What a flag says against trusting the widths; other flags do not speak against them."""


def why_active(values: Values, criteria: Criteria = PAPER) -> str:
    """One sentence: the decision, what it rests on, and what speaks against trusting it.

    For example ``Active: Hα +2.18 Å (18σ) and all three Ca II lines in excess; but nebular lines
    are seen.``
    """
    if "no_red_arm" in flag_words(values.get("flags")):
        return "Not decided: the spectrum has no red arm."
    failing, missing = _failing(values, criteria), _missing(values)
    decision = values["active"] if "active" in values else is_active(values, criteria)
    doubts = _doubts(values)
    if decision:
        reasons = [f"{_with_sigmas(values, _HALPHA)} and {_calcium(values)}"]
        doubts = _weak(values) + doubts
    elif decision is False:
        reasons, doubts = failing, _support(values, criteria) + doubts
    else:
        reasons, doubts = missing, failing + doubts
        if not failing and (support := _support(values, criteria)):
            reasons = [f"{_listed(missing)}; {support[0]}"]
    word = {True: "Active", False: "Not active", None: "Not decided"}[decision]
    said = f"{word}: {_listed(reasons)}" if reasons else word
    return f"{said}; but {_listed(doubts)}." if doubts else f"{said}."


def _failing(values: Values, criteria: Criteria) -> list[str]:
    """Each criterion that is known not to be met."""
    said = []
    halpha, rmse, teff = (values.get(name) for name in ("ew_ha", "rmse", "teff"))
    if halpha is not None and not halpha > criteria.ew_ha:
        said.append(f"{_width(values, _HALPHA)} is below the limit of {criteria.ew_ha:g} Å")
    absent = [line for line in _CALCIUM if _is_at_most(values, line, criteria.ew_ca)]
    if absent:
        said.append(f"{_triplet(absent)} {'shows' if len(absent) == 1 else 'show'} no excess")
    if rmse is not None and not rmse < criteria.rmse:
        said.append(f"RMSE {fixed(rmse, 4)} is over {criteria.rmse:g}")
    if teff is not None and not teff < criteria.teff:
        said.append(f"Teff {fixed(teff, 0, 'K')} is over {criteria.teff:g} K")
    return said


def _missing(values: Values) -> list[str]:
    """What would have to be known to decide."""
    lines = [line.label for line in ACTIVE if values.get(f"ew_{line.key}") is None]
    said = ["no Teff is known"] if values.get("teff") is None else []
    if lines:
        said.append(f"{_listed(lines)} {'was' if len(lines) == 1 else 'were'} not measured")
    return said + (["no RMSE is known"] if values.get("rmse") is None and not lines else [])


def _support(values: Values, criteria: Criteria) -> list[str]:
    """Lines that show an excess although the star does not count as active."""
    halpha, sure = values.get("ew_ha"), _sure(values, _HALPHA)
    strong = halpha is not None and halpha > criteria.ew_ha
    found = []
    if strong or _sigmas(values, _HALPHA) >= DETECTED:
        found.append(f"Hα ({sure})" if sure else "Hα")
    if seen := _seen(values):
        found.append(_triplet(seen))
    return [f"an excess is seen in {_listed(found)}"] if found else []


def _calcium(values: Values) -> str:
    """How the calcium triplet of an active star supports Hα."""
    seen = _seen(values)
    return f"{_triplet(seen)} in excess" if seen else "Ca II above zero"


def _seen(values: Values) -> list[Line]:
    return [line for line in _CALCIUM if _sigmas(values, line) >= DETECTED]


def _triplet(lines: Sequence[Line]) -> str:
    if len(lines) == len(_CALCIUM):
        return "all three Ca II lines"
    return f"Ca II {_listed([_number(line) for line in lines])}"


def _weak(values: Values) -> list[str]:
    """Lines of an active star that are no detection by themselves."""
    said = [f"Hα is below {DETECTED:g}σ"] * (_sigmas(values, _HALPHA) < DETECTED)
    weak = [line for line in _CALCIUM if _sigmas(values, line) < DETECTED]
    if len(weak) == len(_CALCIUM):
        return [*said, f"no Ca II line reaches {DETECTED:g}σ"]
    if weak:
        names = _listed([_number(line) for line in weak])
        return [*said, f"Ca II {names} below {DETECTED:g}σ"]
    return said


def _doubts(values: Values) -> list[str]:
    """What the flags say against the widths."""
    snr = values.get("snr_r")
    said = {word: _DOUBTS[word] for word in flag_words(values.get("flags")) if word in _DOUBTS}
    if "low_snr" in said and snr is not None:
        said["low_snr"] = f"S/N is only {fixed(snr, 1)}"
    return list(said.values())


def _width(values: Values, line: Line) -> str:
    """``Hα +0.31 ± 0.12 Å``."""
    value, error = values[f"ew_{line.key}"], values.get(f"e_ew_{line.key}")
    text = measured(value, error, "Å")
    return f"{line.label} {'+' * (value > 0)}{text}"


def _with_sigmas(values: Values, line: Line) -> str:
    """``Hα +2.18 Å (18σ)``."""
    sure = _sure(values, line)
    text = f"{line.label} {signed(values[f'ew_{line.key}'], 2)} Å"
    return f"{text} ({sure})" if sure else text


def _number(line: Line) -> str:
    return line.label.removeprefix("Ca II ")


def _sure(values: Values, line: Line) -> str:
    return significance(values.get(f"ew_{line.key}"), values.get(f"e_ew_{line.key}"))


def _sigmas(values: Values, line: Line) -> float:
    """How many σ above zero; without an error any excess counts as one."""
    value, error = values.get(f"ew_{line.key}"), values.get(f"e_ew_{line.key}")
    if value is None:
        return 0.0
    return round(value / error, 1) if error else (DETECTED if value > 0 else 0.0)


def _is_at_most(values: Values, line: Line, least: float) -> bool:
    value = values.get(f"ew_{line.key}")
    return value is not None and not value > least


def _listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
