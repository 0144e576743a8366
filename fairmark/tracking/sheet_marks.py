"""What the marks of a college's own sheet say, and which are not understood: plain values."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from fairmark.exchange.rules import BadCell, day
from fairmark.tracking.rules import MET, NOT_MET, read_marks

#: What somebody may say that a mark of theirs means.
MEANINGS = {MET: MET, NOT_MET: NOT_MET, "nothing": None}
#: Bands in their order; a letter in a cell of a higher band does not say that band is reached.
_ORDER = {"L1": 0, "P": 1, "M": 2, "D": 3}

_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$|\d{4}-\d{2}-\d{2}$")
_SHORT_YEAR = re.compile(r"^(\d{1,2}[./-]\d{1,2}[./-])(\d{2})$")


class Said(NamedTuple):
    """A mark read: met, not met or nothing, the day it names, or why it is not understood."""

    outcome: str | None
    on: date | None = None
    problem: str = ""


def read_own(
    marks: Sequence[tuple[str, str]], own: Mapping[str, str | None], today: date
) -> list[Said]:
    """Each mark with the band of its criterion. `own` is what this college means by marks of its own.

    The marks of one tab belong together: they tell what an x means.
    """
    read = read_marks(["" if text.strip().casefold() in own else text for text, _ in marks])
    found = []
    for place, (text, band) in enumerate(marks):
        plain = text.strip().casefold()
        if plain in own:
            found.append(Said(own[plain]))
        elif place in read.unknown:
            found.append(Said(None, problem=_cure(read.unknown[place], text)))
        elif problem := _doubt(plain, band):
            found.append(Said(None, problem=problem))
        else:
            found.append(_dated(text, read.outcomes[place], today))
    return found


def _cure(words: str, text: str) -> str:
    return (
        f"{words.removesuffix('Write Y or N.')}Write Y or N in the file, or say what "
        f"“{text.strip()[:20]}” means."
    )


def _doubt(plain: str, band: str) -> str:
    if plain == "na":
        return (
            "“NA” means not achieved in some sheets and not applicable in others. Write N or N/A, or "
            "say what “NA” means."
        )
    typed = plain.upper()
    if typed in _ORDER and typed != "L1" and _ORDER.get(band, 0) > _ORDER[typed]:
        return (
            f"“{typed}” stands at a {band} criterion, which it does not say is met. Write Y or N."
        )
    return ""


def _dated(text: str, outcome: str | None, today: date) -> Said:
    """A date as a mark says when it was met; a year of two digits is one of this century."""
    if outcome != MET or not _DATE.match(text.strip()):
        return Said(outcome)
    try:
        on = day(_SHORT_YEAR.sub(r"\g<1>20\2", text.strip()))
    except BadCell as bad:
        return Said(None, problem=str(bad))
    if on and on > today:
        return Said(None, problem=f"{on:%-d %B %Y} is still to come. Correct the date.")
    return Said(outcome, on)
