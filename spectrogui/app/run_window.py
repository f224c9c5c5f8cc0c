"""The program with its window, from the first paint to the last."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer

from spectrogui.app.logs import Logging, report_surprises
from spectrogui.app.opening import Request
from spectrogui.app.program import Program, make_application

SWITCH_S = 0.001
"""How soon a worker in the middle of Python code lets the event loop in; Python's own is 5 ms."""


def run_window(
    paths: Sequence[str | Path],
    session: Path | None = None,
    *,
    root: Path | None = None,
    catalogue: Path | None = None,
    model: str = "both",
    workers: int | None = None,
) -> int:
    """Open a window on some inputs and run until it is closed.

    Parameters
    ----------
    paths : spectra, folders, lists and catalogues
    session : go on with this file, or begin it if it is missing; else one is begun when needed
    root : where the relative paths of lists begin
    catalogue : joined to the session

    Returns
    -------
    the exit status
    """
    sys.setswitchinterval(SWITCH_S)
    app = make_application(sys.argv[:1])
    logging = Logging()
    complaint = logging.start()
    program = Program(model, workers)
    undo = report_surprises(lambda said, more: program.notices.tell(said, more, warning=True))
    program.show()
    if complaint:
        program.notices.tell(complaint, warning=True)
    request = Request(tuple(map(Path, paths)), session, root, catalogue)
    if paths or session is not None:
        QTimer.singleShot(0, lambda: program.context.opening.ask(request))
    try:
        return int(app.exec())
    finally:
        undo()
        logging.stop()
