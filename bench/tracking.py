"""Tracking sheets: the page at two sizes against its floor, its statements, and one decision saved."""

import statistics
from urllib.parse import urlsplit

from bench.floor import Written
from bench.sheets import AT, a_sheet
from bench.timing import timed

#: Learners, criteria, and how many times the floor a page may take.
SIZES = ((30, 40, 20), (300, 60, 8))
UNITS = 15
MOST_STATEMENTS = 25
SAVED_TIMES = 6


def measure(bench) -> None:
    """As the assessor of the sheets gets them."""
    from django.conf import settings
    from django.test import Client

    from fairmark.people.models import Account, Person, RoleHeld
    from fairmark.people.rules import Role

    assessor = Person.objects.create(centre=bench.centre, name="An assessor of sheets")
    RoleHeld.objects.create(
        centre=bench.centre, person=assessor, role=Role.ASSESSOR, scope_kind="centre",
        scope_id=bench.centre.pk, from_at=AT.replace(year=2020),
    )  # fmt: skip
    client = Client(SERVER_NAME=urlsplit(settings.FAIRMARK_ADDRESS).hostname)
    client.force_login(Account.objects.create(email="sheets@example.ac.uk", person=assessor))
    asked = []
    for learners, criteria, bar in SIZES:
        cohort, unit = a_sheet(
            bench.centre, assessor, learners=learners, criteria=criteria, name=f"SHEET{learners}"
        )
        bench.settle()
        address = f"/tracking/cohorts/{cohort.pk}/units/{unit.pk}/"
        asked.append(_page(bench, client, address, cohort, unit, f"{learners} by {criteria}", bar))
    bench.note("statements of the larger sheet", asked[-1], "", MOST_STATEMENTS)
    bench.note("statements of the two sizes apart", abs(asked[0] - asked[1]), "", 0)
    _units(bench, client, cohort)
    _saving(bench, client, address, cohort, unit)


def _page(bench, client, address, cohort, unit, size, bar) -> int:
    """Times over the floor; returns how many statements it asks."""
    from django.db import connection

    asked = []

    def count(execute, *statement):
        asked.append(statement[0])
        return execute(*statement)

    def page():
        response = client.get(address)
        assert response.status_code == 200, response.status_code
        return response.content

    page()
    with connection.execute_wrapper(count):
        page()
    pairs = [(timed(page)[0], timed(lambda: _floor(cohort.pk, unit.pk))[0]) for _ in range(9)]
    seconds, floor = (min(times) for times in zip(*pairs, strict=True))
    bench.note(f"tracking sheet {size}", seconds * 1000, "ms")
    bench.note("its rows by plain SQL, graded and joined as text", floor * 1000, "ms")
    bench.note(f"tracking sheet {size} / plain SQL", seconds / floor, "times", bar)
    assert len(asked) > 1
    return len(asked)


