"""`spectrogui lightcurve` of lists and catalogues: a row for each of their lines and rows."""

import shutil

import pytest
from curve_runs import STARS


@pytest.mark.parametrize(
    "text",
    [
        "# stars\n211000002\n\nEPIC 211000001\n",
        "epic\n211000002\n211000001\n",
        "EPIC,name\n211000002,a\n211000001,b\n",
        "name|epic_id\na|211000002\nb|EPIC 211000001\n",
    ],
)
def test_a_list_of_numbers_has_a_row_for_each(run, archive, tmp_path, text):
    (tmp_path / "stars.txt").write_text(text)
    status, table, _ = run(tmp_path / "stars.txt")

    assert status == 0
    assert table["epic"].tolist() == [STARS[1], STARS[0]]


def test_a_list_of_paths_is_read_from_its_own_folder(run, curves, tmp_path):
    shutil.copy(curves[0], tmp_path / "one.fits")
    (tmp_path / "list.txt").write_text("one.fits\nmissing.fits\n")
    status, table, _ = run(tmp_path / "list.txt")

    assert status == 0
    assert table["status"].tolist() == ["ok", "failed"]
    assert table["path"][0] == str(tmp_path / "one.fits")


def test_a_row_of_a_catalogue_takes_the_files_that_it_names(run, curves, tmp_path):
    for path in curves[:2]:
        shutil.copy(path, tmp_path / path.name)
    rows = [
        "path,epic,light_curves",
        f"spec-1.fits,{STARS[0]},{curves[0].name}",
        "spec-2.fits,,",
        f"spec-3.fits,,{curves[1].name}",
        "spec-4.fits,,gone.fits",
    ]
    (tmp_path / "list.csv").write_text("\n".join(rows))
    _, table, _ = run(tmp_path / "list.csv")

    assert table["status"].tolist() == ["ok", "failed", "ok", "failed"]
    assert table["problem"][1] == "Row 2 of list.csv has no EPIC number and no light curve."
    assert table["problem"][3] == "There is no light curve gone.fits, named by row 4 of list.csv."


def test_a_file_of_another_star_than_the_catalogue_says_is_not_used(run, curves, tmp_path):
    shutil.copy(curves[0], tmp_path / "one.fits")
    (tmp_path / "list.csv").write_text(f"epic,light_curve\n{STARS[1]},one.fits\n")
    status, table, _ = run(tmp_path / "list.csv")

    assert status == 3
    assert table["problem"][0] == f"one.fits is of EPIC {STARS[0]}, not of EPIC {STARS[1]}."


def test_a_result_can_be_given_again(run, curves):
    _, first, _ = run(*curves)
    _, second, _ = run("out.csv", out="again.csv")

    assert first.equals(second)


def test_a_text_that_is_no_list_is_a_row_that_says_so(run, tmp_path, curves):
    (tmp_path / "letter.txt").write_text("Dear reader,\nthis is prose.\n")
    _, table, _ = run(tmp_path / "letter.txt", curves[0])

    assert "no list of them" in table["problem"][0]
    assert table["status"].tolist() == ["failed", "ok"]
