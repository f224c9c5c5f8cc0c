"""A process that analyses keeps its memory instead of asking for it again and again."""

import subprocess
import sys

import pytest

SCRIPT = """
import resource
import numpy as np
from spectrogui.analysis.freed_memory import keep_freed_memory

print(keep_freed_memory())
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(200):
    several = [np.ones(100_000, np.float32) for _ in range(4)]
    del several
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no mallopt")
def test_memory_that_was_freed_is_not_cleared_by_the_system_again():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    kept, faults = done.stdout.split()
    if kept == "False":
        pytest.skip("this C library has no mallopt")

    assert int(faults) < 200 * 4 * 10
