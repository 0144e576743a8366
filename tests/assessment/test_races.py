"""P32, P34: several assessors at one cell. One decides, the others are shown the decision."""

import json
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from bench.sheets import AT, a_sheet
from fairmark.assessment import hand_in_actions
from fairmark.assessment.deciding import Conflict
from fairmark.assessment.decision_actions import decide
from fairmark.assessment.models import Decision, Submission
from fairmark.assessment.rules import Cell
from fairmark.evidence.keeping import take_in
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planning.models import PlannedAssessor, PlannedAssignment
from fairmark.trail.checking import verify
from fairmark.trail.models import Event
from tests.builders import a_centre, a_person
from tests.workflow.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 6
RACES, RACES_BY_POST = 300, 50


class Team:
    """Six assessors whom the plan names for every assignment of one sheet."""

    def __init__(self):
        self.centre = a_centre()
        self.people = [
            a_person(self.centre, f"Assessor {n}", Role.ASSESSOR, email=f"assessor{n}@example.ac.uk")
            for n in range(RACERS)
        ]  # fmt: skip
        self.cohort, self.unit = a_sheet(self.centre, self.people[0], learners=8, criteria=40)
        PlannedAssessor.objects.bulk_create(
            PlannedAssessor(planned=planned, person=one)
            for planned in PlannedAssignment.objects.filter(assignment__cohort=self.cohort)
            for one in self.people[1:]
        )

    def cells(self, count):
        """Places on the sheet, each with the decision that stands there, if any."""
        stands = {
            (one.submission_id, one.criterion_id): one.pk
            for one in Decision.objects.filter(stands=True)
        }
        works = Submission.objects.filter(assignment__cohort=self.cohort).values_list(
            "pk", "enrolment", "assignment", "assignment__planned__criteria"
        )
        found = [
            (enrolment, assignment, criterion, stands.get((work, criterion)))
            for work, enrolment, assignment, criterion in works.order_by("pk")
        ]
        assert len(found) >= count
        return found[:count]


@pytest.fixture
def team():
    return Team()


def in_step(rounds, jobs):
    """Each job in a thread of its own, all of them side by side in every round; what came of each."""
    gate = threading.Barrier(len(jobs))
    came: list[list] = [[None] * len(jobs) for _ in rounds]

    def run(place, job):
        try:
            for number, one in enumerate(rounds):
                gate.wait(60)
                try:
                    came[number][place] = job(one)
                except Exception as error:
                    came[number][place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return came


def test_of_six_who_decide_one_criterion_one_does_and_five_are_shown_it(team):
    cells, before = team.cells(RACES), Decision.objects.count()

    def decider(person, outcome):
        def job(place):
            enrolment, assignment, criterion, seen = place
            cell = Cell(enrolment, assignment, criterion, outcome, seen)
            decide(team.cohort, by=person, at=AT, cells=[cell], why="Looked at again.")
            return person

        return job

    outcomes = ("met", "not met") * (RACERS // 2)
    jobs = [decider(*pair) for pair in zip(team.people, outcomes, strict=True)]
    for came in in_step(cells, jobs):
        won = [one for one in came if not isinstance(one, Exception)]
        told = [one for one in came if isinstance(one, Conflict)]
        assert (len(won), len(told)) == (1, RACERS - 1), came
        assert {one.cells[0].theirs.by for one in told} == set(won)
    assert Decision.objects.count() == before + RACES
    stands = Decision.objects.filter(stands=True).values_list("submission", "criterion")
    assert len(set(stands)) == len(stands)
    assert Event.objects.filter(name="decided").count() == RACES
    assert Event.objects.filter(name="refused").count() == RACES * (RACERS - 1)
    assert verify(team.centre).ok


def test_by_post_too(team):
    address = f"/tracking/cohorts/{team.cohort.pk}/units/{team.unit.pk}/decide/"

    def poster(person, outcome):
        client = Client()
        client.force_login(Account.objects.get(person=person))

        def job(place):
            enrolment, assignment, criterion, seen = place
            cells = [{"e": enrolment, "a": assignment, "c": criterion, "outcome": outcome,
                      "seen": seen}]  # fmt: skip
            return client.post(
                address,
                {"cells": json.dumps(cells), "why": "Looked at again.",
                 "post_key": str(uuid.uuid4())},
                headers={"Accept": "application/json"},
            )  # fmt: skip

        return job

    jobs = [poster(*pair) for pair in zip(team.people, ("met", "not met") * 3, strict=True)]
    for came in in_step(team.cells(RACES_BY_POST), jobs):
        assert sorted(one.status_code for one in came) == [200] + [409] * (RACERS - 1), came
        [winner] = [
            person.name
            for person, one in zip(team.people, came, strict=True)
            if one.status_code == 200
        ]
        told = [one.json()["conflicts"][0]["by"] for one in came if one.status_code == 409]
        assert told == [winner] * (RACERS - 1)
    assert Event.objects.filter(name="decided").count() == RACES_BY_POST


def test_one_post_sent_five_times_at_once_decides_once(team):
    enrolment, assignment, criterion, seen = team.cells(1)[0]
    cells = [{"e": enrolment, "a": assignment, "c": criterion, "outcome": "met", "seen": seen}]
    body = {"cells": json.dumps(cells), "why": "Looked at again.", "post_key": str(uuid.uuid4())}
    address = f"/tracking/cohorts/{team.cohort.pk}/units/{team.unit.pk}/decide/"
    account = Account.objects.get(person=team.people[0])

    def send(**but):
        client = Client()
        client.force_login(account)
        return client.post(address, body | but).status_code

    assert at_once(*[send] * 5) == [302] * 5
    assert Event.objects.filter(name="decided").count() == 1
    cells[0]["outcome"] = "not met"
    assert send(cells=json.dumps(cells)) == 422
    assert Event.objects.filter(name="decided").count() == 1


def test_work_handed_in_five_times_at_once_is_handed_in_once(issue, lena, in_time, time_machine):
    time_machine.move_to(in_time, tick=False)
    account, _ = Account.objects.get_or_create(
        person=lena, defaults={"email": "lena@example.ac.uk"}
    )
    work = hand_in_actions.begin_work(issue, by=lena, at=in_time)
    report = take_in(SimpleUploadedFile("report.txt", b"Two firms, described.\n"))
    hand_in_actions.add_work_file(work, by=lena, at=in_time, files=[report])
    body = {"sources": "The firm’s own site.", "ai_use": "none", "declared": "on",
            "post_key": str(uuid.uuid4())}  # fmt: skip

    def send(**but):
        client = Client()
        client.force_login(account)
        return client.post(f"/my-work/{issue.pk}/hand-in/", body | but).status_code

    assert at_once(*[send] * 5) == [302] * 5
    assert Event.objects.filter(name="work_handed_in").count() == 1
    assert send(sources="Another word.") == 422
    send(post_key=str(uuid.uuid4()), sources="Another word.")
    work.refresh_from_db()
    assert (work.sources, Event.objects.filter(name="work_handed_in").count()) == (
        "The firm’s own site.", 1,
    )  # fmt: skip
