"""Whether those whom a plan names are standardised: a warning, or an obstacle, by the policy."""

from datetime import date, datetime

import pytest

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planning import actions, queries
from fairmark.planning.models import PlannedAssignment
from fairmark.planning.rules import Check
from fairmark.policies.models import PolicyChoice
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, Refused
from tests.builders import LONDON, MONDAY, a_policy, allocate, standardise

AUGUST = datetime(2025, 8, 20, 9, 0, tzinfo=LONDON)
HELD_ON = date(2025, 9, 10)


@pytest.fixture
def policy(centre):
    return a_policy(centre, "assessment")


@pytest.fixture
def stopped(policy):
    PolicyChoice.objects.filter(version=policy, key="assessment.unstandardised_assessor").update(
        option="stopped"
    )


@pytest.fixture
def draft(cohort, pia, asa, ivor, policy):
    """Drafted in August; its first hand-out is in September or later."""
    allocate(cohort, asa, Role.ASSESSOR)
    allocate(cohort, ivor, Role.INTERNAL_VERIFIER)
    return actions.draft_plan(cohort, by=pia, at=AUGUST)


def named(plan, at=MONDAY):
    found = queries.problems_of(plan, queries.rows_of(plan), at.date())
    return [
        (one.weight, one.words.partition(" has ")[0])
        for one in found
        if one.check == Check.STANDARDISED
    ]


def test_every_assessor_and_verifier_is_named_and_a_reason_asked(draft, vera):
    assert named(draft) == [("warns", "Asa Assessor"), ("warns", "Ivor Verifier")]
    with pytest.raises(NeedsReason, match="Asa Assessor has not been standardised"):
        actions.sign_plan(draft, by=vera, at=MONDAY)
    signed = actions.sign_plan(draft, by=vera, at=MONDAY, reason="They meet on Friday.")
    kept = [one for one in signed.cautions if "has not been standardised" in one]
    assert len(kept) == 2
    assert Event.objects.get(name="plan_signed").details["reason"] == "They meet on Friday."


def test_nobody_is_named_once_they_took_part(draft, asa, ivor):
    standardise(draft.cohort.programme, asa, ivor, on=HELD_ON)
    assert named(draft) == []


def test_the_signature_is_stopped_where_the_policy_stops(draft, stopped, vera, asa, ivor):
    standardise(draft.cohort.programme, asa, on=HELD_ON)
    with pytest.raises(Refused) as refusal:
        actions.sign_plan(draft, by=vera, at=MONDAY, reason="They meet on Friday.")
    assert [str(one).partition(" has ")[0] for one in refusal.value.obstacles] == ["Ivor Verifier"]
    draft.refresh_from_db()
    assert not draft.is_signed
    standardise(draft.cohort.programme, ivor, on=HELD_ON)
    assert actions.sign_plan(draft, by=vera, at=MONDAY, reason="Seen.").is_signed


def test_before_the_year_begins_it_warns_only_for_nobody_can_have_been_there(draft, stopped, vera):
    assert named(draft, AUGUST) == [("warns", "Asa Assessor"), ("warns", "Ivor Verifier")]
    assert actions.sign_plan(draft, by=vera, at=AUGUST, reason="They meet in September.").is_signed


def page_of(client, plan, person):
    account, _ = Account.objects.get_or_create(email=f"{person.pk}@example.ac.uk", person=person)
    client.force_login(account)
    return client.get(plan.get_absolute_url()).content.decode()


def test_the_page_says_it_before_and_after_the_signature_to_who_can_act(
    draft, client, vera, asa, ivor, time_machine
):
    time_machine.move_to(MONDAY)
    assert "Asa Assessor has not been standardised" in page_of(client, draft, vera)
    actions.sign_plan(draft, by=vera, at=MONDAY, reason="Soon.")
    assert "Still to be standardised" in page_of(client, draft, vera)
    assert "Still to be standardised" not in page_of(client, draft, asa)
    standardise(draft.cohort.programme, asa, ivor, on=HELD_ON)
    assert "Still to be standardised" not in page_of(client, draft, vera)


def test_a_verifier_nobody_is_named_for_is_no_person(draft):
    PlannedAssignment.objects.update(verifier=None)
    assert named(draft) == [("warns", "Asa Assessor")]
