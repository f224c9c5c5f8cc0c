"""Pictures of the real window at work, for a machine without a display and for the pages."""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PySide6.QtCore import QEventLoop, QTimer

from spectrogui.app.analysis_desk import Load, load_analyser
from spectrogui.app.opening import Request
from spectrogui.app.program import Program, make_application
from spectrogui.app.window_state import WindowState
from spectrogui.core.errors import InputError
from spectrogui.store.settings import SettingsStore
from spectrogui.work.jobs import Failure

SIZES = ((1280, 720), (1920, 1080))
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_STEP_MS = 20
_SETTLE_MS = 700  # until what is drawn late, such as a range that follows the data, has settled
_VERDICTS = (4, 4, 4, 4, 5, 3, 4)


def render_shots(
    folder: Path, catalogue: Path, *, timeout_s: float = 600.0, load: Load = load_analyser
) -> list[Path]:
    """Open a list, wait until it is scored, and write the window as PNG files.

    Nothing of the user's settings and sessions is read or changed.

    Parameters
    ----------
    folder : where the pictures go; made if missing
    catalogue : what is opened
    load : makes the analyser

    Returns
    -------
    the pictures: light and dark, in each of `SIZES`

    Raises
    ------
    InputError
        if the list cannot be opened or scored, or a picture cannot be written
    """
    app = make_application(sys.argv[:1])
    with TemporaryDirectory() as place:
        settings = SettingsStore(Path(place) / "settings.json")
        state = WindowState(Path(place) / "window.ini")
        program = Program(load=load, state=state, settings=settings)
        failures: list[Failure] = []
        program.jobs.failed.connect(failures.append)
        program.show()
        session = Path(place) / f"{catalogue.parent.stem}.spectro"
        program.context.opening.ask(Request((catalogue,), session))
        try:
            _wait(lambda: bool(failures) or _scored(program), timeout_s)
            if failures:
                raise InputError(failures[0].reason)
            _arrange(program)
            return _pictures(program, folder)
        finally:
            program.window.close()
            app.processEvents()


def _scored(program: Program) -> bool:
    status = program.session.table["status"]
    busy = program.context.scoring.running or program.context.curve_run.running
    return len(status) > 0 and not (status == "").any() and not busy


def _arrange(program: Program) -> None:
    """What a person would have done by now: sorted by Hα, and judged the first few."""
    session = program.session
    session.queue.sort_by("ew_ha", True)
    for row, code in zip(session.queue.rows.tolist(), _VERDICTS, strict=False):
        session.labels.give_verdict(row, code)
    session.selection.look_at(int(session.queue.rows[2]))
    for notice in tuple(program.notices.shown):
        notice.gone.emit(notice)


def _pictures(program: Program, folder: Path) -> list[Path]:
    made = []
    for theme in THEMES:
        program.settings.set("theme", theme)
        for width, height in SIZES:
            program.window.resize(width, height)
            _wait(lambda: _is_drawn(program), 10.0)
            _rest(_SETTLE_MS)
            path = folder / f"window-{theme}-{width}x{height}.png"
            _save(program, path)
            made.append(path)
    return made


def _is_drawn(program: Program) -> bool:
    shown = program.session.shown
    return shown is not None and program.session.curves.state.stage not in {"reading", "queued"}


def _save(program: Program, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path.parent} cannot be made: {error.strerror or error}.") from error
    if not program.window.grab().save(str(path)):
        raise InputError(f"{path} cannot be written.")


def _wait(until: Callable[[], bool], timeout_s: float) -> None:
    """Let the event loop run until something holds, or the time is over."""
    loop, over = QEventLoop(), QTimer(singleShot=True)
    look = QTimer(interval=_STEP_MS)
    over.timeout.connect(loop.quit)
    look.timeout.connect(lambda: loop.quit() if until() else None)
    over.start(round(timeout_s * 1000))
    look.start()
    if not until():
        loop.exec()


def _rest(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
