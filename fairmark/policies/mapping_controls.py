"""What shows that every clause of the policy areas is answered somewhere. Source: clause POL-6."""

from __future__ import annotations

from datetime import date

from fairmark.centre.models import Centre
from fairmark.guide.editions import AREAS
from fairmark.guide.showing import Finding, Meter, Showing, State, shows
from fairmark.policies.answering import Answer, answers
from fairmark.policies.document_queries import names_btec
from fairmark.policies.register import register
from fairmark.ui.words import how_many, in_turn

NOMINEE = "Quality nominee"
#: More clauses than this are counted rather than listed in a finding.
MOST_LISTED = 12


@shows("POL-6")
def every_clause_is_answered(centre: Centre, on: date) -> Showing:
    """Each clause of the policy areas is answered by a policy in force or by a mapped section."""
    held = register(centre, on)
    asked = answers(held)
    if not held.in_force and not held.mapped:
        return Showing(State.CANNOT_TELL, "No policy is in force and no document is mapped yet.",
                       asked=len(asked))  # fmt: skip
    open_ = [one for one in asked if one.by == "nothing"]
    findings = [*_by_area(open_), *_not_naming_btec(asked)]
    by_documents = sum(one.by == "document" for one in asked)
    good = len(asked) - len(open_)
    state = State.MET
    if findings:
        state = State.NOT_MET if any(one.bad for one in findings) else State.UNDER_WAY
    return Showing(
        state,
        f"{good} of {len(asked)} requirements on a text are answered, {by_documents} of them by "
        "documents other than the BTEC policies.",
        tuple(findings), (Meter("Requirements answered", good, len(asked)),), evidence=good,
        evidence_link="/policies/mapping/", told=len(asked), asked=len(asked),
        met_when="each is answered by a policy in force, or mapped to a section that is there, of a "
        "document that is not past its review.",
    )  # fmt: skip


def _by_area(unanswered: list[Answer]) -> list[Finding]:
    """A finding for each area, and one for each mapping that does not hold."""
    found = []
    areas: dict[str, list[Answer]] = {}
    for one in unanswered:
        areas.setdefault(one.clause.area, []).append(one)
    for area, these in areas.items():
        ids = [one.clause.id for one in these[:MOST_LISTED]]
        if len(these) > MOST_LISTED:
            ids.append(how_many(len(these) - MOST_LISTED, "more", "more"))
        found.append(
            Finding(f"{AREAS[area]}: {how_many(len(these), 'requirement')} answered by nothing",
                    f"{in_turn(ids)}.", len(these), "/policies/mapping/?show=nothing",
                    "See them", NOMINEE)
        )  # fmt: skip
    for one in unanswered:
        found += [
            Finding(f"{one.clause.id}: what was mapped does not hold", mapped.fault, 1,
                    f"/policies/mapping/{one.clause.id}/", "Map it anew", NOMINEE)
            for mapped in one.mapped
        ]  # fmt: skip
    return found


def _not_naming_btec(asked: list[Answer]) -> list[Finding]:
    """A document that answers a clause and nowhere refers to BTEC is only half an answer."""
    issues = {
        section.issue.pk: section.issue
        for one in asked
        if one.by == "document"
        for section in one.good
        if section.issue and not names_btec(section.issue)
    }
    return [
        Finding(f"{issue.document}: BTEC is not named", "A wider policy that answers for BTEC refers "
                "to its procedures in so many words.", 1,
                issue.get_absolute_url(), "Open the document", NOMINEE, bad=False)
        for issue in issues.values()
    ]  # fmt: skip
