"""Each control has a twin: break the records and see it turn."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairmark.guide.showing import State, shown
from fairmark.policies.models import PolicyNumber, PolicyVersion
from fairmark.programmes.models import Approval
from fairmark.registration import actions, agreement_actions, check_actions, entry_actions
from fairmark.registration.models import Change, Entry, Registration, TeamCheck
from tests.builders import MONDAY, a_learner, a_unit, an_enrolment
from tests.registration.test_actions import a_statement

pytestmark = pytest.mark.django_db

#: Long after MONDAY, when every clock of the policy has run out.
LATER = date(2026, 1, 12)
SENT = date(2025, 9, 15)


def state(clause, centre, on=LATER):
    return shown(clause, centre, on).state


@pytest.fixture
def registration(cohort, erin):
    """One learner, registered in time, on an approved programme."""
    return actions.register_learner(an_enrolment(cohort), by=erin, at=MONDAY, on=SENT)


def test_an_empty_centre_is_never_met(centre):
    for clause in (
        "REG-A1",
        "REG-A2",
        "REG-A4",
        *(f"REG-{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 12)),
    ):
        assert state(clause, centre) == State.CANNOT_TELL, clause


def test_without_a_policy_nothing_can_be_told(registration, centre):
    PolicyNumber.objects.all().delete()
    PolicyVersion.objects.all().delete()
    assert state("REG-1", centre) == State.CANNOT_TELL
    assert "No registration policy" in shown("REG-1", centre, LATER).findings[0].what


def test_reg_1_met_and_its_twins(registration, centre, cohort):
    assert state("REG-1", centre) == State.MET
    late = an_enrolment(cohort)
    assert state("REG-1", centre) == State.NOT_MET
    assert "1 learner not registered in time" in [
        f.what for f in shown("REG-1", centre, LATER).findings
    ]
    late.starts_on = LATER - timedelta(days=2)
    late.save()
    assert state("REG-1", centre) == State.UNDER_WAY
    late.delete()
    assert state("REG-1", centre) == State.MET
    registration.learner.uln = "9276308687"
    registration.learner.save()
    assert state("REG-1", centre) == State.NOT_MET
    registration.learner.uln = ""
    registration.learner.date_of_birth = None
    registration.learner.save()
    showing = shown("REG-1", centre, LATER)
    assert (showing.state, showing.complete) == (State.NOT_MET, 0)


def test_reg_1_the_policys_number_is_the_one_that_counts(centre, cohort):
    an_enrolment(cohort, starts_on=date(2025, 12, 1))
    number = PolicyNumber.objects.get(key="registration.days_to_register")
    assert number.value == 20
    assert state("REG-1", centre, date(2025, 12, 31)) == State.UNDER_WAY
    number.value = 5
    number.save()
    assert state("REG-1", centre, date(2025, 12, 31)) == State.NOT_MET


def test_reg_2_met_and_its_twins(registration, centre):
    assert state("REG-2", centre) == State.MET
    Registration.objects.update(registered_on=date(2025, 11, 17))
    assert state("REG-2", centre) == State.NOT_MET
    Registration.objects.update(registered_on=SENT, confirmed_on=date(2025, 11, 17))
    assert state("REG-2", centre) == State.NOT_MET
    Registration.objects.update(confirmed_on=None)
    Approval.objects.update(approved_until=date(2025, 9, 1))
    assert state("REG-2", centre) == State.NOT_MET
    Approval.objects.all().delete()
    showing = shown("REG-2", centre, LATER)
    assert (showing.state, showing.complete) == (State.CANNOT_TELL, 0)


def test_reg_2_on_the_last_day_is_in_time(registration, centre):
    Registration.objects.update(registered_on=date(2025, 10, 1))
    assert state("REG-2", centre) == State.MET
    Registration.objects.update(registered_on=date(2025, 10, 2))
    assert state("REG-2", centre) == State.NOT_MET


def test_reg_3_met_and_its_twins(registration, centre, cohort, erin, pia):
    assert state("REG-3", centre, date(2025, 9, 16)) == State.UNDER_WAY
    assert state("REG-3", centre) == State.NOT_MET
    check_actions.sign_registrations(cohort, by=pia, at=MONDAY)
    assert state("REG-3", centre) == State.MET
    query = check_actions.raise_query(
        cohort, by=pia, at=MONDAY, learner=registration.learner, question="Which size?"
    )
    assert state("REG-3", centre) == State.UNDER_WAY
    check_actions.answer_query(query, by=erin, at=MONDAY, answer="The certificate.")
    Registration.objects.update(completes_on=date(2026, 7, 3))
    assert state("REG-3", centre) == State.NOT_MET
    TeamCheck.objects.all().delete()
    assert state("REG-3", centre) == State.NOT_MET


def test_a_check_gone_stale_has_its_days_from_the_change(registration, centre, cohort, erin, pia):
    check_actions.sign_registrations(cohort, by=pia, at=MONDAY)
    actions.change_completion(
        registration,
        by=erin,
        at=datetime(2025, 10, 6, 9, tzinfo=UTC),
        completes_on=date(2027, 6, 25),
    )
    assert state("REG-3", centre, date(2025, 10, 7)) == State.UNDER_WAY
    assert state("REG-3", centre) == State.NOT_MET


def test_reg_4_met_and_its_twins(registration, centre, erin):
    assert state("REG-4", centre, date(2025, 9, 16)) == State.UNDER_WAY
    assert state("REG-4", centre) == State.NOT_MET
    actions.record_paper_answer(registration, by=erin, at=MONDAY, answer="confirmed")
    assert state("REG-4", centre) == State.MET
    query = actions.record_paper_answer(
        registration, by=erin, at=MONDAY, answer="queried", query="My name."
    )
    assert state("REG-4", centre) == State.UNDER_WAY
    actions.settle_query(query, by=erin, at=MONDAY, settlement="Corrected.")
    assert state("REG-4", centre) == State.MET


def test_reg_5_met_and_its_twins(registration, centre, erin):
    assert state("REG-5", centre) == State.MET
    actions.withdraw_learner(registration, by=erin, at=MONDAY, on=date(2025, 10, 3))
    assert state("REG-5", centre, date(2025, 10, 7)) == State.UNDER_WAY
    assert state("REG-5", centre) == State.NOT_MET
    actions.record_telling(
        Change.objects.get(), by=erin, at=MONDAY, on=date(2025, 10, 6), reference="077418"
    )
    assert state("REG-5", centre) == State.MET
    Change.objects.update(reference="")
    assert state("REG-5", centre) == State.NOT_MET


def test_reg_6_met_and_its_twins(registration, centre, erin):
    assert state("REG-6", centre) == State.CANNOT_TELL
    a_statement(centre, erin)
    agreement_actions.compare_records(centre, by=erin, at=MONDAY)
    assert state("REG-6", centre, MONDAY.date()) == State.MET
    assert state("REG-6", centre) == State.NOT_MET
    assert "days old" in shown("REG-6", centre, LATER).findings[0].what
    registration.learner.uln = "9276308686"
    registration.learner.save()
    a_statement(centre, erin, surname="SMITH")
    agreement_actions.compare_records(centre, by=erin, at=MONDAY)
    assert state("REG-6", centre, MONDAY.date()) == State.NOT_MET
    difference = centre.differences.get(state="open")
    agreement_actions.explain_difference(difference, by=erin, at=MONDAY, explanation="Sent.")
    assert state("REG-6", centre, MONDAY.date()) == State.MET


@pytest.fixture
def sitting(registration, centre, cohort, erin):
    series = entry_actions.open_series(
        centre, by=erin, at=MONDAY, name="January 2026", closes_on=date(2025, 10, 21),
        source="Key dates",
    )  # fmt: skip
    return entry_actions.plan_sitting(
        cohort, by=erin, at=MONDAY, series=series, unit=a_unit(cohort.programme)
    )


@pytest.mark.parametrize("clause", ["REG-7", "REG-A2"])
def test_entries_met_and_their_twins(clause, sitting, centre, erin, cohort):
    assert state(clause, centre, date(2025, 10, 7)) == State.UNDER_WAY
    assert state(clause, centre) == State.NOT_MET
    entry_actions.enter_learners(sitting, by=erin, at=MONDAY, on=MONDAY.date())
    assert state(clause, centre) == State.MET
    Entry.objects.update(entered_on=date(2025, 10, 22))
    assert state(clause, centre) == State.NOT_MET
    Entry.objects.update(entered_on=date(2025, 10, 21))
    other = an_enrolment(cohort, a_learner(centre))
    actions.register_learner(other, by=erin, at=MONDAY, on=SENT)
    assert state(clause, centre) == State.NOT_MET
    entry_actions.excuse_learner(sitting, by=erin, at=MONDAY, enrolment=other, why="Has the grade.")
    assert state(clause, centre) == State.MET


def test_reg_7_an_external_unit_that_nobody_planned_is_no_green(registration, centre, cohort):
    a_unit(cohort.programme)
    assert state("REG-7", centre) == State.CANNOT_TELL


def test_reg_8_met_and_its_twins(sitting, centre, cohort, erin, pia):
    entry_actions.enter_learners(sitting, by=erin, at=MONDAY, on=MONDAY.date())
    assert state("REG-8", centre, date(2025, 10, 7)) == State.UNDER_WAY
    assert state("REG-8", centre) == State.NOT_MET
    check_actions.sign_entries(cohort, by=pia, at=MONDAY, series=sitting.series)
    assert state("REG-8", centre) == State.MET
    Entry.objects.update(status="excused", reason="x")
    assert state("REG-8", centre) == State.NOT_MET


def test_reg_12_says_what_it_cannot_tell(registration, centre):
    showing = shown("REG-12", centre, LATER)
    assert (showing.state, showing.complete) == (State.UNDER_WAY, 0)
    assert "Certification dates are not kept yet" in showing.sentence


def test_reg_a4_a_registration_without_its_event_breaks_the_trail(
    registration, centre, cohort, erin
):
    assert state("REG-A4", centre) == State.UNDER_WAY
    other = an_enrolment(cohort)
    Registration.objects.create(
        centre=centre, enrolment=other, learner=other.learner, programme=cohort.programme,
        registered_on=SENT, recorded_by=erin, recorded_at=MONDAY,
    )  # fmt: skip
    showing = shown("REG-A4", centre, LATER)
    assert showing.state == State.NOT_MET
    assert "without an event" in showing.findings[0].what


def test_reg_a1_is_the_worst_of_its_commitments(registration, centre, cohort, erin, pia):
    assert state("REG-A1", centre, date(2025, 9, 16)) == State.CANNOT_TELL
    a_statement(centre, erin)
    agreement_actions.compare_records(centre, by=erin, at=MONDAY)
    check_actions.sign_registrations(cohort, by=pia, at=MONDAY)
    actions.record_paper_answer(registration, by=erin, at=MONDAY, answer="confirmed")
    assert state("REG-A1", centre, MONDAY.date()) == State.MET
    an_enrolment(cohort)
    assert state("REG-A1", centre, MONDAY.date()) == State.NOT_MET
