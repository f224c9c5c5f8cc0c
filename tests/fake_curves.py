"""Small light curve files of every layout that K2 products come in, written with astropy.

Each writer takes a path and a `Star`; `WRITERS` has them all by name. The files have the parts,
columns, cards and flags of the real ones; only their pixels and what no reader looks at are left
out.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from astropy.io import fits

THRUSTER, NO_DATA = 1048576, 65536
BAD, NO_FLUX, OUTLIER, PUT_BACK = 1 << 22, 1 << 23, 1 << 24, 1 << 25  # of EVEREST
LEVEL = 20_000.0  # e-/s


@dataclass(frozen=True)
class Star:
    """What a file is made from.

    `flux` is relative, about 1, with the star's own changes in it; `error` is of one point.
    """

    epic: int = 211117077
    campaign: int | None = 4
    ra: float = 55.967295
    dec: float = 24.841616
    kepmag: float = 13.759
    time: np.ndarray = field(default_factory=lambda: 2230.0 + np.arange(1200) / 48.94)
    flux: np.ndarray = None
    error: float = 2e-4
    cards: dict = field(default_factory=dict)

    def __post_init__(self):
        if self.flux is None:
            object.__setattr__(self, "flux", rotator(self.time))

    @property
    def noise(self):
        size = self.error if np.isfinite(self.error) else 0.0
        return size * np.random.default_rng(self.epic).standard_normal(len(self.time))


def rotator(time, period=3.0, amplitude=0.03):
    """The relative flux of a star with one spot."""
    return 1 + amplitude / 2 * np.sin(2 * np.pi * time / period)


def primary(star, **more):
    """The first part, with the cards of the Kepler pipeline."""
    cards = {
        "TELESCOP": "Kepler",
        "INSTRUME": "Kepler Photometer",
        "OBJECT": f"EPIC {star.epic}",
        "KEPLERID": star.epic,
        "CHANNEL": 52,
        "CAMPAIGN": star.campaign,
        "OBSMODE": "long cadence",
        "MISSION": "K2",
        "RA_OBJ": star.ra,
        "DEC_OBJ": star.dec,
        "KEPMAG": star.kepmag,
        **more,
        **star.cards,
    }
    part = fits.PrimaryHDU()
    part.header.update({name: value for name, value in cards.items() if value is not None})
    return part


def table(name, columns, zero=2454833, **cards):
    """A table of (name, format, unit, values); `zero` is BJDREFI, None for a file without."""
    made = [fits.Column(n, form, unit, array=values) for n, form, unit, values in columns]
    part = fits.BinTableHDU.from_columns(made, name=name or None)
    if zero is not None:
        part.header.update({"BJDREFI": int(zero), "BJDREFF": zero % 1, "TIMEUNIT": "d"})
    part.header.update(cards)
    return part


def write(path, *parts):
    """The parts as one file, gzipped if its name ends in .gz."""
    fits.HDUList(list(parts)).writeto(path, overwrite=True)
    return Path(path)


def official(path, star=None, *, quality=None, pdc=True, sap=True, unit="e-/s"):
    """What the Kepler pipeline makes; without `pdc`, its flux after PDC is all NaN."""
    star = star or Star()
    flux = LEVEL * (star.flux + star.noise)
    empty, size = np.full(len(flux), np.nan), len(flux)
    errors = np.full(size, LEVEL * star.error)
    bits = np.zeros(size, int) if quality is None else quality
    columns = [
        ("TIME", "D", "BJD - 2454833", star.time),
        ("TIMECORR", "E", "d", np.zeros(size)),
        ("CADENCENO", "J", None, np.arange(size)),
        ("SAP_FLUX", "E", unit, 0.9 * flux if sap else empty),
        ("SAP_FLUX_ERR", "E", unit, 0.9 * errors),
        ("PDCSAP_FLUX", "E", unit, flux if pdc else empty),
        ("PDCSAP_FLUX_ERR", "E", unit, errors if pdc else empty),
        ("SAP_QUALITY", "J", None, bits),
        ("MOM_CENTR1", "D", "pixel", empty),
        ("MOM_CENTR2", "D", "pixel", empty),
        ("POS_CORR1", "E", "pixels", empty),
    ]
    first = primary(star, CREATOR="57844 FluxExporter2PipelineModule", ORIGIN="NASA/Ames")
    return write(path, first, table("LIGHTCURVE", columns), _aperture())


def sff(path, star=None, *, moving=None, complete=False):
    """K2SFF: relative flux, no errors; `complete` adds the other apertures."""
    star = star or Star()
    flux, size = star.flux + star.noise, len(star.time)
    moving = np.zeros(size, int) if moving is None else moving

    def aperture(name, factor):
        return table(
            name,
            [
                ("T", "D", None, star.time),
                ("FRAW", "D", None, flux * 1.01),
                ("FCOR", "D", None, flux * factor),
                ("ARCLENGTH", "D", None, np.zeros(size)),
                ("MOVING", "I", None, moving),
                ("CADENCENO", "J", None, np.arange(size)),
            ],
        )

    parts = [primary(star), aperture("BESTAPER", 1.0)]
    if complete:
        parts += [aperture(f"CIRC_APER{i}", 0.5) for i in range(3)]
        parts += [aperture("PRF_APER0", 0.4), _aperture("STACKED_IMG")]
    return write(path, *parts)


def sff_text(path, star=None):
    """K2SFF as text: two columns, no header but their names."""
    star = star or Star()
    rows = (f"{t:.8f},{f:.8f}" for t, f in zip(star.time, star.flux + star.noise, strict=True))
    Path(path).write_text("BJD - 2454833,Corrected Flux\n" + "\n".join(rows) + "\n")
    return Path(path)


def everest(path, star=None, *, quality=None):
    """EVEREST, version 2."""
    star = star or Star()
    flux, size = LEVEL * (star.flux + star.noise), len(star.time)
    columns = [
        ("CADN", "D", None, np.arange(size)),
        ("FLUX", "D", "e-/s", flux),
        ("FRAW", "D", "e-/s", flux * 1.01),
        ("FRAW_ERR", "D", "e-/s", np.full(size, LEVEL * star.error)),
        ("QUALITY", "J", None, np.zeros(size, int) if quality is None else quality),
        ("TIME", "D", "BJD - 2454833", star.time),
        ("FCOR", "D", "e-/s", flux * 0.99),
        ("CBV01", "D", None, np.zeros(size)),
        ("BKG", "D", "BJD - 2454833", np.zeros(size)),
    ]
    first = primary(star, MISSION="k2")
    first.header["COMMENT"] = "*     EVEREST INFO     *"
    pixels = table("PIXELS", [("FPIX", "9D", None, np.ones((size, 9)))])
    return write(path, first, table("ARRAYS", columns), pixels, _aperture("APERTURE MASK"))


def everest_1(path, star=None):
    """EVEREST, version 1: no flags, but a mask of outliers."""
    star = star or Star()
    flux, size = LEVEL * (star.flux + star.noise), len(star.time)
    columns = [
        ("TIME", "D", "BJD - 2454833", star.time),
        ("FLUX", "D", "e-/s", flux),
        ("OUTLIER", "I", None, (np.arange(size) == 7).astype(int)),
        ("BKG_FLUX", "D", "e-/s", np.zeros(size)),
        ("RAW_FLUX", "D", "e-/s", flux * 1.01),
        ("RAW_FERR", "D", "e-/s", np.full(size, LEVEL * star.error)),
    ]
    return write(path, primary(star), table("ARRAYS", columns), _aperture())


def polar(path, star=None):
    """POLAR: a filtered flux without rotation, then the one with it; no BJDREFI."""
    star = star or Star()
    time, flux = star.time + 54833.0, star.flux + star.noise
    filtered = [("FILTIME", "D", None, time), ("FILFLUX", "D", None, 1 + star.noise)]
    detrended = [("DETTIME", "D", None, time), ("DETFLUX", "D", None, flux)]
    tables = (table("", filtered, zero=None), table("", detrended, zero=None))
    return write(path, primary(star), *tables)


def sc_archive(path, star=None, **options):
    """K2SC as in the archive: the star's trend with time is taken out of the flux."""
    star = star or Star()
    first = primary(star, CREATOR="k2SC v0.9", PROGRAM="k2SC v0.9")
    parts = [_sc(star, name, **{"removed": True, **options}) for name in ("PDC", "SAP")]
    return write(path, first, *parts)


