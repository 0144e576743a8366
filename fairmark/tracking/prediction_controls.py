"""What is predicted, as a part of the programme file."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from fairmark.assessment.models import UnitGrade
from fairmark.assessment.prediction_models import PredictedGrade
from fairmark.assessment.rules import PLAIN_GRADES
from fairmark.catalogue.models import Unit
from fairmark.catalogue.scheme_queries import schemes_of
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Showing, State, shows, state_of
from fairmark.learners.models import Enrolment
from fairmark.programmes.models import Cohort
from fairmark.teaching.queries import on_class_lists, running_cohorts
from fairmark.tracking.prediction_rules import exceeds
from fairmark.ui.words import how_many

_PREDICTED = (
    "each learner of a running cohort has a predicted grade for the qualification, and no prediction "
    "of a unit lies above what is still in reach."
)


@shows("HBP-15")
def grades_are_predicted(centre: Centre, on: date) -> Showing:
    """A teacher’s prediction beside the grade worked out; of units, none above what is in reach."""
    cohorts = running_cohorts(centre, on)
    if not cohorts:
        return Showing(State.CANNOT_TELL, "No cohort is taught today, so there is nothing to show.",
                       met_when=_PREDICTED)  # fmt: skip
    learners: dict[int, set[int]] = defaultdict(set)
    for listed in on_class_lists(cohorts, on):
        learners[listed.cohort].add(listed.enrolment)
    said = _said({pk for mine in learners.values() for pk in mine})
    findings = []
    for cohort in cohorts:
        mine = learners[cohort.pk]
        if without := len([pk for pk in mine if (pk, None) not in said]):
            findings.append(
                Finding(
                    f"{cohort}: {how_many(without, 'learner')} without a predicted grade", "",
                    without, f"/tracking/cohorts/{cohort.pk}/", "Open the sheet", "Programme leader",
                    bad=False, scopes=cohort.scopes(),
                )
            )  # fmt: skip
    above = _above(centre, cohorts, said)
    findings += above
    every = sum(len(mine) for mine in learners.values())
    whole = sum((pk, None) in said for mine in learners.values() for pk in mine)
    return Showing(
        state_of(findings) if said else State.CANNOT_TELL,
        f"{whole} of {how_many(every, 'learner')} with a predicted grade for the qualification; "
        f"{how_many(len(said) - whole, 'prediction')} of units.", tuple(findings),
        (Meter("Learners with a prediction", whole, every),) if every else (), evidence=len(said),
        evidence_link="/tracking/", told=whole, asked=every, met_when=_PREDICTED,
    )  # fmt: skip


def _said(enrolments: set[int]) -> dict[tuple[int, int | None], PredictedGrade]:
    """The prediction that stands, by enrolment and unit."""
    rows = PredictedGrade.objects.filter(enrolment__in=enrolments).order_by("at", "pk")
    return {(one.enrolment_id, one.unit_id): one for one in rows.select_related("unit")}


def _above(
    centre: Centre, cohorts: list[Cohort], said: dict[tuple[int, int | None], PredictedGrade]
) -> list[Finding]:
    """Predictions of units that decisions have overtaken since."""
    of_units = {key: one for key, one in said.items() if one.unit is not None}
    if not of_units:
        return []
    kept = {
        (one.enrolment_id, one.unit_id): one
        for one in UnitGrade.objects.filter(enrolment__in={pk for pk, _ in of_units})
        .select_related("enrolment__learner")
    }  # fmt: skip
    by_pk = {one.pk: one for one in cohorts}
    found = []
    for key, one in of_units.items():
        grade = kept.get(key)  # type: ignore[arg-type]  # of units alone
        assert one.unit is not None
        if grade is None:
            continue
        enrolment: Enrolment = grade.enrolment
        cohort = by_pk[enrolment.cohort_id]
        if exceeds(_order(centre, cohort, one.unit), one.grade, grade.reachable):
            found.append(
                Finding(
                    f"{cohort}, {enrolment.learner}: {one.grade} is predicted in unit "
                    f"{one.unit.number}, and {grade.reachable} is the best in reach",
                    "", 1, f"/tracking/cohorts/{cohort.pk}/predictions/{enrolment.pk}/",
                    "Predict again", "Assessor", scopes=cohort.scopes(),
                )
            )  # fmt: skip
    return found


def _order(centre: Centre, cohort: Cohort, unit: Unit) -> Sequence[str]:
    """The grades of a unit, lowest first; the schemes are read once for all."""
    scheme = schemes_of(centre).get(cohort.programme.qualification.scheme)
    scale = scheme.scale(unit.assessment) if scheme else None
    return scale.grades if scale else PLAIN_GRADES
