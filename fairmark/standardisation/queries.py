"""Who is briefed and standardised this year, and what follows for those who are not.

Other rooms ask two things, each with one call:

- `standing_of(person, on)`: briefed and confirmed when, standardised since when for each programme;
- `readiness(people, programme, on)`: who of them may not assess or verify there yet, where the
  centre's policy stops them (`.obstacles`), or does so with a reason, where it warns (`.cautions`).

An action uses the last two in its `unless` and `warn`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import year_of
from fairmark.centre.models import Centre
from fairmark.centre.reading import is_reading_once, read_once
from fairmark.people.models import Person, RoleHeld
from fairmark.people.queries import held_on, in_force
from fairmark.people.rules import STAFF_ROLES, Holding, Role
from fairmark.policies.queries import NoPolicy, choice
from fairmark.programmes.models import Allocation, Programme
from fairmark.programmes.queries import visible_programmes
from fairmark.rulebook.queries import value_of
from fairmark.standardisation.models import (
    Adoption,
    Attendance,
    Confirmation,
    GoodPractice,
    TeamEvent,
)
from fairmark.standardisation.rules import Kind, Part, Standing, standing

_DAY = timedelta(days=1)
#: Those who must be briefed and standardised. Source: ASM-14, IVF-3.
JUDGES = (Role.LEAD_INTERNAL_VERIFIER, Role.INTERNAL_VERIFIER, Role.ASSESSOR)


@dataclass(frozen=True)
class Judge:
    """Somebody who assesses or verifies: as what for each programme, and where they stand."""

    person: Person
    roles: dict[int, frozenset[Role]]
    standing: Standing

    @property
    def missing(self) -> frozenset[int]:
        """The programmes for which they are not standardised."""
        return frozenset(self.roles) - frozenset(self.standing.standardised_on)

    @property
    def all_roles(self) -> list[Role]:
        held = frozenset().union(*self.roles.values())
        return [role for role in JUDGES if role in held]


def visible_events(centre: Centre, holdings: list[Holding]) -> QuerySet[TeamEvent]:
    """The events of the programmes that somebody sees."""
    seen = visible_programmes(centre, holdings)
    return TeamEvent.objects.filter(centre=centre, programmes__in=seen).distinct()


def standing_of(person: Person, on: date, *, programme: Programme | None = None) -> Standing:
    """Where somebody stands in the academic year of a day, by what was held until that day.

    With a programme, only what concerns that programme. Nothing at all where the year is not set up.
    """
    year = year_of(person.centre, on)
    if year is None:
        return Standing()
    found = standings(year, on, [person.pk]).get(person.pk, Standing())
    if programme is None:
        return found
    since = {pk: day for pk, day in found.standardised_on.items() if pk == programme.pk}
    return Standing(found.briefed_on, since, found.confirmed_on)


def standings(
    year: AcademicYear, on: date, people: Iterable[int] | None = None
) -> dict[int, Standing]:
    """Where each person stands in a year, by what was held until a day; a fixed number of questions."""
    words = Confirmation.objects.filter(year=year, at__lt=_end_of(on))
    wanted = None if people is None else list(people)
    if wanted is not None:
        words = words.filter(person__in=wanted)
    parts: dict[int, list[Part]] = {}
    for row in attendances(year, on, wanted):
        event = row.event
        covered = frozenset(one.pk for one in event.programmes.all())
        parts.setdefault(row.person_id, []).append(Part(Kind(event.kind), event.on, covered))
    confirmed = {one.person_id: timezone.localdate(one.at) for one in words}
    return {pk: standing(parts.get(pk, ()), confirmed.get(pk)) for pk in {*parts, *confirmed}}


def attendances(
    year: AcademicYear, on: date, people: Sequence[int] | None = None
) -> list[Attendance]:
    """Who was at what was held in a year until a day, each with the event and its programmes.

    Where much is asked at once it is read for everybody, and kept.
    """
    rows = Attendance.objects.filter(
        event__year=year, event__held_at__isnull=False, event__on__lte=on, removed_at=None
    )
    if people is not None and not is_reading_once():
        rows = rows.filter(person__in=people)
    asked = rows.select_related("event").prefetch_related("event__programmes")
    kept = read_once(("attendances", year.pk, on), lambda: list(asked))
    return kept if people is None else [one for one in kept if one.person_id in set(people)]


def judges(centre: Centre, on: date) -> list[Judge]:
    """Everybody who holds, or is allocated in, a role that assesses or verifies, on a day."""
    year = year_of(centre, on)
    roles = _roles_by_person(centre, on)
    found = standings(year, on, [one.pk for one in roles]) if year else {}
    people = sorted(roles, key=lambda one: one.name)
    return [Judge(one, roles[one], found.get(one.pk, Standing())) for one in people]


def judges_now(centre: Centre, on: date) -> list[Judge]:
    """The same, asked once."""
    return read_once(("judges", centre.pk, on), lambda: judges(centre, on))


def _roles_by_person(centre: Centre, on: date) -> dict[Person, dict[int, frozenset[Role]]]:
    """For each person the programmes, each with the roles that assess or verify there."""
    found: dict[Person, dict[int, set[Role]]] = {}

    def add(person: Person, programmes: Iterable[int], role: str) -> None:
        mine = found.setdefault(person, {})
        for pk in programmes:
            mine.setdefault(pk, set()).add(Role(role))

    every = list(
        Programme.objects.filter(centre=centre).values_list("pk", "qualification", "cohorts")
    )
    for one in held_on(centre, on):
        if one.role in JUDGES and one.holding.in_force(_end_of(on)):
            add(one.person, _covered(one, every), one.role)
    allocated = Allocation.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), centre=centre, role__in=JUDGES, from_on__lte=on
    )
    for one_of in allocated.select_related("cohort", "person"):
        add(one_of.person, [one_of.cohort.programme_id], one_of.role)
    return {
        person: {pk: frozenset(roles) for pk, roles in mine.items()}
        for person, mine in found.items()
    }


def _covered(held: RoleHeld, every: Sequence[tuple[int, int, int | None]]) -> set[int]:
    """The programmes that a role held covers."""
    place = {"programme": 0, "qualification": 1, "cohort": 2}.get(held.scope_kind)
    if place is None:
        return {row[0] for row in every} if held.scope_kind == "centre" else set()
    return {row[0] for row in every if row[place] == held.scope_id}


@dataclass(frozen=True)
class Readiness:
    """Of some people, who is not standardised for a programme: what to be told, and whether it stops.

    Exactly one of `obstacles` and `cautions` speaks.
    """

    words: tuple[str, ...] = ()
    stops: bool = False

    @property
    def obstacles(self) -> list[str]:
        """Where the policy in force on the day stops whoever is not standardised."""
        return list(self.words) if self.stops else []

    @property
    def cautions(self) -> list[str]:
        """Where it only warns; where none is in force it warns, and never passes in silence."""
        return [] if self.stops else list(self.words)


def readiness(people: Iterable[Person], programme: Programme, on: date) -> Readiness:
    """Which of these people have yet to be standardised for a programme, in the year of a day.

    It costs nine questions to the database at most, however many people are asked about. Whoever
    asks about one person after another, as a page of decisions does, asks within `reading_once`:
    then the first time costs so many, and each further one none.
    """
    team = _team(programme, on)
    seen: dict[int, Person] = {one.pk: one for one in people}
    words = [
        _not_standardised(one, programme, team)
        for one in sorted(seen.values(), key=lambda one: one.name)
        if one.pk not in team.standardised and team.asks(one.pk)
    ]
    return Readiness(tuple(words), bool(words) and team.stops)


def obstacles_about(person: Person, programme: Programme, on: date) -> list[str]:
    """What stops one person from assessing or verifying on a programme.

    Where the policy only warns it costs two questions, else what `readiness` does.
    """
    if not _team(programme, on).stops:
        return []
    return readiness([person], programme, on).obstacles


def cautions_about(person: Person, programme: Programme, on: date) -> list[str]:
    """What to be told before one person assesses or verifies. It costs what `readiness` does."""
    return readiness([person], programme, on).cautions


def _team(programme: Programme, on: date) -> "_Team":
    return read_once(("team", programme.pk, on), lambda: _Team(programme, on))


@dataclass(frozen=True)
class _Team:
    """What is known of a programme in the year of a day, whoever is asked about; read as it is asked."""

    programme: Programme
    on: date

    @cached_property
    def _year(self) -> AcademicYear | None:
        return year_of(self.programme.centre, self.on)

    @property
    def year(self) -> str:
        return self._year.label if self._year else ""

    @cached_property
    def standardised(self) -> frozenset[int]:
        if self._year is None:
            return frozenset()
        there = Attendance.objects.filter(
            event__year=self._year, event__kind=Kind.STANDARDISATION, event__held_at__isnull=False,
            event__on__lte=self.on, event__programmes=self.programme, removed_at=None,
        )  # fmt: skip
        return frozenset(there.values_list("person", flat=True))

    @cached_property
    def leads(self) -> frozenset[int]:
        return _leads(self.programme, self.on)

    @cached_property
    def stops(self) -> bool:
        return _is_stopped(self.programme, self.on)

    @cached_property
    def _asked_of_leads(self) -> bool:
        family, centre = self.programme.qualification.family, self.programme.centre
        return bool(
            value_of("roles.lead_verifier_standardised", family=family, on=self.on, centre=centre)
        )

    @cached_property
    def _asked_of_others(self) -> bool:
        family, centre = self.programme.qualification.family, self.programme.centre
        return bool(
            value_of("roles.assessor_standardised_first", family=family, on=self.on, centre=centre)
        )

    def asks(self, person: int) -> bool:
        return self._asked_of_leads if person in self.leads else self._asked_of_others


def _leads(programme: Programme, on: date) -> frozenset[int]:
    """Who leads internal verification on a programme on a day: by a role held, or as allocated."""
    covering = Q(scope_kind="cohort", scope_id__in=programme.cohorts.values("pk"))
    for kind, pk in programme.scopes():
        covering |= Q(scope_kind=kind, scope_id=pk)
    lead = {"centre": programme.centre_id, "role": Role.LEAD_INTERNAL_VERIFIER}
    held = in_force(_end_of(on)).filter(covering, **lead)
    allocated = Allocation.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), cohort__programme=programme, from_on__lte=on, **lead
    )
    people = {*held.values_list("person", flat=True), *allocated.values_list("person", flat=True)}
    return frozenset(people)


def _not_standardised(person: Person, programme: Programme, team: _Team) -> str:
    who = person.name
    if person.pk in team.leads:
        who = f"{person.name} leads internal verification and"
    when = f"in {team.year}" if team.year else "this year"
    return (
        f"{who} has not been standardised for {programme.short_title} {when}. Standardise with the "
        "team, or catch up, and have it recorded under Programmes, Standardisation."
    )


def _is_stopped(programme: Programme, on: date) -> bool:
    """By the policy's choice; where none is in force it is a warning, never a silent pass."""
    try:
        return choice(programme.centre, "assessment.unstandardised_assessor", on=on) == "stopped"
    except NoPolicy:
        return False