def _floor(cohort: int, unit: int) -> str:
    """The same rows by plain SQL, each learner's grade worked out, and all joined as plain strings."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pa.assignment_id, c.id, c.code, c.band FROM planning_plannedassignment pa "
            "JOIN planning_assessmentplan p ON p.id = pa.plan_id "
            "JOIN planning_assignment a ON a.id = pa.assignment_id "
            "JOIN planning_plannedassignment_criteria t ON t.plannedassignment_id = pa.id "
            "JOIN catalogue_criterion c ON c.id = t.criterion_id "
            "WHERE p.cohort_id = %s AND a.unit_id = %s ORDER BY a.number, c.position", [cohort, unit],
        )  # fmt: skip
        columns = cursor.fetchall()
        cursor.execute(
            "SELECT e.id, l.surname, l.forenames, e.left_on FROM learners_enrolment e "
            "JOIN learners_learner l ON l.id = e.learner_id WHERE e.cohort_id = %s "
            "ORDER BY l.surname, l.forenames", [cohort],
        )  # fmt: skip
        learners = cursor.fetchall()
        cursor.execute(
            "SELECT s.enrolment_id, s.assignment_id, s.id, s.attempt, s.is_late, w.authentic "
            "FROM assessment_submission s JOIN planning_assignment a ON a.id = s.assignment_id "
            "LEFT JOIN assessment_authentication w ON w.submission_id = s.id "
            "WHERE a.cohort_id = %s AND a.unit_id = %s", [cohort, unit],
        )  # fmt: skip
        work = {(row[0], row[1]): row for row in cursor.fetchall()}
        cursor.execute(
            "SELECT s.enrolment_id, s.assignment_id, d.criterion_id, d.outcome, d.record_id, d.id "
            "FROM assessment_decision d JOIN assessment_submission s ON s.id = d.submission_id "
            "JOIN planning_assignment a ON a.id = s.assignment_id "
            "WHERE a.cohort_id = %s AND a.unit_id = %s AND d.stands", [cohort, unit],
        )  # fmt: skip
        decided = {(row[0], row[1], row[2]): row for row in cursor.fetchall()}
    rows = []
    for pk, surname, forenames, _ in learners:
        cells, missed = [], set()
        for assignment, criterion, _, band in columns:
            one = decided.get((pk, assignment, criterion))
            if one is None or one[3] != "met":
                missed.add(band)
            said = one[3] if one else "in" if (pk, assignment) in work else ""
            cells.append(f"<td>{said}</td>")
        grade = next((g for g, bands in _LADDER if not missed & bands), "U")
        rows.append(f"<tr><th>{surname}, {forenames}</th>{''.join(cells)}<td>{grade}</td></tr>")
    return "".join(rows)


_LADDER = (("D", {"P", "M", "D"}), ("M", {"P", "M"}), ("P", {"P"}))


def _units(bench, client, cohort) -> None:
    """The sheet by unit of three hundred learners in fifteen units."""
    from django.db import connection

    from fairmark.assessment.models import UnitGrade
    from fairmark.catalogue.models import Unit
    from fairmark.learners.models import Enrolment
    from fairmark.programmes.models import UnitTaken

    qualification = cohort.programme.qualification
    qualification.scheme = "rqf_l3_ext_diploma_1080"
    qualification.save(update_fields=["scheme"])
    specification = cohort.specification
    people = list(Enrolment.objects.filter(cohort=cohort).values_list("pk", flat=True))
    for n in range(UNITS - 1):
        unit = Unit.objects.create(
            specification=specification, number=str(20 + n), title=f"Unit {n}", assessment="internal",
            glh=72 if n else 84, status="mandatory",
        )  # fmt: skip
        UnitTaken.objects.create(cohort=cohort, unit=unit)
        UnitGrade.objects.bulk_create(
            [UnitGrade(enrolment_id=pk, unit=unit, so_far="PMDM"[(k * 7 + n) % 4], reachable="D",
                       is_final=(k + n) % 3 > 0)
             for k, pk in enumerate(people)],
            batch_size=500,
        )  # fmt: skip
    address = f"/tracking/cohorts/{cohort.pk}/"

    def page():
        response = client.get(address)
        assert response.status_code == 200, response.status_code

    def floor():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT g.enrolment_id, u.number, g.so_far, g.reachable, g.is_final "
                "FROM assessment_unitgrade g JOIN catalogue_unit u ON u.id = g.unit_id "
                "JOIN learners_enrolment e ON e.id = g.enrolment_id WHERE e.cohort_id = %s",
                [cohort.pk],
            )
            held = {(row[0], row[1]): row for row in cursor.fetchall()}
            cursor.execute(
                "SELECT e.id, l.surname, l.forenames FROM learners_enrolment e "
                "JOIN learners_learner l ON l.id = e.learner_id WHERE e.cohort_id = %s "
                "ORDER BY l.surname, l.forenames", [cohort.pk],
            )  # fmt: skip
            learners = cursor.fetchall()
        numbers = sorted({number for _, number in held})
        worth = {"P": 6, "M": 10, "D": 16, "U": 0}
        rows = []
        for pk, surname, forenames in learners:
            cells = [held.get((pk, number)) for number in numbers]
            points = sum(worth[one[2]] for one in cells if one and one[4])
            tds = "".join([f"<td>{one[2]} {one[3]}</td>" if one else "<td></td>" for one in cells])
            rows.append(f"<tr><th>{surname}, {forenames}</th>{tds}<td>{points}</td></tr>")
        return "".join(rows)

    page()
    pairs = [(timed(page)[0], timed(floor)[0]) for _ in range(9)]
    seconds, least = (min(times) for times in zip(*pairs, strict=True))
    size = f"{len(people)} by {UNITS}"
    bench.note(f"unit sheet {size}", seconds * 1000, "ms")
    bench.note("its rows by plain SQL, added up and joined as text", least * 1000, "ms")
    bench.note(f"unit sheet {size} / plain SQL", seconds / least, "times", 8)


def _saving(bench, client, address, cohort, unit) -> None:
    """One decision after the other on the larger sheet, against what they wrote by plain SQL."""
    import json

    from fairmark.assessment.decision_actions import decide
    from fairmark.assessment.rules import Cell
    from fairmark.people.models import Person

    assessor = Person.objects.get(name="An assessor of sheets")
    waiting = _waiting(cohort, unit)
    written, seconds = Written(assessment_decision="id"), []
    for enrolment, assignment, criterion in waiting[:20]:
        cell = Cell(enrolment, assignment, criterion, "met")
        seconds.append(timed(lambda one=cell: decide(cohort, by=assessor, at=AT, cells=[one]))[0])
    written.read()
    assert len(written.rows["assessment_decision"]) == 20
    floor = [timed(lambda n=n: written.write_again(n))[0] for n in range(20)]
    one, least = statistics.median(seconds), statistics.median(floor)
    bench.note("one decision saved, with its event", one * 1000, "ms")
    bench.note("the same rows by plain SQL, durable", least * 1000, "ms")
    bench.note("one decision / plain SQL", one / least, "times", SAVED_TIMES)
    over_http = []
    for enrolment, assignment, criterion in waiting[20:40]:
        cells = json.dumps([{"e": enrolment, "a": assignment, "c": criterion, "outcome": "met"}])
        took, response = timed(
            lambda cells=cells: client.post(f"{address}decide/", {"cells": cells},
                                            headers={"Accept": "application/json"})
        )  # fmt: skip
        assert response.status_code == 200, response.content
        over_http.append(took)
    bench.note(
        "the same from the sheet, with its row back", statistics.median(over_http) * 1000, "ms"
    )


def _waiting(cohort, unit) -> list[tuple[int, int, int]]:
    """Cells of work that nobody has signed and no decision stands in, one of each piece of work."""
    from fairmark.assessment.models import Submission

    works = Submission.objects.filter(
        assignment__cohort=cohort, assignment__unit=unit, records=None, decisions=None
    ).values_list("enrolment", "assignment", "assignment__planned__criteria")
    found = {}
    for enrolment, assignment, criterion in works:
        found.setdefault((enrolment, assignment), (enrolment, assignment, criterion))
    return list(found.values())
