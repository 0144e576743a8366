"""Observations and witness statements: evidence that is no file, and who says it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from fairmark.assessment import decision_actions, hand_in_actions, observation_actions
from fairmark.assessment import observation_rules as rules
from fairmark.assessment.models import Submission
from fairmark.assessment.observation_forms import ObservationForm, WitnessForm
from fairmark.assessment.observation_models import Observation, WitnessStatement
from fairmark.catalogue.models import Criterion
from fairmark.evidence.keeping import attached_to
from fairmark.people.rules import Role
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.assessment.conftest import HONEST, a_file, confirmed, decide, enrolment_of, handed_in
from tests.builders import a_person


def criteria(*codes):
    return list(Criterion.objects.filter(code__in=codes))


def observe(assignment, person, by, at, *codes, **but):
    return observation_actions.record_observation(
        assignment, by=by, at=at,
        **{"enrolment": enrolment_of(person), "on": at.date(), "activity": "Served three guests.",
           "criteria": criteria(*(codes or ("A.P1",))), "how": "She explained each dish."} | but,
    )  # fmt: skip


def witness(assignment, person, by, at, *codes, **but):
    return observation_actions.record_witness_statement(
        assignment, by=by, at=at,
        **{"enrolment": enrolment_of(person), "witness": "Gwen Price", "post": "Head chef",
           "relation": "employer", "written": "witness", "on": at.date(), "seen": "She ran the pass.",
           "criteria": criteria(*(codes or ("A.P1",))), "signed_on": at.date(),
           "paper": "The course folder"} | but,
    )  # fmt: skip


# -- observations ----------------------------------------------------------------------------


def test_practical_work_is_observed_signed_by_both_and_handed_in_without_a_file(
    assignment, issue, lena, asa, in_time
):
    made = observe(assignment, lena, asa, in_time, "A.P1", "A.M1", files=[a_file("stall.txt")])
    work = Submission.objects.get()
    assert (made.submission, work.is_handed_in, made.codes) == (work, False, "A.P1, A.M1")
    assert [one.name for one in attached_to(made)] == ["stall.txt"]
    observation_actions.sign_observation(made, by=lena, at=in_time, agrees=True)
    made.refresh_from_db()
    assert (made.learner_by, made.learner_at, made.learner_agrees) == (lena, in_time, True)
    hand_in_actions.hand_in(work, by=lena, at=in_time, **HONEST)
    work.refresh_from_db()
    assert work.is_handed_in
    assert not list(attached_to(work))
    names = list(Event.objects.order_by("sequence").values_list("name", flat=True))
    assert names[-4:] == [
        "observation_recorded", "file_attached", "observation_signed", "work_handed_in",
    ]  # fmt: skip


def test_without_an_observation_a_file_is_asked_for_as_before(
    issue, assignment, lena, asa, in_time
):
    made = observe(assignment, lena, asa, in_time)
    observation_actions.take_back_observation(made, by=asa, at=in_time, why="The wrong learner.")
    with pytest.raises(Refused, match="No file is attached"):
        hand_in_actions.hand_in(made.submission, by=lena, at=in_time, **HONEST)


def test_staff_hand_in_what_they_observed(issue, assignment, lena, asa, in_time):
    observe(assignment, lena, asa, in_time)
    work = hand_in_actions.hand_in_for(
        issue, by=asa, at=in_time, enrolment=enrolment_of(lena),
        on_behalf="Practical work that I watched.", **HONEST,
    )  # fmt: skip
    assert work.is_handed_in


def test_an_observation_joins_the_work_that_is_handed_in(work, assignment, lena, asa, in_time):
    assert observe(assignment, lena, asa, in_time).submission == work


@pytest.mark.parametrize(
    ("but", "reason"),
    [
        ({"on": "tomorrow"}, "still to come"),
        ({"criteria": []}, "Choose the criteria"),
        ({"criteria": ["B.P2"]}, r"B\.P2 is not of this work"),
    ],
)
def test_what_an_observation_asks(issue, assignment, lena, asa, in_time, but, reason):
    if "criteria" in but:
        but = {"criteria": criteria(*but["criteria"])}
    if "on" in but:
        but = {"on": in_time.date() + timedelta(days=1)}
    with pytest.raises(Refused, match=reason):
        observe(assignment, lena, asa, in_time, **but)
    assert not Submission.objects.exists()


def test_only_the_assessor_whom_the_plan_names_observes(
    issue, assignment, lena, ivor, programme, in_time
):
    with pytest.raises(NotYours):
        observe(assignment, lena, ivor, in_time)
    other = a_person(programme.centre, "Otis Other", Role.ASSESSOR, programme)
    with pytest.raises(Refused, match="does not name you"):
        observe(assignment, lena, other, in_time)


def test_nothing_is_added_or_taken_back_once_decisions_are_signed(
    own_work, assignment, lena, asa, in_time
):
    made = observe(assignment, lena, asa, in_time)
    observation_actions.sign_observation(made, by=lena, at=in_time, agrees=True)
    decide(own_work, asa, in_time, A_P1="met", A_M1="met", A_D1="met")
    decision_actions.sign_records(assignment, by=asa, at=in_time, works=[own_work], declared=True)
    with pytest.raises(Refused, match="Evidence for it came before"):
        observe(assignment, lena, asa, in_time)
    with pytest.raises(Refused, match="What they may rest on stays"):
        observation_actions.take_back_observation(made, by=asa, at=in_time, why="Too late.")


def test_a_learner_signs_their_own_once_and_says_what_was_otherwise(
    issue, assignment, lena, ravi, asa, in_time
):
    made = observe(assignment, lena, asa, in_time)
    sign = observation_actions.sign_observation
    with pytest.raises(NotYours):
        sign(made, by=ravi, at=in_time, agrees=True)
    with pytest.raises(Refused, match="what was different"):
        sign(made, by=lena, at=in_time, agrees=False)
    sign(made, by=lena, at=in_time, agrees=False, words="It was two guests.")
    with pytest.raises(Refused, match="You have signed it"):
        sign(made, by=lena, at=in_time, agrees=True)


def test_an_observation_that_the_learner_has_not_agreed_to_asks_for_a_reason(
    own_work, assignment, lena, asa, in_time
):
    observe(assignment, lena, asa, in_time)
    decide(own_work, asa, in_time, A_P1="met", A_M1="met", A_D1="met")
    sign = {"by": asa, "at": in_time, "works": [own_work], "declared": True}
    with pytest.raises(NeedsReason, match="has not agreed to the observation"):
        decision_actions.sign_records(assignment, **sign)
    decision_actions.sign_records(assignment, reason="She is ill; we talked.", **sign)


def test_a_learner_without_an_account_signs_on_paper(own_work, assignment, asa, in_time):
    enrolment = own_work.enrolment
    lena = enrolment.learner.person
    bare = observe(assignment, lena, asa, in_time)
    enrolment.learner.person = None
    enrolment.learner.save()
    decide(own_work, asa, in_time, A_P1="met", A_M1="met", A_D1="met")
    sign = {"by": asa, "at": in_time, "works": [own_work], "declared": True}
    with pytest.raises(NeedsReason, match="has not agreed"):
        decision_actions.sign_records(assignment, **sign)
    observation_actions.take_back_observation(bare, by=asa, at=in_time, why="Without the paper.")
    observation_actions.record_observation(
        assignment, by=asa, at=in_time, enrolment=enrolment, on=in_time.date(), activity="Served.",
        criteria=criteria("A.P1"), how="With words.", files=[a_file("signed.txt")],
    )  # fmt: skip
    decision_actions.sign_records(assignment, **sign)


def test_only_who_recorded_it_takes_it_back(issue, assignment, lena, asa, programme, in_time):
    made = observe(assignment, lena, asa, in_time)
    other = a_person(programme.centre, "Otis Other", Role.ASSESSOR, programme)
    take_back = observation_actions.take_back_observation
    with pytest.raises(Refused, match="only they take it back"):
        take_back(made, by=other, at=in_time, why="Not so.")
    take_back(made, by=asa, at=in_time, why="The wrong learner.")
    with pytest.raises(Refused, match="took it back already"):
        take_back(made, by=asa, at=in_time, why="Again.")
    assert Observation.objects.get().why_taken_back == "The wrong learner."


# -- witness statements ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("but", "reason"),
    [
        ({"relation": "relative"}, "A relative of the learner cannot"),
        ({"written": "learner"}, "A statement that the learner wrote"),
        ({"witness": "Lena Learner"}, "cannot be the witness of their own work"),
        ({"witness": "asa  assessor"}, "Record an observation instead"),
        ({"paper": ""}, "Give the signed paper"),
        ({"signed_on": "before"}, "signs after they saw it"),
    ],
)
def test_who_and_what_is_no_witness(issue, assignment, lena, asa, in_time, but, reason):
    if "signed_on" in but:
        but = {"signed_on": in_time.date() - timedelta(days=1)}
    if but.get("witness") == "Lena Learner":
        but = {"witness": str(enrolment_of(lena).learner)}
    with pytest.raises(Refused, match=reason):
        witness(assignment, lena, asa, in_time, **but)
    assert not WitnessStatement.objects.exists()


def test_the_database_holds_no_relative_and_no_learners_own(issue, assignment, lena, asa, in_time):
    made = witness(assignment, lena, asa, in_time)
    for wrong in ({"relation": "relative"}, {"written": "learner"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WitnessStatement.objects.filter(pk=made.pk).update(**wrong)


def test_the_learners_surname_asks_for_a_reason(issue, assignment, lena, asa, in_time):
    name = f"Gwen {enrolment_of(lena).learner.surname}"
    with pytest.raises(NeedsReason, match="no relative"):
        witness(assignment, lena, asa, in_time, witness=name)
    made = witness(assignment, lena, asa, in_time, witness=name, reason="She told me; not related.")
    assert made.witness == name


def test_a_statement_is_no_work_of_the_learners_own(issue, assignment, lena, asa, in_time):
    made = witness(assignment, lena, asa, in_time)
    with pytest.raises(Refused, match="No file is attached"):
        hand_in_actions.hand_in(made.submission, by=lena, at=in_time, **HONEST)


def _practical(issue, assignment, person, asa, at):
    """Handed in as practical work, with nothing but what is recorded beside it."""
    work = hand_in_actions.hand_in_for(
        issue, by=asa, at=at, enrolment=enrolment_of(person), is_practical=True,
        on_behalf="Done at the restaurant.", **HONEST,
    )  # fmt: skip
    return confirmed(work, asa, at)


def test_what_is_met_by_witness_statements_alone_asks_for_a_reason(
    issue, assignment, lena, asa, in_time
):
    work = _practical(issue, assignment, lena, asa, in_time)
    made = witness(assignment, lena, asa, in_time, "A.P1", "A.M1")
    decide(work, asa, in_time, A_P1="met", A_M1="met", A_D1="not met")
    sign = {"by": asa, "at": in_time, "works": [work], "declared": True}
    with pytest.raises(NeedsReason, match="so far rests on witness statements"):
        decision_actions.sign_records(assignment, **sign)
    seen = observe(assignment, lena, asa, in_time, "A.M1")
    observation_actions.sign_observation(seen, by=lena, at=in_time, agrees=True)
    decision_actions.sign_records(assignment, **sign)
    assert made.submission.records.exists()


def test_a_whole_unit_by_witness_statements_is_not_signed(issue, assignment, lena, asa, in_time):
    work = _practical(issue, assignment, lena, asa, in_time)
    Criterion.objects.exclude(code__in=("A.P1", "A.M1", "A.D1")).filter(
        unit=assignment.unit
    ).delete()
    witness(assignment, lena, asa, in_time, "A.P1", "A.M1", "A.D1")
    decide(work, asa, in_time, A_P1="met", A_M1="met", A_D1="not met")
    sign = {"by": asa, "at": in_time, "works": [work], "declared": True, "reason": "Seen often."}
    with pytest.raises(Refused, match="cannot carry a whole unit"):
        decision_actions.sign_records(assignment, **sign)


def test_a_file_of_the_learners_own_carries_it(issue, assignment, lena, asa, in_time):
    work = confirmed(handed_in(issue, lena, in_time), asa, in_time)
    witness(assignment, lena, asa, in_time, "A.P1", "A.M1", "A.D1")
    decide(work, asa, in_time, A_P1="met", A_M1="met", A_D1="met")
    decision_actions.sign_records(assignment, by=asa, at=in_time, works=[work], declared=True)
    assert work.records.exists()


@pytest.mark.parametrize(
    ("wanted", "witnessed", "supported", "rests"),
    [
        ([], [1], [], False),
        ([1, 2], [1, 2], [], True),
        ([1, 2], [1, 2, 3], [3], True),
        ([1, 2], [1], [], False),
        ([1, 2], [1, 2], [2], False),
    ],
)
def test_what_rests_on_witnesses(wanted, witnessed, supported, rests):
    assert rules.rests_on_witnesses(wanted, witnessed=witnessed, supported=supported) is rests


# -- the forms of the rule pack --------------------------------------------------------------


def test_the_forms_ask_what_the_rule_pack_asks(issue, lena):
    asked = [{"id": "how", "asks": "In what way?"}, {"id": "safety", "asks": "Was it safe?"},
             {"id": "signed", "asks": "Names"}]  # fmt: skip
    form = ObservationForm(enrolments=[enrolment_of(lena)], criteria=[], asked=asked)
    assert form.fields["how"].label == "In what way?"
    assert form.fields["more_safety"].label == "Was it safe?"
    assert "more_signed" not in form.fields
    asked = [{"id": "relation", "asks": "Do you know them?"}]
    form = WitnessForm(enrolments=[enrolment_of(lena)], criteria=[], asked=asked)
    assert form.fields["relation"].help_text == "The witness is asked: Do you know them?"
    assert rules.answered(asked, {"relation": "No"}) == [("Do you know them?", "No")]
