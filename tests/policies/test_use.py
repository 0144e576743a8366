"""What a version in force does, and who is told to read it."""

from datetime import date, timedelta

import pytest

from fairmark.people.models import Account, Person
from fairmark.planner.models import Message
from fairmark.policies import actions, queries
from fairmark.policies.models import Policy, PolicyVersion
from fairmark.policies.use import in_use_of
from fairmark.workflow.refusals import Refused
from tests.builders import MONDAY

pytestmark = pytest.mark.django_db
ON = date(2025, 11, 3)
AT = MONDAY + timedelta(days=28)


def test_it_counts_the_requirements_it_answers_and_its_days(college):
    version = queries.version_in_force(college, "registration", on=ON)
    use = in_use_of(version, college, on=ON)
    assert use.area == "registration"
    assert use.answered + use.not_kept == 22
    assert use.dates == 2
    block = next(one for one in version.content["blocks"] if "REG-P2" in one["clauses"])
    block["here"] = ""
    version.save()
    assert in_use_of(version, college, on=ON).met == use.met - 1


@pytest.fixture
def desks(erin, quinn, hana):
    """An exams officer and two more who can be written to."""
    for person in (erin, quinn, hana):
        Account.objects.create(email=f"{person.pk}@example.ac.uk", person=person)
    return erin


def test_publishing_tells_the_readers_by_mail(agreed, desks, quinn):
    actions.publish_version(agreed, by=quinn, at=MONDAY, effective_on=date(2025, 10, 13))
    mails = Message.objects.all()
    assert {one.person.name for one in mails} == {"Erin Exams", "Quinn Nominee", "Hana Head"}
    text = mails.get(person=desks).text
    assert "in force from 13 October 2025" in text
    assert "What changed: How we do it." in text
    assert "http://127.0.0.1:8000/policies/registration/?version=2" in text


def test_readers_are_reminded_once_a_day_until_they_have_read_it(agreed, desks, quinn, hana):
    version = actions.publish_version(agreed, by=quinn, at=MONDAY, effective_on=MONDAY.date())
    for reader in (quinn, hana):
        actions.acknowledge_version(version, by=reader, at=MONDAY)
    told = set(Message.objects.values_list("pk", flat=True))
    actions.remind_readers(version, by=quinn, at=AT)
    assert [one.person for one in Message.objects.exclude(pk__in=told)] == [desks]
    with pytest.raises(Refused, match="reminded today already"):
        actions.remind_readers(version, by=quinn, at=AT)
    actions.remind_readers(version, by=quinn, at=AT + timedelta(days=1))
    assert Message.objects.exclude(pk__in=told).count() == 2
    actions.acknowledge_version(version, by=desks, at=AT)
    with pytest.raises(Refused, match="has read it"):
        actions.remind_readers(version, by=quinn, at=AT + timedelta(days=2))


def test_nobody_is_reminded_of_a_version_that_is_not_in_force(agreed, desks, quinn):
    version = actions.publish_version(agreed, by=quinn, at=MONDAY, effective_on=date(2025, 10, 13))
    with pytest.raises(Refused, match="Only the version in force"):
        actions.remind_readers(version, by=quinn, at=MONDAY)
    first = PolicyVersion.objects.get(number=1)
    with pytest.raises(Refused, match="Only the version in force"):
        actions.remind_readers(first, by=quinn, at=AT)


def test_the_owner_keeps_the_review_and_somebody_else_is_told_whose_it_is(college, erin):
    policy = Policy.objects.get(centre=college, kind="registration")
    what = {"looked_at": "The year.", "found": "Kept.", "outcome": "stands", "links_open": True}
    other = Person.objects.get(centre=college, name="Some assessor")
    with pytest.raises(Refused, match="The exams officer owns this policy"):
        actions.review_policy(policy, by=other, at=AT, **what)
    assert actions.review_policy(policy, by=erin, at=AT, **what).by == erin


def test_only_the_version_on_the_page_is_acknowledged(agreed, erin, quinn):
    version = actions.publish_version(agreed, by=quinn, at=MONDAY, effective_on=MONDAY.date())
    with pytest.raises(Refused, match="Version 2 came into force while you read version 1"):
        actions.acknowledge_version(version, by=erin, at=MONDAY, number=1)
    actions.acknowledge_version(version, by=erin, at=MONDAY, number=2)


def test_nobody_decides_on_a_text_that_changed_since_the_page_was_opened(own, quinn, hana):
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    actions.take_back(own, by=quinn, at=MONDAY)
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours, changed.")
    for decide in (actions.approve_version, actions.send_back):
        with pytest.raises(Refused, match="changed and sent again"):
            decide(own, by=hana, at=MONDAY, words="Good.", round=1)
    actions.approve_version(own, by=hana, at=MONDAY, round=2)
    actions.approve_version(own, by=quinn, at=MONDAY, round=2)
    with pytest.raises(Refused, match="changed and sent again"):
        actions.publish_version(own, by=quinn, at=MONDAY, effective_on=MONDAY.date(), round=1)
    actions.publish_version(own, by=quinn, at=MONDAY, effective_on=MONDAY.date(), round=2)
