"""What a policy may say: numbers within bounds, nothing left open, procedures of the centre's own."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from fairmark.people.rules import Role
from fairmark.rulebook.limits import Kind, Option
from fairmark.ui.words import in_turn


class Standing(StrEnum):
    """Where a version is in its life."""

    DRAFT = "draft"
    IN_APPROVAL = "in approval"
    PUBLISHED = "published"
    DISCARDED = "discarded"


#: Who writes policies.
WRITERS = (Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE)

#: What stands between braces in a text: a number, a rule, a role, or something only we know.
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.: -]*)\}")

Content = Mapping[str, Any]

#: The chapters that blocks belong to, in their order.
PARTS = {
    "aims": "What we aim for",
    "commitments": "What we will do",
    "procedures": "How we do it",
    "roles": "People and roles",
}


@dataclass(frozen=True)
class Bound:
    """Least and most a centre may choose, and why."""

    least: int
    most: int
    unit: str
    source: str
    firm: bool
    name: str = ""
    kind: Kind = Kind.COUNT

    def beyond(self, value: Decided) -> str:
        """Why a value is not allowed; "" if it is."""
        if not isinstance(value, int) or self.least <= value <= self.most:
            return ""
        how = "more" if value > self.most else "less"
        return (
            f"“{self.name}”: {value} is {how} than the rule pack allows. Choose from {self.least} "
            f"to {self.most} {self.unit} (source: {self.source})."
        )


@dataclass(frozen=True)
class Choice:
    """The ways a centre may choose from, `options` from the strictest to the loosest, and why.

    `allowed` are those that the rule pack lets it choose.
    """

    options: tuple[Option, ...]
    allowed: tuple[Option, ...]
    source: str
    firm: bool
    name: str = ""

    def words(self, code: Decided) -> str:
        """How an option is said; "" for one that there is not."""
        return next((one.words for one in self.options if one.code == code), "")

    def beyond(self, code: Decided) -> str:
        """Why an option is not allowed; "" if it is, or if there is none of that code."""
        if not self.words(code) or code in {one.code for one in self.allowed}:
            return ""
        ways = in_turn([f"“{one.words}”" for one in self.allowed], last="or")
        return (
            f"“{self.name}”: “{self.words(code)}” is beyond what the rule pack allows. "
            f"Choose {ways} (source: {self.source})."
        )


#: What a policy decides: how many, or which of several ways by its code.
Decided = int | str


def outside(
    decided: Mapping[str, Decided], limits: Mapping[str, Bound | Choice], *, firm: bool
) -> list[str]:
    """A sentence for each number or choice beyond its limit. `firm` picks limits that may refuse."""
    return [
        said
        for key, value in decided.items()
        if (limit := limits.get(key)) and limit.firm == firm and (said := limit.beyond(value))
    ]


def unknown_options(
    choices: Mapping[str, str], limits: Mapping[str, Choice], *, among: Iterable[str]
) -> list[str]:
    """A sentence for each choice that is not the policy's to make, or of an option there is not."""
    among = set(among)
    found = []
    for key, code in choices.items():
        if key not in among or key not in limits:
            found.append(f"This policy makes no choice “{key}”.")
        elif not limits[key].words(code):
            found.append(f"Choose one of the ways offered: {limits[key].name}.")
    return found


def choices_in(content: Content) -> Mapping[str, str]:
    """What a version lets its centre choose: each choice's name, by key; older ones have none."""
    found: Mapping[str, str] = content.get("choices", {})
    return found


def texts(content: Content) -> Iterator[tuple[str, str]]:
    """Every text of a version with the heading it stands under."""
    for block in [*content["blocks"], *content["learner"]]:
        yield block["heading"], block["html"] + block.get("here", "")
        for step in block.get("steps", ()):
            for name in ("title", "what", "by", "record"):
                yield block["heading"], step[name]


def unfilled(content: Content, *, known: Iterable[str]) -> list[str]:
    """Placeholders that nothing fills, each with the heading where it stands first.

    Source: clause POL-4. `known` are the names that are filled when it is read.
    """
    known = set(known) | set(content["numbers"]) | set(choices_in(content))
    found: dict[str, str] = {}
    for heading, text in texts(content):
        for name in PLACEHOLDER.findall(text):
            if name not in known and not name.startswith("rule:"):
                found.setdefault(name, heading)
    return [f"“{name}” under “{heading}”" for name, heading in found.items()]


def unsaid(content: Content) -> list[str]:
    """Choices that no sentence of a version says, each with what to write. Source: clause POL-4."""
    said = " ".join(text for _, text in texts(content))
    return [
        f"“{name}” ({{{key}}})"
        for key, name in choices_in(content).items()
        if f"{{{key}}}" not in said
    ]


