"""Sentences that several sections of a validation page say alike."""

from collections.abc import Mapping, Sequence

FEW = 20
"""Stars below which a median or a share is called rough."""


def few(counts: Mapping[str, int], what: str = "stars") -> str:
    """Which groups are small; "" if none is. An empty group is named too."""
    small = [f"{name} {count}" for name, count in counts.items() if count < FEW]
    if not small:
        return ""
    return f"Few {what}, so that figures are rough: {', '.join(small)}."


def sentences(*parts: str) -> tuple[str, ...]:
    """The paragraphs that are not empty."""
    return tuple(part for part in parts if part)


def listed(names: Sequence[str]) -> str:
    """Words with commas, and an "and" before the last."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def goal(what: str, found: str, met: bool) -> str:
    """A sentence about a goal, as the page's first table shows it."""
    return f"{what}: {found} – {'met' if met else 'not met'}"
