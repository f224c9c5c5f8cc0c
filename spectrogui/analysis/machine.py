"""How many processes this machine can have for scoring."""

import os
from contextlib import suppress
from pathlib import Path

FEW = 300
"""Files, below which processes of their own cost more than they bring."""
_EACH = 450  # MB that a process needs: half of it is torch
_MOST = 256


def processes_for(count: int, spare: int = 0) -> int:
    """Processes that should score a list of `count` files; 0 if this one is quicker alone.

    Parameters
    ----------
    spare : cores that are left to others
    """
    if count < FEW:
        return 0
    fitting = int(memory() / _EACH)
    return max(1, min(cores() - spare, fitting, count // (FEW // 4), _MOST))


def cores() -> int:
    """Processor cores that this process may use; a queue of a cluster may give it few."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def memory() -> float:
    """Memory that is free, MB; infinite where the system does not tell."""
    return min(_available(), _allowed())


def _available() -> float:
    """What the machine has left; where only its whole size is known, half of that."""
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) / 1024
    with suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**21
    return float("inf")


def _allowed() -> float:
    """What a job of a cluster, or a container, is allowed to take."""
    folder = Path("/sys/fs/cgroup")
    with suppress(OSError, ValueError):
        limit = int((folder / "memory.max").read_text(encoding="ascii"))
        used = int((folder / "memory.current").read_text(encoding="ascii"))
        return (limit - used) / 2**20
    return float("inf")
