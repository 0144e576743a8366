"""A brief that was issued, learners who have it, and work handed in for it."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fairmark.assessment import decision_actions, hand_in_actions
from fairmark.assessment.queries import too_late_from
from fairmark.assessment.rules import Cell, Outcome
from fairmark.briefs import issue_actions
from fairmark.catalogue.models import Criterion
from fairmark.evidence.keeping import take_in
from fairmark.learners.models import Enrolment
from fairmark.people.rules import Role
from tests.briefs.conftest import (  # noqa: F401 (fixtures)
    approved,
    asa,
    assignment,
    brief,
    cohort,
    ivor,
    lena,
    plan,
    sent,
    the_day,
    unit,
    vera,
)
from tests.builders import LONDON, a_learner, a_person, an_enrolment

MET, NOT_MET, CLEARED = Outcome.MET, Outcome.NOT_MET, Outcome.CLEARED
HONEST = {"ai_use": "none", "declared": True, "sources": "The firm’s own site."}


@pytest.fixture(autouse=True)
def _kept_apart(tmp_path, settings):
    settings.FAIRMARK_EVIDENCE = tmp_path / "evidence"


@pytest.fixture
def ravi(cohort):  # noqa: F811
    """A second learner who can sign in."""
    person = a_person(cohort.centre, "Ravi Shah", Role.LEARNER)
    an_enrolment(cohort, a_learner(cohort.centre, forenames="Ravi", surname="Shah", person=person))
    return person


@pytest.fixture
def issue(approved, asa, lena, ravi, the_day):  # noqa: F811
    """The brief, issued to the whole cohort on its day."""
    issue_actions.issue_brief(
        approved, by=asa, at=the_day, set_on=the_day.date(), session="face to face",
        session_note="Room B12", reason="Teaching began a day late.",
    )  # fmt: skip
    return approved.issues.get()


@pytest.fixture
def in_time(issue):
    """The morning of the day before the deadline."""
    day = issue.brief.hand_in_on - timedelta(days=1)
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=LONDON)


@pytest.fixture
def too_late(issue):
    return too_late_from(issue.brief.hand_in_on)


def a_file(name="report.txt", content=b"Two firms, described.\n"):
    return take_in(SimpleUploadedFile(name, content))


def enrolment_of(person):
    return Enrolment.objects.select_related("learner").get(learner__person=person)


def handed_in(issue, person, at, **but):
    """Work with one file, handed in by its learner."""
    work = hand_in_actions.begin_work(issue, by=person, at=at)
    hand_in_actions.add_work_file(work, by=person, at=at, files=[a_file()])
    return hand_in_actions.hand_in(work, by=person, at=at, **HONEST | but)


def confirmed(work, by, at):
    decision_actions.confirm_authenticity(
        work.assignment, by=by, at=at, works=[work], authentic=True, how="known"
    )
    return work


def cell(work, code, outcome, seen=None, feedback=""):
    criterion = Criterion.objects.get(unit=work.assignment.unit, code=code)
    return Cell(work.enrolment_id, work.assignment_id, criterion.pk, outcome, seen, feedback)


def decide(work, by, at, why="", **outcomes):
    """Decide criteria by code, such as A_P1="met"."""
    cells = []
    for name, outcome in outcomes.items():
        code = name.replace("_", ".")
        stands = work.decisions.filter(criterion__code=code, stands=True).first()
        cells.append(cell(work, code, outcome, stands.pk if stands else None))
    return decision_actions.decide(work.assignment.cohort, by=by, at=at, cells=cells, why=why)


def decide_all(work, by, at, **but):
    """Every criterion of the assignment met, but for those named."""
    codes = work.brief.tasks.values_list("criteria__code", flat=True)
    return decide(work, by, at, **{code.replace(".", "_"): "met" for code in codes} | but)


def returned(work, by, at, **but):
    """Decided where nothing was yet, signed and returned."""
    if not work.decisions.exists():
        decide_all(work, by, at, **but)
    decision_actions.sign_records(work.assignment, by=by, at=at, works=[work], declared=True)
    decision_actions.return_work(work.assignment, by=by, at=at, works=[work])
    work.refresh_from_db()
    return work


@pytest.fixture
def work(issue, lena, in_time):  # noqa: F811
    """Lena's work, handed in the day before its deadline."""
    return handed_in(issue, lena, in_time)


@pytest.fixture
def own_work(work, asa, in_time):  # noqa: F811
    """Lena's work, confirmed to be her own."""
    return confirmed(work, asa, in_time)
