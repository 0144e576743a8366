"""A large file on a bad connection: it goes on by itself, and after the page was closed."""

import pytest

from fairmark.assessment.models import Submission
from fairmark.evidence.keeping import attached_to
from tests.browser.test_first_journey import Keyboard
from tests.browser.test_work_journey import assignment, cohort  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZE = 9 * 1024**2


@pytest.fixture
def film(tmp_path):
    file = tmp_path / "film.txt"
    file.write_bytes(b"What the firm said.\n" * (SIZE // 20))
    return file


def at_the_form(open_page):
    lena = Keyboard(open_page(390))
    lena.sign_in("lena@example.ac.uk")
    lena.page.goto("/my-work/")
    for link in ("Hiring well", "Hand in your work", "Add a file"):
        lena.follow(link)
    return lena.page


def test_it_goes_on_where_the_connection_broke_off(assignment, open_page, film):  # noqa: F811
    page = at_the_form(open_page)
    pieces, broken = [], []

    def unsteady(route):
        if route.request.method == "PUT":
            pieces.append(route.request.headers["upload-offset"])
            if len(pieces) == 2:
                broken.append(True)
                return route.abort("connectionreset")
        return route.continue_()

    page.route("**/sending/**", unsteady)
    page.get_by_label("File").set_input_files(film)
    page.get_by_role("button", name="Add the file").click()
    page.get_by_text("The connection broke off").wait_for()
    page.get_by_role("link", name="film.txt").first.wait_for()
    assert broken
    assert pieces[1] == pieces[2] != "0"
    [file] = attached_to(Submission.objects.get())
    assert file.file.size == film.stat().st_size


def test_after_the_page_was_closed_the_same_file_goes_on(
    assignment,  # noqa: F811
    open_page,
    film,
):
    page = at_the_form(open_page)
    address, sent = page.url, []

    def closing(route):
        if route.request.method == "PUT":
            sent.append(route.request.headers["upload-offset"])
            if len(sent) > 1:
                return route.abort()
        return route.continue_()

    page.route("**/sending/**", closing)
    page.get_by_label("File").set_input_files(film)
    page.get_by_role("button", name="Add the file").click()
    page.get_by_text("The connection broke off").wait_for()
    page.unroute("**/sending/**")
    page.goto(address)
    again = []
    page.on("request", lambda one: again.append(one.headers.get("upload-offset")))
    page.get_by_label("File").set_input_files(film)
    page.get_by_role("button", name="Add the file").click()
    page.get_by_role("link", name="film.txt").first.wait_for()
    first = next(one for one in again if one)
    assert first == sent[1] != "0"
    [file] = attached_to(Submission.objects.get())
    assert file.file.size == film.stat().st_size
