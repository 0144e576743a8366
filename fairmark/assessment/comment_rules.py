"""What a comment that is kept for use again may hold: nobody's name."""

import re
from collections.abc import Iterable

_WORDS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def whole_names_in(words: str, learners: Iterable[tuple[str, str]]) -> list[str]:
    """Learners whose forename and surname stand together in the words. Each is forenames, surname."""
    said = f" {' '.join(_WORDS.findall(words))} ".casefold()
    return [
        f"{forenames} {surname}"
        for forenames, surname in learners
        if any(
            f" {given} {surname} ".casefold() in said
            for given in {forenames, *forenames.split()[:1]}
        )
    ]  # fmt: skip


def part_names_in(words: str, learners: Iterable[tuple[str, str]]) -> list[str]:
    """First names and surnames that stand in the words with a capital; they may be common words."""
    said = {one for one in _WORDS.findall(words) if one[0].isupper()}
    names = {part for forenames, surname in learners for part in (*forenames.split()[:1], surname)}
    return sorted(name for name in names if name in said)
