"""Whether the archive is in reach at all, found out before anything slow is begun."""

import os
import socket
import threading
from configparser import ConfigParser
from configparser import Error as ConfigError
from pathlib import Path
from urllib.parse import urlsplit

from spectrogui.core.errors import InputError, OfflineError
from spectrogui.core.job import Cancelled, Ticket

SERVER = "https://mast.stsci.edu"
"""Where `astroquery.mast` goes unless its configuration names another."""
LIMIT_S = 1.8
LOOK_S = 0.05  # s between two looks at the ticket
PORTS = {"http": 80, "https": 443, "socks": 1080, "socks5": 1080, "socks5h": 1080}


def with_scheme(server: str) -> str:
    """An address as people give it, made one that can be asked: ``https://`` before it."""
    text = server.strip()
    text = text if "://" in text or not text else f"https://{text}"
    return text if text.endswith("://") else text.rstrip("/")


def server_of(given: str) -> str:
    """Address of the archive: as given, else as astroquery is configured, else the usual one.

    Raises InputError if it is no address.
    """
    server = with_scheme(given) or with_scheme(_configured()) or SERVER
    try:
        parts = urlsplit(server)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise InputError(
            f"{server} is not the address of an archive: write it like {SERVER}, or leave it "
            "empty."
        )
    return server


def host_of(server: str) -> str:
    """The name that people know a server by: ``mast.stsci.edu``."""
    return urlsplit(server).hostname or server


def reach(server: str, ticket: Ticket, limit_s: float = LIMIT_S) -> None:
    """Open a connection to the archive, or to the proxy on the way there, and close it again.

    Raises OfflineError if none comes about within `limit_s` seconds, also when names are not
    resolved, which no socket time-out covers; Cancelled with the ticket.
    """
    host, port, proxy = _next_host(server)
    outcome: list[bool] = []
    over = threading.Event()

    def knock() -> None:
        try:
            with socket.create_connection((host, port), timeout=limit_s):
                outcome.append(True)
        except OSError:
            outcome.append(False)
        finally:
            over.set()

    threading.Thread(target=knock, name="mast-probe", daemon=True).start()
    for _ in range(round(limit_s / LOOK_S)):
        if over.wait(LOOK_S) or ticket.cancelled:
            break
    if ticket.cancelled:
        raise Cancelled
    if not any(outcome):
        raise OfflineError(offline_sentence(host_of(server), f"{host}:{port}" if proxy else ""))


def offline_sentence(host: str, proxy: str = "") -> str:
    """What to say when nothing of the archive can be reached."""
    what = f"the proxy {proxy} on the way to {host}" if proxy else host
    return (
        f"No network: {what} cannot be reached from here; light curves that are on this "
        "computer still work."
    )


def _next_host(server: str) -> tuple[str, int, bool]:
    """Host and port that a request to the server is sent to, and whether that is a proxy."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(server)
    host = parts.hostname or server
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all", "")
    if proxy and not proxy_bypass(host):
        there = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        return there.hostname or proxy, _port(there.port, there.scheme), True
    return host, _port(parts.port, parts.scheme), False


def _port(port: int | None, scheme: str) -> int:
    return port or PORTS.get(scheme, 443)


def _configured() -> str:
    """The server in the user's astroquery.cfg, "" if there is none; without importing astropy."""
    for path in _config_files():
        config = ConfigParser(interpolation=None, strict=False)
        try:
            config.read_string("[ ]\n" + path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ConfigError):
            continue
        return config.get("mast", "server", fallback="").strip("'\" ")
    return ""


def _config_files() -> list[Path]:
    """Where astropy looks for the file, first place first (astropy.config.paths)."""
    places = []
    if own := os.environ.get("ASTROPY_CONFIG_DIR"):
        places.append(Path(own))
    if base := os.environ.get("XDG_CONFIG_HOME"):
        places.append(Path(base, "astropy"))
    home = Path(os.path.expanduser("~"))
    return [
        place / "astroquery.cfg"
        for place in (*places, home / ".config" / "astropy", home / ".astropy" / "config")
    ]
