"""What rows of the archive look like: the columns that MAST has for K2 observations and files."""

import re

OBSERVATION = {
    "dataproduct_type": "string", "calib_level": "int", "obs_collection": "string",
    "obs_id": "string", "target_name": "string", "s_ra": "float", "s_dec": "float",
    "t_min": "float", "t_max": "float", "t_exptime": "float", "em_min": "float",
    "em_max": "float", "wavelength_region": "string", "filters": "string",
    "instrument_name": "string", "proposal_id": "string", "proposal_pi": "string",
    "provenance_name": "string", "project": "string", "sequence_number": "int",
    "target_classification": "string", "dataRights": "string", "mtFlag": "boolean",
    "srcDen": "float", "intentType": "string", "obs_title": "string", "t_obs_release": "float",
    "proposal_type": "string", "jpegURL": "string", "dataURL": "string", "s_region": "string",
    "distance": "float", "obsid": "string", "objID": "string",
}  # fmt: skip
PRODUCT = {
    "obsID": "string", "obs_collection": "string", "dataproduct_type": "string",
    "obs_id": "string", "description": "string", "type": "string", "dataURI": "string",
    "productType": "string", "productGroupDescription": "string",
    "productSubGroupDescription": "string", "productDocumentationURL": "string",
    "project": "string", "prvversion": "string", "proposal_id": "string",
    "productFilename": "string", "size": "int", "parent_obsid": "string",
    "dataRights": "string", "calib_level": "int", "filters": "string",
}  # fmt: skip
EMPTY = {"string": "", "int": 0, "float": 0.0, "boolean": False}
TYPES = {"string": "char", "float": "double", "int": "int", "boolean": "boolean"}
LISTS = ("provenance_name", "project", "obs_collection", "dataproduct_type")


def column_config():
    """The portal's description of the columns that can be filtered."""
    config = {
        name: {"text": name, "type": kind, "vot.datatype": TYPES[kind]}
        for name, kind in OBSERVATION.items()
    }
    for name in LISTS:
        config[name]["separator"] = ";"
    return config


def number(i):
    """What the archive calls its i-th observation."""
    return str(900000 + i)


def observation(row, i, distance=0.0):
    """What a search finds of a row; the distance is in arcsec."""
    return _filled(OBSERVATION, _common(row)) | {
        "target_name": f"ktwo{int(row.epic):09d}",
        "s_ra": row.ra, "s_dec": row.dec, "distance": distance,
        "t_min": 57061.8, "t_max": 57132.7, "t_exptime": row.exptime, "em_min": 418.0,
        "em_max": 905.0, "instrument_name": "Kepler", "provenance_name": row.author,
        "sequence_number": int(re.sub(r"\D", "", row.campaign)), "srcDen": None,
        "wavelength_region": "Optical", "obsid": number(i), "objID": str(800000 + i),
    }  # fmt: skip


def files(row, i):
    """The files of an observation: the light curve, and for official ones the pixels too."""
    names = [row.filename]
    if row.author == "K2":
        names.append(re.sub(r"_([ls])lc$", r"_\1pd-targ", _stem(row)) + ".fits.gz")
    return [_file(row, name, number(i)) for name in names]


def _stem(row):
    return re.sub(r"\.fits$", "", row.filename)


def _common(row):
    official = row.author == "K2"
    return {
        "obs_collection": "K2" if official else "HLSP",
        "obs_id": re.sub(r"_([ls])lc$", r"_\1c", _stem(row)) if official else _stem(row),
        "project": "K2",
        "dataproduct_type": "timeseries",
        "dataRights": "PUBLIC",
        "filters": "Kepler",
        "calib_level": 3 if official else 4,
    }


def _file(row, name, obsid):
    common = _common(row)
    return _filled(PRODUCT, common) | {
        "obsID": obsid, "parent_obsid": obsid, "type": "S", "productType": "SCIENCE",
        "description": f"Lightcurve - C{row.campaign}",
        "dataURI": f"mast:{common['obs_collection']}/url/k2/{name}",
        "productFilename": name,
        "size": row.size or len(row.content) if name == row.filename else 10_000_000,
        "productSubGroupDescription": "LLC",
    }  # fmt: skip


def _filled(columns, known):
    return {name: known.get(name, EMPTY[kind]) for name, kind in columns.items()}
