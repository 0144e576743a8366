"""Another attempt: by whom, on which conditions, until when, and what it is worth."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fairmark.assessment import (
    chance_actions,
    chances,
    decision_actions,
    grades,
    hand_in_actions,
    own_queries,
    rules,
)
from fairmark.assessment.models import Authorisation, Recommendation, UnitGrade
from fairmark.assessment.rules import Attempt, Chances, Condition
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.assessment.conftest import (
    HONEST,
    a_file,
    confirmed,
    decide,
    decide_all,
    handed_in,
    returned,
)
from tests.builders import a_person, a_policy, hold

pytestmark = pytest.mark.django_db


def criteria(work, *codes):
    return list(work.assignment.unit.criteria.filter(code__in=codes))


def authorise(work, by, at, **but):
    what = {
        "due_on": timezone.localdate(at) + timedelta(days=7), "can_improve": True,
        "criteria": criteria(work, "A.D1"),
    }  # fmt: skip
    return chance_actions.authorise_attempt(work, by=by, at=at, **what | but)


@pytest.fixture
def missed(own_work, asa, in_time):
    """Lena's work, returned with A.D1 not met."""
    return returned(own_work, asa, in_time, A_D1="not met")


def recommend(work, by, at, can_improve=True, words="One page more would show it."):
    return chance_actions.recommend_resubmission(
        work.records.last(), by=by, at=at, can_improve=can_improve, words=words
    )


def improve(work, at):
    [found] = [c for c in chances.conditions_of(work, at.date()) if c.id == "improve"]
    return found


def test_the_assessor_says_whether_it_would_help_and_the_lead_verifier_goes_by_it(
    missed, asa, vera, in_time
):
    assert improve(missed, in_time).holds is None
    recommend(missed, asa, in_time)
    assert improve(missed, in_time).holds is True
    assert improve(missed, in_time).said.startswith("Asa Assessor, 25 March 2026: One page more")
    made = authorise(missed, vera, in_time, can_improve=None)
    assert [holds for _, holds in made.conditions] == [True] * 4


def test_what_the_assessor_does_not_recommend_is_not_authorised_until_they_say_otherwise(
    missed, asa, vera, in_time
):
    recommend(missed, asa, in_time, can_improve=False, words="He needs teaching first.")
    with pytest.raises(Refused, match=r"judges that it would not help\. Asa .* teaching first"):
        authorise(missed, vera, in_time)
    recommend(missed, asa, in_time, words="He came to two workshops since.")
    authorise(missed, vera, in_time)
    assert Recommendation.objects.count() == 2


def test_only_who_signed_recommends_with_words_and_while_it_is_open(missed, asa, vera, in_time):
    programme = missed.assignment.cohort.programme
    other = a_person(asa.centre, "Bo Second", Role.ASSESSOR, programme)
    with pytest.raises(Refused, match="Asa Assessor signed this record"):
        recommend(missed, other, in_time)
    with pytest.raises(NotYours):
        recommend(missed, vera, in_time)
    with pytest.raises(Refused, match="Say what you judge it by"):
        recommend(missed, asa, in_time, words=" ")
    authorise(missed, vera, in_time)
    with pytest.raises(Refused, match="authorised or refused already"):
        recommend(missed, asa, in_time)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.create(
            record=missed.records.last(), can_improve=True, words="", by=asa, at=in_time
        )


def test_nothing_is_recommended_where_everything_is_met(own_work, asa, in_time):
    returned(own_work, asa, in_time)
    with pytest.raises(Refused, match="nothing to better"):
        recommend(own_work, asa, in_time)


def test_the_pages_ask_the_assessor_and_show_it_to_the_lead_verifier(
    client, missed, asa, vera, in_time
):
    page = missed.get_absolute_url()
    for person in (asa, vera):
        Account.objects.create_user(f"{person.pk}@example.ac.uk", person=person)
    client.force_login(asa.accounts.get())
    assert 'href="recommend/"' in client.get(page).content.decode()
    client.post(f"{page}recommend/", {"can_improve": "yes", "words": "One page more."})
    client.force_login(vera.accounts.get())
    assert 'href="recommend/"' not in client.get(page).content.decode()
    assert (
        "can do better without more guidance: One page more." in client.get(page).content.decode()
    )


