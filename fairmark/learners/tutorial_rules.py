"""What holds of tutorial notes: when, what was agreed, and who reads them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Agreed(NamedTuple):
    """What a learner agreed to do, and by which day."""

    what: str
    due_on: date


def obstacles_to_note(
    *, on: date, today: date, starts_on: date | None, is_shared: bool, why_private: str,
    targets: Sequence[Agreed],
) -> list[str]:  # fmt: skip
    """A talk that took place, targets after it, and a reason where the learner is not to read it."""
    found = []
    if on > today:
        found.append("That day is still to come. Write the note once you have talked.")
    if starts_on is not None and on < starts_on:
        found.append(f"The learner’s first day is {starts_on:%-d %B %Y}. Check the day.")
    if not is_shared and not why_private.strip():
        found.append("Say why the learner does not read it.")
    if is_shared and why_private.strip():
        found.append("The learner reads this note. Take the reason out, or keep it to staff.")
    found += [
        f"“{one.what}” is due before you talked. Choose a later day."
        for one in targets
        if one.due_on < on
    ]
    return found
