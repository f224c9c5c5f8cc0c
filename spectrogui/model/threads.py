"""How many cores the arithmetic takes."""

from contextlib import AbstractContextManager

import torch
from threadpoolctl import ThreadpoolController


class OneThread:
    """Keeps torch and numpy on the thread that calls them.

    The matrices of a block are too small to be worth sharing out: with two threads a spectrum
    took 22 ms instead of 13, and on a busy machine, where threads wait for one another, many
    times that.
    """

    def __init__(self) -> None:
        torch.set_num_threads(1)
        self._numpy = ThreadpoolController()

    def __call__(self) -> AbstractContextManager[object]:
        """Within this context numpy takes one thread."""
        limit: AbstractContextManager[object] = self._numpy.limit(limits=1, user_api="blas")
        return limit
