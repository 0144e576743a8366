"""A college's own sheet by keyboard alone: looked at, said how it is read, signed for, seen on the sheet."""

import pytest

from bench.sheets import a_sheet
from fairmark.assessment.models import CarriedResult
from fairmark.people.rules import Role
from tests.browser.conftest import violations
from tests.browser.test_first_journey import Keyboard
from tests.builders import a_centre, a_person, hold
from tests.tracking.results import as_xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_sheet_of_ones_own_comes_in(transactional_db, open_page, width):
    centre = a_centre(number="10234")
    pia = a_person(centre, "Pia Leader", email="pia@example.ac.uk")
    cohort, unit = a_sheet(centre, pia, learners=3, criteria=5, worked=False)
    hold(pia, Role.PROGRAMME_LEADER, cohort.programme)
    sheet = as_xlsx({"Unit 7": ("Our tracker | |", "Ref | P1 | | M4 | D5", "SHEET-0 | ✓ | | C | N",
                                "SHEET-1 | 3/10/2025 | | Y | WS")})  # fmt: skip
    page = open_page(width)
    Keyboard(page).sign_in("pia@example.ac.uk")
    page.goto(f"/tracking/cohorts/{cohort.pk}/")
    page.get_by_role("link", name="Bring in a sheet").press("Enter")
    page.locator("input[type=file]").set_input_files(
        {"name": "tracker.xlsx", "mimeType": "application/zip", "buffer": sheet}
    )
    page.get_by_role("button", name="Look at the sheet").press("Enter")
    page.get_by_role("heading", name="To put right").wait_for()
    assert "“C” is no mark that is known here" in page.locator("main").inner_text()
    assert violations(page) == []
    page.get_by_role("link", name="Say how it is read").press("Enter")
    page.get_by_label("Who assessed").fill("Olu Old")
    page.get_by_label("Marks of your own").fill("C = met")
    assert violations(page) == []
    page.get_by_role("button", name="Look at the sheet again").press("Enter")
    page.get_by_role("heading", name="Sign for 5 results").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not CarriedResult.objects.exists()
    page.get_by_label("Where the signed assessment records are").fill("Room B12")
    page.get_by_label("I state that this is so").press("Space")
    page.get_by_role("button", name="Bring it in").press("Enter")
    page.get_by_role("heading", name="Signed for").wait_for()
    assert violations(page) == []
    assert CarriedResult.objects.filter(stands=True).count() == 5
    page.goto(f"/tracking/cohorts/{cohort.pk}/units/{unit.pk}/")
    assert page.locator("td.c-b").count() == 4
    assert violations(page) == []
    assert page.said == []
