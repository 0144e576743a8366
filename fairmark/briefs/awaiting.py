"""Briefs that wait for a verifier, and those that are behind their plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from fairmark.briefs.models import Brief, Issue
from fairmark.briefs.queries import visible_briefs
from fairmark.briefs.rules import BriefState, Due, Lateness, lateness, verdict_due
from fairmark.calendar.queries import closed_days, working_days_after
from fairmark.calendar.rules import working_days_between
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Holding, Role
from fairmark.planning.models import PlannedAssignment
from fairmark.planning.queries import plans_in_force
from fairmark.policies.queries import NoPolicy, numbers

VERIFIERS = (Role.INTERNAL_VERIFIER, Role.LEAD_INTERNAL_VERIFIER)
#: So far around the days that are counted holidays and closures are read, in days.
_MARGIN = timedelta(days=120)


@dataclass(frozen=True)
class Waiting:
    """A brief that was sent: since when, by when its verdict is due, and whose the plan says it is."""

    brief: Brief
    waited: int
    due: Due | None
    late_by: int
    verifier: Person | None
    is_own_work: bool

    @property
    def is_late(self) -> bool:
        return self.late_by > 0


def verification_numbers(centre: Centre, on: date) -> Mapping[str, int]:
    """The numbers of the verification policy in force; none where none is."""
    try:
        return numbers(centre, "internal-verification", on=on)
    except NoPolicy:
        return {}


def waiting_for(
    centre: Centre, person: Person, holdings: Iterable[Holding], on: date
) -> list[Waiting]:
    """What was sent on the programmes on which somebody verifies, by the day it is due.

    A fixed number of questions, however much waits.
    """
    held = [one for one in holdings if one.role in VERIFIERS]
    sent = list(
        visible_briefs(centre, held)
        .filter(state=BriefState.AT_VERIFICATION, sent_at__isnull=False)
        .select_related("assignment__unit", "assignment__cohort__programme", "sent_by")
        .prefetch_related("authors")
    )
    if not sent:
        return []
    planned = _verifiers(sent)
    days = verification_numbers(centre, on)
    known = [timezone.localdate(one.sent_at) for one in sent if one.sent_at]
    known += [one.hand_out_on for one in sent if one.hand_out_on]
    closed = closed_days(centre, min(*known, on) - _MARGIN, max(*known, on) + _MARGIN)
    found = [
        _waiting(one, person, planned.get(one.assignment_id), days, on, closed) for one in sent
    ]
    return sorted(found, key=lambda one: (one.due.on if one.due else date.max, one.brief.pk))


def _waiting(
    brief: Brief, person: Person, verifier: Person | None, days: Mapping[str, int], on: date,
    closed: frozenset[date],
) -> Waiting:  # fmt: skip
    assert brief.sent_at is not None  # only what was sent is asked for
    sent_on = timezone.localdate(brief.sent_at)
    due = verdict_due(
        sent_on, brief.hand_out_on, verdict_days=days.get("verification.verdict_days"),
        brief_days=days.get("verification.brief_days"), closed=closed,
    )  # fmt: skip
    late_by = working_days_between(due.on, on, closed=closed) if due and due.on < on else 0
    authors = {brief.written_by_id, *(one.pk for one in brief.authors.all())}
    return Waiting(
        brief, working_days_between(sent_on, on, closed=closed), due,
        max(late_by, 1) if due and due.on < on else 0, verifier, person.pk in authors,
    )  # fmt: skip


def _verifiers(sent: Sequence[Brief]) -> dict[int, Person | None]:
    """By assignment, whom the plan in force has verify it."""
    plans = plans_in_force({one.assignment.cohort for one in sent})
    rows = PlannedAssignment.objects.filter(
        plan__in=[one.pk for one in plans.values()],
        assignment__in=[one.assignment_id for one in sent],
    ).select_related("verifier")
    return {one.assignment_id: one.verifier for one in rows}


def behind(
    centre: Centre, planned: Sequence[PlannedAssignment], begun: Mapping[int, Brief], on: date
) -> dict[int, Lateness]:
    """Of planned assignments those whose brief is behind, by assignment. Two questions at most.

    Near is what verifying needs by our policy: for the verdict, and between it and the hand-out.
    """
    days = verification_numbers(centre, on)
    needs = [days.get("verification.verdict_days"), days.get("verification.brief_days")]
    known = [one for one in needs if one is not None]
    near_until = working_days_after(centre, on, sum(known)) if known else None
    issued = set(
        Issue.objects.filter(brief__assignment__in=[one.assignment_id for one in planned])
        .values_list("brief__assignment", flat=True)
    )  # fmt: skip
    found = {
        one.assignment_id: lateness(
            one.hand_out_on, on=on, near_until=near_until, is_issued=one.assignment_id in issued,
            is_begun=one.assignment_id in begun,
        )
        for one in planned
    }  # fmt: skip
    return {pk: late for pk, late in found.items() if late}
