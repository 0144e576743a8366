"""Choices of a policy: offered and bounded by the rule pack, said in sentences, in force by day."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from docx import Document
from pypdf import PdfReader

from demo import policies as demonstration
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.policies import (
    actions,
    changes,
    comparing,
    draft_actions,
    exemplars,
    printing,
    queries,
    rules,
)
from fairmark.policies.dossier import dossier_of
from fairmark.policies.models import Policy, PolicyChoice
from fairmark.policies.reading import read
from fairmark.rulebook.limits import BadLimit, Kind, Option, Ways, read_limit
from fairmark.rulebook.queries import pack
from fairmark.rulebook.readers import Kind as Consequence
from fairmark.site.policy_commands import _shown
from fairmark.trail.models import Event
from fairmark.workflow.refusals import Refused
from tests.builders import MONDAY
from tests.rulebook.test_amending import a_row, of_kind, try_out

KEY = "assessment.unstandardised_assessor"
LATE = "assessment.late_work"
HIGHER = "assessment.late_higher"
#: From when the policy is in force that the tests begin from.
IN_FORCE = MONDAY.date() + timedelta(days=6)
STOPPED = "An assessor who has not been standardised this year is stopped from recording decisions"
WAYS = {
    "type": "choice", "template": "b", "loosest": "b",
    "options": [{"code": "a", "words": "is stopped"}, {"code": "b", "words": "is warned"},
                {"code": "c", "words": "does as they like"}],
}  # fmt: skip
COUNT = {"type": "working days", "template": 5, "least": 1, "most": 20}


# -- the rule pack ---------------------------------------------------------------------------


def test_every_limit_of_a_policy_in_the_pack_is_typed():
    read_ = {one.key: read_limit(one.value, one.unit)
             for one in pack() if one.key.startswith("policy.")}  # fmt: skip
    kinds = {one.kind for one in read_.values() if not isinstance(one, Ways)}
    assert kinds == set(Kind) - {Kind.CHOICE}
    chosen = {key.removeprefix("policy.") for key, one in read_.items() if isinstance(one, Ways)}
    assert chosen == {key for kind in exemplars.KINDS for key in exemplars.exemplar(kind).choices}
    assert len(chosen) >= 3


def test_the_ways_allowed_end_at_the_loosest():
    limit = read_limit(WAYS, "what becomes of them")
    assert limit.allowed == (Option("a", "is stopped"), Option("b", "is warned"))
    assert read_limit(COUNT, "working days after it").kind == Kind.WORKING_DAYS


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (15, "working days", "write {"),
        (COUNT | {"type": "weeks"}, "weeks", "its type is none of"),
        (COUNT | {"most": 4}, "working days", "between least and most"),
        (COUNT | {"least": -1}, "working days", "whole numbers"),
        (COUNT | {"least": True}, "working days", "whole numbers"),
        (COUNT | {"usual": 3}, "working days", "nothing else"),
        (COUNT, "months", "counts otherwise"),
        (COUNT | {"type": "percentage", "most": 101}, "in every hundred", "is 100 at most"),
        (WAYS | {"loosest": "d"}, "", "none of its options"),
        (WAYS | {"template": "c"}, "", "not among the options that are allowed"),
        (WAYS | {"options": WAYS["options"][:1]}, "", "two options or more"),
        (WAYS | {"options": [WAYS["options"][0]] * 2}, "", "its own code"),
        (WAYS | {"options": [{"code": "a", "words": " "}]}, "", "each option is"),
        (WAYS | {"least": 1}, "", "a choice has options"),
    ],
)  # fmt: skip
def test_what_bounds_nothing_is_refused_with_what_would(value, unit, said):
    with pytest.raises(BadLimit, match=said):
        read_limit(value, unit)


# -- rules -----------------------------------------------------------------------------------

LIMIT = rules.Choice(
    tuple(Option(*one.values()) for one in WAYS["options"]),
    tuple(Option(*one.values()) for one in WAYS["options"][:2]),
    "ROLE-15", True, "Somebody who was absent",
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "firm", "refused"),
    [("a", True, False), ("b", True, False), ("c", True, True), ("c", False, False)],
)
def test_stricter_is_allowed_and_looser_is_not(code, firm, refused):
    found = rules.outside({"x": code}, {"x": LIMIT}, firm=firm)
    assert found == [
        "“Somebody who was absent”: “does as they like” is beyond what the rule pack allows. "
        "Choose “is stopped” or “is warned” (source: ROLE-15)."
    ] * refused  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ({"x": "a"}, []),
        ({"x": "d"}, ["Choose one of the ways offered: Somebody who was absent."]),
        ({"x": ""}, ["Choose one of the ways offered: Somebody who was absent."]),
        ({"y": "a"}, ["This policy makes no choice “y”."]),
    ],
)
def test_an_option_is_one_of_those_there_are(choices, found):
    assert rules.unknown_options(choices, {"x": LIMIT}, among=["x"]) == found


# -- in a draft ------------------------------------------------------------------------------


@pytest.fixture
def assessment(centre, quinn, hana):
    """The assessment policy, in force as the demonstration publishes it."""
    draft_actions.answer_questions(
        centre, by=quinn, at=MONDAY, answers=demonstration.ANSWERS | {"partners": "no"}
    )
    policy = Policy.objects.get(centre=centre, kind="assessment")
    demonstration.publish(policy, writer=quinn, approver=hana, at=MONDAY, summary="Ours.",
                          effective_on=IN_FORCE)  # fmt: skip
    return policy


@pytest.fixture
def draft(assessment, quinn):
    return draft_actions.start_draft(assessment, by=quinn, at=MONDAY)


def choose(draft, by, **choices):
    named = {{"late": LATE, "absent": KEY}[name]: code for name, code in choices.items()}
    return draft_actions.set_numbers(draft, by=by, at=MONDAY, numbers={}, choices=named)


def test_a_choice_is_kept_told_and_said_in_the_sentence(draft, quinn):
    choose(draft, quinn, absent="stopped")
    assert queries.choices_of(draft) == {KEY: "stopped", LATE: "forfeited", HIGHER: "kept"}
    event = Event.objects.latest("sequence")
    assert "to “is stopped from recording decisions until then”" in event.sentence
    (people,) = [one for one in read(draft, MONDAY).blocks if one.id == "people"]
    assert (
        '<span class="fm-live fm-live--plain">is stopped from recording decisions until then</span>'
        in (people.html)
    )
    assert (
        "An assessor who has not been standardised this year",
        "is stopped from recording decisions until then",
    ) in read(draft, MONDAY).choices


def test_what_is_beyond_the_pack_is_refused_with_its_source_and_nothing_is_kept(draft, quinn):
    before = queries.choices_of(draft)
    with pytest.raises(Refused) as refusal:
        choose(draft, quinn, late="limited", absent="stopped")
    (reason,) = refusal.value.obstacles
    assert "“is graded Pass at most” is beyond what the rule pack allows" in reason
    assert "(source: ASM-7 of the guide, RES-03)" in reason
    assert queries.choices_of(draft) == before


def test_a_way_there_is_not_is_refused(draft, quinn):
    with pytest.raises(Refused, match="Choose one of the ways offered"):
        choose(draft, quinn, late="burnt")


def test_a_limit_of_low_confidence_asks_for_a_reason_once(draft, quinn, monkeypatch):
    real = queries.rule

    def unsure(key, **more):
        one = real(key, **more)
        if key == f"policy.{LATE}":
            return replace(one, confidence="low")
        return one

    monkeypatch.setattr(queries, "rule", unsure)
    with pytest.raises(Refused):
        choose(draft, quinn, late="limited")
    draft_actions.set_numbers(draft, by=quinn, at=MONDAY, numbers={}, choices={LATE: "limited"},
                              reason="Our university partner asks for it.")  # fmt: skip
    draft.refresh_from_db()
    assert draft.content["reasoned"][LATE] == "limited"
    assert queries.cautions_on_sending(draft, quinn, MONDAY) == []
    draft.content["reasoned"] = {}
    assert len(queries.cautions_on_sending(draft, quinn, MONDAY)) == 1


def test_a_choice_that_no_sentence_says_holds_the_draft_back(draft, quinn):
    assert rules.unsaid(draft.content) == []
    text = "Everybody takes part in standardisation."
    draft_actions.write_block(draft, by=quinn, at=MONDAY, block="people", text=text)
    with pytest.raises(Refused) as refusal:
        actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="Shorter.")
    assert refusal.value.obstacles == [
        "Chosen, but said in no sentence yet: “An assessor who has not been standardised this year” "
        f"({{{KEY}}})."
    ]


def test_what_changed_is_told_in_words_and_compared(draft, quinn):
    choose(draft, quinn, absent="stopped")
    told = comparing.told_of(draft, MONDAY)
    assert told == [
        f"{STOPPED} until then; before, “is warned, and may record a decision only with a reason”."
    ]
    last = comparing.published_before(draft)
    (people,) = changes.side_by_side(
        comparing.text_of(last, MONDAY), comparing.text_of(draft, MONDAY)
    )
    assert people.id == "people"


def test_the_next_draft_keeps_what_was_chosen_and_an_older_text_learns_of_the_choice(
    draft, quinn, assessment
):
    choose(draft, quinn, absent="stopped")
    actions.set_aside(draft, by=quinn, at=MONDAY)
    last = queries.last_published(assessment)
    PolicyChoice.objects.filter(version=last, key=LATE).delete()
    PolicyChoice.objects.filter(version=last, key=KEY).update(option="stopped")
    del last.content["choices"]
    last.save(update_fields=["content"])
    for from_exemplar in (False, True):
        made = draft_actions.start_draft(
            assessment, by=quinn, at=MONDAY, from_exemplar=from_exemplar
        )
        assert queries.choices_of(made) == {KEY: "stopped", LATE: "forfeited", HIGHER: "kept"}
        assert set(rules.choices_in(made.content)) == {KEY, LATE, HIGHER}
        actions.set_aside(made, by=quinn, at=MONDAY)


# -- in force --------------------------------------------------------------------------------


def published(draft, quinn, hana, on):
    actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="We stop them.")
    actions.approve_version(draft, by=quinn, at=MONDAY)
    actions.approve_version(draft, by=hana, at=MONDAY)
    return actions.publish_version(draft, by=quinn, at=MONDAY, effective_on=on)


def test_it_holds_from_the_day_of_the_version_and_not_before(centre, draft, quinn, hana):
    later = IN_FORCE + timedelta(days=7)
    choose(draft, quinn, absent="stopped")
    version = published(draft, quinn, hana, later)
    assert queries.choice(centre, KEY, on=later - timedelta(days=1)) == "warned"
    assert queries.choice(centre, KEY, on=later) == "stopped"
    event = Event.objects.filter(name="policy_published").latest("sequence")
    assert event.details["choices"] == {KEY: "stopped", LATE: "forfeited", HIGHER: "kept"}
    past, _ = dossier_of(version.policy, MONDAY + timedelta(days=14)).history
    assert past.changes == (
        f"{STOPPED} until then; before, “is warned, and may record a decision only with a reason”.",
    )


def test_a_version_from_before_leaves_it_as_the_pack_proposes(centre, assessment):
    PolicyChoice.objects.filter(version__policy=assessment).delete()
    assert queries.choice(centre, KEY, on=IN_FORCE) == "warned"
    with pytest.raises(queries.NoPolicy):
        queries.choice(centre, KEY, on=date(2020, 1, 1))
    with pytest.raises(KeyError):
        queries.choice(centre, "assessment.plan_days", on=MONDAY.date())


def test_publication_asks_the_pack_of_the_day(draft, quinn, hana):
    choose(draft, quinn, absent="stopped")
    PolicyChoice.objects.filter(version=draft, key=LATE).update(option="limited")
    with pytest.raises(Refused, match="beyond what the rule pack allows"):
        published(draft, quinn, hana, IN_FORCE)


def test_the_data_the_pdf_and_the_word_file_say_it(draft, quinn):
    choose(draft, quinn, absent="stopped")
    shown = json.loads(json.dumps(_shown(draft, read(draft, MONDAY)), default=str))
    assert shown["choices"][KEY] == {
        "option": "stopped", "words": "is stopped from recording decisions until then"
    }  # fmt: skip
    paper = printing.policy_on_paper(draft, MONDAY)
    pdf = PdfReader(io.BytesIO(paper.pdf()))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert f"{STOPPED} until then." in words
    text = " ".join(one.text for one in Document(io.BytesIO(paper.docx())).paragraphs)
    assert f"{STOPPED} until then." in text


# -- the page --------------------------------------------------------------------------------


def test_the_form_has_radios_and_says_what_is_allowed(draft, quinn, client):
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    address = "/policies/assessment/draft/numbers/"
    page = client.get(address).content.decode()
    assert page.count('type="radio"') == 7
    assert "It must not be “is graded Pass at most” (ASM-7 of the guide, RES-03)" in page
    assert "All of these are allowed (ROLE-15)" in page
    values = {key.replace(".", "__"): value for key, value in queries.decided_in(draft).items()}
    answer = client.post(address, values | {LATE.replace(".", "__"): "limited"})
    assert answer.status_code == 422
    assert "is beyond what the rule pack allows" in answer.content.decode()
    client.post(address, values | {KEY.replace(".", "__"): "stopped"})
    assert queries.choices_of(draft)[KEY] == "stopped"
    assert Role.QUALITY_NOMINEE in rules.WRITERS


def test_an_amendment_that_makes_a_choice_too_loose_says_so(college, quinn):
    """The way in force is held against the amended limit, as a number is against its bounds."""
    at = MONDAY + timedelta(days=7)
    key = "policy.assessment.unstandardised_assessor"
    held = next(one for one in pack() if one.key == key)
    strict = {**held.value, "loosest": "stopped", "template": "stopped"}
    amendment = try_out(college, quinn, a_row(key, strict, unit=held.unit), at=at)
    [one] = of_kind(amendment, Consequence.NUMBER, at.date())
    assert "is “is warned, and may record a decision only with a reason” in " in one.said
    assert "It must be “is stopped from recording decisions until then”" in one.said
    assert one.link == "/policies/assessment/"


def test_a_choice_is_offered_beside_the_editor_like_a_number(college, quinn, client):
    policy = Policy.objects.get(centre=college, kind="assessment")
    draft_actions.start_draft(policy, by=quinn, at=MONDAY + timedelta(days=7))
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    page = client.get("/policies/assessment/draft/aims/").content.decode()
    assert "{assessment.late_work}" in page
