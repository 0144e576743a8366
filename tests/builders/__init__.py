"""The dullest valid record of each kind; a test states what matters to it."""

import io
import itertools
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PIL import Image

from fairmark.administration.actions import set_up_centre
from fairmark.calendar.models import AcademicYear
from fairmark.catalogue.models import Criterion, Qualification, Specification, Unit
from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment, Learner
from fairmark.people.models import Account, Person, RoleHeld
from fairmark.people.rules import Role
from fairmark.policies import exemplars, queries, questions
from fairmark.policies.actions import adopt_template
from fairmark.policies.draft_actions import begin_with
from fairmark.policies.models import Policy, PolicyVersion
from fairmark.programmes.models import Allocation, Approval, Cohort, Programme, UnitTaken
from fairmark.standardisation.models import TeamEvent

LONDON = ZoneInfo("Europe/London")
EARLY = datetime(2025, 8, 1, 9, 0, tzinfo=LONDON)
MONDAY = datetime(2025, 10, 6, 9, 0, tzinfo=LONDON)
TEACHING_STARTS = date(2025, 9, 3)

_numbers = itertools.count(1)


def a_centre(
    *, number: str | None = None, name: str = "Thornmere College", policy: bool = True
) -> Centre:
    """A centre with its academic year and its registration policy in force."""
    number = number or f"{30000 + next(_numbers):05d}"
    centre = set_up_centre(
        name=name, number=number, nation="ENG", admin_name="Ada Admin",
        admin_email=f"ada-{number}@example.ac.uk", at=EARLY,
    )  # fmt: skip
    AcademicYear.objects.create(
        centre=centre, label="2025/26", starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31)
    )
    if policy:
        adopt_template(centre, by=machine(centre), at=EARLY, effective_on=date(2025, 9, 1))
    return centre


def a_policy(
    centre: Centre, kind: str, *, effective_on: date = date(2025, 8, 1), **numbers: int
) -> PolicyVersion:
    """A policy in force as its exemplar has it, but for these numbers."""
    policy, _ = Policy.objects.get_or_create(centre=centre, kind=kind)
    version = PolicyVersion.objects.create(
        policy=policy, number=policy.versions.count() + 1, exemplar=exemplars.ISSUE,
        content=exemplars.exemplar(kind).content(questions.does({})) | {"answers": {}},
        drafted_by=machine(centre), drafted_at=EARLY, effective_on=effective_on,
        published_by=machine(centre), published_at=EARLY,
    )  # fmt: skip
    values = queries.proposed_numbers(kind, {}, on=effective_on)
    values |= {f"{kind}.{name}": value for name, value in numbers.items()}
    begin_with(version, values, queries.proposed_choices(kind, on=effective_on), effective_on)
    return version


def machine(centre: Centre) -> Person:
    """The person the command line acts as."""
    return Person.objects.get(centre=centre, is_system=True)


def a_person(centre: Centre, name: str, role: Role | None = None, scope=None, *, email: str = "",
             since: datetime = EARLY) -> Person:  # fmt: skip
    """Somebody with one role; `scope` is a record such as a programme, else the centre."""
    person = Person.objects.create(centre=centre, name=name)
    if email:
        Account.objects.create_user(email, "a long pass phrase", person=person)
    if role:
        hold(person, role, scope, since=since)
    return person


def hold(person: Person, role: Role, scope=None, *, since: datetime = EARLY) -> RoleHeld:
    scope = scope or person.centre
    return RoleHeld.objects.create(
        centre=person.centre, person=person, role=role, scope_kind=scope._meta.model_name,
        scope_id=scope.pk, scope_name=str(scope), from_at=since,
    )  # fmt: skip


