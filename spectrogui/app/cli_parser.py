"""What every command's arguments are read by."""

import argparse
from typing import NoReturn

from spectrogui.core.errors import one_line


class Parser(argparse.ArgumentParser):
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


def process_count(text: str) -> int:
    """A number of processes; raises ArgumentTypeError."""
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text} is not a number of processes, 1 to 256")
    return int(text)


def row_count(text: str) -> int:
    """A number of rows; raises ArgumentTypeError."""
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"{text} is not a number of rows, 1 to 100,000")
    return int(text)