def sc_project(path, star=None, **options):
    """K2SC as a project passed it around: the trend with time is in the flux."""
    star = star or Star()
    first = primary(star, PROGRAM="k2SC v0.9")
    return write(path, first, _sc(star, "K2SC", **{"removed": False, **options}))


def _sc(star, name, *, removed, quality=None, mflags=None):
    trend, size = LEVEL * star.flux, len(star.time)
    flux = (np.median(trend) if removed else trend) + LEVEL * star.noise
    columns = [
        ("time", "D", None, star.time),
        ("cadence", "J", None, np.arange(size)),
        ("quality", "J", None, np.zeros(size, int) if quality is None else quality),
        ("x", "D", None, np.zeros(size)),
        ("y", "D", None, np.zeros(size)),
        ("flux", "D", None, flux),
        ("error", "D", None, np.full(size, LEVEL * star.error)),
        ("mflags", "B", None, np.zeros(size, np.uint8) if mflags is None else mflags),
        ("trtime", "D", None, trend),
        ("trposi", "D", None, np.full(size, LEVEL)),
    ]
    return table(name, columns, EPIC=star.epic)


def varcat(path, star=None):
    """K2VARCAT: nothing in it says so but its columns."""
    star = star or Star()
    flux, size = star.flux + star.noise, len(star.time)
    columns = [
        ("TIME", "D", "BJD - 2454833", star.time),
        ("APTFLUX", "E", "e-/s", LEVEL * flux),
        ("APTFLUX_ERR", "E", "e-/s", np.full(size, LEVEL * star.error)),
        ("DETFLUX", "E", "rel", flux),
        ("DETFLUX_ERR", "E", "rel", np.full(size, star.error)),
    ]
    first = primary(star, CREATOR="58145 TargetPixelExporterPipelineModule", ORIGIN="NASA/Ames")
    return write(path, first, table("", columns, zero=None))


