"""Class lists and rosters brought in: learners enrolled, and the awarding body's clock set on changes."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fairmark.centre.models import Centre
from fairmark.exchange import rules as read
from fairmark.exchange.archives import MOST_UNPACKED
from fairmark.exchange.importing import Importer, Journal, Plan, importer
from fairmark.exchange.reading import Unreadable, read_table
from fairmark.exchange.rules import BadCell, Column, Row, Table
from fairmark.learners import class_list
from fairmark.learners.class_list import Written
from fairmark.people.models import Person
from fairmark.registration.details import note_changed_completion, note_changed_details
from fairmark.trail.writing import Draft, record_many
from fairmark.ui.words import how_many


@importer
class ClassListImporter(Importer):
    kind = "class-list"
    title = "Class list"
    about = (
        "Learners and the programmes they are on, as your student system exports them: one row "
        "for each learner and course."
    )
    columns = class_list.COLUMNS
    strict = True

    def plan(
        self, centre: Centre, rows: list[dict[str, Any]], options: dict[str, Any], on: date
    ) -> Plan:
        return class_list.Planner(centre, rows, on, strict=self.strict).plan

    def write(self, plan: Plan, journal: Journal, *, by: Person, at: datetime) -> None:
        why = f"Changed by the {self.title.lower()} “{journal.run.file_name}”."
        written = class_list.write(plan.work, journal, at, why)
        record_many(_events(written, by), by=by, at=at)
        note_changed_details(
            [(learner, before, values) for learner, before, values in written.details],
            by=by, at=at, journal=journal,
        )  # fmt: skip
        note_changed_completion(
            [one for one, before in written.enrolments if "planned_end_on" in before],
            at=at, journal=journal,
        )  # fmt: skip


def _events(written: Written, by: Person) -> list[Draft]:
    drafts = [
        Draft(
            f"{by.name} enrolled {enrolment.learner} ({enrolment.learner.ref}) on "
            f"{enrolment.cohort.programme.code} from {enrolment.starts_on:%-d %B %Y}.",
            enrolment, "learner_enrolled",
            {"programme": enrolment.cohort.programme.code, "starts_on": enrolment.starts_on},
        )
        for enrolment in written.enrolled
    ]  # fmt: skip
    for learner, before, values in written.details:
        said = ", ".join(
            f"{class_list.DETAILS[name]} from {class_list.shown(before[name]) or 'nothing'} "
            f"to {class_list.shown(value)}"
            for name, value in values.items()
        )
        drafts.append(
            Draft(
                f"{by.name} changed {said} for {learner} ({learner.ref}).",
                learner, "learner_details_changed",
                {"before": {k: class_list.shown(v) for k, v in before.items()},
                 "after": {k: class_list.shown(v) for k, v in values.items()}},
            )
        )  # fmt: skip
    for enrolment, before in written.enrolments:
        drafts.append(
            Draft(
                f"{by.name} changed the enrolment of {enrolment.learner} on "
                f"{enrolment.cohort.programme.code}.",
                enrolment, "enrolment_changed", {"before": before},
            )
        )  # fmt: skip
    return drafts


#: How the files of each roster are called, and which of their headings we read.
_SDS_UK = ("Student.csv", "Section.csv", "StudentEnrollment.csv", "School.csv")
_ONEROSTER = ("users.csv", "classes.csv", "enrollments.csv", "courses.csv")

_HEADINGS = (
    "Student ref", "Surname", "Forename(s)", "DoB", "Gender", "Course code", "Course title",
    "Group", "Start date", "Planned end", "Site", "Email",
)  # fmt: skip


@importer
class RosterImporter(ClassListImporter):
    """School Data Sync (UK layout and v2.1) and OneRoster 1.1: several files, read as one class list.

    Only the learners' names, dates of birth, references, classes and courses are taken;
    passwords, addresses, ethnicity and the rest are never read.
    """

    kind = "roster"
    title = "Roster"
    about = (
        "A School Data Sync or OneRoster export: the zip with its CSV files. Only names, dates "
        "of birth, references, classes and courses are read."
    )
    accept = ".zip"
    strict = False
    columns = tuple(
        Column(c.name, c.label, c.read, c.aliases, c.required, c.name in ("course", "group"))
        for c in class_list.COLUMNS
    )

    def table(self, content: bytes, file_name: str) -> Table:
        return roster_table(_unzipped(content))

    def fitted(self, table: Table, options: dict[str, Any]) -> tuple[Column, ...]:
        """Dates month first, where the file's own dates make sense only that way."""
        if not _month_first(table):
            return self.columns
        return tuple(
            Column(c.name, c.label, read.month_first_day if c.read is read.day else c.read,
                   c.aliases, c.required, c.needed)
            for c in self.columns
        )  # fmt: skip


