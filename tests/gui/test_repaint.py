"""Some versions of PySide6 lose references while they paint, and abort after a few hundred."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
from fake_session import fake_session, make_shown
from spectrogui.views.spectrum import SpectrumView
session = fake_session(20)
view = SpectrumView(session)
view.resize(700, 330)
view.show()
for number in range(500):
    session.selection.look_at(number % 20)
    session.show(make_shown(number % 20, {}))
    app.processEvents()
    assert not view.grab().isNull()
print("painted")
"""


@pytest.mark.slow
def test_a_window_that_plots_survives_500_repaints():
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tests,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "painted"
