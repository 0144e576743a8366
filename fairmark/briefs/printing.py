"""Assignment briefs on paper: one version on the standard form, and the form to fill in by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from fairmark.briefs import queries, rules
from fairmark.briefs.models import AI_RULES, Brief, Issue, Task
from fairmark.briefs.rules import BriefState
from fairmark.catalogue.models import Criterion, Qualification
from fairmark.centre.models import Centre
from fairmark.documents.papers import Field, Paper, Signature, form_on_paper
from fairmark.evidence.keeping import attached_to
from fairmark.people.rules import Role
from fairmark.planning.models import PlannedAssignment
from fairmark.planning.queries import planned_in_force
from fairmark.rulebook.queries import EVERY_FAMILY, rule
from fairmark.ui.words import in_turn

#: How many tasks, criteria and pieces of evidence a blank brief has room for.
BLANK_TASKS, BLANK_CRITERIA, BLANK_EVIDENCE = 3, 6, 5
#: Who verifies, as the line of the signature says it.
VERIFIER = "internal verifier"
#: States in which a brief has not passed its verification.
UNVERIFIED = frozenset({*rules.OPEN, BriefState.AT_VERIFICATION})


@dataclass(frozen=True)
class Told:
    """A brief with what the plan and its tasks say, read once."""

    brief: Brief
    planned: PlannedAssignment | None
    tasks: Sequence[Task]

    @property
    def criteria(self) -> list[tuple[Criterion, list[str]]]:
        """Each criterion targeted with the tasks that serve it; the plan's while it is written."""
        served: dict[Criterion, list[str]] = {}
        if self.brief.state in rules.OPEN:
            served = {one: [] for one in queries.planned_criteria(self.planned)}
        for number, task in enumerate(self.tasks, 1):
            for one in task.criteria.all():
                served.setdefault(one, []).append(f"Task {number}: {task.title}")
        return sorted(served.items(), key=lambda pair: pair[0].position)

    @property
    def aims(self) -> list[str]:
        return sorted({aim for one, _ in self.criteria for aim in one.aims.split()})

    @property
    def assessors(self) -> str:
        named = self.planned.assessors.all() if self.planned else ()
        return ", ".join(str(one) for one in named) or "Nobody yet"

    def day(self, name: str) -> str:
        """A day of the brief: its own once it was sent, the plan's until then."""
        own = self.brief.sent_at and self.brief.state not in rules.OPEN
        found: date | None = getattr(self.brief if own else self.planned, name, None)
        return f"{found:%A %-d %B %Y}" if found else "Not set"


def told(brief: Brief) -> Told:
    return Told(brief, planned_in_force(brief.assignment), list(queries.tasks_of(brief)))


def unit_words(brief: Brief) -> str:
    unit = brief.assignment.unit
    return f"Unit {unit.number}: {unit.title}"


def qualification_of(brief: Brief) -> Qualification:
    return brief.assignment.cohort.programme.qualification


#: The fields of the rule pack that are told in a line, and what fills each.
LINES: dict[str, Callable[[Told], str]] = {
    "Qualification": lambda one: qualification_of(one.brief).title,
    "Unit number and title": lambda one: unit_words(one.brief),
    "Learning aims": lambda one: in_turn(one.aims) if one.aims else "Not named",
    "Assignment title": lambda one: one.brief.title,
    "Assessor": lambda one: one.assessors,
    "Issue date": lambda one: one.day("hand_out_on"),
    "Hand-in date": lambda one: one.day("hand_in_on"),
    "Resubmission date": lambda one: one.day("resubmit_by"),
}
#: Those that have a section of their own, and its template.
SECTIONS = {
    "Scenario": "scenario",
    "Tasks": "tasks",
    "Checklist of evidence": "evidence",
    "Criteria targeted": "criteria",
    "Sources of information": "sources",
    "Other materials": "materials",
}
#: The one that its verifier signs.
SIGNED = "Verifier and date"


