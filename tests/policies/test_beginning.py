"""What a draft begins from: the last version, or the exemplar anew."""

import pytest
from django.test import Client

from fairmark.people.models import Account
from fairmark.policies import draft_actions, exemplars, queries
from fairmark.policies.models import PolicyNumber
from tests.builders import MONDAY
from tests.policies.conftest import ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(policy):
    """A first version as an upgraded centre has it: commitments alone, and numbers of its own."""
    version = queries.last_published(policy)
    version.exemplar = ""
    blocks = version.content["blocks"]
    version.content["blocks"] = [one for one in blocks if one["part"] == "commitments"]
    version.save()
    PolicyNumber.objects.filter(version=version, key="registration.days_to_register").update(
        value=38
    )
    return version


@pytest.fixture
def as_quinn(quinn):
    client = Client()
    client.force_login(Account.objects.create_user("quinn@example.ac.uk", "x" * 20, person=quinn))
    return client


def has_procedures(version):
    return any(one["part"] == "procedures" for one in version.content["blocks"])


def test_answering_the_questions_gives_an_upgraded_centre_the_exemplar(first, policy, quinn):
    draft_actions.answer_questions(policy.centre, by=quinn, at=MONDAY, answers=ANSWERS)
    draft = queries.open_draft(policy)
    assert draft.exemplar == exemplars.ISSUE
    assert has_procedures(draft)
    numbers = queries.numbers_of(draft)
    assert numbers["registration.days_to_register"] == 38
    assert numbers["registration.days_to_tell"] == ANSWERS["days_to_tell"]


@pytest.mark.parametrize("begin", ["last", "exemplar"])
def test_whoever_begins_a_draft_chooses_from_what(first, policy, as_quinn, begin):
    page = as_quinn.get("/policies/registration/new/").content.decode()
    assert "The exemplar anew" in page
    assert "was written before there were procedures" in page
    assert as_quinn.post("/policies/registration/new/", {"begin": begin}).status_code == 302
    assert has_procedures(queries.open_draft(policy)) == (begin == "exemplar")


def test_the_first_draft_of_a_policy_has_nothing_to_choose_from(policy, quinn, as_quinn):
    draft_actions.answer_questions(policy.centre, by=quinn, at=MONDAY, answers=ANSWERS)
    appeals = policy.centre.policies.get(kind="appeals")
    draft = queries.open_draft(appeals)
    draft.discarded_by, draft.discarded_at = quinn, MONDAY
    draft.save()
    assert "The exemplar anew" not in as_quinn.get("/policies/appeals/new/").content.decode()
    assert as_quinn.post("/policies/appeals/new/").status_code == 302
    assert has_procedures(queries.open_draft(appeals))
