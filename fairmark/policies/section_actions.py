"""Sections of a draft and steps of its procedures: added, taken out, put in another place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from fairmark.people.models import Person
from fairmark.policies import drafting_queries, drafting_rules, exemplars, queries, wording
from fairmark.policies.draft_actions import WRITERS, keep, leading_on, obstacles_to_step
from fairmark.policies.drafting_rules import block_of, piece_of
from fairmark.policies.models import PolicyVersion
from fairmark.policies.procedure_rules import NEXT, leading_to
from fairmark.policies.rules import PARTS
from fairmark.ui.words import in_turn
from fairmark.workflow.actions import action

#: The chapter of the learners' version, beside those of the policy itself.
LEARNER = "learner"
UP, DOWN = "up", "down"


def _contents(version: PolicyVersion) -> list[dict[str, Any]]:
    """What every version of the policy holds or held, this draft last; no id of them is used again."""
    others = version.policy.versions.exclude(pk=version.pk).values_list("content", flat=True)
    return [*others, version.content]


def _ids_used(version: PolicyVersion) -> set[str]:
    exemplar = exemplars.exemplar(version.policy.kind)
    came = {one["id"] for one in (*exemplar.blocks, *exemplar.learner)}
    return came | drafting_rules.ids_used(_contents(version))


def _steps_used(version: PolicyVersion, block: str) -> set[str]:
    came = exemplars.exemplar(version.policy.kind).block(block) or {}
    known = {one["id"] for one in came.get("steps", ())}
    return known | drafting_rules.step_ids_used(_contents(version), block)


def _blocks_of(version: PolicyVersion, block: str) -> list[dict[str, Any]]:
    """The list that holds a section: the policy's, or the learners' version's."""
    mine: list[dict[str, Any]] = version.content["blocks"]
    return mine if piece_of(mine, block) else version.content["learner"]


# -- sections --------------------------------------------------------------------------------


def obstacles_to_adding_section(
    version: PolicyVersion, person: Person, at: datetime, *, part: str | None = None,
    heading: str = "", text: str = "", html: str = "", clauses: Iterable[str] = (), **_: Any,
) -> list[str]:  # fmt: skip
    """It has a chapter, a heading unlike the others, words, and answers what is still unanswered."""
    found = queries.obstacles_to_editing(version, person, at)
    if part is None or found:
        return found
    if part not in (*PARTS, LEARNER):
        return ["Choose the chapter that the section belongs to."]
    if not heading.strip():
        found.append("Give the section a heading.")
    same = [one["heading"] for one in drafting_rules.all_blocks(version.content)]
    if heading.strip().casefold() in {one.casefold() for one in same}:
        found.append(f"There is a section “{heading.strip()}” already. Choose another heading.")
    kept = wording.kept(text, html)
    if not wording.words(kept, {}, {}):
        found.append("The section would be empty.")
    open_ = drafting_queries.unanswered_clauses(version)
    found += [f"{one} is answered already, or is not asked of this policy."
              for one in clauses if one not in open_]  # fmt: skip
    return found + drafting_queries.obstacles_to_words(
        version, kept, on=timezone.localtime(at).date()
    )


@action(by=WRITERS, unless=obstacles_to_adding_section, records="section_added")
def add_section(
    version: PolicyVersion, *, by: Person, at: datetime, part: str, heading: str, text: str,
    html: str = "", clauses: Iterable[str] = (),
) -> PolicyVersion:  # fmt: skip
    """Add a section to a chapter of a draft, or to its learners’ version; it comes last there."""
    heading = heading.strip()
    one: dict[str, Any] = {
        "id": drafting_rules.new_id(heading, _ids_used(version)), "heading": heading,
        "clauses": list(clauses), "html": wording.kept(text, html),
    }  # fmt: skip
    if part == LEARNER:
        version.content["learner"].append(one)
    else:
        one["part"] = part
        if part == "procedures":
            one["steps"] = []
        version.content["blocks"].append(one)
    return keep(version, f"added the section “{heading}”", name="section_added", by=by, at=at,
                block=one["id"], part=part, clauses=one["clauses"])  # fmt: skip


def obstacles_to_section(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None, **_: Any
) -> list[str]:
    found = queries.obstacles_to_editing(version, person, at)
    if block is None or found or block_of(version.content, block):
        return found
    return ["There is no such section in this version."]


def cautions_on_taking_out(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None, **_: Any
) -> list[str]:
    """A section that answers what nothing else does is not taken out without a reason."""
    if block is None:
        return []
    open_ = drafting_queries.unanswered_without(version, block)
    if not open_:
        return []
    return [f"Nothing else in this policy answers {in_turn(open_)}. Say where we answer it then."]


@action(by=WRITERS, unless=obstacles_to_section, warn=cautions_on_taking_out,
        records="section_taken_out")  # fmt: skip
def take_out_section(
    version: PolicyVersion, *, by: Person, at: datetime, block: str
) -> PolicyVersion:
    """Take a section out of a draft; its id is not given to another one."""
    blocks = _blocks_of(version, block)
    one = piece_of(blocks, block) or {}
    open_ = drafting_queries.unanswered_without(version, block)
    blocks.remove(one)
    version.content.setdefault("gone", []).append(block)
    return keep(version, f"took out the section “{one['heading']}”", name="section_taken_out",
                by=by, at=at, block=block, unanswered=open_, said=one["html"])  # fmt: skip


