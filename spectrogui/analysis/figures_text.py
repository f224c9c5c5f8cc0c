"""What stands in a figure: numbers with their errors, and the lines that say what is shown."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from spectrogui import __version__
from spectrogui.core.curve_study import NO_PERIOD, Study
from spectrogui.core.numbers import decimals_of, fixed, minus, significance

_APART = "  ·  "


def measured(value: float | None, error: float | None, unit: str = "", most: int = 6) -> str:
    """For example ``1.23 ± 0.08 Å``: two digits of the error, but not more than `most` decimals.

    Without a value it is "".
    """
    if value is None or not isfinite(value):
        return ""
    tail = f" {unit}" if unit else ""
    if error is None or not isfinite(error) or error <= 0:
        return minus(f"{value:.4g}") + tail
    decimals = decimals_of(error, most)
    return f"{fixed(value, decimals)} ± {error:.{decimals}f}{tail}"


def width(values: Mapping[str, Any], key: str, *, brief: bool = False) -> str:
    """An equivalent width as a row has it: ``EW 1.23 ± 0.08 Å (15σ)``, or only the numbers."""
    value, error = values.get(f"ew_{key}"), values.get(f"e_ew_{key}")
    text = measured(value, error, "" if brief else "Å", 2 if brief else 3)
    if not text or brief:
        return text
    if value is None or not error:
        return f"EW {text}"
    return f"EW {text} ({significance(value, error)})"


def parts_per(amplitude: float) -> str:
    """A relative flux as people say it: ``5.0 %``, ``1.20 ppt`` or ``85 ppm``."""
    if not isfinite(amplitude):
        return ""
    if amplitude >= 0.01:
        return f"{100 * amplitude:.3g} %"
    return f"{1e3 * amplitude:.3g} ppt" if amplitude >= 1e-3 else f"{1e6 * amplitude:.3g} ppm"


def heading(values: Mapping[str, Any], study: Study | None) -> str:
    """Who it is: designation, EPIC, spectral type, temperature."""
    epic = values.get("epic") or (study.curve.header.epic if study else "")
    teff = values.get("teff")
    parts = [
        str(values.get("designation") or values.get("obsid") or ""),
        f"EPIC {epic}" if epic else "",
        str(values.get("subclass") or ""),
        f"Teff {teff:.0f} K" if teff else "",
        "simulated" if _is_simulated(values, study) else "",
    ]
    return _APART.join(part for part in parts if part)


def spectrum_line(values: Mapping[str, Any]) -> str:
    """Which spectrum it is, in one line."""
    snr, rv, rmse = values.get("snr_r"), values.get("rv_kms"), values.get("rmse")
    parts = [
        f"LAMOST obsid {values['obsid']}" if values.get("obsid") else "",
        f"S/N(r) {snr:.0f}" if snr else "",
        f"RV {fixed(rv, 0)} km/s ({values.get('rv_source')})" if rv is not None else "",
        f"RMSE {rmse:.3f}" if rmse else "",
    ]
    return _APART.join(part for part in parts if part)


def widths_line(values: Mapping[str, Any]) -> str:
    """The equivalent widths in one line."""
    names = {"ha": "Hα", "ca8498": "Ca II 8498", "ca8542": "8542", "ca8662": "8662", "li": "Li I"}
    widths = [
        f"{name} {text}" for key, name in names.items() if (text := width(values, key, brief=True))
    ]
    return f"EW (Å): {', '.join(widths)}" if widths else ""


def curve_line(study: Study | None, period: float) -> str:
    """The numbers of the light curve in one line."""
    if study is None:
        return "No K2 light curve."
    header, found = study.curve.header, study.rotation
    product = header.product or "light curve"
    if isfinite(period) and period != found.period:
        numbers = [f"folded at {period:.5g} d, chosen by hand (measured: {period_text(study)})"]
    else:
        numbers = [period_text(study)]
        numbers += [f"amplitude {parts_per(found.amplitude)}"] if isfinite(found.amplitude) else []
        if found.quality != NO_PERIOD:
            numbers.append(f"quality: {found.quality.replace(';', '; ')}")
    return _APART.join(
        [
            f"{product} ({header.flux_column})" if header.flux_column else product,
            *numbers,
            f"flares: {len(study.flares)}",
        ]
    )


def period_text(study: Study) -> str:
    """``P = 3.0016 ± 0.0083 d``, or that there is none."""
    found = study.rotation
    text = measured(found.period, found.period_err, "d")
    return f"P = {text}" if text else NO_PERIOD


def origin_line(values: Mapping[str, Any], study: Study | None) -> str:
    """What the figure was made with and from."""
    model = str(values.get("model_sha256") or "")[:8]
    spectrum = str(values.get("input_sha256") or "")[:8]
    curve = study.curve.header.input_sha256[:8] if study else ""
    parts = [
        f"spectrogui {__version__}",
        f"model {model}" if model else "",
        f"spectrum {spectrum}" if spectrum else "",
        f"light curve {curve}" if curve else "",
    ]
    return _APART.join(part for part in parts if part)


def _is_simulated(values: Mapping[str, Any], study: Study | None) -> bool:
    flags = str(values.get("flags") or "").split(";")
    return "simulated" in flags or (study is not None and study.curve.header.simulated)
