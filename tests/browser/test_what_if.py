"""Grades tried on a learner's own units, by keyboard alone, on a wide screen and on a phone."""

import pytest

from fairmark.learners.models import Learner
from fairmark.people.rules import Role
from fairmark.programmes import actions
from tests.browser.conftest import violations
from tests.browser.test_first_journey import Keyboard
from tests.builders import (
    MONDAY,
    a_centre,
    a_cohort,
    a_learner,
    a_person,
    a_programme,
    a_unit,
    an_enrolment,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lena(transactional_db) -> Learner:
    """A learner of an Extended Certificate whose cohort takes two externals and two internals."""
    centre = a_centre(number="10234")
    programme = a_programme(centre)
    programme.qualification.scheme = "rqf_l3_ext_certificate_360"
    programme.qualification.save()
    pia = a_person(
        centre, "Pia Leader", Role.PROGRAMME_LEADER, programme, email="pia@example.ac.uk"
    )
    cohort = a_cohort(programme)
    units = [
        a_unit(programme, number="1", external=False, must_pass=True, title="Exploring Business"),
        a_unit(programme, number="2"), a_unit(programme, number="3", glh=120),
        a_unit(programme, number="8", external=False, glh=60, status="optional"),
    ]  # fmt: skip
    actions.choose_units(cohort, by=pia, at=MONDAY, units=units)
    learner = a_learner(centre, surname="Okafor", forenames="Lena")
    an_enrolment(cohort, learner)
    return learner


@pytest.mark.parametrize("width", [1440, 390])
def test_a_programme_leader_tries_grades_by_keyboard_alone(lena, open_page, width):
    page = open_page(width)
    keyboard = Keyboard(page)
    keyboard.sign_in("pia@example.ac.uk")
    page.goto(f"/learners/{lena.pk}/")
    keyboard.follow("What if? Try grades")
    for unit, grade in (("1", "U"), ("2", "M"), ("3", "P"), ("8", "D")):
        keyboard.to(f"Grade of unit {unit}")
        page.keyboard.type(grade)
    keyboard.follow("Work it out")

    said = page.locator("main").inner_text()
    assert "What if? Lena Okafor" in said
    assert "43 to 58" in said
    assert "The specification says that it must be passed." in said
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    keyboard.to("Grade of unit 1")
    page.keyboard.type("P")
    keyboard.follow("Work it out")
    assert "Nothing blocks it" in page.locator("main").inner_text()
