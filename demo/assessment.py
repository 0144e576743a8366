"""Thornmere's work: handed in, decided, returned and handed in again; with mistakes that show."""

from datetime import date, datetime, timedelta
from functools import partial
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile

from demo import similarity
from demo.briefs import BUSINESS, DIPLOMA, Diary, at
from fairmark.assessment import (
    chance_actions,
    chances,
    decision_actions,
    hand_in_actions,
    queries,
    question_actions,
    talks,
    tie_actions,
    tie_agreeing,
)
from fairmark.assessment.models import Submission
from fairmark.assessment.rules import Cell
from fairmark.assessment.tie_queries import barred
from fairmark.briefs.models import Issue
from fairmark.evidence.keeping import attached_to, log_opening, take_in
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.planning.models import Assignment

#: What is not met, by the learner's place in the list; everybody else meets everything.
MISSED = {2: "D", 3: "MD", 5: "D", 7: "PMD", 8: "D", 11: "MD", 13: "D", 14: "D", 17: "MD", 20: "D"}
#: What Joanne gives as her reason each time.
NOT_STANDARDISED = "I missed September’s meeting; Meera and I judged three pieces together since."
TALKED = (
    "Well researched on foot. Bring your visit record to Monday’s lesson; we go through it there."
)
FEEDBACK = {
    "P": "The second business is described and not yet explained.",
    "M": "Two views are given; they are not held against each other.",
    "D": "The judgement is stated. What it rests on is not shown.",
}


def hand_in_and_decide(college: Diary) -> None:
    """The first two assignments of Business, and the first of the diploma as far as it has come."""
    first = partial(assignment_of, college, BUSINESS, "1", 1)
    second = partial(assignment_of, college, BUSINESS, "1", 2)
    diploma = partial(assignment_of, college, DIPLOMA, "1", 1)
    college.on(at(date(2025, 11, 12), 9), lambda when: _extend(college, first(), when))
    college.on(at(date(2025, 11, 13), 10), lambda when: _hand_in(college, first(), when, late=2))
    college.on(at(date(2025, 11, 17), 12), lambda when: _agree(college, first(), when))
    college.on(at(date(2025, 11, 18), 16), lambda when: _confirm(first(), when, doubt=9))
    college.on(at(date(2025, 11, 27), 16), lambda when: _decide(first(), when, comments=TALKED))
    college.on(at(date(2025, 12, 4), 14), lambda when: _return(first(), when, keep=0))
    college.on(at(date(2025, 12, 9), 10), lambda when: _again(college, first(), when))
    college.on(at(date(2026, 1, 8), 15), lambda when: _second_time(first(), when))
    college.on(at(date(2026, 1, 15), 10), lambda when: _hand_in(college, second(), when, late=1))
    college.on(at(date(2026, 1, 21), 16), lambda when: _confirm(second(), when))
    college.on(at(date(2026, 1, 29), 16), lambda when: _decide(second(), when, most=19))
    college.on(at(date(2026, 2, 5), 14), lambda when: _return(second(), when, keep=3))
    college.on(at(date(2026, 1, 20), 11), lambda when: _remote(diploma(), when))
    college.on(at(date(2025, 11, 6), 18), lambda when: _question(college, first(), when))
    college.on(
        at(date(2026, 2, 12), 19), lambda when: _question(college, second(), when, open_=True)
    )


def assignment_of(college: Diary, code: str, unit: str, number: int) -> Assignment:
    """An assignment of a cohort by its unit and number."""
    return Assignment.objects.get(cohort=college.cohorts[code], unit__number=unit, number=number)


def learners_of(assignment: Assignment, on: date) -> list[Enrolment]:
    """Who is in the cohort on a day, by name."""
    return [
        one for one in queries.enrolled_in(assignment.cohort)
        if one.left_on is None or one.left_on > on
    ]  # fmt: skip


def _issue_for(assignment: Assignment, enrolment: Enrolment) -> Issue | None:
    brief = queries.brief_for(assignment, enrolment)
    issues = brief.issues.all() if brief else ()
    return next((one for one in issues if one.group_id in (None, enrolment.group_id)), None)


def assessors_of(assignment: Assignment, enrolments: list[Enrolment]) -> dict[int, Person]:
    """Who the plan says assesses each of them."""
    columns = queries.columns_of(assignment.cohort, {assignment.unit_id})
    column = next(one for one in columns if one.assignment == assignment)
    return {
        one.pk: next(a.person for a in column.assessors if a.group_id in (None, one.group_id))
        for one in enrolments
        if any(a.group_id in (None, one.group_id) for a in column.assessors)
    }


def _extend(college: Diary, assignment: Assignment, when: datetime) -> None:
    everybody = learners_of(assignment, when.date())
    if _issue_for(assignment, everybody[4]):
        hand_in_actions.agree_extension(
            assignment, by=college.people["joanne"], at=when, enrolment=everybody[4],
            until_on=date(2025, 11, 21), why="In hospital until Monday; letter seen.",
        )  # fmt: skip


