"""The command line: which words and options there are, and what they mean."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from spectrogui import __version__
from spectrogui.core.errors import one_line

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


class _Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one line."""

    def __init__(self, name: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=name,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        self.exit(2, f"{self.prog}: {one_line(message)} ({self.prog} --help tells more)\n")


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
        "train": _train,
        "import-model": _import_model,
        "validate": _validate,
        "info": _info,
    }
    command = argv[0] if argv and argv[0] in makers else "window"
    if command == "window":
        parser, rest = _window(), argv
    else:
        parser, rest = makers[command](), argv[1:]
    return parser.parse_args(list(rest), argparse.Namespace(command=command))


def _window() -> _Parser:
    parser = _Parser(
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


def _score() -> _Parser:
    parser = _Parser(
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
    return parser


def _lightcurve() -> _Parser:
    parser = _Parser(
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


def _demo() -> _Parser:
    parser = _Parser(
        "spectrogui demo", "Open a list of simulated stars of every kind in the window."
    )
    parser.add_argument(
        "--shots",
        type=Path,
        metavar="DIR",
        help="render the window to PNG files in DIR and end; needs no display",
    )
    return parser


def _train() -> _Parser:
    parser = _Parser(
        "spectrogui train",
        "Choose inactive stars, train an autoencoder on them, and write it with its card.",
        "exit status:\n  0 the model was written, 2 wrong arguments or too few stars, "
        "130 stopped by Ctrl+C\n",
    )
    parser.add_argument(
        "lists",
        nargs="+",
        type=Path,
        metavar="LIST",
        help="FITS files, folders, lists, catalogues, or .npz collections of spectra",
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="the model folder to make"
    )
    parser.add_argument(
        "--mode",
        choices=("r1800", "r250"),
        default="r1800",
        help="a model for spectra as LAMOST takes them, or for slitless spectra of R = 250 that "
        "are simulated from them (default: r1800)",
    )
    return parser


def _import_model() -> _Parser:
    parser = _Parser(
        "spectrogui import-model",
        "Turn the published network of Xiang, Gu & Cao 2022, or one of its architecture, into a "
        "model folder; nothing in the files is executed.",
        "exit status:\n  0 the model was written, 2 the files cannot be used, 130 stopped by "
        "Ctrl+C\n",
    )
    parser.add_argument(
        "weights", type=Path, metavar="MODEL.pt", help="the network, as torch saved it"
    )
    parser.add_argument(
        "scaler", type=Path, metavar="SCALER.joblib", help="its scaler, as joblib saved it"
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="the model folder to make"
    )
    parser.add_argument(
        "--mode",
        choices=("r1800", "r250"),
        help="what the network is for (default: by its size, 800 or 300 pixels)",
    )
    parser.add_argument(
        "--quiet-stars",
        nargs="+",
        type=Path,
        default=[],
        metavar="LIST",
        help="inactive stars on which its errors are measured; without them they are assumed",
    )
    return parser


def _validate() -> _Parser:
    parser = _Parser(
        "spectrogui validate",
        "Judge a model by real spectra, and write a page of figures and tables: index.html, and "
        "README.md with the same content.",
        "If the model was trained on the list, networks of the same recipe are trained for parts "
        "of\nthe sky, so that none has seen the stars that it judges; else the model judges the "
        "list as\nit is.\n\nexit status:\n  0 the page was written, 2 wrong arguments or too few "
        "stars, 3 no input could be read,\n  130 stopped by Ctrl+C\n",
    )
    parser.add_argument(
        "lists",
        nargs="+",
        type=Path,
        metavar="LIST",
        help="FITS files, folders, lists, catalogues, or .npz collections of spectra",
    )
    parser.add_argument(
        "--model",
        default="r1800",
        metavar="DIR",
        help="a model's folder, or its name (default: r1800)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="the folder to make (default: validation-NAME, after the model)",
    )
    parser.add_argument(
        "--catalogue",
        type=Path,
        metavar="FILE",
        help="Teff, log g, [Fe/H] and RV of the stars of files, by obsid, else plate and fibre",
    )
    parser.add_argument(
        "--cross-validate",
        action="store_true",
        help="train networks for parts of the sky in any case",
    )
    parser.add_argument(
        "--parts",
        type=_parts,
        default=5,
        metavar="N",
        help="parts of the sky, 2 to 20 (default: 5)",
    )
    parser.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="processes, of one thread each (default: one for each core, at most 4)",
    )
    parser.add_argument("--no-svg", action="store_true", help="figures as PNG only")
    return parser


def _info() -> _Parser:
    return _Parser("spectrogui info", "Versions, models with their hashes, and folders.")


def _session(parser: _Parser, note: str) -> None:
    parser.add_argument("--session", type=Path, metavar="FILE", help=note)


def _inputs(parser: _Parser) -> None:
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
        type=_count,
        metavar="N",
        help="processes that read files (default: by the machine and the number of files)",
    )


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text} is not a number of processes, 1 to 256")
    return int(text)


def _parts(text: str) -> int:
    if not text.isdecimal() or not 2 <= int(text) <= 20:
        raise argparse.ArgumentTypeError(f"{text} is not a number of parts, 2 to 20")
    return int(text)
