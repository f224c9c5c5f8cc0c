"""What went wrong between here and the archive, as a sentence; runs in `io.mast_child`."""

import errno
from typing import Any, Literal

from spectrogui.io.mast_probe import offline_sentence
from spectrogui.io.mast_query import RefusedError

Kind = Literal["offline", "archive"]
NOT_THERE = {404, 405, 410}
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def expected() -> tuple[type[Exception], ...]:
    """Whatever lightkurve, astroquery and requests raise when the outside is not as it should."""
    from astroquery import exceptions as query
    from lightkurve.search import SearchError
    from lightkurve.utils import LightkurveError

    strange = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RuntimeError)
    kinds = [kind for kind in vars(query).values() if isinstance(kind, type)]
    of_query = (kind for kind in kinds if issubclass(kind, Exception))
    return (OSError, RefusedError, SearchError, LightkurveError, *of_query, *strange)


def explained(error: Exception, host: str) -> tuple[Kind, str]:
    """Whether there is no network or the archive failed, and one sentence that says how."""
    from astroquery import exceptions as query
    from requests.exceptions import RequestException

    if isinstance(error, RequestException):
        return _of_request(error, host)
    if isinstance(error, RefusedError):
        return "archive", status_sentence(error.status, host)
    if isinstance(error, query.RemoteServiceError):
        reason = str(error).strip().rstrip(".") or "no reason given"
        return "archive", f"The archive {host} cannot answer now ({reason}): try again later."
    if isinstance(error, TimeoutError | query.TimeoutError):
        return "archive", f"The archive {host} has not finished its search in time: try again."
    if isinstance(error, OSError):
        return "archive", disk_sentence(error)
    return "archive", (
        f"The archive {host} answered in a form that lightkurve does not understand: if it stays "
        "so, a newer lightkurve may help."
    )


def status_sentence(status: int, host: str) -> str:
    """What an HTTP status in place of a file means for the person who waits."""
    if status in NOT_THERE:
        return f"The archive {host} lists this light curve but does not have it (error {status})."
    if status in {401, 403, 407}:
        return f"The archive {host} does not give this to everyone (error {status})."
    if status in {429, 500, 502, 503, 504}:
        return f"The archive {host} is busy or down (error {status}): try again later."
    return f"The archive {host} answered with error {status or 'unknown'}: try again later."


def disk_sentence(error: OSError) -> str:
    """What to do about a light curve that cannot be written."""
    if error.errno in FULL:
        return "The disk is full: make room where light curves are kept, then try again."
    reason = error.strerror or str(error)
    return f"The light curve cannot be written ({reason}): see whether its folder is in order."


def web_page_sentence(host: str) -> str:
    """What it may mean that HTML came where data was expected."""
    return (
        f"The archive {host} answered with a web page instead of data: it may be under "
        "maintenance, or this network wants you to log in first."
    )


def _of_request(error: Any, host: str) -> tuple[Kind, str]:
    from requests import exceptions as raised

    if isinstance(error, raised.HTTPError) and error.response is not None:
        status = int(error.response.status_code)
        if status in NOT_THERE:
            return "archive", (
                f"{host} does not know how to search (error {status}): see whether the address of "
                "the archive in the settings is right."
            )
        return "archive", status_sentence(status, host)
    if isinstance(error, raised.JSONDecodeError):
        if error.doc.lstrip().startswith("<"):
            return "archive", web_page_sentence(host)
        return "archive", f"The archive {host} sent an answer that is damaged: try again."
    if isinstance(error, raised.ConnectTimeout):
        return "offline", offline_sentence(host)
    if isinstance(error, raised.Timeout) or "Read timed out" in str(error):
        return "archive", f"The archive {host} has gone silent: try again later."
    if isinstance(error, raised.SSLError):
        return "archive", (
            f"The connection to {host} is not safe, its certificate was refused: something on "
            "this network stands in between, or the clock of this computer is wrong."
        )
    if isinstance(error, raised.ProxyError):
        return "offline", f"The proxy of this network does not let {host} through."
    if isinstance(error, raised.ChunkedEncodingError) or _is_broken(error):
        return "archive", f"The connection to {host} broke off in the middle: try again."
    if isinstance(error, raised.ConnectionError):
        return "offline", offline_sentence(host)
    return "archive", f"The archive {host} cannot be asked ({error})."


def _is_broken(error: Any) -> bool:
    from spectrogui.io.mast_http import was_reset

    return was_reset(error)
