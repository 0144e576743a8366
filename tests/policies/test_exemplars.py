"""The texts that policies begin from: complete, ours, and within the rule pack."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from fairmark.guide import editions
from fairmark.people.rules import Role
from fairmark.policies import exemplars, questions, rules, where_done, wording
from fairmark.rulebook.queries import pack, rule
from fairmark.workflow.actions import all_actions

ON = date(2026, 9, 1)
EVERYTHING = frozenset({"lower", "higher", "sites", "partners", "remote"})
ANSWERED = {"procedure", "aim", "commitment", "taxonomy"}


def clauses_of(kind, does=EVERYTHING):
    blocks = exemplars.exemplar(kind).content(does)["blocks"]
    return [clause for block in blocks for clause in block["clauses"]]


@pytest.mark.parametrize("area", sorted(exemplars.KIND_OF_AREA))
def test_every_aim_commitment_and_procedure_of_an_area_is_answered_once(area):
    asked = [c.id for c in editions.clauses() if c.area == area and c.kind in ANSWERED]
    assert sorted(clauses_of(exemplars.KIND_OF_AREA[area])) == sorted(asked)


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_a_centre_that_does_nothing_special_still_answers_every_clause(kind):
    assert sorted(clauses_of(kind, frozenset({"lower"}))) == sorted(clauses_of(kind))


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_every_procedure_has_steps_by_roles_that_there_are(kind):
    blocks = rules.procedures(exemplars.exemplar(kind).content(EVERYTHING))
    assert all(len(block["steps"]) >= 3 for block in blocks)
    assert {step["who"] for block in blocks for step in block["steps"]} <= set(Role)
    for block in blocks:
        ids = [step["id"] for step in block["steps"]]
        assert len(ids) == len(set(ids)), block["id"]


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_steps_name_actions_that_there_are(kind):
    known = {action.name for action in all_actions()}
    blocks = rules.procedures(exemplars.exemplar(kind).content(EVERYTHING))
    named = {step["action"] for block in blocks for step in block["steps"] if "action" in step}
    assert named <= known


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_every_number_has_its_bounds_and_stands_in_the_text(kind):
    one = exemplars.exemplar(kind)
    said = " ".join(text for _, text in rules.texts(one.content(EVERYTHING)))
    for key in one.numbers:
        value = rule(f"policy.{key}", on=ON).value
        assert value["least"] <= value["template"] <= value["most"], key
        assert f"{{{key}}}" in said, key
    assert rules.unsaid(one.content(EVERYTHING)) == []
    assert {key.partition(".")[0] for key in one.choices} <= {kind}


def test_the_pack_bounds_nothing_that_no_policy_decides():
    bounded = {one.key.removeprefix("policy.") for one in pack() if one.key.startswith("policy.")}
    decided = {
        key
        for one in map(exemplars.exemplar, exemplars.KINDS)
        for key in (*one.numbers, *one.choices)
    }
    assert bounded == decided


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_what_stands_between_braces_can_be_filled(kind):
    content = exemplars.exemplar(kind).content(EVERYTHING)
    known = {"centre", *Role, *questions.FILLED_BY_ANSWERS}
    assert rules.unfilled(content, known=known) == []
    for _, text in rules.texts(content):
        for name in rules.PLACEHOLDER.findall(text):
            if name.startswith("rule:"):
                rule(name[5:], on=ON)


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_the_texts_are_what_a_policy_is_made_of(kind):
    content = exemplars.exemplar(kind).content(EVERYTHING)
    for block in (*content["blocks"], *content["learner"]):
        assert wording.cleaned(block["html"]) == block["html"], block["id"]
        assert balanced(block["html"]), block["id"]
    ids = [block["id"] for block in (*content["blocks"], *content["learner"])]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", one) for one in ids)


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_no_limit_is_written_into_the_text(kind):
    for heading, text in rules.texts(exemplars.exemplar(kind).content(EVERYTHING)):
        found = re.search(
            r"\b(\d+|two|three|five|ten|twelve) (working |calendar )?(days|weeks|months|years)",
            text,
        )
        assert not found, f"{heading}: {found and found[0]}"


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_key_dates_and_links_are_there(kind):
    one = exemplars.exemplar(kind)
    assert one.dates
    assert one.links
    assert {each["who"] for each in one.dates} <= set(Role)
    assert all(each["url"].startswith("https://") for each in one.links)


def test_key_dates_that_name_an_action_lead_to_its_page():
    named = {
        each["id"]: each["action"]
        for kind in exemplars.KINDS
        for each in exemplars.exemplar(kind).dates
        if "action" in each
    }
    assert named["briefing"] == "record_team_event"
    assert set(named.values()) <= set(where_done.PAGES)


class _Balance(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.good = [], True

    def handle_starttag(self, tag, attrs):
        self.open += [] if tag == "br" else [tag]

    def handle_endtag(self, tag):
        self.good = self.good and bool(self.open) and self.open.pop() == tag


def balanced(html):
    parser = _Balance()
    parser.feed(html)
    return parser.good and not parser.open
