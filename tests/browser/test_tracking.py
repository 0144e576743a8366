"""The tracking sheet by keyboard alone: marks, undo, a pasted block, two windows, no script."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from bench.sheets import a_sheet
from fairmark.assessment.models import Decision
from fairmark.people.rules import Role
from fairmark.programmes.models import Cohort
from tests.browser.conftest import violations
from tests.browser.test_first_journey import Keyboard
from tests.builders import a_centre, a_learner, a_person, an_enrolment, hold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet(transactional_db):
    """Twenty-four learners, ten criteria, two assessors."""
    centre = a_centre(number="10234")
    asa, bo = (
        a_person(centre, name, email=f"{name.split()[0].lower()}@example.ac.uk")
        for name in ("Asa Assessor", "Bo Second")
    )
    cohort, unit = a_sheet(centre, asa, learners=24, criteria=10)
    for one in (asa, bo):
        hold(one, Role.ASSESSOR, cohort.programme)
    for assignment in cohort.assignments.all():
        assignment.planned.get().assessors.create(person=bo)
    return f"/tracking/cohorts/{cohort.pk}/units/{unit.pk}/"


@pytest.fixture
def enter(open_page, sheet):
    def open_as(name, width=1440):
        page = open_page(width)
        Keyboard(page).sign_in(f"{name}@example.ac.uk")
        page.goto(sheet)
        return page

    return open_as


def cell(page, row, column):
    return page.locator(f"[data-grid] tbody tr:nth-child({row}) td:nth-child({column + 1})")


def focus(page, row, column):
    """Into the grid by its one tab stop, then by arrows."""
    page.locator("[data-grid] td[tabindex='0']").focus()
    page.keyboard.press("Control+Home")
    for _ in range(row - 1):
        page.keyboard.press("ArrowDown")
    for _ in range(column - 1):
        page.keyboard.press("ArrowRight")
    expect(cell(page, row, column)).to_be_focused()


def open_cell(page):
    """The first row whose first cell waits to be decided."""
    rows = page.locator("[data-grid] tbody tr")
    return next(
        (r, c)
        for r in range(1, rows.count() + 1)
        for c in range(1, 11)
        if "c-s" in (cell(page, r, c).get_attribute("class") or "")
    )


#: What LibreOffice Calc 7.4 puts on the clipboard for three cells of a row, read from its own
#: transferable: the text ends with the end of its line, the page is a table in its own look.
FROM_CALC = {
    "text/plain": "✓\tx\tAchieved\n",
    "text/html": (
        '<!DOCTYPE html>\n\n<html>\n<head>\n\t\n\t<meta http-equiv="content-type" content="text/html; '
        'charset=utf-8"/>\n\t<title></title>\n\t<meta name="generator" content="LibreOffice 7.4.7.2 '
        '(Linux)"/>\n</head>\n\n<body>\n<table cellspacing="0" border="0">\n\t<colgroup span="3" '
        'width="80"></colgroup>\n\t<tr>\n\t\t<td height="20" align="left" valign=bottom><font '
        'color="#000000">✓</font></td>\n\t\t<td align="left" valign=bottom><font color="#000000">x'
        '</font></td>\n\t\t<td align="left" valign=bottom><font color="#000000">Achieved</font></td>'
        "\n\t</tr>\n</table>\n</body>\n\n</html>\n"
    ),
}


def paste(page, *texts, **kinds):
    page.evaluate(
        """kinds => { const data = new DataTransfer();
        for (const [kind, text] of Object.entries(kinds)) data.setData(kind, text);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {
            clipboardData: data, bubbles: true, cancelable: true })) }""",
        kinds or {"text/plain": texts[0]},
    )


def saved(page):
    expect(page.locator("[data-status]")).to_contain_text("Saved")
    expect(page.locator(".is-saving")).to_have_count(0)


def has(page, row, column, kind):
    expect(cell(page, row, column)).to_have_attribute("class", re_word(kind))


def re_word(kind):
    return re.compile(rf"\b{kind}\b")


def test_tab_leaves_the_grid_and_arrows_lead_to_the_names(enter):
    page = enter("asa")
    focus(page, 2, 1)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-grid]')") is None
    page.keyboard.press("Shift+Tab")
    expect(cell(page, 2, 1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    names = page.locator("[data-grid] tbody th a")
    expect(names.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(names.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, 1, 1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url("**/learners/*/")


def test_marks_undo_and_a_block_by_keyboard(enter):
    page = enter("asa")
    assert page.locator("[data-grid] [tabindex='0']").count() == 1
    row, column = open_cell(page)
    before = Decision.objects.count()
    focus(page, row, column)
    page.keyboard.press("y")
    saved(page)
    has(page, row, column, "c-d")
    assert Decision.objects.count() == before + 1
    expect(cell(page, row + 1, column)).to_be_focused()
    page.keyboard.press("Control+z")
    has(page, row, column, "c-s")
    saved(page)
    assert Decision.objects.latest("pk").outcome == "cleared"
    page.keyboard.press("Control+y")
    has(page, row, column, "c-d")
    saved(page)

    before = Decision.objects.count()
    focus(page, row, column)
    paste(page, "maybe\n")
    expect(page.locator("[data-refused]")).to_contain_text("“maybe” is no mark")
    assert Decision.objects.count() == before
    paste(page, "\t".join("Y" * 40))
    expect(page.locator("[data-refused]")).to_contain_text("The block has 40 columns")
    paste(page, "N\n")
    has(page, row, column, "c-n")
    saved(page)
    assert Decision.objects.latest("pk").outcome == "not met"
    before = Decision.objects.count()
    paste(page, **FROM_CALC)
    for place, kind in enumerate(("c-d", "c-n", "c-d")):
        has(page, row, column + place, kind)
    saved(page)
    assert Decision.objects.count() == before + 3
    assert [said for said in page.said if "422" not in said] == []


def test_a_signed_decision_is_corrected_with_its_reason(enter):
    page = enter("asa")
    rows = page.locator("[data-grid] tbody tr").count()
    row, column = next(
        (r, c) for r in range(1, rows) for c in range(1, 11)
        if "c-a" in (cell(page, r, c).get_attribute("class") or "")
    )  # fmt: skip
    focus(page, row, column)
    page.keyboard.press("n")
    expect(page.locator("[data-refused]")).to_contain_text("A correction needs its reason")
    page.get_by_label("Why are they corrected?").fill("Page 2 was missed.")
    page.keyboard.press("Enter")
    has(page, row, column, "c-n")
    saved(page)
    assert Decision.objects.latest("pk").why == "Page 2 was missed."


def test_two_windows_and_nothing_is_lost(enter):
    first, second = enter("asa"), enter("bo")
    row, column = open_cell(first)
    focus(first, row, column)
    first.keyboard.press("y")
    saved(first)
    focus(second, row, column)
    second.keyboard.press("n")
    expect(second.locator("[data-conflicts]")).to_contain_text("Asa Assessor decided “met”")
    has(second, row, column, "c-q")
    assert Decision.objects.latest("pk").by.name == "Asa Assessor"
    second.get_by_role("button", name="Keep my cross").press("Enter")
    has(second, row, column, "c-n")
    saved(second)
    assert Decision.objects.latest("pk").outcome == "not met"


def test_without_a_connection_marks_wait_in_the_window_and_are_decided_once(enter):
    page = enter("asa")
    row, column = open_cell(page)
    focus(page, row, column)
    before = Decision.objects.count()
    page.context.set_offline(True)
    page.keyboard.press("y")
    expect(page.locator("[data-status]")).to_contain_text("No connection: 1 cell kept")
    page.context.set_offline(False)
    saved(page)
    has(page, row, column, "c-d")
    assert Decision.objects.count() == before + 1


def test_feedback_is_written_at_the_side(enter):
    page = enter("asa")
    row, column = open_cell(page)
    focus(page, row, column)
    page.keyboard.press("F2")
    side = page.locator("[data-side]")
    expect(side.locator(":focus")).to_have_count(1)  # or it may be the record of the cell before
    side.get_by_label("Achieved", exact=True).check()
    side.get_by_label("Feedback on this criterion").fill("Both firms are named.")
    side.get_by_role("button", name="Save the decision").press("Enter")
    has(page, row, column, "c-d")
    saved(page)
    assert Decision.objects.latest("pk").feedback == "Both firms are named."


SLOWLY = """() => { const text = Response.prototype.text; Response.prototype.text = async function () {
    await new Promise((done) => setTimeout(done, 700)); return text.call(this) } }"""


def test_on_a_slow_line_f2_goes_in_and_what_is_typed_there_stays(enter):
    """A mark that is saved meanwhile draws the sheet again, and asks for the record again."""
    page = enter("asa")
    page.evaluate(SLOWLY)
    row, column = open_cell(page)
    focus(page, row, column)
    for key in ("y", "ArrowUp", "F2"):
        page.keyboard.press(key)
    side = page.locator("[data-side]")
    expect(side.locator(":focus")).to_have_count(1)
    side.get_by_label("Feedback on this criterion").fill("Both firms are named.")
    page.wait_for_timeout(1500)
    expect(side.get_by_label("Feedback on this criterion")).to_have_value("Both firms are named.")


def test_it_prints_on_a3_with_names_and_headings_on_each_sheet(enter, sheet):
    cohort = Cohort.objects.get()
    for n in range(40):
        an_enrolment(cohort, a_learner(cohort.centre, forenames="Nia", surname=f"Zed {n}"))
    page = enter("asa")
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    for one in paper.pages:
        assert (round(one.mediabox.width), round(one.mediabox.height)) == (1191, 842)
    with_names = [text for one in paper.pages if "Nia" in (text := one.extract_text())]
    assert len(with_names) > 1
    assert all("Learner" in text and "Can be" in text for text in with_names)
    assert "not signed yet" in paper.pages[-1].extract_text()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_grid_is_accessible(enter, width):
    page = enter("asa", width)
    assert violations(page) == []
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) <= 0


def test_without_scripts_a_cell_leads_to_judging(open_page, enter, sheet, live_server):
    page = enter("asa")
    state = page.context.storage_state()
    plain = page.context.browser.new_context(
        java_script_enabled=False, storage_state=state, base_url=live_server.url
    ).new_page()
    plain.goto(sheet)
    link = plain.locator("[data-grid] tbody td a").first
    assert link.get_attribute("href").startswith("/submissions/")
    link.click()
    assert plain.locator("h1").count() == 1
    plain.context.close()
