"""Computing kept a sheet of its own until February: half of it is carried over, half has a mark nobody knows."""

from datetime import date, datetime

from demo.briefs import COMPUTING, Diary, at
from fairmark.catalogue.models import Criterion
from fairmark.exchange.writing import csv_bytes
from fairmark.learners.models import Enrolment
from fairmark.tracking import result_actions

#: What the learners missed before Fairmark, by their place in the list.
MISSED = {1: "D", 4: "MD", 6: "D", 9: "PMD"}
#: How many learners the sheet has, and of which unit it is.
ROWS, UNIT = 14, "9"


def carried_over(college: Diary) -> None:
    """A sheet signed for, and one that waits for somebody to say what its marks mean."""
    college.on(at(date(2026, 2, 9), 15), lambda when: _bring_in(college, when))
    college.on(at(date(2026, 2, 19), 16), lambda when: _try(college, when))


def _criteria(college: Diary, number: str) -> list[Criterion]:
    unit = college.cohorts[COMPUTING].specification.units.get(number=number)  # type: ignore[union-attr]
    return list(unit.criteria.order_by("position"))


def _learners(college: Diary) -> list[Enrolment]:
    rows = Enrolment.objects.filter(cohort=college.cohorts[COMPUTING], left_on=None)
    return list(rows.select_related("learner").order_by("learner__surname", "learner__ref")[:ROWS])


def _bring_in(college: Diary, when: datetime) -> None:
    imran, criteria = college.people["imran"], _criteria(college, UNIT)
    rows = [
        [one.learner.ref, one.learner.listed_name,
         *("N" if target.band in MISSED.get(place, "") else "Y" for target in criteria), "Farah Aziz"]
        for place, one in enumerate(_learners(college))
    ]  # fmt: skip
    content = csv_bytes(
        ["Student ref", "Name", *(f"U{UNIT} {one.code}" for one in criteria), "Assessor"], rows
    )
    file = result_actions.upload_results(
        college.cohorts[COMPUTING], by=imran, at=when, file_name="Computing autumn tracker.csv",
        content=content,
    )  # fmt: skip
    result_actions.bring_in_results(
        file, by=imran, at=when, seen=result_actions.trial_of(file, imran, when).fingerprint,
        records_at="Riverside, room R14, the Computing assessment folders", declared=True,
    )  # fmt: skip


def _try(college: Diary, when: datetime) -> None:
    """Some of its cells say C, which meant “complete” to whoever typed it."""
    imran, criteria = college.people["imran"], _criteria(college, "7")
    rows = [
        [one.learner.listed_name,
         *("C" if place % 3 == 0 else "Y" if target.band == "P" else "" for target in criteria)]
        for place, one in enumerate(_learners(college)[:6])
    ]  # fmt: skip
    result_actions.upload_results(
        college.cohorts[COMPUTING], by=imran, at=when, file_name="Unit 7 so far.csv",
        content=csv_bytes(["Name", *(f"U7 {one.code}" for one in criteria)], rows),
    )  # fmt: skip
