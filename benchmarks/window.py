"""The window with a survey: paging, verdicts, the scatter and the table, in one sitting.

Usage: benchmarks/window.py [ROWS | SESSION] [--hasty]

The memory at its end is that of someone who has used everything.
"""

import sys

import paging
import scatter
import table
from driving import run


def measure(driver, say, path):
    """All of it."""
    for part in (paging, scatter, table):
        part.measure(driver, say, path)


if __name__ == "__main__":
    run(measure, sys.argv)
