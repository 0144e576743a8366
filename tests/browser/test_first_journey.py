"""From the class list to agreement, through the browser, by keyboard alone."""

import json
from pathlib import Path

import pytest

from fairmark.people.rules import Role
from fairmark.registration.agreement_models import Difference
from fairmark.registration.models import Registration
from tests.browser.conftest import violations
from tests.builders import a_centre, a_person
from tests.conftest import DATA

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long pass phrase"


@pytest.fixture
def centre(transactional_db):
    centre = a_centre(number="10234")
    a_person(centre, "Erin Exams", Role.EXAMS_OFFICER, email="erin@example.ac.uk")
    a_person(centre, "Quinn Nominee", Role.QUALITY_NOMINEE, email="quinn@example.ac.uk")
    return centre


class Keyboard:
    """Somebody without a mouse: Tab, typing, Enter."""

    def __init__(self, page):
        self.page = page

    def to(self, words, limit=120):
        """Tab until what has the focus says these words."""
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            said = self.page.evaluate(
                """() => { const e = document.activeElement; if (!e || e === document.body) return '';
                if (e.getAttribute('role') === 'group') return e.getAttribute('aria-label');
                const label = e.labels && e.labels[0] ? e.labels[0].innerText : '';
                return [e.innerText, e.value, label, e.getAttribute('aria-label')].join(' ') }"""
            )
            if words in said:
                return
        raise AssertionError(f"The keyboard does not get to “{words}” on {self.page.url}.")

    def follow(self, words):
        self.to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, label, text):
        self.to(label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def sign_in(self, email):
        self.page.goto("/account/login/")
        self.type("Email", email)
        self.type("Password", PASSWORD)
        self.follow("Sign in")

    def bring_in(self, kind, path: Path):
        """The wizard: upload, keep the columns as guessed, bring in."""
        self.page.goto("/imports/")
        self.follow(kind)
        self.to("The file")
        self.page.locator("input[type=file]").set_input_files(path)
        self.follow("Upload and look at it")
        self.follow("Keep these and try the file")
        assert self.page.get_by_text("Bringing in").is_visible()
        self.follow("Bring it in")


def test_from_class_list_to_agreement_by_keyboard_alone(centre, open_page):
    page = open_page()
    erin = Keyboard(page)
    erin.sign_in("erin@example.ac.uk")
    erin.bring_in("Specifications", DATA / "specifications.csv")
    erin.bring_in("Class list", DATA / "centre-a" / "class-list.csv")
    for _ in range(4):
        page.goto("/registration/")
        erin.follow("learners of X")
        assert violations(page) == []
        erin.type("Sent to the awarding body on", "15/9/2025")
        erin.follow("Register")
    assert Registration.objects.filter(centre=centre).count() == 237
    erin.bring_in("Awarding body", DATA / "centre-a" / "awarding-body-registrations.csv")
    erin.follow("Compare the two records")
    erin.follow("Compare now")

    planted = json.loads((DATA / "centre-a" / "planted-differences.json").read_text())
    found = Difference.objects.filter(centre=centre)
    assert sorted(found.values_list("kind", flat=True)) == sorted(one["kind"] for one in planted)
    assert page.get_by_text("To act on").first.is_visible()
    erin.follow("García, Mohammed")
    erin.type("Why the two records may differ", "Asked the Learner Records Service on 3 February.")
    erin.follow("Keep the explanation")
    assert found.filter(state="explained").count() == 1

    page.context.clear_cookies()
    quinn = Keyboard(page)
    quinn.sign_in("quinn@example.ac.uk")
    quinn.follow("Assurance")
    quinn.follow("REG-6, not met")
    assert page.get_by_role("heading", name="REG-6").is_visible()
    assert "differences" in page.locator(".fm-three").inner_text()
    assert page.said == []


def test_the_school_data_sync_sample_comes_in_through_the_wizard(centre, open_page, tmp_path):
    from fairmark.learners.models import Learner
    from fairmark.registration.list_imports import zipped

    roster = tmp_path / "roster.zip"
    roster.write_bytes(zipped(DATA / "roster-sds-uk"))
    page = open_page()
    erin = Keyboard(page)
    erin.sign_in("erin@example.ac.uk")
    page.goto("/imports/")
    erin.follow("Roster")
    page.locator("input[type=file]").set_input_files(roster)
    erin.follow("Upload and look at it")
    erin.follow("Keep these and try the file")
    assert page.get_by_text("School Data Sync, UK layout").is_visible()
    assert page.get_by_text("written month first").is_visible()
    erin.follow("Bring it in")
    assert Learner.objects.filter(centre=centre).count() == 22
    assert str(Learner.objects.get(ref="13003").date_of_birth) == "1997-12-19"


def test_the_wizard_works_without_scripts_and_on_a_phone(centre, open_page):
    page = open_page(width=390, javascript=False)
    page.goto("/account/login/")
    page.get_by_label("Email").fill("erin@example.ac.uk")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/imports/new/specifications/")
    page.locator("input[type=file]").set_input_files(DATA / "specifications.csv")
    page.get_by_role("button", name="Upload and look at it").click()
    page.get_by_role("button", name="Keep these and try the file").click()
    page.get_by_role("button", name="Bring it in").click()
    assert page.get_by_text("is brought in").is_visible()
