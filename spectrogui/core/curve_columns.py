"""The columns of the tables that `spectrogui lightcurve` writes."""

from spectrogui.core.columns import COLUMN, Column


def _f(name: str, title: str, unit: str, digits: int, note: str) -> Column:
    return Column(name, "float", title, unit, digits, note)


CURVE_COLUMNS: tuple[Column, ...] = (
    Column("path", "text", "File", note="The light curve file"),
    COLUMN["epic"],
    COLUMN["ra"],
    COLUMN["dec"],
    _f("kepmag", "Kp", "mag", 3, "Kepler magnitude"),
    COLUMN["lc_product"],
    *(
        COLUMN[name]
        for name in (
            "lc_period",
            "lc_period_err",
            "lc_amplitude",
            "lc_power",
            "lc_quality",
            "lc_flares",
        )
    ),
    _f("baseline_d", "Baseline", "d", 3, "From the first to the last usable point"),
    _f("cadence_s", "Cadence", "s", 1, "Between two points, by the median"),
    Column("n_points", "int", "Points", note="Points that the quality flags let be used"),
    Column("flux_column", "text", "Flux", note="The columns that the flux was taken from"),
    Column("simulated", "bool", "Simulated", note="True for what a program made"),
    Column("status", "text", "Status", note="ok, failed, or empty if the run was stopped before"),
    Column("problem", "text", "Problem", note="Why there are no numbers"),
    COLUMN["lc_sha256"],
    COLUMN["app_version"],
)
"""One row for each light curve."""

FLARE_COLUMNS: tuple[Column, ...] = (
    CURVE_COLUMNS[0],
    COLUMN["epic"],
    COLUMN["lc_product"],
    _f("start", "Start", "d", 5, "First point of the flare, BJD (TDB) - 2454833"),
    _f("peak", "Peak", "d", 5, "Highest point, BJD (TDB) - 2454833"),
    _f("stop", "Stop", "d", 5, "Last point, BJD (TDB) - 2454833"),
    _f(
        "amplitude", "Amplitude", "", 6, "Height of the highest point over the star, relative flux"
    ),
    _f("significance", "Significance", "", 1, "The same in units of σ of the light curve"),
    _f("duration_h", "Duration", "h", 3, "From start to stop"),
    _f("energy_s", "Equivalent duration", "s", 2, "Area under the flare in units of the star"),
    COLUMN["app_version"],
)
"""One row for each flare."""
