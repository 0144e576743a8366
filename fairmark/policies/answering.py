"""For each clause of the policy areas: the block or the section that answers it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fairmark.guide.editions import Clause
from fairmark.guide.showing import Finding, Showing, State
from fairmark.policies import drafting_rules, exemplars
from fairmark.policies.document_queries import HANDBOOK, Mapped, mappable
from fairmark.policies.models import PolicyVersion
from fairmark.policies.register import Register
from fairmark.ui.words import in_turn

#: The policy that each entry of the centre handbook asks for; other entries are no policy's.
OF_HANDBOOK = {
    "HBC-2": "registration", "HBC-3": "assessment", "HBC-4": "internal-verification",
    "HBC-5": "distance", "HBC-6": "appeals", "HBC-7": "malpractice", "HBC-8": "adjustments",
    "HBC-9": "collaboration",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """A clause with what answers it: a block of a policy in force, and sections mapped to it."""

    clause: Clause
    version: PolicyVersion | None
    heading: str
    link: str
    mapped: tuple[Mapped, ...]

    @property
    def good(self) -> tuple[Mapped, ...]:
        """The mapped sections that hold: there, and their document not past its review."""
        return tuple(one for one in self.mapped if not one.fault)

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(one.fault for one in self.mapped if one.fault)

    @property
    def by(self) -> str:
        """“policy”, “document” or “nothing”."""
        if self.version:
            return "policy"
        return "document" if self.good else "nothing"


def kind_of(clause: Clause) -> str:
    """The kind of policy that would answer a clause; "" where none would."""
    if clause.area == HANDBOOK:
        return OF_HANDBOOK.get(clause.id, "")
    return exemplars.KIND_OF_AREA[clause.area]


def asked_for(held: Register) -> list[Clause]:
    """The clauses of a text that this centre must answer: of policies required or in force.

    Entries of the handbook that no policy answers, such as the year plan, are asked of the room
    that makes them; a section may be mapped to them, and need not.
    """
    kinds = held.required | set(held.in_force)
    return [clause for clause in mappable(held.centre) if kind_of(clause) in kinds]


def answers(held: Register, clauses: list[Clause] | None = None) -> list[Answer]:
    """What answers each clause, in the guide's order; by default each that is asked of us."""
    blocks: dict[str, tuple[str, str]] = {}
    for kind, version in held.in_force.items():
        for clause_id, sections in drafting_rules.answering(version.content).items():
            first = sections[0]
            blocks[clause_id] = first["heading"], f"/policies/{kind}/#{first['id']}"
    found = []
    for clause in asked_for(held) if clauses is None else clauses:
        kind = kind_of(clause)
        heading, link = blocks.get(clause.id, ("", ""))
        if clause.area == HANDBOOK and kind in held.in_force:
            heading, link = "The policy itself", f"/policies/{kind}/"
        answering = held.in_force.get(kind) if link else None
        found.append(
            Answer(clause, answering, heading, link, tuple(held.mapped.get(clause.id, ())))
        )
    return found


def or_by_a_section(own: Showing, sections: list[Mapped], is_wanting: bool) -> Showing:
    """What a policy shows of a clause, or what a section mapped to the clause shows instead.

    A section answers only where the policy has nothing of its own (`is_wanting`); what is amiss
    in the policy's own steps is put right there.
    """
    if own.state == State.MET or not sections:
        return own
    good = [one for one in sections if not one.fault]
    if good and is_wanting:
        named = in_turn([f"“{one.heading}” of “{one.mapping.document}”" for one in good])
        return Showing(
            State.MET, f"{named} {'answers' if len(good) == 1 else 'answer'} it.",
            evidence=len(good), evidence_link=good[0].link, told=1, asked=1,
            met_when="the section is there, and its document is not past its review.",
        )  # fmt: skip
    faults = tuple(
        Finding("A section mapped to it does not hold", one.fault, 1, one.link,
                "Open the document", "Quality nominee")
        for one in sections if one.fault
    )  # fmt: skip
    return replace(own, findings=own.findings + faults)
