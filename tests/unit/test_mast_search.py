"""What the archive has of a star, found by number or by place, and how a search fails."""

import itertools

import pytest
from fake_mast import FakeMast, FakeProduct, made_curve

from spectrogui.core.errors import ArchiveError
from spectrogui.io.mast import Archive

NUMBERS = map(str, itertools.count(211_000_001))
RA, DEC = 56.2, 24.1


@pytest.fixture(scope="module")
def mast():
    with FakeMast() as mast:
        yield mast


@pytest.fixture(scope="module")
def archive(mast, tmp_path_factory):
    archive = Archive(tmp_path_factory.mktemp("cache"), server=mast.url, read_s=2.0)
    yield archive
    archive.close()


@pytest.fixture(autouse=True)
def _no_fault(mast):
    mast.faults.clear()
    mast.rows.clear()


@pytest.fixture
def star(mast, tmp_path):
    """Puts a file of a new star into the archive; returns its row."""

    def put(epic="", ra=RA, dec=DEC, **kinds):
        epic = epic or next(NUMBERS)
        row = FakeProduct(epic, ra, dec, made_curve(tmp_path, epic), **kinds)
        mast.rows.append(row)
        return row

    return put


def hlsp(author, epic, campaign="04"):
    return f"hlsp_{author.lower()}_k2_lightcurve_{epic}-c{campaign}_kepler_v1_llc.fits"


def test_a_star_that_k2_did_not_observe_has_no_light_curves(archive, star):
    star()

    assert archive.search("249999999") == ()


def test_a_number_finds_every_author_the_best_for_rotation_first(archive, star):
    epic = star().epic
    star(epic, author="K2SC", name=hlsp("k2sc", epic))
    star(epic, author="K2SFF", name=hlsp("k2sff", epic))
    star(epic, author="POLAR", name=hlsp("polar", epic))
    star()
    found = archive.search(epic)

    assert [product.author for product in found] == ["K2SFF", "K2", "K2SC", "POLAR"]
    assert {product.epic for product in found} == {epic}
    assert {product.where for product in found} == {"archive"}


def test_a_product_tells_where_it_is_and_how_large(archive, star):
    row = star()
    (found,) = archive.search(row.epic)

    assert (found.filename, found.size) == (row.filename, len(row.content))
    assert found.uri.startswith("mast:")
    assert (found.campaign, found.cadence_s) == ("4", 1800.0)
    assert found.distance != found.distance  # asked for by number


def test_campaigns_are_written_as_people_write_them(archive, star):
    epic = star(name="ktwo211900001-c13_llc.fits", campaign="13", epic="211900001").epic
    star(epic, name="ktwo211900001-c91_llc.fits", campaign="9a")
    star(epic, name="ktwo211900001-c92_llc.fits", campaign="9b")

    assert {product.campaign for product in archive.search(epic)} == {"13", "9a", "9b"}


def test_short_cadence_is_found_too_and_comes_last(archive, star):
    epic = star(exptime=60.0, epic="211900002", name="ktwo211900002-c04_slc.fits").epic
    star(epic)

    assert [product.cadence_s for product in archive.search(epic)] == [1800.0, 60.0]


def test_spaces_and_leading_zeros_of_a_number_do_not_matter(archive, star):
    epic = star("060021426").epic

    assert [product.epic for product in archive.search(" 60021426")] == [epic]


def test_another_star_is_never_taken_for_the_one_that_was_asked_for(archive, star, mast):
    epic, other = star().epic, star().epic
    mast.faults["search"] = "loose"

    assert {product.epic for product in archive.search(epic)} == {epic}
    assert archive.search("249999999") == ()
    assert other != epic


def test_a_place_finds_the_stars_around_it_the_nearest_first(archive, star):
    far = star(ra=RA, dec=DEC + 8 / 3600).epic
    near = star(ra=RA, dec=DEC - 3 / 3600).epic
    star(far, ra=RA, dec=DEC + 8 / 3600, author="EVEREST", name=hlsp("everest", far))
    star(ra=RA, dec=DEC + 30 / 3600)
    found = archive.search(ra=RA, dec=DEC, radius=10)

    assert [(p.epic, p.author) for p in found] == [(near, "K2"), (far, "EVEREST"), (far, "K2")]
    assert [round(product.distance, 2) for product in found] == [3.0, 8.0, 8.0]


def test_the_radius_is_in_arcsec(archive, star):
    star(ra=RA, dec=DEC + 8 / 3600)

    assert archive.search(ra=RA, dec=DEC, radius=7.9) == ()
    assert len(archive.search(ra=RA, dec=DEC, radius=8.1)) == 1


def test_southern_places_are_found(archive, star):
    epic = star(ra=246.1, dec=-23.5).epic

    assert [product.epic for product in archive.search(ra=246.1, dec=-23.5)] == [epic]


def test_a_star_without_number_and_place_is_not_asked_for(archive, mast):
    before = len(mast.log)

    assert archive.search() == ()
    assert archive.search("none", ra=56.2) == ()
    assert len(mast.log) == before


def test_an_empty_answer_is_not_remembered(archive, star):
    assert archive.search("211900003") == ()
    star("211900003")

    assert len(archive.search("211900003")) == 1


def test_what_is_in_the_cache_already_is_said_to_be(archive, star):
    (product,) = archive.search(star().epic)
    archive.download(product)
    (again,) = archive.search(product.epic)

    assert (again.where, again.uri) == ("cached", product.uri)


@pytest.mark.parametrize("kind", ["search", "products"])
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("503", "is busy or down (error 503)"),
        ("404", "does not know how to search (error 404)"),
        ("html", "a web page instead of data"),
        ("error", "(the database is down)"),
        ("strange", "a form that lightkurve does not understand"),
        ("cut", "broke off in the middle"),
        ("short", "an answer that is damaged"),
    ],
)
def test_a_search_that_fails_says_why_and_the_next_one_works(
    archive, star, mast, kind, fault, sentence
):
    row = star()
    mast.faults[kind] = fault
    with pytest.raises(ArchiveError) as failed:
        archive.search(row.epic)
    mast.faults.clear()

    assert sentence in str(failed.value)
    assert "127.0.0.1" in str(failed.value)
    assert len(archive.search(row.epic)) == 1


def test_a_silent_archive_is_given_up(archive, star, mast):
    row = star()
    mast.faults["search"] = "hang"

    with pytest.raises(ArchiveError, match="has gone silent"):
        archive.search(row.epic)


def test_a_connection_that_was_dropped_is_tried_once_more(archive, star, mast):
    row = star()
    mast.faults["search"] = "reset"

    assert len(archive.search(row.epic)) == 1


def test_the_names_of_columns_are_asked_for_again_after_a_failure(archive, star, mast):
    row = star()
    archive.search(row.epic)
    pid, said = archive.pid, []
    for kind, fault in (("search", "503"), ("columns", "error"), ("columns", "html")):
        mast.faults[kind] = fault
        with pytest.raises(ArchiveError) as failed:
            archive.search(row.epic)
        said.append(str(failed.value))
        mast.faults.clear()

    assert "lightkurve does not understand" in said[1]
    assert "a web page" in said[2]
    assert len(archive.search(row.epic)) == 1
    assert archive.pid == pid
