"""What Thornmere's teams keep in their programme files: some with care, one hardly at all."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from fairmark.catalogue.models import Unit
from fairmark.centre.models import Centre
from fairmark.evidence.keeping import Taken, take_in
from fairmark.exchange.writing import xlsx_bytes
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.policies.queries import version_in_force
from fairmark.programmes import actions as programmes
from fairmark.programmes.models import Allocation, Cohort
from fairmark.teaching import actions, meeting_actions, resource_actions, told_actions, told_queries
from fairmark.teaching.models import EmployerInvolvement
from fairmark.teaching.rules import Found, Resource

LONDON = ZoneInfo("Europe/London")
BUSINESS, DIPLOMA, SCIENCE, COMPUTING = "XBS3A", "XBS3E", "XAS3A", "XCP3E"
LEADERS = {SCIENCE: "owen", COMPUTING: "imran", BUSINESS: "priti", DIPLOMA: "priti"}

#: Programme, person, role, units (none: all of them). Nobody verifies two of the Science units.
TEAMS = (
    (BUSINESS, "meera", Role.INTERNAL_VERIFIER, ""),
    (DIPLOMA, "priti", Role.ASSESSOR, "1 2 3 4 5 6 7"),
    (DIPLOMA, "joanne", Role.ASSESSOR, "8 9 14 16 17 19"),
    (DIPLOMA, "meera", Role.INTERNAL_VERIFIER, ""),
    (SCIENCE, "owen", Role.ASSESSOR, "3"),
    (SCIENCE, "funmi", Role.INTERNAL_VERIFIER, "1 2"),
    (COMPUTING, "imran", Role.ASSESSOR, ""),
    (COMPUTING, "wei", Role.INTERNAL_VERIFIER, ""),
)  # fmt: skip

#: When units begin that do not begin with the cohort.
BEGINNINGS = {
    BUSINESS: {"1": date(2025, 9, 15), "2": date(2025, 9, 15), "3": date(2026, 1, 5),
               "8": date(2026, 4, 13)},
    DIPLOMA: {"1": date(2025, 9, 15), "2": date(2025, 9, 15), "3": date(2025, 9, 15),
              "4": date(2026, 1, 5), "5": date(2026, 1, 5), "6": date(2026, 4, 13),
              **dict.fromkeys(["7", "8", "9", "14", "16", "17", "19"], date(2026, 9, 7))},
    SCIENCE: {"1": date(2025, 9, 15), "2": date(2025, 9, 15), "3": date(2026, 1, 5),
              "9": date(2026, 9, 7)},
    COMPUTING: {"1": date(2025, 9, 15), "2": date(2025, 9, 15),
                **dict.fromkeys(["3", "4", "7", "8"], date(2026, 1, 5)),
                **dict.fromkeys(["9", "10", "11", "14", "15", "16"], date(2026, 9, 7))},
}  # fmt: skip

#: Programme, day, units, and what was missing: resource, what, and what is done about it.
CHECKS: tuple[tuple[str, date, str, tuple[str, str, str] | None], ...] = (
    (BUSINESS, date(2025, 9, 12), "1 2", None),
    (BUSINESS, date(2025, 12, 10), "3",
     ("software", "Spreadsheet licences for eleven learners",
      "Ordered; until they come the group shares room B14")),
    (BUSINESS, date(2026, 1, 5), "3", None),
    (DIPLOMA, date(2025, 9, 12), "1 2 3", None),
    (DIPLOMA, date(2025, 12, 17), "4 5", None),
    (SCIENCE, date(2025, 9, 22), "1 2", None),
    (SCIENCE, date(2025, 12, 18), "3",
     ("equipment", "Two of four colorimeters are broken",
      "Repair is ordered; practicals run in two halves")),
    (COMPUTING, date(2025, 9, 12), "1", None),
)  # fmt: skip

#: Programme, who told the learners, the day, and how many of the list were away.
SESSIONS = (
    (BUSINESS, "joanne", date(2025, 9, 16), 0), (DIPLOMA, "priti", date(2025, 9, 17), 3),
    (DIPLOMA, "priti", date(2025, 9, 24), 1), (SCIENCE, "lorna", date(2025, 9, 18), 2),
)  # fmt: skip

WEEKS = (
    ("1", "Introduction to the unit and how it is assessed", "Discussion, reading list"),
    ("2", "Learning aim A: features and purposes", "Case studies in pairs"),
    ("3", "Learning aim A: comparing two organisations", "Field notes, write-up"),
    ("4", "Practice task and feedback", "Peer review against the criteria"),
)
DAYS = (
    ("Monday", "09:00-10:30", "Unit 1", "B12"), ("Monday", "11:00-12:30", "Unit 2", "B14"),
    ("Wednesday", "09:00-10:30", "Unit 1", "B12"), ("Thursday", "13:30-15:00", "Unit 2", "B14"),
)  # fmt: skip


class Diary(Protocol):
    """What the demonstration is planned in."""

    centre: Centre
    people: dict[str, Person]
    cohorts: dict[str, Cohort]

    def on(self, when: datetime, work: Callable[[datetime], object]) -> None: ...


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def keep_files(college: Diary) -> None:
    """Plan what the teams put into their files from September on."""
    college.on(at(date(2025, 9, 11), 14), partial(_staff, college))
    college.on(at(date(2025, 9, 11), 15), partial(_beginnings, college))
    for code, day, numbers, missing in CHECKS:
        for place, number in enumerate(numbers.split()):
            college.on(at(day, 11, 5 * place), partial(_check, college, code, number, missing))
    for code, email, day, away in SESSIONS:
        college.on(at(day, 15), partial(_tell, college, code, email, away))
    _timetables(college)
    _schemes(college)
    _employers(college)
    _meetings(college)


def unit_of(college: Diary, code: str, number: str) -> Unit:
    specification = college.cohorts[code].specification
    assert specification is not None  # every cohort of the demonstration follows one
    return specification.units.get(number=number)


def _leader(college: Diary, code: str) -> Person:
    return college.people[LEADERS[code]]


def a_table(name: str, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Taken:
    """A spreadsheet as somebody would upload it."""
    return take_in(SimpleUploadedFile(name, xlsx_bytes(headings, rows, "Sheet 1")))


def _staff(college: Diary, when: datetime) -> None:
    for code, email, role, numbers in TEAMS:
        for number in numbers.split() or [""]:
            programmes.allocate_staff(
                college.cohorts[code], by=_leader(college, code), at=when, role=role,
                person=college.people[email], from_on=date(2025, 9, 11),
                unit=unit_of(college, code, number) if number else None,
            )  # fmt: skip
    college.on(at(date(2025, 12, 19)), partial(_hand_over, college))


def _hand_over(college: Diary, when: datetime) -> None:
    """Owen hands his unit over before Christmas."""
    held = Allocation.objects.get(
        cohort=college.cohorts[SCIENCE], person=college.people["owen"], role=Role.ASSESSOR
    )
    programmes.end_allocation(
        held, by=college.people["owen"], at=when, until_on=when.date(),
        why="Lorna Baptiste takes the unit over.",
    )  # fmt: skip


def _beginnings(college: Diary, when: datetime) -> None:
    for code, days in BEGINNINGS.items():
        for number, day in days.items():
            actions.set_unit_beginning(
                college.cohorts[code], by=_leader(college, code), at=when, begins_on=day,
                unit=unit_of(college, code, number),
            )  # fmt: skip


def _check(
    college: Diary, code: str, number: str, missing: tuple[str, str, str] | None, when: datetime
) -> None:
    short = {missing[0]: Found(missing[0], False, *missing[1:])} if missing else {}
    resource_actions.sign_resources(
        college.cohorts[code], by=_leader(college, code), at=when,
        unit=unit_of(college, code, number),
        found=[short.get(one, Found(one, True)) for one in Resource],
    )  # fmt: skip


# -- timetables and schemes of work ------------------------------------------------------------


def _tell(college: Diary, code: str, email: str, away: int, when: datetime) -> None:
    """What malpractice is and how sources are named; Computing has not come round to it."""
    cohort, on = college.cohorts[code], when.date()
    version = version_in_force(college.centre, "malpractice", on=on)
    assert version is not None  # in force from September
    waiting = [one.learner for one in told_queries.lines(cohort, version, on) if one.day is None]
    told_actions.tell_learners(
        cohort, by=college.people[email], at=when, policy="malpractice", told_on=on,
        learners=waiting[away:],
    )  # fmt: skip


def _timetables(college: Diary) -> None:
    """Computing's hangs on a wall somewhere."""
    for code, day, holds, note in (
        (BUSINESS, date(2025, 9, 9), date(2025, 9, 8), ""),
        (BUSINESS, date(2025, 12, 16), date(2026, 1, 5), "Unit 2 moves to B15"),
        (SCIENCE, date(2025, 9, 10), date(2025, 9, 8), ""),
    ):
        college.on(at(day, 16), partial(_timetable, college, code, holds, note))
    college.on(at(date(2025, 9, 9), 16, 10), partial(_link_timetable, college))


