"""A lock that nobody who waits for it is passed over."""

import threading
from types import TracebackType


class FairLock:
    """Whoever lets it go and takes it at once again comes after the one who waits already.

    A key press then waits for one short read of a long job, not for all of them. The thread that
    holds it may take it again.
    """

    def __init__(self) -> None:
        self._next, self._lock = threading.Lock(), threading.Lock()
        self._owner, self._depth = 0, 0

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self._owner != me:
            with self._next:
                self._lock.acquire()
            self._owner = me
        self._depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._depth -= 1
        if not self._depth:
            self._owner = 0
            self._lock.release()
