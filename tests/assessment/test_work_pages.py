"""An assessor's list and the pages of a piece of work: narrowed, judged at once, and on to the next."""

import pytest

from fairmark.people.models import Account
from tests.assessment.conftest import confirmed, decide_all, enrolment_of, handed_in, returned

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(client, own_work, asa, in_time, time_machine):
    time_machine.move_to(in_time)
    client.force_login(Account.objects.get_or_create(person=asa, defaults={"email": "asa@x.uk"})[0])
    return client


def listed(client, work, show=""):
    page = client.get(f"/assignments/{work.assignment_id}/submissions/?show={show}")
    return [row.enrolment.pk for row in page.context["rows"]]


def test_the_list_shows_what_waits_for_a_step(at_work, own_work, issue, ravi, asa, in_time):
    lena, other = own_work.enrolment_id, handed_in(issue, ravi, in_time)
    assert set(listed(at_work, own_work)) == {lena, other.enrolment_id}
    assert listed(at_work, own_work, "decide") == [lena]
    assert listed(at_work, own_work, "confirm") == [other.enrolment_id]
    assert listed(at_work, own_work, "sign") == []
    decide_all(own_work, asa, in_time)
    assert listed(at_work, own_work, "sign") == [lena]
    assert set(listed(at_work, own_work, "nonsense")) == {lena, other.enrolment_id}


def test_all_criteria_are_met_by_one_button(at_work, own_work):
    page = at_work.get(own_work.get_absolute_url())
    assert "All criteria met" in page.content.decode()
    assert at_work.post(f"{own_work.get_absolute_url()}decide/", {"all": "met"}).status_code == 302
    wanted = own_work.brief.tasks.values_list("criteria", flat=True)
    assert own_work.decisions.filter(outcome="met", stands=True).count() == len(set(wanted))
    assert "All criteria met" not in at_work.get(own_work.get_absolute_url()).content.decode()


def test_the_one_button_overwrites_nobody(at_work, own_work, asa, in_time):
    """Its page was opened before another assessor decided: nothing is saved, and both are told."""
    decide_all(own_work, asa, in_time, A_M1="not met")
    page = at_work.post(f"{own_work.get_absolute_url()}decide/", {"all": "met"})
    assert page.status_code == 422
    assert "meanwhile" in page.content.decode()
    assert own_work.decisions.get(criterion__code="A.M1", stands=True).outcome == "not met"


def test_the_next_learner_is_offered(at_work, own_work, issue, ravi, asa, in_time):
    assert at_work.get(own_work.get_absolute_url()).context["next_row"] is None
    other = confirmed(handed_in(issue, ravi, in_time), asa, in_time)
    page = at_work.get(own_work.get_absolute_url())
    assert page.context["next_row"].enrolment.pk == other.enrolment_id
    assert f"Next: {enrolment_of(ravi).learner}" in page.content.decode()
    back = at_work.get(other.get_absolute_url()).context["next_row"]
    assert back.enrolment.pk == own_work.enrolment_id
    returned(own_work, asa, in_time)
    assert at_work.get(other.get_absolute_url()).context["next_row"] is None
