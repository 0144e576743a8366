"""Class lists read and planned: learners, their cohorts, groups and sites."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fairmark.calendar.models import AcademicYear
from fairmark.catalogue import rules as identifiers
from fairmark.centre.models import Centre, Site
from fairmark.exchange import rules as read
from fairmark.exchange.importing import Journal, Plan, Step
from fairmark.exchange.rules import BadCell, Column, Problem
from fairmark.learners.models import Enrolment, FormerValue, Learner
from fairmark.programmes.models import Cohort, CourseCode, Group, Programme
from fairmark.programmes.queries import Courses, academic_year, followed_from_start
from fairmark.ui.words import how_many

#: The value a return gives when a ULN is not known yet.
ULN_NOT_KNOWN = "9999999999"

#: Details of a learner that a class list holds, with the words a report uses for them.
DETAILS = {
    "surname": "surname", "forenames": "first names", "date_of_birth": "date of birth",
    "sex": "sex", "uln": "ULN", "upn": "UPN", "uci": "UCI", "email": "e-mail",
}  # fmt: skip


def uln(value: str) -> str:
    """Ten digits. A wrong check digit is let in and warned of; a wrong length is not."""
    value = read.code_text(value)
    if not value or value == ULN_NOT_KNOWN:
        return ""
    if problem := identifiers.uln_shape_problem(value):
        hint = " A spreadsheet may have dropped a leading digit." if len(value) == 9 else ""
        raise BadCell(f"“{value}”: {problem}{hint} Copy it from the Learner Records Service.")
    return value


def _thirteen(name: str) -> read.Reader:
    def check(value: str) -> str:
        value = read.code_text(value)
        if value and len(value) != 13:
            raise BadCell(f"“{value}”: a {name} has thirteen characters; this has {len(value)}.")
        return value

    return check


def email(value: str) -> str:
    value = read.short(254)(value)
    if value and (value.count("@") != 1 or " " in value):
        raise BadCell(f"“{value}” is not an e-mail address. Correct it or leave it empty.")
    return value


COLUMNS: tuple[Column, ...] = (
    Column("ref", "Student ref", read.short(40), ("Student reference", "Learner ref", "Student ID",
           "Student number", "Learner reference number", "LearnRefNumber", "Admission number",
           "Person code"), required=True),
    Column("surname", "Surname", read.name, ("Last name", "Legal surname", "Family name"),
           required=True),
    Column("forenames", "Forename(s)", read.name, ("First name", "First name(s)", "Given names",
           "Legal forename", "Forename"), required=True),
    Column("date_of_birth", "DoB", read.day, ("Date of birth", "Birth date", "Birthdate"),
           needed=True),
    Column("sex", "Gender", read.sex, ("Sex", "Legal sex")),
    Column("uln", "ULN", uln, ("Unique learner number",)),
    Column("upn", "UPN", _thirteen("UPN"), ("Unique pupil number",)),
    Column("uci", "UCI", _thirteen("UCI"), ("Unique candidate identifier",)),
    Column("course", "Course code", read.short(40), ("Programme code", "Course", "Qualification code"),
           needed=True),
    Column("course_title", "Course title", read.short(200), ("Programme title", "Qualification",
           "Course name", "Course description")),
    Column("group", "Group", read.short(40), ("Teaching group", "Class", "Set", "Tutor group")),
    Column("starts_on", "Start date", read.day, ("Start", "Course start", "Learning start date",
           "Start of teaching"), needed=True),
    Column("ends_on", "Planned end", read.day, ("Planned end date", "Expected end", "End date",
           "Estimated completion")),
    Column("site", "Site", read.short(100), ("Campus", "Location", "Delivery site")),
    Column("email", "Email", email, ("E-mail", "Email address", "Student email")),
)  # fmt: skip


@dataclass
class Intended:
    """What the rows mean: kept from planning to writing."""

    new_learners: dict[str, Learner] = field(default_factory=dict)
    changed: dict[str, tuple[Learner, dict[str, Any]]] = field(default_factory=dict)
    new_enrolments: list[tuple[str, Enrolment]] = field(default_factory=list)
    changed_enrolments: list[tuple[Enrolment, dict[str, Any]]] = field(default_factory=list)
    years: dict[str, AcademicYear] = field(default_factory=dict)
    cohorts: dict[tuple[int, str], Cohort] = field(default_factory=dict)
    groups: dict[tuple[int, str, str], Group] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    course_codes: dict[str, Programme] = field(default_factory=dict)


class Planner:
    """Holds the rows of a class list against what the centre has, row by row."""

    def __init__(
        self, centre: Centre, rows: list[dict[str, Any]], on: date, *, strict: bool = True
    ):
        self.centre, self.on, self.strict = centre, on, strict
        self.plan = Plan(work=Intended())
        self.intended: Intended = self.plan.work
        self.courses = Courses(centre)
        self.learners = {learner.ref: learner for learner in Learner.objects.filter(centre=centre)}
        self.enrolments = {
            (e.learner_id, e.cohort_id): e
            for e in Enrolment.objects.filter(centre=centre).select_related("group", "site")
        }
        self.years: dict[date, AcademicYear] = {}
        self.cohorts = {
            (c.programme_id, c.year.label): c
            for c in Cohort.objects.filter(centre=centre).select_related("year", "programme")
        }
        self.groups = {
            (g.cohort_id, g.code): g for g in Group.objects.filter(cohort__centre=centre)
        }
        self.sites = {site.name.casefold(): site for site in centre.sites.all()}
        self.by_uln: dict[str, str] = {}
        for learner in self.learners.values():
            if learner.uln and not learner.merged_into_id:
                self.by_uln[learner.uln] = learner.ref
        self.seen: dict[str, dict[str, Any]] = {}
        self.seen_enrolments: dict[tuple[str, int], int] = {}
        self.unknown: dict[tuple[str, str], int] = {}
        for row in rows:
            self._row(row)
        self._tell_unknown_courses()

    def _row(self, row: dict[str, Any]) -> None:
        wrong = self.courses.contradiction(row["course"] or "", row["course_title"] or "")
        if wrong:
            self._error(row, "Course code", wrong)
            return
        programme = self.courses.find(row["course"] or "", row["course_title"] or "")
        if programme is None:
            key = (row["course"] or "", row["course_title"] or "")
            self.unknown[key] = self.unknown.get(key, 0) + 1
            if self.strict:
                self._error(row, "Course code", self.courses.cure(*key))
                return
        if programme and row["starts_on"] is None:
            self._error(row, "Start date", "The start date is empty. Fill in the first day taught.")
            return
        if row["ends_on"] and row["starts_on"] and row["ends_on"] <= row["starts_on"]:
            self._error(row, "Planned end", "The planned end is not after the start. Correct one.")
            return
        if row["date_of_birth"] and row["date_of_birth"] >= self.on:
            self._error(row, "DoB", "The date of birth is in the future. Correct it.")
            return
        if not self._same_person_as_before(row):
            return
        learner, what, changes = self._learner(row)
        self._doubts(row)
        if programme:
            self._remember_course(row, programme)
            enrolment_changes, new = self._enrolment(row, learner, programme)
            changes += enrolment_changes
            if what == "same" and (new or enrolment_changes):
                what = "change"
                if new:
                    changes.append(("programme", "", programme.code))
        label = f"{row['surname']}, {row['forenames']} ({row['ref']})"
        self.plan.steps.append(Step(row["row"], what, label, tuple(changes)))

    def _same_person_as_before(self, row: dict[str, Any]) -> bool:
        """A reference that stands in two rows means one learner on two courses, or a mistake."""
        before = self.seen.get(row["ref"])
        if before is None:
            self.seen[row["ref"]] = row
            return True
        details = ("surname", "forenames", "date_of_birth", "uln", "upn", "uci", "sex")
        if any(before[name] != row[name] for name in details if before[name] and row[name]):
            self._error(
                row, "Student ref",
                f"{row['ref']} is {before['forenames']} {before['surname']} in row "
                f"{before['row']} and somebody else here. Correct one of the two.",
            )  # fmt: skip
            return False
        return True

    def _learner(self, row: dict[str, Any]) -> tuple[Learner, str, list[tuple[str, str, str]]]:
        held = self.learners.get(row["ref"])
        values = {name: row[name] for name in DETAILS}
        if held is None:
            learner = Learner(centre=self.centre, ref=row["ref"], **values)
            self.learners[row["ref"]] = self.intended.new_learners[row["ref"]] = learner
            return learner, "create", []
        if row["ref"] in self.intended.new_learners:
            for name, value in values.items():
                if value not in ("", None) and getattr(held, name) in ("", None):
                    setattr(held, name, value)
            return held, "same", []
        new = {
            name: value
            for name, value in values.items()
            if value not in ("", None) and value != getattr(held, name)
        }
        if not new:
            return held, "same", []
        before = {name: getattr(held, name) for name in new}
        _, earlier = self.intended.changed.get(row["ref"], (held, {}))
        self.intended.changed[row["ref"]] = (held, earlier | new)
        changes = [
            (DETAILS[name], shown(before[name]), shown(value)) for name, value in new.items()
        ]
        return held, "change", changes

    def _enrolment(
        self, row: dict[str, Any], learner: Learner, programme: Programme
    ) -> tuple[list[tuple[str, str, str]], bool]:
        cohort = self._cohort(programme, row)
        group = self._group(cohort, row["group"])
        site = self._site(row["site"])
        first = self.seen_enrolments.setdefault((row["ref"], id(cohort)), row["row"])
        if first != row["row"]:
            self.plan.warnings.append(
                Problem(row["row"], "Student ref", f"Row {first} already enrols {row['ref']} on "
                        f"{programme.code}. The later row was left out.")
            )  # fmt: skip
            return [], False
        held = self.enrolments.get((learner.pk, cohort.pk)) if learner.pk and cohort.pk else None
        if held is None:
            self.intended.new_enrolments.append(
                (row["ref"], Enrolment(centre=self.centre, learner=learner, cohort=cohort,
                 group=group, site=site, starts_on=row["starts_on"], planned_end_on=row["ends_on"]))
            )  # fmt: skip
            return [], True
        if held.status != Enrolment.Status.ACTIVE:
            self.plan.warnings.append(
                Problem(row["row"], "Student ref", f"{learner} left {programme.code} on "
                        f"{held.left_on:%d/%m/%Y}, and this file does not bring them back. If "
                        "they have come back, say so on their page.")
            )  # fmt: skip
        new = {
            "group": group or held.group,
            "site": site or held.site,
            "starts_on": row["starts_on"],
            "planned_end_on": row["ends_on"] or held.planned_end_on,
        }
        new = {name: value for name, value in new.items() if value != getattr(held, name)}
        changes = [
            (name.replace("_", " "), shown(getattr(held, name)), shown(value))
            for name, value in new.items()
        ]
        if new:
            self.intended.changed_enrolments.append((held, new))
        return changes, False

    def _cohort(self, programme: Programme, row: dict[str, Any]) -> Cohort:
        starts_on = row["starts_on"]
        year = self.years.get(starts_on)
        if year is None:
            year = academic_year(self.centre, starts_on)
            year = self.intended.years.setdefault(year.label, year) if not year.pk else year
            self.years[starts_on] = year
        key = (programme.pk, year.label)
        if key not in self.cohorts:
            self.cohorts[key] = self.intended.cohorts[key] = Cohort(
                centre=self.centre, programme=programme, year=year,
                code=f"{programme.code}-{year.starts_on.year}",
                teaching_starts_on=starts_on, planned_end_on=row["ends_on"],
            )  # fmt: skip
        cohort = self.cohorts[key]
        if not cohort.pk and starts_on < cohort.teaching_starts_on:
            cohort.teaching_starts_on = starts_on
        return cohort

    def _group(self, cohort: Cohort, code: str) -> Group | None:
        if not code:
            return None
        held = self.groups.get((cohort.pk, code)) if cohort.pk else None
        key = (cohort.programme_id, cohort.year.label, code)
        return held or self.intended.groups.setdefault(key, Group(cohort=cohort, code=code))

    def _site(self, name: str) -> Site | None:
        if not name:
            return None
        if name.casefold() not in self.sites:
            site = Site(centre=self.centre, name=name)
            self.sites[name.casefold()] = self.intended.sites[name] = site
            self.plan.notes.append(f"The site “{name}” is new and will be added.")
        return self.sites[name.casefold()]

    def _remember_course(self, row: dict[str, Any], programme: Programme) -> None:
        code = (row["course"] or "").upper()
        if code and code not in self.courses.by_code:
            self.courses.by_code[code] = self.intended.course_codes[code] = programme
            self.plan.notes.append(
                f"The course code {code} was met by its title and will be remembered for "
                f"{programme.code}."
            )

    def _doubts(self, row: dict[str, Any]) -> None:
        who = f"{row['forenames']} {row['surname']}"
        for name in ("uln", "upn", "uci"):
            value = row[name]
            if value and (problem := identifiers.IDENTIFIERS[name](value)):
                self.plan.warnings.append(
                    Problem(row["row"], name.upper(), f"{name.upper()} {value} of {who}: {problem} "
                            "It is kept with the learner until it is corrected.")
                )  # fmt: skip
        if row["date_of_birth"] is None:
            self.plan.warnings.append(
                Problem(row["row"], "DoB", f"{who} has no date of birth, and cannot be registered "
                        "without one.")
            )  # fmt: skip
        if row["uln"]:
            holder = self.by_uln.setdefault(row["uln"], row["ref"])
            if holder != row["ref"]:
                self.plan.warnings.append(
                    Problem(row["row"], "ULN", f"ULN {row['uln']} is also held by {holder}. They "
                            "may be one learner: see the list of possible duplicates.")
                )  # fmt: skip

    def _tell_unknown_courses(self) -> None:
        if self.strict:
            return
        for (code, title), count in sorted(self.unknown.items()):
            rows = how_many(count, "row")
            self.plan.warnings.append(
                Problem(None, "Course code", f"{self.courses.cure(code, title)} Its learners "
                        f"({rows}) come in without a programme.")
            )  # fmt: skip

    def _error(self, row: dict[str, Any], column: str, message: str) -> None:
        self.plan.errors.append(Problem(row["row"], column, message))


def shown(value: Any) -> str:
    """A value as people write it."""
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


@dataclass
class Written:
    """What came into being, for the events of the import."""

    enrolled: list[Enrolment] = field(default_factory=list)
    details: list[tuple[Learner, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    enrolments: list[tuple[Enrolment, dict[str, Any]]] = field(default_factory=list)


def write(intended: Intended, journal: Journal, at: datetime, why: str) -> Written:
    """Write what was planned, in few statements, and journal it. The caller writes the events."""
    written = Written()
    journal.created(AcademicYear.objects.bulk_create(intended.years.values()))
    journal.created(Site.objects.bulk_create(intended.sites.values()))
    for course, programme in intended.course_codes.items():
        journal.created(
            [CourseCode.objects.create(centre=programme.centre, programme=programme, code=course)]
        )
    for cohort in intended.cohorts.values():
        cohort.specification = followed_from_start(cohort)
    journal.created(Cohort.objects.bulk_create(_relinked(intended.cohorts.values(), "year")))
    journal.created(Group.objects.bulk_create(_relinked(intended.groups.values(), "cohort")))
    learners = list(intended.new_learners.values())
    journal.created(Learner.objects.bulk_create(learners, batch_size=1000))
    new = [enrolment for _, enrolment in intended.new_enrolments]
    links = ("learner", "cohort", "group", "site")
    journal.created(Enrolment.objects.bulk_create(_relinked(new, *links), batch_size=1000))
    written.enrolled = new
    for learner, values in intended.changed.values():
        written.details.append((learner, change_details(learner, values, journal, at, why), values))
    for enrolment, values in intended.changed_enrolments:
        names = [f"{n}_id" if n in ("group", "site") else n for n in values]
        before = {name: getattr(enrolment, name) for name in names}
        for name, value in values.items():
            setattr(enrolment, name, value)
        enrolment.save()
        journal.changed(enrolment, {n: _iso(v) for n, v in before.items()}, names)
        written.enrolments.append((enrolment, before))
    return written


def change_details(
    learner: Learner, values: dict[str, Any], journal: Journal | None, at: datetime, why: str
) -> dict[str, Any]:
    """Set new details and keep each old one. Returns the old ones."""
    before = {name: getattr(learner, name) for name in values}
    FormerValue.objects.bulk_create(
        FormerValue(learner=learner, field=name, value=shown(value), until_at=at, why=why)
        for name, value in before.items()
        if value not in ("", None)
    )
    for name, value in values.items():
        setattr(learner, name, value)
    learner.save(update_fields=list(values))
    if journal:
        journal.changed(learner, {n: _iso(v) for n, v in before.items()}, values)
    return before


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _relinked(records, *links: str):
    """Records whose unsaved relations have been saved since, with the keys taken over."""
    records = list(records)
    for record in records:
        for link in links:
            related = getattr(record, link)
            record.__dict__[f"{link}_id"] = related.pk if related else None
    return records
