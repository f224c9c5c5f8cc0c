"""Writes docs/r250.md, what the bundled R250 model is and how good, from its card.

Run it after that model was trained: `.venv/bin/python scripts/slitless_page.py`.
"""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CARD = ROOT / "models" / "r250" / "card.json"
PAGE = ROOT / "docs" / "r250.md"
TEXT = """# The r250 model

What a slitless spectrograph of R = 250, such as that of the CSST, would tell of the activity of \
the same stars (paper section 4.4). The figures are those of `models/r250/card.json`, from which \
`scripts/slitless_page.py` writes this page. `--model r1800|r250|both` chooses what scores; \
`both`, the default, costs about a tenth more time than `r1800`. With `r250` alone the columns of \
R1800 stay empty; velocities and the frame check are those of the R1800 model in any case.

## From a LAMOST spectrum to a slitless one

{simulation}

Errors follow from ivar, with the correlation of neighbouring points. A longer gap is not seen; \
one in the core of Hα leaves no number.

## Template, excess, class

1. **Template.** The network of the paper, 300 → 512 → 256 → 128 → 4 and back, trained on \
{chosen} inactive stars, the same as for R1800. The encoder's latents are settled by a robust fit \
outside 6540–6585 Å, with a cubic factor for what flux calibration and dust do to the shape; \
{modes} linear modes take what inactive stars are known to leave. Emission in Hα reaches none of \
it. On one held-out part of the sky, 409 stars with S/N(r) > 10, an RMSE after the shape \
correction of 0.011 with the encoder alone, as in the paper, became 0.0097 with the fit.
2. **Shape correction.** The observed flux is divided by a cubic Legendre polynomial through \
observed over template.
3. **Excess EW.** EW by eq. 5 of the corrected flux less that of the template, less the median of \
inactive stars of its kind. 1 Å of narrow emission makes 0.76 Å, because its wings lie beyond the \
window of eq. 5 and in its continuum. The error has photons, latents, modes, and the scatter of \
inactive stars that the network had not seen.
4. **Class.** A support vector machine with a polynomial kernel on Teff and EW, for stars cooler \
than 6000 K, kept as plain numbers. Without a Teff the class stays unknown. A nebula's Hα looks \
like a star's at this resolution.

## How good it is

{how}.

| S/N(r) | type | stars | RMSE, all | RMSE, median | excess EW, Å |
|---|---|---|---|---|---|
{rows}

Library templates, held out likewise:

| type | templates | RMSE, all | RMSE, median |
|---|---|---|---|
{library}

The paper gives an RMSE of 0.0151 over all its spectra. A and F stars show few lines but Hα \
between 6000 and 7500 Å, so their Hα is predicted less well than at R1800.

## Active or not

{classified}.

| star | called active | called inactive |
|---|---|---|
{confusion}

## The published network

`spectrogui import-model model_R250.pt sc_R250.joblib --out DIR` makes a model folder of the \
authors' network (and of `model_R1800.pt`), without executing anything in its files; \
`--model DIR` then scores with it. Its weights carry no licence and are not part of this program. \
`--quiet-stars LIST` measures its errors; otherwise they are assumed, twice those of ours. To \
score with an imported R250 model beside r1800, call its folder `r250` and list the folder that \
it lies in in the environment variable `SPECTROGUI_MODELS`.
"""


def page(card: dict[str, Any]) -> str:
    """The page for a card."""
    metrics = card["metrics"]
    classifier = metrics["classifier"]
    return TEXT.format(
        simulation="\n".join(
            f"- {name.replace('_', ' ')}: {text}" for name, text in card["simulation"].items()
        ),
        chosen=sum(source["chosen"] for source in card["sources"].values()),
        modes=card["modes"],
        how=_sentence(metrics["how"]),
        rows="\n".join(_row(row) for row in metrics["rmse"]),
        library="\n".join(
            f"| {row['type']} | {row['stars']} | {row['rmse']:.4f} | {row['median_rmse']:.4f} |"
            for row in metrics["library"]
        ),
        classified=_sentence(classifier["how"]),
        confusion="\n".join(
            f"| {kind} | {called['active']} | {called['inactive']} |"
            for kind, called in classifier["confusion"].items()
        ),
    )


def _row(row: dict[str, Any]) -> str:
    low, high = row["snr_r"]
    span = f"> {low:g}" if high is None else f"{low:g}–{high:g}"
    excess = f"{row['excess_median']:+.2f} ± {row['excess_scatter']:.2f}".replace("-", "−")
    return (
        f"| {span} | {row['type']} | {row['stars']} | {row['rmse']:.4f} | "
        f"{row['median_rmse']:.4f} | {excess} |"
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


if __name__ == "__main__":
    PAGE.write_text(page(json.loads(CARD.read_text(encoding="utf-8"))), encoding="utf-8")
