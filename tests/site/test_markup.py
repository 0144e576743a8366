"""Every page of the table parses without a fault, and each name in it leads somewhere."""

import pytest
from django.test import Client

from tests.site.markup import faults
from tests.site.test_who_sees_what import PARTS, TABLE
from tests.site.world import a_world

#: The codes of all roles, as the table has them.
EVERYBODY = {code for row in TABLE.values() for code in row["may open"]}
WHOLE = (
    "<!doctype html><html lang='en'><head><title>x</title></head><body><h1>x</h1>{}</body></html>"
)


@pytest.mark.parametrize(
    ("piece", "fault"),
    [
        ("<b>a</i></b>", "line 1: unexpected-end-tag {'name': 'i'}"),
        ("<div><section>a</div>", "line 1: end-tag-too-early {'name': 'div'}"),
        ("<p id='a'></p><p id='a'></p>", "id twice: a"),
        ("<label for='b'>b</label>", "label for=b: no such id"),
        ("<p aria-describedby='c d'></p><i id='c'></i>", "p aria-describedby=d: no such id"),
        ("<a href='#there'>a</a>", "link to #there: no such id"),
        ("<h3>a</h3>", "h3 after h1"),
        ("<h1>a</h1>", "2 first headings"),
        ("<h2> </h2>", "an empty h2"),
        ("<input name='a'>", "input a: no label"),
        ("<img src='a'>", "img a: no words instead of it"),
        ("<button></button>", "a button without words"),
        ("<span><ul><li>a</li></ul></span>", "ul in span"),
        ("<ul><p>a</p></ul>", "p directly in ul"),
        ("<a href='/'><button>a</button></a>", "button in a"),
        ("<table><tr><td>a</td></tr></table>", None),
        ("<details><summary><h2>a</h2></summary></details>", None),
        ("<label>a <input name='a'></label>", None),
    ],
)
def test_what_the_checker_finds(piece, fault):
    assert faults(WHOLE.format(piece)) == ([fault] if fault else [])


def _is_page(response):
    return response.get("Content-Type", "").startswith("text/html") and response.content


def whose_eyes(row):
    """Who looks at a page: the first and the last of those who may, and the first who posts there.

    Pages differ between roles in what they offer; those who may only read see the same.
    """
    may, posts = row["may open"], row["may post"]
    return set(EVERYBODY if "*" in may else may[:1] + may[-1:] + posts[:1]) - {"+", "*"}


@pytest.mark.pages
@pytest.mark.django_db
@pytest.mark.usefixtures("blank_paper")
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_and_every_refused_form_is_sound(part):
    """Each page as everybody who may open it; each form sent empty as who may send it."""
    world = a_world()
    table = {name: TABLE[name] for name in sorted(TABLE)[part::PARTS]}
    wrong, files = {}, set()

    def look(response, name, how):
        if not _is_page(response):
            if response.status_code == 200:
                files.add(name)
        elif found := faults(response.content.decode()):
            wrong[f"{name}, {how}"] = found

    for (code, scope), person in [*world.people.items(), (("+", "own"), None)]:
        if scope != "own":
            continue
        client = Client()
        if person:
            client.force_login(person.accounts.first())
        for name, row in table.items():
            if name in files or name == "account_logout":
                continue
            if person is None or code in whose_eyes(row):
                look(client.get(world.address(name)), name, f"as {code}")
    for name, row in table.items():
        codes = [one for one in row["may post"] if one not in "+*"]
        if codes:
            client = Client()
            client.force_login(world.people[codes[0], "own"].accounts.first())
            look(client.post(world.address(name), {}), name, "sent empty")
    assert wrong == {}, wrong
