"""What the controls read of briefs: each planned assignment of running cohorts with all about it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from fairmark.briefs.models import ActionPoint, Brief, Issue, LessonTaken, Task, Verification
from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once
from fairmark.planning.control_queries import Planning, plannings
from fairmark.planning.models import PlannedAssignment


@dataclass
class Held:
    """A version of a brief with who wrote it, its verifications, issues and criteria served."""

    brief: Brief
    authors: set[int] = field(default_factory=set)
    verifications: list[Verification] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    served: set[int] = field(default_factory=set)
    strangers: int = 0

    @property
    def first_issue(self) -> datetime | None:
        return min((one.at for one in self.issues), default=None)

    @property
    def is_verified_first(self) -> bool:
        """Approved by somebody who wrote no part of it, before it went out."""
        out = self.first_issue
        return bool(
            self.brief.approved_at and out and self.brief.approved_at <= out
            and self.brief.approved_by_id not in self.authors
        )  # fmt: skip


@dataclass
class Standing:
    """A planned assignment and the versions of its brief, oldest first."""

    planning: Planning
    row: PlannedAssignment
    briefs: list[Held] = field(default_factory=list)
    targets: set[int] = field(default_factory=set)

    @property
    def issued(self) -> list[Held]:
        return [one for one in self.briefs if one.issues]

    @property
    def name(self) -> str:
        return f"{self.row.assignment}"


def standings(centre: Centre, on: date) -> list[Standing]:
    """Every assignment of the plans in force of running cohorts; asked once, in eight questions."""
    return read_once(("brief standings", centre.pk, on), lambda: _standings(centre, on))


def _standings(centre: Centre, on: date) -> list[Standing]:
    found = {
        row.assignment_id: Standing(one, row)
        for one in plannings(centre, on)
        for row in one.planned
    }  # fmt: skip
    rows = {one.row.pk: one for one in found.values()}
    targets = PlannedAssignment.criteria.through.objects.filter(plannedassignment__in=rows)
    for row, criterion in targets.values_list("plannedassignment", "criterion"):
        rows[row].targets.add(criterion)
    held = {
        one.pk: Held(one, {one.written_by_id})
        for one in Brief.objects.filter(assignment__in=found).order_by("version")
    }
    authors = Brief.authors.through.objects.filter(brief__in=held)
    for brief, person in authors.values_list("brief", "person"):
        held[brief].authors.add(person)
    for verification in Verification.objects.filter(brief__in=held).prefetch_related("answers"):
        held[verification.brief_id].verifications.append(verification)
    for issue in Issue.objects.filter(brief__in=held):
        held[issue.brief_id].issues.append(issue)
    served = Task.criteria.through.objects.filter(task__brief__in=held)
    for brief, criterion, unit in served.values_list("task__brief", "criterion", "criterion__unit"):
        held[brief].served.add(criterion)
        held[brief].strangers += (
            unit != found[held[brief].brief.assignment_id].row.assignment.unit_id
        )
    for one in held.values():
        found[one.brief.assignment_id].briefs.append(one)
    return list(found.values())


def points_overdue(centre: Centre, on: date) -> list[ActionPoint]:
    """Action points past their day that nobody has done or closed."""
    return list(
        ActionPoint.objects.filter(
            verification__brief__centre=centre, closed_at=None, due_on__lt=on
        ).select_related("owner", "verification__brief__assignment__unit")
    )


def lessons_by_brief(centre: Centre) -> dict[int, list[Verification]]:
    """By brief what its verifications left for the next use."""
    found: dict[int, list[Verification]] = {}
    left = Verification.objects.filter(brief__centre=centre).exclude(lesson="")
    for one in left.select_related("brief", "verifier"):
        found.setdefault(one.brief_id, []).append(one)
    return found


def lessons_taken(centre: Centre) -> set[tuple[int, int]]:
    """Which brief said what it made of which verification."""
    taken = LessonTaken.objects.filter(brief__centre=centre)
    return set(taken.values_list("brief", "verification"))