def saved(
    path, star=None, *, unit="bkjd", zero=2454833.0, creator="LightCurve", quality=None, **flux
):
    """What `to_fits` of lightkurve writes: the kind of time is in the unit of TIME.

    Parameters
    ----------
    flux : ``scale``, and ``flux_unit`` of the flux; ``step`` of the cadence numbers
    """
    star = star or Star()
    size, scale = len(star.time), flux.get("scale", LEVEL)
    flux_unit = flux.get("flux_unit", "electron / s")
    columns = [
        ("TIME", "D", unit, star.time + 2454833.0 - zero),
        ("FLUX", "E", flux_unit, scale * (star.flux + star.noise)),
        ("FLUX_ERR", "E", flux_unit, np.full(size, scale * star.error)),
        ("CADENCENO", "J", None, flux.get("step", 1) * np.arange(size)),
        ("SAP_QUALITY", "J", None, np.zeros(size, int) if quality is None else quality),
        ("MOM_CENTR1", "D", None, np.zeros(size)),
        ("MOM_CENTR2", "D", None, np.zeros(size)),
    ]
    first = primary(star, CREATOR=f"lightkurve.{creator}.to_fits()", TELESCOP="KEPLER")
    first.header["OBJECT"] = str(star.epic)
    return write(path, first, table("LIGHTCURVE", columns, zero=None))


