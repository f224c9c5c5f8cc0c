"""Processes of a program leave Ctrl+C to it from their first moment on."""

import signal
import subprocess
import sys

import pytest

CODE = """
import multiprocessing
import sys
import time
from spectrogui.analysis.processes import deaf_children
with deaf_children():
    process = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,))
    process.start()
with open(f"/proc/{process.pid}/status") as file:
    sys.stdout.write(next(line for line in file if line.startswith("SigBlk")))
process.kill()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_even_the_first_process_is_begun_deaf():
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    blocked = int(ran.stdout.split()[1], 16)

    assert blocked & 1 << (signal.SIGINT - 1)