def _hand_in(college: Diary, assignment: Assignment, when: datetime, *, late: int) -> None:
    """Learners with an account hand in themselves; paper is handed in by their assessor."""
    everybody = learners_of(assignment, when.date())
    assessors = assessors_of(assignment, everybody)
    for place, one in enumerate(everybody):
        issue = _issue_for(assignment, one)
        if issue is None or one.pk not in assessors or place == 16:  # who handed nothing in
            continue
        moment = when + timedelta(minutes=7 * place)
        if len(everybody) - place <= late:
            moment += timedelta(days=4)
        is_second = assignment.number == 2 and assignment.cohort == college.cohorts[BUSINESS]
        more = similarity.WRITTEN.get(place, "") if is_second else ""
        college.on(moment, partial(_one, issue, one, assessors[one.pk], more=more))


def _one(
    issue: Issue, enrolment: Enrolment, assessor: Person, when: datetime, *, more: str = ""
) -> None:
    learner = enrolment.learner
    asks = bool(issue.brief.sources)
    said = {
        "ai_use": "none", "declared": True,
        "sources": "The two businesses’ own sites\nThe enterprise agency’s profile of the valley"
        if asks else "",
    }  # fmt: skip
    words = f"{issue.brief.title}\nBy {learner}, {learner.ref}\n\nThe first business is a family bakery.\n{more}"
    paper = take_in(SimpleUploadedFile(f"{learner.surname}-report.txt", words.encode()))
    if learner.person is None:
        hand_in_actions.hand_in_for(
            issue, by=assessor, at=when, enrolment=enrolment, files=[paper],
            on_behalf="Handed in on paper, with the signed statement; scanned.", **said,
        )  # fmt: skip
        return
    work = hand_in_actions.begin_work(issue, by=learner.person, at=when)
    hand_in_actions.add_work_file(work, by=learner.person, at=when, files=[paper])
    hand_in_actions.hand_in(work, by=learner.person, at=when, **said)


def _handed_in(
    assignment: Assignment, when: datetime, attempt: str = "first"
) -> dict[Person, list[Submission]]:
    """Work by who assesses it, by learner's name; of those who have not left meanwhile.

    Without what its assessor has declared a tie to and nobody has agreed: it waits.
    """
    works = list(
        Submission.objects.filter(
            assignment=assignment, attempt=attempt, handed_in_at__isnull=False,
            enrolment__left_on=None,
        ).select_related("enrolment__learner", "assignment__cohort", "authorisation")
        .order_by("enrolment__learner__surname", "enrolment__learner__forenames")
    )  # fmt: skip
    assessors = assessors_of(assignment, [one.enrolment for one in works])
    found: dict[Person, list[Submission]] = {}
    for one in works:
        by = assessors[one.enrolment_id]
        if not barred(by, [one.enrolment], [assignment.pk], when.date()):
            found.setdefault(by, []).append(one)
    return found


def _agree(college: Diary, assignment: Assignment, when: datetime) -> None:
    """Joanne's nephew is in her group; of the first assignment Meera agrees, of the second nobody has yet."""
    meera = college.people["meera"]
    works = Submission.objects.filter(assignment=assignment, handed_in_at__isnull=False)
    for work in works.select_related("enrolment__learner", "assignment__cohort"):
        for tie in tie_agreeing.to_be_agreed(work, when.date()):
            tie_actions.agree_to_assess_despite_tie(
                work, by=meera, at=when, conflict=tie,
                why="Nobody else teaches the unit this term. I read this one myself afterwards.",
            )  # fmt: skip


def _confirm(assignment: Assignment, when: datetime, *, doubt: int = -1) -> None:
    """One is in doubt at first, and settled after a talk."""
    for by, works in _handed_in(assignment, when).items():
        what = {"by": by, "how": "known"}
        decision_actions.confirm_authenticity(
            assignment, at=when, works=[w for place, w in enumerate(works) if place != doubt],
            authentic=True, **what,
        )  # fmt: skip
        if 0 <= doubt < len(works):
            decision_actions.confirm_authenticity(
                assignment, by=by, at=when, works=[works[doubt]], authentic=False, how="question",
                words="Page 2 reads unlike the rest, and has words that were never used in class.",
            )  # fmt: skip
            decision_actions.confirm_authenticity(
                assignment, by=by, at=when + timedelta(days=2), works=[works[doubt]], authentic=True,
                how="discussion", words="Explained every term; a cousin had lent a textbook.",
            )  # fmt: skip


