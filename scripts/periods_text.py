"""The words of docs/validation/periods.md; scripts/periods_page.py puts the numbers in."""

PAGE = """# Periods, amplitudes and flares of light curves

How good the numbers of `spectrogui.science.rotation` are, on real light curves with published \
periods and on simulated stars. `scripts/periods_page.py` writes this page.

## What is done

The flux is divided by its median. A cubic is taken out, and fitted anew together with every \
trial period above a tenth of the time base: subtracted beforehand it would move those peaks. \
Points that stand 4σ above or 6σ below their neighbourhood, the rotation taken into account, \
stay out of the search, unless low ones return as eclipses do. The Lomb–Scargle periodogram \
runs from 0.2 d to half the time base, at most 45 d. The period is its highest peak; where that \
does not repeat itself and a faster one does, the faster one, which then is called uncertain. \
The amplitude is the largest less the smallest of 64 bins of the phase curve (medians), as in \
Armstrong et al. 2016.

A peak is a period if the light curve repeats itself with it: a score, the mean of (1) the share \
of the variance beyond noise and slower drift that its phase curve explains, (2) the likeness of \
the phase curves of both halves of the campaign, and (3) the correlation of the light curve with \
itself one turn later, must reach 0.70, 0.60 and 0.50 for less than three, less than six, and \
more turns, and 0.90, 0.75 and 0.60 to stand without a warning. It must explain 15 % of the \
variance of single points, too. The level that is drawn in the periodogram is that of white \
noise only, which is no measure for what a spacecraft and a flickering star do.

| word | meaning |
|---|---|
{words}

One light curve of 3,500 points takes about 0.05 s on one thread.

## Real light curves

Published: Douglas et al. 2019 (ApJ 879, 100) for the Hyades, with their quality Q: 0 secure, \
1 possible, 2 not trusted (many are the length of the trend of their light curve), 3 none; \
Armstrong et al. 2016 (MNRAS 456, 2260), A, for others. The light curves are those of K2SC, \
K2SFF and the K2 mission; periods of one star from two products are two lines. "Agrees" is \
within 5 %; "silent" are those that disagree without a warning.

| product | Q | periods | agree | | of these ok | no period | other period | silent |
|---|---|---|---|---|---|---|---|---|
{agreement}

![Published against our periods](periods.png)

All that agree with a warning or disagree without one:

| EPIC | product | Q | published, d | ours, d | quality | |
|---|---|---|---|---|---|---|
{warned}

Where Q is 2 the published period is often the length of a trend, which the cubic takes out \
here; ours then is that of waves on top of it, and often the secondary period of Douglas et al.

## Simulated stars

{trials} stars with one to three groups of spots that live 3 to 50 turns, on latitudes whose \
periods differ by up to 4 %, with flares, 0.3 d to half the time base, amplitude 0.05 to 10 %, \
every sixth seen for 36 d only as in C0. They are put into the light curves of four quiet stars \
and into the differences of K2SFF and K2SC light curves of eleven stars, in which the star \
cancels and the drifts and jumps of both products remain: these are harsher than either \
product. Period within 5 % of the true one, by amplitude (in σ of single points, drift not \
counted) and period (d):

| amplitude, σ | 0.3–1 | 1–3 | 3–10 | 10–20 | 20–40 |
|---|---|---|---|---|---|
{recovery}

What was said:

| period found | stars | ok | half likely | with a warning |
|---|---|---|---|---|
{silent}

**Error of the period**, |found − true| in units of the given error, of those without warning; \
0.67, 1 and 2 would be right at 50 %, 68.3 % and 95.4 %. Where groups of spots take over from \
each other, many times within a campaign, the phase wanders more than any noise tells.

| stars | number | 50 % | 68.3 % | 95.4 % |
|---|---|---|---|---|
{pulls}

**Amplitude**, found over true. The true one is peak to peak of the whole light curve, so the \
mean phase curve of spots that come and go lies below it; in noise, the extremes of 64 bins lie \
above.

| amplitude, σ | stars | median | 16 % to 84 % |
|---|---|---|---|
{bias}

**False alarms.** Light curves without rotation, the real ones also upside down and back to \
front:

| what | light curves | a period | a period without warning |
|---|---|---|---|
{alarms}

## Flares

Flares of the shape of Davenport et al. 2014 put into rotating stars with the noise of quiet \
light curves: share found, by height of the highest sampled point in σ and full width at half \
maximum in hours; and found over true height.

| FWHM, h | 5–10 | 10–20 | 20–50 | 50–100 | height |
|---|---|---|---|---|---|
{completeness}

Without any flare put in, {false} were found in those {quiet} light curves. A flare needs three \
points: in long cadence those shorter than an hour are lost unless they are high. The twelve \
stars with most flares, beside a plain count (points in a row above a running median) that came \
with the files, and the height of the highest in %:

| EPIC | product | flares | highest | plain count | its highest |
|---|---|---|---|---|---|
{flares}

## Every light curve

The same with amplitudes is `periods.csv`.

| EPIC | product | Q | published, d | ours, d | quality | |
|---|---|---|---|---|---|---|
{stars}
"""
