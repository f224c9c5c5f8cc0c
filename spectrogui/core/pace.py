"""How far a long job is, how fast it goes, and how long it will still take."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_WINDOW = 15.0  # s over which the rate is taken


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a job; `rate` per second and `remaining_s` are NaN while unknown."""

    done: int
    total: int
    rate: float = float("nan")
    remaining_s: float = float("nan")

    def __str__(self) -> str:
        """As people read it: ``12,340 of 132,086 · 412/s · 5 min left``."""
        parts = [f"{self.done:,} of {self.total:,}"]
        if self.rate == self.rate:
            parts.append(f"{self.rate:,.0f}/s" if self.rate >= 10 else f"{self.rate:.1f}/s")
        if self.remaining_s == self.remaining_s and self.done < self.total:
            parts.append(f"{_duration(self.remaining_s)} left")
        return " · ".join(parts)


class Pace:
    """Turns counts of what is done into progress; the rate is that of the last seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def at(self, done: int, total: int) -> Progress:
        """Progress now that `done` of `total` are done."""
        now = self._clock()
        self._seen.append((now, done))
        while len(self._seen) > 2 and self._seen[1][0] <= now - _WINDOW:
            self._seen.popleft()
        since, before = self._seen[0]
        if now <= since or done <= before:
            return Progress(done, total)
        rate = (done - before) / (now - since)
        return Progress(done, total, rate, (total - done) / rate)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours < 10 else f"{hours} h"
