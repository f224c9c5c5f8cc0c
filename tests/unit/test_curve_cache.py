"""The folder of downloaded light curves, by star."""

import os
import time
from pathlib import Path

import pytest

from spectrogui.core.errors import ArchiveError
from spectrogui.core.k2_product import Product
from spectrogui.io.curve_cache import CurveCache

SFF = "hlsp_k2sff_k2_lightcurve_211117077-c04_kepler_v1_llc.fits"


@pytest.fixture
def cache(tmp_path):
    return CurveCache(tmp_path / "curves")


def product(author="K2SFF", name=SFF):
    return Product("211117077", author, "4", "archive", filename=name, uri="mast:x")


def put(cache, author="K2SFF", name=SFF, content=b"light"):
    with cache.draft(product(author, name)) as draft:
        draft.write_bytes(content)
        return cache.take(draft, product(author, name))


def test_a_folder_that_is_not_there_yet_holds_nothing(cache):
    assert cache.of_star("211117077") == ()
    assert cache.size() == 0
    assert cache.find(product()) is None
    assert not cache.folder.exists()


def test_files_of_a_star_are_found_by_their_names_the_best_first(cache):
    put(cache, "K2", "ktwo211117077-c04_llc.fits")
    put(cache, "K2", "ktwo211117077-c04_slc.fits")
    put(cache)
    put(cache, "POLAR", "hlsp_polar_k2_lightcurve_211117077-c04_kepler_v1_llc.fits")
    put(cache, "K2", "ktwo211117078-c04_llc.fits")
    found = cache.of_star("211117077")

    assert [one.author for one in found] == ["K2SFF", "K2", "POLAR", "K2"]
    assert {one.epic for one in found} == {"211117077"}
    assert {one.campaign for one in found} == {"4"}
    assert all(Path(one.path).name == one.filename for one in found)
    assert found[-1].cadence_s == 60.0


def test_it_knows_how_large_it_is(cache):
    put(cache, content=b"123")
    put(cache, "K2", "ktwo211117077-c04_llc.fits", b"12345")

    assert cache.size() == 8
    assert cache.find(product()).size == 3


def test_a_draft_goes_whatever_happens(cache):
    with cache.draft(product()) as draft:
        draft.write_bytes(b"half")
        meanwhile = cache.of_star("211117077"), cache.size()

    assert meanwhile == ((), 0)
    assert [path for path in cache.folder.rglob("*") if path.is_file()] == []


def test_what_a_killed_program_left_is_swept_once_it_is_old(cache):
    old, fresh = cache.folder / "a.part", cache.folder / "b.part"
    for place in (old, fresh):
        place.mkdir(parents=True)
        (place / SFF).write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    put(cache)

    assert not old.exists()
    assert (fresh / SFF).exists()
    assert len(cache.of_star("211117077")) == 1


def test_a_deleted_file_is_gone_and_deleting_it_again_is_no_error(cache):
    there = put(cache)
    cache.delete(there)
    cache.delete(there)

    assert cache.find(product()) is None


@pytest.mark.parametrize("where", ["local", "cached"])
def test_files_outside_the_folder_are_never_deleted(cache, tmp_path, where):
    own = tmp_path / SFF
    own.write_bytes(b"mine")
    cache.delete(Product("211117077", "K2SFF", "4", where, path=str(own), filename=SFF))

    assert own.exists()


def test_an_author_of_any_name_has_a_folder_of_its_own(cache):
    there = put(cache, author="../K2 (new)")

    assert Path(there.path).parent.parent == cache.folder
    assert cache.find(product("../K2 (new)")) == there


def test_a_folder_in_the_way_is_a_sentence(cache):
    (cache.folder / "K2SFF" / SFF).mkdir(parents=True)

    with pytest.raises(ArchiveError, match="cannot be written"):
        put(cache)