def procedures(content: Content) -> list[Mapping[str, Any]]:
    """The blocks that say who does what, by when, leaving which record."""
    return [block for block in content["blocks"] if block["part"] == "procedures"]


def left_as_it_came(content: Content, came: Mapping[str, Any]) -> list[str]:
    """Headings of procedures that say nothing of the centre's own. Source: clauses POL-4, POL-8.

    `came` holds the exemplar's blocks by id. A procedure is the centre's own when its steps were
    changed or when it says how the thing is done here.
    """
    return [
        block["heading"]
        for block in procedures(content)
        if not block.get("here", "").strip()
        and block["id"] in came
        and block.get("steps") == came[block["id"]].get("steps")
    ]


def own_blocks(content: Content, came: Mapping[str, Any]) -> list[str]:
    """Headings of blocks that differ from the exemplar's. Source: clause POL-7.

    `came` holds the exemplar's blocks by id. What is said of how it is done here counts.
    """
    return [
        block["heading"]
        for block in [*content["blocks"], *content["learner"]]
        if block["id"] not in came
        or block.get("here", "").strip()
        or block["heading"] != came[block["id"]]["heading"]
        or block["html"].strip() != came[block["id"]]["html"].strip()
        or block.get("steps") != came[block["id"]].get("steps")
    ]


def names_centre(content: Content, name: str) -> bool:
    """Whether a text names the centre, by its placeholder or in so many words. Source: POL-7."""
    return any("{centre}" in text or name in text for _, text in texts(content))


def obstacles_to_sending(
    standing: Standing, *, unfilled: list[str], untouched: list[str], outside: list[str],
    open_comments: int, summary: str, empty: Iterable[str] = (), unsaid: Iterable[str] = (),
    broken: Iterable[str] = (),
) -> list[str]:  # fmt: skip
    """What stands between a draft and its approvers. Source: clauses POL-4, POL-8, POL-12."""
    if standing != Standing.DRAFT:
        return [f"This version is {standing}, not a draft."]
    found = list(outside)
    if unfilled:
        found.append(f"Still to be filled in: {'; '.join(unfilled)}.")
    if untouched:
        found.append(
            "Still as they came: "
            + "; ".join(untouched)
            + ". Change the steps, or write how it is done here."
        )
    if unsaid:
        found.append(f"Chosen, but said in no sentence yet: {'; '.join(unsaid)}.")
    if empty:
        found.append(f"No step yet: {'; '.join(empty)}. Add the steps, or take the section out.")
    if broken:
        found.append(f"Steps that lead nowhere: {'; '.join(broken)}. Say where each goes on.")
    if open_comments:
        found.append(not_settled(open_comments))
    if not summary.strip():
        found.append("Say in one sentence what changed.")
    return found


def not_settled(comments: int) -> str:
    """That so many comments stand open, as a sentence."""
    if comments == 1:
        return "A comment is not settled yet."
    return f"{comments} comments are not settled yet."


def missing_from_dossier(
    *, summaries: Iterable[str], approvals: int, asked: int, have_read: int
) -> list[str]:
    """Parts that a dossier of a version in force cannot show. Source: clause POL-5.

    `summaries` are what each published version says of what it changed.
    """
    silent = sum(not one.strip() for one in summaries)
    found = []
    if silent:
        found.append("what changed in each version")
    if not approvals:
        found.append("an approval by name")
    if asked and not have_read:
        found.append("anybody who has read it")
    return found


def roles_to_decide(
    approvers: Iterable[str], decided: Iterable[tuple[str, bool]], *, anyone: bool
) -> list[str]:
    """The roles that still have to agree; with `anyone`, none once a single one of them has."""
    approvers = list(approvers)
    agreed = {role for role, agrees in decided if agrees} & set(approvers)
    return [] if anyone and agreed else [role for role in approvers if role not in agreed]


def decides(content: Content) -> tuple[frozenset[str], bool]:
    """Who approves a version, and whether any one of several may."""
    approvers = frozenset(content["approvers"])
    return approvers, len(approvers) > 1 and content.get("approval") == "any"


def review_day(start: date, months: int, *, month: int | None) -> date:
    """The day by which something looked at on `start` is looked at again, within so many months.

    A centre that reviews in one `month` of the year (1 to 12) does so by the end of it, unless
    that comes in the first half of the time. Source: clause POL-3.
    """
    latest = months_after(start, months)
    if month is None:
        return latest
    ends = (
        date(year, month, monthrange(year, month)[1]) for year in (latest.year, latest.year - 1)
    )
    usual = next(day for day in ends if day <= latest)
    return usual if usual > months_after(start, months // 2) else latest


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
