"""The page by which a model is judged: what stands on it, and the files beside it."""

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from stars import decoded, spectrum, tiny_calibration, tiny_model, with_line, write_tiny_model

from spectrogui.analysis.gathered import from_spectra
from spectrogui.analysis.training_set import prepared
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.model.bundle import load_bundle
from spectrogui.validation import injection, sections
from spectrogui.validation.build import Read, build
from spectrogui.validation.cells import as_csv
from spectrogui.validation.injection_tables import fair
from spectrogui.validation.measures import measures
from spectrogui.validation.page_html import as_html
from spectrogui.validation.page_markdown import as_markdown
from spectrogui.validation.report import Chapter, Report, verdict
from spectrogui.validation.section import Picture, Section, Sheet
from spectrogui.validation.sections import SECTIONS, make_sections

H_ALPHA, OWN = 6562.80, (
    "selection", "examples", "accuracy", "outliers", "widths", "fluxes", "lithium",
)  # fmt: skip
TYPES = ("A2", "F5", "G5", "K3", "M2")


def own_sections():
    return tuple(one for one in SECTIONS if one[0] in OWN)


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    """Forty stars that the tiny model can describe, every fifth with Hα emission of 3 Å."""
    random = np.random.default_rng(5)
    model = tiny_model()
    spectra, known = [], []
    for number in range(40):
        profile = decoded(random.normal(0, 0.5, 4), model)
        if number % 5 == 4:
            profile = with_line(profile, H_ALPHA, 3.0)
        spectra.append(
            spectrum(
                profile, snr=160.0, seed=number, subclass=TYPES[number % 5],
                ra=8.0 * number, dec=20.0,
            )
        )  # fmt: skip
        known.append(Parameters(teff=(8000, 6500, 5600, 4700, 3500)[number % 5], logg=4.5))
    spectra = from_spectra(spectra, known)
    bundle = load_bundle(write_tiny_model(tmp_path_factory.mktemp("models") / "tiny"))
    return build(
        bundle, Read(prepared(spectra), spectra), Ticket(), lambda text: None, cross=False
    )


@pytest.fixture(scope="module")
def page(material, tmp_path_factory):
    """A page with all sections of the paper's figures: its folder, and its chapters."""
    folder = tmp_path_factory.mktemp("page")
    chapters = make_sections(
        material, folder, Ticket(), lambda text: None, only=own_sections(), svg=False
    )
    report = Report("Validation", ("About.",), (("Model", "tiny"),), ("How.",), tuple(chapters))
    (folder / "index.html").write_text(as_html(report), encoding="utf-8")
    (folder / "README.md").write_text(as_markdown(report), encoding="utf-8")
    return folder, chapters


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.anchors = [], set()

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.found += [named[key] for key in ("href", "src") if key in named]
        self.anchors |= {named["id"]} if "id" in named else set()


def chapter(**facts):
    known = {"text": (), "tables": (), "figures": (), "goals": (), "seconds": 0.0}
    return Chapter(**({"key": "one", "title": "One"} | known | facts))


def report(*chapters):
    return Report("Title", ("About.",), (("Model", "a"),), (), tuple(chapters))


def test_every_section_is_made_and_none_is_only_a_sentence(page):
    _, chapters = page

    assert [one.key for one in chapters] == list(OWN)
    assert all(one.figures or one.tables for one in chapters)


def test_every_link_of_the_page_leads_to_a_file_or_a_place_of_it(page):
    folder, _ = page
    links = _Links()
    links.feed((folder / "index.html").read_text(encoding="utf-8"))
    files = [link for link in links.found if not link.startswith("#")]

    assert files
    assert [link for link in files if not (folder / link).is_file()] == []
    assert {link[1:] for link in links.found if link.startswith("#")} <= links.anchors


def test_the_markdown_page_links_the_same_files(page):
    folder, _ = page
    text = (folder / "README.md").read_text(encoding="utf-8")
    files = re.findall(r"\]\((?!#)([^)]+)\)", text)

    assert files
    assert [name for name in files if not (folder / name).is_file()] == []


def test_tables_are_csv_with_their_heads(page):
    folder, chapters = page

    for one in chapters:
        for file, sheet in one.tables:
            with (folder / file).open(encoding="utf-8", newline="") as lines:
                rows = list(csv.reader(lines))
            assert tuple(rows[0]) == sheet.columns
            assert len(rows) == 1 + len(sheet.rows)


def test_no_figure_is_larger_than_a_page_can_bear(page):
    folder, _ = page

    assert all(path.stat().st_size < 150_000 for path in (folder / "figures").iterdir())


def test_injected_emission_is_measured_in_the_stars_that_have_it(material):
    found = measures(material, Ticket())
    active = np.arange(len(material)) % 5 == 4

    assert np.median(found.width[active, 0]) == pytest.approx(3.0, abs=0.3)
    assert np.median(found.width[~active, 0]) == pytest.approx(0.0, abs=0.1)


def test_injection_is_judged_by_spectra_as_they_are_where_there_are_enough(material):
    trials = injection.recover(material, Ticket())
    letters = material.stars.letter[trials.row]
    judged = fair(trials, letters)

    assert judged[~trials.added].all()
    assert judged[trials.added].all()  # eight stars of a type are too few


