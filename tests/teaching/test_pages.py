"""The pages of the programme file: what they show, what they refuse, and who finds them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.evidence.models import Attachment, StoredFile
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.programmes.models import Group
from fairmark.teaching import actions, meeting_actions
from fairmark.teaching.meeting_models import ActionPoint, Meeting
from fairmark.teaching.models import TeachingDocument, Timetable
from fairmark.teaching.resource_models import ResourceCheck
from tests.builders import MONDAY, a_learner, a_person, an_enrolment
from tests.evidence.corpus import HOSTILE
from tests.teaching.conftest import SEPTEMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(cohort):
    return f"{cohort.get_absolute_url()}file/"


def text(response):
    return response.content.decode()


def test_the_cohort_leads_to_its_file_and_the_file_to_its_parts(leader, client, cohort, unit, file):
    assert 'href="file/"' in text(client.get(cohort.get_absolute_url()))
    page = text(client.get(file))
    for place in (
        "team",
        "timetables",
        "meetings",
        "schemes",
        "employers",
        "class-list",
        "resources",
    ):
        assert f'href="{place}/"' in page
        assert client.get(f"{file}{place}/").status_code == 200
    assert "No internal verifier for unit 1" in page


def test_the_file_takes_the_same_number_of_questions_with_more_in_it(
    leader, client, cohort, unit, other, file, asha
):
    def asked(place):
        with CaptureQueriesContext(connection) as context:
            client.get(f"{file}{place}")
        return len(context)

    def add(times):
        for number in range(times):
            day = date(2025, 9, 10 + Meeting.objects.count())
            meeting = meeting_actions.record_meeting(
                cohort, by=leader, at=MONDAY, kind="team", held_on=day, present=[leader]
            )
            meeting_actions.set_action_point(
                meeting, by=leader, at=MONDAY, what=f"{number}", owner=asha, due_on=day
            )
            actions.involve_employer(
                cohort, by=asha, at=MONDAY, employer=f"E{day}", what="x", on=day
            )
            actions.add_teaching_document(
                cohort, by=asha, at=MONDAY, unit=unit, kind="both", link="https://x.example/"
            )
            an_enrolment(cohort)

    add(1)
    places = ("", "team/", "schemes/", "employers/", "meetings/", "class-list/", "resources/")
    before = {place: asked(place) for place in places}
    add(2)
    assert {place: asked(place) for place in places} == before


def test_a_hostile_timetable_is_refused_with_its_reason(leader, client, file):
    """All of them at one door: each is refused, and none leaves anything behind."""
    for name, content, _ in HOSTILE:
        response = client.post(
            f"{file}timetables/new/",
            {"valid_from_on": "3/9/2025", "file": SimpleUploadedFile(name, content)},
        )
        assert response.status_code == 422, name
        assert "to put right" in text(response), name
    assert not Timetable.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_goes_to_those_who_see_the_cohort_and_to_nobody_else(
    leader, client, cohort, file, centre, programme
):
    client.post(
        f"{file}timetables/new/",
        {"valid_from_on": "3/9/2025", "file": SimpleUploadedFile("plan.txt", b"Monday")},
    )
    place = Attachment.objects.get().get_absolute_url()
    assert place in text(client.get(f"{file}timetables/"))
    assert b"".join(client.get(place).streaming_content) == b"Monday"
    lena = a_person(centre, "Lena Learner", Role.LEARNER)
    an_enrolment(cohort, a_learner(centre, person=lena))
    for person in (lena, a_person(centre, "Ada", Role.ADMINISTRATOR)):
        client.force_login(Account.objects.create(email=f"{person.pk}@x.ac.uk", person=person))
        assert client.get(place).status_code == 404
        assert client.get(file).status_code == 404


def test_the_same_form_sent_twice_adds_one_version(leader, client, file, unit):
    body = {"unit": unit.pk, "kind": "both", "link": "https://x.example/", "note": "",
            "post_key": "a key"}  # fmt: skip
    for _ in range(2):
        assert client.post(f"{file}schemes/new/", body).status_code == 302
    assert TeachingDocument.objects.count() == 1


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://x.example/", "no address"])
def test_a_link_is_an_address_on_the_web(leader, client, file, unit, link):
    response = client.post(f"{file}schemes/new/", {"unit": unit.pk, "kind": "both", "link": link})
    assert response.status_code == 422
    assert "Write the whole address" in text(response)


def test_a_unit_that_the_cohort_does_not_take_is_no_choice(leader, client, file, not_taken):
    body = {"unit": not_taken.pk, "kind": "both", "link": "https://x.example/"}
    assert "The cohort does not take this unit" in text(client.post(f"{file}schemes/new/", body))
    assert client.get(f"{file}resources/{not_taken.pk}/").status_code == 404
    assert client.post(f"{file}resources/{not_taken.pk}/check/", {}).status_code == 404


def test_a_meeting_goes_from_who_came_to_what_was_done(leader, client, file, asha, cohort):
    response = client.post(
        f"{file}meetings/new/",
        {"kind": "team", "held_on": "24/9/2025", "present": [asha.pk, leader.pk]},
    )
    meeting = Meeting.objects.get()
    assert response["Location"] == meeting.get_absolute_url()
    place = meeting.get_absolute_url()
    client.post(f"{place}minutes/", {"text": "Ten <b>licences</b> are short."})
    client.post(f"{place}actions/", {"what": "Order", "owner": asha.pk, "due_on": "20/10/2025"})
    page = text(client.get(place))
    assert "Ten &lt;b&gt;licences&lt;/b&gt; are short." in page
    point = ActionPoint.objects.get()
    assert client.get(point.get_absolute_url()).status_code == 404, "it is Asha’s"
    client.force_login(asha.accounts.get())
    assert "Order" in text(client.get("/"))
    client.post(point.get_absolute_url(), {"what_was_done": "Ordered twelve."})
    assert "Ordered twelve." in text(client.get(place))
    assert "Order" not in text(client.get("/"))
    assert "This is done" in text(client.get(point.get_absolute_url()))


def test_an_owner_of_an_action_is_chosen_from_the_staff(leader, client, file, centre):
    lena = a_person(centre, "Lena Learner", Role.LEARNER)
    client.post(f"{file}meetings/new/", {"kind": "team", "held_on": "24/9/2025",
                                         "present": [leader.pk]})  # fmt: skip
    response = client.post(
        f"{Meeting.objects.get().get_absolute_url()}actions/",
        {"what": "Order", "owner": lena.pk, "due_on": "20/10/2025"},
    )
    assert "This person is not on the staff" in text(response)
    assert not ActionPoint.objects.exists()


def answers(**but):
    names = ("staff", "rooms", "equipment", "software", "materials")
    return dict.fromkeys(names, "yes") | but


def test_a_check_is_signed_on_its_page_and_refused_with_reasons(leader, client, file, unit):
    place = f"{file}resources/{unit.pk}/check/"
    response = client.post(place, answers(rooms="no"))
    assert response.status_code == 422
    assert "Rooms: say what is missing." in text(response)
    assert "Rooms: say what is done about it." in text(response)
    assert "Staff: say whether all is there" in text(client.post(place, {"rooms": "yes"}))
    assert not ResourceCheck.objects.exists()
    client.post(place, answers(rooms="no", rooms_missing="A laboratory", rooms_remedy="Shared"))
    assert not ResourceCheck.objects.get().is_whole
    page = text(client.get(f"{file}resources/"))
    assert "A laboratory" in page
    assert "Something is missing" in page
    again = text(client.get(place))
    assert 'value="A laboratory"' in again, "the last check is where the next one begins"
    assert again.count(" checked>") == 1, "what was there is answered anew"


def test_the_class_list_is_as_of_a_day(leader, client, cohort, file, centre):
    gone = an_enrolment(cohort, a_learner(centre, surname="Gone"), status="left",
                        left_on=date(2025, 10, 1))  # fmt: skip
    an_enrolment(cohort, a_learner(centre, surname="Later"), starts_on=date(2025, 11, 3))
    an_enrolment(cohort, a_learner(centre, surname="=cmd()"))
    merged = a_learner(centre, surname="Twice", merged_into=gone.learner)
    an_enrolment(cohort, merged)

    def names(on):
        page = text(client.get(f"{file}class-list/", {"on": on}))
        return [one for one in ("Gone", "Later", "Twice", "=cmd()") if one in page]

    assert names("30/9/2025") == ["Gone", "=cmd()"]
    assert names("1/10/2025") == ["=cmd()"]
    assert names("3/11/2025") == ["Later", "=cmd()"]
    assert names("30/8/2025") == []
    assert "Write a date that exists" in text(client.get(f"{file}class-list/", {"on": "31/2"}))
    table = client.get(f"{file}class-list/class-list.csv", {"on": "2025-09-30"})
    lines = table.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Reference,Surname,Forenames,Group,Site,First day,Planned end"
    assert len(lines) == 3
    assert any("'=cmd()" in line for line in lines), "no cell is a live formula"
    assert client.get(f"{file}class-list/class-list.csv", {"on": "31/2"}).status_code == 404
    book = client.get(f"{file}class-list/class-list.xlsx", {"on": "2025-09-30"})
    assert book.content[:2] == b"PK"
    assert book["Content-Disposition"].endswith('2025-09-30.xlsx"')


def test_a_timetable_for_a_group_shows_which_one_holds(leader, client, cohort, file):
    group = Group.objects.create(cohort=cohort, code="1A")
    for day in (SEPTEMBER, date(2025, 9, 22), date(2040, 1, 5)):
        actions.add_timetable(
            cohort, by=leader, at=MONDAY, group=group, link="https://x.example/",
            valid_from_on=min(day, cohort.planned_end_on),
        )  # fmt: skip
    page = text(client.get(f"{file}timetables/"))
    assert page.count("Superseded") >= 1
    assert page.count("In force") == 1


def test_an_allocation_is_ended_from_the_team(leader, client, cohort, file, unit, allocate, asha):
    held = allocate(asha, unit=unit)
    place = f"/programmes/allocations/{held.pk}/ending/"
    assert place in text(client.get(f"{file}team/"))
    client.post(place, {"until_on": "3/10/2025", "why": "Left."})
    page = text(client.get(f"{file}team/"))
    assert "3 Oct 2025" in page
    assert place not in page
