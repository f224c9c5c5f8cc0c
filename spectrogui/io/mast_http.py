"""lightkurve and astroquery made fit for a window: time-outs, one server, no detours.

Runs in the archive's own process (`io.mast_child`); all that is changed here is changed there
only. Facts about both packages as of lightkurve 2.6 and astroquery 0.4.11.
"""

import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from spectrogui.core.job import Cancelled

Pieces = Callable[..., Iterator[bytes]]


def prepare(server: str, timeout: tuple[float, float], halt: threading.Event) -> None:
    """Import lightkurve and astroquery.mast and set them up; takes seconds, sends nothing.

    Parameters
    ----------
    server : where the archive is, "" as astroquery is configured
    timeout : seconds to connect, and between two pieces of an answer
    halt : while it is set, what is on its way to the archive stops with Cancelled
    """
    warnings.simplefilter("ignore")
    from astropy.utils.data import conf as data
    from astropy.utils.iers import conf as iers

    data.allow_internet = False  # no tables of leap seconds from elsewhere
    iers.auto_download = False
    import lightkurve
    from astroquery import mast

    lightkurve.log.setLevel("ERROR")
    if server:
        _point_at(server)
    _mount(mast.Observations._session, timeout, halt)
    mast.utils._simple_request = resolve_here


def _point_at(server: str) -> None:
    """`conf.server` alone comes too late: the addresses are put together at import."""
    from astroquery.mast import conf
    from astroquery.mast.discovery_portal import PortalAPI

    conf.server = server
    PortalAPI.MAST_REQUEST_URL = f"{server}/api/v0/invoke"
    PortalAPI.COLUMNS_CONFIG_URL = f"{server}/portal/Mashup/Mashup.asmx/columnsconfig"
    PortalAPI.MAST_DOWNLOAD_URL = f"{server}/api/v0.1/Download/file"
    PortalAPI.MAST_BUNDLE_URL = f"{server}/api/v0.1/Download/bundle"


def forget() -> None:
    """Drop the names of columns: they are kept as they came, even if that was an error."""
    from astroquery.mast.discovery_portal import PortalAPI

    PortalAPI._column_configs.clear()


def _mount(session: Any, timeout: tuple[float, float], halt: threading.Event) -> None:
    """Give every request of a session a time-out, one more try, and an end when it must stop."""
    from requests.adapters import HTTPAdapter
    from requests.exceptions import ConnectionError as NoConnection

    adapter: Any = HTTPAdapter()
    plain = adapter.send

    def send(*args: Any, **kwargs: Any) -> Any:
        _check(halt)
        kwargs["timeout"] = kwargs.get("timeout") or timeout
        try:
            answer = plain(*args, **kwargs)
        except NoConnection as error:
            if not was_reset(error):
                raise
            answer = plain(*args, **kwargs)  # a connection that was kept open had been closed
        answer.iter_content = _stoppable(answer.iter_content, halt)
        return answer

    adapter.send = send
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)


def was_reset(error: Exception) -> bool:
    """Whether a request failed because the other side dropped the connection unasked.

    requests wraps urllib3's ProtocolError, which wraps what the socket raised.
    """
    wrapped = error.args[0] if error.args else None
    return any(isinstance(cause, ConnectionError) for cause in getattr(wrapped, "args", ()))


def _check(halt: threading.Event) -> None:
    if halt.is_set():
        raise Cancelled


def _stoppable(
    pieces: Callable[..., Iterator[bytes]], halt: threading.Event
) -> Callable[..., Any]:
    def iterate(*args: Any, **kwargs: Any) -> Iterator[bytes]:
        for piece in pieces(*args, **kwargs):
            _check(halt)
            yield piece

    return iterate


class _Resolved:
    """Looks like the answer of the name resolver."""

    def __init__(self, found: list[dict[str, Any]]) -> None:
        self._found = found

    def raise_for_status(self) -> None:
        """Nothing was asked, so nothing failed."""

    def json(self) -> dict[str, Any]:
        """Return the coordinates in the resolver's words."""
        return {"resolvedCoordinate": self._found, "status": ""}


def resolve_here(url: str, params: dict[str, Any] | None = None) -> _Resolved:
    """Take the place of `astroquery.mast.utils._simple_request`, and ask nobody.

    Even ``"ra, dec"`` would go to a name resolver, whose address is fixed in the source and has
    no encryption. Coordinates need no resolver; and a number that the archive does not know as
    a target must come out as not found, not as whatever lies near.
    """
    if "/query" not in urlsplit(url).path:
        raise ValueError(f"{url} is not asked for light curves")
    names = (params or {}).get("name", [])
    found = []
    for name in [names] if isinstance(names, str) else names:
        try:
            ra, dec = map(float, name.split(","))
        except ValueError:
            continue
        found.append({"searchString": name.lower(), "resolver": "", "ra": ra, "decl": dec})
    return _Resolved(found)
