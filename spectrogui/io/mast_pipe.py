"""A running `io.mast_child` and the pipes to it."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = str(Path(__file__).resolve().parents[2])
START = """
import sys
root, settings = sys.argv[1:]
if root not in sys.path:
    sys.path.insert(0, root)
from spectrogui.io.mast_child import main
main(settings)
"""
LOOK_S = 0.05  # s that `next` waits for a message
LINES = 60  # kept of what it writes on stderr
Message = dict[str, Any]


class GoneError(Exception):
    """The process has ended, and everything it said has been read."""


class MastPipe:
    """The process, from its start on; sends and receives lines of JSON.

    Attributes
    ----------
    is_ready : whether it told that it has imported what it needs
    """

    def __init__(self, settings: str) -> None:
        self.is_ready = False
        self._messages: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._said: deque[bytes] = deque(maxlen=LINES)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", START, ROOT, settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "MPLBACKEND": "Agg"},  # matplotlib looks for no display
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._readers = [
            threading.Thread(target=read, name="mast-answers", daemon=True)
            for read in (self._read, self._overhear)
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """Of the process, 0 once it has ended."""
        return self._process.pid if self._process.poll() is None else 0

    @property
    def fell_asleep(self) -> bool:
        """Whether it ended by itself because nobody asked for long."""
        return self._process.poll() == 0

    def send(self, message: Message) -> None:
        """Send a message; if the process is gone, `next` will tell."""
        with suppress(OSError, ValueError):
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

    def next(self) -> Message:
        """What it said next, {} if it says nothing for `LOOK_S`; GoneError after its end."""
        try:
            message = self._messages.get(timeout=LOOK_S)
        except queue.Empty:
            return {}
        if message is None:
            self._messages.put(None)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1.0)
            raise GoneError
        return message

    def end(self) -> None:
        """End the process at once; harmless if it has ended."""
        self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join(1.0)
        with suppress(OSError, ValueError):
            assert self._process.stdin is not None
            self._process.stdin.close()

    def last_words(self) -> str:
        """The end of what it wrote on stderr."""
        self._readers[1].join(1.0)
        return b"".join(self._said).decode(errors="replace").strip()

    def _read(self) -> None:
        """Body of the thread that reads its answers."""
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                with suppress(ValueError):  # a line that was cut when the process was ended
                    self._messages.put(json.loads(line))
        self._messages.put(None)

    def _overhear(self) -> None:
        """Body of the thread that reads its complaints."""
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            self._said.extend(lines)
