"""Assessment plans: a plan's page against its floor, and drafting for many cohorts at once."""

from datetime import UTC, date, datetime
from functools import partial
from urllib.parse import urlsplit

from bench.timing import timed

UNITS, CODES = 13, "A.P1 A.P2 A.M1 A.D1 B.P3 B.P4 B.M2 B.D2 C.P5 C.P6 C.M3 C.D3"
#: Thirteen units in three assignments each, and one more.
ASSIGNMENTS = 40
COHORTS = 60
#: How often page and floor are measured; the best of each counts.
_TIMES = 30
AT = datetime(2025, 9, 1, 9, tzinfo=UTC)


#: What the page shows of a plan: its head, its versions, when we are closed, its rows with what
#: each targets and who assesses it.
_HEAD = """
    SELECT p.version, p.drafted_at, p.why, p.signed_at, p.cautions, p.reason, c.code, r.title,
        y.label, d.name, s.name, c.id, c.specification_id, c.centre_id
    FROM planning_assessmentplan p JOIN programmes_cohort c ON c.id = p.cohort_id
    JOIN programmes_programme r ON r.id = c.programme_id
    JOIN calendar_academicyear y ON y.id = c.year_id JOIN people_person d ON d.id = p.drafted_by_id
    LEFT JOIN people_person s ON s.id = p.signed_by_id WHERE p.id = %s"""
_VERSIONS = """
    SELECT p.id, p.version, p.why, p.signed_at, s.name FROM planning_assessmentplan p
    LEFT JOIN people_person s ON s.id = p.signed_by_id WHERE p.cohort_id = %s
    ORDER BY p.version DESC"""
_CLOSED = """
    SELECT first_on, last_on FROM calendar_closure WHERE centre_id = %s AND NOT is_open
    ORDER BY first_on"""
_ROWS = """
    SELECT p.id, u.number, u.title, a.number, p.title, p.hand_out_on, p.hand_in_on, p.assess_by,
        p.verify_by, p.return_by, p.resubmit_by, v.name
    FROM planning_plannedassignment p JOIN planning_assignment a ON a.id = p.assignment_id
    JOIN catalogue_unit u ON u.id = a.unit_id LEFT JOIN people_person v ON v.id = p.verifier_id
    WHERE p.plan_id = %s ORDER BY 6"""
_CODES = """
    SELECT c.plannedassignment_id, k.code FROM planning_plannedassignment_criteria c
    JOIN catalogue_criterion k ON k.id = c.criterion_id
    JOIN planning_plannedassignment p ON p.id = c.plannedassignment_id
    WHERE p.plan_id = %s ORDER BY k.position"""
_PEOPLE = """
    SELECT s.planned_id, w.name || coalesce(' for ' || g.code, '')
    FROM planning_plannedassessor s JOIN people_person w ON w.id = s.person_id
    LEFT JOIN programmes_group g ON g.id = s.group_id
    JOIN planning_plannedassignment p ON p.id = s.planned_id WHERE p.plan_id = %s"""
#: What the checks of a plan that is being written read besides, and of what.
_CHECKS = (
    ("SELECT id, number, title, glh, credits, status, assessment FROM catalogue_unit WHERE id IN "
     "(SELECT unit_id FROM programmes_unittaken WHERE cohort_id = %s)", "cohort"),
    ("SELECT k.id, k.unit_id, k.code, k.aims, k.band FROM catalogue_criterion k "
     "JOIN programmes_unittaken t ON t.unit_id = k.unit_id WHERE t.cohort_id = %s "
     "ORDER BY k.position", "cohort"),
    ("SELECT id, code FROM programmes_group WHERE cohort_id = %s", "cohort"),
    ("SELECT e.id, e.group_id FROM learners_enrolment e JOIN learners_learner l "
     "ON l.id = e.learner_id WHERE e.cohort_id = %s AND e.status = 'active' "
     "AND l.merged_into_id IS NULL", "cohort"),
    ("SELECT number, title, glh, credits, status FROM catalogue_unit "
     "WHERE specification_id = %s", "specification"),
    ("SELECT code, status, least_units, most_units, least_size, most_size FROM catalogue_unitgroup "
     "WHERE specification_id = %s", "specification"),
    ("SELECT o.number, t.number FROM catalogue_barredpair b JOIN catalogue_unit o "
     "ON o.id = b.one_id JOIN catalogue_unit t ON t.id = b.other_id "
     "WHERE b.specification_id = %s", "specification"),
    ("SELECT id, starts_on, ends_on FROM calendar_academicyear WHERE centre_id = %s", "centre"),
    ("SELECT t.year_id, t.starts_on, t.ends_on FROM calendar_term t "
     "JOIN calendar_academicyear y ON y.id = t.year_id WHERE y.centre_id = %s", "centre"),
    ("SELECT first_on, last_on, is_open FROM calendar_closure WHERE centre_id = %s", "centre"),
    ("SELECT p.id, p.name FROM people_person p LEFT JOIN learners_learner l ON l.person_id = p.id "
     "WHERE p.centre_id = %s AND l.id IS NULL", "centre"),
    ("SELECT n.key, n.value FROM policies_policynumber n JOIN policies_policyversion v "
     "ON v.id = n.version_id JOIN policies_policy p ON p.id = v.policy_id "
     "WHERE p.centre_id = %s AND p.kind = 'assessment'", "centre"),
)  # fmt: skip


