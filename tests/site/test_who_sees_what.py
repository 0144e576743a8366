"""P01, P02, P46: every address, method, role and scope, held against one table."""

import copy
import csv
import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from tests.site.world import CANARY, CODES, ON_PROGRAMME, a_world
from tests.turns import is_its_turn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blank_paper")]

TABLE = {
    row["address"]: row
    for row in csv.DictReader(
        (Path(__file__).parent / "who_sees_what.psv").read_text().splitlines(), delimiter="|"
    )
}
#: In how many tests the table is walked, so that they are shared out.
PARTS = 4
#: Twenty people find nothing at any address, each for the same reason everywhere, and a dozen roles
#: open most of them: every address is asked for by a third of these each day, and by all in three
#: days. Who works here and may not open a page asks for it every day.
TURNS = 3


def addresses(resolver=None):
    """Every named address of the URLconf, with its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern)
        else:
            yield pattern


def test_every_address_is_in_the_table_and_nothing_else_is():
    assert sorted(TABLE) == sorted({str(pattern.name) for pattern in addresses()})


@pytest.fixture(scope="module")
def kept_worlds(django_db_setup, django_db_blocker):
    """Two centres for all that is asked here, because they take longest to make."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_world("10234"), a_world("10555")
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(kept_worlds):
    """In place of pytest-django's: what a test does is undone, down to the worlds as they were made."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def worlds(kept_worlds):
    return copy.deepcopy(kept_worlds)


def expected(row, column, code, scope, foreign):
    """Whether somebody with this role and scope finds the page. None: anybody may, signed in or not."""
    who, kind = row[column], row["object"]
    if "+" in who:
        return None
    if scope == "anonymous":
        return False
    if "*" in who:
        return True
    if scope == "formerly" or code not in who:
        return False
    if foreign and kind != "none":
        return False
    if scope == "other programme" and kind == "programme":
        return False
    return not (scope == "another" and kind == "self")


def differences(worlds, names=None, *, by_turns=False):
    """Every cell of the table in which what happens is not what the table says, one at a time.

    With `by_turns`, those who find nothing anywhere ask for one address in three, by turns, and so
    do those who may open it, and those who may not post.
    """
    here, there = worlds
    cast = [*here.people.items(), (("", "anonymous"), None)]
    cast += [
        ((code, scope), person) for (code, scope), person in there.people.items() if scope == "own"
    ]
    for nth, ((code, scope), person) in enumerate(cast):
        client = Client(raise_request_exception=False)
        foreign = person is not None and person.centre_id == there.centre.pk
        if person:
            client.force_login(person.accounts.first())
        finds_nothing = foreign or scope == "formerly"
        for place, (name, row) in enumerate(TABLE.items()):
            if names and name not in names:
                continue
            its_turn = not by_turns or is_its_turn(place + nth, TURNS)
            for method, column in (("get", "may open"), ("post", "may post")):
                if name.startswith("account_log") or (method == "post" and not row[column]):
                    continue
                may = expected(row, column, code, scope, foreign)
                refused_here = method == "get" and may is False and not finds_nothing
                if not (its_turn or refused_here):
                    continue
                response = _undone(getattr(client, method), here.address(name))
                said = _wrong(response, may, person)
                if said:
                    where = "foreign " if foreign else ""
                    yield f"{method} {name} as {where}{code} {scope}: {said}"


def _undone(send, address):
    """The response to a request of which nothing stays, so that each finds the same world."""
    with transaction.atomic():
        response = send(address)
        transaction.set_rollback(True)
    return response


def _wrong(response, may, person):
    if response.status_code >= 500:
        return f"{response.status_code}"
    if message := _unhardened(response):
        return message
    if may is None:
        return "not open to everybody" if response.status_code == 404 else ""
    if may:
        return "refused" if response.status_code in (403, 404) else ""
    if person is None:
        to_login = response.status_code == 302 and "/account/login/" in response["Location"]
        return "" if to_login or response.status_code == 404 else "open to anybody"
    if response.status_code != 404:
        return f"open ({response.status_code})"
    return "tells a name" if CANARY in response.content.decode() else ""


def _unhardened(response):
    """What a response lacks of what every page must carry."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return ""
    policy = response.get("Content-Security-Policy", "")
    good = "frame-ancestors 'none'" in policy and "unsafe" not in policy
    good = good and response.get("X-Frame-Options") == "DENY"
    good = good and response.get("Referrer-Policy") == "same-origin"
    inline = _INLINE.search(response.content.decode())
    return "" if good and not inline else "not hardened"


