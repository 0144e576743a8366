"""Results of a college's own sheet: brought in against their floor, the same rows by plain SQL."""

import csv
import io
import json

from bench.sheets import AT, a_sheet
from bench.timing import timed

#: Learners and criteria: eighteen thousand results.
LEARNERS, CRITERIA = 300, 60
#: How many times the floor bringing them in may take.
TIMES = 12
#: What is written, with the key by which new rows are told.
_TABLES = {
    "assessment_carriedresult": "id",
    "assessment_unitgrade": "id",
    "trail_event": "sequence",
}


def measure(bench) -> None:
    """One sheet of eighteen thousand results, looked at and brought in."""
    from fairmark.people.models import Person, RoleHeld
    from fairmark.people.rules import Role
    from fairmark.tracking import result_actions

    leader = Person.objects.create(centre=bench.centre, name="A leader of results")
    RoleHeld.objects.create(
        centre=bench.centre, person=leader, role=Role.PROGRAMME_LEADER, scope_kind="centre",
        scope_id=bench.centre.pk, from_at=AT.replace(year=2020),
    )  # fmt: skip
    cohort, unit = a_sheet(
        bench.centre, leader, learners=LEARNERS, criteria=CRITERIA, name="RESULTS", worked=False
    )
    bench.settle()
    content = _content(cohort, unit)
    count = LEARNERS * CRITERIA
    looks, times, floors = [], [], []
    for _ in range(3):
        file = result_actions.upload_results(
            cohort, by=leader, at=AT, file_name="results.csv", content=content
        )
        look, trial = timed(lambda file=file: result_actions.trial_of(file, leader, AT))
        assert (len(trial.carried), trial.errors) == (count, []), trial.errors[:3]
        before = _marks()
        took, _ = timed(
            lambda file=file, seen=trial.fingerprint: result_actions.bring_in_results(
                file, by=leader, at=AT, seen=seen, records_at="R14", declared=True
            )
        )
        written = _written(before)
        assert len(written["assessment_carriedresult"][1]) == count
        looks.append(look)
        times.append(took)
        floors.append(_write_again(content, written))
        result_actions.undo_results(file, by=leader, at=AT)
    bench.note(f"looking at {count:,} results", min(looks), "s")
    bench.note(f"bringing {count:,} results in", min(times), "s")
    bench.note("their rows by plain SQL, in one transaction", min(floors), "s")
    bench.note("bringing results in / plain SQL", min(times) / min(floors), "times", TIMES)


def _content(cohort, unit) -> bytes:
    from fairmark.learners.models import Enrolment

    codes = list(unit.criteria.order_by("position").values_list("code", flat=True))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Student ref", "Name", *codes, "Assessor"])
    learners = Enrolment.objects.filter(cohort=cohort).values_list(
        "learner__ref", "learner__surname", "learner__forenames"
    )
    for place, (ref, surname, forenames) in enumerate(learners):
        marks = ["YN"[(place * 7 + column) % 9 == 0] for column in range(len(codes))]
        writer.writerow([ref, f"{surname}, {forenames}", *marks, "Olu Old"])
    return out.getvalue().encode()


def _marks() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        found = {}
        for table, key in _TABLES.items():
            cursor.execute(f"SELECT coalesce(max({key}), 0) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def _written(before: dict[str, int]):
    """What came in, by table: its columns and its rows; with tables of the same shape beside."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table, key in _TABLES.items():
            cursor.execute(
                f"SELECT * FROM {table} WHERE {key} > %s ORDER BY {key}", [before[table]]
            )
            found[table] = ([one[0] for one in cursor.description], cursor.fetchall())
        cursor.execute(
            "SELECT p.* FROM trail_particulars p JOIN trail_event e ON e.id = p.event_id "
            "WHERE e.sequence > %s ORDER BY e.sequence", [before["trail_event"]],
        )  # fmt: skip
        found["trail_particulars"] = ([one[0] for one in cursor.description], cursor.fetchall())
    return found


def _write_again(content: bytes, written) -> float:
    """Seconds to parse the file and write the same rows in one transaction that is durable."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        for table, (heads, _) in written.items():
            cursor.execute(f"DROP TABLE IF EXISTS bench_{table}")
            cursor.execute(f"CREATE TABLE bench_{table} AS SELECT * FROM {table} WHERE 1 = 0")
            cursor.execute(f"CREATE UNIQUE INDEX bench_{table}_key ON bench_{table} ({heads[0]})")

    def work():
        list(csv.reader(io.StringIO(content.decode())))
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (heads, rows) in written.items():
                marks = ", ".join(["%s"] * len(heads))
                cursor.executemany(
                    f"INSERT INTO bench_{table} ({', '.join(heads)}) VALUES ({marks})",
                    [tuple(json.dumps(v) if isinstance(v, dict | list) else v for v in row)
                     for row in rows],
                )  # fmt: skip

    return timed(work)[0]
