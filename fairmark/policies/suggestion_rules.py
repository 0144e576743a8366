"""Which section of a document may answer a clause, by the words that both use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Words that say nothing of what a text is about, or that every policy here says.
EMPTY = {
    "a", "about", "across", "after", "all", "also", "an", "and", "any", "are", "as", "at",
    "awarding", "be", "before", "body", "btec", "by", "can", "centre", "do", "does", "each",
    "every", "for", "from", "has", "have", "how", "if", "in", "internal", "into", "is", "it",
    "its", "learner", "like", "made", "make", "may", "must", "no", "not", "of", "on", "one",
    "or", "other", "our", "out", "own", "policy", "procedure", "provide", "qualification",
    "shall", "should", "so", "some", "such", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "through", "to", "under", "up", "use", "was",
    "we", "what", "when", "where", "whether", "which", "who", "will", "with", "within", "would",
    "you", "your",
}  # fmt: skip

#: A word in a heading says more than one in the text under it.
HEADING, TEXT = 2, 1
#: A share of what a clause is about, below which a section is not worth naming (percent).
LEAST_SHARE = 40
#: A single word in common is chance.
LEAST_WORDS = 2


@dataclass(frozen=True)
class Suggestion:
    """A section that may answer a clause: how much of it, in percent, and by which words."""

    section: str
    share: int
    words: tuple[str, ...]


def stem(word: str) -> str:
    """A word without the endings that hide that two are the same, such as “appeals”."""
    for ending in ("isation", "ations", "ation", "ments", "ment", "ings", "ing", "ities", "ity",
                   "ies", "ied", "ed", "es", "s", "e", "y"):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def subjects(text: str) -> frozenset[str]:
    """What a text is about: its words, without their endings and without empty ones."""
    found = re.findall(r"[a-z]{3,}", text.lower().replace("’", "'"))
    return frozenset(
        stem(word) for word in found if word not in EMPTY and word.rstrip("s") not in EMPTY
    )


@dataclass(frozen=True)
class Subject:
    """What a section is about: the words of its heading, and those of its text."""

    id: str
    heading: frozenset[str]
    text: frozenset[str]


def subject_of(section: Mapping[str, str]) -> Subject:
    """What a section {"id", "heading", "text"} is about; worked out once for all clauses."""
    return Subject(section["id"], subjects(section["heading"]), subjects(section["text"]))


def suggested(clause: str, sections: Iterable[Subject], *, most: int = 3) -> list[Suggestion]:
    """The sections that most likely answer a clause, best first; none where none is likely.

    It is a suggestion and no more: a person decides.
    """
    asked = subjects(clause)
    if not asked:
        return []
    found = []
    for section in sections:
        common = asked & (section.heading | section.text)
        weight = sum(HEADING if word in section.heading else TEXT for word in common)
        share = min(100 * weight // len(asked), 100)
        if share >= LEAST_SHARE and len(common) >= min(LEAST_WORDS, len(asked)):
            found.append((share, Suggestion(section.id, share, tuple(sorted(common)))))
    found.sort(key=lambda pair: -pair[0])
    return [suggestion for _, suggestion in found[:most]]