def _by(way: str) -> int:
    return -1 if way == UP else 1


def _cannot_go(what: str, way: str) -> str:
    return f"This {what} is the {'first' if way == UP else 'last'} already."


def obstacles_to_moving_section(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None,
    way: str = UP, **_: Any,
) -> list[str]:  # fmt: skip
    found = obstacles_to_section(version, person, at, block=block)
    if block is None or found:
        return found
    if not drafting_rules.moved(list(_blocks_of(version, block)), block, by=_by(way)):
        return [_cannot_go("section", way)]
    return []


@action(by=WRITERS, unless=obstacles_to_moving_section, records="section_moved")
def move_section(
    version: PolicyVersion, *, by: Person, at: datetime, block: str, way: str
) -> PolicyVersion:
    """Put a section of a draft one place up or down in its chapter."""
    one = block_of(version.content, block) or {}
    drafting_rules.moved(_blocks_of(version, block), block, by=_by(way))
    return keep(version, f"moved the section “{one['heading']}” {way}", name="section_moved",
                by=by, at=at, block=block, way=way)  # fmt: skip


# -- steps -----------------------------------------------------------------------------------


def obstacles_to_adding_step(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None, **step: Any
) -> list[str]:
    found = queries.obstacles_to_editing(version, person, at)
    if block is None or found:
        return found
    one = block_of(version.content, block)
    if one is None or one.get("part") != "procedures":
        return ["Only a procedure has steps."]
    return obstacles_to_step(version, at, block=block, **step)


@action(by=WRITERS, unless=obstacles_to_adding_step, records="step_added")
def add_step(
    version: PolicyVersion, *, by: Person, at: datetime, block: str, title: str, what: str,
    who: str, within: str, leaves: str, does: str = "", asks: str = "",
    answers: Sequence[Mapping[str, str]] = (), then: str = NEXT,
) -> PolicyVersion:  # fmt: skip
    """Add a step to a procedure: who does what, by when, leaving which record; it comes last."""
    one = block_of(version.content, block) or {}
    step = {"id": drafting_rules.new_id(title, _steps_used(version, block)), "title": title,
            "what": what, "who": who, "by": within, "record": leaves}  # fmt: skip
    if does:
        step["action"] = does
    step |= leading_on(asks, answers, then)
    one.setdefault("steps", []).append(step)
    return keep(version, f"added the step “{title}” to “{one['heading']}”", name="step_added",
                by=by, at=at, block=block, step=step["id"])  # fmt: skip


def obstacles_to_changing_steps(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None,
    step: str | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    found = queries.obstacles_to_editing(version, person, at)
    if block is None or found:
        return found
    one = block_of(version.content, block) or {}
    if piece_of(one.get("steps", ()), step) is None:
        return ["There is no such step in this version."]
    return []


def obstacles_to_taking_out_step(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None,
    step: str | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    """It is there, and no other step leads to it by name."""
    found = obstacles_to_changing_steps(version, person, at, block=block, step=step)
    if block is None or step is None or found:
        return found
    one = block_of(version.content, block) or {}
    return [
        f"The step “{title}” leads to it. Say there where it goes on instead."
        for title in leading_to(one["steps"], step)
    ]


@action(by=WRITERS, unless=obstacles_to_taking_out_step, records="step_taken_out")
def take_out_step(
    version: PolicyVersion, *, by: Person, at: datetime, block: str, step: str
) -> PolicyVersion:
    """Take a step out of a procedure; its id is not given to another one."""
    one = block_of(version.content, block) or {}
    each = piece_of(one["steps"], step) or {}
    one["steps"].remove(each)
    one.setdefault("gone", []).append(step)
    return keep(version, f"took the step “{each['title']}” out of “{one['heading']}”",
                name="step_taken_out", by=by, at=at, block=block, step=step, said=each)  # fmt: skip


def obstacles_to_moving_step(
    version: PolicyVersion, person: Person, at: datetime, *, block: str | None = None,
    step: str | None = None, way: str = UP, **_: Any,
) -> list[str]:  # fmt: skip
    found = obstacles_to_changing_steps(version, person, at, block=block, step=step)
    if block is None or step is None or found:
        return found
    one = block_of(version.content, block) or {}
    if not drafting_rules.moved(list(one["steps"]), step, by=_by(way)):
        return [_cannot_go("step", way)]
    return []


@action(by=WRITERS, unless=obstacles_to_moving_step, records="step_moved")
def move_step(
    version: PolicyVersion, *, by: Person, at: datetime, block: str, step: str, way: str
) -> PolicyVersion:
    """Put a step of a procedure one place earlier or later."""
    one = block_of(version.content, block) or {}
    each = piece_of(one["steps"], step) or {}
    drafting_rules.moved(one["steps"], step, by=_by(way))
    return keep(version, f"moved the step “{each['title']}” of “{one['heading']}” {way}",
                name="step_moved", by=by, at=at, block=block, step=step, way=way)  # fmt: skip
