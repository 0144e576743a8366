"""Setting up a centre: its people and roles, sites, years and closures."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from fairmark.administration import queries
from fairmark.calendar.models import AcademicYear, Closure, Term
from fairmark.calendar.rules import year_label
from fairmark.centre.models import Centre, Site
from fairmark.people.models import Account, ConflictOfInterest, Person, RoleHeld
from fairmark.people.queries import in_force
from fairmark.people.rules import CENTRE_ROLES, SINGLE_ROLES, STAFF_ROLES, Role
from fairmark.trail import writing
from fairmark.trail.writing import record
from fairmark.workflow.actions import action

#: The name under which the command line acts.
COMMAND_LINE = "The command line"


def set_up_centre(
    *, name: str, number: str, nation: str, admin_name: str, admin_email: str, at: datetime
) -> Centre:
    """Make a centre with its first administrator and the person the command line acts as.

    Not an action: before it there is nobody who could act. It writes the first event of the
    centre's trail itself. Raises ValidationError for a number that is not five digits.
    """
    centre = Centre(name=name.strip(), number=number, nation=nation, set_up_at=at)
    centre.full_clean()
    with transaction.atomic():
        centre.save()
        machine = Person.objects.create(centre=centre, name=COMMAND_LINE, is_system=True)
        admin = Person(centre=centre, name=admin_name)
        admin.full_clean()
        admin.save()
        account = Account(email=admin_email.lower(), person=admin)
        account.set_unusable_password()
        account.full_clean(exclude=["password"])
        account.save()
        for person, role in (
            (admin, Role.ADMINISTRATOR),
            (machine, Role.ADMINISTRATOR),
            (machine, Role.EXAMS_OFFICER),
        ):
            RoleHeld.objects.create(
                centre=centre, person=person, role=role, scope_id=centre.pk,
                scope_name=centre.name, from_at=at,
            )  # fmt: skip
        with writing.gathering("", {}):
            record(
                f"{centre.name}, centre {centre.number}, was set up; {admin_name} is its first "
                "administrator.",
                centre, name="centre_set_up", by=machine, at=at, number=number, nation=nation,
            )  # fmt: skip
    return centre


@action(by=Role.ADMINISTRATOR, records="year_opened")
def open_year(
    centre: Centre, *, by: Person, at: datetime, starts_on: date, ends_on: date,
    terms: list[tuple[str, date, date]] | None = None,
) -> AcademicYear:  # fmt: skip
    """Set up an academic year and its terms."""
    year, _ = AcademicYear.objects.update_or_create(
        centre=centre, label=year_label(starts_on, ends_on),
        defaults={"starts_on": starts_on, "ends_on": ends_on},
    )  # fmt: skip
    Term.objects.filter(year=year).delete()
    Term.objects.bulk_create(
        Term(year=year, name=name, starts_on=first, ends_on=last)
        for name, first, last in terms or []
    )
    record(
        f"{by.name} set up the academic year {year.label}.",
        year, name="year_opened", by=by, at=at, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return year


@action(by=(Role.ADMINISTRATOR, Role.EXAMS_OFFICER), records="closure_added")
def add_closure(
    centre: Centre,
    *,
    by: Person,
    at: datetime,
    first_on: date,
    last_on: date,
    why: str,
    is_open: bool = False,
) -> Closure:
    """Say on which days the centre is closed, or works although the calendar says not."""
    closure = Closure.objects.create(
        centre=centre, first_on=first_on, last_on=last_on, reason=why, is_open=is_open
    )
    record(
        f"{by.name} recorded that the centre is {'open' if is_open else 'closed'} from "
        f"{first_on:%-d %B %Y} to {last_on:%-d %B %Y}: {why}.",
        closure, name="closure_added", by=by, at=at, first_on=first_on, last_on=last_on,
    )  # fmt: skip
    return closure


@action(by=(Role.ADMINISTRATOR, Role.EXAMS_OFFICER), records="closure_removed")
def remove_closure(closure: Closure, *, by: Person, at: datetime, why: str) -> None:
    """Take back days that were recorded by mistake; clocks count them again from now on."""
    record(
        f"{by.name} took back {closure.first_on:%-d %B %Y} to {closure.last_on:%-d %B %Y}, recorded "
        f"as “{closure.reason}”: {why}.",
        closure, name="closure_removed", by=by, at=at, first_on=closure.first_on,
        last_on=closure.last_on, why=why,
    )  # fmt: skip
    closure.delete()


def obstacles_to_adding_site(
    centre: Centre, person: Person, at: datetime, *, name: str = "", **_: Any
) -> list[str]:
    if name and Site.objects.filter(centre=centre, name__iexact=name).exists():
        return [f"There is a site “{name}” already."]
    return []


@action(
    by=(Role.ADMINISTRATOR, Role.EXAMS_OFFICER),
    unless=obstacles_to_adding_site,
    records="site_added",
)
def add_site(centre: Centre, *, by: Person, at: datetime, name: str, subsite: str = "") -> Site:
    """Add a place where the centre teaches."""
    site = Site.objects.create(centre=centre, name=name, subsite=subsite)
    record(
        f"{by.name} added the site {name}.", site, name="site_added", by=by, at=at, subsite=subsite
    )
    return site


def obstacles_to_adding_person(
    centre: Centre, person: Person, at: datetime, *, email: str = "", **_: Any
) -> list[str]:
    if email and Account.objects.filter(email__iexact=email).exists():
        return [f"Somebody already signs in with {email}."]
    return []


@action(by=Role.ADMINISTRATOR, unless=obstacles_to_adding_person, records="person_added")
def add_person(
    centre: Centre, *, by: Person, at: datetime, name: str, email: str = "", staff_ref: str = ""
) -> Person:
    """Add a person; with an e-mail address they can set a password and sign in."""
    person = Person.objects.create(centre=centre, name=name, staff_ref=staff_ref)
    if email:
        account = Account(email=email.lower(), person=person)
        account.set_unusable_password()
        account.save()
    record(
        f"{by.name} added {name}.", person, name="person_added", by=by, at=at,
        can_sign_in=bool(email),
    )  # fmt: skip
    return person


def obstacles_to_correcting_person(
    person: Person, by: Person, at: datetime, *, email: str = "", **_: Any
) -> list[str]:
    if not email:
        return []
    taken = Account.objects.filter(email__iexact=email).exclude(person=person)
    return [f"Somebody else signs in with {email}."] if taken.exists() else []


@action(by=Role.ADMINISTRATOR, unless=obstacles_to_correcting_person, records="person_corrected")
def correct_person(
    person: Person, *, by: Person, at: datetime, name: str, email: str = "", staff_ref: str = ""
) -> Person:
    """Correct somebody's name, address or reference. What was recorded keeps the old name."""
    before = person.name
    person.name, person.staff_ref = name, staff_ref
    person.save(update_fields=["name", "staff_ref"])
    account = person.accounts.first()
    if account and email:
        account.email = email.lower()
        account.save(update_fields=["email"])
    elif email:
        account = Account(email=email.lower(), person=person)
        account.set_unusable_password()
        account.save()
    now_called = f", now {name}" if name != before else ""
    record(
        f"{by.name} corrected the details of {before}{now_called}.",
        person, name="person_corrected", by=by, at=at, before=before, signs_in_with=email,
    )  # fmt: skip
    return person


