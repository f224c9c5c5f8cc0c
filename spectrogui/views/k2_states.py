"""What is said in place of a light curve, and which buttons may help."""

from dataclasses import dataclass

from spectrogui.core.k2_product import Product
from spectrogui.store.light_curves import CurveState
from spectrogui.views.k2_words import kilobytes


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, a note under it, and what is offered.

    Attributes
    ----------
    fetch, add, retry, delete : the buttons to show
    show : the product that one more button offers to show
    done, total : bytes of a download that runs; total 0 for no bar
    """

    sentence: str
    note: str = ""
    fetch: bool = False
    add: bool = False
    retry: bool = False
    delete: bool = False
    show: Product | None = None
    done: int = 0
    total: int = 0


NO_STAR = Said("No star is chosen.", "Choose one in the table.")
WAITING = frozenset({"queued", "searching", "downloading", "reading"})


def said_of(state: CurveState, *, can_search: bool) -> Said:
    """What to say of a star whose light curve is not on display.

    Parameters
    ----------
    can_search : whether the star has an EPIC number or coordinates to ask the archive for
    """
    epic = f"EPIC {state.epic}" if state.epic else ""
    name = state.chosen[0].title if state.chosen else "the light curve"
    match state.stage:
        case "queued":
            return Said("Waiting for the archive.", state.sentence or "Another star comes first.")
        case "searching":
            return Said("Asking the archive for light curves…", state.sentence or epic)
        case "downloading":
            note = state.sentence or _amount(state.done, state.total)
            return Said(f"Downloading {name}…", note, done=state.done, total=state.total)
        case "reading":
            return Said(f"Reading {name}…", state.sentence)
        case "offline":
            sentence = state.sentence or "Offline: the archive cannot be reached."
            return Said(sentence, add=True, retry=True)
        case "absent":
            note = f"The archive has no light curve of {epic or 'this position'}."
            return Said("K2 has not observed this star.", state.sentence or note, add=True)
        case "failed":
            cached = any(product.where == "cached" for product in state.chosen)
            sentence = state.sentence or "The light curve could not be had."
            note = f"{name}, {epic}" if state.chosen and epic else epic
            return Said(sentence, note, retry=True, delete=cached)
        case _:
            return _idle(state, epic, can_search=can_search)


def _idle(state: CurveState, epic: str, *, can_search: bool) -> Said:
    if state.products:
        many = len(state.products) > 1
        there = f"{len(state.products)} light curves" if many else "1 light curve"
        return Said(f"{there} to choose from.", state.sentence or epic, show=state.products[0])
    if not can_search:
        note = state.sentence or "It has neither an EPIC number nor coordinates."
        return Said("No light curve yet.", note, add=True)
    asked = f"The archive was not asked for {epic or 'this position'} yet."
    return Said("No light curve yet.", state.sentence or asked, fetch=True, add=True)


def _amount(done: int, total: int) -> str:
    return f"{kilobytes(done)} of {kilobytes(total)}" if total else kilobytes(done)
