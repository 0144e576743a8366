"""`bin/bench`: the promises about speed, as ratios inside one run, on the database it is given."""

import argparse
import csv
import io
import json
import statistics
import sys
from datetime import UTC, date, datetime

import django

from bench import grading, papers, plans, policies, results, similarity, tracking
from bench.timing import timed


def main() -> None:
    """Measure, print a table (or JSON), and leave with 1 where a bar is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--learners", type=int, default=10_000)
    options = parser.parse_args()
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    rows = Bench(options.learners).measure()
    document = {"database": connection.vendor, "learners": options.learners, "measures": rows}
    print(f"\n{connection.vendor}, {options.learners:,} learners")
    for row in rows:
        bar = f"at most {row['bar']}" if row["bar"] is not None else ""
        mark = "" if row["ok"] else "  MISSED"
        print(f"  {row['what']:<58} {row['value']:>12} {row['unit']:<10} {bar}{mark}")
    if options.json:
        with open(options.json, "w") as out:
            json.dump(document, out, indent=1)
    sys.exit(0 if all(row["ok"] for row in rows) else 1)


class Bench:
    """One centre of that size, filled and measured."""

    def __init__(self, learners: int):
        self.learners, self.rows = learners, []

    def note(self, what, value, unit, bar=None):
        shown = round(value, 2) if isinstance(value, float) else value
        self.rows.append(
            {"what": what, "value": shown, "unit": unit, "bar": bar,
             "ok": bar is None or value <= bar}
        )  # fmt: skip

    def measure(self):
        from bench.people import class_list, export

        self.set_up()
        classes = class_list(self.learners)
        self.importing(classes)
        self.register()
        self.settle()
        self.comparing(export(classes))
        self.settle()
        self.board()
        self.trail()
        papers.measure(self)
        grading.measure(self)
        plans.measure(self)
        tracking.measure(self)
        results.measure(self)
        similarity.measure(self)
        return self.rows

    def set_up(self):
        from fairmark.administration.actions import open_year, set_up_centre
        from fairmark.catalogue.models import Qualification
        from fairmark.people.models import Person
        from fairmark.programmes.models import Programme

        self.at = datetime(2025, 10, 6, 9, tzinfo=UTC)
        self.centre = set_up_centre(
            name="Bench", number="10234", nation="ENG", admin_name="Ada",
            admin_email="ada@example.ac.uk", at=datetime(2025, 8, 1, tzinfo=UTC),
        )  # fmt: skip
        self.machine = Person.objects.get(centre=self.centre, is_system=True)
        open_year(self.centre, by=self.machine, at=self.at, starts_on=date(2025, 9, 1),
                  ends_on=date(2026, 8, 31))  # fmt: skip
        policies.put_in_force(self.centre)
        for n in range(4):
            qualification = Qualification.objects.create(
                centre=self.centre,
                title=f"Programme {n}",
                family="l3_nationals_rqf_2016",
                level="3",
            )
            Programme.objects.create(
                centre=self.centre, qualification=qualification, code=f"PROG{n}",
                title=f"Programme {n}",
            )  # fmt: skip

    def _bring_in(self, kind, content):
        from fairmark.exchange.actions import commit_import, upload_file

        run = upload_file(self.centre, by=self.machine, at=self.at, kind=kind, file_name=kind,
                          content=content)  # fmt: skip
        return timed(lambda: commit_import(run, by=self.machine, at=self.at))[0]

    def importing(self, classes):
        """The import against its floor: parse the file, insert the same rows by plain SQL."""
        before = self._marks()
        seconds = self._bring_in("class-list", classes)
        tables = {
            name: self._since(name, mark) for name, mark in before.items()
        }  # fmt: skip
        floors = [self._floor(classes, tables) for _ in range(3)]
        floor = statistics.median(floors)
        self.note(f"import of {self.learners:,} learners", seconds, "s")
        self.note("the same rows by plain SQL", floor, "s")
        self.note("import / plain SQL", seconds / floor, "times", 8)

    TABLES = (
        "learners_learner", "learners_enrolment", "exchange_importedrecord", "programmes_group",
        "programmes_cohort",
    )  # fmt: skip

    def _marks(self):
        from django.db import connection

        with connection.cursor() as cursor:
            marks = {}
            for name in self.TABLES:
                cursor.execute(f"SELECT coalesce(max(id), 0) FROM {name}")
                marks[name] = cursor.fetchone()[0]
            cursor.execute("SELECT max(sequence) FROM trail_event")
            marks["trail_event"] = cursor.fetchone()[0]
        return marks

    def _since(self, name, mark):
        from django.db import connection

        with connection.cursor() as cursor:
            column = "sequence" if name == "trail_event" else "id"
            cursor.execute(f"SELECT * FROM {name} WHERE {column} > %s", [mark])
            heads = [one[0] for one in cursor.description]
            found = [(heads, cursor.fetchall())]
            if name == "trail_event":
                cursor.execute(
                    "SELECT p.* FROM trail_particulars p JOIN trail_event e ON e.id = p.event_id "
                    "WHERE e.sequence > %s", [mark],
                )  # fmt: skip
                found.append(([one[0] for one in cursor.description], cursor.fetchall()))
        return found

    def _floor(self, classes, tables):
        from django.db import connection, transaction

        names = {name: f"bench_{name}" for name in tables}
        with connection.cursor() as cursor:
            for name in tables:
                for extra, (heads, _) in enumerate(tables[name]):
                    target = names[name] + ("_p" if extra else "")
                    source = "trail_particulars" if extra else name
                    cursor.execute(f"DROP TABLE IF EXISTS {target}")
                    cursor.execute(f"CREATE TABLE {target} AS SELECT * FROM {source} WHERE 1 = 0")
                    key = heads[0]
                    cursor.execute(f"CREATE UNIQUE INDEX {target}_key ON {target} ({key})")

        def work():
            list(csv.reader(io.StringIO(classes.decode())))
            with transaction.atomic(), connection.cursor() as cursor:
                for name, parts in tables.items():
                    for extra, (heads, rows) in enumerate(parts):
                        target = names[name] + ("_p" if extra else "")
                        marks = ", ".join(["%s"] * len(heads))
                        cursor.executemany(
                            f"INSERT INTO {target} ({', '.join(heads)}) VALUES ({marks})",
                            [tuple(_plain(v) for v in row) for row in rows],
                        )

        seconds, _ = timed(work)
        with connection.cursor() as cursor:
            for name in tables:
                for extra in range(len(tables[name])):
                    cursor.execute(f"DROP TABLE {names[name]}{'_p' if extra else ''}")
        return seconds

    def settle(self):
        """What PostgreSQL's autovacuum does by itself within a minute: count the new rows."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def register(self):
        from fairmark.programmes.models import Cohort
        from fairmark.registration.actions import register_intake

        def work():
            for cohort in Cohort.objects.filter(centre=self.centre):
                register_intake(cohort, by=self.machine, at=self.at, on=date(2025, 9, 15))

        self.note(f"registering {self.learners:,} learners", timed(work)[0], "s")

    def comparing(self, export):
        from fairmark.registration import agreement_queries
        from fairmark.registration.agreement_actions import compare_records
        from fairmark.registration.matching_rules import compare

        self._bring_in("registrations", export)
        seconds, comparison = timed(
            lambda: compare_records(self.centre, by=self.machine, at=self.at)
        )
        self.note(f"comparing {self.learners:,} with as many, kept and told", seconds, "s", 5.0)
        assert comparison.matched == self.learners
        ours = agreement_queries.ours(self.centre)
        theirs = agreement_queries.theirs(agreement_queries.last_statement(self.centre))
        whole = min(timed(lambda: compare(ours, theirs))[0] for _ in range(3))
        twice = self._twice(ours, theirs)
        self.note("matching alone, twice as many / once", twice / whole, "times", 2.3)

    def _twice(self, ours, theirs):
        from dataclasses import replace

        from fairmark.registration.matching_rules import compare

        def other(uln):
            return str(int(uln) + 5_000_000_000) if uln else uln

        more = ours + [
            replace(one, learner=one.learner + 10**6, registration=one.registration + 10**6,
                    number=one.number + "X", uln=other(one.uln), student_ref=one.student_ref + "X",
                    surname=one.surname + "son")
            for one in ours
        ]  # fmt: skip
        lines = theirs + [
            replace(one, number=one.number + "X", uln=other(one.uln), surname=one.surname + "SON")
            for one in theirs
        ]
        return min(timed(lambda: compare(more, lines))[0] for _ in range(3))

    def board(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from fairmark.assurance.queries import board_of

        day = date(2026, 1, 12)
        board_of(self.centre, day)
        seconds = min(timed(lambda: board_of(self.centre, day))[0] for _ in range(3))
        with CaptureQueriesContext(connection) as asked:
            lines = board_of(self.centre, day)
        assert len(lines) == 240
        self.note(f"the board over {self.learners:,} learners", seconds, "s", 1.0)
        self.note("its queries", len(asked), "queries", 60)

    def trail(self):
        from fairmark.administration.actions import add_closure
        from fairmark.trail.checking import verify
        from fairmark.trail.models import Event

        def append():
            for n in range(200):
                add_closure(self.centre, by=self.machine, at=self.at, first_on=date(2025, 10, 27),
                            last_on=date(2025, 10, 27), why=f"Day {n}")  # fmt: skip

        seconds, _ = timed(append)
        self.note("actions with their event, one by one", round(200 / seconds), "a second")
        events = Event.objects.of_centre(self.centre).count()
        seconds, report = timed(lambda: verify(self.centre))
        assert report.ok, report.problems[:3]
        self.note(f"verifying {events:,} events", seconds, "s")
        self.note("events verified", round(events / seconds), "a second")


def _plain(value):
    return json.dumps(value) if isinstance(value, dict | list) else value


if __name__ == "__main__":
    main()
