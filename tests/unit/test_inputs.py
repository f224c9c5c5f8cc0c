"""What the user gives becomes targets: one for every row that is named, in order."""

import gzip
import os

import fakes
import pytest
from astropy.table import Table

from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.inputs import gather


@pytest.fixture
def stars(tmp_path):
    """A folder with three spectra, obsid 101001 to 101003."""
    fakes.write_many(tmp_path / "stars", 3)
    return tmp_path / "stars"


def name(fibre):
    return f"spec-55859-F5902_sp01-{fibre:03d}.fits.gz"


def text(path, *lines, end="\n", encoding="utf-8"):
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


def names(found):
    return [os.path.basename(target.path) for target in found.targets]


def problems(found):
    return [target.problem for target in found.targets]


def test_a_file_is_a_target_under_the_path_that_was_given(stars, monkeypatch):
    monkeypatch.chdir(stars)

    found = gather([name(1)])

    assert [target.path for target in found.targets] == [name(1)]
    assert problems(found) == [""]
    assert found.notes == []


def test_inputs_keep_their_order_and_what_is_given_twice_is_there_twice(stars):
    found = gather([stars / name(3), stars / name(1), stars / name(3)])

    assert names(found) == [name(3), name(1), name(3)]


def test_a_folder_is_gone_through_with_all_below_sorted_and_without_hidden_files(tmp_path):
    for path in ("b/2.fits", "b/1.fit.gz", "a/9.FITS", "top.fits", ".hidden.fits", ".x/y.fits"):
        fakes.write_spectrum(tmp_path / path)

    found = gather([tmp_path])

    relative = [os.path.relpath(target.path, tmp_path) for target in found.targets]
    assert relative == ["top.fits", "a/9.FITS", "b/1.fit.gz", "b/2.fits"]


def test_in_a_folder_the_content_counts_where_the_name_says_nothing(tmp_path):
    fakes.write_spectrum(tmp_path / "101008")
    text(tmp_path / "list.txt", "101008")
    text(tmp_path / "broken.fits", "no spectrum")

    assert names(gather([tmp_path])) == ["101008", "broken.fits"]


def test_a_link_that_leads_back_ends_nowhere(stars):
    (stars / "loop").symlink_to(stars, target_is_directory=True)

    assert len(gather([stars]).targets) == 3


def test_a_folder_without_spectra_is_one_target_with_a_sentence(tmp_path):
    text(tmp_path / "notes.txt", "nothing here")

    (target,) = gather([tmp_path]).targets

    assert target.path == str(tmp_path)
    assert "no spectra below" in target.problem


def test_what_is_missing_is_a_target_with_a_sentence(tmp_path):
    (target,) = gather([tmp_path / "gone.fits"]).targets

    assert target.path == str(tmp_path / "gone.fits")
    assert "does not exist" in target.problem


def test_everything_that_is_no_spectrum_is_still_one_target_each(tmp_path):
    paths = list(fakes.write_not_lamost(tmp_path).values())

    found = gather(paths)

    assert [target.path for target in found.targets] == list(map(str, paths))


def test_a_list_holds_paths_from_its_own_folder_comments_and_blank_lines(stars):
    path = text(stars / "list.txt", "# my stars", "", name(2), f'"{name(1)}"', "  ", "gone.fits")

    found = gather([path])

    assert names(found) == [name(2), name(1), "gone.fits"]
    assert [bool(problem) for problem in problems(found)] == [False, False, True]
    assert "1 of the 3 spectra that list.txt names" in found.notes[0]


def test_a_list_may_have_a_byte_order_mark_and_line_ends_of_windows(stars):
    path = text(stars / "list.txt", name(1), name(2), end="\r\n", encoding="utf-8-sig")

    assert problems(gather([path])) == ["", ""]


def test_relative_paths_are_taken_from_the_root(stars, tmp_path):
    path = text(tmp_path / "list.txt", name(1), f"20111024/F5902/{name(2)}")

    found = gather([path], root=stars)

    assert [target.path for target in found.targets] == [str(stars / name(i)) for i in (1, 2)]


def test_a_file_zipped_since_is_found_under_its_old_name(stars):
    path = text(stars / "list.txt", name(1).removesuffix(".gz"))

    assert names(gather([path])) == [name(1)]


def test_an_absolute_path_may_lack_the_ending_of_a_zipped_file(stars, tmp_path):
    path = text(tmp_path / "list.txt", str(stars / name(1)).removesuffix(".gz"))

    assert names(gather([path])) == [name(1)]


