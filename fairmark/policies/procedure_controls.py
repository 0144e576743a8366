"""The centre handbook's policies, and every procedure that a policy must hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fairmark.centre.models import Centre
from fairmark.guide.editions import Clause
from fairmark.guide.showing import Finding, Meter, Showing, State, shows, shows_kind, state_of
from fairmark.policies import answering, exemplars
from fairmark.policies.findings import (
    ADMINISTRATOR,
    NOMINEE,
    address_of,
    not_in_force,
    not_required,
    title_of,
)
from fairmark.policies.register import register
from fairmark.ui.words import how_many, in_turn

HANDBOOK = answering.OF_HANDBOOK


def _handbook(kind: str) -> Callable[[Centre, date], Showing]:
    def in_the_handbook(centre: Centre, on: date) -> Showing:
        """The policy is in force, approved by name."""
        held = register(centre, on)
        version = held.in_force.get(kind)
        if version is None and kind not in held.required:
            return not_required(kind)
        if version is None:
            return Showing(
                State.NOT_MET, f"No policy on {title_of(kind).lower()} is in force.",
                (not_in_force(held, kind),), asked=1, told=1,
            )  # fmt: skip
        approvals = held.approvals.get(version.pk, [])
        findings = () if approvals else (
            Finding("It was adopted as it came", "Nobody has approved it by name yet.", 1,
                    address_of(kind), "Open the policy", NOMINEE, bad=False),
        )  # fmt: skip
        names = in_turn([approval.person.name for approval in approvals])
        return Showing(
            state_of(findings),
            f"Version {version.number} is in force since {version.effective_on:%-d %B %Y}"
            + (f", approved by {names}." if names else "."),
            findings, evidence=1, evidence_link=address_of(kind), told=1, asked=1,
            met_when="a version that was approved by name is in force.",
        )  # fmt: skip

    return in_the_handbook


for _clause_id, _kind in HANDBOOK.items():
    shows(_clause_id)(_handbook(_kind))


def _procedure(clause: Clause, kind: str) -> Callable[[Centre, date], Showing]:
    def in_a_text(centre: Centre, on: date) -> Showing:
        """The policy in force holds the procedure, or a section of another document does."""
        held = register(centre, on)
        own, is_wanting = in_the_policy(centre, on)
        return answering.or_by_a_section(own, held.mapped.get(clause.id, []), is_wanting)

    def in_the_policy(centre: Centre, on: date) -> tuple[Showing, bool]:
        """The policy in force holds the procedure, as this centre does it, by people in post.

        With it, whether the policy has no procedure of the centre's own, so that one may stand
        elsewhere; steps without people in post are put right where they are.
        """
        held = register(centre, on)
        version = held.in_force.get(kind)
        if version is None and kind not in held.required:
            return not_required(kind), True
        met_when = "the policy in force has the steps, as we do them, and each has people in post."
        if version is None:
            return Showing(
                State.NOT_MET, f"No policy on {title_of(kind).lower()} is in force.",
                (not_in_force(held, kind),), asked=1, told=1, met_when=met_when,
            ), True  # fmt: skip
        answering = [
            block for block in version.content["blocks"]
            if clause.id in block["clauses"] and block.get("steps")
        ]  # fmt: skip
        if not answering:
            return Showing(
                State.NOT_MET, f"Version {version.number} has no steps that answer it.",
                (Finding("The procedure is missing from the policy",
                         f"Version {version.number} of the policy does not hold it.", 1,
                         address_of(kind), "Open the policy", NOMINEE),),
                asked=1, told=1, met_when=met_when,
            ), True  # fmt: skip
        block = answering[0]
        link = f"{address_of(kind)}#{block['id']}"
        findings = [
            Finding(f"Nobody is in post as {role}", f"Steps of “{block['heading']}” are theirs.", 1,
                    link, "Open the procedure", ADMINISTRATOR)
            for role in held.empty_roles(block)
        ]  # fmt: skip
        as_it_came = block["heading"] in held.left_as_it_came(version)
        if as_it_came:
            findings.append(
                Finding("The procedure still stands as it came",
                        "It says nothing of how the thing is done here.", 1, link,
                        "Open the procedure", NOMINEE)
            )  # fmt: skip
        steps = block["steps"]
        empty = set(held.empty_roles(block))
        filled = sum(step["who"] not in empty for step in steps)
        return Showing(
            state_of(findings),
            f"“{block['heading']}” has {how_many(len(steps), 'step')} in version {version.number}, "
            f"in force since {version.effective_on:%-d %B %Y}.",
            tuple(findings),
            (Meter("Steps with people in post", filled, len(steps)),),
            evidence=len(steps), evidence_link=link, told=1, asked=1, met_when=met_when,
        ), as_it_came  # fmt: skip

    return in_a_text


@shows_kind("procedure")
def a_procedure_of_a_policy(clause: Clause) -> Callable[[Centre, date], Showing] | None:
    """Each procedure that the guide asks for stands in the policy of its area."""
    kind = exemplars.KIND_OF_AREA.get(clause.area)
    return _procedure(clause, kind) if kind else None
