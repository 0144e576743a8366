"""Each control has a twin: break the records and see it turn."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.policies import ANSWERS, publish
from fairmark.guide.showing import State, shown
from fairmark.learners.tutorial_actions import note_tutorial, settle_target
from fairmark.learners.tutorial_models import TutorialNote, TutorialTarget
from fairmark.learners.tutorial_rules import Agreed
from fairmark.people.models import RoleHeld
from fairmark.people.rules import Role
from fairmark.policies import draft_actions
from fairmark.policies.models import Policy, PolicyVersion
from fairmark.programmes.actions import end_allocation
from fairmark.programmes.models import Allocation, Group, UnitTaken
from fairmark.teaching import actions, meeting_actions, queries
from fairmark.teaching.controls import PARTS
from fairmark.teaching.models import EmployerInvolvement, TeachingDocument, Timetable
from fairmark.teaching.resource_actions import sign_resources
from fairmark.teaching.resource_models import ResourceCheck
from tests.builders import MONDAY, a_cohort, a_programme, an_enrolment
from tests.teaching.conftest import AUGUST, SEPTEMBER
from tests.teaching.test_resources import SHORT, WHOLE

pytestmark = pytest.mark.django_db

ON = MONDAY.date()
SUMMER = datetime(2025, 8, 4, 9, 0, tzinfo=AUGUST.tzinfo)
LINK = "https://staff.example/"


def state(clause, cohort, on=ON):
    return shown(clause, cohort.centre, on).state


def whats(clause, cohort, on=ON):
    return [one.what for one in shown(clause, cohort.centre, on).findings]


@pytest.mark.parametrize("clause", [part.clause for part in PARTS])
def test_without_records_it_cannot_be_told(clause, cohort, unit):
    if clause == "HBP-2":
        assert whats(clause, cohort)[0] == "XBS3A-2025: nobody leads the programme"
    assert state(clause, cohort) == State.CANNOT_TELL
    assert whats(clause, cohort)
    assert state(clause, cohort, date(2025, 8, 1)) == State.CANNOT_TELL
    assert state(clause, cohort, date(2030, 1, 1)) == State.CANNOT_TELL


def test_hbp_2_turns_when_the_verifier_leaves(cohort, unit, other, allocate, asha, ivan, pia):
    allocate(asha)
    assert whats("HBP-2", cohort) == ["XBS3A-2025: no internal verifier for units 1 and 2"]
    assert state("HBP-2", cohort) == State.NOT_MET
    verifying = [allocate(ivan, Role.INTERNAL_VERIFIER, one) for one in (unit, other)]
    assert state("HBP-2", cohort) == State.MET
    end_allocation(verifying[1], by=pia, at=MONDAY, until_on=SEPTEMBER, why="Left.")
    assert whats("HBP-2", cohort) == ["XBS3A-2025: no internal verifier for unit 2"]
    assert state("HBP-2", cohort, SEPTEMBER) == State.MET
    allocate(ivan, Role.INTERNAL_VERIFIER, other)
    assert state("HBP-2", cohort) == State.MET
    RoleHeld.objects.filter(person=pia).update(until_at=MONDAY - timedelta(days=1))
    assert whats("HBP-2", cohort) == ["XBS3A-2025: nobody leads the programme"]
    RoleHeld.objects.filter(person=pia).update(until_at=None)
    Allocation.objects.filter(unit=other).delete()
    assert state("HBP-2", cohort) == State.NOT_MET
    january = date(2026, 1, 5)
    actions.set_unit_beginning(cohort, by=pia, at=MONDAY, unit=other, begins_on=january)
    assert state("HBP-2", cohort) == State.MET
    assert state("HBP-2", cohort, january) == State.NOT_MET
    UnitTaken.objects.all().delete()
    assert state("HBP-2", cohort) == State.CANNOT_TELL


def test_hbp_3_turns_when_a_group_has_no_timetable(cohort, pia):
    add = {"by": pia, "at": MONDAY, "link": LINK}
    whole = actions.add_timetable(cohort, valid_from_on=SEPTEMBER, **add)
    assert state("HBP-3", cohort) == State.MET
    Timetable.objects.filter(pk=whole.pk).update(valid_from_on=date(2025, 11, 3))
    assert state("HBP-3", cohort) == State.CANNOT_TELL
    one, other = (Group.objects.create(cohort=cohort, code=code) for code in ("1A", "1B"))
    actions.add_timetable(cohort, valid_from_on=SEPTEMBER, group=one, **add)
    assert whats("HBP-3", cohort) == ["XBS3A-2025: no timetable for 1B"]
    assert state("HBP-3", cohort) == State.NOT_MET
    actions.add_timetable(cohort, valid_from_on=SEPTEMBER, group=other, **add)
    assert state("HBP-3", cohort) == State.MET


def test_hbp_6_turns_without_minutes_and_with_an_overdue_action(cohort, pia, asha):
    meeting = meeting_actions.record_meeting(
        cohort, by=pia, at=MONDAY, kind="team", held_on=SEPTEMBER, present=[pia]
    )
    assert state("HBP-6", cohort) == State.UNDER_WAY
    meeting_actions.write_minutes(meeting, by=pia, at=MONDAY, text="All is well.")
    assert state("HBP-6", cohort) == State.MET
    point = meeting_actions.set_action_point(
        meeting, by=pia, at=MONDAY, what="Order", owner=asha, due_on=ON
    )
    assert state("HBP-6", cohort) == State.MET
    tomorrow = ON + timedelta(days=1)
    assert whats("HBP-6", cohort, tomorrow) == ["XBS3A-2025: 1 action of meetings overdue"]
    assert state("HBP-6", cohort, tomorrow) == State.NOT_MET
    meeting_actions.finish_action_point(point, by=asha, at=MONDAY, what_was_done="Ordered.")
    assert state("HBP-6", cohort, tomorrow) == State.MET
    meeting.minutes.all().delete()
    assert state("HBP-6", cohort) == State.UNDER_WAY


def test_hbp_8_turns_when_a_unit_that_has_begun_has_no_lesson_plans(cohort, unit, other, asha, pia):
    add = {"by": asha, "at": MONDAY, "link": LINK}
    actions.add_teaching_document(cohort, unit=unit, kind="scheme", **add)
    assert whats("HBP-8", cohort) == [
        "XBS3A-2025: no lesson plans for unit 1",
        "XBS3A-2025: no scheme of work and lesson plans for unit 2",
    ]
    actions.add_teaching_document(cohort, unit=unit, kind="lessons", **add)
    assert state("HBP-8", cohort) == State.NOT_MET
    january = date(2026, 1, 5)
    actions.set_unit_beginning(cohort, by=pia, at=MONDAY, unit=other, begins_on=january)
    assert state("HBP-8", cohort) == State.MET
    assert state("HBP-8", cohort, january) == State.NOT_MET
    actions.add_teaching_document(cohort, unit=other, kind="both", **add)
    assert state("HBP-8", cohort, january) == State.MET
    TeachingDocument.objects.filter(unit=other).delete()
    assert state("HBP-8", cohort, january) == State.NOT_MET


def test_hbp_9_turns_when_a_planned_visit_passes_unsettled(cohort, asha):
    visit = actions.involve_employer(
        cohort, by=asha, at=MONDAY, employer="Harlow", what="Visit", on=date(2025, 10, 20)
    )
    assert state("HBP-9", cohort) == State.UNDER_WAY
    after = date(2025, 10, 21)
    assert whats("HBP-9", cohort, after)[0] == "XBS3A-2025: 1 planned involvement not settled"
    assert state("HBP-9", cohort, after) == State.NOT_MET
    EmployerInvolvement.objects.filter(pk=visit.pk).update(on=ON)
    visit.refresh_from_db()
    actions.settle_involvement(visit, by=asha, at=MONDAY, how="done", on=ON, outcome="Good.")
    assert state("HBP-9", cohort, after) == State.MET
    visit.delete()
    assert state("HBP-9", cohort) == State.CANNOT_TELL


def test_hbp_10_turns_when_somebody_is_in_no_group(cohort):
    one = an_enrolment(cohort)
    assert state("HBP-10", cohort) == State.MET
    group = Group.objects.create(cohort=cohort, code="1A")
    assert whats("HBP-10", cohort) == ["XBS3A-2025: 1 learner in no group"]
    assert state("HBP-10", cohort) == State.UNDER_WAY
    one.group = group
    one.save()
    assert state("HBP-10", cohort) == State.MET
    one.status, one.left_on = "left", date(2025, 9, 30)
    one.save()
    assert state("HBP-10", cohort) == State.CANNOT_TELL


@pytest.fixture
def promised(centre, quinn, hana):
    """The assessment policy, in force since the summer."""
    draft_actions.answer_questions(centre, by=quinn, at=SUMMER, answers=ANSWERS)
    publish(
        Policy.objects.get(centre=centre, kind="assessment"), writer=quinn, approver=hana,
        at=SUMMER, summary="Ours.", effective_on=date(2025, 8, 15),
    )  # fmt: skip


def test_asm_15_turns_when_teaching_begins_without_a_check(promised, cohort, unit, other, pia):
    sign_resources(cohort, by=pia, at=AUGUST, unit=unit, found=WHOLE)
    assert whats("ASM-15", cohort) == ["XBS3A-2025: no resource check for unit 2"]
    assert state("ASM-15", cohort) == State.NOT_MET
    january = date(2026, 1, 5)
    actions.set_unit_beginning(cohort, by=pia, at=MONDAY, unit=other, begins_on=january)
    assert state("ASM-15", cohort) == State.MET
    assert state("ASM-15", cohort, january) == State.NOT_MET
    sign_resources(cohort, by=pia, at=MONDAY, unit=other, found=SHORT)
    assert whats("ASM-15", cohort) == ["XBS3A-2025: something is missing for unit 2"]
    assert state("ASM-15", cohort) == State.UNDER_WAY
    assert state("ASM-15", cohort, january) == State.NOT_MET
    sign_resources(cohort, by=pia, at=MONDAY + timedelta(days=1), unit=other, found=WHOLE)
    assert state("ASM-15", cohort, january) == State.MET
    ResourceCheck.objects.filter(unit=unit).update(signed_at=MONDAY)
    assert whats("ASM-15", cohort, january) == [
        "XBS3A-2025: checked after teaching had begun: unit 1"
    ]
    PolicyVersion.objects.filter(policy__kind="assessment").update(effective_on=january)
    assert state("ASM-15", cohort) == State.CANNOT_TELL
    assert whats("ASM-15", cohort) == ["No assessment policy is in force"]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.clause)
def test_one_cohort_and_three_take_the_same_number_of_questions(part, cohort, unit, pia, asha):
    def asked():
        running = queries.running_cohorts(cohort.centre, ON)
        with CaptureQueriesContext(connection) as context:
            part.kept(running, ON)
        return len(running), len(context)

    fill(cohort, unit, pia, asha)
    before = asked()
    for code in ("XBS3E", "XBS3F"):
        more = a_cohort(a_programme(cohort.centre, code=code, title=code))
        fill(more, unit, pia, asha)
    assert asked() == (3, before[1])


def fill(cohort, unit, leader, assessor):
    """One record of each kind, straight into the database."""
    UnitTaken.objects.get_or_create(cohort=cohort, unit=unit)
    of_cohort = {"centre": cohort.centre, "cohort": cohort}
    said = {"added_by": leader, "added_at": MONDAY}
    Timetable.objects.create(valid_from_on=SEPTEMBER, link=LINK, **of_cohort, **said)
    TeachingDocument.objects.create(unit=unit, kind="both", version=1, **of_cohort, **said)
    EmployerInvolvement.objects.create(employer="Harlow", what="x", on=ON, **of_cohort, **said)
    ResourceCheck.objects.create(unit=unit, signed_by=leader, signed_at=MONDAY, **of_cohort)
    an_enrolment(cohort)


def test_hbp_21_turns_with_the_learner_without_a_tutorial_and_the_target_past_its_day(
    cohort, unit, pia
):
    first, second = an_enrolment(cohort).learner, an_enrolment(cohort).learner
    due = ON + timedelta(days=3)

    def talk(learner):
        return note_tutorial(learner, by=pia, at=MONDAY, on=ON, words="The term.",
                             targets=[Agreed("Draft it.", due)])  # fmt: skip

    one = talk(first)
    assert whats("HBP-21", cohort) == ["XBS3A-2025: 1 learner without a tutorial this year"]
    assert state("HBP-21", cohort) == State.UNDER_WAY
    talk(second)
    assert state("HBP-21", cohort) == State.MET
    later = due + timedelta(days=1)
    assert whats("HBP-21", cohort, later) == ["XBS3A-2025: 2 learners with a target past its day"]
    for target in TutorialTarget.objects.all():
        settle_target(target, by=pia, at=MONDAY + timedelta(days=4), is_done=True)
    assert state("HBP-21", cohort, later) == State.MET
    TutorialNote.objects.filter(pk=one.pk).update(on=ON - timedelta(days=90))  # a year before
    assert state("HBP-21", cohort) == State.UNDER_WAY
    TutorialTarget.objects.all().delete()
    TutorialNote.objects.all().delete()
    assert state("HBP-21", cohort) == State.CANNOT_TELL
