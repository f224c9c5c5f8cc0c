"""What the flags of a row say, as sentences."""

SIMULATED = "A program made this spectrum; it is no observation"
FLAG_WORDS: dict[str, str] = {
    "masked_ha": "Hα has pixels without usable flux",
    "masked_ca": "A calcium line has pixels without usable flux",
    "cosmic": "A spike narrower than any line: a cosmic ray or the night sky",
    "frame": "Spectrum and template are shifted against each other",
    "low_snr": "The signal is too low to judge weak lines",
    "no_red_arm": "The red arm is missing",
    "nebular": "[N II] or [S II] emission: gas around or before the star",
    "sky": "Sky residuals lie on a line",
    "telluric": "The Earth's air absorbs in a line's window",
    "balmer_hot": "A hot star: its Balmer lines are broad and the template fits them poorly",
    "sb2": "Two sets of lines: maybe two stars in one fibre",
    "li_rich": "More lithium than the template",
    "reconstruction": "The template does not fit the star outside the active lines",
    "simulated": f"Simulated: {SIMULATED[0].lower()}{SIMULATED[1:]}",
}
"""A word of the column `flags` and its sentence; an unknown word is shown as it is."""


def flag_words(flags: str | None) -> list[str]:
    """The words of a row's flags, without blanks."""
    return [word for word in (flags or "").split(";") if word]


def flag_sentence(word: str) -> str:
    """What a flag says."""
    return FLAG_WORDS.get(word, word)
