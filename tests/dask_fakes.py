"""What workers of a test's cluster load before they begin: an analyser and files made up."""

from fake_session import FakeAnalyser, fatal_read

from spectrogui.analysis import cluster_work

SECONDS = 0.01
"""What a spectrum takes."""


def dask_setup(worker):
    """Dask calls this in each worker."""
    cluster_work.read_one = fatal_read
    cluster_work._load = lambda model: FakeAnalyser(SECONDS)
