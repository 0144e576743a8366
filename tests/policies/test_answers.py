"""Answers about the centre: a draft takes them up, a published version keeps those it had."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.policies import actions, comparing, draft_actions, queries
from fairmark.policies.models import Policy, PolicyVersion
from fairmark.policies.reading import read
from tests.builders import MONDAY, a_person
from tests.policies.conftest import ANSWERS

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
    move = import_module("fairmark.policies.migrations.0007_versions_keep_their_answers")
    move.copy(apps, None)
    version = queries.version_in_force(college, "appeals", on=ON)
    assert version.content["answers"]["complaints_contact"] == CLERK
    assert CLERK in text_of(version)
