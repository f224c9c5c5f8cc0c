"""An archive of light curves that answers at once, and a window full of stars to ask it for."""

import threading
from dataclasses import replace

import fake_curves
import numpy as np

from spectrogui.core.job import Cancelled
from spectrogui.core.k2_product import Product

EPICS = [str(211117000 + number) for number in range(8)]


class FakeArchive:
    """An archive that has what it is told to have, and fails as it is told to."""

    def __init__(self, folder):
        self.folder, self.asked, self.error, self.hold = folder, [], None, threading.Event()
        self.hold.set()
        self.lacks, self.at_place = set(), ""

    def search(self, epic="", ra=0.0, dec=0.0, radius=10.0, ticket=None):
        self.asked.append(epic or (ra, dec, radius))
        while not self.hold.wait(0.01):
            if ticket is not None and ticket.cancelled:
                raise Cancelled
        if self.error is not None:
            raise self.error
        epic = epic or self.at_place
        if not epic or epic in self.lacks:
            return ()
        return tuple(self._product(epic, author) for author in ("K2SFF", "K2"))

    def download(self, product, ticket=None):
        path = self.folder / product.filename
        self.folder.mkdir(exist_ok=True)
        write = fake_curves.sff if product.author == "K2SFF" else fake_curves.official
        write(path, star(product.epic))
        return replace(product, where="cached", path=str(path))

    def cached(self, epic):
        both = [self._product(epic, author) for author in ("K2SFF", "K2")]
        paths = [(one, self.folder / one.filename) for one in both]
        return tuple(replace(o, where="cached", path=str(p)) for o, p in paths if p.exists())

    def delete(self, product):
        (self.folder / product.filename).unlink()

    def close(self):
        pass

    def _product(self, epic, author):
        names = {
            "K2": f"ktwo{epic}-c04_llc.fits",
            "K2SFF": f"hlsp_k2sff_k2_lightcurve_{epic}-c04_kepler_v1_llc.fits",
        }
        return Product(epic, author, "4", "archive", filename=names[author])


def forget(program):
    """What is remembered until the program ends is gone, as in one that was started anew."""
    program.context.curves._wanted.clear()
    program.context.curves.fetching.answers.clear()


def period_of(epic):
    return 2.0 + int(epic) % 10 / 4


def star(epic):
    blank = fake_curves.Star(epic=int(epic))
    return replace(blank, flux=fake_curves.rotator(blank.time, period_of(epic)))


def number_the_stars(session):
    """Give every row its EPIC number, as a catalogue does."""
    session.table.fill("epic", np.array(EPICS, object))
    for row, epic in enumerate(EPICS):
        session.file._connection.execute("UPDATE results SET epic = ? WHERE row = ?", (epic, row))


def curves(program):
    return program.session.curves


def shown(program, row):
    state = curves(program).state
    return state.row == row and state.stage == "shown"


def press(program, name):
    program.actions.by_id[name].trigger()
