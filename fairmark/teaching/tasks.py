"""What the programme file asks of somebody today: actions of meetings, minutes, resource checks."""

from collections.abc import Iterable
from datetime import date

from fairmark.people.rules import Role
from fairmark.planner.sources import Task, Whose, brings_tasks
from fairmark.teaching import rules
from fairmark.teaching.meeting_models import Meeting
from fairmark.teaching.meeting_queries import open_points
from fairmark.teaching.queries import numbered, visible_cohorts
from fairmark.teaching.resource_queries import lines
from fairmark.teaching.rules import Readiness


@brings_tasks
def actions_of_meetings(whose: Whose) -> Iterable[Task]:
    """What a person agreed to do; the words are free, so they may name a learner."""
    for point in open_points(whose.person):
        yield Task(
            point.what, f"Agreed at the {point.meeting}.", point.get_absolute_url(), point.due_on,
            "chat", names_somebody=True,
        )  # fmt: skip


@brings_tasks
def minutes_to_write(whose: Whose) -> Iterable[Task]:
    """Meetings that somebody recorded and that have no minutes yet."""
    bare = Meeting.objects.filter(recorded_by=whose.person, minutes=None)
    for meeting in bare.select_related("cohort"):
        yield Task(
            f"Write the minutes of the {meeting}", "You recorded who came.",
            f"{meeting.get_absolute_url()}minutes/", None, "pencil",
        )  # fmt: skip


@brings_tasks
def resources_to_sign(whose: Whose) -> Iterable[Task]:
    """Units whose resources nobody has signed, for the leader, by the day their teaching begins."""
    led = [one for one in whose.holdings if one.role == Role.PROGRAMME_LEADER]
    if not led:
        return
    cohorts = [
        one
        for one in visible_cohorts(whose.centre, led)
        if one.planned_end_on is None or one.planned_end_on >= whose.on
    ]
    by_cohort = lines(cohorts, whose.on)
    for cohort in cohorts:
        to_sign: dict[date, list[str]] = {}
        for line in by_cohort[cohort.pk]:
            if line.readiness in (Readiness.MISSING, Readiness.TO_SIGN):
                to_sign.setdefault(line.begins_on, []).append(line.unit.number)
        for due, numbers in sorted(to_sign.items()):
            began = "began" if due < whose.on else "begins"
            yield Task(
                f"Check and sign the resources of {numbered(numbers)}, {cohort.code}",
                f"Teaching {began} on {rules.said(due)}.",
                f"/programmes/cohorts/{cohort.pk}/file/resources/", due, "pencil",
            )  # fmt: skip