def _decide(assignment: Assignment, when: datetime, *, most: int = 99, comments: str = "") -> None:
    """Criterion by criterion; of the second some are still to be decided, and who met all is told nothing."""
    columns = queries.columns_of(assignment.cohort, {assignment.unit_id})
    column = next(one for one in columns if one.assignment == assignment)
    for by, works in _handed_in(assignment, when).items():
        for place, work in enumerate(works[:most]):
            bands = MISSED.get(place, "")
            for file in attached_to(work):
                log_opening(file, by=by, at=when + timedelta(minutes=4 * place - 3))
            cells = [
                Cell(
                    work.enrolment_id, assignment.pk, criterion.pk,
                    "not met" if criterion.band in bands else "met", None,
                    FEEDBACK[criterion.band] if criterion.band in bands else "",
                )
                for criterion in column.criteria
            ]  # fmt: skip
            decision_actions.decide(
                assignment.cohort, by=by, at=when + timedelta(minutes=4 * place), cells=cells
            )
        decision_actions.sign_records(
            assignment,
            by=by,
            at=when + timedelta(days=1),
            works=works[:most],
            comments=comments,
            declared=True,
            reason=NOT_STANDARDISED,
        )


def _return(assignment: Assignment, when: datetime, *, keep: int) -> None:
    for by, works in _handed_in(assignment, when).items():
        signed = [one for one in works if one.records.exists()]
        if back := signed[: len(signed) - keep]:
            decision_actions.return_work(assignment, by=by, at=when, works=back)


def _again(college: Diary, assignment: Assignment, when: datetime) -> None:
    """The lead verifier allows three a resubmission, and refuses one who gave no reason to hope."""
    meera = college.people["meera"]
    works = [one for of_one in _handed_in(assignment, when).values() for one in of_one]
    open_ones = [one for one in works if chances.open_criteria(one) and not one.is_late]
    for place, one in enumerate(open_ones[:5]):
        signed = one.records.order_by("number").last()
        can_improve = place != 3
        chance_actions.recommend_resubmission(
            signed, by=signed.by, at=when - timedelta(days=1), can_improve=can_improve,
            words="The reasons were there in class; they are missing on paper." if can_improve else
            "The second part shows that the method is not understood yet.",
        )  # fmt: skip
    for one in open_ones[:3]:
        last = chances.last_day(one, chances.kind_of(one, when.date()), when.date())
        chance_actions.authorise_attempt(
            one, by=meera, at=when, due_on=min(last or date(2026, 1, 9), date(2026, 1, 9)),
            criteria=chances.open_criteria(one), can_improve=True, reason="Seen with the team.",
        )  # fmt: skip
    for one in open_ones[3:4]:
        chance_actions.refuse_attempt(
            one, by=meera, at=when,
            why="Joanne judges that a better answer would need teaching first. Next assignment.",
        )  # fmt: skip


def _second_time(assignment: Assignment, when: datetime) -> None:
    """Two come back in time and are decided; of the third nothing is heard yet."""
    granted = list(assignment.authorisations.filter(granted=True).order_by("pk"))[:2]
    for chance in granted:
        issue = _issue_for(assignment, chance.enrolment)
        assert issue is not None
        by = assessors_of(assignment, [chance.enrolment])[chance.enrolment_id]
        _one(issue, chance.enrolment, by, when)
    for by, works in _handed_in(assignment, when, "resubmission").items():
        decision_actions.confirm_authenticity(
            assignment, by=by, at=when + timedelta(days=1), works=works, authentic=True, how="known"
        )
        for work in works:
            cells = [
                Cell(work.enrolment_id, assignment.pk, one.pk, "met")
                for one in work.authorisation.criteria.order_by("position")
            ]
            decision_actions.decide(
                assignment.cohort, by=by, at=when + timedelta(days=4), cells=cells
            )
        signing = {"by": by, "at": when + timedelta(days=5), "works": works}
        decision_actions.sign_records(
            assignment, declared=True, comments="Better: the reasons are there now.",
            reason=NOT_STANDARDISED, **signing,
        )  # fmt: skip
        decision_actions.return_work(assignment, **signing)


def _question(
    college: Diary, assignment: Assignment, when: datetime, *, open_: bool = False
) -> None:
    """Zofia asks; once she is answered the next morning, once nobody has answered yet."""
    zofia = college.people["zofia"]
    issue = _issue_for(assignment, Enrolment.objects.get(learner__person=zofia))
    assert issue is not None
    words = (
        "When shall we hear about our presentations?" if open_ else "May the visit record be typed?"
    )
    asked = question_actions.ask_question(issue, by=zofia, at=when, words=words)
    if not open_:
        question_actions.answer_question(
            asked, by=college.people["joanne"], at=when + timedelta(hours=15),
            answer="Yes, if the business signs the print.",
        )  # fmt: skip


def _remote(assignment: Assignment, when: datetime) -> None:
    """Set remotely. The plan names an assessor who has no role there, so all of it waits, and with
    it the piece that is drawn for a talk: the board says so."""  # fmt: skip
    everybody = learners_of(assignment, when.date())[:5]
    for place, one in enumerate(everybody):
        issue = _issue_for(assignment, one)
        by = assessors_of(assignment, [one]).get(one.pk)
        if issue and by:
            # Chance draws nobody, so that every demonstration is the same; the policy's share does.
            with mock.patch.object(talks.secrets, "randbelow", lambda most: most - 1):
                _one(issue, one, by, when + timedelta(minutes=place))
