"""What is wrong is refused with its reason, or cleaned, wherever it is typed."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import IntegrityError, transaction

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.policies import actions, draft_actions, queries, section_actions, wording
from fairmark.policies.models import PolicyNumber, PolicyVersion
from tests.builders import MONDAY
from tests.policies.test_actions import refusal

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def as_quinn(client, quinn):
    client.force_login(Account.objects.create(person=quinn, email="quinn@example.ac.uk"))
    return client


def test_the_database_itself_keeps_one_draft_of_a_policy(policy, draft, quinn):
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(
            policy=policy, number=99, content=draft.content, drafted_by=quinn, drafted_at=MONDAY
        )


def test_a_number_beyond_its_bound_holds_a_draft_back_however_it_came_there(own, quinn):
    PolicyNumber.objects.filter(version=own, key="registration.days_to_register").update(value=41)
    [reason] = refusal(actions.send_for_approval, own, by=quinn, summary="Ours.")
    assert reason.startswith("“Register a learner within”: 41 is more than the rule pack allows.")


def test_a_number_beyond_its_bound_is_not_published_either(agreed, quinn):
    PolicyNumber.objects.filter(version=agreed).update(value=0)
    PolicyNumber.objects.filter(version=agreed, key="registration.days_to_register").update(
        value=41
    )
    found = refusal(actions.publish_version, agreed, by=quinn, effective_on=MONDAY.date())
    assert any(reason.startswith("“Register a learner within”: 41") for reason in found)


def test_a_procedure_left_as_it_came_is_named_among_what_is_open(draft, as_quinn):
    said = as_quinn.get("/policies/registration/draft/").content.decode()
    assert 'Still as it came: <a href="transfer-procedure/here/">Transfer</a>' in said


def test_a_gap_in_a_step_holds_a_draft_back(own, quinn):
    own.content["blocks"][-2]["steps"][0]["by"] = "Within {agreed.days} days"
    own.save()
    [reason] = refusal(actions.send_for_approval, own, by=quinn, summary="A gap.")
    assert reason == "Still to be filled in: “agreed.days” under “Certification”."


def test_a_second_draft_is_refused_on_its_page(draft, as_quinn):
    said = as_quinn.get("/policies/registration/new/").content.decode()
    assert "is open already. Finish it or set it aside first." in said


def test_publishing_backwards_is_refused_on_its_page(agreed, as_quinn):
    yesterday = MONDAY.date() - timedelta(days=1)
    response = as_quinn.post(
        "/policies/registration/draft/publication/", {"effective_on": f"{yesterday:%d/%m/%Y}"}
    )
    assert response.status_code == 422
    assert "Choose today or a later day." in response.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        SCRIPT, "Text <img src=x onerror=alert(1)>", "<p onclick='alert(1)'>Text</p>",
        "[click](javascript:alert(1))", "<a href='JaVaScRiPt:alert(1)'>click</a>",
        "<style>p{}</style> Text", "<iframe src='https://a.example'></iframe> Text",
    ],
)  # fmt: skip
def test_what_is_pasted_into_a_section_never_runs(draft, as_quinn, typed):
    for place in ("aims/", "transfer-procedure/here/"):
        response = as_quinn.post(
            f"/policies/registration/draft/{place}", {"heading": "Aims", "text": typed}
        )
        assert response.status_code in (302, 422)
    draft.refresh_from_db()
    block = draft.content["blocks"][0]
    kept = block["html"] + next(b for b in draft.content["blocks"] if b.get("here"))["here"]
    assert [tag for tag in tags_of(kept) if tag[0] not in wording.TAGS or tag[1]] == []


def tags_of(html):
    """The tags of a text, each with its attributes; escaped markup is words."""
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, attributes))
    parser.feed(html)
    return found


def test_markup_in_headings_steps_and_comments_is_shown_and_not_run(draft, as_quinn, quinn, erin):
    draft = section_actions.add_section(
        draft, by=quinn, at=MONDAY, part="procedures", heading=SCRIPT, text="Text."
    )
    draft = section_actions.add_step(
        draft, by=quinn, at=MONDAY, block=draft.content["blocks"][-1]["id"], title=SCRIPT,
        what=SCRIPT, who=Role.ASSESSOR, within=SCRIPT, leaves=SCRIPT,
    )  # fmt: skip
    draft_actions.comment_on_block(draft, by=erin, at=MONDAY, block="aims", words=SCRIPT)
    block = draft.content["blocks"][-1]["id"]
    for place in ("", "arrangement/", f"{block}/steps/", f"{block}/", "sending/", "aims/comment/"):
        said = as_quinn.get(f"/policies/registration/draft/{place}").content.decode()
        assert SCRIPT not in said, place


@pytest.mark.parametrize("name", ["the cat", "rule:no.such", "appeals.reply_days"])
def test_a_name_that_nothing_fills_is_refused_on_its_page(draft, as_quinn, name):
    """A number of another policy is not this one's to show."""
    response = as_quinn.post(
        "/policies/registration/draft/aims/", {"heading": "Aims", "text": f"Ask {{{name}}}."}
    )
    assert response.status_code == 422
    assert f"Nothing fills {{{name}}}." in response.content.decode()
    draft.refresh_from_db()
    assert name not in draft.content["blocks"][0]["html"]


def test_a_link_that_runs_is_refused_on_its_page(draft, as_quinn):
    before = len(draft.content["links"])
    response = as_quinn.post(
        "/policies/registration/draft/links/new/", {"title": "x", "address": "javascript:alert(1)"}
    )
    assert response.status_code == 422
    assert "A link is an address that begins with https://" in response.content.decode()
    draft.refresh_from_db()
    assert len(draft.content["links"]) == before


@pytest.mark.parametrize("move", ["", "aims", "aims sideways", "x up down", "../x up"])
def test_a_move_to_nowhere_changes_nothing(draft, as_quinn, move):
    before = queries.open_draft(draft.policy).content
    address = "/policies/registration/draft/arrangement/"
    assert as_quinn.post(address, {"move": move}).status_code == 422
    assert queries.open_draft(draft.policy).content == before


def test_taking_out_what_alone_answers_a_clause_asks_for_the_reason_first(draft, as_quinn):
    address = "/policies/registration/draft/registering/removal/"
    said = as_quinn.get(address).content.decode()
    assert "Nothing else in this policy answers REG-1 and REG-2." in said
    assert as_quinn.post(address).status_code == 422
    assert as_quinn.post(address, {"reason": "In the exams policy."}).status_code == 302


def test_a_comment_is_settled_from_the_page_of_a_version_in_approval(agreed, as_quinn, quinn):
    comment = draft_actions.comment_on_block(
        agreed, by=quinn, at=MONDAY, block="aims", words="Say who."
    )
    page = as_quinn.get("/policies/registration/draft/").content.decode()
    address = f"/policies/comments/{comment.pk}/"
    assert page.count(f'href="{address}"') == 2
    assert 'href="publication/"' not in page
    assert as_quinn.post(address).status_code == 302
    page = as_quinn.get("/policies/registration/draft/").content.decode()
    assert f'href="{address}"' not in page
    assert 'href="publication/"' in page


def test_a_comment_on_a_section_that_was_taken_out_is_still_settled(draft, as_quinn, quinn):
    comment = draft_actions.comment_on_block(
        draft, by=quinn, at=MONDAY, block="aims", words="Say who."
    )
    section_actions.take_out_section(draft, by=quinn, at=MONDAY, block="aims", reason="Later.")
    page = as_quinn.get("/policies/registration/draft/").content.decode()
    assert page.count(f'href="/policies/comments/{comment.pk}/"') == 1
