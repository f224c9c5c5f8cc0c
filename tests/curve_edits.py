"""Other files from light curve files, and lightkurve at work on them."""

import warnings

import fake_curves
import numpy as np
from astropy.io import fits


def change_cards(path, number, **cards):
    """Other cards in a part of a file; None takes one out."""
    with fits.open(path, mode="update") as parts:
        for name, value in cards.items():
            if value is None:
                del parts[number].header[name]
            else:
                parts[number].header[name] = value


def with_table_first(path, out):
    """The same file with a table of no interest before the others."""
    with fits.open(path) as parts:
        other = fake_curves.table("NOTES", [("TIME", "D", None, np.arange(3.0))], zero=None)
        return fake_curves.write(out, parts[0].copy(), other, *(part.copy() for part in parts[1:]))


def with_column(path, out, name, values):
    """The same file with doubles in place of a column of its first table."""
    form = f"{values[0].size}D"
    with fits.open(path) as parts:
        old = parts[1]
        kept = [c for c in old.columns if c.name != name]
        new = fits.BinTableHDU.from_columns(
            [*kept, fits.Column(name, form, array=values)], name=old.name
        )
        return fake_curves.write(out, parts[0].copy(), new)


def read_with_lightkurve(path):
    """What lightkurve makes of a file; what it warns of is its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import lightkurve

        return lightkurve.read(str(path))


def save_with_lightkurve(curve, path):
    """Save as people do who use lightkurve."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        curve.to_fits(str(path), overwrite=True)
