"""A light curve is in the cache whole and of the right star, or not at all."""

import itertools
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fake_mast import FakeMast, FakeProduct, made_curve
from fakes import write_spectrum

from spectrogui.core.errors import ArchiveError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.k2_names import name_of
from spectrogui.io.k2_readers import open_light_curve
from spectrogui.io.mast import Archive

NUMBERS = map(str, itertools.count(212_000_001))


@pytest.fixture(scope="module")
def mast():
    with FakeMast() as mast:
        yield mast


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def archive(mast, cache):
    archive = Archive(cache, server=mast.url, read_s=2.0)
    yield archive
    archive.close()


@pytest.fixture(autouse=True)
def _anew(mast, cache):
    mast.faults.clear()
    mast.rows.clear()
    for path in cache.iterdir():
        shutil.rmtree(path)


@pytest.fixture
def product(archive, mast, tmp_path):
    """A light curve that the archive has, 9 pieces long when it is slow."""
    epic = next(NUMBERS)
    mast.rows.append(FakeProduct(epic, 56.2, 24.1, made_curve(tmp_path, epic, points=700)))
    return archive.search(epic)[0]


def kept(cache):
    return [path for path in cache.rglob("*") if path.is_file() or path.suffix == ".part"]


def test_a_download_is_the_file_of_the_archive(archive, mast, product):
    there = archive.download(product)

    assert there == replace(product, where="cached", path=there.path)
    assert Path(there.path).read_bytes() == mast.rows[0].content
    assert open_light_curve(Path(there.path)).header.epic == product.epic
    assert archive.size() == product.size


def test_what_is_in_the_cache_is_not_asked_for_again(archive, mast, product):
    archive.download(product)
    before = len(mast.log)
    again = archive.download(product)

    assert again.where == "cached"
    assert len(mast.log) == before


def test_a_deleted_file_is_downloaded_again(archive, mast, product):
    archive.delete(archive.download(product))

    assert archive.cached(product.epic) == ()
    assert archive.download(product).where == "cached"
    assert mast.asked("download") >= 2


def test_the_ticket_is_told_how_much_has_come(archive, mast, product):
    told = []
    mast.faults["download"] = "slow"
    archive.download(product, Ticket(lambda done, total: told.append((done, total))))

    assert {total for _, total in told} == {product.size}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (product.size, product.size)
    assert len({done for done, _ in told}) > 2


@pytest.mark.parametrize(
    ("kind", "fault", "sentence"),
    [
        ("download", "cut", "broke off in the middle"),
        ("download", "short", "Only "),
        ("download", "html", "a web page instead of data"),
        ("head", "404", "lists this light curve but does not have it"),
        ("download", "404", "lists this light curve but does not have it"),
        ("download", "503", "is busy or down"),
        ("download", "hang", "has gone silent"),
        ("download", "stall", "has gone silent"),
        ("head", "hang", "has gone silent"),
    ],
)
def test_a_download_that_fails_leaves_nothing_and_the_next_one_works(
    archive, mast, cache, product, kind, fault, sentence
):
    mast.faults[kind] = fault
    with pytest.raises(ArchiveError, match=sentence):
        archive.download(product)
    left = kept(cache)
    mast.faults.clear()

    assert left == []
    assert archive.download(product).size == product.size


def test_a_page_in_place_of_a_file_of_unknown_size_is_noticed(archive, mast, cache, product):
    mast.faults["download"] = "html"

    with pytest.raises(ArchiveError, match="a web page instead of data"):
        archive.download(replace(product, size=0))
    assert kept(cache) == []


def test_half_a_file_of_unknown_size_is_noticed(archive, mast, cache, product):
    mast.faults["download"] = "short"

    with pytest.raises(ArchiveError, match="cut short"):
        archive.download(replace(product, size=0))
    assert kept(cache) == []


def test_a_file_of_another_star_is_refused(archive, mast, cache, tmp_path):
    other, epic = next(NUMBERS), next(NUMBERS)
    path = made_curve(tmp_path, other)
    mast.rows.append(FakeProduct(epic, 56.2, 24.1, path, name=f"ktwo{epic}-c04_llc.fits"))
    (product,) = archive.search(epic)

    with pytest.raises(ArchiveError, match=f"holds EPIC {other}, not EPIC {epic}"):
        archive.download(product)
    assert kept(cache) == []


