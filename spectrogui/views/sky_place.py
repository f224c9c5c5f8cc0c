"""Places on the sky as astronomers write them."""


def decimal_place(ra: float | None, dec: float | None) -> str:
    """Degrees, as they can be pasted into any archive: ``41.234567 +22.345678``; "" if unknown."""
    if ra is None or dec is None:
        return ""
    return f"{ra:.6f} {dec:+.6f}"


def sexagesimal_place(ra: float | None, dec: float | None) -> str:
    """Hours and degrees: ``02 44 56.30 +22 20 44.4``; "" if unknown."""
    if ra is None or dec is None:
        return ""
    return f"{_parts((ra % 360) / 15, 2, 24)} {'-' if dec < 0 else '+'}{_parts(abs(dec), 1)}"


def _parts(value: float, decimals: int, turn: int | None = None) -> str:
    """Whole, minutes and seconds; rounding carries over."""
    scale = 10**decimals
    ticks = round(value * 3600 * scale)
    minutes, rest = divmod(ticks, 60 * scale)
    whole, minutes = divmod(minutes, 60)
    if turn:
        whole %= turn
    width = 3 + decimals
    return f"{whole:02d} {minutes:02d} {rest / scale:0{width}.{decimals}f}"
