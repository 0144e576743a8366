"""Numbers beyond what is usual: told with the reason that somebody gave."""

import pytest

from fairmark.people.models import Account
from fairmark.policies import draft_actions, queries, unusual
from fairmark.policies.models import Policy, PolicyNumber
from tests.builders import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(centre, quinn):
    policy = Policy.objects.get(centre=centre, kind="registration")
    return draft_actions.start_draft(policy, by=quinn, at=MONDAY, from_exemplar=True)


def soft(draft):
    """A number of the draft whose bound only warns, and a value beyond it."""
    for key in sorted(queries.numbers_of(draft)):
        limit = queries.bound(key, on=MONDAY.date())
        if not limit.firm:
            return key, limit.most + 1
    raise AssertionError("No number of this policy has a bound that only warns.")


def set_number(draft, by, value, reason):
    key, _ = soft(draft)
    numbers = queries.numbers_of(draft) | {key: value}
    draft_actions.set_numbers(draft, by=by, at=MONDAY, numbers=numbers, reason=reason)


def beyond(draft):
    return [one for one in unusual.live_numbers(draft, MONDAY) if one.usual]


def test_within_its_bounds_nothing_is_said(draft):
    assert beyond(draft) == []
    assert len(unusual.live_numbers(draft, MONDAY)) == len(queries.numbers_of(draft))


def test_beyond_them_the_reason_stands_beside_it_until_it_is_within_again(draft, quinn):
    key, value = soft(draft)
    set_number(draft, quinn, value, "Our sites are two hours apart.")
    (one,) = beyond(draft)
    assert (one.value, one.usual, one.reason.words, one.reason.at) == (
        value, queries.bound(key, on=MONDAY.date()), "Our sites are two hours apart.", MONDAY,
    )  # fmt: skip
    set_number(draft, quinn, value - 1, "")
    assert beyond(draft) == []


def test_the_reason_is_that_of_the_value_and_the_last_one_given(draft, quinn):
    _, value = soft(draft)
    for number, why in ((value, "First."), (value + 1, "Second."), (value, "Third.")):
        set_number(draft, quinn, number, why)
    assert [one.reason.words for one in beyond(draft)] == ["Third."]


def test_the_pages_say_it_at_the_head_of_the_numbers_and_beside_each(
    draft, quinn, client, time_machine
):
    time_machine.move_to(MONDAY)
    _, value = soft(draft)
    set_number(draft, quinn, value, "Our sites are two hours apart.")
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    page = client.get("/policies/registration/draft/").content.decode()
    assert "1 of " in page
    assert "beyond what is usual" in page
    assert "6 October 2025: Our sites are two hours apart." in page
    assert (
        "Our sites are two hours apart."
        in client.get("/policies/registration/draft/numbers/").content.decode()
    )


def test_where_nobody_gave_a_reason_that_is_said(draft, client, quinn, time_machine):
    time_machine.move_to(MONDAY)
    key, value = soft(draft)
    PolicyNumber.objects.filter(version=draft, key=key).update(value=value)
    assert [one.reason for one in beyond(draft)] == [None]
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    page = client.get("/policies/registration/draft/").content.decode()
    assert "No reason is given yet." in page
