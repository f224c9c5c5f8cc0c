"""What the flags of a row say, as sentences."""

SIMULATED = "A program made this spectrum; it is no observation"
FLAG_WORDS: dict[str, str] = {
    "masked_ha": "Hα has pixels without usable flux",
    "masked_ca": "A calcium line has pixels without usable flux",
    "cosmic": "A spike where no star has a line, or narrower than any: a cosmic ray",
    "frame": "Spectrum and template are shifted against each other",
    "low_snr": "The signal is too low to judge weak lines",
    "no_red_arm": "The red arm is missing",
    "nebular": "[N II] or [S II] emission: gas, whose Hα adds to the star's",
    "sky": "Airglow that was not subtracted lies on or beside a line",
    "balmer_hot": "A hot star with Hα emission, or with wings of Hα that the template misses",
    "sb2": "Two sets of lines, or lines far broader than the template's",
    "li_rich": "More lithium than in stars like it, over 3σ and 0.1 Å",
    "reconstruction": "No template fits outside the active lines, or the survey calls it no star",
    "simulated": f"Simulated: {SIMULATED[0].lower()}{SIMULATED[1:]}",
}
"""A word of the column `flags` and its sentence; an unknown word is shown as it is."""


def flag_words(flags: str | None) -> list[str]:
    """The words of a row's flags, without blanks."""
    return [word for word in (flags or "").split(";") if word]


def flag_sentence(word: str) -> str:
    """What a flag says."""
    return FLAG_WORDS.get(word, word)
