"""Writes docs/model.md, what the bundled model is and how good, from its card.

Run it after a model was trained: `.venv/bin/python scripts/model_page.py`.
"""

import json
from pathlib import Path
from typing import Any

from safetensors.numpy import load_file

ROOT = Path(__file__).resolve().parents[1]
CARD = ROOT / "models" / "r1800" / "card.json"
PAGE = ROOT / "docs" / "model.md"
KEYS = ("ha", "ca8542", "li")
TEXT = """# The r1800 model

What `spectrogui` compares each star with, how it came about, and how good it is. Its figures \
are those of `models/r1800/card.json`, from which `scripts/model_page.py` writes this page.

## How a template is made

1. **Preparation.** The red arm, 5700–9000 Å, is divided by a Legendre polynomial of order \
{order}, fitted in {passes} passes in which pixels more than {above:g}σ above or {below:g}σ below \
it are dropped for good. Pixels without usable flux, masked pixels, bands of the Earth's air and \
the active lines do not steer it. Wavelengths go from vacuum to air, then to the star's rest \
frame, then by linear interpolation onto {grid}.
2. **Network.** The variational autoencoder of Xiang, Gu & Cao (2022): 800 → 512 → 256 → 128 → 4 \
and back, trained on {chosen} inactive stars that are mixed to {mixtures} spectra, with noise, \
fake emission and hidden stretches added to its inputs. Loss: squared error, each pixel by its \
inverse variance, plus {kl:g} × the Kullback–Leibler divergence; no dropout, which cost accuracy \
with so few stars.
3. **Fit.** The encoder proposes four latent numbers; a robust fit of the decoder to the pixels \
outside the lines settles them, with a straight line for the continuum of each band. Hα ± 12 Å \
and the calcium lines ± 7 Å are hidden from it, so a star's own emission cannot reach its \
template. (The paper takes the encoder's latents as they are and leaves that to the corruption.)
4. **Modes.** {modes} linear modes with Gaussian amplitudes describe how the residuals of \
inactive stars that the network had not seen go together; seen outside the lines they say what \
to expect inside. They are learnt from ordinary stars down to S/N 20. The frame check and the \
outlier score use the network's template without them.
5. **Zero point.** What is then left on average of ordinary stars that the network had not seen, \
down to S/N 8, is added to the template. Two things are left in faint spectra. A little airglow \
stays in them where the sky outshines the star, most of all at 8544 and 6555 Å in the observer's \
frame; how bright the sky was is told by the spectrum's own noise, which is higher on airglow \
lines than beside them. And the latents of a noisy spectrum are drawn to those of the stars that \
are most frequent: a late G star gets the Hα of an earlier one, which the star's colour tells. \
Zero points are robust means, drawn to 0 where stars are few; stars that differ in Hα or calcium \
from others like them are left out, so that activity is not calibrated away.

## What the errors are

σ(EW) is the square root of four variances: photon noise by the survey's ivar with the \
correlation that resampling brings; the posterior of latents and modes; what inactive stars of \
the kind scatter beyond both; and what is added by noise and by a bright sky. The last two are \
measured on stars that the network had not seen. The survey's ivar was checked on smooth spectra \
of A and F stars: sums over four pixels and more scatter as ivar says (0.9–1.1 of it), while \
single pixels scatter less (0.7), because neighbours share their noise. So widths take ivar as it \
is, and χ² per pixel takes {photon:.2f} of the variance. χ² adds the model's own variance per \
pixel, for stars of the kind and for the sky. Stars redder than most are too few for templates as \
good as those of others, and latents do not tell them well from the rest; so both parts of the \
variance per pixel are larger for red stars, {red:.1f} times at the colour of M stars, as \
measured on stars that the network had not seen.

## How good it is

{how}.

Median RMSE and reduced χ² outside Hα and Ca II, median and robust scatter (1σ) of the \
equivalent widths, activity and noise included, and the robust scatter of width over error:

| S/N(r) | type | stars | RMSE | χ² | EW Hα, Å | EW Ca II 8542, Å | EW Li, Å | pulls Hα, Ca, Li |
|---|---|---|---|---|---|---|---|---|
{rows}

The paper gives an RMSE of 0.0157 over all its spectra. Below S/N 100 the RMSE is mostly photon \
noise. There are few K and M stars, so their figures are rough. All stars are in the table, \
active and odd ones too: of ordinary ones alone the pulls are nearer to 1.

Emission does not reach the template, because the lines are hidden from the fit: a Gaussian of \
3 Å with a width (FWHM) of 5 Å, added to prepared spectra at Hα, changed the template's own \
equivalent width of Hα by {leak_worst:.4f} Å at worst in {leak_stars} stars. Lines of up to \
5.7 Å, which is what the spectrograph makes \
of a rotation of 200 km/s, do not reach it at all, also when they are added to spectra as they \
are read, so that they pass through the continuum too. The wings of broader lines reach beyond \
what is hidden: at 10 Å the median was 0.015 Å and the worst of 110 spectra 0.22 Å.

## What it was trained on

| step | left |
|---|---|
{steps}

| source | candidates | chosen | A | F | G | K | M |
|---|---|---|---|---|---|---|---|
{sources}

Library templates know two bands only and get the continuum of the LAMOST stars that they look \
like. The sources' own spectra are not part of this repository.
"""


def page() -> str:
    """The page as text."""
    card = json.loads(CARD.read_text(encoding="utf-8"))
    recipe, metrics = card["preparation"]["continuum"], card["metrics"]
    leak = metrics["leak_3A_halpha"]
    return TEXT.format(
        **{name: recipe[name] for name in ("order", "passes", "above", "below")},
        grid=card["grid"],
        chosen=card["selection"][-1]["left"],
        mixtures=card["plan"]["mixtures"],
        kl=card["plan"]["recipe"]["kl_weight"],
        modes=card["modes"],
        how=metrics["how"][0].upper() + metrics["how"][1:],
        rows="\n".join(_row(row) for row in metrics["rmse"]),
        photon=_photon()[-1],
        red=_photon()[0] / _photon()[-1],
        leak_worst=leak["worst"],
        leak_stars=leak["stars"],
        steps="\n".join(f"| {step['name']} | {step['left']} |" for step in card["selection"]),
        sources="\n".join(
            f"| {name} | {' | '.join(str(n) for n in counts.values())} |"
            for name, counts in card["sources"].items()
        ),
    )


def _row(row: dict[str, Any]) -> str:
    low, high = row["snr_r"]
    span = f"> {low:.0f}" if high is None else f"{low:.0f}–{high:.0f}"
    widths = [
        f"{_signed(row[f'ew_{key}_median'])} ± {row[f'ew_{key}_scatter']:.2f}" for key in KEYS
    ]
    pulls = " ".join(f"{row[f'ew_{key}_pull']:.2f}" for key in KEYS)
    quality = [f"{row['median_rmse']:.4f}", f"{row['median_chi2']:.2f}"]
    cells = [span, row["type"], row["stars"], *quality, *widths, pulls]
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _photon() -> list[float]:
    """Variance of a pixel over what ivar says, from the reddest stars to most of them."""
    weights = load_file(CARD.parent / "weights.safetensors")
    return [float(value) for value in weights["calibration.photon"]]


def _signed(number: float) -> str:
    rounded = round(number, 2)
    return f"{rounded:+.2f}".replace("-", "−") if rounded else "0.00"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