def test_injection_and_recovery_has_its_tables_pictures_and_goals(material):
    made = injection.section(material, Ticket(), lambda text: None)

    assert {"pulls", "completeness", "false_alarms", "leak"} <= {s.name for s in made.sheets}
    assert all(sheet.rows for sheet in made.sheets if sheet.name in ("pulls", "completeness"))
    assert made.pictures
    assert made.goals


def test_stars_are_measured_once(material):
    assert measures(material, Ticket()) is measures(material, Ticket())


def test_a_list_of_its_own_is_judged_by_the_model_itself(material):
    assert len(material.judges) == 1
    assert (material.part == 0).all()
    assert len(material.learnt[0]) == 0
    assert "as it is" in material.split


def test_what_words_and_tables_hold_cannot_become_marks_of_the_page():
    odd = "<script>x</script> | *a* [b](c)"
    sheet = Sheet("t", odd, (odd,), [(odd,)])
    one = chapter(text=(odd,), tables=(("tables/t.csv", sheet),), goals=(f"{odd} – met",))
    page, markdown = as_html(report(one)), as_markdown(report(one))

    assert "<script" not in page
    assert "<script" not in markdown.replace("\\<script", "")
    assert "[b](c)" not in markdown


@pytest.mark.parametrize(
    ("goal", "said"), [("a – met", "met"), ("a – not met", "not met"), ("nothing", "")]
)
def test_the_first_table_says_which_goals_are_met(goal, said):
    assert verdict(goal) == said
    assert goal in as_html(report(chapter(goals=(goal,))))


def test_a_column_has_one_number_of_decimals_and_the_unknown_is_empty():
    sheet = Sheet(
        "t", "c", ("a", "b"), [(0.5, "x"), (0.25, None), (None, "y"), (float("nan"), "")]
    )

    assert as_csv(sheet) == "a,b\n0.50,x\n0.25,\n,y\n,\n"


def test_only_the_first_rows_stand_on_the_page_and_all_in_the_file():
    sheet = Sheet("t", "c", ("name",), [("first",), ("second",)], shown=1)
    page = as_html(report(chapter(tables=(("tables/t.csv", sheet),))))

    assert "first" in page
    assert "second" not in page
    assert "all 2 rows" in page
    assert "second" in as_csv(sheet)


def test_a_section_for_which_the_list_does_not_do_becomes_a_sentence(material, tmp_path):
    def fails(material, ticket, report):
        raise InputError("Too few stars for this.")

    def works(material, ticket, report):
        picture = Picture("p", "c", Figure())
        return Section("good", "Good", ("Fine.",), pictures=(picture,))

    only = (("bad", "Bad", fails), ("good", "Good", works))
    bad, good = make_sections(material, tmp_path, Ticket(), lambda text: None, only=only)

    assert bad.text == ("Too few stars for this.",)
    assert (bad.key, bad.title) == ("bad", "Bad")
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {"good-p.png", "good-p.svg"}
    assert good.figures[0].endings == ("png", "svg")


def test_a_cancelled_ticket_ends_the_work_between_sections(material, tmp_path):
    ticket = Ticket()

    def cancels(material, ticket_, report):
        ticket.cancel()
        return Section("one", "One", ())

    with pytest.raises(Cancelled):
        make_sections(
            material, tmp_path, ticket, lambda text: None, only=(("one", "One", cancels),) * 2
        )


def test_too_few_stars_are_said(tmp_path):
    spectra = from_spectra([spectrum(snr=100.0)] * 3)
    bundle = load_bundle(write_tiny_model(tmp_path / "tiny"))

    with pytest.raises(InputError, match="Of 3 spectra, 3 have"):
        build(bundle, Read(prepared(spectra), spectra), Ticket(), print, cross=False)


def test_parts_of_the_sky_need_enough_spectra(tmp_path):
    spectra = from_spectra([spectrum(snr=100.0)] * 30)
    bundle = load_bundle(write_tiny_model(tmp_path / "tiny", plan={"recipe": {}}))

    with pytest.raises(InputError, match="200 are needed"):
        build(bundle, Read(prepared(spectra), spectra), Ticket(), print, cross=True)


def test_a_model_of_another_preparation_is_refused(tmp_path):
    spectra = from_spectra([spectrum(snr=100.0)] * 30)
    bundle = load_bundle(write_tiny_model(tmp_path / "tiny", prep_sha256="other"))

    with pytest.raises(InputError, match="prepared in another way"):
        build(bundle, Read(prepared(spectra), spectra), Ticket(), print, cross=False)


def test_the_tiny_models_calibration_is_what_the_material_judges_with(material):
    assert np.array_equal(material.judges[0].calibration.scatter, tiny_calibration().scatter)


def test_no_page_names_a_folder_of_the_machine(page):
    folder, _ = page

    for path in Path(folder).glob("*.*"):
        assert str(folder) not in path.read_text(encoding="utf-8")


def test_every_section_that_there_is_stands_on_the_page():
    folder = Path(sections.__file__).parent
    makers = {
        path.stem
        for path in folder.glob("*.py")
        if re.search(r"^def section\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert {maker.__module__.rpartition(".")[2] for _, _, maker in SECTIONS} == makers
    assert len({key for key, _, _ in SECTIONS}) == len(SECTIONS)
