"""Leave for somebody with a declared tie to judge a learner's work, where nobody else can."""

from datetime import datetime

from fairmark.assessment import tie_agreeing
from fairmark.assessment.models import Submission
from fairmark.assessment.tie_models import AgreedTie
from fairmark.people.models import ConflictOfInterest, Person
from fairmark.people.rules import Role
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


@action(
    by=(Role.LEAD_INTERNAL_VERIFIER, Role.QUALITY_NOMINEE),
    unless=tie_agreeing.obstacles_to_agreeing, records="tie_agreed",
)  # fmt: skip
def agree_to_assess_despite_tie(
    work: Submission, *, by: Person, at: datetime, conflict: ConflictOfInterest, why: str
) -> AgreedTie:
    """Agree that somebody with a declared tie judges a learner’s work, as nobody else can."""
    made = AgreedTie.objects.create(
        centre_id=work.centre_id, conflict=conflict, assignment=work.assignment,
        enrolment=work.enrolment, why=why, by=by, at=at,
    )  # fmt: skip
    record(
        f"{by.name} agreed that {conflict.person} judges the work of {work.enrolment.learner} on "
        f"{work.assignment} despite the tie declared, and that it is in every sample: {why}", made,
        name="tie_agreed", by=by, at=at, assessor=conflict.person.name, kind=conflict.kind, why=why,
    )  # fmt: skip
    return made
