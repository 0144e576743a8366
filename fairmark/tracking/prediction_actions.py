"""Predicting a grade, beside the one that is worked out."""

from datetime import datetime

from fairmark.assessment.prediction_models import PredictedGrade
from fairmark.catalogue.models import Unit
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.tracking import prediction_queries as queries
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


@action(
    by=(Role.ASSESSOR, Role.PROGRAMME_LEADER), unless=queries.obstacles_to_predicting,
    records="grade_predicted",
)  # fmt: skip
def predict_grade(
    enrolment: Enrolment,
    *,
    by: Person,
    at: datetime,
    grade: str,
    why: str,
    unit: Unit | None = None,
) -> PredictedGrade:
    """Predict a learner’s grade for a unit or for the qualification, and say why you think so."""
    reach = queries.reach_of(enrolment, unit)
    made = PredictedGrade.objects.create(
        enrolment=enrolment, unit=unit, grade=grade, why=why, reachable=reach.best, by=by, at=at
    )
    record(
        f"{by.name} predicted {grade} for {enrolment.learner} in {queries.named(enrolment, unit)}: "
        f"{why}", made, name="grade_predicted", by=by, at=at, grade=grade, why=why,
        unit=unit.number if unit else "", in_reach=reach.best,
    )  # fmt: skip
    return made