def test_the_lead_verifier_authorises_and_the_learner_hands_in_again(
    missed, issue, lena, asa, vera, in_time
):
    assert UnitGrade.objects.get().reachable == "M"
    made = authorise(missed, vera, in_time)
    assert UnitGrade.objects.get().reachable == "D"
    assert made.granted
    assert [holds for _, holds in made.conditions] == [True] * 4
    again = handed_in(issue, lena, in_time + timedelta(days=2))
    assert again.attempt == Attempt.RESUBMISSION
    confirmed(again, asa, in_time)
    with pytest.raises(Refused, match="not one of the criteria that the resubmission is for"):
        decide(again, asa, in_time, A_M1="met")
    decide(again, asa, in_time, A_D1="met")
    with pytest.raises(Refused, match="handed in once"):
        handed_in(issue, lena, in_time)


def test_after_its_day_an_attempt_is_closed_and_counts_no_more(
    missed, issue, lena, asa, vera, in_time
):
    authorise(missed, vera, in_time)
    begun = hand_in_actions.begin_work(issue, by=lena, at=in_time)
    hand_in_actions.add_work_file(begun, by=lena, at=in_time, files=[a_file()])
    over = in_time + timedelta(days=8)
    with pytest.raises(Refused, match="time for your resubmission has passed"):
        hand_in_actions.hand_in(begun, by=lena, at=over, **HONEST)
    begun.delete()
    with pytest.raises(Refused, match="handed in once"):
        hand_in_actions.begin_work(issue, by=lena, at=over)
    grades.rebuild(missed.assignment.cohort, in_time.date())
    assert UnitGrade.objects.get().reachable == "D"
    grades.rebuild(missed.assignment.cohort, over.date())
    assert UnitGrade.objects.get().reachable == "M"


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"can_improve": False}, "can do better without more guidance"),
        ({"criteria": []}, "Choose the criteria"),
    ],
)
def test_a_condition_that_fails_is_said(missed, vera, in_time, but, said):
    with pytest.raises(Refused, match=said):
        authorise(missed, vera, in_time, **but)
    assert not Authorisation.objects.exists()


def test_its_deadline_is_one_that_policy_and_rule_pack_allow(missed, vera, in_time):
    with pytest.raises(Refused, match="The latest day that the policy allows"):
        authorise(missed, vera, in_time, due_on=in_time.date() + timedelta(days=60))
    with pytest.raises(Refused, match="That day has passed"):
        authorise(missed, vera, in_time, due_on=in_time.date() - timedelta(days=1))
    a_policy(missed.assignment.cohort.centre, "assessment", resubmission_days=2)
    with pytest.raises(Refused, match="The latest day"):
        authorise(missed, vera, in_time)


def test_only_what_was_not_met_is_shown_again(missed, vera, in_time):
    with pytest.raises(Refused, match=r"A\.P1: met already"):
        authorise(missed, vera, in_time, criteria=criteria(missed, "A.P1", "A.D1"))


def test_late_work_loses_it_or_asks_the_lead_verifier_by_the_policy(
    issue, lena, asa, vera, too_late
):
    late = confirmed(handed_in(issue, lena, too_late), asa, too_late)
    returned(late, asa, too_late, A_D1="not met")
    with pytest.raises(Refused, match="handed in after the deadline"):
        authorise(late, vera, too_late)


def test_a_policy_may_leave_it_to_the_lead_verifier(issue, lena, asa, vera, too_late, monkeypatch):
    late = confirmed(handed_in(issue, lena, too_late), asa, too_late)
    returned(late, asa, too_late, A_D1="not met")
    monkeypatch.setattr(chances, "choice", lambda *_, **__: "decided")
    with pytest.raises(NeedsReason, match="leaves it to you"):
        authorise(late, vera, too_late)
    assert authorise(late, vera, too_late, reason="The bus broke down.").why


def test_nobody_stands_in_for_the_lead_verifier(missed, pia, quinn, ivor, asa, vera, in_time):
    for somebody in (quinn, ivor, asa):
        with pytest.raises(NotYours):
            authorise(missed, somebody, in_time)
    with pytest.raises(Refused, match="Only the lead internal verifier"):
        authorise(missed, pia, in_time)
    vera.roles_held.update(until_at=in_time)
    with pytest.raises(NotYours):
        authorise(missed, vera, in_time)
    with pytest.raises(Refused, match="It waits until somebody is"):
        authorise(missed, pia, in_time)


