"""Writes docs/model.md, what the bundled model is and how good, from its card.

Run it after a model was trained: `.venv/bin/python scripts/model_page.py`.
"""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CARD = ROOT / "models" / "r1800" / "card.json"
PAGE = ROOT / "docs" / "model.md"
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
to expect inside. The frame check and the outlier score use the network's template without them.

## How good it is

{how}.

Median RMSE outside Hα and Ca II, and median and robust scatter (1σ) of the equivalent widths, \
activity and noise included:

| S/N(r) | type | stars | RMSE | EW Hα, Å | EW Ca II 8542, Å | EW Li, Å |
|---|---|---|---|---|---|---|
{rows}

The paper gives an RMSE of 0.0157 over all its spectra. Below S/N 100 the RMSE is mostly photon \
noise. There are few K and M stars of good S/N, so their figures are rough. Where the median of \
EW Hα is not 0, stars of that kind come out with that much excess although most are inactive: \
compare a star with others like it.

Emission does not reach the template, because the lines are hidden from the fit: a Gaussian of \
3 Å with a width (FWHM) of 5 Å, added to prepared spectra at Hα, changed the template's own \
equivalent width of Hα by {leak_worst:.4f} Å at worst in {leak_stars} stars. Added to 619 spectra \
as they are read, so that it passes through the continuum too, it changed it by 0.03 Å at worst \
for widths of 4, 6 and 8 Å. The wings of broader lines reach beyond what is hidden: at 10 Å the \
worst was 0.11 Å.

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
        f"{_signed(row[f'ew_{key}_median'])} ± {row[f'ew_{key}_scatter']:.2f}"
        for key in ("ha", "ca8542", "li")
    ]
    cells = [span, row["type"], row["stars"], f"{row['median_rmse']:.4f}", *widths]
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _signed(number: float) -> str:
    rounded = round(number, 2)
    return f"{rounded:+.2f}".replace("-", "−") if rounded else "0.00"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
