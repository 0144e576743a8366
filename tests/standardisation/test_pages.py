"""The pages: who is missing, the event, one's own part; hostile files, double posts, others' parts."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fairmark.calendar.clock import now, today
from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import year_of
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planner.sources import Whose, tasks
from fairmark.standardisation.models import Confirmation, TeamEvent
from tests.builders import a_person
from tests.standardisation.conftest import an_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(centre):
    return year_of(centre, today()) or AcademicYear.objects.create(
        centre=centre, label="now", starts_on=date(today().year, 9, 1),
        ends_on=date(today().year + 1, 8, 31),
    )  # fmt: skip


def as_(person):
    account = person.accounts.first() or Account.objects.create_user(
        f"{person.pk}@example.ac.uk", "a long pass phrase", person=person
    )
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def event(year, programme, vera, asha):
    return an_event(programme, vera, [asha], on=today(), at=now())


def test_the_list_says_who_is_missing(event, asha, ivan):
    page = as_(asha).get("/standardisation/").content.decode()
    assert page.count("Not standardised") == 2  # Ivan, and Vera who led without being recorded
    assert page.count("Not briefed") == 3


def test_another_year_that_is_not_there_is_not_found(event, asha):
    assert as_(asha).get("/standardisation/?year=1999/00").status_code == 404


def test_a_person_confirms_from_their_tasks_and_nobody_for_them(event, asha, ivan):
    whose = Whose(asha.centre, asha, tuple(h.holding for h in asha.roles_held.all()), today())
    [link] = [one.link for one in tasks(whose) if one.title.startswith("Confirm your part")]

    assert as_(ivan).post(link).status_code == 404
    assert not Confirmation.objects.exists()

    assert as_(asha).post(link).status_code == 302
    assert Confirmation.objects.get().person == asha
    assert as_(asha).post(link).status_code == 422
    assert not [one for one in tasks(whose) if one.title.startswith("Confirm your part")]


def filled(programme, vera, asha, **but):
    return {
        "kind": "briefing", "title": "Briefing", "on": f"{today():%d/%m/%Y}",
        "programmes": [programme.pk], "led_by": vera.pk, "people": [asha.pk], "outcome": "Read.",
    } | but  # fmt: skip


def test_a_hostile_file_is_refused_at_its_field_and_nothing_is_kept(year, programme, vera, asha):
    hostile = SimpleUploadedFile("briefing.docx", b"MZ\x90\x00" + b"\x00" * 200)
    response = as_(vera).post(
        "/standardisation/events/record/", filled(programme, vera, asha, file=hostile)
    )
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not TeamEvent.objects.exists()


def test_sending_twice_records_once(year, programme, vera, asha):
    body, client = filled(programme, vera, asha, post_key=str(uuid.uuid4())), as_(vera)
    answers = [client.post("/standardisation/events/record/", body) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert TeamEvent.objects.count() == 1


def test_a_learner_is_not_among_those_to_choose(year, programme, vera, asha):
    lena = a_person(programme.centre, "Lena Learner", Role.LEARNER)
    response = as_(vera).post(
        "/standardisation/events/record/", filled(programme, vera, asha, people=[lena.pk])
    )
    assert response.status_code == 422
    assert not TeamEvent.objects.exists()


def test_staff_of_the_day_can_be_named_also_when_they_have_left(year, programme, vera, asha):
    day = today() - timedelta(days=3)
    asha.roles_held.update(until_at=now() - timedelta(days=2))
    client = as_(vera)
    assert asha.name not in client.get("/standardisation/events/record/").content.decode()
    page = client.get(f"/standardisation/events/record/?on={day:%d/%m/%Y}").content.decode()
    assert asha.name in page
    body = filled(programme, vera, asha, on=f"{day:%d/%m/%Y}")
    assert client.post("/standardisation/events/record/", body).status_code == 302
    assert TeamEvent.objects.get().attendances.get().person == asha


def test_one_who_had_left_is_refused_in_words(year, programme, vera, asha):
    asha.roles_held.update(until_at=now() - timedelta(days=2))
    day = today() - timedelta(days=1)
    body = filled(programme, vera, asha, on=f"{day:%d/%m/%Y}")
    assert as_(vera).post("/standardisation/events/record/", body).status_code == 422
    assert not TeamEvent.objects.exists()


def test_an_event_called_off_says_so_with_its_reason_on_its_page_and_in_the_list(
    year, programme, vera
):
    client = as_(vera)
    plan = filled(programme, vera, vera, on=f"{today():%d/%m/%Y}")
    client.post("/standardisation/events/plan/", plan)
    event = TeamEvent.objects.get()
    body = {"why": "Nobody could come."}
    assert client.post(f"{event.get_absolute_url()}calling-off/", body).status_code == 302
    page = client.get(event.get_absolute_url()).content.decode()
    assert "Nobody could come." in page
    for path in (event.get_absolute_url(), "/standardisation/"):
        assert "Called off" in client.get(path).content.decode()
    assert "Record as held" not in page


def test_the_event_shows_the_record_and_the_persons_own_word(event, vera):
    page = as_(vera).get(event.get_absolute_url()).content.decode()
    assert "Take Asha Assessor off" in page
    assert "Not yet" in page
