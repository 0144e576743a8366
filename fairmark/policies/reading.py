"""A version as it reads on a day: numbers and names in place, each step with the people in post."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from fairmark.people.rules import Role
from fairmark.policies import queries, wording
from fairmark.policies.flowchart import Drawn, Flowchart, flowchart
from fairmark.policies.models import PolicyVersion
from fairmark.policies.procedure_rules import Way, dead_ends, leads_on, ways
from fairmark.policies.rules import PARTS, Content, choices_in
from fairmark.policies.where_done import Doing, doing
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
    clock: str
    asks: str = ""
    leads: tuple[str, ...] = ()
    done: Doing | None = None
    may_do: bool = False

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
    ways: tuple[Way, ...] = ()
    number: str = ""

    @property
    def chart(self) -> Flowchart | None:
        """Its steps as a picture; None while they do not lead to an end. Source: clause POL-9."""
        if not self.ways:
            return None
        return flowchart(
            [Drawn(step.title, step.who, step.clock, step.asks) for step in self.steps], self.ways
        )

    @property
    def decides(self) -> bool:
        """Whether a step leads anywhere but to the next one."""
        return any(step.leads for step in self.steps)


@dataclass(frozen=True)
class Section:
    """A numbered chapter of a policy: blocks, or what the version itself gives, such as its links."""

    id: str
    number: int
    heading: str
    blocks: tuple[Block, ...] = ()

    @property
    def alone(self) -> Block | None:
        """Its only block, where that block is the chapter."""
        return self.blocks[0] if len(self.blocks) == 1 and not self.blocks[0].number else None


@dataclass(frozen=True)
class KeyDate:
    """Something that falls due every year, on a day of the policy's or of the rule pack's."""

    what: str
    who: str
    month: int
    day: int
    id: str = ""
    rule: str = ""
    each: bool = False

    @property
    def whose(self) -> str:
        """Who does it: the role, or each who holds it."""
        return f"each {self.who}" if self.each else self.who

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
        found.append(
            KeyDate(one["what"], one["who"], month, number, one.get("id", ""), one.get("rule", ""),
                    one.get("each", False))
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: ((one.month - begins) % 12, one.day)))


@dataclass(frozen=True)
class Reading:
    """All of a version, and the learners' version beside it."""

    blocks: tuple[Block, ...]
    learner: tuple[Block, ...]
    numbers: tuple[tuple[str, str, int], ...]
    dates: tuple[KeyDate, ...]
    is_published: bool
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """Its chapters, numbered; blocks of a chapter with several are numbered within it."""
        found: list[tuple[str, str, tuple[Block, ...]]] = []
        for part, heading in PARTS.items():
            blocks = tuple(one for one in self.blocks if one.part == part)
            if blocks:
                found.append((part, heading, blocks))
        found += [("dates", "Key dates", ()), ("links", "Links", ())]
        if self.learner:
            found.append(("learners-version", "Learners’ version", self.learner))
        if self.is_published:
            found.append(("control", "Version control", ()))
        return tuple(
            Section(part, number, heading, _numbered(number, blocks))
            for number, (part, heading, blocks) in enumerate(found, 1)
        )

    @property
    def empty_roles(self) -> list[str]:
        """Roles that a step names and nobody holds. Source: clause POL-10."""
        found = [step.who for block in self.blocks for step in block.steps if not step.is_held]
        return list(dict.fromkeys(found))


def _numbered(chapter: int, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    if len(blocks) == 1 and blocks[0].part in ("aims", "roles"):
        return blocks
    return tuple(replace(one, number=f"{chapter}.{i}") for i, one in enumerate(blocks, 1))


#: More names than this are counted rather than listed.
MOST_NAMES = 3


def read(version: PolicyVersion, at: datetime, *, roles: frozenset[str] = frozenset()) -> Reading:
    """The version as it reads at a moment; steps that the reader’s `roles` may do lead there."""
    content = version.content
    numbers, choices = queries.numbers_of(version), queries.words_of_choices(version)
    names = queries.names_for(
        version.policy.centre, at, queries.all_texts(content), answers=queries.answers_in(version)
    )
    people = queries.people_in_post(version.policy.centre, at)

    def filled(text: str) -> SafeString:
        return wording.filled(text, names, numbers, choices)

    def step(one: dict[str, Any], leads: tuple[str, ...]) -> Step:
        held = people.get(Role(one["who"]), [])
        listed = in_turn(held) if len(held) <= MOST_NAMES else f"{len(held)} in post"
        done = doing(one.get("action", ""))
        plain = {name: wording.escaped(one[name]) for name in ("what", "by")}
        return Step(
            id=one["id"], title=one["title"], what=filled(plain["what"]), who=one["who"],
            people="" if one["who"] == Role.LEARNER else listed, by=filled(plain["by"]),
            record=one["record"], clock=wording.clock(one["by"], numbers),
            asks=one.get("asks", ""), leads=leads,
            done=done, may_do=bool(done and done.address and roles & done.roles),
        )  # fmt: skip

    def block(one: dict[str, Any]) -> Block:
        steps = one.get("steps", ())
        whole = bool(steps) and not dead_ends(steps)
        leads = leads_on(steps) if whole else [()] * len(steps)
        return Block(
            id=one["id"], part=one.get("part", "learner"), heading=one["heading"],
            clauses=tuple(one.get("clauses", ())), html=filled(one["html"]),
            here=filled(one.get("here", "")), note=one.get("note", ""),
            steps=tuple(step(*each) for each in zip(steps, leads, strict=True)),
            ways=tuple(ways(steps)) if whole else (),
        )  # fmt: skip

    return Reading(
        blocks=tuple(block(one) for one in content["blocks"]),
        learner=tuple(block(one) for one in content["learner"]),
        numbers=tuple(
            (words[0], words[1], numbers[key])
            for key, words in content["numbers"].items()
            if key in numbers
        ),
        choices=tuple(
            (name, choices[key]) for key, name in choices_in(content).items() if key in choices
        ),
        dates=key_dates(content, timezone.localtime(at).date()),
        is_published=version.published_at is not None,
    )
