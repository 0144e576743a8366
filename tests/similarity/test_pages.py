"""The pages: who sees which text, what is marked in both, and what stands beside the work."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fairmark.calendar.clock import today
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planner.sources import Whose, tasks
from fairmark.similarity.drawing import sheet_of
from fairmark.similarity.models import Compared, Likeness, Look
from tests.builders import a_learner, a_person, a_programme, an_enrolment, hold
from tests.similarity.conftest import SHARED, a_document, compared, work_of
from tests.similarity.test_comparing import looked


def as_(person):
    account = person.accounts.first() or Account.objects.create_user(
        f"{person.pk}@example.ac.uk", "a long pass phrase", person=person
    )
    client = Client()
    client.force_login(account)
    return client


def page_of(person, address):
    response = as_(person).get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def like(pair, asa, in_time, assignment):
    compared(assignment, asa, in_time)
    return Likeness.objects.get()


def place(assignment):
    return f"/assignments/{assignment.pk}/similarity/"


def test_the_list_says_who_is_like_whom_both_ways_and_what_waits(like, asa, assignment):
    page = page_of(asa, place(assignment))
    assert "40 of this work, 18 of the other" in page
    assert "15 or more in every hundred words" in page
    assert page.count("To look into") == 1
    assert "2 of 2 compared" in page
    assert "decides nothing and is never the only evidence" in page


def test_what_could_not_be_read_stands_on_the_list(like, asa, assignment):
    Compared.objects.filter(submission=like.one).update(unread=[["p3.pdf", "a scan without text"]])
    assert re.search(
        r"Shah, Ravi</a>, p3\.pdf: a scan without text\.", page_of(asa, place(assignment))
    )


def test_both_texts_stand_side_by_side_with_the_passage_marked_and_linked(like, asa):
    page = page_of(asa, like.get_absolute_url())
    first, second = re.findall(r"<mark id=.*?</mark>", page, re.DOTALL)
    assert 'id="one-1"' in first
    assert 'href="#other-1"' in first
    assert 'id="other-1"' in second
    assert 'href="#one-1"' in second
    for marked in (first, second):
        assert re.sub(r"<[^>]+>", "", marked).strip() == f"1 {SHARED}"


def test_what_learners_wrote_is_text_and_no_markup(issue, lena, ravi, asa, in_time, assignment):
    hostile = f"<script>alert(1)</script> {SHARED} <b>"
    for hour, person in enumerate((lena, ravi)):
        at = in_time + timedelta(hours=hour)
        work_of(issue, person, at, (f"a{hour}.txt", f"{hostile} {hour}".encode()))
    compared(assignment, asa, in_time)
    page = page_of(asa, Likeness.objects.get().get_absolute_url())
    assert "<script>alert" not in page
    assert page.count("alert(1)&lt;/script&gt;") >= 2


@pytest.fixture
def elsewhere(like, centre):
    """The earlier work belongs to another programme, which Asa may not see."""
    other = a_programme(centre, code="XBS3E", title="Enterprise")
    cohort = like.other.assignment.cohort
    there = type(cohort).objects.create(
        centre=centre, programme=other, year=cohort.year, code="XBS3E-2025",
        teaching_starts_on=cohort.teaching_starts_on, specification=cohort.specification,
    )  # fmt: skip
    one = there.assignments.create(centre=centre, unit=like.other.assignment.unit, number=1)
    type(like.other).objects.filter(pk=like.other_id).update(assignment=one)
    return other


def test_work_of_a_programme_that_somebody_may_not_see_is_not_shown(
    like, elsewhere, asa, quinn, assignment
):
    listed, page = page_of(asa, place(assignment)), page_of(asa, like.get_absolute_url())
    for shown in (listed, page):
        assert "Lena" not in shown
        assert "other programme" in shown or "on another programme" in shown
    assert page.count("<mark") == 1
    assert 'href="#other-1"' not in page
    assert page_of(quinn, like.get_absolute_url()).count("<mark") == 2
    hold(asa, Role.ASSESSOR, elsewhere)
    assert page_of(asa, like.get_absolute_url()).count("<mark") == 2


@pytest.mark.parametrize("who", ["lena", "ravi", "pia", "ivor", "erin"])
def test_learners_and_others_find_nothing(who, request, like, assignment):
    client = as_(request.getfixturevalue(who))
    for address in (place(assignment), like.get_absolute_url(), f"{place(assignment)}compare/",
                    f"{like.get_absolute_url()}look/"):  # fmt: skip
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (404, 405)
    assert not Look.objects.exists()


def test_an_assessor_of_another_programme_finds_nothing(like, centre, assignment):
    other = a_programme(centre, code="XBS3E", title="Enterprise")
    olga = a_person(centre, "Olga Other", Role.ASSESSOR, other)
    for address in (place(assignment), like.get_absolute_url()):
        assert as_(olga).get(address).status_code == 404


def test_who_only_sees_the_learners_of_a_programme_sees_no_likeness_there(
    like, centre, programme, assignment
):
    """A leader of this programme who assesses on another one."""
    other = a_programme(centre, code="XBS3E", title="Enterprise")
    paul = a_person(centre, "Paul Leader", Role.PROGRAMME_LEADER, programme)
    hold(paul, Role.ASSESSOR, other)
    assert as_(paul).get(place(assignment)).status_code == 404
    page = page_of(paul, f"/assignments/{assignment.pk}/submissions/")
    assert "similarity" not in page


def test_work_that_is_alike_is_marked_on_the_pages_of_the_work(
    like, asa, ivor, in_time, assignment
):
    submissions = f"/assignments/{assignment.pk}/submissions/"
    assert f'href="{like.get_absolute_url()}"' in page_of(asa, submissions)
    assert "Likeness to look into: 1" in page_of(asa, submissions)
    assert "Like other work" in page_of(asa, like.one.get_absolute_url())
    assert "Like other work" not in page_of(asa, like.other.get_absolute_url())
    assert "ikeness" not in page_of(ivor, submissions)
    looked(like, asa, in_time)
    assert "Likeness looked into" in page_of(asa, submissions)
    assert "to look into" not in page_of(asa, submissions)


def test_an_assessor_is_asked_to_look_and_no_longer_once_somebody_has(
    like, asa, vera, in_time, assignment
):
    def asked(person):
        held = tuple(one.holding for one in person.roles_held.all())
        found = tasks(Whose(person.centre, person, held, today()))
        return [(one.title, one.link) for one in found if "likeness" in one.title]

    assert asked(asa) == [("Look into 1 likeness to other work", place(assignment))]
    assert asked(vera) == []
    looked(like, vera, in_time)
    assert asked(asa) == []


def test_comparing_and_looking_from_the_pages(pair, asa, assignment):
    client = as_(asa)
    assert client.post(f"{place(assignment)}compare/").status_code == 302
    like = Likeness.objects.get()
    address = f"{like.get_absolute_url()}look/"
    assert client.post(address, {"outcome": "talk", "words": ""}).status_code == 422
    answer = client.post(address, {"outcome": "talk", "words": "Page 2 is the same."})
    assert answer.url == like.get_absolute_url()
    assert "Page 2 is the same." in page_of(asa, like.get_absolute_url())


def test_the_lists_ask_as_often_for_three_as_for_one(like, issue, cohort, asa, in_time, assignment):
    submissions = f"/assignments/{assignment.pk}/submissions/"
    client = as_(asa)

    def asked():
        found = []
        for address in (place(assignment), submissions):
            client.get(address)
            with CaptureQueriesContext(connection) as questions:
                client.get(address)
            found.append(len(questions))
        return found

    looked(like, asa, in_time)
    before = asked()
    for number in range(2):
        person = a_person(cohort.centre, f"Copier {number}", Role.LEARNER)
        an_enrolment(cohort, a_learner(cohort.centre, person=person))
        work_of(issue, person, in_time + timedelta(hours=2 + number),
                ("a.docx", a_document(f"{SHARED} {number}")))  # fmt: skip
    Compared.objects.all().delete()
    Look.objects.all().delete()
    Likeness.objects.all().delete()
    for other in (work for work in assignment.submissions.all() if work != like.other):
        made = Likeness.objects.create(one=other, other=like.other, percent=60, percent_other=20,
                                       passages=[[0, 0, 80]], asked_from=15, at=in_time)  # fmt: skip
        Compared.objects.create(submission=other, at=in_time, method=1, asked_from=15, words=81,
                                left_out=0, texts=4)  # fmt: skip
    looked(made, asa, in_time)
    assert asked() == before


def test_passages_that_lie_over_one_another_are_cut_once():
    sheet = sheet_of("a.txt", "One two, three four five.", 0, [(0, 3), (2, 3)], set())
    assert [(one.text, one.number, one.first) for one in sheet.pieces] == [
        ("One two, three", 1, True), (" ", 0, False), ("four five", 2, True), (".", 0, False),
    ]  # fmt: skip


def test_passages_of_a_second_file_are_marked_in_it():
    seen = set()
    first = sheet_of("a.txt", "One two", 0, [(3, 2)], seen)
    second = sheet_of("b.txt", "Three four five", 3, [(3, 2)], seen)
    assert [one.number for one in first.pieces] == [0]
    assert [(one.text, one.number) for one in second.pieces] == [("Three four", 1), (" five", 0)]
    assert seen == {1}
