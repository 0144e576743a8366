"""The shape of a draft: ids that are never used twice, order, dates and links that may stand."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, MutableSequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

Content = Mapping[str, Any]
Piece = dict[str, Any]

#: Ids that a section, step, date or link never has: words of our addresses and of the page itself.
RESERVED = frozenset({
    "aims", "approval", "arrangement", "changes", "comment", "commitments", "control", "dates",
    "end", "find", "here", "learners-version", "links", "main", "menu", "new", "next", "numbers", "pdf",
    "people", "procedures", "publication", "removal", "requirements", "roles", "sections", "sending",
    "sending-back", "steps", "taking-back",
})  # fmt: skip

#: The longest an id may be, in characters; it stands in addresses and on comments.
LONGEST_ID = 50

#: A year without a 29 February: a day that is due every year is one that every year has.
_ANY_YEAR = 2001


#: What is said to somebody whose form shows what is no longer there.
CHANGED_SINCE = (
    "Somebody changed this since you opened it, so nothing was kept. What it says now stands above "
    "the form, what you typed is in it: put the two together, then keep it."
)


def fingerprint(shown: Any) -> str:
    """A short mark of what a form showed, the same as long as that is."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def obstacles_to_overwriting(seen: str, shown: Any) -> list[str]:
    """Whether what is there is still what somebody saw; `seen` is its fingerprint, "" if unknown."""
    return [CHANGED_SINCE] if seen and seen != fingerprint(shown) else []


def text_of(block: Content) -> Piece:
    """What is written of a section in one form: its heading and its text."""
    return {"heading": block["heading"], "html": block["html"]}


def responsibilities(content: Content) -> Piece:
    """Whose a policy is, whom it concerns, who decides."""
    names = ("owner", "readers", "approvers")
    return {name: content[name] for name in names} | {"approval": content.get("approval", "all")}


def new_id(words: str, taken: Collection[str]) -> str:
    """An id made of a heading's words, unlike any that was ever used beside it."""
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower().replace("’", "")).strip("-")
    start = plain[: LONGEST_ID - 4].rstrip("-") or "section"
    if not start[0].isalpha():
        start = f"n-{start}"
    found, count = start, 1
    while found in taken or found in RESERVED:
        count += 1
        found = f"{start}-{count}"
    return found


def all_blocks(content: Content) -> list[Piece]:
    """Every section of a version, those of the learners' version last."""
    return [*content["blocks"], *content["learner"]]


def block_of(content: Content, block_id: str | None) -> Piece | None:
    return next((one for one in all_blocks(content) if one["id"] == block_id), None)


def piece_of(pieces: Iterable[Piece], piece_id: str | None) -> Piece | None:
    return next((one for one in pieces if piece_id and one.get("id") == piece_id), None)


def ids_used(contents: Iterable[Content]) -> set[str]:
    """Every id that a section of these versions has or had."""
    found: set[str] = set()
    for content in contents:
        found |= {one["id"] for one in all_blocks(content)} | set(content.get("gone", ()))
    return found


def step_ids_used(contents: Iterable[Content], block_id: str) -> set[str]:
    """Every id that a step of a procedure has or had in these versions."""
    found: set[str] = set()
    for content in contents:
        block = block_of(content, block_id) or {}
        found |= {one["id"] for one in block.get("steps", ())} | set(block.get("gone", ()))
    return found


def links(content: Content) -> list[Piece]:
    """The links of a version, each with an id; where it was given none, one made of its title."""
    found: list[Piece] = []
    for one in content["links"]:
        taken = {each["id"] for each in found}
        found.append({**one, "id": one.get("id") or new_id(one["title"], taken)})
    return found


def moved(pieces: MutableSequence[Piece], piece_id: str, *, by: int) -> bool:
    """Change places with the next one up (-1) or down (1) of the same chapter; False at its end."""
    index = next(i for i, one in enumerate(pieces) if one["id"] == piece_id)
    mine = [i for i, one in enumerate(pieces) if one.get("part") == pieces[index].get("part")]
    place = mine.index(index) + by
    if not 0 <= place < len(mine):
        return False
    other = mine[place]
    pieces[index], pieces[other] = pieces[other], pieces[index]
    return True


def answering(content: Content) -> dict[str, list[Piece]]:
    """For each clause the sections that answer it, those of the learners' version last."""
    found: dict[str, list[Piece]] = {}
    for one in all_blocks(content):
        for clause in one.get("clauses", ()):
            found.setdefault(clause, []).append(one)
    return found


def unanswered_without(content: Content, block_id: str) -> list[str]:
    """Clauses that nothing else in the version would answer if a section were taken out."""
    return [
        clause
        for clause, sections in answering(content).items()
        if all(one["id"] == block_id for one in sections)
    ]


def unanswered(content: Content, asked: Iterable[str]) -> list[str]:
    """Of the clauses that are asked of a policy, those that no section answers."""
    answered = answering(content)
    return [clause for clause in asked if clause not in answered]


def without_steps(content: Content) -> list[str]:
    """Headings of procedures that have no step yet."""
    return [
        one["heading"]
        for one in content["blocks"]
        if one["part"] == "procedures" and not one.get("steps")
    ]


def obstacles_to_link(address: str, title: str) -> list[str]:
    """What a link of a policy must be: titled, and a secure address that anybody can open."""
    found = []
    if not title.strip():
        found.append("Say what the link leads to.")
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or re.search(r"\s", address):
        found.append("A link is an address that begins with https:// – copy it from the browser.")
    elif parts.username or parts.password:
        found.append("A link carries no user name or password. Copy the address without them.")
    return found


def obstacles_to_day(month: int, day: int) -> list[str]:
    """Whether every year has such a day."""
    try:
        date(_ANY_YEAR, month, day)
    except ValueError:
        return [f"There is not every year a day {day} in month {month}. Choose another one."]
    return []
