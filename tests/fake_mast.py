"""A MAST on 127.0.0.1 for unmodified lightkurve and astroquery, with faults at will.

    with FakeMast([FakeProduct("211117077", 56.2, 24.1, path=file)]) as mast:
        archive = Archive(cache, server=mast.url)
        mast.faults["download"] = "cut"
        ...
        assert mast.asked("download") == 1

Kinds of request, in the log and as keys of `faults`: ``columns``, ``search``, ``products``,
``head``, ``download``. What a fault may be:

``503``, or another number, is answered as the status; ``hang`` accepts and stays silent;
``html`` is a page instead of data; ``cut`` half of the answer; ``short`` half of it, said to be
all; ``stall`` half of it and then silence; ``slow`` small pieces; ``reset`` drops the connection
unanswered, once; ``error`` is the portal's own way to fail; ``strange`` JSON of another kind;
``loose`` a search that finds every star.
"""

import json
import math
import os
import re
import socket
import struct
import sys
import threading
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
from fake_mast_words import (
    OBSERVATION,
    PRODUCT,
    column_config,
    files,
    number,
    observation,
)

from spectrogui.core.light_curve import CurveHeader, LightCurve
from spectrogui.io.k2_write import write_k2

PORTAL = {"Mast.Caom.Filtered": "search", "Mast.Caom.Filtered.Position": "search",
          "Mast.Caom.Products": "products"}  # fmt: skip
PIECE, PIECE_S = 8192, 0.05  # how slow "slow" is


@dataclass(frozen=True)
class FakeProduct:
    """One file of the archive.

    Attributes
    ----------
    epic, ra, dec : of the star that the archive files it under
    author, campaign : ``4``, or ``9a`` for the halves
    path : the bytes that are served, whatever they are
    name : of the file in the archive, that of `path` if "" (with the number of a star relabelled)
    exptime : s, 60 for short cadence
    relabel : put `epic` into the headers of the file on its way
    size : as listed, the true one if 0
    """

    epic: str
    ra: float
    dec: float
    path: Path
    author: str = "K2"
    campaign: str = "4"
    name: str = ""
    exptime: float = 1800.0
    relabel: bool = False
    size: int = 0

    @property
    def filename(self):
        own = self.name or Path(self.path).name
        relabel = self.relabel and not self.name
        return re.sub(r"(?<!\d)\d{9}(?!\d)", self.epic, own) if relabel else own

    @cached_property
    def content(self):
        content = Path(self.path).read_bytes()
        return relabelled(content, self.epic) if self.relabel else content


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    kind: str
    method: str
    path: str
    body: str


class FakeMast:
    """The server; also `faults` and `log`, which may be changed and read at any time.

    While it runs, whoever is started here asks it directly, whatever proxies this machine has.
    """

    def __init__(self, rows=()):
        self.rows, self.faults, self.log = list(rows), {}, []
        self.over = threading.Event()
        self._proxies = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.mast = self

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def asked(self, kind):
        """How often something was asked."""
        return sum(one.kind == kind for one in self.log)

    def __enter__(self):
        self._proxies = {name: os.environ.get(name) for name in ("NO_PROXY", "no_proxy")}
        os.environ.update(dict.fromkeys(self._proxies, "127.0.0.1"))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error):
        self.over.set()  # whoever hangs stops hanging
        self._server.shutdown()
        self._server.server_close()
        for name, value in self._proxies.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def made_curve(folder, epic, campaign="4", points=400, period=3.0):
    """A small file as the Kepler pipeline writes it: a sinusoid of 2 %."""
    time = 2900.0 + np.arange(points) * 1765.5 / 86400
    flux = 5000.0 * (1 + 0.02 * np.sin(2 * np.pi * time / period))
    good, quality = np.ones(points, bool), np.zeros(points, np.int64)
    header = CurveHeader(
        "", epic=epic, author="K2", campaign=campaign, unit="e-/s", cadence_s=1765.5
    )
    path = Path(folder) / f"ktwo{epic}-c{int(campaign):02d}_llc.fits"
    write_k2(path, LightCurve(time, flux, np.full(points, 5.0), good, quality, header))
    return path


