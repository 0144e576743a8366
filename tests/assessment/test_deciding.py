"""Decisions: by whom, about what, in what order; corrected openly, and never lost."""

import pytest
from django.db import IntegrityError, transaction

from fairmark.assessment import chance_actions, decision_actions, hand_in_actions, work_queries
from fairmark.assessment.deciding import Conflict
from fairmark.assessment.models import AssessmentRecord, Decision
from fairmark.calendar.clock import now
from fairmark.catalogue.models import Criterion
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.standardisation import queries as standardisation
from fairmark.standardisation.models import Attendance
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, Refused
from tests.assessment.conftest import (
    cell,
    confirmed,
    decide,
    decide_all,
    enrolment_of,
    handed_in,
    returned,
)
from tests.builders import a_criteria, a_person, a_unit, hold

pytestmark = pytest.mark.django_db


def test_a_decision_is_added_with_its_event(own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="met", A_M1="not met")
    assert {d.criterion.code: d.outcome for d in own_work.decisions.all()} == {
        "A.P1": "met", "A.M1": "not met",
    }  # fmt: skip
    event = Event.objects.filter(name="decided").get()
    assert event.subject == own_work.enrolment.trail_subject()


def test_a_later_decision_takes_the_place_of_an_earlier_one_which_stays(own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="not met")
    decide(own_work, asa, in_time, A_P1="met")
    first, second = own_work.decisions.order_by("pk")
    assert (first.outcome, first.stands) == ("not met", False)
    assert (second.outcome, second.stands, second.replaces) == ("met", True, first)


def test_the_second_of_two_at_once_is_shown_the_first(own_work, asa, in_time):
    other = a_person(asa.centre, "Bo Second", Role.ASSESSOR, own_work.assignment.cohort.programme)
    planned = own_work.assignment.planned.get()
    planned.assessors.create(person=other)
    here = cell(own_work, "A.P1", "met")
    decision_actions.decide(own_work.assignment.cohort, by=other, at=in_time, cells=[here])
    with pytest.raises(Conflict, match="Bo Second decided “met”") as conflict:
        decision_actions.decide(
            own_work.assignment.cohort, by=asa, at=in_time,
            cells=[cell(own_work, "A.P1", "not met"), cell(own_work, "A.M1", "met")],
        )  # fmt: skip
    assert conflict.value.cells[0].theirs.by == other
    assert Decision.objects.count() == 1


def test_the_database_lets_one_decision_stand(own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="met")
    one = own_work.decisions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            submission=own_work, criterion=one.criterion, outcome="not met", by=asa, at=in_time,
            replaces=one,
        )  # fmt: skip


# -- refused ---------------------------------------------------------------------------------


def test_nothing_is_decided_before_it_is_known_whose_the_work_is(work, asa, in_time):
    with pytest.raises(Refused, match="confirm first that the work is theirs"):
        decide(work, asa, in_time, A_P1="met")
    decision_actions.confirm_authenticity(
        work.assignment, by=asa, at=in_time, works=[work], authentic=False, how="question",
        words="She could not explain page 2.",
    )  # fmt: skip
    with pytest.raises(Refused, match="in doubt"):
        decide(work, asa, in_time, A_P1="met")


def test_a_doubt_says_why(work, asa, in_time):
    with pytest.raises(Refused, match="what makes you doubt"):
        decision_actions.confirm_authenticity(
            work.assignment, by=asa, at=in_time, works=[work], authentic=False, how="question"
        )


def test_nothing_is_decided_where_nothing_was_handed_in(own_work, ravi, asa, in_time, issue):
    other = cell(own_work, "A.P1", "met")._replace(enrolment=enrolment_of(ravi).pk)
    with pytest.raises(Refused, match=r"Ravi Shah, A\.P1: nothing is handed in"):
        decision_actions.decide(own_work.assignment.cohort, by=asa, at=in_time, cells=[other])


def test_only_whom_the_plan_names_decides(own_work, in_time):
    cohort = own_work.assignment.cohort
    stranger = a_person(cohort.centre, "Sam Other", Role.ASSESSOR, cohort.programme)
    with pytest.raises(Refused, match="does not name you"):
        decide(own_work, stranger, in_time, A_P1="met")


def test_a_criterion_of_another_unit_or_assignment_is_refused(own_work, asa, in_time, programme):
    elsewhere = a_unit(programme, number="9", external=False)
    stranger = a_criteria(elsewhere, "A.P1")[0]
    here = cell(own_work, "A.P1", "met")
    for pk in (stranger.pk, Criterion.objects.get(unit=own_work.assignment.unit, code="B.P2").pk):
        with pytest.raises(Refused, match="not a criterion that"):
            decision_actions.decide(
                own_work.assignment.cohort, by=asa, at=in_time, cells=[here._replace(criterion=pk)]
            )
    assert not Decision.objects.exists()


