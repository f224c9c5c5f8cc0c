"""Keeping freed memory in the process, to be used again.

Arrays of a block of spectra are a few hundred kB each: the C library of Linux gives such memory
back to the system as soon as it is freed, and the system clears it page by page when it is asked
for again, which takes a third of the time of all arithmetic.
"""

import ctypes
import sys
from functools import cache

_TRIM, _TOP, _MMAP = -1, -2, -3
"""Parameters of `mallopt` (malloc.h): how much stays unused at the end of the heap before it is
given back, how much more is asked for at a time, and from which size on memory is mapped."""
_KEPT, _MORE, _MAPPED = 256 << 20, 16 << 20, 32 << 20
"""Bytes; the last is the most that the library takes."""


@cache
def keep_freed_memory() -> bool:
    """Have this process keep memory that it frees; whether its C library can do so."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallopt"):
        return False
    settings = ((_TRIM, _KEPT), (_TOP, _MORE), (_MMAP, _MAPPED))
    return all(library.mallopt(which, value) for which, value in settings)
