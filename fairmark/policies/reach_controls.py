"""What shows that policies can be used: in any form, on line, by everybody they are for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Showing, State, shows
from fairmark.people.rules import STAFF_ROLES, Role
from fairmark.policies import exemplars, rules
from fairmark.policies.findings import ADMINISTRATOR, NOMINEE
from fairmark.policies.flowchart import Drawn, Shape, Words, flowchart
from fairmark.policies.models import PolicyVersion
from fairmark.policies.procedure_rules import dead_ends, ways
from fairmark.policies.register import Register, register
from fairmark.ui.words import how_many, in_turn


def _versions(held: Register) -> list[PolicyVersion]:
    """Those in force; raises LookupError where nothing is, so that it cannot be told."""
    if not held.in_force:
        raise LookupError("No policy is in force yet.")
    return [held.in_force[kind] for kind in exemplars.KINDS if kind in held.in_force]


def forms_missing(block: rules.Content) -> list[str]:
    """In which of the three forms a procedure cannot be read whole, as text, table or flowchart."""
    steps = block.get("steps", [])
    if not steps:
        return ["text", "table", "flowchart"]
    found = []
    if not all(step.get("title") and step.get("what") for step in steps):
        found.append("text")
    if not all(step.get(name) for step in steps for name in ("title", "who", "by", "record")):
        found.append("table")
    if dead_ends(steps):
        return [*found, "flowchart"]
    chart = flowchart(
        [
            Drawn(step.get("title", ""), step.get("who", ""), "", step.get("asks", ""))
            for step in steps
        ],
        ways(steps),
    )
    drawn = [_letters(box.words) for box in chart.boxes if box.shape == Shape.STEP]
    lanes = {_letters(lane.words) for lane in chart.lanes}
    whole = all(
        _squeezed(f"{number}{step['title']}") == box and _squeezed(step["who"]) in lanes
        for number, (step, box) in enumerate(zip(steps, drawn, strict=True), 1)
        if step.get("title") and step.get("who")
    ) and all(step.get("title") and step.get("who") for step in steps)
    return found if whole else [*found, "flowchart"]


def _letters(lines: Iterable[Words]) -> str:
    """What a box or lane says, however its lines are broken."""
    return _squeezed("".join(words.text for words in lines))


def _squeezed(text: str) -> str:
    return "".join(text.lower().split())


@shows("POL-9")
def procedures_can_be_read_in_any_form(centre: Centre, on: date) -> Showing:
    """Each procedure in force is whole as a text, as a table and as a flowchart."""
    held = register(centre, on)
    versions = _versions(held)
    findings, total = [], 0
    for version in versions:
        for block in rules.procedures(version.content):
            total += 1
            if missing := forms_missing(block):
                link = f"{version.policy.get_absolute_url()}#{block['id']}"
                findings.append(
                    Finding(f"“{block['heading']}” cannot be read as {in_turn(missing)}",
                            "A step is missing, or does not say who does what, by when, with which "
                            "record.", 1, link, "Open the procedure", NOMINEE)
                )  # fmt: skip
    good = total - len(findings)
    return Showing(
        (State.NOT_MET if findings else State.MET) if total else State.CANNOT_TELL,
        f"{good} of {how_many(total, 'procedure')} in force can be read as text, table and flowchart.",
        tuple(findings), (Meter("In all three forms", good, total),) if total else (),
        evidence=good, evidence_link="/policies/", told=total, asked=total,
        met_when="each procedure of each policy in force has steps that fill all three forms.",
    )  # fmt: skip


@shows("GOV-6")
def documents_are_reached_by_all(centre: Centre, on: date) -> Showing:
    """Policies are read on line by all staff, learner-facing ones by learners; all can sign in."""
    held = register(centre, on)
    versions = _versions(held)
    findings = []
    for version in versions:
        if exemplars.exemplar(version.policy.kind).learner and not version.content["learner"]:
            findings.append(
                Finding(f"{version.policy.get_kind_display()}: no learners’ version",
                        "Learners need this policy, and find nothing of it.", 1,
                        version.policy.get_absolute_url(), "Open the policy", NOMINEE)
            )  # fmt: skip
    staff = _holders(held, STAFF_ROLES)
    learners = _holders(held, {Role.LEARNER})
    for who, people in (("member of staff", staff), ("learner", learners)):
        without = people - held.can_sign_in
        if without:
            many = "members of staff" if who == "member of staff" else ""
            findings.append(
                Finding(f"{how_many(len(without), who, many)} cannot sign in",
                        "They have a role and no account that is open, so they reach no document.",
                        len(without), "/centre/", "Open the people of the centre", ADMINISTRATOR)
            )  # fmt: skip
    people = staff | learners
    can = len(people & held.can_sign_in)
    return Showing(
        State.NOT_MET if findings else State.MET,
        f"{how_many(len(versions), 'policy', 'policies')} in force, held on line; {can:,} of "
        f"{how_many(len(people), 'person', 'people')} with a role can sign in and read them.",
        tuple(findings), (Meter("People who can sign in", can, len(people)),) if people else (),
        evidence=len(versions), evidence_link="/policies/", told=len(versions),
        asked=len(versions),
        met_when="everybody with a role can sign in, and learners have their version of each policy "
        "that they need.",
    )  # fmt: skip


def _holders(held: Register, roles: frozenset[Role] | set[Role]) -> set[int]:
    return {person for role in roles for person in held.in_post.get(role, set())}
