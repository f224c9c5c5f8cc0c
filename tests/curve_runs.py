"""`spectrogui lightcurve` for tests: light curves, an archive without a network, and runs."""

import shutil
from dataclasses import replace
from math import nan
from pathlib import Path

import pandas
from fake_mast import made_curve

from spectrogui.app.main import main
from spectrogui.core.curve_columns import CURVE_COLUMNS
from spectrogui.core.errors import ArchiveError, OfflineError
from spectrogui.core.k2_product import Product, preferred

STARS = ("211000001", "211000002", "211000003")


def made_curves(folder):
    """Three small light curves of a sine of 3 d."""
    return [made_curve(folder, epic, points=600) for epic in STARS]


class Command:
    """Runs the command: its status, its table, and what it said."""

    def __init__(self, capsys):
        self._capsys = capsys

    def __call__(self, *words, out="out.csv"):
        status = main(["lightcurve", *map(str, words), "--out", out])
        table = read(out) if Path(out).is_file() and out.endswith(".csv") else None
        return status, table, self._capsys.readouterr().err.splitlines()


class Archive:
    """The archive without a network: products by name, and how often it was asked."""

    def __init__(self, products):
        self.products, self.here, self.asked = products, {}, 0
        self.online = True

    def search(self, epic="", ra=nan, dec=nan, radius=10.0, ticket=None):
        self._ask()
        return tuple(self._seen(product) for product in self.products if product.epic == epic)

    def cached(self, epic):
        return preferred(tuple(one for one in self.here.values() if one.epic == epic))

    def download(self, product, ticket=None):
        self._ask()
        if not Path(product.uri).exists():
            raise ArchiveError(f"{product.filename} is not a light curve.")
        self.here[product.filename] = replace(product, where="cached", path=product.uri)
        return self.here[product.filename]

    def close(self):
        """Stay open: the next run has the same one."""

    def _ask(self):
        self.asked += 1
        if not self.online:
            raise OfflineError("The archive cannot be reached.")

    def _seen(self, product):
        return self.here.get(product.filename, product)


def made_archive(curves, folder):
    """Two products of the first star, one of the second."""
    sff = Path(folder) / sff_name(STARS[0])
    shutil.copy(curves[0], sff)
    return Archive(
        [
            Product(epic, author, "4", "archive", filename=path.name, uri=str(path))
            for epic, author, path in (
                (STARS[0], "K2", curves[0]),
                (STARS[0], "K2SFF", sff),
                (STARS[1], "K2", curves[1]),
            )
        ]
    )


def sff_name(epic):
    """As the archive names a light curve of K2SFF."""
    return f"hlsp_k2sff_k2_lightcurve_{epic}-c04_kepler_v1_llc.fits"


def read(path, columns=CURVE_COLUMNS):
    """A table that was written as CSV."""
    text = {column.name: str for column in columns if column.kind == "text"}
    return pandas.read_csv(path, comment="#", dtype=text, keep_default_na=False, na_values=[""])


def said(lines, text):
    """Whether a line holds a text."""
    return any(text in line for line in lines)
