"""What programme teams do: check registrations and entries, sign, raise queries; and the answers."""

from datetime import datetime
from typing import Any

from fairmark.learners.models import Learner
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.programmes.models import Cohort
from fairmark.registration import check_queries
from fairmark.registration.models import CheckQuery, Series, TeamCheck
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


@action(
    by=Role.PROGRAMME_LEADER,
    unless=check_queries.obstacles_to_signing_registrations,
    records="registrations_checked",
)
def sign_registrations(cohort: Cohort, *, by: Person, at: datetime, seen: str = "") -> TeamCheck:
    """Sign that the registrations of an intake are right; `seen` is the list that was looked at."""
    return _sign(cohort, None, check_queries.registration_lines(cohort), by, at)


@action(
    by=Role.PROGRAMME_LEADER,
    unless=check_queries.obstacles_to_signing_entries,
    records="entries_checked",
)
def sign_entries(
    cohort: Cohort, *, by: Person, at: datetime, series: Series, seen: str = ""
) -> TeamCheck:
    """Sign that the entries of a cohort in a series are right; `seen` is the list looked at."""
    return _sign(cohort, series, check_queries.entry_lines(cohort, series), by, at)


def _sign(
    cohort: Cohort, series: Series | None, lines: list, by: Person, at: datetime
) -> TeamCheck:
    check = TeamCheck.objects.create(
        cohort=cohort, series=series, signed_by=by, signed_at=at, lines=len(lines),
        fingerprint=check_queries.fingerprint(lines),
    )  # fmt: skip
    what = f"{len(lines)} entries of {cohort} in {series}" if series else (
        f"{len(lines)} registrations of {cohort}"
    )  # fmt: skip
    record(
        f"{by.name} checked {what} and signed that they are right.",
        check, name="entries_checked" if series else "registrations_checked", by=by, at=at,
        lines=len(lines), fingerprint=check.fingerprint,
    )  # fmt: skip
    return check


def obstacles_to_raising(
    cohort: Cohort, person: Person, at: datetime, *, learner: Any = None, **_: Any
) -> list[str]:
    if learner is not None and not cohort.enrolments.filter(learner=learner).exists():
        return [f"{learner} is not in {cohort}."]
    return []


@action(by=Role.PROGRAMME_LEADER, unless=obstacles_to_raising, records="check_query_raised")
def raise_query(
    cohort: Cohort,
    *,
    by: Person,
    at: datetime,
    learner: Learner,
    question: str,
    series: Series | None = None,
) -> CheckQuery:
    """Say what is doubtful about a learner's registration or entry."""
    query = CheckQuery.objects.create(
        cohort=cohort, series=series, learner=learner, question=question, raised_by=by,
        raised_at=at,
    )  # fmt: skip
    record(
        f"{by.name} raised a query about {learner} ({learner.ref}): {question}",
        query, name="check_query_raised", by=by, at=at, question=question,
    )  # fmt: skip
    return query


@action(
    by=Role.EXAMS_OFFICER,
    unless=check_queries.obstacles_to_answering_query,
    records="check_query_answered",
)
def answer_query(query: CheckQuery, *, by: Person, at: datetime, answer: str) -> CheckQuery:
    """Answer a programme team's query and close it."""
    query.answer, query.answered_by, query.answered_at = answer, by, at
    query.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        f"{by.name} answered the query about {query.learner}: {answer}",
        query, name="check_query_answered", by=by, at=at, answer=answer,
    )  # fmt: skip
    return query
