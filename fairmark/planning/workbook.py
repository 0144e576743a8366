"""An assessment plan as a workbook: a row for each assignment, real dates, its mark in the corner."""

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from fairmark.exchange.writing import safe
from fairmark.people.models import Person
from fairmark.planning import queries, rules
from fairmark.planning.models import AssessmentPlan, PlannedAssignment

DAY_COLUMNS = {name: words.capitalize() for name, words in rules.DAY_WORDS.items()}
#: The headings after the mark, in their order.
COLUMNS = (
    "Unit", "No.", "Title", "Criteria", *DAY_COLUMNS.values(), "Assessed by", "Verified by",
)  # fmt: skip
_WIDTHS = (16, 7, 5, 34, 40, *(13 for _ in DAY_COLUMNS), 30, 22)
#: For how many more rows than the plan has a cell for a day takes nothing but a date.
_SPARE_ROWS = 50


@dataclass(frozen=True)
class Mark:
    """Whose plan a workbook holds, and what the plan said when it was taken out."""

    centre: str
    cohort: str
    version: int
    seen: str

    def __str__(self) -> str:
        return f"Plan {self.centre} | {self.cohort} | version {self.version} | {self.seen}"


def read_mark(heading: str) -> Mark | None:
    found = re.fullmatch(r"Plan (\S+) \| (.+) \| version (\d{1,4}) \| ([0-9a-f]{12})", heading)
    return Mark(found[1], found[2], int(found[3]), found[4]) if found else None


@dataclass(frozen=True)
class Line:
    """A planned assignment with its cells as text, by the names of the columns."""

    planned: PlannedAssignment
    cells: dict[str, str]

    @property
    def reference(self) -> str:
        return f"A{self.planned.assignment_id}"


class Names:
    """How people are named in a workbook: by name, with a number where two share it."""

    def __init__(self, people: Iterable[Person]):
        self.people = {one.pk: one for one in people}
        count = Counter(_plain(one.name) for one in self.people.values())
        self._shown = {
            pk: one.name if count[_plain(one.name)] == 1 else f"{one.name} (no. {pk})"
            for pk, one in self.people.items()
        }
        self._found = {_plain(shown): self.people[pk] for pk, shown in self._shown.items()}

    def of(self, person: Person) -> str:
        return self._shown.get(person.pk, person.name)

    def find(self, typed: str) -> Person | None:
        return self._found.get(_plain(typed))

    @property
    def all(self) -> list[str]:
        return sorted(self._shown.values())


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def names_of(plan: AssessmentPlan, planned: Iterable[PlannedAssignment], at: datetime) -> Names:
    """Whom a workbook of the plan may name: the team, and whoever the plan names already."""
    people = {one.pk: one for one in queries.team_of(plan.cohort, at)}
    for one in planned:
        if one.verifier:
            people.setdefault(one.verifier.pk, one.verifier)
        for assessor in one.assessors.all():
            people.setdefault(assessor.person_id, assessor.person)
    return Names(people.values())


def lines_of(planned: Sequence[PlannedAssignment], names: Names) -> list[Line]:
    return [Line(one, _cells(one, names)) for one in planned]


def _cells(one: PlannedAssignment, names: Names) -> dict[str, str]:
    days = queries.days_of(one)
    assessors = [
        f"{a.group.code}: {names.of(a.person)}" if a.group else names.of(a.person)
        for a in one.assessors.all()
    ]
    return {
        "Unit": one.assignment.unit.number, "No.": str(one.assignment.number),
        "Title": safe(one.title), "Criteria": ", ".join(c.code for c in one.criteria.all()),
        **{DAY_COLUMNS[name]: day.isoformat() if day else "" for name, day in days.items()},
        "Assessed by": "; ".join(assessors),
        "Verified by": names.of(one.verifier) if one.verifier else "",
    }  # fmt: skip


def mark_of(plan: AssessmentPlan, lines: Iterable[Line]) -> Mark:
    said = sorted([line.reference, line.cells] for line in lines)
    seen = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]
    return Mark(plan.cohort.centre.number, plan.cohort.code, plan.version, seen)


def as_workbook(plan: AssessmentPlan, at: datetime) -> bytes:
    """The plan as an XLSX that comes back by `workbook_trial`."""
    planned = list(queries.planned_of(plan))
    lines = lines_of(planned, names_of(plan, planned, at))
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet("Assessment plan")
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        mark = book.add_format({"font_color": "#6b6b6b", "bg_color": "#eeeeee", "font_size": 8})
        words = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        day = book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"})
        for place, width in enumerate(_WIDTHS):
            of_day = place > 0 and COLUMNS[place - 1] in DAY_COLUMNS.values()
            page.set_column(place, place, width, day if of_day else words)
        page.freeze_panes(1, 4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.write_string(0, 0, str(mark_of(plan, lines)), mark)
        page.write_comment(0, 0, "This column says whose plan this is. Leave it as it is; leave it "
                           "empty in the row of a new assignment.")  # fmt: skip
        for place, heading in enumerate(COLUMNS, 1):
            page.write_string(0, place, heading, head)
        for row, line in enumerate(lines, 1):
            page.write_string(row, 0, line.reference, mark)
            for place, heading in enumerate(COLUMNS, 1):
                cell = line.cells[heading]
                if heading in DAY_COLUMNS.values():
                    if cell:
                        page.write_datetime(row, place, date.fromisoformat(cell), day)
                else:
                    page.write_string(row, place, cell, words)
        places = [1 + COLUMNS.index(heading) for heading in DAY_COLUMNS.values()]
        page.data_validation(
            1, places[0], len(lines) + _SPARE_ROWS, places[-1],
            {"validate": "date", "criteria": ">", "value": date(1999, 12, 31),
             "error_title": "A date, please", "error_message": "Type a date such as 17/10/2025."},
        )  # fmt: skip
    return out.getvalue()
