"""Nobody verifies a brief, or assesses what was issued, without being standardised unsaid."""

import pytest

from fairmark.briefs import issue_actions, queries
from fairmark.people.models import Account
from fairmark.policies.models import PolicyChoice
from fairmark.programmes.models import Group
from fairmark.standardisation.models import Attendance
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, Refused
from tests.briefs.conftest import SEPTEMBER, approve

ISSUE = {"session": "face to face", "session_note": "Monday, period 2"}


def not_there(*people):
    """They were not at the standardisation after all."""
    Attendance.objects.filter(person__in=people).delete()


@pytest.fixture
def stopped(plan):
    PolicyChoice.objects.filter(key="assessment.unstandardised_assessor").update(option="stopped")


def issue(brief, by, at, **but):
    return issue_actions.issue_brief(brief, by=by, at=at, set_on=at.date(), **ISSUE | but)


def test_a_verifier_who_is_not_standardised_gives_a_reason(sent, ivor):
    not_there(ivor)
    with pytest.raises(NeedsReason, match="Ivor Verifier has not been standardised"):
        approve(sent, ivor)
    approve(sent, ivor, reason="Vera looked at it with me.")
    kept = Event.objects.get(name="brief_verified").details
    assert kept["reason"] == "Vera looked at it with me."
    assert "Ivor Verifier" in kept["cautions"][0]


def test_where_the_policy_stops_they_do_not_verify(sent, stopped, ivor):
    not_there(ivor)
    with pytest.raises(Refused, match="Ivor Verifier has not been standardised"):
        approve(sent, ivor, reason="Vera looked at it with me.")
    assert not sent.verifications.exists()


def test_an_assessor_who_is_not_standardised_is_said_at_the_issue(approved, asa, the_day):
    not_there(asa)
    with pytest.raises(NeedsReason, match="Asa Assessor has not been standardised"):
        issue(approved, asa, the_day)
    assert not approved.issues.exists()
    issue(approved, asa, the_day, reason="We sit together on Friday.")
    assert "Asa Assessor" in Event.objects.get(name="brief_issued").details["cautions"][-1]


def test_where_the_policy_stops_it_is_not_issued(approved, stopped, asa, the_day):
    not_there(asa)
    with pytest.raises(Refused, match="Asa Assessor has not been standardised"):
        issue(approved, asa, the_day, reason="We sit together on Friday.")
    assert not approved.issues.exists()


def test_only_the_assessors_of_the_groups_it_goes_to_are_asked_about(
    approved, asa, ivor, vera, the_day
):
    cohort = approved.assignment.cohort
    mine, other = (Group.objects.create(cohort=cohort, code=code)
                   for code in "AB")  # fmt: skip
    planned = approved.assignment.planned.get()
    planned.assessors.all().delete()
    planned.assessors.create(person=asa, group=mine)
    planned.assessors.create(person=vera, group=other)
    not_there(vera)

    def said(*groups):
        found = queries.cautions_on_issuing(
            approved, asa, the_day, set_on=approved.hand_out_on, groups=groups
        )
        return [words.partition(" leads ")[0] for words in found]

    assert said(mine) == []
    assert said(other) == said(mine, other) == said() == ["Vera Lead"]


def page_of(client, brief, person):
    account, _ = Account.objects.get_or_create(email=f"{person.pk}@example.ac.uk", person=person)
    client.force_login(account)
    return client.get(brief.get_absolute_url()).content.decode()


def test_the_page_says_it_to_who_can_act(
    client, sent, asa, ivor, quinn, pia, stopped, time_machine
):
    time_machine.move_to(SEPTEMBER)
    assert "not been standardised" not in page_of(client, sent, ivor)
    not_there(asa, ivor)
    said = page_of(client, sent, ivor)
    assert "You cannot verify this brief" in said
    assert said.count("Ivor Verifier has not been standardised") == 1
    assert said.count("Asa Assessor has not been standardised") == 1
    assert "Still to be standardised" in page_of(client, sent, pia)
    assert "Still to be standardised" not in page_of(client, sent, quinn)
