"""What people ask of a programme file: whose it is, what it holds on a day, what stands in the way."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from fairmark.calendar.queries import year_of
from fairmark.catalogue.models import Unit
from fairmark.catalogue.queries import in_order
from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once
from fairmark.learners.models import Enrolment
from fairmark.learners.tutorial_queries import has_late_target, newest_talk
from fairmark.people.models import Person
from fairmark.people.rules import Holding
from fairmark.programmes.models import Cohort, Group, UnitTaken
from fairmark.programmes.queries import visible_programmes
from fairmark.teaching import rules
from fairmark.teaching.models import (
    EmployerInvolvement,
    TeachingDocument,
    Timetable,
    UnitBeginning,
)
from fairmark.teaching.rules import Gap, Kept
from fairmark.ui.words import how_many, in_turn


def visible_cohorts(centre: Centre, holdings: list[Holding]) -> QuerySet[Cohort]:
    """The cohorts whose programme file somebody may see: those whose learners they may see."""
    programmes = visible_programmes(centre, holdings, with_learners=True)
    return Cohort.objects.filter(programme__in=programmes).select_related(
        "programme__qualification", "year", "specification__qualification"
    )


def running_cohorts(centre: Centre, on: date) -> list[Cohort]:
    """The cohorts that are taught on a day."""
    cohorts = Cohort.objects.filter(
        Q(planned_end_on=None) | Q(planned_end_on__gte=on), centre=centre,
        teaching_starts_on__lte=on,
    )  # fmt: skip
    return read_once(
        ("running cohorts", centre.pk, on),
        lambda: list(cohorts.select_related("centre", "programme__qualification", "year")),
    )


def units_by_cohort(cohorts: Iterable[Cohort]) -> dict[int, list[Unit]]:
    """The units that each cohort takes, in their order; cohorts that take none are left out."""
    pks = frozenset(one.pk for one in cohorts)
    return read_once(("units taken", pks), lambda: _units_by_cohort(pks))


def _units_by_cohort(cohorts: frozenset[int]) -> dict[int, list[Unit]]:
    found: dict[int, list[Unit]] = defaultdict(list)
    for one in UnitTaken.objects.filter(cohort__in=cohorts).select_related("unit"):
        found[one.cohort_id].append(one.unit)
    return {cohort: in_order(units) for cohort, units in found.items()}


def beginnings(cohorts: Iterable[Cohort]) -> dict[tuple[int, int], date]:
    """By cohort and unit the day on which its teaching begins, where somebody has said so."""
    pks = frozenset(one.pk for one in cohorts)
    rows = read_once(
        ("beginnings", pks), lambda: list(UnitBeginning.objects.filter(cohort__in=pks))
    )
    return {(one.cohort_id, one.unit_id): one.begins_on for one in rows}


def groups_by_cohort(cohorts: Iterable[Cohort]) -> dict[int, dict[int, str]]:
    """The groups of each cohort, by their code; cohorts without any are left out."""
    pks = frozenset(one.pk for one in cohorts)
    found: dict[int, dict[int, str]] = {}
    groups = read_once(("groups", pks), lambda: list(Group.objects.filter(cohort__in=pks)))
    for group in groups:
        found.setdefault(group.cohort_id, {})[group.pk] = group.code
    return found


def begins_on(cohort: Cohort, unit: int, known: dict[tuple[int, int], date]) -> date:
    """The day on which the teaching of a unit begins: as said, else with the cohort."""
    return known.get((cohort.pk, unit), cohort.teaching_starts_on)


# -- what stands in the way ------------------------------------------------------------------


def obstacles_to_day(cohort: Cohort, day: date | None) -> list[str]:
    """That a day is not in the cohort's time."""
    if day is None:
        return []
    first = min(cohort.year.starts_on, cohort.teaching_starts_on)
    return rules.outside(day, first, cohort.planned_end_on, cohort.code)


