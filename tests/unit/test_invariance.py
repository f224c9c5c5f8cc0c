"""What must not matter for the numbers of a star does not."""

import gzip
from dataclasses import replace

import numpy as np
import pytest
from stars import decoded, pixels, spectrum, with_line, without, write_tiny_model

from spectrogui.analysis.analyse import Analyser
from spectrogui.core.columns import WIDTHS
from spectrogui.io.lamost_write import write_lamost
from spectrogui.io.readers import open_spectrum

NUMBERS = [column.name for column in WIDTHS if column.name.endswith(("_ha", "_li", "8542"))]
NUMBERS += ["rmse", "chi2r"]


@pytest.fixture(scope="module")
def analyser(tmp_path_factory):
    return Analyser.load(write_tiny_model(tmp_path_factory.mktemp("models") / "tiny"))


def star(**facts):
    profile = with_line(decoded(np.full(4, 0.3)), 6562.80, 1.0)
    return spectrum(profile, **({"snr": 60, "seed": 2} | facts))


def numbers(analyser, *spectra):
    rows = [one.row for one in analyser.run(list(spectra), [None] * len(spectra))]
    return [[row[name] for name in NUMBERS if row[name] is not None] for row in rows]


@pytest.mark.parametrize("scale", [1e-17, 1.0, 3e6])
def test_the_unit_of_flux_does_not_matter(analyser, scale):
    wanted, found = numbers(analyser, star(), star(scale=scale))

    assert len(wanted) >= 6
    assert found == pytest.approx(wanted, rel=1e-3, abs=1e-3)


@pytest.mark.parametrize("content", [-1e6, 0.0, 1e9, np.nan])
def test_what_stands_in_pixels_that_are_masked_does_not_matter(analyser, content):
    gap = pixels(6600, 6606) | pixels(8600, 8610)
    masked = without(star(), gap)
    other = replace(masked, flux=np.where(gap, content, masked.flux).astype(np.float32))
    wanted, found = numbers(analyser, masked, other)

    assert found == wanted


def test_nor_does_it_matter_which_of_them_stand_where(analyser):
    gap = pixels(6600, 6606) | pixels(8600, 8610)
    some = replace(without(star(), gap), ivar=without(star(), gap).ivar)
    flux = some.flux.copy()
    flux[gap] = np.random.default_rng(0).permutation(star().flux[gap])
    wanted, found = numbers(analyser, some, replace(some, flux=flux))

    assert found == wanted


def test_a_packed_file_says_the_same(analyser, tmp_path):
    plain = tmp_path / "star.fits"
    write_lamost(plain, star())
    packed = tmp_path / "star.fits.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    wanted, found = numbers(analyser, open_spectrum(plain), open_spectrum(packed))

    assert found == wanted


@pytest.mark.parametrize("layout", ["image5", "image5_dr1"])
def test_another_layout_of_the_same_spectrum_says_the_same(analyser, tmp_path, layout):
    coadd, other = tmp_path / "a.fits", tmp_path / "b.fits"
    write_lamost(coadd, star())
    write_lamost(other, star(), layout=layout)
    wanted, found = numbers(analyser, open_spectrum(coadd), open_spectrum(other))

    assert found == pytest.approx(wanted, rel=1e-3, abs=1e-3)


def test_errors_grow_with_noise(analyser):
    good, bad = (
        one.row["e_ew_ha"] for one in analyser.run([star(snr=150), star(snr=20)], [None] * 2)
    )

    assert bad > 2 * good
