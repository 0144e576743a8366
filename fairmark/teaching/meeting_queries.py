"""What people ask of meetings: minuted or not, what was agreed and whether it is done."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from fairmark.people.models import Person, RoleHeld
from fairmark.people.rules import SEES_OWN_LEARNERS
from fairmark.planner.queries import staff
from fairmark.programmes.models import Cohort
from fairmark.teaching import rules
from fairmark.teaching.meeting_models import ActionPoint, Meeting, Minutes
from fairmark.teaching.queries import obstacles_to_day
from fairmark.teaching.rules import Gap, Kept
from fairmark.ui.words import how_many


def meetings_of(cohorts: Iterable[Cohort]) -> QuerySet[Meeting]:
    """Meetings with how many minutes each has, latest first."""
    found = Meeting.objects.filter(cohort__in=list(cohorts))
    return found.annotate(minuted=Count("minutes")).order_by("-held_on", "-pk")


def team_of(cohort: Cohort) -> QuerySet[Person]:
    """Whoever is or was allocated to a cohort, or holds a role for its programme."""
    scopes = Q(scope_kind="programme", scope_id=cohort.programme_id)
    scopes |= Q(scope_kind="cohort", scope_id=cohort.pk)
    held = RoleHeld.objects.filter(scopes, centre=cohort.centre_id, role__in=SEES_OWN_LEARNERS)
    return Person.objects.filter(
        Q(pk__in=cohort.allocations.values("person")) | Q(pk__in=held.values("person")),
        centre=cohort.centre_id,
    )  # fmt: skip


def open_points(person: Person) -> QuerySet[ActionPoint]:
    """What somebody agreed to do at a meeting and has not done yet."""
    found = ActionPoint.objects.filter(owner=person, done_at=None)
    return found.select_related("meeting__cohort")


def meetings_kept(cohorts: Sequence[Cohort], on: date) -> dict[int, Kept]:
    """Meetings held so far, those without minutes, and actions that are overdue. Source: HBP-6."""
    held: dict[int, list[Any]] = defaultdict(list)
    overdue: dict[int, int] = defaultdict(int)
    late = ActionPoint.objects.filter(meeting=OuterRef("pk"), done_at=None, due_on__lt=on)
    counted = late.order_by().values("meeting").annotate(n=Count("pk")).values("n")
    for one in meetings_of(cohorts).annotate(late=Subquery(counted)):
        overdue[one.cohort_id] += one.late or 0
        if one.held_on <= on:
            held[one.cohort_id].append(one)
    found = {}
    for cohort in cohorts:
        mine = held[cohort.pk]
        bare = [one for one in mine if not one.minuted]
        gaps = []
        if not mine:
            gaps.append(Gap("no meeting is recorded", "Record who met, the minutes, and what was "
                            "agreed."))  # fmt: skip
        if bare:
            gaps.append(Gap(f"{how_many(len(bare), 'meeting')} without minutes",
                            f"The latest was on {rules.said(bare[0].held_on)}.", len(bare),
                            is_bad=False))  # fmt: skip
        if count := overdue[cohort.pk]:
            gaps.append(Gap(f"{how_many(count, 'action')} of meetings overdue",
                            "Its owner does it, or says what was done.", count))  # fmt: skip
        found[cohort.pk] = Kept(
            len(mine), len(mine) - len(bare), max(len(mine), 1),
            f"{mine[0].get_kind_display()}, {rules.said(mine[0].held_on)}" if mine else "",
            tuple(gaps),
        )  # fmt: skip
    return found


# -- what stands in the way ------------------------------------------------------------------


def obstacles_to_recording(
    cohort: Cohort, by: Person, at: datetime, *, held_on: date | None = None, kind: str = "",
    present: Sequence[Person] = (), apologies: Sequence[Person] = (), others: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """A day of the cohort that has come, somebody who met, nobody both there and excused, once."""
    if held_on is None:
        return []
    found = obstacles_to_day(cohort, held_on)
    found += rules.still_to_come(held_on, timezone.localdate(at), "the meeting")
    if not present and not others:
        found.append("Say who was present.")
    both = {one.pk: one.name for one in present}
    found += [f"{one} cannot be both present and excused." for one in apologies if one.pk in both]
    came, team = [*present, *apologies], set(team_of(cohort).values_list("pk", flat=True))
    found += _no_staff([one for one in came if one.pk not in team], cohort, at)
    before = Meeting.objects.filter(cohort=cohort, kind=kind, held_on=held_on).first()
    if before:
        found.append(f"The {before} is recorded already. Add its minutes and actions there.")
    return found


def _no_staff(people: Sequence[Person], cohort: Cohort, at: datetime) -> list[str]:
    known = set(staff(cohort.centre, at).values_list("pk", flat=True))
    return [f"{one} is not on this centre’s staff." for one in people if one.pk not in known]


def obstacles_to_minuting(
    meeting: Meeting, by: Person, at: datetime, *, text: str | None = None, why: str = "",
    taken: Any = None, **_: Any,
) -> list[str]:  # fmt: skip
    """Something to read; later ones say why and differ."""
    if text is None:
        return []
    last = Minutes.objects.filter(meeting=meeting).first()
    found = [] if text.strip() or taken else ["Write the minutes, or give them as a file."]
    if last and not why.strip():
        found.append("There are minutes already. Say why they are corrected.")
    if last and not taken and last.text.strip() == text.strip():
        found.append("These are the minutes as they stand. Change something.")
    return found


def obstacles_to_setting(
    meeting: Meeting, by: Person, at: datetime, *, owner: Person | None = None,
    due_on: date | None = None, what: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """An owner who is on the staff, a day after the meeting, and not twice the same."""
    if owner is None or due_on is None:
        return []
    found = _no_staff([owner], meeting.cohort, at)
    if due_on < meeting.held_on:
        found.append(
            f"It cannot be due before the meeting, which was on {rules.said(meeting.held_on)}."
        )
    if ActionPoint.objects.filter(meeting=meeting, what=what, owner=owner).exists():
        found.append(f"{owner} has this action of the meeting already.")
    return found


def obstacles_to_finishing(point: ActionPoint, by: Person, at: datetime, **_: Any) -> list[str]:
    if point.done_at:
        return [f"{point.done_by} did this on {rules.said(timezone.localdate(point.done_at))}."]
    return []


def obstacles_to_giving(
    point: ActionPoint, by: Person, at: datetime, *, owner: Person | None = None, **_: Any
) -> list[str]:
    """While it is open, to somebody else who is on the staff."""
    found = obstacles_to_finishing(point, by, at)
    if owner is None or found:
        return found
    if owner.pk == point.owner_id:
        return [f"It is {owner}’s already. Choose somebody else."]
    return _no_staff([owner], point.meeting.cohort, at)