def measure(bench) -> None:
    """On programmes of their own, with a team."""
    from fairmark.people.models import Person
    from fairmark.planning.actions import draft_plan

    cohorts = _cohorts(bench, COHORTS + COHORTS // 2 + 1)
    bench.settle()
    leader = Person.objects.get(centre=bench.centre, name="Some programme leader")

    def draft(some):
        return [draft_plan(one, by=leader, at=AT) for one in some]

    draft(cohorts[-1:])  # what is read once is read before anything is measured
    half, _ = timed(lambda: draft(cohorts[COHORTS:-1]))
    bench.settle()
    seconds, plans = timed(lambda: draft(cohorts[:COHORTS]))
    bench.note(f"drafting the plans of {COHORTS} cohorts", seconds, "s")
    bench.note(f"drafting for {COHORTS} cohorts / for {COHORTS // 2}", seconds / half, "times", 2.3)
    _page(bench, _forty(plans[0], leader), leader)


def _cohorts(bench, count):
    from fairmark.calendar.models import AcademicYear
    from fairmark.catalogue.models import Criterion, Qualification, Specification, Unit
    from fairmark.people.models import Person
    from fairmark.people.rules import Role
    from fairmark.programmes.models import Allocation, Cohort, Programme, UnitTaken

    centre = bench.centre
    qualification = Qualification.objects.create(
        centre=centre, title="Planned", family="l3_nationals_rqf_2016", level="3"
    )
    programmes = [
        Programme.objects.create(
            centre=centre, qualification=qualification, code=f"PLAN{n}", title=f"Planned {n}"
        )
        for n in range(count)
    ]
    specification, _ = Specification.objects.get_or_create(qualification=qualification, issue=1)
    units = [
        Unit.objects.create(specification=specification, number=str(n), title=f"Unit {n}", glh=60,
                            status="mandatory", assessment="internal")
        for n in range(1, UNITS + 1)
    ]  # fmt: skip
    Criterion.objects.bulk_create(
        Criterion(unit=unit, code=code, position=n, aims=code[0], band=code[2])
        for unit in units
        for n, code in enumerate(CODES.split())
    )
    year = AcademicYear.objects.get(centre=centre)
    cohorts = [
        Cohort.objects.create(
            centre=centre, programme=programme, year=year, code=programme.code,
            specification=specification, teaching_starts_on=date(2025, 9, 8),
            planned_end_on=date(2026, 7, 3),
        )
        for programme in programmes
    ]  # fmt: skip
    UnitTaken.objects.bulk_create(UnitTaken(cohort=c, unit=u) for c in cohorts for u in units)
    for role in (Role.ASSESSOR, Role.INTERNAL_VERIFIER):
        person = Person.objects.get(centre=centre, name=f"Some {role}")
        Allocation.objects.bulk_create(
            Allocation(centre=centre, cohort=one, person=person, role=role, from_on=year.starts_on)
            for one in cohorts
        )
    return cohorts


def _forty(plan, leader):
    """The plan with as many assignments as a large one has, signed."""
    from fairmark.planning import queries
    from fairmark.planning.actions import plan_assignment

    for _ in range(ASSIGNMENTS - plan.planned.count()):
        last = queries.planned_of(plan).last()
        plan_assignment(
            plan, by=leader, at=AT, unit=last.assignment.unit, title="One more",
            days=queries.days_of(last), criteria=list(last.criteria.all()), verifier=last.verifier,
            assessors=[(a.person, a.group) for a in last.assessors.all()],
        )  # fmt: skip
    assert plan.planned.count() == ASSIGNMENTS
    return plan


def _page(bench, plan, leader) -> None:
    """The page as its leader gets it, being written and then signed, against its rows by plain SQL."""
    from django.conf import settings
    from django.test import Client

    from fairmark.people.models import Account

    account = Account.objects.create(email="leader@example.ac.uk", person=leader)
    client = Client(SERVER_NAME=urlsplit(settings.FAIRMARK_ADDRESS).hostname)
    client.force_login(account)

    def page():
        response = client.get(plan.get_absolute_url())
        assert response.status_code == 200, response.status_code
        return response.content

    for state in ("being written", "signed"):
        if state == "signed":
            type(plan).objects.filter(pk=plan.pk).update(signed_by=leader, signed_at=AT)
        floor_of = partial(_floor, plan.pk, checked=state == "being written")
        page()
        seconds = min(timed(page)[0] for _ in range(_TIMES))
        floor = min(timed(floor_of)[0] for _ in range(_TIMES))
        bench.note(f"page of a plan {state}, {ASSIGNMENTS} assignments", seconds * 1000, "ms")
        bench.note("its rows by plain SQL, joined as text", floor * 1000, "ms")
        bench.note(f"page of a plan {state} / plain SQL", seconds / floor, "times", 20)


def _floor(plan: int, *, checked: bool) -> str:
    """The rows that the page shows, by plain SQL; with those that its checks read where it has any.

    What its frame reads besides (session, account, roles, year, the check of the trail) is left
    out, so that the floor is that of the plan alone.
    """
    from django.db import connection

    with connection.cursor() as cursor:

        def ask(sql, *about):
            cursor.execute(sql, about)
            return cursor.fetchall()

        head = ask(_HEAD, plan)
        *_, cohort, specification, centre = head[0]
        versions, closed, rows = ask(_VERSIONS, cohort), ask(_CLOSED, centre), ask(_ROWS, plan)
        codes, people = ask(_CODES, plan), ask(_PEOPLE, plan)
        about = {"cohort": cohort, "specification": specification, "centre": centre}
        read = [row for sql, of in _CHECKS if checked for row in ask(sql, about[of])]
    of: dict[int, list[str]] = {}
    for pk, word in (*codes, *people):
        of.setdefault(pk, []).append(word)
    return "".join(
        f"<tr><td>{'</td><td>'.join(map(str, row))}</td><td>{', '.join(of.get(row[0], ()))}</td></tr>"
        for row in (*head, *rows, *versions, *closed, *read)
    )
