"""P24, P33: twelve assessors work at once and are killed at random. Nothing that was acknowledged
is lost or doubled, and what each saw fits one order of events.
"""

import os
import random
import signal
import time

import pytest
from django.db import connection

from bench.sheets import a_sheet
from fairmark.assessment.grades import rebuild
from fairmark.assessment.models import Decision, Submission, UnitGrade
from fairmark.calendar.clock import now, today
from fairmark.people.rules import Role
from fairmark.planning.models import PlannedAssessor, PlannedAssignment
from fairmark.trail.checking import verify
from fairmark.trail.models import Event
from tests.assessment.histories import Client, History, oddities
from tests.builders import a_centre, a_person

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS, KILLS = 12, 60
SECONDS = 30


def setting(tmp_path):
    """A sheet, twelve assessors of it, and what each of them is to work at."""
    centre = a_centre()
    people = [a_person(centre, f"Assessor {n}", Role.ASSESSOR) for n in range(CLIENTS)]
    cohort, _ = a_sheet(centre, people[0], learners=3, criteria=10)
    PlannedAssessor.objects.bulk_create(
        PlannedAssessor(planned=planned, person=one)
        for planned in PlannedAssignment.objects.filter(assignment__cohort=cohort)
        for one in people[1:]
    )
    works = [
        {"pk": work.pk,
         "criteria": sorted(work.assignment.planned.get().criteria.values_list("pk", flat=True))}
        for work in Submission.objects.filter(assignment__cohort=cohort)
    ]  # fmt: skip
    Decision.objects.filter(record=None).delete()
    return cohort, [
        Client(cohort, one, works, tmp_path / f"{n}.notes", seed=n) for n, one in enumerate(people)
    ]


def test_killed_at_random_nothing_acknowledged_is_lost_and_nothing_is_odd(tmp_path):
    cohort, clients = setting(tmp_path)
    chance, kills = random.Random(24), 0
    connection.close()
    running = {client.start(): client for client in clients}
    until = time.monotonic() + SECONDS
    try:
        while time.monotonic() < until or kills < KILLS:
            time.sleep(chance.random() * 2 * SECONDS / KILLS)
            victim = chance.choice(list(running))
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            client = running.pop(victim)
            running[client.start()] = client
            kills += 1
    finally:
        for pid in running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    history = History.of([client.notes for client in clients])
    assert not history.broke, history.broke[:3]
    assert oddities(history) == []
    assert verify(cohort.centre).ok
    decided = Event.objects.filter(name="decided").count()
    assert decided == Decision.objects.exclude(feedback="").count()
    assert min(decided, len(history.done("sign")), len(history.done("return"))) > 0
    assert any("conflict" in answer for answer in history.answers.values())
    kept = _grades(cohort)
    rebuild(cohort, today())
    assert kept == _grades(cohort)


def _grades(cohort):
    rows = UnitGrade.objects.filter(enrolment__cohort=cohort)
    return sorted(rows.values_list("enrolment", "unit", "so_far", "reachable", "is_final"))


# -- the twins: a history that is odd is seen to be ------------------------------------------


@pytest.fixture
def quiet(tmp_path):
    """A history in which two clients decided one cell, one after the other."""
    _, clients = setting(tmp_path)
    judged = set(Decision.objects.values_list("submission", flat=True))
    work = next(one for one in clients[0].works if one["pk"] not in judged)
    history, at = History(), 0.0
    seen = None
    for client, outcome in zip(clients[:2], ("met", "not met"), strict=True):
        call = {"act": "decide", "key": f"key-{outcome}", "work": work["pk"],
                "criterion": work["criteria"][0], "outcome": outcome, "seen": seen}  # fmt: skip
        Decision.objects.filter(pk=seen).update(stands=False)
        history.calls[call["key"]], history.began[call["key"]] = call, at
        made = Decision.objects.create(
            submission_id=work["pk"], criterion_id=call["criterion"], outcome=outcome,
            by=client.person, at=now(), feedback=call["key"], replaces_id=seen,
        )  # fmt: skip
        history.answers[call["key"]] = {"done": "decide", "again": False}
        history.ended[call["key"]] = at + 1
        seen, at = made.pk, at + 2
    return history


def test_the_quiet_history_is_not_odd(quiet):
    assert oddities(quiet) == []


def test_an_answer_before_its_commit_is_found_out(quiet):
    quiet.calls["gone"] = dict(quiet.calls["key-met"], key="gone")
    quiet.began["gone"], quiet.ended["gone"] = 9.0, 10.0
    quiet.answers["gone"] = {"done": "decide", "again": False}
    assert oddities(quiet) == ["gone: acknowledged and lost"]


def test_a_decision_made_twice_is_found_out(quiet):
    last = Decision.objects.get(feedback="key-not met")
    Decision.objects.filter(pk=last.pk).update(stands=False)
    Decision.objects.create(
        submission=last.submission, criterion=last.criterion, outcome="not met", by=last.by,
        at=last.at, feedback="key-not met", replaces=last,
    )  # fmt: skip
    assert "key-not met: decided twice" in oddities(quiet)


def test_a_read_of_what_was_replaced_before_it_began_is_found_out(quiet):
    first = Decision.objects.get(feedback="key-met")
    call = dict(quiet.calls["key-met"], act="read", key="late")
    quiet.calls["late"], quiet.began["late"], quiet.ended["late"] = call, 5.0, 6.0
    quiet.answers["late"] = {"read": first.pk}
    [found] = oddities(quiet)
    assert "late: saw 1 after 2 was known" in found


def test_a_write_that_went_over_another_is_found_out(quiet):
    Decision.objects.filter(feedback="key-not met").update(stands=False)
    assert any("not the last one stands" in one for one in oddities(quiet))
