"""Thornmere's assessment plans and briefs: most in good order, some late, one plan never signed."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from fairmark.briefs import actions, issue_actions, queries, verification_actions
from fairmark.briefs.models import Brief
from fairmark.calendar.queries import working_days_after
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.planning import actions as planning
from fairmark.planning import queries as plans
from fairmark.planning.models import Assignment, PlannedAssignment
from fairmark.planning.rules import DAYS
from fairmark.programmes.models import Cohort

LONDON = ZoneInfo("Europe/London")
BUSINESS, DIPLOMA, SCIENCE, COMPUTING = "XBS3A", "XBS3E", "XAS3A", "XCP3E"

#: Hand-out, hand-in, assess by, verify by, return by and resubmission of Business, by unit and number.
BUSINESS_DAYS = {
    ("1", 1): ("2025-09-29", "2025-11-14", "2025-11-28", "2025-12-03", "2025-12-05", "2026-01-09"),
    ("1", 2): ("2025-11-24", "2026-01-16", "2026-01-30", "2026-02-04", "2026-02-06", "2026-03-06"),
    ("1", 3): ("2026-03-02", "2026-04-17", "2026-05-01", "2026-05-06", "2026-05-08", "2026-06-05"),
    ("8", 1): ("2026-04-20", "2026-05-22", "2026-06-08", "2026-06-11", "2026-06-15", "2026-07-06"),
    ("8", 2): ("2026-06-08", "2026-07-03", "2026-07-10", "2026-07-14", "2026-07-16", "2026-09-11"),
}  # fmt: skip

#: Who verifies what nobody is allocated to verify.
VERIFIERS = {BUSINESS: "meera", DIPLOMA: "meera", SCIENCE: "funmi", COMPUTING: "wei"}

SCENARIO = (
    "You have joined the marketing team of a business network in the Thornmere valley. Its members "
    "want to know how businesses like theirs are organised, and what makes them last."
)
ANOTHER_SCENARIO = (
    "A local enterprise agency asks you to look at the market in which two businesses work, for a "
    "talk to people who think of starting their own."
)


class Diary(Protocol):
    """What the demonstration is planned in."""

    centre: Centre
    people: dict[str, Person]
    cohorts: dict[str, Cohort]

    def on(self, when: datetime, work: Callable[[datetime], object]) -> None: ...


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def plan_and_write(college: Diary) -> None:
    """Plan the year's assessment in September and write briefs until February."""
    for code, leader, drafted, signed, signer, reason in (
        (BUSINESS, "priti", date(2025, 9, 12), date(2025, 9, 16), "meera",
         "The two external units have no assignments; their combination was checked."),
        (DIPLOMA, "priti", date(2025, 9, 12), date(2025, 9, 17), "meera",
         "Second-year units are planned roughly; the team looks at them again in June."),
        (SCIENCE, "owen", date(2025, 9, 15), date(2025, 10, 20), "funmi",
         "I was away in September. The team worked to this plan all the same."),
        (COMPUTING, "imran", date(2025, 9, 18), None, "", ""),
    ):  # fmt: skip
        college.on(at(drafted, 14), partial(_draft, college, code, leader))
        if signed:
            college.on(at(signed, 15), partial(_sign, college, code, signer, reason))
    college.on(at(date(2025, 9, 17), 16), partial(_first_brief, college))
    college.on(at(date(2025, 11, 11), 13), partial(_second_brief, college))
    college.on(at(date(2026, 2, 13), 12), partial(_third_brief, college))
    college.on(at(date(2026, 2, 16), 12), partial(_begun, college))
    college.on(at(date(2025, 9, 24), 13), partial(_shared_brief, college))


def _draft(college: Diary, code: str, leader: str, when: datetime) -> None:
    """From the specification, then moved to when the units are really taught."""
    by = college.people[leader]
    plan = planning.draft_plan(college.cohorts[code], by=by, at=when)
    for piece in plans.planned_of(plan):
        days = _days(college, code, piece)
        planning.change_assignment(
            piece, by=by, at=when + timedelta(minutes=30), title=piece.title, days=days,
            criteria=list(piece.criteria.all()),
            verifier=piece.verifier or college.people[VERIFIERS[code]],
            assessors=[(one.person, one.group) for one in piece.assessors.all()],
        )  # fmt: skip