def roles_on(person: Person, on: date) -> list[Role]:
    """The roles of staff that somebody held at some time of a day, in their order."""
    held = _held_on([on]).filter(person=person)
    mine = set(held.values_list("role", flat=True))
    return [role for role in Role if role in mine]


def staff(centre: Centre, *days: date) -> QuerySet[Person]:
    """Those who held a role of staff at some time of one of these days."""
    held = _held_on(days).filter(centre=centre)
    return Person.objects.filter(pk__in=held.values("person"), is_system=False)


def _held_on(days: Iterable[date]) -> QuerySet[RoleHeld]:
    within = Q()
    for on in days:
        starts, ends = _end_of(on - _DAY), _end_of(on)
        within |= (Q(until_at=None) | Q(until_at__gte=starts)) & Q(from_at__lt=ends)
    return RoleHeld.objects.filter(within, role__in=STAFF_ROLES)


def unconfirmed(person: Person, on: date) -> Attendance | None:
    """The part of this year that somebody has still to confirm; None where there is none."""
    year = year_of(person.centre, on)
    if year is None or Confirmation.objects.filter(year=year, person=person).exists():
        return None
    return (
        Attendance.objects.filter(
            person=person, removed_at=None, event__year=year, event__held_at__isnull=False,
            event__kind__in=(Kind.BRIEFING, Kind.STANDARDISATION),
        )
        .select_related("event__centre")
        .order_by("event__on")
        .first()
    )  # fmt: skip


