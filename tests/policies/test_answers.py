"""Answers about the centre: a draft takes them up, a published version keeps those it had."""

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.policies import actions, comparing, draft_actions, queries
from fairmark.policies.forms import QuestionsForm
from fairmark.policies.models import Policy, PolicyNumber, PolicyVersion
from fairmark.policies.reading import read
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, Refused
from tests.builders import MONDAY, a_person
from tests.policies.conftest import ANSWERS, make_own

pytestmark = pytest.mark.django_db

ON = date(2025, 11, 3)
CLERK, DEAN = ANSWERS["complaints_contact"], "the dean, dean@thornmere.example"
NEW = ANSWERS | {"complaints_contact": DEAN}


def answer(centre, quinn, answers=NEW):
    draft_actions.answer_questions(centre, by=quinn, at=MONDAY, answers=answers)


@pytest.fixture
def appeals(college):
    return Policy.objects.get(centre=college, kind="appeals")


def text_of(version):
    return " ".join(block.html for block in read(version, MONDAY).blocks)


def test_what_is_published_keeps_the_answers_it_had(college, appeals, quinn):
    answer(college, quinn)
    version = queries.version_in_force(college, "appeals", on=ON)
    assert CLERK in text_of(version)
    assert DEAN not in text_of(version)


def test_people_in_post_stay_those_of_the_moment(college, quinn):
    version = queries.version_in_force(college, "registration", on=ON)
    version.content["blocks"][0]["html"] += "<p>Ask {exams officer}.</p>"
    before = text_of(version)
    a_person(college, "Zadie Zeller", Role.EXAMS_OFFICER)
    assert "Zadie Zeller" not in before
    assert "Zadie Zeller" in text_of(version)


def test_the_next_version_takes_the_new_answers_up_and_says_so(college, appeals, quinn):
    answer(college, quinn)
    draft = draft_actions.start_draft(appeals, by=quinn, at=MONDAY)
    assert DEAN in text_of(draft)
    assert comparing.told_of(draft, MONDAY) == [
        f"Who hears complaints? “{DEAN}”; before, “{CLERK}”."
    ]


def test_an_open_draft_has_answers_given_again_and_one_in_approval_once_it_is_back(
    college, appeals, quinn
):
    draft = draft_actions.start_draft(appeals, by=quinn, at=MONDAY)
    answer(college, quinn)
    draft.refresh_from_db()
    assert DEAN in text_of(draft)
    actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="Who hears complaints.")
    answer(college, quinn, ANSWERS)
    draft.refresh_from_db()
    assert DEAN in text_of(draft)
    assert CLERK in text_of(actions.take_back(draft, by=quinn, at=MONDAY))


def test_the_register_says_which_policies_say_otherwise_and_how_to_work_it_in(
    college, appeals, quinn
):
    client = Client()
    client.force_login(Account.objects.create_user("quinn@example.ac.uk", "x" * 20, person=quinn))

    def page():
        return client.get("/policies/").content.decode()

    assert "Answers about the centre changed" not in page()
    answer(college, quinn)
    assert 'Who hears complaints? <a href="/policies/appeals/new/"' in page()
    draft = draft_actions.start_draft(appeals, by=quinn, at=MONDAY)
    assert f"Draft {draft.number}</a> has the new ones" in page()
    actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="Who hears complaints.")
    answer(college, quinn, NEW | {"complaints_contact": "nobody yet"})
    assert f"Take version {draft.number} back from approval" in page()


def test_versions_of_before_have_the_answers_of_today(college):
    for version in PolicyVersion.objects.all():
        del version.content["answers"]
        version.save()
    move = import_module("fairmark.policies.migrations.0009_versions_keep_their_answers")
    move.copy(apps, None)
    version = queries.version_in_force(college, "appeals", on=ON)
    assert version.content["answers"]["complaints_contact"] == CLERK
    assert CLERK in text_of(version)


def refusal(centre, quinn, answers, **more):
    with pytest.raises(Refused) as refused:
        draft_actions.answer_questions(centre, by=quinn, at=MONDAY, answers=answers, **more)
    return refused


def test_an_answer_beyond_a_firm_bound_is_refused_with_its_source(centre, quinn, monkeypatch):
    real = queries.bound
    monkeypatch.setattr(queries, "bound", lambda key, on: replace(real(key, on=on), firm=True))
    refused = refusal(centre, quinn, ANSWERS | {"reply_days": 300}, reason="We like it.")
    assert refused.value.obstacles == [
        "“The assessor replies within”: 300 is more than the rule pack allows. Choose "
        "from 1 to 15 working days (source: APP-02, APP-05)."
    ]


def test_nought_is_an_answer_and_is_out_of_bounds(centre, quinn):
    refused = refusal(centre, quinn, ANSWERS | {"reply_days": 0})
    assert refused.type is NeedsReason
    assert "0 is less than the rule pack allows" in refused.value.obstacles[0]


def test_an_answer_beyond_a_soft_bound_needs_its_reason_once(centre, quinn):
    far = ANSWERS | {"reply_days": 20}
    assert refusal(centre, quinn, far).type is NeedsReason
    draft_actions.answer_questions(centre, by=quinn, at=MONDAY, answers=far, reason="Staff said.")
    event = Event.objects.get(name="questions_answered")
    assert event.details["reason"] == "Staff said."
    draft_actions.answer_questions(centre, by=quinn, at=MONDAY, answers=far)
    draft = make_own(queries.open_draft(Policy.objects.get(kind="appeals")), quinn)
    assert queries.numbers_of(draft)["appeals.reply_days"] == 20
    actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="Ours.")


def test_a_number_that_never_had_its_reason_needs_it_when_sent_and_then_no_more(own, quinn, hana):
    PolicyNumber.objects.filter(version=own, key="registration.days_to_tell").update(value=31)
    with pytest.raises(NeedsReason):
        actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    version = actions.send_for_approval(
        own, by=quinn, at=MONDAY, summary="Ours.", reason="Agreed in 2019."
    )
    for person in (quinn, hana):
        actions.approve_version(version, by=person, at=MONDAY)
    published = actions.publish_version(version, by=quinn, at=MONDAY, effective_on=ON)
    draft = draft_actions.start_draft(published.policy, by=quinn, at=MONDAY)
    actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="The same.")


def test_a_reason_holds_for_the_number_it_was_given_for(own, quinn):
    def set_(value, **more):
        draft_actions.set_numbers(
            own, by=quinn, at=MONDAY, numbers={"registration.days_to_tell": value}, **more
        )

    set_(31, reason="Agreed so.")
    PolicyNumber.objects.filter(version=own, key="registration.days_to_tell").update(value=45)
    with pytest.raises(NeedsReason):
        actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    set_(31, reason="Agreed so.")
    own.refresh_from_db()
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")


def test_the_questions_say_what_the_rule_pack_allows(centre, quinn):
    form = QuestionsForm(on=ON)
    assert form.fields["reply_days"].help_text == "1 to 15 should hold (APP-02, APP-05)"
