"""A version as it reads on a day: numbers and names in place, each step with the people in post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from fairmark.people.rules import Role
from fairmark.policies import queries, wording
from fairmark.policies.models import PolicyVersion
from fairmark.policies.rules import Content
from fairmark.rulebook.queries import rule
from fairmark.ui.words import in_turn


@dataclass(frozen=True)
class Step:
    """One step of a procedure: who does what, by when, leaving which record."""

    id: str
    title: str
    what: SafeString
    who: str
    people: str
    by: SafeString
    record: str

    @property
    def is_held(self) -> bool:
        """Whether somebody is in post for it; learners always are."""
        return bool(self.people) or self.who == Role.LEARNER


@dataclass(frozen=True)
class Block:
    """A section as it reads: its words, the clauses it answers, the steps of a procedure."""

    id: str
    part: str
    heading: str
    clauses: tuple[str, ...]
    html: SafeString
    here: SafeString
    note: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class KeyDate:
    """Something that falls due every year, on a day of the policy's or of the rule pack's."""

    what: str
    who: str
    month: int
    day: int

    @property
    def when(self) -> str:
        """As people say it, such as 1 November."""
        return f"{date(2000, self.month, self.day):%-d %B}"


def key_dates(content: Content, on: date) -> tuple[KeyDate, ...]:
    """The key dates of a version, in the order of the academic year. Source: clause POL-11."""
    begins = rule("calendar.year_begins", on=on).value["month"]
    found = []
    for one in content["dates"]:
        if "rule" in one:
            day = rule(one["rule"], on=on).value
            month, number = day["month"], day["day"]
        else:
            month, number = (int(part) for part in one["day"].split("-"))
        found.append(KeyDate(one["what"], one["who"], month, number))
    return tuple(sorted(found, key=lambda one: ((one.month - begins) % 12, one.day)))


@dataclass(frozen=True)
class Reading:
    """All of a version, and the learners' version beside it."""

    blocks: tuple[Block, ...]
    learner: tuple[Block, ...]
    numbers: tuple[tuple[str, str, int], ...]
    dates: tuple[KeyDate, ...]

    @property
    def empty_roles(self) -> list[str]:
        """Roles that a step names and nobody holds. Source: clause POL-10."""
        found = [step.who for block in self.blocks for step in block.steps if not step.is_held]
        return list(dict.fromkeys(found))


#: More names than this are counted rather than listed.
MOST_NAMES = 3


def read(version: PolicyVersion, at: datetime) -> Reading:
    """The version as it reads at a moment."""
    content = version.content
    numbers = queries.numbers_of(version)
    names = queries.names_for(version.policy.centre, at, queries.all_texts(content))
    people = queries.people_in_post(version.policy.centre, at)

    def filled(text: str) -> SafeString:
        return wording.filled(text, names, numbers)

    def step(one: dict[str, Any]) -> Step:
        held = people.get(Role(one["who"]), [])
        listed = in_turn(held) if len(held) <= MOST_NAMES else f"{len(held)} in post"
        plain = {name: wording.escaped(one[name]) for name in ("what", "by")}
        return Step(
            id=one["id"], title=one["title"], what=filled(plain["what"]), who=one["who"],
            people="" if one["who"] == Role.LEARNER else listed, by=filled(plain["by"]),
            record=one["record"],
        )  # fmt: skip

    def block(one: dict[str, Any]) -> Block:
        return Block(
            id=one["id"], part=one.get("part", "learner"), heading=one["heading"],
            clauses=tuple(one.get("clauses", ())), html=filled(one["html"]),
            here=filled(one.get("here", "")), note=one.get("note", ""),
            steps=tuple(step(each) for each in one.get("steps", ())),
        )  # fmt: skip

    return Reading(
        blocks=tuple(block(one) for one in content["blocks"]),
        learner=tuple(block(one) for one in content["learner"]),
        numbers=tuple(
            (words[0], words[1], numbers[key])
            for key, words in content["numbers"].items()
            if key in numbers
        ),
        dates=key_dates(content, timezone.localtime(at).date()),
    )
