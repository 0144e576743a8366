"""What people ask about registrations, and what stands in the way of changing one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import working_days_after
from fairmark.catalogue.rules import uln_problem
from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment, Learner
from fairmark.learners.queries import resembling
from fairmark.people.models import Person
from fairmark.policies.queries import NumbersOverTime
from fairmark.programmes.models import Cohort, Programme
from fairmark.programmes.queries import usual_year
from fairmark.registration import rules
from fairmark.registration.matching_rules import Ours, Theirs
from fairmark.registration.models import (
    BodyRecord,
    Change,
    CheckQuery,
    Comparison,
    Confirmation,
    Difference,
    Entry,
    Registration,
    Series,
    Sitting,
    Statement,
    TeamCheck,
)
from fairmark.rulebook.queries import NoRule, Rule, rule


def registrations_visible_to(learners: QuerySet[Learner]) -> QuerySet[Registration]:
    """Registrations of learners that somebody may see."""
    return Registration.objects.filter(learner__in=learners).select_related(
        "learner", "programme", "enrolment__cohort__year", "enrolment__group", "enrolment__site"
    )


def to_register(centre: Centre, cohort: Cohort | None = None) -> QuerySet[Enrolment]:
    """Learners who are taught and not registered on the programme they are taught on."""
    standing = Registration.objects.current().filter(
        learner=OuterRef("learner"), programme=OuterRef("cohort__programme")
    )
    enrolments = Enrolment.objects.filter(
        ~Exists(standing), centre=centre, status=Enrolment.Status.ACTIVE,
        learner__merged_into=None,
    ).select_related("learner", "cohort__programme__qualification", "cohort__year", "site", "group")  # fmt: skip
    return enrolments.filter(cohort=cohort) if cohort else enrolments


# -- registering -----------------------------------------------------------------------------


def obstacles_to_registering(
    enrolment: Enrolment, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """What stops this enrolment being registered: it is already, or a detail is missing."""
    on = on or timezone.localtime(at).date()
    learner = enrolment.learner
    found = []
    if enrolment.status != Enrolment.Status.ACTIVE:
        found.append("The learner has left this programme.")
    if on > timezone.localtime(at).date():
        found.append(f"{on:%-d %B %Y} is still to come. Give the day it was sent.")
    standing = Registration.objects.current().filter(
        learner=learner, programme=enrolment.cohort.programme
    )
    if standing.exists():
        found.append(f"{learner} is already registered on {enrolment.cohort.programme.code}.")
    return found + _incomplete(enrolment, on)


def _incomplete(enrolment: Enrolment, on: date) -> list[str]:
    learner = enrolment.learner
    return rules.incomplete_details(
        surname=learner.surname, forenames=learner.forenames, date_of_birth=learner.date_of_birth,
        completes_on=enrolment.planned_end_on, registered_on=on,
    )  # fmt: skip


def cautions_on_registering(
    enrolment: Enrolment, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """Another record that may be the same learner; details longer than the awarding body's form."""
    on = on or timezone.localtime(at).date()
    learner, family = enrolment.learner, enrolment.cohort.programme.qualification.family
    twins = resembling(enrolment.centre, [learner])[learner.pk]
    return _same_person(twins) + rules.too_long(
        {
            name: (value, rule(f"registration.{key}", family=family, on=on).value)
            for name, value, key in (
                ("reference", learner.ref, "reference_length"),
                ("first names", learner.forenames, "forenames_length"),
                ("surname", learner.surname, "surname_length"),
            )
        }
    )


def _same_person(twins: list[tuple[Learner, str]]) -> list[str]:
    return [f"May be the same learner as {one} ({one.ref}): {why}." for one, why in twins]


@dataclass(frozen=True)
class Intake:
    """An intake about to be registered: who is ready, and who is not and why."""

    ready: list[Enrolment]
    refused: list[tuple[Enrolment, list[str]]]


def intake(cohort: Cohort, on: date) -> Intake:
    """Everybody in a cohort who is still to be registered.

    A learner who may be another is refused here; registered alone, it takes a reason.
    """
    waiting = list(to_register(cohort.centre, cohort))
    twins = resembling(cohort.centre, (enrolment.learner for enrolment in waiting))
    ready, refused = [], []
    for enrolment in waiting:
        reasons = _incomplete(enrolment, on) + _same_person(twins[enrolment.learner_id])
        if reasons:
            refused.append((enrolment, reasons))
        else:
            ready.append(enrolment)
    return Intake(ready, refused)