def obstacles_to_giving(
    person: Person, by: Person, at: datetime, *, role: Any = None, scope: Any = None, **_: Any
) -> list[str]:
    """A role has a scope that fits it, is not held already, and some have one holder only."""
    if role is None or scope is None:
        return []
    role = Role(role)
    kind, pk = scope
    if f"{kind}:{pk}" not in dict(queries.scopes(person.centre)):
        return ["That is no part of this centre for which a role can be held."]
    found = []
    if role in CENTRE_ROLES and kind != "centre":
        found.append(f"{role.heading} is a role for the whole centre.")
    held = in_force(at).filter(centre=person.centre_id, role=role)
    if held.filter(person=person, scope_kind=kind, scope_id=pk).exists():
        found.append(f"{person.name} is {role} for this already.")
    elif role in SINGLE_ROLES and (holder := held.first()):
        found.append(
            f"{holder.person.name} is the {role}, and there is only one at a time. "
            "End that role first."
        )
    return found


@action(by=Role.ADMINISTRATOR, unless=obstacles_to_giving, records="role_given")
def give_role(
    person: Person, *, by: Person, at: datetime, role: str, scope: tuple[str, int], scope_name: str
) -> RoleHeld:
    """Give a person a role, for the centre or a part of it, from now on."""
    held = RoleHeld.objects.create(
        centre_id=person.centre_id, person=person, role=role, scope_kind=scope[0],
        scope_id=scope[1], scope_name=scope_name, from_at=at,
    )  # fmt: skip
    record(
        f"{by.name} made {person.name} {role} for {scope_name}.",
        held, name="role_given", by=by, at=at, role=role, scope=f"{scope[0]}:{scope[1]}",
    )  # fmt: skip
    return held


def obstacles_to_ending_role(held: RoleHeld, person: Person, at: datetime, **_: Any) -> list[str]:
    if held.until_at and held.until_at <= at:
        return ["This role has ended already."]
    administrators = in_force(at).filter(
        centre=held.centre_id, role=Role.ADMINISTRATOR, person__is_system=False
    )
    if held.role == Role.ADMINISTRATOR and administrators.count() == 1:
        return ["This is the only administrator. Give somebody else the role first."]
    return []


@action(by=Role.ADMINISTRATOR, unless=obstacles_to_ending_role, records="role_ended")
def end_role(held: RoleHeld, *, by: Person, at: datetime) -> RoleHeld:
    """End a role, at once and for every session."""
    held.until_at = at
    held.save(update_fields=["until_at"])
    record(
        f"{by.name} ended {held.person.name}’s role as {held.role} for {held.scope_name}.",
        held, name="role_ended", by=by, at=at, role=held.role,
    )  # fmt: skip
    return held


@action(by=tuple(sorted(STAFF_ROLES)), anywhere=True, records="conflict_declared")
def declare_conflict(
    centre: Centre, *, by: Person, at: datetime, kind: str, about: str, learner_ref: str = ""
) -> ConflictOfInterest:
    """Declare a tie to a learner or a qualification."""
    conflict = ConflictOfInterest.objects.create(
        centre=centre, person=by, kind=kind, about=about, learner_ref=learner_ref, declared_at=at
    )
    record(
        f"{by.name} declared a conflict of interest: {conflict.get_kind_display().lower()}.",
        conflict, name="conflict_declared", by=by, at=at, kind=kind, tie=about,
    )  # fmt: skip
    return conflict
