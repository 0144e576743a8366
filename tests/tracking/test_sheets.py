"""The sheet as it is read: what each cell says, to whom, and in how many questions."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.assessment import decision_actions
from fairmark.assessment.models import Submission
from fairmark.people.models import Account
from tests.assessment.conftest import decide, enrolment_of
from tests.builders import a_learner, an_enrolment
from tests.tracking.conftest import sheet_address

pytestmark = pytest.mark.django_db


def row_of(page, person):
    """The words of the cells of a learner's row, and its two grades."""
    text = page.content.decode()
    row = re.search(rf'<tr data-e="{enrolment_of(person).pk}">.*?</tr>', text).group()
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row)]


def signed_in(client, person):
    client.force_login(
        Account.objects.get_or_create(person=person, defaults={"email": f"{person.pk}@x.uk"})[0]
    )
    return client


def test_what_is_handed_in_waits_and_what_is_not_is_empty(at_work, own_work, lena, ravi):
    page = at_work.get(sheet_address(own_work))
    assert page.status_code == 200
    assert row_of(page, lena)[0] == "Submitted"
    assert row_of(page, ravi)[0] == "Nothing yet"


def test_a_draft_is_seen_by_its_assessor_alone(at_work, own_work, asa, vera, lena, in_time):
    decide(own_work, asa, in_time, A_P1="met", A_M1="not met")
    page = at_work.get(sheet_address(own_work))
    assert "Achieved, not signed yet" in row_of(page, lena)
    assert "Not achieved, not signed yet" in row_of(page, lena)
    assert "Sign 2 decisions" in page.content.decode()
    other = signed_in(at_work, vera).get(sheet_address(own_work))
    assert set(row_of(other, lena)[:2]) == {"Submitted"}
    assert "Sign" not in re.sub("Sign out", "", other.content.decode()).partition("<main")[2]
    cells = re.findall(r"<td.*?>", other.content.decode())
    assert all('aria-readonly="true"' in cell for cell in cells)


def test_nothing_handed_in_after_the_deadline_is_late(
    at_work, own_work, ravi, too_late, time_machine
):
    time_machine.move_to(too_late + timedelta(hours=1))
    at_work = signed_in(at_work, Account.objects.get(email="asa@x.uk").person)
    assert row_of(at_work.get(sheet_address(own_work)), ravi)[0] == "Late"


def test_work_in_doubt_says_so(at_work, own_work, asa, in_time, lena):
    decision_actions.confirm_authenticity(
        own_work.assignment, by=asa, at=in_time, works=[own_work], authentic=False, how="question",
        words="Page 2.",
    )  # fmt: skip
    assert row_of(at_work.get(sheet_address(own_work)), lena)[0] == "In doubt whose work it is"


def test_the_rows_of_a_name_and_the_address_of_another_unit(at_work, own_work):
    page = at_work.get(sheet_address(own_work), {"name": "shah"}).content.decode()
    assert page.count("<tr data-e=") == 1
    assert (
        at_work.get(re.sub(r"units/\d+", "units/999999", sheet_address(own_work))).status_code
        == 404
    )


def test_a_name_is_escaped(at_work, own_work):
    learner = a_learner(own_work.centre, forenames="<script>", surname="O’Neil & Co")
    an_enrolment(own_work.assignment.cohort, learner)
    page = at_work.get(sheet_address(own_work)).content.decode()
    assert "O’Neil &amp; Co, &lt;script&gt;" in page
    assert "<script>," not in page


def test_the_page_asks_as_often_for_many_learners_as_for_few(at_work, own_work, asa, in_time):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get(sheet_address(own_work)).status_code == 200
        return len(captured)

    asked()
    few = asked()
    for n in range(40):
        enrolment = an_enrolment(
            own_work.assignment.cohort, a_learner(own_work.centre, surname=f"N{n}")
        )
        Submission.objects.create(
            centre=own_work.centre, assignment=own_work.assignment, enrolment=enrolment,
            brief=own_work.brief, begun_by=asa, begun_at=in_time, handed_in_by=asa,
            handed_in_at=in_time, statement=["Mine"],
        )  # fmt: skip
    assert asked() == few
    assert 10 < few <= 25


def test_the_record_of_a_cell_and_its_feedback(at_work, own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="met")
    criterion = own_work.decisions.get().criterion_id
    address = (f"{sheet_address(own_work)}cells/{own_work.enrolment_id}/"
               f"{own_work.assignment_id}/{criterion}/")  # fmt: skip
    page = at_work.get(address)
    assert page.status_code == 200
    assert "Met, Asa" in page.content.decode()
    assert "<html" not in at_work.get(address, headers={"X-Panel": "1"}).content.decode()
    done = at_work.post(address, {"outcome": "not met", "feedback": "Name both firms."})
    assert done.status_code == 302
    standing = own_work.decisions.get(stands=True)
    assert (standing.outcome, standing.feedback) == ("not met", "Name both firms.")