def pixels(path, star=None):
    """A target pixel file."""
    star = star or Star()
    size = len(star.time)
    columns = [
        ("TIME", "D", "BJD - 2454833", star.time),
        ("RAW_CNTS", "9J", "count", np.ones((size, 9))),
        ("FLUX", "9E", "e-/s", np.ones((size, 9))),
        ("FLUX_ERR", "9E", "e-/s", np.ones((size, 9))),
        ("FLUX_BKG", "9E", "e-/s", np.ones((size, 9))),
        ("QUALITY", "J", None, np.zeros(size, int)),
    ]
    first = primary(star, CREATOR="1 TargetPixelExporterPipelineModule", ORIGIN="NASA/Ames")
    return write(path, first, table("TARGETTABLES", columns), _aperture())


def tess(path):
    """A light curve of TESS, as its pipeline writes it."""
    star = Star(epic=0, campaign=None, cards={"TELESCOP": "TESS", "MISSION": None})
    flux = LEVEL * star.flux
    columns = [
        ("TIME", "D", "BJD - 2457000, days", star.time),
        ("SAP_FLUX", "E", "e-/s", flux),
        ("PDCSAP_FLUX", "E", "e-/s", flux),
        ("PDCSAP_FLUX_ERR", "E", "e-/s", flux / 1e4),
        ("QUALITY", "J", None, np.zeros(len(flux), int)),
    ]
    first = primary(star, OBJECT="TIC 25155310", TICID=25155310)
    del first.header["KEPLERID"]
    return write(path, first, table("LIGHTCURVE", columns, zero=2457000))


def kepler(path):
    """A light curve of the first mission of Kepler."""
    cards = {"MISSION": "Kepler", "OBJECT": "KIC 8462852", "QUARTER": 5}
    return official(path, Star(epic=8462852, campaign=None, cards=cards))


def _aperture(name="APERTURE"):
    return fits.ImageHDU(np.ones((3, 3), np.int32), name=name)


_K2SFF = "hlsp_k2sff_k2_lightcurve_{star}_kepler_v1_llc"
NAMES = {
    "official": "ktwo{star}_llc.fits",
    "sff": f"{_K2SFF}.fits",
    "sff_text": f"{_K2SFF}-default-aper.txt",
    "everest": "hlsp_everest_k2_llc_{star}_kepler_v2.0_lc.fits",
    "everest_1": "hlsp_everest_k2_llc_{star}_kepler_v1.0_lc.fits",
    "polar": "hlsp_polar_k2_lightcurve_{star}_kepler_v1_llc.fits",
    "sc_archive": "hlsp_k2sc_k2_llc_{star}_kepler_v2_lc.fits",
    "sc_project": "EPIC_{epic}_mast.fits",
    "varcat": "hlsp_k2varcat_k2_lightcurve_{star}_kepler_v2_llc.fits",
    "saved": "EPIC_{star}.fits",
}
WRITERS = {
    "official": official,
    "sff": sff,
    "sff_text": sff_text,
    "everest": everest,
    "everest_1": everest_1,
    "polar": polar,
    "sc_archive": sc_archive,
    "sc_project": sc_project,
    "varcat": varcat,
    "saved": saved,
}
AUTHORS = {
    "official": "K2",
    "sff": "K2SFF",
    "sff_text": "K2SFF",
    "everest": "EVEREST",
    "everest_1": "EVEREST",
    "polar": "POLAR",
    "sc_archive": "K2SC",
    "sc_project": "K2SC",
    "varcat": "K2VARCAT",
    "saved": "lightkurve",
}


def write_named(folder, layout, star=None):
    """A file of a layout under the name that its archive would give it."""
    star = star or Star()
    epic = f"{star.epic:09d}"
    name = NAMES[layout].format(epic=epic, star=f"{epic}-c{star.campaign:02d}")
    return WRITERS[layout](Path(folder) / name, star)


def shortened(star, size):
    """The same star, fewer points."""
    return replace(star, time=star.time[:size], flux=star.flux[:size])
