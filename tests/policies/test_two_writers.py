"""Two who write the same piece of a draft at once: the second sees what the first wrote."""

import re

import pytest
from django.test import Client

from fairmark.people.models import Account
from fairmark.policies import drafting_rules, queries
from fairmark.policies.exemplars import exemplar
from tests.policies.test_structure import STEP

pytestmark = pytest.mark.django_db

DRAFT = "/policies/registration/draft/"
LINK = drafting_rules.links({"links": exemplar("registration").links})[0]["id"]
PEOPLE = {"owner": "quality nominee", "readers": ["exams officer"], "approval": "all"}
KEY = "registration__days_to_tell"

#: Each form, with what the first and the second writer change in it.
PIECES = {
    "aims/": ({"heading": "Aims", "text": "Theirs."}, {"heading": "Aims", "text": "Mine."}),
    "transfer-procedure/here/": ({"text": "Theirs, at desk 1."}, {"text": "Mine, at desk 2."}),
    "transfer-procedure/steps/agree/": (STEP | {"what": "Theirs."}, STEP | {"what": "Mine."}),
    "dates/leavers/": (
        {"what": "Theirs", "who": "exams officer", "each": "once", "day": 3, "month": 5},
        {"what": "Mine", "who": "exams officer", "each": "once", "day": 3, "month": 5},
    ),
    f"links/{LINK}/": (
        {"title": "Theirs", "address": "https://their.example/"},
        {"title": "Mine", "address": "https://mine.example/"},
    ),
    "people/": (
        PEOPLE | {"approvers": ["head of centre"]}, PEOPLE | {"approvers": ["quality nominee"]},
    ),
    "numbers/": ({KEY: 8}, {KEY: 9}),
}  # fmt: skip


def signed_in(person):
    client = Client()
    client.force_login(Account.objects.create_user(
        f"{person.pk}@example.ac.uk", "a long pass phrase", person=person
    ))  # fmt: skip
    return client


def seen_in(page):
    return re.search(r'name="seen" value="([0-9a-f]+)"', page.content.decode())[1]


@pytest.mark.parametrize("piece", PIECES)
def test_the_second_of_two_writers_sees_both_and_nothing_typed_is_lost(own, quinn, hana, piece):
    first, second = signed_in(quinn), signed_in(hana)
    theirs, mine = PIECES[piece]
    if piece == "numbers/":
        numbers = {key.replace(".", "__"): n for key, n in queries.numbers_of(own).items()}
        theirs, mine = numbers | theirs, numbers | mine
    address = DRAFT + piece
    seen = seen_in(second.get(address))
    assert first.post(address, theirs | {"seen": seen_in(first.get(address))}).status_code == 302
    refused = second.post(address, mine | {"seen": seen})
    said = refused.content.decode()
    assert refused.status_code == 422
    assert "Somebody changed this since you opened it" in said
    panel, _, form = said.partition('<form class="fm-form"')
    assert "What it says now" in panel
    for before, after in zip(theirs.values(), mine.values(), strict=True):
        if before != after and isinstance(before, str | int):
            assert str(before) in panel
            assert str(after) in form
    own.refresh_from_db()
    assert "Mine" not in str(own.content)
    assert second.post(address, mine | {"seen": seen_in(refused)}).status_code == 302
    page = second.get(address)
    assert "What it says now" not in page.content.decode()


def test_two_writers_of_different_sections_are_not_in_each_others_way(own, quinn, hana):
    first, second = signed_in(quinn), signed_in(hana)
    seen = seen_in(second.get(f"{DRAFT}aims/"))
    first.post(f"{DRAFT}transfer-procedure/here/", {"text": "Theirs, at desk 1."})
    answer = second.post(f"{DRAFT}aims/", {"heading": "Aims", "text": "Mine.", "seen": seen})
    assert answer.status_code == 302
