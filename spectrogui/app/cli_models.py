"""The arguments of the commands that make and judge models."""

import argparse
from pathlib import Path

from spectrogui.app.cli_parser import Parser, process_count


def train() -> Parser:
    """Of `spectrogui train`."""
    parser = Parser(
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


def import_model() -> Parser:
    """Of `spectrogui import-model`."""
    parser = Parser(
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


def validate() -> Parser:
    """Of `spectrogui validate`."""
    parser = Parser(
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
        type=process_count,
        metavar="N",
        help="processes, of one thread each (default: one for each core, at most 4)",
    )
    parser.add_argument("--no-svg", action="store_true", help="figures as PNG only")
    return parser


def _parts(text: str) -> int:
    if not text.isdecimal() or not 2 <= int(text) <= 20:
        raise argparse.ArgumentTypeError(f"{text} is not a number of parts, 2 to 20")
    return int(text)
