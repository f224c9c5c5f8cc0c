"""What the card says of a star: from the columns of a row to words."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from spectrogui.core.columns import COLUMN
from spectrogui.core.curve_study import BY_HAND
from spectrogui.core.lines import MEASURED
from spectrogui.core.numbers import UNKNOWN, fixed, measured, width
from spectrogui.views.column_text import shown_value
from spectrogui.views.flag_words import flag_sentence, flag_words
from spectrogui.views.sky_place import decimal_place, sexagesimal_place

Values = Mapping[str, Any]
_RV_FROM = {
    "hand": "taken over by hand",
    "catalogue": "from the catalogue",
    "header": "from the header",
    "ccf": "by cross-correlation",
    "none": "no velocity: not shifted",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the card.

    Attributes
    ----------
    text : "" leaves the line out
    role : "" or one of the style sheet's roles
    tip : what the line means, or more of it
    """

    text: str
    role: str = ""
    tip: str = ""


def title(values: Values) -> str:
    """Who it is: designation, else obsid, else the file."""
    return str(
        values.get("designation")
        or values.get("obsid")
        or PurePath(str(values.get("path") or "")).name
    )


def identity(values: Values) -> dict[str, Said]:
    """Names and place."""
    place = values.get("ra"), values.get("dec")
    path = PurePath(str(values.get("path") or ""))
    return {
        "obsid": Said(str(values.get("obsid") or "")),
        "EPIC": Said(str(values.get("epic") or "")),
        "RA Dec": Said(decimal_place(*place), tip="Degrees, ICRS"),
        "h m s ° ′ ″": Said(sexagesimal_place(*place), tip="ICRS"),
        "File": Said(path.name, tip=str(path)),
    }


def kind(values: Values) -> dict[str, Said]:
    """What kind of star it is."""
    types = [str(values[name]) for name in ("subclass", "class") if values.get(name)]
    gravity, metals = (values.get(name) for name in ("logg", "feh"))
    unknown = gravity is None and metals is None
    teff = values.get("teff")
    if teff is None:
        hot = Said("not known", "muted", "No catalogue gave it, so “active” cannot be decided")
    else:
        hot = Said(fixed(teff, 0, "K"), tip=COLUMN["teff"].note)
    return {
        "Type": Said(types[0] if types else "", tip="Given by the survey"),
        "Teff": hot,
        "log g": Said(
            "" if unknown else f"{fixed(gravity, 2)}, [Fe/H] {fixed(metals, 2)}",
            tip="From a catalogue, dex",
        ),
    }


def quality(values: Values) -> dict[str, Said]:
    """How far its numbers can be trusted."""
    rv, source = values.get("rv_kms"), str(values.get("rv_source") or "")
    said = _RV_FROM.get(source, source)
    error = values.get("e_rv_kms")
    text = fixed(rv, 1, "km/s") if error is None else measured(rv, error, "km/s")
    velocity = f"{text} {said}" if rv is not None else said
    return {
        "S/N r": Said(_column(values, "snr_r")),
        "RMSE": Said(_column(values, "rmse"), tip=COLUMN["rmse"].note),
        "χ²ᵣ": Said(_column(values, "chi2r"), tip=COLUMN["chi2r"].note),
        "RV": Said(velocity.strip(), tip=COLUMN["rv_kms"].note),
        "Frame": _frame(values),
        "Medium": Said(
            "vacuum in the file → air, at rest" if rv is not None or source else "",
            tip="LAMOST writes vacuum wavelengths; the template lives in air, at rest",
        ),
    }


def flags(values: Values) -> list[str]:
    """The flags as sentences."""
    return [flag_sentence(word) for word in flag_words(values.get("flags"))]


def activity(values: Values) -> dict[str, Said]:
    """How strong the five lines are, and how much that is."""
    said = {}
    for line in MEASURED:
        value, error = values.get(f"ew_{line.key}"), values.get(f"e_ew_{line.key}")
        text = width(value, error)
        if text == UNKNOWN:
            said[line.label] = Said("not measured", "muted", "The window has no usable flux")
        else:
            tip = f"{COLUMN[f'ew_{line.key}'].note}; below 3σ with its upper limit"
            said[line.label] = Said(text, tip=tip)
    return said | _fluxes(values)


def light_curve(values: Values) -> dict[str, Said]:
    """What its K2 light curve tells; nothing if none was measured."""
    product = str(values.get("lc_product") or "")
    if not product:
        return {}
    period, quality = values.get("lc_period"), str(values.get("lc_quality") or "")
    said = measured(period, values.get("lc_period_err"), "d") if period is not None else ""
    amplitude, flares = values.get("lc_amplitude"), values.get("lc_flares")
    doubt = "" if quality in {"ok", BY_HAND} else quality.replace(";", "; ")
    return {
        "Period": Said(
            f"{said} (by hand)" if quality == BY_HAND else said, tip=COLUMN["lc_period"].note
        ),
        "Amplitude": Said(
            "" if amplitude is None else fixed(100 * amplitude, 2, "%"),
            tip=COLUMN["lc_amplitude"].note,
        ),
        "Rotation": Said(f"⚠ {doubt}" if doubt else "", "muted", COLUMN["lc_quality"].note),
        "Flares": Said("" if flares is None else str(flares), tip=COLUMN["lc_flares"].note),
        "K2": Said(product, tip=COLUMN["lc_product"].note),
    }


def _fluxes(values: Values) -> dict[str, Said]:
    """Surface fluxes and R′, where there is an excess and the star is known well enough."""
    said = {}
    for key, label in (("ha", "Hα"), ("ca", "Ca II")):
        for kind, sign in (("f", "F"), ("r", "R′")):
            name = f"log_{kind}_{key}"
            value, error = values.get(name), values.get(f"e_{name}")
            text = "" if value is None else measured(value, error)
            said[f"log {sign} {label}"] = Said(text, tip=COLUMN[name].note)
    return said


def _frame(values: Values) -> Said:
    lag, ok = values.get("lag_kms"), values.get("frame_ok")
    if lag is None or ok is None:
        return Said("")
    shift = f"lag {fixed(lag, 1, 'km/s')}"
    if ok:
        return Said(f"ok, {shift}", tip=COLUMN["lag_kms"].note)
    return Said(f"⚠ shifted: {shift}", "warning", "Over half a pixel: the widths may be wrong")


def _column(values: Values, name: str) -> str:
    return shown_value(COLUMN[name], values.get(name))