def test_a_word_that_is_no_decision_and_a_cell_twice_are_refused(own_work, asa, in_time):
    with pytest.raises(Refused, match="“maybe” is no decision"):
        decide(own_work, asa, in_time, A_P1="maybe")
    here = cell(own_work, "A.P1", "met")
    with pytest.raises(Refused, match="decided twice"):
        decision_actions.decide(own_work.assignment.cohort, by=asa, at=in_time, cells=[here, here])


def test_one_bad_cell_of_a_block_keeps_the_whole_out(own_work, issue, ravi, asa, in_time):
    handed_in(issue, ravi, in_time)
    good = cell(own_work, "A.P1", "met")
    bad = good._replace(enrolment=enrolment_of(ravi).pk)
    with pytest.raises(Refused, match="Ravi Shah"):
        decision_actions.decide(own_work.assignment.cohort, by=asa, at=in_time, cells=[good, bad])
    assert not Decision.objects.exists()


def test_the_page_of_signing_lists_what_is_signed(client, own_work, asa):
    decide_all(own_work, asa, now(), A_D1="not met")
    client.force_login(Account.objects.create_user("asa@example.ac.uk", person=asa))
    page = client.get(f"/assignments/{own_work.assignment_id}/submissions/sign/").content.decode()
    assert "Baptiste, Lena: A.P1 met, A.M1 met, A.D1 not met" in page


def test_learners_land_on_their_work(client, lena):
    client.force_login(Account.objects.create_user("lena@example.ac.uk", person=lena))
    assert client.get("/").url == "/my-work/"


# -- signing and returning -------------------------------------------------------------------


def test_a_record_is_signed_when_everything_is_decided(own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="met")
    sign = {"by": asa, "at": in_time, "works": [own_work]}
    with pytest.raises(Refused, match=r"A\.M1, A\.D1 not decided yet"):
        decision_actions.sign_records(own_work.assignment, declared=True, **sign)
    decide(own_work, asa, in_time, A_M1="met", A_D1="not met")
    with pytest.raises(Refused, match="Tick your statement"):
        decision_actions.sign_records(own_work.assignment, **sign)
    decision_actions.sign_records(own_work.assignment, declared=True, **sign)
    record = AssessmentRecord.objects.get()
    assert record.decisions.count() == 3
    with pytest.raises(Refused, match="signed already"):
        decision_actions.sign_records(own_work.assignment, declared=True, **sign)


def test_only_what_is_signed_is_returned_and_once(own_work, asa, in_time):
    decide_all(own_work, asa, in_time)
    back = {"by": asa, "at": in_time, "works": [own_work]}
    with pytest.raises(Refused, match="not signed yet"):
        decision_actions.return_work(own_work.assignment, **back)
    decision_actions.sign_records(own_work.assignment, declared=True, **back)
    decision_actions.return_work(own_work.assignment, **back)
    assert AssessmentRecord.objects.get().released_by == asa
    with pytest.raises(Refused, match="returned already"):
        decision_actions.return_work(own_work.assignment, **back)


def test_a_correction_says_why_and_is_signed_anew(own_work, asa, in_time):
    returned(own_work, asa, in_time)
    with pytest.raises(Refused, match="A correction needs its reason"):
        decide(own_work, asa, in_time, A_D1="not met")
    with pytest.raises(Refused, match="cannot be taken back"):
        decide(own_work, asa, in_time, why="Wrong row.", A_D1="cleared")
    decide(own_work, asa, in_time, why="The row above was meant.", A_D1="not met")
    sign = {"by": asa, "at": in_time, "works": [own_work]}
    with pytest.raises(Refused, match="returned already"):
        decision_actions.return_work(own_work.assignment, **sign)
    decision_actions.sign_records(own_work.assignment, declared=True, **sign)
    decision_actions.return_work(own_work.assignment, **sign)
    first, second = AssessmentRecord.objects.order_by("number")
    assert first.decisions.filter(criterion__code="A.D1").get().outcome == "met"
    assert second.decisions.get().outcome == "not met"


def test_a_correction_in_hand_keeps_an_unreturned_record_back(own_work, asa, in_time):
    decide_all(own_work, asa, in_time)
    sign = {"by": asa, "at": in_time, "works": [own_work]}
    decision_actions.sign_records(own_work.assignment, declared=True, **sign)
    decide(own_work, asa, in_time, why="The row above was meant.", A_D1="not met")
    with pytest.raises(Refused, match="a correction is not signed yet"):
        decision_actions.return_work(own_work.assignment, **sign)


