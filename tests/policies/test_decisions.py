"""Questions in a procedure: written on a step's form, kept whole, said in text, table and picture."""

import json

import pytest
from lxml import html as lxml_html

from fairmark.people.models import Account
from fairmark.policies import actions, comparing, draft_actions, queries, section_actions
from fairmark.policies.drafting_rules import block_of, piece_of
from fairmark.policies.reading import read
from fairmark.site.policy_commands import _shown
from fairmark.workflow.refusals import Refused
from tests.builders import MONDAY

BLOCK, STEP = "transfer-procedure", "agree"
ASKS = {
    "asks": "Is the programme open?",
    "answers": [{"word": "Yes", "to": "next"}, {"word": "No", "to": "end"}],
}
ADDRESS = f"/policies/registration/draft/{BLOCK}/steps/{STEP}/"


def kept(draft, step=STEP):
    draft.refresh_from_db()
    return piece_of(block_of(draft.content, BLOCK)["steps"], step)


def write(draft, by, step=STEP, **more):
    old = kept(draft, step)
    said = {"title": old["title"], "what": old["what"], "who": old["who"], "within": old["by"],
            "leaves": old["record"], "does": old.get("action", "")}  # fmt: skip
    return draft_actions.write_step(draft, by=by, at=MONDAY, block=BLOCK, step=step, **said, **more)


def refusal(call, *args, **more):
    with pytest.raises(Refused) as found:
        call(*args, **more)
    return found.value.obstacles


def test_a_question_is_kept_and_said_everywhere(own, quinn):
    write(own, quinn, **ASKS)
    assert {name: kept(own)[name] for name in ASKS} == ASKS
    (block,) = [one for one in read(own, MONDAY).blocks if one.id == BLOCK]
    first = block.steps[0]
    assert first.asks == "Is the programme open?"
    assert first.leads == ("If yes: go to step 2.", "If no: the procedure ends.")
    assert block.decides
    assert [one.text for one in block.chart.answers] == ["Yes", "No"]
    assert "Is the programme open? If yes, step 2; if no, the end" in block.chart.says
    (shown,) = [one for one in json.loads(json.dumps(_shown(own, read(own, MONDAY)), default=str))
                ["blocks"] if one["id"] == BLOCK]  # fmt: skip
    assert shown["steps"][0]["asks"] == "Is the programme open?"
    assert shown["steps"][0]["leads"] == list(first.leads)
    told = comparing.told_of(own, MONDAY)
    assert f"Step “{first.title}” under “Transfer” rewritten." in told


def test_taking_the_question_away_leaves_nothing_of_it(own, quinn):
    write(own, quinn, **ASKS)
    write(own, quinn)
    assert not {"asks", "answers", "then"} & set(kept(own))
    write(own, quinn, step="tell", then=STEP)
    assert kept(own, "tell")["then"] == STEP


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (ASKS | {"answers": ASKS["answers"][:1]}, "two answers"),
        (ASKS | {"answers": [{"word": "Yes", "to": "nowhere"}, ASKS["answers"][1]]}, "Choose where"),
        ({"answers": ASKS["answers"]}, "no question"),
        ({"then": STEP}, "cannot lead to itself"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_refused_and_nothing_is_kept(own, quinn, more, said):
    before = kept(own)
    (reason,) = refusal(write, own, quinn, **more)
    assert said in reason
    assert kept(own) == before


def test_a_step_that_another_leads_to_is_not_taken_out(own, quinn):
    write(own, quinn, step="tell", then=STEP)
    found = refusal(section_actions.take_out_step, own, by=quinn, at=MONDAY, block=BLOCK, step=STEP)
    assert found == [
        "The step “Tell the awarding body” leads to it. Say there where it goes on instead."
    ]
    write(own, quinn, step="tell")
    section_actions.take_out_step(own, by=quinn, at=MONDAY, block=BLOCK, step=STEP)


def test_a_procedure_without_a_way_out_is_not_sent_and_not_drawn(own, quinn):
    write(own, quinn, step="tell", then=STEP)
    (reason,) = refusal(actions.send_for_approval, own, by=quinn, at=MONDAY, summary="Round.")
    assert reason.startswith(
        "Steps that lead nowhere: “Transfer”: from step 1 “Agree the change” nothing leads to the end"
    )
    own.refresh_from_db()
    (block,) = [one for one in read(own, MONDAY).blocks if one.id == BLOCK]
    assert block.chart is None
    write(own, quinn, **ASKS)
    own.refresh_from_db()
    assert queries.obstacles_to_sending(own, quinn, MONDAY) == []
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="A way out.")


def test_a_step_is_added_with_its_question(own, quinn):
    steps = [one["id"] for one in block_of(own.content, BLOCK)["steps"]]
    section_actions.add_step(
        own, by=quinn, at=MONDAY, block=BLOCK, title="Check it", what="Compare.", who="exams officer",
        within="The same day", leaves="Check", asks="Is it right?",
        answers=[{"word": "Yes", "to": "end"}, {"word": "No", "to": steps[0]}],
    )  # fmt: skip
    own.refresh_from_db()
    assert block_of(own.content, BLOCK)["steps"][-1]["asks"] == "Is it right?"
    assert queries.obstacles_to_sending(own, quinn, MONDAY) == []


@pytest.fixture
def at_the_desk(client, quinn):
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    return client


def posted(draft, **more):
    old = kept(draft)
    return {"title": old["title"], "what": old["what"], "who": old["who"], "within": old["by"],
            "leaves": old["record"], "does": old.get("action", ""), "then": "next", "asks": "",
            **more}  # fmt: skip


def test_the_form_offers_every_other_step_and_keeps_what_was_typed(own, at_the_desk):
    page = lxml_html.document_fromstring(at_the_desk.get(ADDRESS).content)
    offered = [one.text for one in page.get_element_by_id("id_then")]
    assert offered[:2] == ["The next step", "The end of the procedure"]
    assert not [one for one in offered if one.startswith("Step 1:")]
    wrong = posted(own, asks="Is it open?", answer_1_0="Yes", answer_1_1="next")
    answer = at_the_desk.post(ADDRESS, wrong)
    assert answer.status_code == 422
    assert "A question has two answers" in answer.content.decode()
    assert 'value="Is it open?"' in answer.content.decode()
    right = wrong | {"answer_2_0": "No", "answer_2_1": "end"}
    assert at_the_desk.post(ADDRESS, right).status_code == 302
    assert kept(own)["answers"] == ASKS["answers"]
    text = at_the_desk.get("/policies/registration/draft/").content.decode()
    assert "<b>Is it open?</b> If yes: go to step 2. If no: the procedure ends." in text
    again = lxml_html.document_fromstring(at_the_desk.get(ADDRESS).content)
    assert again.get_element_by_id("id_answer_2_0").value == "No"
    assert again.get_element_by_id("id_answer_2_1").value == "end"
