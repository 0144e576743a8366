"""A policy from its questions to force, through the browser; and the editor against what it keeps."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from demo import policies as demonstration
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.policies import actions, draft_actions, exemplars, queries, wording
from fairmark.policies.changes import _markup
from fairmark.policies.models import Policy
from tests.browser.conftest import violations
from tests.browser.test_first_journey import PASSWORD, Keyboard
from tests.builders import a_centre, a_person
from tests.policies.conftest import make_own

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAFT = "/policies/registration/draft/"
KEY = "registration.days_to_tell"


@pytest.fixture
def centre(transactional_db):
    centre = a_centre(number="10234")
    for name, role in (("Quinn Nominee", Role.QUALITY_NOMINEE), ("Hana Head", Role.HEAD_OF_CENTRE),
                       ("Erin Exams", Role.EXAMS_OFFICER)):  # fmt: skip
        a_person(centre, name, role, email=f"{name.split()[0].lower()}@example.ac.uk")
    return centre


def nominee(centre):
    return Account.objects.get(email="quinn@example.ac.uk").person


@pytest.fixture
def sign_in(open_page):
    def enter(name, **how):
        page = open_page(**how)
        keyboard = Keyboard(page)
        keyboard.sign_in(f"{name}@example.ac.uk")
        return page, keyboard

    return enter


def text_of(page):
    return page.locator("main").inner_text()


def answer_the_questions(page):
    """Every question, with what the demonstration answers."""
    for name, answer in demonstration.ANSWERS.items():
        field = page.locator(f"[name={name}]")
        if field.first.get_attribute("type") in ("radio", "checkbox"):
            for one in answer if isinstance(answer, list) else [answer]:
                page.locator(f"[name={name}][value='{one}']").check()
        elif field.first.evaluate("e => e.tagName") == "SELECT":
            field.select_option(str(answer))
        else:
            field.fill(str(answer))


def test_from_the_questions_to_force_and_what_changed(centre, sign_in):
    page, quinn = sign_in("quinn")
    quinn.follow("Policies")
    quinn.follow("Set up your policies")
    answer_the_questions(page)
    quinn.follow("Write the policies")
    assert "Your policies are in draft" in text_of(page)

    # A section, by keyboard: what stood there goes, what is typed stays.
    page.goto(f"{DRAFT}aims/")
    quinn.type("The text", "Every learner is registered in the first week. ")
    page.keyboard.press("Control+B")
    page.keyboard.type("Nobody waits.")
    quinn.follow("Keep the text")
    assert "Every learner is registered in the first week. Nobody waits." in text_of(page)

    # A step, and the action that does it.
    page.goto(f"{DRAFT}transfer-procedure/steps/")
    quinn.follow("Add a step")
    quinn.type("What is done, in a few words", "Phone the other centre")
    quinn.type("What exactly", "The exams officer rings and notes who answered.")
    page.get_by_label("Who does it").select_option("exams officer")
    quinn.type("By when", "Within {registration.days_to_tell} working days")
    quinn.type("Which record it leaves", "A note on the learner’s record")
    page.get_by_label("What does it in Fairmark").select_option("record_telling")
    quinn.follow("Add the step")
    page.get_by_role("button", name="Move up “Phone the other centre”").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert violations(page) == []
    quinn.follow("Back to the draft")
    assert "Done in Fairmark: Record telling" in text_of(page)

    # A number.
    quinn.follow("Set the numbers")
    quinn.type("Tell the awarding body of a change within", "5")
    quinn.follow("Keep the numbers")

    draft = queries.open_draft(Policy.objects.get(centre=centre, kind="registration"))
    make_own(draft, nominee(centre))
    page.goto(DRAFT)
    quinn.follow("Send for approval")
    assert "“Tell the awarding body of a change within”: 10 to 5 working days." in text_of(page)
    quinn.type("What changed, in one sentence", "Changes are told in five days.")
    quinn.follow("Send for approval")
    quinn.follow("Approve")
    quinn.follow("Approve")

    page, hana = sign_in("hana")
    hana.follow("Approve the registration, entry and certification policy, or send it back")
    hana.follow("Approve")
    said = text_of(page)
    assert "New step “Phone the other centre” under “Transfer”." in said
    assert "Section “What we aim for” rewritten." in said
    assert violations(page) == []
    hana.follow("Approve")
    assert "You have approved it." in text_of(page)
    page.goto("/")
    assert "Approve the registration" not in text_of(page)

    page, quinn = sign_in("quinn")
    quinn.follow("Publish the registration, entry and certification policy")
    quinn.follow("Publish")
    assert violations(page) == []
    quinn.follow("Publish")
    assert "Version 2 is published. It is in force from" in text_of(page)
    assert queries.number(centre, KEY, on=timezone.localdate()) == 5

    page, hana = sign_in("hana")
    page.goto("/policies/registration/")
    hana.follow("Compare with version 1")
    assert page.locator("del").first.is_visible()
    new = " ".join(page.locator("ins").all_inner_texts())
    assert "Phone the other centre" in new
    assert page.said == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_editor_is_accessible_and_silent_under_our_policy(centre, sign_in, width):
    draft_actions.start_draft(
        Policy.objects.get(centre=centre), by=nominee(centre), at=timezone.now()
    )
    page, _ = sign_in("quinn", width=width)
    for place in ("aims/", "sections/new/?part=aims", "transfer-procedure/here/"):
        page.goto(f"{DRAFT}{place}")
        box = page.get_by_role("textbox", name="The text")
        box.click()
        page.get_by_role("button", name="Table", exact=True).click()
        assert page.get_by_role("button", name="Add a row").is_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.said == []


def test_every_section_that_is_opened_and_kept_stays_as_it_was(centre, sign_in):
    """The editor loses nothing of what a policy is made of, and adds nothing."""
    draft = draft_actions.start_draft(
        Policy.objects.get(centre=centre), by=nominee(centre), at=timezone.now()
    )
    page, _ = sign_in("quinn")
    texts = {
        block["html"].strip()
        for kind in exemplars.KINDS
        for block in (*exemplars.exemplar(kind).blocks, *exemplars.exemplar(kind).learner)
    } | {
        "<h3>A</h3><p>B <strong>c</strong> <em>d</em> {centre}</p><blockquote><p>E</p></blockquote>",
        '<p>See <a href="https://a.example/">there</a>.<br>Next.</p>',
        "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
    }
    wrong = {}
    for number, html in enumerate(sorted(texts)):
        draft.content["blocks"][0]["html"] = html
        draft.save()
        if number == 0:
            page.goto(f"{DRAFT}aims/")
        kept = page.evaluate(
            """async (html) => {
                const area = document.querySelector('textarea[data-html]')
                const form = area.form
                const box = form.querySelector('[role=textbox]')
                box.editor.commands.setContent(html)
                form.addEventListener('submit', (e) => e.preventDefault(), {once: true})
                form.dispatchEvent(new Event('submit', {cancelable: true}))
                return form.elements.html.value
            }""", html,
        )  # fmt: skip
        if _markup(wording.from_written(kept)) != _markup(html):
            wrong[html] = wording.from_written(kept)
    assert wrong == {}


def test_what_is_pasted_into_the_editor_is_cleaned(centre, sign_in):
    draft_actions.start_draft(
        Policy.objects.get(centre=centre), by=nominee(centre), at=timezone.now()
    )
    page, _ = sign_in("quinn")
    page.goto(f"{DRAFT}aims/")
    page.evaluate(
        """() => { document.querySelector('form.fm-form').addEventListener('submit', (e) => {
            e.target.elements.html.value = '<p onclick="x()">We aim.<script>alert(1)</script>' +
            '<a href="javascript:x()">here</a><img src=x></p>' }) }"""
    )
    page.get_by_role("button", name="Keep the text").click()
    page.wait_for_url(f"**{DRAFT}#aims")
    draft = queries.open_draft(Policy.objects.get(centre=centre))
    assert draft.content["blocks"][0]["html"] == "<p>We aim.<a>here</a></p>"


def test_an_empty_text_is_refused_and_what_was_written_is_kept_on_the_page(centre, sign_in):
    draft_actions.start_draft(
        Policy.objects.get(centre=centre), by=nominee(centre), at=timezone.now()
    )
    page, quinn = sign_in("quinn")
    page.goto(f"{DRAFT}aims/")
    quinn.type("The text", "Ask {the cat} about it.")
    quinn.follow("Keep the text")
    assert "Nothing fills {the cat}." in text_of(page)
    assert "Ask {the cat} about it." in page.get_by_role("textbox", name="The text").inner_text()
    quinn.type("The text", " ")
    page.keyboard.press("Backspace")
    quinn.follow("Keep the text")
    assert "The section would be empty." in text_of(page)


def test_a_section_is_written_without_scripts(centre, open_page):
    draft_actions.start_draft(
        Policy.objects.get(centre=centre), by=nominee(centre), at=timezone.now()
    )
    page = open_page(width=390, javascript=False)
    page.goto("/account/login/")
    page.get_by_label("Email").fill("quinn@example.ac.uk")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{DRAFT}aims/")
    page.get_by_label("The text").fill("We aim:\n\n- high\n- **higher**")
    page.get_by_role("button", name="Keep the text").click()
    draft = queries.open_draft(Policy.objects.get(centre=centre))
    assert draft.content["blocks"][0]["html"] == (
        "<p>We aim:</p>\n<ul>\n<li>high</li>\n<li><strong>higher</strong></li>\n</ul>"
    )


def test_a_reader_on_a_phone_reads_what_changed(centre, sign_in):
    policy, by = Policy.objects.get(centre=centre), nominee(centre)
    at = timezone.now() - timedelta(hours=1)
    draft = make_own(draft_actions.start_draft(policy, by=by, at=at), by)
    actions.send_for_approval(draft, by=by, at=at, summary="How we do it.")
    actions.approve_version(draft, by=by, at=at)
    hana = Account.objects.get(email="hana@example.ac.uk").person
    actions.approve_version(draft, by=hana, at=at)
    actions.publish_version(draft, by=by, at=at, effective_on=timezone.localdate())
    page, erin = sign_in("erin", width=390)
    erin.follow("Read the registration, entry and certification policy")
    erin.follow("Compare with version 1")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert "How it is done here written under “Transfer”." in text_of(page)


def test_names_and_numbers_are_drawn_as_tokens_and_posted_as_they_stand(centre, sign_in):
    draft = draft_actions.start_draft(
        Policy.objects.get(centre=centre), by=nominee(centre), at=timezone.now()
    )
    html = f"<p>{{centre}} tells within {{{KEY}}} days, and {{nobody}} knows.</p>"
    draft.content["blocks"][0]["html"] = html
    draft.save()
    page, quinn = sign_in("quinn")
    page.goto(f"{DRAFT}aims/")
    box = page.get_by_role("textbox", name="The text")
    assert box.locator(".fm-token").all_inner_texts() == ["{centre}", f"{{{KEY}}}", "{nobody}"]
    said = box.locator(".fm-token").evaluate_all(
        "found => found.map((one) => getComputedStyle(one, '::after').content)"
    )
    number = queries.numbers_of(draft)[KEY]
    assert said == [f'" = {centre.name}"', f'" = {number}"', "none"]
    assert box.locator(".fm-token--unknown").all_inner_texts() == ["{nobody}"]
    assert violations(page) == []

    # From the list, by keyboard alone.
    page.get_by_label("Name or number").select_option("{quality nominee}")
    box.press("Control+End")
    page.wait_for_function("""() => { const {state} = document.querySelector('.fm-write__text').editor
        return state.selection.from === state.doc.content.size - 1 }""")
    page.get_by_role("button", name="Put it in").press("Enter")
    expect(box.locator(".fm-token").last).to_have_text("{quality nominee}")
    page.evaluate("""() => document.querySelector('.fm-write__text').editor.commands
        .setContent(document.querySelector('.fm-write__text').editor.getHTML()
        .replace('{nobody}', 'everybody'))""")
    quinn.follow("Keep the text")
    draft.refresh_from_db()
    assert draft.content["blocks"][0]["html"] == (
        html.replace("{nobody}", "everybody").replace(".</p>", ".{quality nominee}</p>")
    )
