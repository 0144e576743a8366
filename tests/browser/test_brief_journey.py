"""From a plan to the learner's receipt, by the right people and by keyboard alone."""

from datetime import timedelta

import pytest

from fairmark.briefs.models import Brief, Receipt
from fairmark.calendar.clock import now, today
from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import year_of
from fairmark.people.rules import Role
from fairmark.planning.models import AssessmentPlan, PlannedAssignment
from fairmark.programmes.models import Cohort
from tests.browser.test_first_journey import Keyboard
from tests.builders import (
    a_centre,
    a_cohort,
    a_criteria,
    a_learner,
    a_person,
    a_policy,
    a_programme,
    a_unit,
    allocate,
    an_enrolment,
    standardise,
    take,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = (
    ("Pia Leader", "pia", Role.PROGRAMME_LEADER), ("Asa Assessor", "asa", Role.ASSESSOR),
    ("Ivor Verifier", "ivor", Role.INTERNAL_VERIFIER),
    ("Vera Lead", "vera", Role.LEAD_INTERNAL_VERIFIER),
)  # fmt: skip


@pytest.fixture
def cohort(transactional_db) -> Cohort:
    """One unit, one learning aim, one learner, teaching since last week; Asa missed standardisation."""
    centre = a_centre(number="10234")
    programme = a_programme(centre)
    unit = a_unit(programme, number="8", external=False, title="Recruitment")
    a_criteria(unit, "A.P1 A.M1 A.D1")
    cohort = a_cohort(programme)
    Cohort.objects.update(
        teaching_starts_on=today() - timedelta(days=7),
        planned_end_on=today() + timedelta(days=200),
    )
    cohort.refresh_from_db()
    take(cohort, unit)
    for kind in ("assessment", "internal-verification"):
        a_policy(centre, kind)
    people = {
        email: a_person(centre, name, role, programme, email=f"{email}@example.ac.uk")
        for name, email, role in PEOPLE
    }
    allocate(cohort, people["asa"], Role.ASSESSOR)
    allocate(cohort, people["ivor"], Role.INTERNAL_VERIFIER)
    if year_of(centre, today()) is None:
        AcademicYear.objects.create(
            centre=centre, label="now", starts_on=today() - timedelta(days=60),
            ends_on=today() + timedelta(days=300),
        )  # fmt: skip
    standardise(programme, people["vera"], people["ivor"], on=today(), at=now())
    lena = a_person(centre, "Lena Baptiste", Role.LEARNER, email="lena@example.ac.uk")
    an_enrolment(cohort, a_learner(centre, forenames="Lena", person=lena))
    return cohort


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_reaches_a_learner_that_was_not_verified(cohort, open_page, width):
    def as_(email):
        keyboard = Keyboard(open_page(width))
        keyboard.sign_in(f"{email}@example.ac.uk")
        return keyboard, keyboard.page

    pia, page = as_("pia")
    page.goto(f"/programmes/cohorts/{cohort.pk}/")
    pia.follow("Assessment plan")
    pia.follow("Draft the plan")
    pia.follow("1. Learning aim A")
    for label, days in (("Hand-out", 0), ("Hand-in", 40), ("Assess by", 50), ("Verify by", 54),
                        ("Return by", 56), ("Planned resubmission", 77)):  # fmt: skip
        pia.type(label, f"{today() + timedelta(days=days):%d/%m/%Y}")
    pia.follow("Save")

    vera, page = as_("vera")
    page.goto(f"/plans/cohorts/{cohort.pk}/")
    vera.follow("Sign the plan")
    vera.type("Why do it all the same?", "Planned with the team; teaching has just begun.")
    vera.follow("Sign the plan")
    plan = AssessmentPlan.objects.get()
    assert (plan.is_signed, plan.reason[:7]) == (True, "Planned")
    assert "In force" in page.locator("main").inner_text()

    lena, learner_page = as_("lena")
    learner_page.goto("/my-work/")
    said = learner_page.locator("main").inner_text()
    assert "No assignment yet" in said
    assert f"{today() + timedelta(days=40):%-d %B %Y}" in said

    asa, page = as_("asa")
    page.goto("/briefs/")
    asa.follow("Unit 8, assignment 1")
    asa.follow("Begin the brief")
    asa.follow("Begin the brief")
    asa.follow("Change the words")
    asa.type("Title", "Hiring well")
    asa.type("Scenario", "You help a firm to hire.")
    asa.type("Evidence asked for", "A report.")
    asa.to("AI tools may not be used")
    page.keyboard.press("Space")
    asa.follow("Save")
    asa.follow("Add a task")
    asa.type("Title of the task", "Report")
    asa.type("What the learner does", "Explain how the firm hires.")
    for code in ("A.P1", "A.M1", "A.D1"):
        asa.to(code)
        page.keyboard.press("Space")
    asa.follow("Add the task")
    asa.follow("Send for verification")
    asa.follow("Send for verification")
    brief = Brief.objects.get()
    page.goto(f"/briefs/{brief.pk}/verify/")
    assert page.get_by_text("Page not found").or_(page.get_by_text("nothing here")).count()

    ivor, ivors = as_("ivor")
    ivors.goto("/briefs/")
    ivor.follow("Verify “Hiring well”")
    _answer(ivors, brief, no="language")
    ivor.type("Action point 1: what is to be done", "Plainer words")
    ivors.get_by_label("Action point 1: who does it").select_option(label="Asa Assessor")
    ivor.type("Action point 1: until when", f"{today() + timedelta(days=3):%d/%m/%Y}")
    ivors.get_by_label("Changes asked").focus()
    ivors.keyboard.press("Space")
    ivor.follow("Sign the verification")
    learner_page.goto("/my-work/")
    assert "Hiring well" not in learner_page.locator("main").inner_text()

    page.goto(brief.get_absolute_url())
    asa.follow("Say what was done about “Plainer words”")
    asa.type("What was done", "Shorter sentences.")
    asa.follow("Save")
    page.goto(brief.get_absolute_url())
    asa.follow("Send for verification")
    asa.follow("Send for verification")

    ivors.goto(f"/briefs/{brief.pk}/verify/")
    _answer(ivors, brief)
    ivor.to("Plainer words")
    ivors.keyboard.press("Space")
    ivors.get_by_label("Approved", exact=True).focus()
    ivors.keyboard.press("Space")
    ivor.follow("Sign the verification")
    learner_page.goto("/my-work/")
    assert "Hiring well" not in learner_page.locator("main").inner_text()

    page.goto(brief.get_absolute_url())
    asa.follow("Issue to learners")
    asa.to("Face to face")
    page.keyboard.press("Space")
    asa.type("Which session", "Tuesday, period 2")
    assert "Asa Assessor has not been standardised" in page.locator("main").inner_text()
    asa.type("Why do it all the same?", "Vera sits down with me on Friday.")
    asa.follow("Issue the brief")

    learner_page.goto("/my-work/")
    lena.follow("Hiring well")
    said = learner_page.locator("main").inner_text()
    assert "AI tools may not be used" in said
    assert "Explain how the firm hires." in said
    lena.follow("Confirm that you have it")
    lena.follow("I have it, and I know the deadline")
    assert Receipt.objects.count() == 1
    assert PlannedAssignment.objects.count() == 1
    for each in (page, ivors, learner_page):
        assert [line for line in each.said if "404" not in line] == []


def _answer(page, brief, no=""):
    """Yes to every question, but for one."""
    for field in page.locator("fieldset:has(input[name^='answer_'])").all():
        name = field.locator("input").first.get_attribute("name")
        answer = "no" if no and name.endswith(no) else "yes"
        field.locator(f"input[value='{answer}']").focus()
        page.keyboard.press("Space")
        if answer == "no":
            page.locator(f"[name='words_{no}']").fill("Too hard.")
