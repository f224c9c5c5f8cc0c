"""The command line: which words and options there are, and what they mean."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from spectrogui import __version__
from spectrogui.app import cli_models
from spectrogui.app.cli_parser import Parser, process_count, row_count

_COMMANDS = """commands:
  spectrogui score PATH … --out FILE   the same analysis without a window, as a table
  spectrogui lightcurve INPUT … --out FILE
                                       periods, amplitudes and flares of K2 light curves
  spectrogui demo                      the window on a list of simulated stars
  spectrogui train LIST … --out DIR    choose inactive stars, train a model, write its folder
  spectrogui validate --model DIR LIST …
                                       the figures and tables by which a model is judged
  spectrogui import-model MODEL.pt SCALER.joblib --out DIR
                                       make a model folder of the published network
  spectrogui info                      versions, models and folders, for a bug report
  spectrogui COMMAND --help            the options of a command

A file that is called like a command is opened as ./score.
"""
_STATUS = """exit status:
  0 the table was written (rows may carry a problem), 3 no input could be read,
  2 wrong arguments, 1 it could not be finished, 130 stopped by Ctrl+C
"""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command, "window" if none is named, and its options.

    Raises
    ------
    SystemExit : after ``--help`` or ``--version`` with status 0, for wrong arguments with 2
    """
    makers = {
        "score": _score,
        "lightcurve": _lightcurve,
        "demo": _demo,
        "train": cli_models.train,
        "import-model": cli_models.import_model,
        "validate": cli_models.validate,
        "info": _info,
    }
    command = argv[0] if argv and argv[0] in makers else "window"
    if command == "window":
        parser, rest = _window(), argv
    else:
        parser, rest = makers[command](), argv[1:]
    return parser.parse_args(list(rest), argparse.Namespace(command=command))


def _window() -> Parser:
    parser = Parser(
        "spectrogui",
        "Vet magnetically active stars in LAMOST low-resolution spectra.",
        _COMMANDS,
    )
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="FITS files, folders, lists, catalogues, or a session, to open in the window",
    )
    _session(parser, "keep verdicts and numbers in FILE, or go on with it")
    _inputs(parser)
    parser.add_argument("--version", action="version", version=f"spectrogui {__version__}")
    return parser


def _score() -> Parser:
    parser = Parser(
        "spectrogui score",
        "Measure every spectrum as the window does, and write a table with one row for each "
        "input.",
        _STATUS,
    )
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="FITS files, folders, lists or catalogues; none: all rows of the session",
    )
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help="the table; its ending chooses CSV, ECSV, FITS, VOTable or Parquet",
    )
    _session(parser, "keep the numbers in FILE for the window; a second run goes on with it")
    _inputs(parser)
    parser.add_argument(
        "--light-curves",
        action="append",
        default=[],
        metavar="PATH",
        help="K2 light curves, files or folders: period and amplitude are joined by EPIC number",
    )
    _cluster(parser)
    return parser


def _cluster(parser: Parser) -> None:
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="score on the workers of this Dask scheduler: tcp://HOST:PORT, or its file",
    )
    parser.add_argument(
        "--chunks",
        type=Path,
        metavar="DIR",
        help="with --scheduler: a folder that all computers share; what is scored is kept there, "
        "and not scored again (default: beside the session, else beside the table)",
    )
    parser.add_argument(
        "--chunk",
        type=row_count,
        metavar="N",
        help="with --scheduler: rows that are scored at once (default: 512)",
    )


def _lightcurve() -> Parser:
    parser = Parser(
        "spectrogui lightcurve",
        "Find period, amplitude and flares in K2 light curves, and write a table with one row "
        "for each input.",
        _STATUS,
    )
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="light curve files, folders of them, EPIC numbers, or lists and catalogues of either",
    )
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help="the table; its ending chooses CSV, ECSV, FITS, VOTable or Parquet",
    )
    parser.add_argument("--flares", type=Path, metavar="FILE", help="a table of all flares")
    parser.add_argument("--plots", type=Path, metavar="DIR", help="a figure of each light curve")
    parser.add_argument(
        "--plot-format",
        choices=("png", "svg", "pdf"),
        default="png",
        help="of the figures (default: png)",
    )
    parser.add_argument(
        "--root",
        type=Path,
        metavar="DIR",
        help="light curves of the stars whose EPIC number their name tells, before the archive",
    )
    parser.add_argument(
        "--author",
        default="",
        metavar="NAME",
        help="of EPIC numbers, products of this author alone: K2, K2SFF, EVEREST, K2SC, K2VARCAT",
    )
    parser.add_argument(
        "--all-products",
        action="store_true",
        help="of EPIC numbers, a row for each product, not for the best for rotation alone",
    )
    parser.add_argument(
        "--offline", action="store_true", help="use what is on this computer; ask no archive"
    )
    return parser


def _demo() -> Parser:
    parser = Parser(
        "spectrogui demo", "Open a list of simulated stars of every kind in the window."
    )
    parser.add_argument(
        "--shots",
        type=Path,
        metavar="DIR",
        help="render the window to PNG files in DIR and end; needs no display",
    )
    return parser


def _info() -> Parser:
    return Parser("spectrogui info", "Versions, models with their hashes, and folders.")


def _session(parser: Parser, note: str) -> None:
    parser.add_argument("--session", type=Path, metavar="FILE", help=note)


def _inputs(parser: Parser) -> None:
    parser.add_argument(
        "--root",
        type=Path,
        metavar="DIR",
        help="where the relative paths and obsids of a list are",
    )
    parser.add_argument(
        "--catalogue",
        type=Path,
        metavar="FILE",
        help="join Teff, log g, [Fe/H], RV and EPIC from here, by obsid, else by plate and fibre",
    )
    parser.add_argument(
        "--model",
        default="both",
        metavar="NAME",
        help="r1800, r250 (slitless spectra of R = 250, simulated from the same files), both, or "
        "a model's folder (default: both)",
    )
    parser.add_argument(
        "--workers",
        type=process_count,
        metavar="N",
        help="processes that score (default: one for each core; for a short list one in all)",
    )