def _timetable(college: Diary, code: str, holds: date, note: str, when: datetime) -> None:
    actions.add_timetable(
        college.cohorts[code], by=_leader(college, code), at=when, valid_from_on=holds, note=note,
        taken=a_table(f"timetable-{holds:%Y-%m}.xlsx", ("Day", "Time", "Unit", "Room"), DAYS),
    )  # fmt: skip


def _link_timetable(college: Diary, when: datetime) -> None:
    actions.add_timetable(
        college.cohorts[DIPLOMA], by=_leader(college, DIPLOMA), at=when,
        valid_from_on=date(2025, 9, 8), link="https://timetable.thornmere.example/business-diploma",
    )  # fmt: skip


def _schemes(college: Diary) -> None:
    """Business has them all; Science lacks lesson plans; Computing has one."""
    for code, email, numbers, kind, day in (
        (BUSINESS, "joanne", "1 2", "both", date(2025, 9, 12)),
        (BUSINESS, "joanne", "3", "both", date(2025, 12, 18)),
        (DIPLOMA, "priti", "1 2 3", "both", date(2025, 9, 12)),
        (DIPLOMA, "priti", "4 5", "scheme", date(2025, 12, 18)),
        (SCIENCE, "lorna", "1 2", "scheme", date(2025, 9, 17)),
        (COMPUTING, "imran", "1", "both", date(2025, 9, 15)),
        (BUSINESS, "joanne", "1", "both", date(2025, 11, 6)),
    ):
        for place, number in enumerate(numbers.split()):
            college.on(at(day, 12, 5 * place), partial(_scheme, college, code, email, number, kind))