def _days(college: Diary, code: str, piece: PlannedAssignment) -> dict[str, date | None]:
    if code == BUSINESS:
        written = BUSINESS_DAYS[piece.assignment.unit.number, piece.assignment.number]
        return dict(zip(DAYS, map(date.fromisoformat, written), strict=True))
    return {
        name: working_days_after(college.centre, day, 20) if day else None
        for name, day in plans.days_of(piece).items()
    }


def _sign(college: Diary, code: str, signer: str, reason: str, when: datetime) -> None:
    plan = plans.open_draft(college.cohorts[code])
    assert plan is not None
    planning.sign_plan(plan, by=college.people[signer], at=when, reason=reason)


# -- briefs ------------------------------------------------------------------------------------


def _assignment(college: Diary, code: str, unit: str, number: int) -> Assignment:
    return Assignment.objects.get(cohort=college.cohorts[code], unit__number=unit, number=number)


def _write(
    brief: Brief, by: Person, when: datetime, *, title: str, scenario: str, evidence: str,
    tasks: tuple[tuple[str, str, str], ...], **words: object,
) -> Brief:  # fmt: skip
    """Words and tasks; of each task its title, its text and the letters of its criteria's aims."""
    actions.change_brief(
        brief, by=by, at=when + timedelta(minutes=20), title=title, scenario=scenario,
        evidence=evidence, **{"ai_rule": "never"} | words,
    )  # fmt: skip
    planned = plans.planned_in_force(brief.assignment)
    targets = queries.planned_criteria(planned)
    for minute, (name, text, aims) in enumerate(tasks):
        actions.add_task(
            brief, by=by, at=when + timedelta(minutes=30 + minute), title=name, text=text,
            criteria=[one for one in targets if set(one.aims.split()) & set(aims)],
        )  # fmt: skip
    brief.refresh_from_db()
    return brief


def _verify(
    brief: Brief, by: Person, when: datetime, *, outcome: str = "approved", noes: dict | None = None,
    **more: object,
) -> None:  # fmt: skip
    answers = [
        (one, "no" if one.id in (noes or {}) else "yes", (noes or {}).get(one.id, ""))
        for one in queries.questions_for(brief, when.date())
    ]
    verification_actions.verify_brief(
        brief, by=by, at=when, outcome=outcome, answers=answers, **more
    )
    brief.refresh_from_db()


def _issue(college: Diary, brief: Brief, by: str, session: str, note: str, when: datetime) -> None:
    """With the reason that is asked for, because Joanne missed the standardisation of her team."""
    brief.refresh_from_db()
    issue_actions.issue_brief(
        brief, by=college.people[by], at=when, set_on=when.date(), session=session,
        session_note=note, reason="Meera marks the first three pieces with Joanne, who was ill.",
    )  # fmt: skip
    for issue in brief.issues.all():
        for learner in queries.asked_for_receipt(issue).exclude(person=None):
            if learner.ref != "S250003":  # who has not looked yet
                issue_actions.confirm_receipt(
                    issue, by=learner.person, at=when + timedelta(hours=learner.pk % 7 + 1)
                )


def _first_brief(college: Diary, when: datetime) -> None:
    """Written by Joanne, sent back once, approved with a lesson, set face to face."""
    joanne, meera = college.people["joanne"], college.people["meera"]
    brief = actions.write_brief(_assignment(college, BUSINESS, "1", 1), by=joanne, at=when)
    brief = _write(
        brief, joanne, when, title="Two businesses on our doorstep", scenario=SCENARIO,
        evidence="A report of about 2,000 words\nThe notes of your two visits",
        sources="The businesses’ own websites and yearly reports\nThe local enterprise agency’s profile",
        tasks=(
            ("Report", "Choose two contrasting businesses in the valley. Explain how each is organised, "
             "who has an interest in it, and why it does well.", "AB"),
        ),
    )  # fmt: skip
    actions.send_brief(brief, by=joanne, at=when + timedelta(hours=1))
    brief.refresh_from_db()
    back = when + timedelta(days=1)
    _verify(
        brief, meera, back, outcome="changes",
        noes={"language": "“Contrasting” and “stakeholder interest” are not explained.",
              "evidence": "Nothing shows the visits took place."},
        actions=[
            {"words": "Explain the difficult words in the task", "owner": joanne,
             "due_on": back.date() + timedelta(days=4)},
            {"words": "Ask for a signed visit record", "owner": joanne,
             "due_on": back.date() + timedelta(days=4)},
        ],
    )  # fmt: skip
    mended = back + timedelta(days=1)
    actions.change_brief(
        brief, by=joanne, at=mended,
        evidence="A report of about 2,000 words\nThe notes of your two visits\nThe visit record, signed "
        "by each business",
    )  # fmt: skip
    for point, done in zip(
        queries.open_points(brief).order_by("pk"),
        ("A box with the words is added.", "The visit record is asked for."), strict=True,
    ):  # fmt: skip
        verification_actions.answer_action_point(point, by=joanne, at=mended, done=done)
    actions.send_brief(brief, by=joanne, at=mended + timedelta(minutes=10))
    brief.refresh_from_db()
    _verify(
        brief, meera, mended + timedelta(days=2), closes=list(queries.open_points(brief)),
        comment="Clear and fair now.",
        lesson="Ask the businesses for their visits before the brief goes out.",
    )  # fmt: skip
    college.on(at(date(2025, 9, 29), 11), partial(
        _issue, college, brief, "joanne", "face to face", "Business, Monday, period 2, B12"
    ))  # fmt: skip


