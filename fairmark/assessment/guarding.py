"""Who may have the files of work: its learner, and the staff of its programme."""

from typing import Any

from fairmark.assessment.models import AiCopies, Submission
from fairmark.assessment.observation_models import Observation, WitnessStatement
from fairmark.assessment.observation_queries import visible_evidence
from fairmark.assessment.queries import is_own, visible_work
from fairmark.evidence.serving import Guard, guards
from fairmark.people.rules import SEES_ALL_LEARNERS, SEES_OWN_LEARNERS


@guards("assessment.submission")
def may_see_work(request: Any, pk: int) -> bool:
    """Asked at each request. Staff see what was handed in and nothing before."""
    work = Submission.objects.filter(centre=request.centre, pk=pk).first()
    if work is None:
        return False
    may = SEES_ALL_LEARNERS | SEES_OWN_LEARNERS
    is_staff = any(holding.role in may for holding in request.holdings)
    if is_staff and visible_work(request.centre, request.holdings).filter(pk=pk).exists():
        return True
    return is_own(work, request.person)


@guards("assessment.aicopies")
def may_see_copies(request: Any, pk: int) -> bool:
    """As the work that they belong to."""
    copies = AiCopies.objects.filter(pk=pk).first()
    return copies is not None and may_see_work(request, copies.submission_id)


def _evidence(model: type[Observation] | type[WitnessStatement]) -> Guard:
    """Its learner, and the staff of the programme: of work that is begun too."""

    def may_see(request: Any, pk: int) -> bool:
        one = model.objects.filter(submission__centre=request.centre, pk=pk).first()
        if one is None:
            return False
        may = SEES_ALL_LEARNERS | SEES_OWN_LEARNERS
        is_staff = any(holding.role in may for holding in request.holdings)
        seen = visible_evidence(model, request.centre, request.holdings).filter(pk=pk)
        return (is_staff and seen.exists()) or is_own(one.submission, request.person)

    return may_see


for _model in (Observation, WitnessStatement):
    guards(_model._meta.label_lower)(_evidence(_model))
