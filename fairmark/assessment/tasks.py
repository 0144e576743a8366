"""What work asks of somebody today: to hand in, to judge, to sign and return, to hand in again."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from fairmark.assessment import own_queries, work_queries
from fairmark.assessment.chance_actions import authorise_attempt
from fairmark.assessment.chances import last_day
from fairmark.assessment.hand_in_actions import TEACHERS
from fairmark.assessment.models import Authorisation, Submission
from fairmark.assessment.observation_queries import to_be_signed_by
from fairmark.assessment.own_queries import Stands
from fairmark.assessment.queries import visible_work
from fairmark.assessment.question_actions import answer_question
from fairmark.assessment.question_queries import timed, visible_questions
from fairmark.assessment.rules import Attempt, Outcome
from fairmark.assessment.tie_actions import agree_to_assess_despite_tie
from fairmark.assessment.tie_agreeing import obstacles_to_agreeing
from fairmark.assessment.tie_queries import key_of, near_ties
from fairmark.assessment.work_queries import Step
from fairmark.briefs.queries import issued_to, learner_of
from fairmark.calendar.clock import now
from fairmark.learners.models import Learner
from fairmark.people.rules import Role
from fairmark.planner.sources import Task, Whose, brings_tasks
from fairmark.planning.models import PlannedAssignment
from fairmark.planning.queries import plans_in_force
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import visible_programmes
from fairmark.ui.words import how_many

#: What an assessor is asked at each step, by which day of the plan, and the page that does it.
_ASKS = {
    Step.TO_CONFIRM: ("Say whose work it is", "assess_by", "confirm/", "in"),
    Step.IN_DOUBT: ("Settle whose work it is", "assess_by", "", "tri"),
    Step.TO_DECIDE: ("Decide", "assess_by", "", "pencil"),
    Step.TO_SIGN: ("Sign the decisions", "return_by", "sign/", "half"),
    Step.TO_RETURN: ("Return the work", "return_by", "return/", "d-hollow"),
}


@brings_tasks
def work_to_judge(whose: Whose) -> Iterable[Task]:
    """For assessors: what was handed in and waits for them, assignment by assignment."""
    if Role.ASSESSOR not in whose.roles:
        return
    for piece in _assessed_by(whose):
        assignment = piece.assignment
        column = work_queries.column_of(assignment)
        rows = work_queries.rows_of(assignment, whose.person, column)
        waiting = Counter(row.step for row in rows if row.is_mine)
        for step, (verb, by, page, icon) in _ASKS.items():
            if count := waiting[step]:
                due: date | None = getattr(piece, by)
                yield Task(
                    f"{verb}: {how_many(count, 'piece')} of work",
                    f"{assignment}, {assignment.cohort}: {piece.title}.",
                    f"/assignments/{assignment.pk}/submissions/{page}", due, icon,
                )  # fmt: skip


def _assessed_by(whose: Whose) -> Iterable[PlannedAssignment]:
    """Assignments that the person assesses by a plan in force and of which work is in."""
    cohorts = Cohort.objects.filter(
        programme__in=visible_programmes(whose.centre, list(whose.holdings), with_learners=True)
    )
    return (
        PlannedAssignment.objects.filter(
            plan__in=plans_in_force(cohorts).values(), assessors__person=whose.person,
            assignment__submissions__handed_in_at__isnull=False,
        )
        .select_related("assignment__unit", "assignment__cohort__programme")
        .distinct()
    )  # fmt: skip


@brings_tasks
def work_to_hand_in(whose: Whose) -> Iterable[Task]:
    """For a learner: what is due, and what may be handed in again."""
    if Role.LEARNER not in whose.roles or (learner := learner_of(whose.person)) is None:
        return
    for own in own_queries.own_work(learner, issued_to(learner), whose.on):
        if own.stands == Stands.TO_HAND_IN:
            again = own.authorisation
            what = again.get_attempt_display().lower() if again else "work"
            yield Task(
                f"Hand in your {what} for “{own.issue.brief.title}”",
                str(own.issue.brief.assignment.unit), f"{own.issue.get_absolute_url()}hand-in/",
                own.due_on, "in",
            )  # fmt: skip


@brings_tasks
def observations_to_sign(whose: Whose) -> Iterable[Task]:
    """For a learner: what an assessor observed of their work and they have not signed."""
    if Role.LEARNER not in whose.roles or (learner := learner_of(whose.person)) is None:
        return
    waiting = list(to_be_signed_by(whose.person))
    if not waiting:
        return
    issues = {one.brief.assignment_id: one for one in issued_to(learner)}
    for one in waiting:
        if issue := issues.get(one.submission.assignment_id):
            yield Task(
                f"Sign what {one.by} observed on {one.on:%-d %B}", issue.brief.title,
                f"{issue.get_absolute_url()}observations/{one.pk}/", None, "pencil",
            )  # fmt: skip


@brings_tasks
def questions_to_answer(whose: Whose) -> Iterable[Task]:
    """For those who teach: what learners asked and nobody has answered."""
    if not whose.roles & set(TEACHERS):
        return
    found = visible_questions(whose.centre, list(whose.holdings)).filter(answered_at=None)
    for one in timed(whose.centre, found, whose.on):
        asked = one.question
        if answer_question.holding(asked, whose.person, now()):
            yield Task(
                f"Answer {asked.enrolment.learner}", f"{asked.issue.brief.assignment}: {asked.words}",
                asked.get_absolute_url(), one.due_on, "pencil",
            )  # fmt: skip


@brings_tasks
def attempts_to_authorise(whose: Whose) -> Iterable[Task]:
    """For the lead verifier: learners who missed criteria and whose time for another attempt runs."""
    if Role.LEAD_INTERNAL_VERIFIER not in whose.roles:
        return
    returned = (
        visible_work(whose.centre, list(whose.holdings))
        .filter(
            attempt=Attempt.FIRST, is_late=False, records__released_at__isnull=False,
            decisions__outcome=Outcome.NOT_MET, decisions__stands=True, enrolment__left_on=None,
        )
        .select_related("assignment__unit", "assignment__cohort__programme__qualification")
        .distinct()
    )  # fmt: skip
    settled = set(
        Authorisation.objects.filter(enrolment__centre=whose.centre).values_list(
            "assignment", "enrolment"
        )
    )
    waiting: dict[int, list[Submission]] = {}
    for work in returned:
        if (work.assignment_id, work.enrolment_id) not in settled:
            waiting.setdefault(work.assignment_id, []).append(work)
    for pk, works in waiting.items():
        first = works[0]
        last = last_day(first, Attempt.RESUBMISSION, whose.on)
        holds = authorise_attempt.holding(first, whose.person, now())
        if holds and last is not None and last >= whose.on:
            yield Task(
                f"Another attempt? {how_many(len(works), 'learner')} missed criteria",
                f"{first.assignment}, {first.assignment.cohort}.", f"/assignments/{pk}/submissions/", last,
                "redo",
            )  # fmt: skip


@brings_tasks
def ties_to_agree(whose: Whose) -> Iterable[Task]:
    """For the lead verifier, and the nominee: work whose assessor has declared a tie to its learner."""
    if not whose.roles & set(agree_to_assess_despite_tie.by):
        return
    ties = near_ties(whose.centre.pk, whose.on)
    if not ties:
        return
    refs = Learner.objects.filter(centre=whose.centre).values_list("pk", "ref")
    found = visible_work(whose.centre, list(whose.holdings)).filter(
        enrolment__learner__in=[pk for pk, ref in refs if key_of(ref) in ties],
        enrolment__left_on=None, records__released_at=None,
    )  # fmt: skip
    for work in found.select_related("assignment__cohort__programme", "enrolment__learner"):
        if agree_to_assess_despite_tie.holding(work, whose.person, now()) is None:
            continue
        if not obstacles_to_agreeing(work, whose.person, now()):
            yield Task(
                f"Agree who judges the work of {work.enrolment.learner}",
                f"{work.assignment}, {work.assignment.cohort}: a tie is declared.",
                f"{work.get_absolute_url()}tie/", None, "tri", names_somebody=True,
            )  # fmt: skip
