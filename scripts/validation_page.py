"""Writes docs/validation: the page by which the bundled models are judged, from real spectra.

Run it after a model, a recipe or what is measured was changed, with the folder of real files
beside the checkout: `make validation`, or
`.venv/bin/python scripts/validation_page.py ../shared`. It takes some minutes.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from spectrogui.app.console import say, working
from spectrogui.app.main import ONE_CORE

OUT = Path(__file__).resolve().parents[1] / "docs" / "validation"
LISTS = ("lamost_red_arm.npz", "templates/empirical_bands.npz")
WORKERS = 2


def main(shared: Path) -> None:
    """Make the page in a folder of its own, then put it in the place of the old one."""
    os.environ.setdefault(*ONE_CORE)
    from spectrogui.validation.page import Order, make_page

    order = Order(
        "r1800",
        tuple(shared / "data" / name for name in LISTS),
        cross=True,
        workers=WORKERS,
        svg=False,
        command="make validation",
    )
    with tempfile.TemporaryDirectory(dir=OUT.parent, prefix=".validation-") as draft:
        with working("Validating") as ticket:
            make_page(order, Path(draft), ticket, say)
        for made in Path(draft).iterdir():
            old = OUT / made.name
            if old.is_dir():
                shutil.rmtree(old)
            made.replace(old)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