def test_a_role_that_ended_decides_nothing(own_work, asa, in_time):
    asa.roles_held.update(until_at=in_time)
    with pytest.raises(Refused, match="Only the assessor"):
        decide(own_work, asa, in_time, A_P1="met")
    hold(asa, Role.INTERNAL_VERIFIER, own_work.assignment.cohort.programme)
    with pytest.raises(Refused, match="Only the assessor"):
        decide(own_work, asa, in_time, A_P1="met")


def test_work_of_somebody_else_is_confirmed_by_their_assessor_only(work, ivor, in_time):
    with pytest.raises(Refused, match="Only the assessor"):
        confirmed(work, ivor, in_time)


def test_an_assessor_who_is_not_standardised_says_why_or_is_stopped(
    own_work, asa, in_time, monkeypatch
):
    Attendance.objects.all().delete()
    decide_all(own_work, asa, in_time)
    sign = {"by": asa, "at": in_time, "works": [own_work], "declared": True}
    with pytest.raises(NeedsReason, match="has not been standardised"):
        decision_actions.sign_records(own_work.assignment, **sign)
    monkeypatch.setattr(standardisation, "choice", lambda *_, **__: "stopped")
    with pytest.raises(Refused, match="has not been standardised"):
        decide(own_work, asa, in_time, A_P1="not met")


def test_whoever_signs_makes_another_assessors_drafts_their_own(own_work, asa, in_time):
    programme = own_work.assignment.cohort.programme
    other = a_person(asa.centre, "Bo Second", Role.ASSESSOR, programme)
    own_work.assignment.planned.get().assessors.create(person=other)
    decide_all(own_work, other, in_time)
    sign = {"by": asa, "at": in_time, "works": [own_work], "declared": True}
    with pytest.raises(NeedsReason, match="Bo Second decided a part of it"):
        decision_actions.sign_records(own_work.assignment, **sign)
    decision_actions.sign_records(own_work.assignment, reason="Bo has left.", **sign)
    assert own_work.records.get().by == asa


def test_a_doubt_that_comes_later_keeps_the_signature_and_the_return(own_work, asa, in_time):
    decide_all(own_work, asa, in_time)
    what = {"by": asa, "at": in_time, "works": [own_work]}
    doubt = {"authentic": False, "how": "question", "words": "Page 2 is from a book."}
    decision_actions.confirm_authenticity(own_work.assignment, **what, **doubt)
    with pytest.raises(Refused, match="in doubt"):
        decision_actions.sign_records(own_work.assignment, declared=True, **what)
    confirmed(own_work, asa, in_time)
    decision_actions.sign_records(own_work.assignment, declared=True, **what)
    decision_actions.confirm_authenticity(own_work.assignment, **what, **doubt)
    with pytest.raises(Refused, match="in doubt"):
        decision_actions.return_work(own_work.assignment, **what)


def test_work_begun_again_does_not_hide_what_was_handed_in(
    own_work, lena, issue, asa, vera, in_time
):
    returned(own_work, asa, in_time, A_D1="not met")
    chance_actions.authorise_attempt(
        own_work, by=vera, at=in_time, due_on=in_time.date(), can_improve=True,
        criteria=list(own_work.assignment.unit.criteria.filter(code="A.D1")),
    )  # fmt: skip
    hand_in_actions.begin_work(issue, by=lena, at=in_time)
    column = work_queries.column_of(own_work.assignment)
    [row] = [
        one for one in work_queries.rows_of(own_work.assignment, asa, column)
        if one.enrolment == own_work.enrolment
    ]  # fmt: skip
    assert (row.work, row.step) == (own_work, work_queries.Step.RETURNED)


def test_a_page_that_grew_old_saves_nothing_over_what_was_decided_since(
    client, own_work, asa, in_time
):
    """P32 through the page: it says what it showed, and another decision since is a conflict."""
    Account.objects.create_user(email="asa@example.ac.uk", person=asa)
    client.force_login(asa.accounts.first())
    address = f"{own_work.get_absolute_url()}decide/"
    form = client.get(address).context["form"]
    opened = {
        name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()
    }
    decide_all(own_work, asa, in_time)
    code = own_work.assignment.unit.criteria.get(code="A.P1")
    response = client.post(address, opened | {f"c{code.pk}": "not met"})
    assert response.status_code == 422
    assert "meanwhile" in response.content.decode()
    assert own_work.decisions.filter(stands=True, outcome="met").count() == 3
