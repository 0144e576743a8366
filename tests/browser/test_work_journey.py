"""From hand-in to a decided resubmission, by the right people, by keyboard; the learner on a phone."""

from datetime import timedelta

import pytest

from fairmark.assessment.models import Authorisation, Decision, Submission, UnitGrade
from fairmark.briefs.models import Brief, Issue
from fairmark.calendar.clock import now, today
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planning.models import AssessmentPlan, PlannedAssignment
from tests.browser.test_brief_journey import cohort  # noqa: F401 (a fixture)
from tests.browser.test_first_journey import Keyboard
from tests.builders import a_learner, a_person, an_enrolment, standardise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def assignment(cohort, tmp_path, settings):  # noqa: F811
    """Planned, verified and issued last week to two learners; its assessor is standardised."""
    settings.FAIRMARK_EVIDENCE = tmp_path / "evidence"
    people = {one.name.split()[0]: one for one in Person.objects.filter(centre=cohort.centre)}
    asa, vera, ivor = people["Asa"], people["Vera"], people["Ivor"]
    standardise(cohort.programme, vera, asa, on=today(), at=now())
    person = a_person(cohort.centre, "Ravi Shah", Role.LEARNER, email="ravi@example.ac.uk")
    an_enrolment(cohort, a_learner(cohort.centre, forenames="Ravi", surname="Shah", person=person))
    unit = cohort.units_taken.get().unit
    plan = AssessmentPlan.objects.create(
        centre=cohort.centre, cohort=cohort, version=1, drafted_by=asa, drafted_at=now(),
        signed_by=vera, signed_at=now(),
    )  # fmt: skip
    made = cohort.assignments.create(centre=cohort.centre, unit=unit, number=1)
    days = [today() + timedelta(days=n) for n in (-7, 20, 30, 33, 35, 60)]
    planned = PlannedAssignment.objects.create(
        plan=plan, assignment=made, title="Hiring", hand_out_on=days[0], hand_in_on=days[1],
        assess_by=days[2], verify_by=days[3], return_by=days[4], resubmit_by=days[5], verifier=ivor,
    )  # fmt: skip
    planned.criteria.set(unit.criteria.all())
    planned.assessors.create(person=asa)
    brief = Brief.objects.create(
        centre=cohort.centre, assignment=made, version=1, state="issued", title="Hiring well",
        scenario="You help a firm to hire.", evidence="A report.", ai_rule="never", written_by=asa,
        written_at=now(), approved_by=ivor, approved_at=now(), hand_out_on=days[0],
        hand_in_on=days[1],
    )  # fmt: skip
    task = brief.tasks.create(position=1, title="Report", text="Explain how the firm hires.")
    task.criteria.set(unit.criteria.all())
    Issue.objects.create(brief=brief, set_on=days[0], session="face to face", session_note="P2",
                         by=asa, at=now())  # fmt: skip
    return made


@pytest.fixture
def report(tmp_path):
    file = tmp_path / "report.txt"
    file.write_text("How the firm hires.\n")
    return file


def hand_in(learner, report):
    """Add the file, state that it is one's own, and hand it in."""
    page = learner.page
    page.goto("/my-work/")
    learner.follow("Hiring well")
    learner.follow("Hand in your work")
    learner.follow("Add a file")
    page.locator("input[type=file]").set_input_files(report)
    learner.follow("Add the file")
    assert "report.txt" in page.locator("main").inner_text()
    learner.to("I used no AI tool")
    page.keyboard.press("Space")
    learner.follow("Hand it in")  # without the statement
    assert "Say that the work is your own" in page.locator("main").inner_text()
    learner.to("I used no AI tool")
    page.keyboard.press("Space")
    learner.to("I state that all of this is so")
    page.keyboard.press("Space")
    learner.follow("Hand it in")
    assert "Your work is handed in" in page.locator("body").inner_text()


def decide(assessor, work, **outcomes):
    """Decide criteria on the page of one piece of work."""
    page = assessor.page
    page.goto(f"{work.get_absolute_url()}decide/")
    for name, outcome in outcomes.items():
        criterion = work.assignment.unit.criteria.get(code=name.replace("_", "."))
        page.locator(f"input[name='c{criterion.pk}'][value='{outcome}']").focus()
        page.keyboard.press("Space")
    assessor.follow("Save the decisions")