def zipped(folder: Path) -> bytes:
    """A folder of roster files as one file, so that the command line takes either."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(one for one in folder.glob("*.csv") if one.is_file()):
            info = zipfile.ZipInfo(path.name)
            archive.writestr(info, path.read_bytes())
    return out.getvalue()


def _unzipped(content: bytes) -> dict[str, bytes]:
    if content[:4] != b"PK\x03\x04":
        raise Unreadable("A roster is several CSV files: send them together as one .zip file.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if part.filename.endswith(".csv")]
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 50:
                raise Unreadable("The zip unfolds to far more than a roster holds.")
            return {Path(part.filename).name: archive.read(part) for part in parts}
    except Unreadable:
        raise
    except Exception:  # a damaged archive fails in a dozen ways
        raise Unreadable("The zip is damaged or has a password. Make it again.") from None


def roster_table(files: dict[str, bytes]) -> Table:
    """One row for each learner and class, from the files of either layout."""
    if set(_SDS_UK[:3]) <= set(files):
        rows, notes = _sds_uk(files)
    elif set(_ONEROSTER[:3]) <= set(files):
        rows, notes = _oneroster(files)
    else:
        raise Unreadable(
            f"These are the files of no roster that we know. School Data Sync has "
            f"{', '.join(_SDS_UK[:3])}; OneRoster has {', '.join(_ONEROSTER[:3])}."
        )
    if not rows:
        raise Unreadable("The roster holds no learner in any class. Export it again.")
    table = Table(_HEADINGS, tuple(Row(n, cells) for n, cells in enumerate(rows, 2)), notes=notes)
    if _month_first(table):
        note = "The dates in this roster are written month first, and were read so."
        table = Table(table.headings, table.rows, notes=(*notes, note))
    return table


def _records(files: dict[str, bytes], name: str, *needed: str) -> list[dict[str, str]]:
    if name not in files or (not needed and not files[name].strip()):
        return []
    try:
        table = read_table(files[name], name)
    except Unreadable as problem:
        raise Unreadable(f"{name}: {problem}") from None
    gone = [heading for heading in needed if heading not in table.headings]
    if gone:
        raise Unreadable(f"{name} has no column “{gone[0]}”. Export the roster again.")
    return [
        dict(zip(table.headings, (*row.cells, *[""] * len(table.headings)), strict=False))
        for row in table.rows
    ]


def _sds_uk(files: dict[str, bytes]) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    students = _records(files, "Student.csv", "ID", "First Name", "Last Name")
    sections = _records(files, "Section.csv", "ID", "Course Name")
    schools = {s.get("DfE Number"): s.get("Name", "") for s in _records(files, "School.csv")}
    by_id = {s["ID"]: s for s in students}
    section_of = {s["ID"]: s for s in sections}
    rows: list[tuple[str, ...]] = []
    for link in _records(files, "StudentEnrollment.csv", "Section ID", "ID"):
        student, section = by_id.get(link["ID"]), section_of.get(link["Section ID"])
        if student is None or section is None:
            what = "learner" if student is None else "section"
            raise Unreadable(
                f"StudentEnrollment.csv names {what} {link['ID' if student is None else 'Section ID']}, "
                "which the roster does not hold. Export all files together."
            )
        forenames = f"{student['First Name']} {student.get('Middle Name', '')}".strip()
        rows.append((
            student["ID"], student["Last Name"], forenames, student.get("Birthdate", ""), "",
            section.get("Course Number", ""), section.get("Course Name", ""),
            section.get("Section Name", ""), section.get("Term StartDate", ""),
            section.get("Term EndDate", ""), schools.get(student.get("School DfE Number"), ""),
            student.get("Secondary Email", ""),
        ))  # fmt: skip
    teachers = len(_records(files, "Teacher.csv"))
    return rows, ("Read as School Data Sync, UK layout.", *_left_out(teachers))


def _oneroster(files: dict[str, bytes]) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    users = {u["sourcedId"]: u for u in _records(files, "users.csv", "sourcedId", "givenName",
                                                 "familyName")}  # fmt: skip
    classes = {c["sourcedId"]: c for c in _records(files, "classes.csv", "sourcedId", "title")}
    courses = {c["sourcedId"]: c for c in _records(files, "courses.csv", "sourcedId")}
    births = {d.get("userSourcedId") or d.get("sourcedId"): d
              for d in _records(files, "demographics.csv")}  # fmt: skip
    sessions = {s["sourcedId"]: s for s in _records(files, "academicSessions.csv", "sourcedId")}
    orgs = {o["sourcedId"]: o.get("name", "") for o in _records(files, "orgs.csv", "sourcedId")}
    rows: list[tuple[str, ...]] = []
    teachers = set()
    for link in _records(files, "enrollments.csv", "classSourcedId", "userSourcedId", "role"):
        if link["role"].casefold() == "teacher":
            teachers.add(link["userSourcedId"])
        if link["role"].casefold() != "student" or link.get("status") == "tobedeleted":
            continue
        user, taught = users.get(link["userSourcedId"]), classes.get(link["classSourcedId"])
        if user and (user.get("status") == "tobedeleted" or user.get("enabledUser") == "false"):
            continue
        if user is None or taught is None:
            raise Unreadable(
                f"enrollments.csv names {link['userSourcedId']} in {link['classSourcedId']}, "
                "which the roster does not hold. Export all files together."
            )
        course = courses.get(taught.get("courseSourcedId", ""), {})
        terms = taught.get("termSourcedIds") or taught.get("sessionSourcedIds") or ""
        session = sessions.get(terms.split(",")[0], {})
        born = births.get(user["sourcedId"], {})
        forenames = f"{user['givenName']} {user.get('middleName', '')}".strip()
        org = taught.get("schoolSourcedId") or taught.get("orgSourcedId") or ""
        rows.append((
            user.get("identifier") or user["sourcedId"], user["familyName"], forenames,
            born.get("birthDate", ""), born.get("sex", ""),
            course.get("courseCode") or course.get("code", ""), course.get("title", ""),
            taught["title"], session.get("startDate", ""), session.get("endDate", ""),
            orgs.get(org, ""), user.get("email", ""),
        ))  # fmt: skip
    return rows, ("Read as OneRoster 1.1 or School Data Sync v2.1.", *_left_out(len(teachers)))


def _left_out(teachers: int) -> tuple[str, ...]:
    """What is said of the teachers of a roster: what a person may do here is never imported."""
    if not teachers:
        return ()
    return (
        f"{how_many(teachers, 'teacher')} in it left out: a role here is given to a person by the "
        "administrator, under People.",
    )


def _month_first(table: Table) -> bool:
    """Whether every date can be read month first and some cannot be read day first."""
    places = [table.headings.index(name) for name in ("DoB", "Start date", "Planned end")]
    days = {row.cells[place] for row in table.rows for place in places if row.cells[place]}
    return not _readable(days, read.day) and _readable(days, read.month_first_day)


def _readable(days: set[str], reader: read.Reader) -> bool:
    try:
        for day in days:
            reader(day)
    except BadCell:
        return False
    return True
