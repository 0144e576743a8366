"""Which programme a course is, and what approval it has."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from fairmark.calendar.models import AcademicYear
from fairmark.calendar.rules import year_label
from fairmark.catalogue.combination import Verdict, check
from fairmark.catalogue.models import Specification, Unit
from fairmark.catalogue.queries import chosen_from, in_order, shape_of, specification_on
from fairmark.centre.models import Centre
from fairmark.people.rules import SEES_ALL_LEARNERS, SEES_OWN_LEARNERS, Holding, Role
from fairmark.programmes.models import Approval, Cohort, CourseCode, Programme, UnitTaken
from fairmark.rulebook.queries import rule
from fairmark.ui.words import how_many


class Courses:
    """The centre's programmes, found by awarding body code, own course code or title."""

    def __init__(self, centre: Centre):
        programmes = list(Programme.objects.filter(centre=centre).select_related("qualification"))
        self.by_code = {programme.code.upper(): programme for programme in programmes}
        for course in CourseCode.objects.filter(centre=centre).select_related("programme"):
            self.by_code.setdefault(course.code.upper(), course.programme)
        self.by_title: dict[str, Programme] = {}
        self.ambiguous: set[str] = set()
        for programme in programmes:
            title = plain_title(programme.title)
            if self.by_title.setdefault(title, programme) is not programme:
                self.ambiguous.add(title)

    def find(self, code: str, title: str) -> Programme | None:
        """By code first, else by a title that only one programme has."""
        by_title = plain_title(title)
        found = None if by_title in self.ambiguous else self.by_title.get(by_title)
        return self.by_code.get(code.upper()) or found

    def contradiction(self, code: str, title: str) -> str:
        """What is wrong where code and title name two of our programmes."""
        one, other = self.by_code.get(code.upper()), self.by_title.get(plain_title(title))
        if one is None or other is None or plain_title(one.title) == plain_title(other.title):
            return ""
        return (
            f"The code {code} means {one.short_title} and the title means {other.short_title}. "
            "Correct one of the two."
        )

    def cure(self, code: str, title: str) -> str:
        """What to do about a course that is none of them."""
        what = f"“{code}”" if not title else f"“{code}”, {title}," if code else f"“{title}”"
        if not self.by_code:
            return (
                f"The course {what} is none of our programmes, and there are none yet. "
                "Import the specifications first."
            )
        if plain_title(title) in self.ambiguous:
            return (
                f"The title “{title}” belongs to more than one programme code. Give the code in "
                "the file, or add this course code to the programme it means."
            )
        known = ", ".join(sorted({p.code for p in self.by_code.values()})[:6])
        return (
            f"The course {what} is none of our programmes ({known}). Add this course code to "
            "the programme it means, or correct the code or title in the file."
        )


def plain_title(title: str) -> str:
    """A title without case, marks and the awarding body's name before it."""
    text = re.sub(r"[^a-z0-9]+", " ", title.casefold()).strip()
    return re.sub(r"^(pearson )?(edexcel )?(btec )?", "", text)


def academic_year(centre: Centre, day: date) -> AcademicYear:
    """The academic year of a day, not yet saved if the centre has not set it up."""
    found = AcademicYear.objects.filter(centre=centre, starts_on__lte=day, ends_on__gte=day).first()
    if found:
        return found
    starts_on, ends_on = usual_year(day)
    return AcademicYear(
        centre=centre, label=year_label(starts_on, ends_on), starts_on=starts_on, ends_on=ends_on
    )


def usual_year(day: date) -> tuple[date, date]:
    """First and last day of the academic year around a day, by the rule pack."""
    begins = rule("calendar.year_begins", on=day).value
    starts_on = date(day.year, begins["month"], begins["day"])
    if day < starts_on:
        starts_on = starts_on.replace(year=day.year - 1)
    return starts_on, starts_on.replace(year=starts_on.year + 1) - timedelta(days=1)


def followed_from_start(cohort: Cohort) -> Specification | None:
    """The issue that a cohort follows from its start: the one that took registrations that day."""
    return specification_on(cohort.programme.qualification, cohort.teaching_starts_on)


def units_of(cohort: Cohort) -> list[Unit]:
    """The units of the issue that a cohort follows, in their order."""
    if cohort.specification_id is None:
        return []
    units = Unit.objects.filter(specification=cohort.specification_id)
    return in_order(units.select_related("specification__qualification", "group"))


def is_unit_of(unit: Unit, cohort: Cohort) -> bool:
    """Whether a unit is one of the issue that the cohort follows."""
    return unit.specification_id == cohort.specification_id


def work_on(cohort: Cohort, units: Iterable[Unit]) -> list[str]:
    """What is recorded of a cohort's work on some units, counted: “1 sitting”, “2 allocations”."""
    wanted, found = list(units), []
    relation: Any
    for relation in cohort._meta.get_fields(include_hidden=True):
        if not relation.one_to_many:
            continue
        other = relation.related_model
        links = [field.name for field in other._meta.fields if field.related_model is Unit]
        if other is not UnitTaken and links:
            rows = other._base_manager.filter(**{relation.field.name: cohort})
            if count := rows.filter(**{f"{links[0]}__in": wanted}).count():
                names = other._meta
                found.append(
                    how_many(count, str(names.verbose_name), str(names.verbose_name_plural))
                )
    return found


def combination_of(cohort: Cohort, units: Iterable[Unit]) -> Verdict | None:
    """Whether these units make a valid combination for the cohort; None while it follows no issue."""
    specification = cohort.specification
    if specification is None:
        return None
    chosen = chosen_from(units, specification.qualification.counted_in)
    return check(chosen, shape_of(specification))


def units_taken(cohort: Cohort) -> list[Unit]:
    """The units that a cohort takes, in their order."""
    units = Unit.objects.filter(pk__in=cohort.units_taken.values("unit"))
    return in_order(units.select_related("specification__qualification", "group"))


def approval_on(programme: Programme, on: date) -> Approval | None:
    """The confirmed approval that covers a programme on a day."""
    return (
        Approval.objects.filter(
            Q(approved_until=None) | Q(approved_until__gte=on),
            programme=programme,
            status=Approval.Status.CONFIRMED,
            approved_from__lte=on,
        )
        .order_by("-approved_from")
        .first()
    )


def visible_programmes(
    centre: Centre, holdings: list[Holding], *, with_learners: bool = False
) -> QuerySet[Programme]:
    """All of them to the centre's offices; to others those for which they hold a role.

    `with_learners`: those whose learners may be seen too, which being administrator never gives.
    """
    programmes = Programme.objects.filter(centre=centre)
    roles = {holding.role for holding in holdings}
    if roles & SEES_ALL_LEARNERS or (not with_learners and Role.ADMINISTRATOR in roles):
        return programmes
    own = [h.scope for h in holdings if h.role in SEES_OWN_LEARNERS]
    kinds: dict[str, set[int]] = {}
    for kind, pk in own:
        kinds.setdefault(kind, set()).add(pk)
    if centre.pk in kinds.get("centre", ()):
        return programmes
    return programmes.filter(
        Q(pk__in=kinds.get("programme", ()))
        | Q(qualification__in=kinds.get("qualification", ()))
        | Q(cohorts__in=kinds.get("cohort", ()))
    ).distinct()