@pytest.mark.parametrize("width", [1440, 390])
def test_handed_in_decided_refused_authorised_and_decided_again(
    assignment, open_page, report, width
):
    def as_(email, width=width):
        keyboard = Keyboard(open_page(width))
        keyboard.sign_in(f"{email}@example.ac.uk")
        return keyboard

    lena, ravi = as_("lena", 390), as_("ravi", 390)
    hand_in(lena, report)
    hand_in(ravi, report)
    first, other = Submission.objects.order_by("pk")

    asa = as_("asa")
    asa.page.goto(f"/assignments/{assignment.pk}/submissions/")
    asa.follow("Confirm whose work it is: 2")
    asa.to("I know the learner’s work")
    asa.page.keyboard.press("Space")
    asa.follow("Say so")
    decide(asa, first, A_P1="met", A_M1="met", A_D1="not met")
    decide(asa, other, A_P1="met", A_M1="not met", A_D1="not met")
    lena.page.goto("/my-work/")
    assert "With your teacher" in lena.page.locator("main").inner_text()
    assert not UnitGrade.objects.exists()
    asa.page.goto(f"/assignments/{assignment.pk}/submissions/")
    asa.follow("Sign 2")
    asa.to("I state that all of this is so")
    asa.page.keyboard.press("Space")
    asa.follow("Sign")
    lena.page.goto(f"/my-work/{Issue.objects.get().pk}/")
    assert "Not met" not in lena.page.locator("main").inner_text()
    asa.page.goto(f"/assignments/{assignment.pk}/submissions/")
    asa.follow("Return 2")
    asa.follow("Return it")
    lena.page.reload()
    said = lena.page.locator("main").inner_text()
    assert "Not met" in said
    assert "Grade now: M" in said

    vera = as_("vera")
    vera.page.goto(other.get_absolute_url())
    vera.follow("Refuse another attempt")
    vera.type("Why not", "It would need teaching first.")
    vera.follow("Refuse it")
    ravi.page.goto(f"/my-work/{Issue.objects.get().pk}/")
    assert "It would need teaching first." in ravi.page.locator("main").inner_text()
    vera.page.goto(first.get_absolute_url())
    vera.follow("Authorise another attempt")
    vera.type("Deadline", f"{today() + timedelta(days=7):%d/%m/%Y}")
    vera.page.get_by_label("No", exact=True).focus()
    vera.page.keyboard.press("Space")
    vera.follow("Authorise it")
    assert "can do better without more guidance" in vera.page.locator("main").inner_text()
    assert not Authorisation.objects.filter(granted=True).exists()
    vera.page.get_by_label("Yes", exact=True).focus()
    vera.page.keyboard.press("Space")
    vera.follow("Authorise it")

    hand_in(lena, report)
    again = Submission.objects.get(attempt="resubmission")
    asa.page.goto(f"/assignments/{assignment.pk}/submissions/confirm/")
    asa.to("I know the learner’s work")
    asa.page.keyboard.press("Space")
    asa.follow("Say so")
    decide(asa, again, A_D1="met")
    asa.page.goto(f"/assignments/{assignment.pk}/submissions/sign/")
    asa.to("I state that all of this is so")
    asa.page.keyboard.press("Space")
    asa.follow("Sign")
    assert UnitGrade.objects.get(enrolment=first.enrolment).so_far == "D"
    assert Decision.objects.filter(stands=True, submission=again).get().outcome == "met"
    for each in (lena, ravi, asa, vera):
        assert [line for line in each.page.said if "404" not in line and "422" not in line] == []


def test_practical_work_is_observed_signed_by_both_and_handed_in_without_a_file(
    assignment, open_page
):
    """By the assessor at a desk and the learner on a phone; a kept comment goes into the feedback."""
    asa, lena = Keyboard(open_page(1440)), Keyboard(open_page(390))
    asa.sign_in("asa@example.ac.uk")
    lena.sign_in("lena@example.ac.uk")
    learner = Person.objects.get(name__startswith="Lena").learner
    asa.page.goto(f"/assignments/{assignment.pk}/submissions/")
    asa.follow("Record an observation")
    asa.page.get_by_label("Learner", exact=True).select_option(label=learner.listed_name)
    asa.type("What did the learner do, and when?", "Interviewed two applicants for the shop.")
    asa.type("On which day", f"{today():%d/%m/%Y}")
    for criterion in assignment.unit.criteria.filter(code__in=("A.P1", "A.M1")):
        asa.page.locator(f"input[name=criteria][value='{criterion.pk}']").check()
    asa.type("How does the activity meet each of them?", "Asked open questions and gave reasons.")
    asa.follow("Sign and record it")
    assert "Waits for the learner to sign" in asa.page.locator("main").inner_text()

    lena.page.goto("/my-work/")
    lena.follow("Hiring well")
    lena.follow("What Asa Assessor observed")
    lena.to("This is what I did")
    lena.page.keyboard.press("Space")
    lena.follow("Sign it")
    assert "Signed by both" in lena.page.locator("main").inner_text()
    lena.follow("Go on handing in")
    lena.to("I used no AI tool")
    lena.page.keyboard.press("Space")
    lena.to("I state that all of this is so")
    lena.page.keyboard.press("Space")
    lena.follow("Hand it in")
    assert "Your work is handed in" in lena.page.locator("body").inner_text()

    work = Submission.objects.get()
    asa.page.goto(work.get_absolute_url())
    assert "Signed by both" in asa.page.locator("main").inner_text()
    asa.page.goto(f"/assignments/{assignment.pk}/submissions/confirm/")
    asa.to("I know the learner’s work")
    asa.page.keyboard.press("Space")
    asa.follow("Say so")
    asa.page.goto(f"/comments/keep/{assignment.cohort.programme_id}/")
    asa.type("Comment", "Say what the judgement rests on.")
    asa.follow("Keep it")
    asa.page.goto(f"{work.get_absolute_url()}decide/")
    field = asa.page.get_by_label("Feedback on A.M1")
    field.fill("Well asked.")
    asa.page.locator("summary", has_text="Kept comments: 1").click()
    asa.page.get_by_role("button", name="Put into the feedback").click()
    assert field.input_value() == "Well asked.\nSay what the judgement rests on."