#: A handler or a style written into a tag: what the policy above would stop anyway.
_INLINE = re.compile(r"<[^>]*\s(on[a-z]+|style)=[\"']", re.IGNORECASE)


@pytest.mark.parametrize("left_out", ["CSPMiddleware", "XFrameOptions", "SecurityMiddleware"])
def test_a_page_without_its_hardening_is_found(worlds, settings, left_out):
    """P46's twin: leave out what sets a header, and the table says so."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if left_out not in one]
    assert any("not hardened" in one for one in differences(worlds, {"home"}))


@pytest.mark.pages
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_finds_what_the_table_says_and_nothing_more(worlds, part):
    mine = set(sorted(TABLE)[part::PARTS])
    assert list(differences(worlds, mine, by_turns=True)) == []


def test_what_is_not_yours_looks_like_what_is_not_there(worlds):
    """P02: the body for another programme's learner is the body for a learner who never was."""
    here, there = worlds
    for code in ON_PROGRAMME:
        client = Client()
        client.force_login(here.people[code, "other programme"].accounts.first())
        for name in ("learner", "learner_trail", "registration", "cohort", "programme"):
            hidden = client.get(here.address(name))
            absent = client.get(here.address(name).replace(str(here.kwargs[name]["pk"]), "999999"))
            assert hidden.status_code == absent.status_code == 404
            assert hidden.content == absent.content
    client.force_login(there.people["E", "own"].accounts.first())
    found = client.get("/search/", {"q": CANARY}).content.decode()
    assert here.address("learner") not in found


def _guarded_by_its_page_alone(pattern):
    row = TABLE[str(pattern.name)]
    alone = (
        row["object"] == "none" and not row["may post"] and row["may open"] not in ("", "+", "*")
    )
    return alone and hasattr(pattern.callback, "__wrapped__")


@pytest.mark.pages
def test_a_check_taken_away_is_found(worlds, monkeypatch):
    """The twin: twenty checks removed one by one, and the table catches every one."""
    missed, removed = [], 0
    for pattern in [p for p in addresses() if _guarded_by_its_page_alone(p)]:
        with monkeypatch.context() as patch:
            patch.setattr(pattern, "callback", pattern.callback.__wrapped__)
            removed += 1
            if not any(differences(worlds, {str(pattern.name)})):
                missed.append(pattern.name)
    for name, broken in _other_checks(worlds):
        with monkeypatch.context() as patch:
            for target, attribute, value in broken:
                patch.setattr(target, attribute, value)
            removed += 1
            if not any(differences(worlds, {name})):
                missed.append(name)
    assert missed == []
    assert removed >= 20


def _other_checks(worlds):
    """Checks that lie in a queryset, or in the page and its action together."""
    from fairmark.administration.actions import add_site
    from fairmark.learners import views as learner_views
    from fairmark.learners.models import Learner
    from fairmark.registration import views
    from fairmark.registration.entry_actions import open_series

    everybody = tuple(CODES.values())
    pages = {str(p.name): p for p in addresses()}

    def every_learner(request):
        return Learner.objects.filter(centre=request.centre)

    yield "learner", [(views, "visible_learners", every_learner)]
    yield "learner_trail", [(learner_views, "visible_learners", every_learner)]
    for name, action in (("new_series", open_series), ("add_site", add_site)):
        page = pages[name]
        yield (
            name,
            [
                (page, "callback", page.callback.__wrapped__),
                (action, "by", everybody), (action, "anywhere", True),
            ],
        )  # fmt: skip


def test_codes_cover_every_role():
    from fairmark.people.rules import Role

    assert set(CODES.values()) == set(Role)


@pytest.mark.parametrize("name", ["help", "account_login", "demonstration"])
def test_pages_are_hardened(client, name):
    response = client.get(
        {"help": "/help/", "account_login": "/account/login/"}.get(name, "/nothing/")
    )
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
