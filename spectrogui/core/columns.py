"""Every column of a result: its name, unit, meaning and digits, said once.

The table in the window, the session file, the filter box and `spectrogui score` all read this.
"""

from dataclasses import dataclass
from math import isnan
from typing import Any, Literal

Kind = Literal["text", "int", "float", "bool"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    name : as in files and filter expressions
    kind : ``text`` holds str ("" unknown), the others float (NaN unknown; a bool is 0 or 1)
    unit : in FITS style, "" for none
    title : as people read it on an axis or a table head
    note : one sentence
    digits : decimals that are kept; values are rounded to them when they are made
    """

    name: str
    kind: Kind
    title: str
    unit: str = ""
    digits: int = 0
    note: str = ""

    def format(self, value: Any) -> str:
        """The text of a value, the same in the window and in every text file; "" if unknown."""
        if value is None or value == "":
            return ""
        if self.kind == "text":
            return str(value)
        number = float(value)
        if isnan(number):
            return ""
        if self.kind == "bool":
            return "True" if number else "False"
        if self.kind == "int":
            return str(round(number))
        return f"{number:.{self.digits}f}"

    def keep(self, value: Any) -> Any:
        """A value as it is stored: str, or float rounded to `digits` and NaN if unknown."""
        if self.kind == "text":
            return "" if value is None else str(value)
        if value is None or value == "":
            return float("nan")
        number = float(value)
        return round(number, self.digits) + 0.0 if self.kind == "float" else number  # no -0.0


def _t(name: str, title: str, note: str) -> Column:
    return Column(name, "text", title, note=note)


def _f(name: str, title: str, unit: str, digits: int, note: str) -> Column:
    return Column(name, "float", title, unit, digits, note)


def _ew(key: str, label: str, sign: str) -> tuple[Column, Column]:
    return (
        _f(f"ew_{key}", f"EW {label}", "Angstrom", 4, f"Equivalent width of {label}; {sign}"),
        _f(f"e_ew_{key}", f"σ EW {label}", "Angstrom", 4, f"1σ error of ew_{key}"),
    )


def _log(kind: str, key: str, sign: str, label: str, what: str) -> tuple[Column, Column]:
    name, title = f"log_{kind}_{key}", f"log {sign}({label})"
    unit = " (erg/s/cm²)" if kind == "f" else ""
    note = f"log10 of {what}; empty without a Teff or an excess over 1σ"
    of = "of the width and of Teff, log g and [Fe/H]"
    return (
        _f(name, f"{title}{unit}", "", 3, note),
        _f(f"e_{name}", f"σ {title}", "dex", 3, f"1σ error of {name}: {of}"),
    )


_EXCESS = "excess emission over the template is positive"

IDENTITY: tuple[Column, ...] = (
    _t("path", "File", "The spectrum file"),
    _t("obsid", "obsid", "LAMOST observation number"),
    _t("designation", "Designation", "LAMOST JHHMMSS.ss±DDMMSS.s"),
    Column("lmjd", "int", "LMJD", "d", note="Local modified Julian day of the night"),
    _t("planid", "Plan", "Observation plan"),
    Column("spid", "int", "Spectrograph", note="Spectrograph number"),
    Column("fiberid", "int", "Fibre", note="Fibre number"),
    _t("epic", "EPIC", "K2 Ecliptic Plane Input Catalog number"),
    _f("ra", "RA", "deg", 6, "Right ascension, ICRS"),
    _f("dec", "Dec", "deg", 6, "Declination, ICRS"),
    _t("class", "Class", "Class given by the survey"),
    _t("subclass", "Type", "Spectral type given by the survey"),
    _f("snr_r", "S/N r", "", 2, "Signal-to-noise per pixel in the r band"),
    _t("status", "Status", "ok, partial (some window unusable) or failed"),
    _t("problem", "Problem", "Why numbers are missing"),
)
FRAME: tuple[Column, ...] = (
    _f("rv_kms", "RV", "km/s", 2, "Radial velocity taken out of the wavelengths"),
    _f("e_rv_kms", "σ RV", "km/s", 2, "1σ error of rv_kms, where it was measured here"),
    _t("rv_source", "RV from", "hand, catalogue, header, ccf (cross-correlation) or none"),
    _f("rv_quality", "RV quality", "", 2, "σ by which the cross-correlation stands out"),
    _f("lag_kms", "Lag", "km/s", 2, "Shift left between spectrum and template"),
    Column(
        "frame_ok",
        "bool",
        "Frame ok",
        note="False when the lag is over half a pixel and its own error",
    ),
)
MODEL: tuple[Column, ...] = (
    *(_f(f"z{i}", f"z{'₁₂₃₄'[i - 1]}", "", 4, f"Latent number {i}") for i in (1, 2, 3, 4)),
    _f("rmse", "RMSE", "", 5, "Root mean square of the residual outside Hα and Ca II"),
    _f(
        "chi2r",
        "χ²ᵣ",
        "",
        3,
        "Reduced χ² of the residual outside Hα and Ca II, by the noise and by what is expected "
        "of the model for such stars: about 1 at any S/N",
    ),
)
WIDTHS: tuple[Column, ...] = (
    *_ew("ha", "Hα", _EXCESS),
    *_ew("ca8498", "Ca II 8498", _EXCESS),
    *_ew("ca8542", "Ca II 8542", _EXCESS),
    *_ew("ca8662", "Ca II 8662", _EXCESS),
    *_ew("li", "Li I", "excess absorption over the template is positive"),
)
STAR: tuple[Column, ...] = (
    _f("teff", "Teff", "K", 1, "Effective temperature, from a catalogue; empty if unknown"),
    _f("logg", "log g", "dex", 3, "Surface gravity, from a catalogue"),
    _f("feh", "[Fe/H]", "dex", 3, "Metallicity, from a catalogue"),
    *_log("f", "ha", "F", "Hα", "the excess surface flux of Hα, erg/s/cm2"),
    *_log("f", "ca", "F", "Ca II", "the excess surface flux of the Ca II triplet, erg/s/cm2"),
    *_log("r", "ha", "R′", "Hα", "F(Hα) over σ Teff⁴"),
    *_log("r", "ca", "R′", "Ca II", "F(Ca II) over σ Teff⁴"),
    Column("active", "bool", "Active", note="Meets the paper's criteria; empty without a Teff"),
    _t("flags", "Flags", "Words joined by ;"),
    _f("outlier", "Outlier", "", 4, "0 ordinary … 1 most unusual of the training stars"),
)
R250: tuple[Column, ...] = (
    _f("ew_ha_r250", "EW Hα R250", "Angstrom", 4, "Equivalent width of Hα at R = 250"),
    _f("e_ew_ha_r250", "σ EW Hα R250", "Angstrom", 4, "1σ error of ew_ha_r250"),
    _f("ew_exc_ha_r250", "Excess EW Hα R250", "Angstrom", 4, "Excess over the R250 template"),
    _f("e_ew_exc_ha_r250", "σ Excess Hα R250", "Angstrom", 4, "1σ error of ew_exc_ha_r250"),
    _f("rmse_r250", "RMSE R250", "", 5, "Root mean square of the R250 residual outside Hα"),
    Column("active_r250", "bool", "Active R250", note="Classified as active from R250"),
)
LIGHT_CURVE: tuple[Column, ...] = (
    _f("lc_period", "Period", "d", 6, "Period of the K2 light curve; empty if it has none"),
    _f("lc_period_err", "σ Period", "d", 7, "1σ error of lc_period"),
    _f(
        "lc_amplitude",
        "Amplitude",
        "",
        6,
        "Peak to peak of the phase curve in 64 bins, relative flux",
    ),
    _f("lc_power", "Power", "", 4, "Lomb-Scargle power at the period, 0 to 1"),
    _t("lc_quality", "Period quality", "ok, or what is to be known of the period, joined by ;"),
    Column("lc_flares", "int", "Flares", note="Flares in the K2 light curve"),
    _t("lc_product", "Light curve", "Author and campaign of the light curve that was measured"),
    _t("lc_path", "Light curve file", "The light curve that was measured"),
    _t("lc_sha256", "Light curve input", "SHA-256 of that file"),
)
VERDICT: tuple[Column, ...] = (
    Column("verdict", "int", "Verdict", note="1 inactive … 4 securely active, 5 peculiar"),
    _t("tags", "Tags", "Words joined by ;"),
    Column("star", "bool", "Star", note="Starred by the inspector"),
    _t("comment", "Comment", "Free text by the inspector"),
    _t("inspector", "Inspector", "Who gave the verdict"),
    _t("labelled_utc", "Labelled", "When the row was last labelled, UTC"),
)
PROVENANCE: tuple[Column, ...] = (
    _t("model_sha256", "Model", "SHA-256 of the model's weights"),
    _t("model_r250_sha256", "Model R250", "SHA-256 of the weights of the R250 model"),
    _t("prep_sha256", "Preparation", "SHA-256 of the settings of preparation, fit and measuring"),
    _t("input_sha256", "Input", "SHA-256 of the file"),
    _t("app_version", "Version", "Version of spectrogui"),
)
COLUMNS: tuple[Column, ...] = (
    *IDENTITY,
    *FRAME,
    *MODEL,
    *WIDTHS,
    *STAR,
    *R250,
    *LIGHT_CURVE,
    *VERDICT,
    *PROVENANCE,
)
COLUMN: dict[str, Column] = {column.name: column for column in COLUMNS}
