"""A cohort whose learners were judged: so many met, so many did not, in two groups."""

import pytest

from fairmark.assessment.models import AssessmentRecord, Decision, Submission
from fairmark.learners.models import Enrolment, Learner
from tests.assessment.conftest import (  # noqa: F401 (fixtures)
    _kept_apart,
    approved,
    asa,
    assignment,
    brief,
    cohort,
    in_time,
    issue,
    ivor,
    lena,
    plan,
    ravi,
    sent,
    the_day,
    unit,
    vera,
)


def judged(issue, by, at, *, count, met, code="A.P1", signed=True, **learner):  # noqa: F811
    """So many learners with signed work, of whom some met a criterion; written straight away."""
    assignment = issue.brief.assignment  # noqa: F811
    start = Learner.objects.count()
    learners = Learner.objects.bulk_create(
        Learner(centre=by.centre, ref=f"F{start + n:04d}", surname="Grey", forenames=f"Pat {start + n}",
                **learner)
        for n in range(count)
    )  # fmt: skip
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(centre=by.centre, learner=one, cohort=assignment.cohort,
                  starts_on=assignment.cohort.teaching_starts_on)
        for one in learners
    )  # fmt: skip
    works = Submission.objects.bulk_create(
        Submission(centre=by.centre, assignment=assignment, enrolment=one, brief=issue.brief,
                   begun_by=by, begun_at=at, handed_in_by=by, handed_in_at=at, ai_use="none",
                   statement=["Mine."])
        for one in enrolments
    )  # fmt: skip
    records = [None] * count
    if signed:
        records = AssessmentRecord.objects.bulk_create(
            AssessmentRecord(submission=one, number=1, statement=["Seen."], by=by, at=at)
            for one in works
        )
    criterion = assignment.unit.criteria.get(code=code)
    Decision.objects.bulk_create(
        Decision(submission=one, criterion=criterion, outcome="met" if place < met else "not met",
                 by=by, at=at, record=record)
        for place, (one, record) in enumerate(zip(works, records, strict=True))
    )  # fmt: skip
    return enrolments


@pytest.fixture
def unlike(issue, asa, in_time):  # noqa: F811
    """Twenty women of whom nineteen met A.P1, twenty men of whom five did."""
    judged(issue, asa, in_time, count=20, met=19, sex="F")
    judged(issue, asa, in_time, count=20, met=5, sex="M")
    return issue.brief.assignment.cohort


@pytest.fixture
def alike(issue, asa, in_time):  # noqa: F811
    judged(issue, asa, in_time, count=20, met=15, sex="F")
    judged(issue, asa, in_time, count=20, met=14, sex="M")
    return issue.brief.assignment.cohort