def test_obsids_are_found_by_the_header_or_by_the_name(stars, tmp_path):
    fakes.write_spectrum(stars / "deep" / "999.fits", obsid="777")
    fakes.write_spectrum(stars / "odd.fits", obsid="88888888")
    path = text(tmp_path / "list.txt", "101002", "999", "88888888", "123456")

    found = gather([path], root=stars)

    assert names(found) == [name(2), "999.fits", "odd.fits", "123456"]
    assert [target.obsid for target in found.targets] == ["101002", "999", "88888888", "123456"]
    assert "No spectrum with obsid 123456" in found.targets[3].problem


def test_no_header_is_read_when_the_names_tell(stars, monkeypatch):
    (stars / "only.csv").write_text("lmjd,planid,spid,fiberid\n55859,F5902,1,2\n")
    monkeypatch.setattr(
        "spectrogui.io.spectrum_index.first_cards", lambda path: pytest.fail("a header was read")
    )

    assert names(gather([stars / "only.csv"])) == [name(2)]


@pytest.mark.parametrize("separator", [",", "|", "\t", ";"])
@pytest.mark.parametrize("head", ["path", "FILENAME", "lamost_file", "combined_file"])
def test_a_catalogue_names_spectra_and_knows_their_stars(stars, separator, head):
    rows = [[head, "obsid", "teff", "logg", "feh", "rv", "EPIC ID", "ra", "dec"]]
    rows += [[name(2), "101002", "5800", "4.4", "-0.1", "12.5", "211117077", "56.4", "-24.5"]]
    rows += [[name(1), "101001", "-9999", "", "null", "-9999.0", "", "999", "NaN"]]
    path = text(stars / "cat.csv", *map(separator.join, rows), end="\r\n", encoding="utf-8-sig")

    first, second = gather([path]).targets

    known = first.parameters
    assert (known.teff, known.logg, known.feh, known.rv_kms) == (5800, 4.4, -0.1, 12.5)
    assert (known.epic, known.ra, known.dec) == ("211117077", 56.4, -24.5)
    assert (first.obsid, second.obsid) == ("101002", "101001")
    assert second.parameters is None


@pytest.mark.parametrize("kind", ["fits", "votable", "votable.tabledata", "ascii.ecsv"])
def test_a_catalogue_may_be_fits_votable_or_ecsv(stars, kind):
    ending = {"fits": "fits", "ascii.ecsv": "ecsv"}.get(kind, "xml")
    made = Table({"ObsID": [101003, 101001], "Teff": [3500.0, 6100.0], "name": ["a ", "b"]})
    how = {"tabledata_format": "binary2"} if kind == "votable" else {}
    made.write(stars / f"cat.{ending}", format=kind.partition(".")[0] if "vo" in kind else kind,
               **how)  # fmt: skip

    found = gather([stars / f"cat.{ending}"])

    assert names(found) == [name(3), name(1)]
    assert [target.parameters.teff for target in found.targets] == [3500.0, 6100.0]


def test_a_row_without_obsid_is_found_by_its_observation(stars):
    rows = ("obsid,lmjd,planid,spid,fiberid", ",55859,F5902,1,3", ",55859,F5902,1,99")
    path = text(stars / "cat.csv", *rows)

    found = gather([path])

    assert names(found) == [name(3), "spec-55859-F5902_sp01-099.fits"]
    assert [bool(problem) for problem in problems(found)] == [False, True]


def test_a_catalogue_of_which_no_spectrum_is_found_is_one_target_with_a_sentence(tmp_path):
    path = text(tmp_path / "cat.csv", "obsid,teff", "5,4000", "6,5000")

    (target,) = gather([path]).targets

    assert target.path == str(path)
    assert "lists 2 spectra, but none of them" in target.problem


def test_a_catalogue_without_spectra_beside_other_inputs_is_a_note(stars, tmp_path):
    path = text(tmp_path / "cat.csv", "obsid,teff", "5,4000")

    found = gather([stars, path])

    assert len(found.targets) == 3
    assert "--catalogue" in found.notes[0]


def test_catalogues_of_which_no_spectrum_is_found_are_one_target_each(tmp_path):
    paths = [text(tmp_path / f"{i}.csv", "obsid,teff", "5,4000") for i in (1, 2)]

    assert [target.path for target in gather(paths).targets] == list(map(str, paths))


def test_a_table_that_names_no_spectra_says_what_it_lacks(tmp_path):
    path = text(tmp_path / "plate.csv", "OBJID,RADEG,DECDEG", "202061312,103.6,24.2")

    (target,) = gather([path]).targets

    assert "no column path, obsid" in target.problem