def _scheme(college: Diary, code: str, email: str, number: str, kind: str, when: datetime) -> None:
    actions.add_teaching_document(
        college.cohorts[code], by=college.people[email], at=when, kind=kind,
        unit=unit_of(college, code, number),
        note="Learning aim B begins a week earlier" if when.month == 11 else "",
        taken=a_table(f"scheme-of-work-unit-{number}.xlsx", ("Week", "What", "How"), WEEKS),
    )  # fmt: skip


# -- employers and meetings --------------------------------------------------------------------


def _employers(college: Diary) -> None:
    """One visit is past and nobody has said what came of it; Computing has had nobody."""
    for code, email, number, employer, what, planned_on, day, outcome in (
        (BUSINESS, "joanne", "2", "Harlow & Finch, event agency",
         "Sets a live brief for a campaign and hears the pitches", date(2025, 10, 9), date(2025, 11, 12),
         "Eleven pitches were heard; two go forward to the agency’s own client."),
        (BUSINESS, "priti", "", "Meridian Foods",
         "A day in their planning department for the whole group", date(2026, 2, 12),
         date(2026, 3, 18), ""),
        (DIPLOMA, "priti", "3", "Thornmere Building Society",
         "A talk on personal finance, with questions", date(2025, 11, 6), date(2025, 12, 3),
         "The talk was recorded and is used in unit 3."),
        (SCIENCE, "lorna", "2", "Calder Water Laboratories",
         "Shows how samples are titrated in an accredited laboratory", date(2026, 1, 8),
         date(2026, 2, 5), ""),
    ):  # fmt: skip
        college.on(
            at(planned_on, 15),
            partial(_employer, college, code, email, number, employer, what, day, outcome),
        )


