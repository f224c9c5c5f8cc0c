"""What a bug report needs: versions, models, folders and the end of the log."""

from spectrogui.app.logs import log_path
from spectrogui.core.job import Ticket

_LINES = 60


def diagnostics(ticket: Ticket) -> str:
    """The job: as `spectrogui info`, and the end of the log."""
    from spectrogui.app.cli_info import info_text

    return f"{info_text()}\nLog\n{_log_end()}"


def _log_end() -> str:
    try:
        lines = log_path().read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "(none)\n"
    return "\n".join(lines[-_LINES:]) + "\n"
