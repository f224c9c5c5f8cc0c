import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")

import pytest

from spectrogui.work.jobs import Jobs
from spectrogui.work.lane import Lane


@pytest.fixture
def jobs(qapp):
    """Jobs on real lanes; a test that leaves one running fails here."""
    jobs = Jobs({name: Lane(name) for name in ("quick", "long", "net")})
    yield jobs
    assert jobs.close(timeout_s=2.0), "a lane was still busy when the test ended"


@pytest.fixture(scope="session")
def shared():
    """The real files that tests read; they are given beside the checkout, never part of it."""
    folder = Path(os.environ.get("SPECTROGUI_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / "data" / "lamost" / "index.csv").exists():
        message = "the real spectra are not beside this checkout (see CONTRIBUTING.md)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    """No test reads or writes the settings and sessions of the person who runs it."""
    monkeypatch.setenv("SPECTROGUI_HOME", str(tmp_path / "home"))