def _employer(
    college: Diary, code: str, email: str, number: str, employer: str, what: str, day: date,
    outcome: str, when: datetime,
) -> None:  # fmt: skip
    planned = actions.involve_employer(
        college.cohorts[code], by=college.people[email], at=when, employer=employer, what=what,
        on=day, unit=unit_of(college, code, number) if number else None,
    )  # fmt: skip
    if outcome:
        college.on(at(day, 16, 30), partial(_settle, college, planned, email, outcome))


def _settle(
    college: Diary, planned: EmployerInvolvement, email: str, outcome: str, when: datetime
) -> None:
    letter = SimpleUploadedFile(
        "thank-you-letter.txt", f"Dear all, thank you for having us on {when:%-d %B}.".encode()
    )
    actions.settle_involvement(
        planned, by=college.people[email], at=when, how="done", on=when.date(), outcome=outcome,
        taken=take_in(letter),
    )  # fmt: skip


def _meetings(college: Diary) -> None:
    """Computing records none; one meeting of the diploma has no minutes; one action is overdue."""
    college.on(at(date(2025, 9, 24), 16), partial(
        _meeting, college, BUSINESS, "team", ("priti", "joanne"), ("meera",),
        "The first three weeks went well. Two learners join late and catch up in the workshop. "
        "The hand-in place is shown to all groups again.",
        (("joanne", "Show both groups where work is handed in", date(2025, 10, 3),
          "Shown in both groups, with a slide in the course folder."),),
    ))  # fmt: skip
    college.on(at(date(2026, 2, 11), 16), partial(
        _meeting, college, BUSINESS, "review", ("priti", "joanne", "meera"), (),
        "Mid-year review. Attendance is good. Unit 8 begins in April and needs employers who sit on "
        "the interview panels.",
        (("joanne", "Find three employers for the interview panels of unit 8", date(2026, 3, 6), ""),
         ("sandra", "Check that nobody of the January entries is missing", date(2026, 2, 13),
          "Checked against the list; all are there.")),
    ))  # fmt: skip
    college.on(at(date(2025, 11, 26), 16), partial(
        _meeting, college, DIPLOMA, "team", ("priti", "joanne"), ("meera",), "", (),
    ))  # fmt: skip
    college.on(at(date(2025, 10, 8), 16), partial(
        _meeting, college, SCIENCE, "team", ("owen", "lorna"), ("funmi",),
        "Practicals need a second technician. Safety sheets of unit 2 are out of date.",
        (("lorna", "Bring the safety sheets of unit 2 up to date", date(2026, 1, 30), ""),
         ("owen", "Ask for a second technician on Thursdays", date(2025, 10, 24),
          "Agreed by the head of faculty from November.")),
    ))  # fmt: skip


def _meeting(
    college: Diary, code: str, kind: str, present: tuple[str, ...], apologies: tuple[str, ...],
    minutes: str, points: tuple[tuple[str, str, date, str], ...], when: datetime,
) -> None:  # fmt: skip
    leader, people = _leader(college, code), college.people
    meeting = meeting_actions.record_meeting(
        college.cohorts[code], by=leader, at=when, kind=kind, held_on=when.date(),
        present=[people[one] for one in present], apologies=[people[one] for one in apologies],
    )  # fmt: skip
    if minutes:
        meeting_actions.write_minutes(
            meeting, by=leader, at=when + timedelta(minutes=50), text=minutes
        )
    for owner, what, due_on, done in points:
        point = meeting_actions.set_action_point(
            meeting, by=leader, at=when + timedelta(minutes=55), what=what, owner=people[owner],
            due_on=due_on,
        )  # fmt: skip
        if done:
            college.on(at(due_on, 15), partial(_finish, point, people[owner], done))


def _finish(point, owner: Person, done: str, when: datetime) -> None:
    meeting_actions.finish_action_point(point, by=owner, at=when, what_was_done=done)