def test_a_spectrum_under_the_name_of_a_light_curve_is_refused(archive, mast, cache, tmp_path):
    epic = next(NUMBERS)
    path = tmp_path / "spectrum.fits"
    write_spectrum(path)
    mast.rows.append(FakeProduct(epic, 56.2, 24.1, path, name=f"ktwo{epic}-c04_llc.fits"))
    (product,) = archive.search(epic)

    with pytest.raises(ArchiveError, match="sent what cannot be used: ktwo"):
        archive.download(product)
    assert kept(cache) == []


def test_pixels_under_the_name_of_a_light_curve_are_refused(archive, mast, cache, shared):
    (path,) = (shared / "data" / "k2" / "official").glob("*_lpd-targ.fits")
    row = FakeProduct("211983544", 130.0, 18.0, path, name="ktwo211983544-c18_llc.fits")
    mast.rows.append(row)
    (product,) = archive.search(row.epic)

    with pytest.raises(ArchiveError, match="target pixel"):
        archive.download(product)
    assert kept(cache) == []


@pytest.mark.skipif(sys.platform != "linux", reason="no limits on the files of a process")
def test_a_full_disk_leaves_nothing_and_says_so(archive, cache, product):
    resource = pytest.importorskip("resource")
    everything = resource.prlimit(archive.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(archive.pid, resource.RLIMIT_FSIZE, (8192, everything[1]))
    try:
        with pytest.raises(ArchiveError, match="The disk is full: make room"):
            archive.download(product)
    finally:
        resource.prlimit(archive.pid, resource.RLIMIT_FSIZE, everything)

    assert kept(cache) == []
    assert archive.download(product).size == product.size


def test_a_folder_that_cannot_be_made_is_a_sentence(mast, tmp_path, product):
    (tmp_path / "file").write_text("in the way")
    archive = Archive(tmp_path / "file", server=mast.url)

    with pytest.raises(ArchiveError, match="cannot be written"):
        archive.download(product)
    assert archive.cached(product.epic) == ()


def test_a_download_that_is_given_up_stops_soon_and_leaves_nothing(archive, mast, cache, tmp_path):
    """By itself: the process that downloads is kept for the next one."""
    epic = next(NUMBERS)
    path = made_curve(tmp_path, epic, points=6000)  # more than a second when it is slow
    mast.rows.append(FakeProduct(epic, 56.2, 24.1, path))
    (product,) = archive.search(epic)
    mast.faults["download"] = "slow"
    pid, ticket = archive.pid, Ticket(lambda done, total: done and ticket.cancel())
    with pytest.raises(Cancelled):
        archive.download(product, ticket)
    left = kept(cache)
    mast.faults.clear()

    assert left == []
    assert archive.download(product).size == product.size
    assert archive.pid == pid


def test_a_name_that_leads_out_of_the_folder_is_refused(archive, mast, product):
    before = len(mast.log)

    for name in ("../out.fits", "/out.fits", "a/b.fits", "", "..", ".hidden"):
        with pytest.raises(ArchiveError, match="names a light curve"):
            archive.download(replace(product, filename=name))
    assert len(mast.log) == before


@pytest.mark.parametrize(
    ("author", "files"),
    [
        ("K2", "official/*_llc.fits"),
        ("K2SFF", "k2sff_full/*_llc.fits"),
        ("K2SC", "hlsp_other/hlsp_k2sc_*.fits"),
        ("K2VARCAT", "hlsp_other/hlsp_k2varcat_*.fits"),
    ],
)
def test_real_files_of_each_author_come_through(archive, mast, shared, author, files):
    path = min((shared / "data" / "k2").glob(files))
    epic = name_of(path.name).epic
    mast.rows.append(FakeProduct(epic, 1.0, 2.0, path, author=author))
    (product,) = archive.search(epic)
    there = archive.download(product)
    header = open_light_curve(Path(there.path)).header

    assert (header.epic, header.author) == (epic, author)
    assert [one.path for one in archive.cached(epic)] == [there.path]
