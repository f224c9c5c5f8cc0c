"""From the start of the process to the first paint of the empty window.

Usage: benchmarks/start_up.py [TIMES]
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 7
CHILD = """
import sys, time
from PySide6.QtCore import QEvent, QTimer
from spectrogui.app import main, window

class Timed(window.Window):
    def event(self, event):
        answer = super().event(event)
        if event.type() == QEvent.Type.Paint:
            print(time.time(), time.process_time(), len(sys.modules), flush=True)
            QTimer.singleShot(0, self.close)
        return answer

window.Window = Timed
sys.exit(main.main([]))
"""


def once(home: str) -> tuple[float, float, int]:
    """Seconds until the first paint, those of the processor in them, and modules imported."""
    environment = os.environ | {"SPECTROGUI_HOME": home}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    start = time.time()
    ran = subprocess.run(
        [sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, check=True
    )
    painted, spent, modules = ran.stdout.splitlines()[0].split()
    return float(painted) - start, float(spent), int(modules)


def main(runs: int) -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as home:
        first, spent, modules = once(home)
        others = [once(home)[:2] for _ in range(runs)]
    waits, works = zip(*others, strict=True)
    print("| start | s | s of the processor |")
    print("|---|---|---|")
    print(f"| first, with a new home | {first:.2f} | {spent:.2f} |")
    usual, work = statistics.median(waits), statistics.median(works)
    print(f"| median of {runs} more | {usual:.2f} | {work:.2f} |")
    print(f"| slowest of {runs} more | {max(waits):.2f} | {max(works):.2f} |")
    print(f"\n{modules} modules imported, on {os.environ.get('QT_QPA_PLATFORM', 'offscreen')}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