def _second_brief(college: Diary, when: datetime) -> None:
    joanne, meera = college.people["joanne"], college.people["meera"]
    brief = actions.write_brief(_assignment(college, BUSINESS, "1", 2), by=joanne, at=when)
    brief = _write(
        brief, joanne, when, title="A market worth entering?", scenario=ANOTHER_SCENARIO,
        evidence="A presentation with speaker’s notes", ai_rule="named",
        ai_uses="Finding sources and checking spelling. Not for writing the notes.",
        ai_hand_in="A list of the questions you asked the tool",
        tasks=(("Presentation", "Examine the market and what influences it. Judge how a business in it "
                "should respond to a change.", "C"),),
    )  # fmt: skip
    actions.send_brief(brief, by=joanne, at=when + timedelta(hours=1))
    brief.refresh_from_db()
    _verify(brief, meera, when + timedelta(days=2))
    college.on(at(date(2025, 11, 24), 11), partial(
        _issue, college, brief, "joanne", "face to face", "Business, Monday, period 2, B12"
    ))  # fmt: skip


def _third_brief(college: Diary, when: datetime) -> None:
    """With its verifier now."""
    joanne = college.people["joanne"]
    brief = actions.write_brief(_assignment(college, BUSINESS, "1", 3), by=joanne, at=when)
    brief = _write(
        brief, joanne, when, title="New ideas, old firms", scenario=SCENARIO,
        evidence="An article for a trade paper\nA poster", ai_rule="free",
        ai_hand_in="Which tool you used, for what, and your exchanges with it",
        tasks=(
            ("Article", "Explore the part that innovation and enterprise play in two businesses.", "D"),
            ("Poster", "Judge the risks and gains of one innovation.", "E"),
        ),
    )  # fmt: skip
    actions.send_brief(brief, by=joanne, at=when + timedelta(hours=1))


def _begun(college: Diary, when: datetime) -> None:
    priti = college.people["priti"]
    brief = actions.write_brief(_assignment(college, DIPLOMA, "4", 1), by=priti, at=when)
    actions.change_brief(
        brief, by=priti, at=when + timedelta(minutes=20), title="An event for the valley",
        scenario="The network holds its summer fair, and you are asked to run a part of it.",
    )  # fmt: skip


def _shared_brief(college: Diary, when: datetime) -> None:
    """The diploma takes Business's brief over; it was set in a remote session, which policy is against."""
    priti, meera = college.people["priti"], college.people["meera"]
    source = Brief.objects.get(assignment=_assignment(college, BUSINESS, "1", 1))
    brief = actions.write_brief(
        _assignment(college, DIPLOMA, "1", 1), by=priti, at=when, source=source
    )
    actions.change_brief(
        brief, by=priti, at=when + timedelta(minutes=15), origin="shared",
        origin_note="The Extended Certificate’s team",
    )  # fmt: skip
    for lesson in queries.lessons_left(brief):
        actions.take_lesson(
            brief, by=priti, at=when + timedelta(minutes=20), verification=lesson,
            words="Four businesses have said yes to visits in October.",
        )  # fmt: skip
    actions.send_brief(brief, by=priti, at=when + timedelta(hours=1))
    brief.refresh_from_db()
    _verify(brief, meera, when + timedelta(days=1))
    assert brief.hand_out_on is not None
    college.on(at(brief.hand_out_on, 9, 30), partial(
        _issue, college, brief, "priti", "remote", "Online, the morning of the open day"
    ))  # fmt: skip
