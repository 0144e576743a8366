"""The address that decides cells: saved with its row, refused cell by cell, nothing lost."""

import pytest

from fairmark.assessment import decision_actions
from fairmark.assessment.models import Decision
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.trail.models import Event
from tests.assessment.conftest import cell, decide, decide_all, enrolment_of
from tests.builders import a_person
from tests.tracking.conftest import a_cell, post, sheet_address

pytestmark = pytest.mark.django_db


def standing(work):
    return dict(
        Decision.objects.filter(submission=work, stands=True).values_list(
            "criterion__code", "outcome"
        )
    )


def test_a_cell_is_saved_and_its_row_comes_back(at_work, own_work):
    answer = post(at_work, own_work, a_cell(own_work, "A.P1", outcome="met"))
    assert answer.status_code == 200
    said = answer.json()
    assert 'class="c-d' in said["rows"][str(own_work.enrolment_id)]
    assert len(said["at"]) == 5
    assert standing(own_work) == {"A.P1": "met"}
    assert Event.objects.filter(name="decided").count() == 1


def test_a_block_of_marks_as_colleges_write_them(at_work, own_work):
    answer = post(at_work, own_work, a_cell(own_work, "A.P1", text="✓"),
                  a_cell(own_work, "A.M1", text="nya"), a_cell(own_work, "A.D1", text="WS"))  # fmt: skip
    assert answer.status_code == 200
    assert standing(own_work) == {"A.P1": "met", "A.M1": "not met"}


def test_one_unknown_mark_and_nothing_is_pasted(at_work, own_work):
    answer = post(at_work, own_work, a_cell(own_work, "A.P1", text="Y"),
                  a_cell(own_work, "A.M1", text="maybe"))  # fmt: skip
    assert answer.status_code == 422
    [refused] = answer.json()["refused"]
    assert refused["words"].startswith("“maybe” is no mark")
    assert refused["c"] == a_cell(own_work, "A.M1")["c"]
    assert standing(own_work) == {}


def test_a_mark_that_changes_nothing_makes_no_decision(at_work, own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="met")
    seen = own_work.decisions.get().pk
    answer = post(at_work, own_work, a_cell(own_work, "A.P1", text="Y", now="met", seen=seen))
    assert answer.status_code == 200
    assert own_work.decisions.count() == 1


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("no json", "no list of cells"),
        ("[1, 2]", "no list of cells"),
        ("[]", "No cell was sent"),
        ('[{"e": 1, "a": 1, "c": 1, "outcome": "perhaps"}]', "“perhaps” is no decision"),
    ],
)
def test_what_is_no_block_is_refused(at_work, own_work, cells, words):
    answer = at_work.post(f"{sheet_address(own_work)}decide/", {"cells": cells})
    assert answer.status_code == 422
    assert words in answer.json()["words"][0]
    assert not Decision.objects.exists()


def test_each_refused_cell_says_why(at_work, own_work, ravi):
    other = a_cell(own_work, "A.M1", outcome="met") | {"e": enrolment_of(ravi).pk}
    answer = post(at_work, own_work, a_cell(own_work, "A.P1", outcome="met"), other)
    assert answer.status_code == 422
    [refused] = answer.json()["refused"]
    assert refused["e"] == other["e"]
    assert refused["words"].startswith("nothing is handed in for")
    assert standing(own_work) == {}


def test_a_signed_cell_is_corrected_with_its_reason(at_work, own_work, asa, in_time):
    decide_all(own_work, asa, in_time)
    decision_actions.sign_records(
        own_work.assignment, by=asa, at=in_time, works=[own_work], declared=True
    )
    seen = own_work.decisions.get(criterion__code="A.P1").pk
    here = a_cell(own_work, "A.P1", outcome="not met", seen=seen)
    answer = post(at_work, own_work, here)
    assert (answer.status_code, answer.json()["needs_why"]) == (422, True)
    assert post(at_work, own_work, here, why="Page 2 was missed.").status_code == 200
    assert Decision.objects.get(replaces=seen).why == "Page 2 was missed."


def test_a_conflict_shows_both_and_saves_nothing(at_work, own_work, in_time):
    bo = a_person(own_work.centre, "Bo Second", Role.ASSESSOR, own_work.assignment.cohort.programme)
    own_work.assignment.planned.get().assessors.create(person=bo)
    decision_actions.decide(
        own_work.assignment.cohort, by=bo, at=in_time, cells=[cell(own_work, "A.P1", "not met")]
    )
    theirs = own_work.decisions.get()
    answer = post(at_work, own_work, a_cell(own_work, "A.P1", outcome="met"),
                  a_cell(own_work, "A.M1", outcome="met"))  # fmt: skip
    assert answer.status_code == 409
    [one] = answer.json()["conflicts"]
    assert (one["by"], one["theirs"], one["yours"], one["seen"]) == (
        "Bo Second", "not met", "met", theirs.pk,
    )  # fmt: skip
    assert standing(own_work) == {"A.P1": "not met"}
    again = post(at_work, own_work, a_cell(own_work, "A.P1", outcome="met", seen=theirs.pk))
    assert again.status_code == 200
    assert standing(own_work) == {"A.P1": "met"}


def test_the_same_post_twice_decides_once(at_work, own_work):
    here = a_cell(own_work, "A.P1", outcome="met")
    assert post(at_work, own_work, here, post_key="k1").status_code == 200
    assert post(at_work, own_work, here, post_key="k1").status_code == 302
    assert own_work.decisions.count() == 1


def test_feedback_stays_when_only_the_mark_changes(at_work, own_work):
    post(at_work, own_work, a_cell(own_work, "A.P1", outcome="not met", feedback="Say why."))
    seen = own_work.decisions.get().pk
    post(at_work, own_work, a_cell(own_work, "A.P1", outcome="met", seen=seen))
    assert own_work.decisions.get(stands=True).feedback == "Say why."


def test_nobody_decides_who_is_no_assessor(client, at_work, own_work, vera):
    account, _ = Account.objects.get_or_create(person=vera, defaults={"email": "vera@x.uk"})
    at_work.force_login(account)
    assert post(at_work, own_work, a_cell(own_work, "A.P1", outcome="met")).status_code == 404
    assert not Decision.objects.exists()