def held_events(year: AcademicYear, on: date) -> list[TeamEvent]:
    """What was held in a year until a day, with somebody there."""
    return list({one.event_id: one.event for one in attendances(year, on)}.values())


def meetings(year: AcademicYear, on: date) -> list[TeamEvent]:
    """What of it was a meeting at which practice is shared: at least two were there, to more than be told."""
    there = Counter(one.event_id for one in attendances(year, on))
    return [
        one for one in held_events(year, on) if one.kind != Kind.BRIEFING and there[one.pk] >= 2
    ]


def notes_of(year: AcademicYear, on: date) -> tuple[int, int]:
    """How many notes of good practice were offered in a year until a day, and how many taken up then."""
    until = min(on, year.ends_on)
    within = (_end_of(year.starts_on - _DAY), _end_of(until))
    taken_up = Adoption.objects.filter(practice=OuterRef("pk"), at__gte=within[0], at__lt=within[1])
    notes = GoodPractice.objects.filter(centre=year.centre_id).aggregate(
        offered=Count("pk", filter=Q(shared_at__gte=within[0], shared_at__lt=within[1])),
        taken_up=Count("pk", filter=Exists(taken_up)),
    )
    return notes["offered"], notes["taken_up"]


def _end_of(on: date) -> datetime:
    """The first moment after a day, in local time."""
    return timezone.make_aware(datetime.combine(on + _DAY, time.min))
