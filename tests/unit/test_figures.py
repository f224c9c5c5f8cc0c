"""Figures for a paper: written whole, the same every time, and of everything that can be shown."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from spectrogui.analysis.figures import save_curve_figure, save_star_figure
from spectrogui.analysis.figures_style import printable
from spectrogui.analysis.figures_text import measured, parts_per, width
from spectrogui.core.curve_study import Study
from spectrogui.core.errors import InputError
from spectrogui.core.grid import BAD, R1800_WAVE
from spectrogui.core.light_curve import CurveHeader, LightCurve
from spectrogui.core.shown import Shown, unreadable
from spectrogui.science.rotation import study

STARTS = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}
VALUES = {
    "designation": "LAMOST J034359.00+244124.2",
    "obsid": "441715240",
    "epic": "211117077",
    "subclass": "M3",
    "teff": 3500.0,
    "snr_r": 22.0,
    "ew_ha": 1.98,
    "e_ew_ha": 0.24,
    "ew_ca8542": 0.251,
    "e_ew_ca8542": 0.013,
    "model_sha256": "7224418d" * 8,
    "input_sha256": "31a404e8" * 8,
}


def light_curve(period: float = 3.0, flux: float = 0.02, **header: object) -> LightCurve:
    """80 d of a sine with noise and one flare."""
    random = np.random.default_rng(1)
    time = 2988.0 + np.arange(3900) * 29.4 / 1440
    light = 1 + flux * np.sin(2 * np.pi * time / period) + random.normal(0, 1e-4, len(time))
    light[1500:1504] += (0.3, 0.2, 0.1, 0.05)
    good = random.random(len(time)) > 0.05
    about = CurveHeader("x.fits", epic="211117077", author="K2", campaign="4", **header)
    blank = np.full(len(time), np.nan)
    return LightCurve(time, light, blank, good, np.zeros(len(time), np.int64), about)


@pytest.fixture(scope="module")
def curve():
    return study(light_curve())


@pytest.fixture
def shown():
    """A flat spectrum with an emission line, and a stretch without data."""
    flux = 1 + 0.5 * np.exp(-0.5 * ((R1800_WAVE - 6562.8) / 2) ** 2)
    bits = np.where((R1800_WAVE > 8600) & (R1800_WAVE < 8620), BAD, 0).astype(np.uint8)
    template = np.ones(800)
    return Shown(0, R1800_WAVE, flux, np.full(800, 0.01), bits, template, np.zeros(800), VALUES)


def words(path):
    """The text of an SVG, piece by piece."""
    return [text for each in ET.parse(path).iter() if (text := (each.text or "").strip())]


def drawn(tmp_path, shown, curve: Study | None, **more: object) -> str:
    path = tmp_path / "star.svg"
    save_star_figure(path, shown, curve, **more)
    return "\n".join(words(path))


@pytest.mark.parametrize("ending", STARTS)
def test_the_ending_chooses_the_format(tmp_path, shown, curve, ending):
    star, light = tmp_path / f"star{ending}", tmp_path / f"light{ending.upper()}"
    save_star_figure(star, shown, curve)
    save_curve_figure(light, curve)

    assert star.read_bytes().startswith(STARTS[ending])
    assert light.read_bytes().startswith(STARTS[ending])
    assert {path.name for path in tmp_path.iterdir()} == {star.name, light.name}


@pytest.mark.parametrize("ending", STARTS)
def test_the_same_star_gives_the_same_bytes(tmp_path, shown, curve, ending):
    for name in "ab":
        save_star_figure(tmp_path / f"{name}{ending}", shown, curve)

    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


@pytest.mark.parametrize("name", ["star.jpg", "star", "star.png.txt"])
def test_another_ending_is_an_error_with_a_sentence(tmp_path, shown, name):
    with pytest.raises(InputError, match=r"\.png, \.svg, \.pdf"):
        save_star_figure(tmp_path / name, shown, None)

    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_missing_is_an_error_with_a_sentence(tmp_path, shown):
    with pytest.raises(InputError, match="cannot be written"):
        save_star_figure(tmp_path / "nowhere" / "star.png", shown, None)


def test_a_png_has_300_dots_in_an_inch(tmp_path, curve):
    save_curve_figure(tmp_path / "a.png", curve)
    content = (tmp_path / "a.png").read_bytes()
    at = content.index(b"pHYs") + 4

    assert int.from_bytes(content[at : at + 4], "big") == round(300 / 0.0254)


def test_a_pdf_holds_its_fonts_as_outlines_that_can_be_edited(tmp_path, curve):
    save_curve_figure(tmp_path / "a.pdf", curve)
    content = (tmp_path / "a.pdf").read_bytes()

    assert b"/FontFile2" in content
    assert b"/Type3" not in content
    assert b"CreationDate" not in content


def test_who_what_and_how_much_stands_as_text_in_an_svg(tmp_path, shown, curve):
    text = drawn(tmp_path, shown, curve)

    for part in (
        "LAMOST J034359.00+244124.2  ·  EPIC 211117077  ·  M3  ·  Teff 3500 K",
        "EW 1.98 ± 0.24 Å (8.2σ)",
        "Hα 1.98 ± 0.24, 8542 0.25 ± 0.01",
        "K2 C4",
        "quality: ok",
        "model 7224418d",
        "Wavelength (Å, air, rest frame)",
        "Time (BJD − 2454833, d)",
        "Period (d)",
        "Relative flux (ppt)",
    ):
        assert part in text
    assert re.search(r"P = 3\.00\d+ ± 0\.0\d+ d", text)


def test_a_star_without_a_light_curve_says_so(tmp_path, shown):
    text = drawn(tmp_path, shown, None)

    assert "No K2 light curve." in text
    assert "Lomb" not in text


def test_a_spectrum_that_could_not_be_read_says_why(tmp_path, curve):
    values = {"problem": "x.fits is cut off: fetch it again.", "designation": "J1"}
    text = drawn(tmp_path, unreadable(0, values), curve)

    assert "x.fits is cut off: fetch it again." in text
    assert "Lomb–Scargle power" in text


def test_a_period_chosen_by_hand_is_said_beside_the_measured_one(tmp_path, shown, curve):
    text = drawn(tmp_path, shown, curve, period=6.0)

    assert "folded at 6 d, chosen by hand (measured: P = 3.0" in text
    assert "Phase (period 6 d)" in text


def test_a_quiet_star_has_no_period_to_fold_at(tmp_path, shown):
    text = drawn(tmp_path, shown, study(light_curve(flux=0.0)))

    assert "No period." in text
    assert "no period" in text


def test_a_simulated_star_says_so(tmp_path, shown, curve):
    made_up = replace(shown, values={**VALUES, "flags": "cosmic;simulated"})

    assert "simulated" in drawn(tmp_path, made_up, None)
    assert "simulated" in drawn(tmp_path, shown, study(light_curve(simulated=True)))
    assert "simulated" not in drawn(tmp_path, shown, curve)


@pytest.mark.parametrize("points", [0, 1, 5])
def test_a_light_curve_of_few_points_is_drawn_all_the_same(tmp_path, points):
    whole = light_curve()
    part = replace(
        whole,
        **{name: getattr(whole, name)[:points] for name in ("time", "flux", "flux_err", "good")},
        quality=whole.quality[:points],
    )
    save_curve_figure(tmp_path / "few.svg", study(part))

    assert (tmp_path / "few.svg").stat().st_size > 1000


def test_a_light_curve_without_a_usable_point_says_so(tmp_path):
    whole = light_curve()
    save_curve_figure(
        tmp_path / "none.svg", study(replace(whole, good=np.zeros(len(whole.good), bool)))
    )

    assert "The light curve has no usable points." in words(tmp_path / "none.svg")


def test_a_title_takes_the_place_of_what_the_file_says(tmp_path, curve):
    save_curve_figure(tmp_path / "a.svg", curve, "HD $1 & 2$ <3> 星")

    assert "HD $1 & 2$ <3> ?" in words(tmp_path / "a.svg")


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (1.234, 0.083, "1.234 ± 0.083 Å"),
        (-0.0001, 0.02, "0.000 ± 0.020 Å"),
        (-12.3, 1.96, "−12.3 ± 2.0 Å"),
        (3.0, None, "3 Å"),
        (None, 0.1, ""),
        (float("nan"), 0.1, ""),
    ],
)
def test_a_number_has_two_digits_on_its_error(value, error, text):
    assert measured(value, error, "Å") == text


def test_a_width_that_was_not_measured_is_not_shown():
    assert width({"ew_ha": None, "e_ew_ha": None}, "ha") == ""


@pytest.mark.parametrize(
    ("amplitude", "text"), [(0.05, "5 %"), (0.0012, "1.2 ppt"), (8.5e-5, "85 ppm")]
)
def test_an_amplitude_is_said_in_the_unit_that_fits(amplitude, text):
    assert parts_per(amplitude) == text


def test_what_the_font_lacks_becomes_a_question_mark():
    assert printable("Hα Å ± − σ · 星\n2") == "Hα Å ± − σ · ?\n2"