def test_a_catalogue_of_medium_resolution_spectra_is_refused_kindly(tmp_path):
    path = text(tmp_path / "mrs.csv", "mobsid,obsid,teff_lasp", "1,2,5000")

    (target,) = gather([path]).targets

    assert "medium-resolution" in target.problem
    assert "(LRS)" in target.problem


def test_leading_zeros_of_an_obsid_do_not_matter(stars, tmp_path):
    (stars / "list.txt").write_text("000101002\n")
    (target,) = gather([stars / "list.txt"]).targets

    assert not target.problem
    assert target.obsid == "000101002"


def test_a_catalogue_without_rows_says_so(tmp_path):
    (tmp_path / "head.csv").write_text("obsid,teff\n")
    (target,) = gather([tmp_path / "head.csv"]).targets

    assert target.problem == "head.csv has the names of columns but no rows."


def test_prose_is_no_list(tmp_path):
    path = text(tmp_path / "README", "This is a story", "of two lines")

    (target,) = gather([path]).targets

    assert "neither a spectrum nor a list" in target.problem


def test_an_empty_list_says_so(tmp_path):
    (target,) = gather([text(tmp_path / "list.txt", "# nothing", "")]).targets

    assert "empty list" in target.problem


def test_velocities_of_our_own_results_are_taken_only_if_a_catalogue_gave_them(stars):
    rows = ("path,rv_kms,rv_source", f"{name(1)},5.0,ccf", f"{name(2)},6.0,catalogue")

    first, second = gather([text(stars / "out.csv", "# program: x", *rows)]).targets

    assert first.parameters is None
    assert second.parameters.rv_kms == 6.0


def test_a_root_that_is_missing_is_said_at_once(stars, tmp_path):
    with pytest.raises(InputError, match="no folder"):
        gather([stars], root=tmp_path / "gone")


def test_a_path_of_the_command_line_may_lie_below_the_root(stars):
    found = gather([name(1)], root=stars)

    assert [target.path for target in found.targets] == [str(stars / name(1))]


def test_gathering_stops_when_its_ticket_is_cancelled(tmp_path):
    fakes.write_many(tmp_path, 2)
    for number in range(200):
        (tmp_path / f"{number}.fits").touch()
    ticket = Ticket(lambda done, total: done > 60 and ticket.cancel())

    with pytest.raises(Cancelled):
        gather([tmp_path], ticket=ticket)


def test_ten_thousand_files_and_rows_are_gathered_in_seconds(tmp_path):
    lines = [f"spec-55859-X{i // 250:05d}_sp01-{i % 250 + 1:03d}.fits" for i in range(10_000)]
    for line in lines:
        (tmp_path / line).touch()
    path = text(tmp_path / "cat.csv", "path,teff", *(f"{line},5000" for line in reversed(lines)))

    found = gather([tmp_path, path])

    assert len(found.targets) == 20_000
    assert not any(problems(found))


def test_a_name_that_is_not_utf8_is_a_target_that_says_so(tmp_path):
    raw = os.fsencode(tmp_path) + b"/caf\xe9.fits"
    try:
        os.close(os.open(raw, os.O_CREAT | os.O_WRONLY))
    except OSError:
        pytest.skip("this file system takes only UTF-8")

    (target,) = gather([tmp_path]).targets

    target.path.encode()
    assert "not UTF-8" in target.problem


def test_lines_too_long_to_be_a_path_are_only_not_found(stars):
    path = text(stars / "list.txt", name(1), "x" * 5000 + ".fits", "a\\b:c|d.fits")

    assert [bool(problem) for problem in problems(gather([path]))] == [False, True, True]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_and_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    (target,) = gather([tmp_path / "pipe"]).targets

    assert "device or a pipe" in target.problem


def test_damage_in_a_zipped_list_is_a_sentence(tmp_path):
    packed = bytearray(gzip.compress(b"101008\n" * 100_000))
    packed[100:200] = bytes(100)
    (tmp_path / "list.txt.gz").write_bytes(packed)

    (target,) = gather([tmp_path / "list.txt.gz"]).targets

    assert target.path.endswith("list.txt.gz")


def test_a_number_too_long_for_an_obsid_is_none(stars):
    found = gather([text(stars / "cat.csv", "path,obsid", f"{name(1)},{'9' * 30}")])

    assert [target.obsid for target in found.targets] == [""]
