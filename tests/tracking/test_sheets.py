"""The sheet as it is read: what each cell says, to whom, and in how many questions."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.sheets import a_sheet
from fairmark.assessment import decision_actions
from fairmark.assessment.models import Authorisation, Submission, UnitGrade
from fairmark.catalogue.models import Criterion, Unit
from fairmark.learners.models import Enrolment
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.tracking.by_unit import unit_sheet_of
from tests.assessment.conftest import confirmed, decide, decide_all, enrolment_of, returned
from tests.builders import a_learner, a_person, an_enrolment, hold, take
from tests.tracking.conftest import sheet_address

pytestmark = pytest.mark.django_db


def row_of(page, person):
    """The words of the cells of a learner's row, and its two grades."""
    text = page.content.decode()
    row = re.search(rf'<tr data-e="{enrolment_of(person).pk}">.*?</tr>', text).group()
    return [said_in(cell) for cell in re.findall(r"<td.*?</td>", row)]


def said_in(cell):
    """What is read out of a cell: its label, or its text."""
    label = re.search(r'aria-label="([^"]*)"', cell)
    return label[1] if label else re.sub(r"<[^>]+>", "", cell)


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


@pytest.mark.parametrize("place", ["units/{unit}/", "", "units/{unit}/sheet.xlsx"])
def test_a_large_sheet_asks_as_often_as_a_small_one(client, centre, place):
    asa = a_person(centre, "Asa Assessor")
    counts = []
    for name, learners, criteria in (("SMALL", 4, 5), ("LARGE", 40, 30)):
        cohort, unit = a_sheet(centre, asa, learners=learners, criteria=criteria, name=name)
        hold(asa, Role.ASSESSOR, cohort.programme)
        address = f"/tracking/cohorts/{cohort.pk}/{place.format(unit=unit.pk)}"
        signed_in(client, asa).get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert 0 < counts[0] <= 25


def test_the_list_says_what_waits(at_work, own_work, asa, in_time):
    def waits():
        [one] = at_work.get("/tracking/").context["sheets"]
        [waiting] = [waiting for unit, waiting in one.units if unit == own_work.assignment.unit]
        return tuple(waiting)

    assert waits() == (1, 0, 0)
    decide_all(own_work, asa, in_time)
    assert waits() == (0, 1, 0)
    what = {"by": asa, "at": in_time, "works": [own_work]}
    decision_actions.sign_records(own_work.assignment, declared=True, **what)
    assert waits() == (0, 0, 1)
    decision_actions.return_work(own_work.assignment, **what)
    assert waits() == (0, 0, 0)


def test_rows_by_grade_have_the_best_first(at_work, own_work, asa, in_time):
    returned(own_work, asa, in_time)
    page = at_work.get(sheet_address(own_work), {"sort": "grade"})
    now = [row.now for row in page.context["sheet"].rows]
    assert now == sorted(now, key=lambda grade: -"–PMD".find(grade) if grade else 1)


def test_the_sheet_by_unit_shows_grades_and_why_there_are_no_points(
    at_work, own_work, asa, in_time
):
    returned(own_work, asa, in_time)
    page = at_work.get(f"/tracking/cohorts/{own_work.assignment.cohort_id}/")
    assert page.status_code == 200
    assert "Baptiste, Lena" in page.content.decode()
    assert page.context["sheet"].problem


def test_another_attempt_is_open_and_then_counts_as_the_second(
    at_work, own_work, asa, in_time, lena, vera
):
    returned(own_work, asa, in_time, A_M1="not met")
    own_work.refresh_from_db()
    again = Authorisation.objects.create(
        centre=own_work.centre, assignment=own_work.assignment, enrolment=own_work.enrolment,
        attempt="resubmission", granted=True, due_on=in_time.date() + timedelta(days=9), by=vera,
        at=in_time,
    )  # fmt: skip
    again.criteria.add(Criterion.objects.get(unit=own_work.assignment.unit, code="A.M1"))
    said = row_of(at_work.get(sheet_address(own_work)), lena)
    assert "Another attempt open" in said
    second = Submission.objects.create(
        centre=own_work.centre, assignment=own_work.assignment, enrolment=own_work.enrolment,
        brief=own_work.brief, authorisation=again, attempt="resubmission", begun_by=lena,
        begun_at=in_time, handed_in_by=lena, handed_in_at=in_time, statement=["Mine"],
    )  # fmt: skip
    confirmed(second, asa, in_time)
    assert "Submitted" in row_of(at_work.get(sheet_address(own_work)), lena)
    decide(second, asa, in_time, A_M1="met")
    said = row_of(at_work.get(sheet_address(own_work)), lena)
    assert any(words == "Achieved on resubmission, not signed yet, 2" for words in said)
    assert said.count("Achieved") >= 1  # what the first attempt met stays


def test_at_best_comes_no_more_than_what_is_in_reach(centre):
    cohort, _ = a_sheet(centre, a_person(centre, "Asa Assessor"), learners=3, criteria=5)
    qualification = cohort.programme.qualification
    qualification.scheme = "rqf_l3_ext_certificate_360"
    qualification.save(update_fields=["scheme"])
    for number, glh in enumerate((60, 60, 90, 90), start=1):
        take(cohort, a_unit_like(cohort, str(number), glh))
    UnitGrade.objects.all().delete()
    none_yet, limited, failed = Enrolment.objects.filter(cohort=cohort).order_by("learner__surname")
    for unit in cohort.units_taken.values_list("unit", flat=True):
        for enrolment, reachable in ((limited, "P"), (failed, "U")):
            UnitGrade.objects.create(
                enrolment=enrolment, unit_id=unit, so_far="U", reachable=reachable
            )
    sheet = unit_sheet_of(cohort)
    assert sheet.problem == ""
    ceilings = {row.enrolment: row.outlooks[-1] for row in sheet.rows}
    floors = {row.enrolment: row.outlooks[1] for row in sheet.rows}
    assert ceilings[none_yet.pk].grade == "D*"
    assert ceilings[limited.pk].grade == "P"
    assert (ceilings[failed.pk].grade, bool(ceilings[failed.pk].blocked_by)) == ("", True)
    assert floors[failed.pk].grade == ""


def a_unit_like(cohort, number, glh):
    return Unit.objects.create(
        specification=cohort.specification, number=number, title=f"Unit {number}", glh=glh,
        assessment="internal", status="mandatory", must_pass=True,
    )  # fmt: skip