def obstacles_to_registering_intake(
    cohort: Cohort, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """There is somebody to register, on a day that has come."""
    today = timezone.localtime(at).date()
    if on and on > today:
        return [f"{on:%-d %B %Y} is still to come. Give the day it was sent."]
    if not to_register(cohort.centre, cohort).exists():
        return [f"Every learner of {cohort} is registered."]
    return []


# -- ending and changing ---------------------------------------------------------------------


def obstacles_to_ending(
    registration: Registration, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """A registration that stands, on a day that has come and is not before it."""
    if registration.status != Registration.Status.REGISTERED:
        return [
            f"This registration was {registration.get_status_display().lower()} on "
            f"{registration.ended_on:%-d %B %Y}."
        ]
    found = []
    if on and on > timezone.localtime(at).date():
        found.append(f"{on:%-d %B %Y} is still to come.")
    if on and on < registration.registered_on:
        found.append(
            f"{on:%-d %B %Y} is before the registration of {registration.registered_on:%-d %B %Y}."
        )
    return found


def obstacles_to_deleting(
    registration: Registration, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """As for ending, and inside the awarding body's window for deletions. REG-20 to REG-22."""
    found = obstacles_to_ending(registration, person, at, on=on)
    if found:
        return found
    on = on or timezone.localtime(at).date()
    family = registration.programme.qualification.family
    window = rule("registration.delete_days", family=family, on=on)
    from_enrolment = "enrolment" in window.unit
    start = registration.enrolment.starts_on if from_enrolment else registration.registered_on
    return rules.deletion_obstacles(
        counted_from=start, days=window.value, last_day=_last_deletion_day(registration, family, on),
        on=on,
    )  # fmt: skip


def _last_deletion_day(registration: Registration, family: str, on: date) -> date | None:
    try:
        last = rule("registration.delete_by", family=family, on=on)
    except NoRule:
        return None
    year_starts_on, _ = usual_year(registration.registered_on)
    return rules.day_in_year(last.value, year_starts_on)


def cautions_on_deleting(
    registration: Registration, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """A deletion said to have been made in time, but recorded after the window has closed."""
    today = timezone.localtime(at).date()
    if on is None or on == today or obstacles_to_deleting(registration, person, at, on=on):
        return []
    if not obstacles_to_deleting(registration, person, at, on=today):
        return []
    return [
        f"The window for deletions has closed since {on:%-d %B %Y}. Say how it is known that the "
        "awarding body deleted the registration on that day."
    ]


def obstacles_to_transferring(
    registration: Registration,
    person: Person,
    at: datetime,
    *,
    on: date | None = None,
    programme: Programme | None = None,
    **_: Any,
) -> list[str]:
    """As for ending, to another programme of ours, in a family that allows it. REG-24, REG-25."""
    found = obstacles_to_ending(registration, person, at, on=on)
    family = registration.programme.qualification.family
    allowed = rule("registration.transfer_allowed", family=family, on=on or at.date())
    if not allowed.value:
        found.append(allowed.says)
    if programme is None:
        return found
    if programme == registration.programme:
        found.append(f"{registration.learner} is on {programme.code} already.")
    elif programme.centre_id != registration.centre_id:
        found.append("That programme is not one of ours.")
    elif (
        Registration.objects.current()
        .filter(learner=registration.learner, programme=programme)
        .exists()
    ):
        found.append(f"{registration.learner} is already registered on {programme.code}.")
    return found


def obstacles_to_telling(
    change: Change, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """It has not been told yet, and is told after it happened and not in the future."""
    if change.told_on:
        return [f"The awarding body was told on {change.told_on:%-d %B %Y}."]
    if on and on < change.happened_on:
        return [f"It happened on {change.happened_on:%-d %B %Y}, so it was told then or later."]
    if on and on > timezone.localtime(at).date():
        return [f"{on:%-d %B %Y} is still to come."]
    return []


# -- learners confirm ------------------------------------------------------------------------


def is_own(record: Any, person: Person) -> bool:
    """Whether a registration is the learner's own."""
    return bool(record.learner.person_id == person.pk)


def obstacles_to_answering(
    registration: Registration, person: Person, at: datetime, **_: Any
) -> list[str]:
    """Only a registration that stands is confirmed."""
    if registration.status != Registration.Status.REGISTERED:
        return ["This registration no longer stands."]
    return []


def obstacles_to_settling(
    confirmation: Confirmation, person: Person, at: datetime, **_: Any
) -> list[str]:
    if confirmation.answer != Confirmation.Answer.QUERIED:
        return ["The learner raised no query."]
    if confirmation.settled_at:
        return ["This query is settled already."]
    return []


# -- team checks -----------------------------------------------------------------------------


def registrations_of(cohort: Cohort) -> QuerySet[Registration]:
    """The registrations that stand for the learners of a cohort, in the order of a list."""
    standing: QuerySet[Registration] = Registration.objects.current()
    return (
        standing.filter(enrolment__cohort=cohort)
        .select_related("learner", "programme", "enrolment__group", "enrolment__site")
        .order_by("learner__surname", "learner__forenames", "pk")
    )


def fingerprint(lines: Iterable[tuple[Any, ...]]) -> str:
    """A hash of the lines somebody signs, so that a later change shows."""
    text = "\n".join(
        "\t".join("" if cell is None else str(cell) for cell in line) for line in lines
    )
    return hashlib.sha256(text.encode()).hexdigest()


#: What a programme leader signs for an intake: who, born when, on what, until when.
REGISTRATION_LINE = (
    "learner__ref", "learner__surname", "learner__forenames", "learner__date_of_birth",
    "programme__code", "completes_on",
)  # fmt: skip
#: What a programme leader signs for a series: who is entered for which unit, or excused.
ENTRY_LINE = ("sitting__unit__number", "enrolment__learner__ref", "status")


def registration_lines(cohort: Cohort) -> list[tuple[Any, ...]]:
    """The lines of an intake, in the order of its list."""
    return list(registrations_of(cohort).values_list(*REGISTRATION_LINE))


def entry_lines(cohort: Cohort, series: Series) -> list[tuple[Any, ...]]:
    """The lines of a cohort's entries in a series, withdrawn ones left out."""
    return list(
        Entry.objects.filter(sitting__cohort=cohort, sitting__series=series)
        .exclude(status=Entry.Status.WITHDRAWN)
        .order_by("sitting__unit__number", "enrolment__learner__ref")
        .values_list(*ENTRY_LINE)
    )


def last_check(cohort: Cohort, series: Series | None = None) -> TeamCheck | None:
    return TeamCheck.objects.filter(cohort=cohort, series=series).first()


def open_queries(cohort: Cohort, series: Series | None = None) -> QuerySet[CheckQuery]:
    return CheckQuery.objects.filter(cohort=cohort, series=series, answered_at=None)


def obstacles_to_signing_registrations(
    cohort: Cohort, person: Person, at: datetime, *, seen: str = "", **_: Any
) -> list[str]:
    """There is a list to sign, no query on it is open, and it was not signed as it stands."""
    lines = registration_lines(cohort)
    if not lines:
        return ["Nobody in this intake is registered yet, so there is nothing to check."]
    return _signing(cohort, None, fingerprint(lines), seen)


def obstacles_to_signing_entries(
    cohort: Cohort, person: Person, at: datetime, *, series: Series | None = None, seen: str = "",
    **_: Any,
) -> list[str]:  # fmt: skip
    if series is None:
        return []
    lines = entry_lines(cohort, series)
    if not lines:
        return [f"Nobody in {cohort} is entered for {series} yet, so there is nothing to check."]
    return _signing(cohort, series, fingerprint(lines), seen)


def _signing(cohort: Cohort, series: Series | None, now: str, seen: str) -> list[str]:
    if seen and seen != now:
        return ["The list has changed since you opened it. Look at it again, then sign."]
    still_open = open_queries(cohort, series).count()
    if still_open:
        queries = "1 query is" if still_open == 1 else f"{still_open} queries are"
        return [f"{queries} still open. The exams officer answers and closes them first."]
    check = last_check(cohort, series)
    if check and check.fingerprint == now:
        return [f"{check.signed_by} signed this list on {check.signed_at:%-d %B %Y}."]
    return []


def obstacles_to_answering_query(
    query: CheckQuery, person: Person, at: datetime, **_: Any
) -> list[str]:
    return ["This query has been answered."] if query.answered_at else []


# -- entries ---------------------------------------------------------------------------------


def to_enter(sitting: Sitting) -> QuerySet[Enrolment]:
    """Learners of the cohort who are registered and not yet entered, withdrawn or excused."""
    registered = Registration.objects.current().filter(enrolment=OuterRef("pk"))
    return Enrolment.objects.filter(
        Exists(registered), cohort=sitting.cohort, status=Enrolment.Status.ACTIVE,
        starts_on__lte=sitting.series.closes_on,
    ).exclude(pk__in=Entry.objects.filter(sitting=sitting).values("enrolment")).select_related("learner")  # fmt: skip


def obstacles_to_entering(
    sitting: Sitting, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    if on and on > timezone.localtime(at).date():
        return [f"{on:%-d %B %Y} is still to come. Give the day it was sent."]
    if not to_enter(sitting).exists():
        return ["Every registered learner of this cohort is entered, or excused."]
    return []


def cautions_on_entering(
    sitting: Sitting, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    on = on or timezone.localtime(at).date()
    if on <= sitting.series.closes_on:
        return []
    return [
        f"Entries for {sitting.series} closed on {sitting.series.closes_on:%-d %B %Y}. "
        "A late entry costs more, and the board will show it."
    ]


def obstacles_to_planning(
    cohort: Cohort, person: Person, at: datetime, *, series: Any = None, unit: Any = None, **_: Any
) -> list[str]:
    if unit is None or series is None:
        return []
    if unit.qualification_id != cohort.programme.qualification_id:
        return [f"{unit} is not a unit of {cohort.programme}."]
    if series.centre_id != cohort.centre_id:
        return ["That series is not one of this centre’s."]
    if not unit.is_external:
        return [f"{unit} is assessed by us, so it needs no entry."]
    if Sitting.objects.filter(series=series, cohort=cohort, unit=unit).exists():
        return [f"{cohort} already takes {unit} in {series}."]
    return []


def obstacles_to_excusing(
    sitting: Sitting, person: Person, at: datetime, *, enrolment: Any = None, **_: Any
) -> list[str]:
    if enrolment is None:
        return []
    if enrolment.cohort_id != sitting.cohort_id:
        return ["This learner is not in the cohort that takes the unit."]
    entry = Entry.objects.filter(sitting=sitting, enrolment=enrolment).first()
    if entry and entry.status == Entry.Status.EXCUSED:
        return [f"{enrolment.learner} is excused already."]
    return []


# -- agreement -------------------------------------------------------------------------------


def last_statement(centre: Centre) -> Statement | None:
    return Statement.objects.filter(centre=centre).first()


def last_comparison(centre: Centre) -> Comparison | None:
    return Comparison.objects.filter(centre=centre).first()


def last_good_comparison(centre: Centre) -> Comparison | None:
    """The last comparison after which nothing was left unexplained."""
    return Comparison.objects.filter(centre=centre, unexplained=0).first()


def obstacles_to_comparing(centre: Centre, person: Person, at: datetime, **_: Any) -> list[str]:
    if last_statement(centre) is None:
        return ["Load the awarding body’s export of our registrations first."]
    return []


def ours(centre: Centre) -> list[Ours]:
    """Our side of the comparison: registrations that stand or were withdrawn, and bare enrolments."""
    deadlines = _Deadlines(centre)
    found = [
        _ours(registration.enrolment, registration, deadlines)
        for registration in Registration.objects.filter(
            centre=centre
        ).select_related(
            "learner", "programme__qualification", "enrolment__learner", "enrolment__cohort__year",
            "enrolment__cohort__programme__qualification",
        )
    ]  # fmt: skip
    return found + [_ours(enrolment, None, deadlines) for enrolment in to_register(centre)]


def _ours(enrolment: Enrolment, registration: Registration | None, deadlines: _Deadlines) -> Ours:
    learner = enrolment.learner
    programme = registration.programme if registration else enrolment.cohort.programme
    completes_on = registration.completes_on if registration else enrolment.planned_end_on
    return Ours(
        learner=learner.pk,
        registration=registration.pk if registration else None,
        student_ref=learner.ref,
        surname=learner.surname,
        forenames=learner.forenames,
        date_of_birth=learner.date_of_birth,
        sex=learner.sex,
        uln=learner.uln,
        uln_problem=uln_problem(learner.uln) if learner.uln else "",
        programme=programme.code.upper(),
        number=registration.number if registration else "",
        completes_on=completes_on,
        withdrawn=bool(registration and registration.status != Registration.Status.REGISTERED),
        ended=registration.get_status_display() if registration else "",
        late_after=deadlines.of(enrolment),
    )


class _Deadlines:
    """The last day without a late fee, for each family, start and year; worked out once each."""

    def __init__(self, centre: Centre):
        self.known: dict[tuple[str, date, bool, int], date | None] = {}

    def of(self, enrolment: Enrolment) -> date | None:
        cohort = enrolment.cohort
        key = (
            cohort.programme.qualification.family, enrolment.starts_on,
            cohort.programme.in_academic_year, cohort.year_id,
        )  # fmt: skip
        if key not in self.known:
            self.known[key] = deadline(cohort.programme, enrolment.starts_on, cohort.year)
        return self.known[key]


def deadline(programme: Programme, starts_on: date, year: AcademicYear) -> date | None:
    """The last day to register without a late fee; None where the pack knows no rule for that day.

    REG-02, REG-04, REG-05.

    A learner who joins after the year's deadline has the time that roll-on programmes have.
    """
    family = programme.qualification.family
    try:
        weeks = rule("registration.roll_on_weeks", family=family, on=starts_on).value
    except NoRule:
        return None
    rolling = starts_on + timedelta(weeks=weeks)
    if not programme.in_academic_year:
        return rolling
    fixed = rules.day_in_year(
        rule("registration.deadline", family=family, on=starts_on).value, year.starts_on
    )
    return fixed if starts_on <= fixed else rolling


#: States of the awarding body's in which a registration no longer stands.
ENDED_THERE = ("withdrawn", "deleted", "cancelled", "canceled", "transferred", "lapsed", "expired")


def theirs(statement: Statement) -> list[Theirs]:
    """The awarding body's side: every line of its export."""
    return [
        Theirs(
            line=line.line, surname=line.surname, forenames=line.forenames,
            date_of_birth=line.date_of_birth, sex=line.sex, uln=line.uln,
            programme=line.programme_code.upper(), number=line.number, registered_on=line.registered_on,
            completes_on=line.completes_on,
            withdrawn=line.status.split()[0].casefold() in ENDED_THERE if line.status else False,
        )
        for line in BodyRecord.objects.filter(statement=statement)
    ]  # fmt: skip


def obstacles_to_explaining(
    difference: Difference, person: Person, at: datetime, **_: Any
) -> list[str]:
    if difference.state == Difference.State.RESOLVED:
        return ["The last comparison no longer found this difference."]
    return []


# -- late fees -------------------------------------------------------------------------------


@dataclass(frozen=True)
class FeeLine:
    """What an unregistered cohort would cost on a day, by both published tables."""

    cohort: Cohort
    learners: int
    percent_by_date: int
    until_by_date: date | None
    percent_by_days: int
    until_by_days: date | None
    fee_pence: int | None

    def _extra(self, percent: int) -> int | None:
        if self.fee_pence is None:
            return None
        return self.learners * self.fee_pence * (percent - 100) // 100

    @property
    def extra_by_date(self) -> int | None:
        """Late fees in pence by the table of dates; None while the base fee is unknown."""
        return self._extra(self.percent_by_date)

    @property
    def extra_by_days(self) -> int | None:
        return self._extra(self.percent_by_days)


def fee_forecast(centre: Centre, on: date) -> list[FeeLine]:
    """What registering everybody who is still to be registered would cost on a day."""
    groups: dict[tuple[Cohort, date], int] = {}
    for enrolment in to_register(centre):
        key = (enrolment.cohort, enrolment.starts_on)
        groups[key] = groups.get(key, 0) + 1
    return [
        _fee_line(cohort, starts_on, learners, on)
        for (cohort, starts_on), learners in groups.items()
    ]


def _fee_line(cohort: Cohort, starts_on: date, learners: int, on: date) -> FeeLine:
    family = cohort.programme.qualification.family
    by_date = rules.band_on(
        rules.bands_by_date(
            rule("registration.late_fee_by_date", family=family, on=on).value,
            year_starts_on=cohort.year.starts_on,
        ),
        on,
    )
    by_days = rules.band_on(
        rules.bands_by_days(
            rule("registration.late_fee_by_days", family=family, on=on).value,
            enrolled_on=starts_on,
        ),
        on,
    )
    return FeeLine(
        cohort, learners, by_date.percent, by_date.until_on, by_days.percent, by_days.until_on,
        cohort.programme.fee_pence,
    )  # fmt: skip


def fee_rules(on: date) -> list[Rule]:
    """Both published tables of late fees, with source and confidence."""
    return [
        rule("registration.late_fee_by_date", on=on),
        rule("registration.late_fee_by_days", on=on),
    ]


def due_by_start(centre: Centre, starts: Iterable[date]) -> dict[date, date]:
    """For each first day of teaching, the last day to register by the policy in force that day."""
    numbers = NumbersOverTime(centre, "registration.days_to_register")
    return {start: working_days_after(centre, start, numbers.on(start)) for start in set(starts)}


def due(centre: Centre, start: date, days: int) -> date:
    """So many of the centre's working days after a date."""
    return working_days_after(centre, start, days)