def test_an_assessor_who_leads_verification_says_why(missed, asa, in_time):
    hold(asa, Role.LEAD_INTERNAL_VERIFIER, missed.assignment.cohort.programme)
    with pytest.raises(NeedsReason, match="You assessed this work yourself"):
        authorise(missed, asa, in_time)


def test_not_before_the_decisions_are_returned_nor_where_all_is_met(own_work, asa, vera, in_time):
    decide_all(own_work, asa, in_time)
    with pytest.raises(Refused, match="not returned yet"):
        authorise(own_work, vera, in_time)
    returned(own_work, asa, in_time)
    with pytest.raises(Refused, match="nothing to better"):
        authorise(own_work, vera, in_time)


def test_a_refusal_comes_after_the_return_and_is_read_by_its_learner(
    own_work, issue, lena, asa, vera, in_time
):
    refusal = {"by": vera, "at": in_time, "why": "No new evidence."}
    decide_all(own_work, asa, in_time, A_D1="not met")
    with pytest.raises(Refused, match="not returned yet"):
        chance_actions.refuse_attempt(own_work, **refusal)
    returned(own_work, asa, in_time)
    chance_actions.refuse_attempt(own_work, **refusal)
    [own] = own_queries.own_work(own_work.enrolment.learner, [issue], in_time.date())
    assert own.refusal.why == "No new evidence."
    assert not own.may_hand_in


def test_who_passed_a_higher_national_unit_has_no_reassessment(missed, vera, pia, in_time):
    qualification = missed.assignment.cohort.programme.qualification
    qualification.family = "hn_rqf_2016"
    qualification.save()
    missed = type(missed).objects.get(pk=missed.pk)
    UnitGrade.objects.update(so_far="P")
    with pytest.raises(Refused, match="has passed the unit"):
        authorise(missed, pia, in_time)
    UnitGrade.objects.update(so_far="U")
    assert authorise(missed, pia, in_time).attempt == Attempt.REASSESSMENT


@pytest.mark.parametrize(
    ("chances_", "conditions", "said"),
    [
        (Chances(Attempt.RETAKE, None, 0), [], "No rule on a retake was found"),
        (Chances(Attempt.RETAKE, 0, 0), [], "has no retake"),
        (Chances(Attempt.RESUBMISSION, 1, 1), [], "has had the resubmission"),
        (Chances(Attempt.RESUBMISSION, 1, 0), [Condition("own", "?", False, "No.")], "No."),
        (Chances(Attempt.RESUBMISSION, 1, 0), [Condition("own", "?", None)], ""),
    ],
)
def test_what_stands_in_the_way_of_another(chances_, conditions, said):
    found = rules.obstacles_to_another(chances_, conditions, name="Lena")
    assert said in " ".join(found)
    assert bool(found) == bool(said)


def test_a_retake_is_a_new_task_for_pass_criteria_and_caps_the_unit(
    own_work, issue, lena, asa, vera, in_time, unit
):
    returned(own_work, asa, in_time, A_P1="not met", A_D1="not met")
    authorise(own_work, vera, in_time, criteria=criteria(own_work, "A.P1"))
    again = confirmed(handed_in(issue, lena, in_time), asa, in_time)
    decide(again, asa, in_time, A_P1="not met")
    decision_actions.sign_records(
        again.assignment, by=asa, at=in_time, works=[again], declared=True
    )
    decision_actions.return_work(again.assignment, by=asa, at=in_time, works=[again])
    with pytest.raises(Refused, match="A retake is a new task"):
        authorise(again, vera, in_time, criteria=criteria(again, "A.P1"))
    authorise(again, vera, in_time, criteria=criteria(again, "A.P1"), task="Two other firms.")
    retake = confirmed(handed_in(issue, lena, in_time), asa, in_time)
    assert retake.attempt == Attempt.RETAKE
    decide(retake, asa, in_time, A_P1="met")
    decision_actions.sign_records(
        retake.assignment, by=asa, at=in_time, works=[retake], declared=True
    )
    assert UnitGrade.objects.get().reachable == "P"