def a_programme(centre: Centre, *, code: str = "XBS3A", title: str = "Business",
                family: str = "l3_nationals_rqf_2016", approved: bool = True) -> Programme:  # fmt: skip
    qualification, _ = Qualification.objects.get_or_create(
        centre=centre, title=f"Pearson BTEC Level 3 National Extended Certificate in {title}",
        defaults={"family": family, "level": "3", "size_glh": 360},
    )  # fmt: skip
    Specification.objects.get_or_create(qualification=qualification, issue=1)
    programme = Programme.objects.create(
        centre=centre, qualification=qualification, code=code, title=qualification.title
    )
    if approved:
        Approval.objects.create(
            centre=centre, programme=programme, status="confirmed", reference="APP1",
            confirmed_on=date(2023, 5, 1), approved_from=date(2023, 9, 1),
        )  # fmt: skip
    return programme


def a_specification(programme: Programme) -> Specification:
    """The first issue of a programme's specification."""
    return programme.qualification.specifications.get(issue=1)


def a_unit(programme: Programme, *, number: str = "2", external: bool = True, **but) -> Unit:
    values = {
        "title": "Developing a Campaign", "glh": 90, "status": "mandatory",
        "assessment": "external" if external else "internal",
    } | but  # fmt: skip
    return Unit.objects.create(specification=a_specification(programme), number=number, **values)


def a_picture(kind: str = "PNG", size: tuple[int, int] = (120, 60), mode: str = "RGB") -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, 90 if mode in ("L", "P") else (15, 76, 88, 255)[: len(mode)]).save(
        out, kind
    )
    return out.getvalue()


def a_cohort(programme: Programme, specification: Specification | None = None) -> Cohort:
    year = AcademicYear.objects.get(centre=programme.centre, label="2025/26")
    return Cohort.objects.create(
        centre=programme.centre, programme=programme, year=year, code=f"{programme.code}-2025",
        teaching_starts_on=TEACHING_STARTS, planned_end_on=date(2027, 7, 2),
        specification=specification or a_specification(programme),
    )  # fmt: skip


def a_learner(centre: Centre, **but) -> Learner:
    number = next(_numbers)
    values = {
        "ref": f"S{number:06d}", "surname": "Baptiste", "forenames": f"Lena{_letters(number).lower()}",
        "date_of_birth": date(2008, 11, 17), "sex": "F", "uln": "",
    } | but  # fmt: skip
    return Learner.objects.create(centre=centre, **values)


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(97 + rest) + letters
    return letters.capitalize()


def an_enrolment(cohort: Cohort, learner: Learner | None = None, **but) -> Enrolment:
    values = {"starts_on": TEACHING_STARTS, "planned_end_on": date(2027, 7, 2)} | but
    return Enrolment.objects.create(
        centre=cohort.centre, cohort=cohort, learner=learner or a_learner(cohort.centre), **values
    )


def a_criteria(unit: Unit, codes: str) -> list[Criterion]:
    """Criteria of a unit by their codes, read as those of its family are."""
    family = unit.specification.qualification.family
    return Criterion.objects.bulk_create(
        Criterion.read(unit, code, position, family)
        for position, code in enumerate(codes.split(), start=1)
    )


def take(cohort: Cohort, *units: Unit) -> None:
    """The cohort takes these units."""
    UnitTaken.objects.bulk_create(UnitTaken(cohort=cohort, unit=unit) for unit in units)


def allocate(cohort: Cohort, person: Person, role: Role, unit: Unit | None = None) -> Allocation:
    """A member of the cohort’s staff, from the beginning."""
    return Allocation.objects.create(
        centre=cohort.centre, cohort=cohort, person=person, role=role, unit=unit,
        from_on=TEACHING_STARTS,
    )  # fmt: skip


def standardise(
    programme: Programme, *people: Person, on: date, at: datetime = MONDAY
) -> TeamEvent:
    """A standardisation of a programme that was held, with these people there."""
    year = AcademicYear.objects.get(
        centre=programme.centre, starts_on__lte=on, ends_on__gte=on
    )  # fmt: skip
    event = TeamEvent.objects.create(
        centre=programme.centre, year=year, kind="standardisation", title="Same work, judged apart",
        on=on, led_by=people[0], outcome="We agreed.", held_by=people[0], held_at=at,
    )  # fmt: skip
    event.programmes.add(programme)
    for one in people:
        event.attendances.create(person=one, role=Role.ASSESSOR, by=people[0], at=at)
    return event
