"""How many cores torch may use."""

import os

import torch


def leave_one_core() -> None:
    """Leave one core to the rest of the program, so that a window stays quick while it works."""
    torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))