def brief_on_paper(brief: Brief, at: datetime, *, issue: Issue | None = None) -> Paper:
    """One version on the standard form; with `issue`, as the learners have it to whom it was given.

    Source: ASM-06, and for tools of artificial intelligence clause MAL-6.
    """
    one = told(brief)
    on = timezone.localdate(brief.approved_at or at)
    fields = rule("assessment.brief_fields", family=qualification_of(brief).family, on=on).value
    lines = [Field(name, LINES[name](one) if name in LINES else None) for name in in_lines(fields)]
    if issue:
        note = f"{issue.set_on:%A %-d %B %Y}: {issue.session_note}"
        lines.append(Field("Set on", note))
    verified = brief.state not in UNVERIFIED
    signatures = [
        Signature(VERIFIER, str(brief.approved_by), brief.approved_at) if verified
        else Signature(VERIFIER)
    ]  # fmt: skip
    if (role := queries.countersigner_of(brief, on)) is not None:
        signatures.append(
            Signature(role, str(brief.countersigned_by), brief.countersigned_at)
            if brief.countersigned_by else Signature(role)
        )  # fmt: skip
    return form_on_paper(
        f"assignment-brief-{brief.pk}-version-{brief.version}", "briefs/paper/brief.html",
        f"Assignment brief: {brief.title}", brief.centre, at,
        about=f"{brief.assignment}, {brief.assignment.cohort}", lines=lines, brief=brief,
        sections=in_sections(fields), tasks=one.tasks, criteria=one.criteria,
        evidence=[line.strip() for line in brief.evidence.splitlines() if line.strip()],
        files=attached_to(brief), signatures=signatures, signed=SIGNED,
        draft="" if verified else "DRAFT", stamp=f"{brief}, version {brief.version}, "
        f"{_standing(brief, at)}", record=None if issue else _record(brief),
        issues=() if issue else brief.issues.select_related("group", "by"),
    )  # fmt: skip


def blank_brief(centre: Centre, at: datetime) -> Paper:
    """The standard form with the fields of the rule pack and nothing in them."""
    on = timezone.localdate(at)
    fields = rule("assessment.brief_fields", on=on).value
    signers = {
        role for family in families_of(centre)
        if (role := rule("roles.countersigns_brief", family=family, on=on).value) in set(Role)
    }  # fmt: skip
    second = f"{in_turn(sorted(signers), 'or')}, where the qualification asks for it"
    return form_on_paper(
        "assignment-brief-blank", "briefs/paper/brief.html", "Assignment brief", centre, at,
        lines=[Field(name) for name in in_lines(fields)], sections=in_sections(fields), blank=True,
        tasks=range(1, BLANK_TASKS + 1), criteria=range(BLANK_CRITERIA),
        evidence=range(BLANK_EVIDENCE), ai_rules=[words for _, words in AI_RULES], signed=SIGNED,
        signatures=[Signature(VERIFIER), *([Signature(second)] if signers else [])],
        stamp="Assignment brief, blank form",
    )  # fmt: skip


def families_of(centre: Centre) -> list[str]:
    """The families of the qualifications that a centre has."""
    held = Qualification.objects.filter(centre=centre).order_by("family")
    return list(held.values_list("family", flat=True).distinct()) or [EVERY_FAMILY]


def in_lines(fields: Sequence[str]) -> list[str]:
    """The fields told in a line; one that we keep nothing for is among them, to be written in."""
    return [name for name in fields if name not in SECTIONS and name != SIGNED]


def in_sections(fields: Sequence[str]) -> list[tuple[str, str]]:
    """The fields that have a section, each with its template."""
    return [(name, f"briefs/paper/{SECTIONS[name]}.html") for name in fields if name in SECTIONS]


def _record(brief: Brief) -> list[Field]:
    """What staff know of a version, and learners are not told."""
    origin = str(brief.get_origin_display())
    if brief.origin_note:
        origin += f": {brief.origin_note}"
    if brief.is_unchanged:
        origin += ", used unchanged"
    found = [
        Field("Version", f"{brief.version}, {brief.get_state_display().lower()}"),
        Field("Where it comes from", origin),
        Field("Authors", ", ".join(str(one) for one in brief.authors.all())),
    ]
    if source := brief.copied_from:
        said = f"{source.title}, {source.assignment.cohort}, version {source.version}"
        found.append(Field("Copied from", said))
    if brief.why:
        found.append(Field(f"Why there is a version {brief.version}", brief.why))
    if brief.sent_by and brief.sent_at:
        found.append(Field("Sent for verification", f"{brief.sent_by}, {day_of(brief.sent_at)}"))
    return found


def _standing(brief: Brief, at: datetime) -> str:
    """What its reader must know first: whether it may reach learners."""
    if brief.state in UNVERIFIED:
        return f"not verified, printed on {day_of(at)}; not for learners"
    if brief.state == BriefState.APPROVED:
        return f"approved, printed on {day_of(at)}; not issued yet"
    if brief.state == BriefState.REPLACED:
        return f"replaced by a newer version, printed on {day_of(at)}"
    return "issued"


def day_of(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y}"