def dead_url():
    """An address where nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{bound.getsockname()[1]}"


def relabelled(content, epic):
    """The bytes of a FITS file with another EPIC number in its headers."""
    cards = {b"KEPLERID": f"{int(epic):>20d}".encode(), b"OBJECT  ": f"'EPIC {epic}'".encode()}
    content = bytearray(content)
    for place in range(0, len(content), 80):
        name = bytes(content[place : place + 8])
        if name in cards and content[place + 8 : place + 10] == b"= ":
            content[place + 10 : place + 80] = cards[name].ljust(70)
    return bytes(content)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """Whoever asked may hang up in the middle; anything else is a mistake here."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args):
        """Keep quiet."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.path.endswith("/columnsconfig"):
            self._reply("columns", column_config(), body)
            return
        asked = json.loads(parse_qs(body)["request"][0])
        kind = PORTAL.get(asked["service"])
        if kind is None:
            self._reply("unknown", {"status": "ERROR", "msg": "no such service"}, body)
        elif kind == "search":
            found = list(self._matches(asked["params"]))
            self._reply(kind, portal(found, OBSERVATION), body)
        else:
            wanted = set(asked["params"]["obsid"].split(","))
            rows = enumerate(self.server.mast.rows)
            found = [one for i, row in rows if number(i) in wanted for one in files(row, i)]
            self._reply(kind, portal(found, PRODUCT), body)

    def do_HEAD(self):
        self._file("head")

    def do_GET(self):
        self._file("download")

    def _file(self, kind):
        parts = urlsplit(self.path)
        name = parse_qs(parts.query).get("uri", [""])[0].rsplit("/", 1)[-1]
        rows = {row.filename: row for row in self.server.mast.rows}
        if parts.path.endswith("/Download/file") and name in rows:
            self._reply(kind, rows[name].content)
        else:
            self._note(kind, "")
            self._send(404, "text/plain", b"not found")

    def _matches(self, params):
        """The observations that a search finds."""
        filters = {f["paramName"].lower(): f["values"] for f in params["filters"]}
        loose = self.server.mast.faults.get("search") == "loose"
        for i, row in enumerate(self.server.mast.rows):
            distance = 0.0
            if "position" in params:
                ra, dec, radius = map(float, params["position"].split(","))
                x = (row.ra - ra) * math.cos(math.radians(dec))
                distance = 3600 * math.hypot(x, row.dec - dec)
                if distance > 3600 * radius:
                    continue
            seen = observation(row, i, distance)
            if loose or all(_passes(seen[name], values) for name, values in filters.items()):
                yield seen

    def _note(self, kind, body):
        self.server.mast.log.append(Asked(kind, self.command, self.path, body))

    def _reply(self, kind, content, body=""):
        """Send what was asked for, or what the fault of this kind of request makes of it."""
        self._note(kind, body)
        faults = self.server.mast.faults
        fault = str(faults.get(kind, ""))
        is_file = isinstance(content, bytes)
        data = content if is_file else json.dumps(content).encode()
        form = "application/fits" if is_file else "application/json"
        if fault.isdigit():
            self._send(int(fault), "text/plain", b"Sorry")
        elif fault == "hang":
            self.server.mast.over.wait(60)
            self.close_connection = True
        elif fault == "reset":
            del faults[kind]
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.close_connection = True
        elif fault == "html":
            self._send(200, "text/html", b"<html><title>Maintenance</title></html>")
        elif fault == "error":
            data = json.dumps({"status": "ERROR", "msg": "the database is down"}).encode()
            self._send(200, form, data)
        elif fault == "strange":
            self._send(200, form, b'{"status": "COMPLETE", "data": [{"a": 1}]}')
        else:
            self._send(200, form, data, fault)

    def _send(self, status, form, data, fault=""):
        sent = data[: len(data) // 2] if fault in {"cut", "short", "stall"} else data
        self.send_response(status)
        self.send_header("Content-Type", form)
        self.send_header("Content-Length", str(len(sent if fault == "short" else data)))
        self.end_headers()
        if self.command == "HEAD":
            return
        for start in range(0, len(sent), PIECE) if fault == "slow" else ():
            if self.server.mast.over.wait(PIECE_S):
                break
            self.wfile.write(sent[start : start + PIECE])
            self.wfile.flush()
        if fault != "slow":
            self.wfile.write(sent)
        if fault == "stall":
            self.server.mast.over.wait(60)
        self.close_connection = self.close_connection or fault in {"cut", "stall"}


def portal(rows, fields):
    """Rows as the portal answers them."""
    count = len(rows)
    return {
        "status": "COMPLETE",
        "msg": "",
        "data": rows,
        "fields": [{"name": name, "type": kind} for name, kind in fields.items()],
        "paging": {"page": 1, "pageSize": 50000, "pagesFiltered": 1, "rows": count,
                   "rowsFiltered": count, "rowsTotal": count},
    }  # fmt: skip


def _passes(value, allowed):
    if isinstance(allowed[0], dict):
        return allowed[0]["min"] <= value <= allowed[0]["max"]
    return str(value).lower() in {str(one).lower() for one in allowed}
