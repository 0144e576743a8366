"""POL-7: policies are customised and badged; break the records and see it turn."""

from datetime import date, timedelta

import pytest

from fairmark.administration import badge_actions
from fairmark.administration.pictures import read_picture
from fairmark.centre.models import Logo
from fairmark.guide.showing import State, shown
from fairmark.policies import exemplars, queries, rules
from fairmark.policies.models import PolicyVersion
from tests.builders import MONDAY, a_picture

pytestmark = pytest.mark.django_db

ON = date(2025, 11, 3)


@pytest.fixture
def badged(college, quinn):
    return badge_actions.give_logo(college, by=quinn, at=MONDAY, picture=read_picture(a_picture()))


def findings(centre):
    showing = shown("POL-7", centre, ON)
    assert (showing.state == State.MET) == (not showing.findings)
    return [one.what for one in showing.findings]


def test_policies_of_the_centres_own_with_its_name_and_logo_are_met(badged):
    assert findings(badged) == []
    assert shown("POL-7", badged, ON).meters[0].need == 8


def test_twin_without_a_logo(badged):
    Logo.objects.all().delete()
    assert findings(badged) == ["We have no logo here"]


def test_twin_a_policy_that_does_not_name_the_centre(badged):
    version = queries.version_in_force(badged, "appeals", on=ON)
    for block in (*version.content["blocks"], *version.content["learner"]):
        block["html"] = block["html"].replace("{centre}", "the college")
        block["here"] = block.get("here", "").replace("Thornmere", "the college")
    version.save()
    assert findings(badged) == ["Appeals and complaints: not customised"]


def test_twin_a_policy_that_says_what_its_exemplar_says(badged):
    version = queries.version_in_force(badged, "malpractice", on=ON)
    version.content = exemplars.exemplar("malpractice").content(frozenset({"lower"}))
    version.save()
    assert findings(badged) == ["Assessment malpractice: not customised"]


def test_without_a_policy_nothing_can_be_told(badged):
    PolicyVersion.objects.update(effective_on=ON + timedelta(days=1))
    assert shown("POL-7", badged, ON).state == State.CANNOT_TELL


BLOCK = {"id": "a", "heading": "A", "html": "<p>x</p>", "steps": [{"title": "t"}]}


@pytest.mark.parametrize(
    ("change", "own"),
    [
        ({}, []), ({"here": "<p>B12</p>"}, ["A"]), ({"here": "  "}, []),
        ({"html": "<p>y</p>"}, ["A"]), ({"heading": "B"}, ["B"]), ({"id": "b"}, ["A"]),
        ({"steps": []}, ["A"]),
    ],
)  # fmt: skip
def test_a_block_is_the_centres_own_when_anything_of_it_was_changed(change, own):
    assert rules.own_blocks({"blocks": [BLOCK | change], "learner": []}, {"a": BLOCK}) == own


@pytest.mark.parametrize(
    ("text", "names"),
    [("At {centre}.", True), ("At Thornmere College.", True), ("At the college.", False)],
)
def test_a_text_names_the_centre_by_placeholder_or_by_name(text, names):
    content = {"blocks": [{"heading": "A", "html": text}], "learner": []}
    assert rules.names_centre(content, "Thornmere College") == names


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_every_exemplar_has_a_place_for_the_centres_name(kind):
    assert rules.names_centre(
        exemplars.exemplar(kind).content(frozenset({"lower"})), "no such name"
    )