def obstacles_to_unit(cohort: Cohort, unit: Unit | None) -> list[str]:
    """That the cohort does not take a unit."""
    if unit is None or UnitTaken.objects.filter(cohort=cohort, unit=unit).exists():
        return []
    return [f"{cohort} does not take {unit}. Choose one of its units, or add this one to them."]


def obstacles_to_timetable(
    cohort: Cohort, by: Person, at: datetime, *, valid_from_on: date | None = None,
    group: Group | None = None, link: str = "", taken: Any = None, **_: Any,
) -> list[str]:  # fmt: skip
    """A day of the cohort, one of its groups, and something to look at."""
    if valid_from_on is None:
        return []
    found = obstacles_to_day(cohort, valid_from_on)
    if group is not None and group.cohort_id != cohort.pk:
        found.append(f"{group} is no group of {cohort}. Choose one of its own.")
    return found + _nothing_given(link, taken)


def _nothing_given(link: str, taken: Any) -> list[str]:
    return [] if link or taken else ["Give a file, or a link to where it is kept."]


def obstacles_to_beginning(
    cohort: Cohort, by: Person, at: datetime, *, unit: Unit | None = None,
    begins_on: date | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    """A unit that the cohort takes, a day of its own, and something must be different."""
    if unit is None:
        return []
    found = obstacles_to_unit(cohort, unit) + obstacles_to_day(cohort, begins_on)
    if begins_on and begins_on < cohort.teaching_starts_on and not found:
        found.append(
            f"{cohort} is taught from {rules.said(cohort.teaching_starts_on)}. A unit cannot "
            "begin before that."
        )
    now = UnitBeginning.objects.filter(cohort=cohort, unit=unit).first()
    if not found and (now.begins_on if now else None) == begins_on:
        found.append("This is the day that is recorded already. Change it first.")
    return found


def obstacles_to_document(
    cohort: Cohort, by: Person, at: datetime, *, unit: Unit | None = None, link: str = "",
    taken: Any = None, **_: Any,
) -> list[str]:  # fmt: skip
    """A unit that the cohort takes, and something to look at."""
    if unit is None:
        return []
    return obstacles_to_unit(cohort, unit) + _nothing_given(link, taken)


def obstacles_to_involving(
    cohort: Cohort, by: Person, at: datetime, *, unit: Unit | None = None, on: date | None = None,
    employer: str = "", outcome: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """A day of the cohort, a unit it takes, and not twice the same."""
    if on is None:
        return []
    found = obstacles_to_unit(cohort, unit) + obstacles_to_day(cohort, on)
    if outcome:
        found += rules.still_to_come(on, _day(at), "what came of it")
    same = EmployerInvolvement.objects.filter(
        cohort=cohort, unit=unit, on=on, employer__iexact=employer
    ).exclude(state=EmployerInvolvement.State.CALLED_OFF)
    if same.exists():
        found.append(f"{employer} is recorded for {rules.said(on)} already.")
    return found


def obstacles_to_settling(
    involvement: EmployerInvolvement, by: Person, at: datetime, *, on: date | None = None,
    how: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """Once, and not before it has taken place."""
    if involvement.settled_at:
        when = rules.said(_day(involvement.settled_at))
        state = involvement.get_state_display().lower()
        return [f"{involvement.settled_by} recorded on {when} that this is {state}."]
    if on is None or how == EmployerInvolvement.State.CALLED_OFF:
        return []
    found = obstacles_to_day(involvement.cohort, on)
    return found + rules.still_to_come(on, _day(at), "what came of it")


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def next_version(cohort: Cohort, unit: Unit, kind: str) -> int:
    """The number of the next version of a scheme of work or of lesson plans."""
    held = TeachingDocument.objects.filter(cohort=cohort, unit=unit, kind=kind)
    return (held.aggregate(last=Max("version"))["last"] or 0) + 1


# -- the parts of the file -------------------------------------------------------------------


def timetables_kept(cohorts: Sequence[Cohort], on: date) -> dict[int, Kept]:
    """The timetables that hold on a day: one for the whole cohort, or one for each group."""
    held: dict[int, dict[int | None, Timetable]] = defaultdict(dict)
    for one in Timetable.objects.filter(cohort__in=cohorts, valid_from_on__lte=on):
        held[one.cohort_id].setdefault(one.group_id, one)
    groups = groups_by_cohort(cohorts)
    found = {}
    for cohort in cohorts:
        mine, codes = held[cohort.pk], groups.get(cohort.pk, {})
        without = rules.without_timetable(mine, codes) if codes or not mine else []
        gaps = []
        if not mine:
            gaps.append(Gap("no timetable holds today", "Upload it, or give its link."))
        elif without:
            names = in_turn([codes[one] for one in without])
            gaps.append(Gap(f"no timetable for {names}", "Each group has its own, or one is for all.",
                            len(without)))  # fmt: skip
        last = max(mine.values(), key=lambda one: (one.valid_from_on, one.pk), default=None)
        need = len(codes) if codes and None not in mine else 1
        found[cohort.pk] = Kept(
            len(mine), need - len(without) if mine else 0, need,
            f"holds from {rules.said(last.valid_from_on)}" if last else "", tuple(gaps),
        )  # fmt: skip
    return found


def documents_kept(cohorts: Sequence[Cohort], on: date) -> dict[int, Kept]:
    """Schemes of work and lesson plans of the units whose teaching has begun."""
    held: dict[tuple[int, int], set[str]] = defaultdict(set)
    newest: list[tuple[int, date, str]] = []
    for one in TeachingDocument.objects.filter(cohort__in=cohorts).select_related("unit"):
        held[one.cohort_id, one.unit_id].add(one.kind)
        newest.append((one.cohort_id, _day(one.added_at), str(one)))
    last, units, known = rules.newest_of_each(newest), units_by_cohort(cohorts), beginnings(cohorts)
    found = {}
    for cohort in cohorts:
        taken = units.get(cohort.pk, [])
        begun = [one for one in taken if begins_on(cohort, one.pk, known) <= on]
        short: dict[str, list[str]] = defaultdict(list)
        for unit in begun:
            if missing := rules.lacking(held[cohort.pk, unit.pk]):
                short[" and ".join(missing)].append(unit.number)
        gaps = [
            Gap(f"no {what} for {numbered(numbers)}", "Their teaching has begun." if numbers[1:]
                else "Its teaching has begun.", len(numbers))
            for what, numbers in short.items()
        ]  # fmt: skip
        have = len(begun) - sum(len(numbers) for numbers in short.values())
        found[cohort.pk] = Kept(
            sum(bool(held[cohort.pk, one.pk]) for one in taken), have, len(begun),
            last.get(cohort.pk, ""), tuple(gaps) or without_units(taken), bool(taken),
        )  # fmt: skip
    return found


def numbered(numbers: Sequence[str]) -> str:
    return f"unit{'s' if numbers[1:] else ''} {in_turn(list(numbers))}"


def without_units(taken: Sequence[Unit]) -> tuple[Gap, ...]:
    if taken:
        return ()
    return (Gap("no units are chosen yet", "Until they are it cannot be told.", is_bad=False),)


def employers_kept(cohorts: Sequence[Cohort], on: date) -> dict[int, Kept]:
    """What employers did with a cohort, and what is planned; what is past is to be settled."""
    rows: dict[int, list[EmployerInvolvement]] = defaultdict(list)
    for one in EmployerInvolvement.objects.filter(cohort__in=cohorts):
        rows[one.cohort_id].append(one)
    found = {}
    for cohort in cohorts:
        done = [one for one in rows[cohort.pk] if one.state == EmployerInvolvement.State.DONE]
        planned = [one for one in rows[cohort.pk] if one.state == EmployerInvolvement.State.PLANNED]
        past = [one for one in planned if one.on < on]
        gaps = []
        if past:
            gaps.append(Gap(f"{how_many(len(past), 'planned involvement')} not settled",
                            "The day has passed. Say what came of it, or that it was called off.",
                            len(past)))  # fmt: skip
        if not done:
            about = "None is planned either." if not planned else "The first is planned."
            gaps.append(Gap("no employer has been involved yet", about, is_bad=not planned))
        first = (done or planned)[:1]
        found[cohort.pk] = Kept(
            len(done) + len(planned), min(len(done), 1), 1,
            f"{first[0].employer}, {rules.said(first[0].on)}" if first else "", tuple(gaps),
        )  # fmt: skip
    return found


# -- class lists -----------------------------------------------------------------------------


def enrolled(cohorts: Sequence[Cohort], on: date) -> QuerySet[Enrolment]:
    """Who is on the class list of these cohorts on a day, in the order of a list. Source: HBP-10."""
    return (
        Enrolment.objects.filter(
            Q(left_on=None) | Q(left_on__gt=on), cohort__in=cohorts, starts_on__lte=on,
            learner__merged_into=None,
        )
        .select_related("learner", "group", "site")
        .order_by("learner__surname", "learner__forenames", "learner__ref")
    )  # fmt: skip


class Listed(NamedTuple):
    """Somebody on the class list of a cohort, with their newest tutorial of the academic year."""

    cohort: int
    group: int | None
    learner: int
    person: int | None
    enrolment: int
    starts_on: date
    talked_on: date | None
    has_late_target: bool


def on_class_lists(cohorts: Sequence[Cohort], on: date) -> Sequence[Listed]:
    """Everybody on the class lists of these cohorts on a day, read once."""
    pks = frozenset(one.pk for one in cohorts)
    return read_once(("class lists", pks, on), lambda: _on_class_lists(cohorts, on))


def listed_by_cohort(cohorts: Sequence[Cohort], on: date) -> dict[int, list[Listed]]:
    """The same by cohort; one with nobody on its list has an empty one."""
    found: dict[int, list[Listed]] = {one.pk: [] for one in cohorts}
    for row in on_class_lists(cohorts, on):
        found[row.cohort].append(row)
    return found


def _on_class_lists(cohorts: Sequence[Cohort], on: date) -> list[Listed]:
    since = _year_began(cohorts, on)
    rows = enrolled(cohorts, on).order_by().annotate(
        talked_on=newest_talk(since, on), late=has_late_target(since, on)
    )  # fmt: skip
    return [
        Listed(*row)
        for row in rows.values_list(
            "cohort", "group", "learner", "learner__person", "pk", "starts_on", "talked_on", "late"
        )
    ]


def _year_began(cohorts: Sequence[Cohort], on: date) -> date:
    """The first day of the academic year of the cohorts’ centre; their own where none is set up."""
    if not cohorts:
        return on
    year = year_of(cohorts[0].centre, on)
    return year.starts_on if year else min(one.year.starts_on for one in cohorts)


def class_lists_kept(cohorts: Sequence[Cohort], on: date) -> dict[int, Kept]:
    """How many are on each class list, and who is in no group where there are groups."""
    grouped = groups_by_cohort(cohorts)
    listed = listed_by_cohort(cohorts, on)
    found = {}
    for cohort in cohorts:
        mine = listed[cohort.pk]
        loose = sum(one.group is None for one in mine) if cohort.pk in grouped else 0
        gaps = []
        if not mine:
            gaps.append(Gap("nobody is on the class list", "Learners come with the class list that "
                            "is brought in."))  # fmt: skip
        if loose:
            gaps.append(Gap(f"{how_many(loose, 'learner')} in no group", "The cohort has groups.",
                            loose, is_bad=False))  # fmt: skip
        found[cohort.pk] = Kept(
            len(mine), len(mine) - loose, len(mine),
            how_many(len(mine), "learner") if mine else "", tuple(gaps),
        )  # fmt: skip
    return found
