"""Thornmere College from August 2025 to February 2026, with honest mistakes in it.

Everything is done through the same actions, importers and rules as in a real centre, by the
people who would do it, at the moments it would have happened. All people are invented.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fairmark.administration import actions as administration
from fairmark.assurance.actions import check_board, check_trail
from fairmark.centre.models import Centre
from fairmark.exchange.actions import commit_import, set_aside, upload_file
from fairmark.exchange.importing import importer_of
from fairmark.learners.models import Learner
from fairmark.learners.rules import folded
from fairmark.people.models import Account, Person
from fairmark.people.rules import Role
from fairmark.policies.actions import adopt_template, publish_policy_version
from fairmark.policies.models import Policy, PolicyNumber
from fairmark.programmes import actions as programmes
from fairmark.programmes.models import Cohort, Programme
from fairmark.registration import actions, agreement_actions, check_actions, entry_actions, queries
from fairmark.registration.models import Change, Difference, Registration
from fairmark.workflow.refusals import Refused

DATA = Path(__file__).parent / "data"
LONDON = ZoneInfo("Europe/London")
BUSINESS, BUSINESS_DIPLOMA = "XBS3A", "XBS3E"
SCIENCE, COMPUTING = "XAS3A", "XCP3E"

#: Name, e-mail, role, and the programmes it is held for (none: the whole centre).
STAFF = (
    ("Ruth Adeyemi", "ruth", Role.QUALITY_NOMINEE, ()),
    ("Dr Helen Marchbanks", "helen", Role.HEAD_OF_CENTRE, ()),
    ("Sandra Pickering", "sandra", Role.EXAMS_OFFICER, ()),
    ("Priti Shah", "priti", Role.PROGRAMME_LEADER, (BUSINESS, BUSINESS_DIPLOMA)),
    ("Owen Hughes", "owen", Role.PROGRAMME_LEADER, (SCIENCE,)),
    ("Imran Qureshi", "imran", Role.PROGRAMME_LEADER, (COMPUTING,)),
    ("Meera Krishnan", "meera", Role.LEAD_INTERNAL_VERIFIER, (BUSINESS, BUSINESS_DIPLOMA)),
    ("Funmi Balogun", "funmi", Role.LEAD_INTERNAL_VERIFIER, (SCIENCE,)),
    ("Wei Chen", "wei", Role.INTERNAL_VERIFIER, (COMPUTING,)),
    ("Lorna Baptiste", "lorna", Role.ASSESSOR, (SCIENCE,)),
    ("Joanne Fairclough", "joanne", Role.ASSESSOR, (BUSINESS,)),
)  # fmt: skip

#: Learners who can sign in: reference, e-mail.
LEARNERS = (("S250001", "siobhan"), ("S250002", "zofia"), ("S250003", "priya"))


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in the college's time."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def make() -> Centre:
    """The whole college."""
    college = College()
    college.set_up()
    college.bring_in_lists()
    college.register()
    college.check_and_confirm()
    college.enter()
    college.change()
    college.agree()
    college.look_back()
    return college.centre


class College:
    """The centre and the people who do the work."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}

    # -- August and September ------------------------------------------------------------------

    def set_up(self) -> None:
        first = at(date(2025, 8, 20))
        self.centre = administration.set_up_centre(
            name="Thornmere College", number="10234", nation="ENG", admin_name="Tom Ashworth",
            admin_email="tom@thornmere.example", at=first,
        )  # fmt: skip
        self.admin = Person.objects.get(centre=self.centre, name="Tom Ashworth")
        self.machine = Person.objects.get(centre=self.centre, is_system=True)
        terms = [
            ("Autumn", date(2025, 9, 1), date(2025, 12, 19)),
            ("Spring", date(2026, 1, 5), date(2026, 3, 27)),
            ("Summer", date(2026, 4, 13), date(2026, 7, 17)),
        ]
        administration.open_year(
            self.centre, by=self.admin, at=first, starts_on=date(2025, 9, 1),
            ends_on=date(2026, 8, 31), terms=terms,
        )  # fmt: skip
        closures = (
            (date(2025, 10, 27), date(2025, 10, 31), "Autumn half term"),
            (date(2025, 12, 22), date(2026, 1, 2), "Christmas"),
            (date(2026, 2, 16), date(2026, 2, 20), "Spring half term"),
        )
        for first_on, last_on, reason in closures:
            administration.add_closure(
                self.centre, by=self.admin, at=first, first_on=first_on, last_on=last_on,
                why=reason,
            )  # fmt: skip
        adopt_template(self.centre, by=self.admin, at=first, effective_on=date(2025, 8, 20))
        for name, email, role, codes in STAFF:
            person = self._add(name, email, first)
            if not codes:
                self._give(person, role, ("centre", self.centre.pk), self.centre.name, first)
        self.office, self.nominee = self.people["sandra"], self.people["ruth"]
        policy = Policy.objects.get(centre=self.centre)
        numbers = dict(
            PolicyNumber.objects.filter(version__policy=policy).values_list("key", "value")
        )
        publish_policy_version(
            policy, by=self.nominee, at=at(date(2025, 8, 28)), effective_on=date(2025, 9, 1),
            summary="Registration within 38 working days, so that it ends before half term.",
            numbers=numbers | {"registration.days_to_register": 38},
        )  # fmt: skip

    def _add(self, name: str, email: str, when: datetime) -> Person:
        person = administration.add_person(
            self.centre, by=self.admin, at=when, name=name, email=f"{email}@thornmere.example"
        )
        self.people[email] = person
        return person

    def _give(self, person: Person, role: Role, scope, scope_name: str, when: datetime) -> None:
        administration.give_role(
            person, by=self.admin, at=when, role=role, scope=scope, scope_name=scope_name
        )

    def _import(self, kind: str, content: bytes, name: str, when: datetime):
        run = upload_file(
            self.centre, by=self.office, at=when, kind=kind, file_name=name, content=content
        )
        return commit_import(run, by=self.office, at=when + timedelta(minutes=6))

    def bring_in_lists(self) -> None:
        day = date(2025, 9, 8)
        self._import(
            "specifications", (DATA / "specifications.csv").read_bytes(), "specifications.csv",
            at(day, 10),
        )  # fmt: skip
        self.programmes = {one.code: one for one in Programme.objects.filter(centre=self.centre)}
        for _, email, role, codes in STAFF:
            for code in codes:
                one = self.programmes[code]
                self._give(
                    self.people[email], role, ("programme", one.pk), str(one), at(day, 10, 30)
                )
        for number, code in enumerate((BUSINESS, BUSINESS_DIPLOMA, SCIENCE), 1):
            programmes.record_approval(
                self.programmes[code], by=self.nominee, at=at(day, 11), status="confirmed",
                reference=f"QA-2023-{number:03d}", confirmed_on=date(2023, 5, 12),
                approved_from=date(2023, 9, 1), certificates_until=date(2028, 8, 31),
            )  # fmt: skip
            programmes.record_fee(
                self.programmes[code], by=self.office, at=at(day, 11, 10), fee_pence=21450
            )
        wrong = upload_file(
            self.centre, by=self.office, at=at(day, 13), kind="class-list",
            file_name="class-list-2024.csv",
            content=b"Student ref,Surname,Forename(s),DoB,Course code,Start date\r\n"
            b"S240001,Example,Erin,31/02/2008,BUSEC,04/09/2024\r\n",
        )  # fmt: skip
        set_aside(wrong, by=self.office, at=at(day, 13, 5))
        self._import(
            "class-list", (DATA / "centre-a" / "class-list.csv").read_bytes(), "class-list.csv",
            at(day, 14),
        )  # fmt: skip
        self.cohorts = {
            one.programme.code: one
            for one in Cohort.objects.filter(centre=self.centre).select_related("programme")
        }
        for email, code in (("lorna", SCIENCE), ("joanne", BUSINESS)):
            leader = self.people["owen" if code == SCIENCE else "priti"]
            programmes.allocate_staff(
                self.cohorts[code], by=leader, at=at(date(2025, 9, 10)),
                person=self.people[email], role=Role.ASSESSOR, from_on=date(2025, 9, 10),
            )  # fmt: skip
        administration.declare_conflict(
            self.centre, by=self.people["joanne"], at=at(date(2025, 9, 12)), kind="family",
            about="My nephew is on this course; I do not assess his work.", learner_ref="S250119",
        )  # fmt: skip

    # -- September to February: registrations ---------------------------------------------------

    def register(self) -> None:
        """Each learner on the day the awarding body's record shows, as it really goes."""
        seen = self._dates_in_export()
        for enrolment in queries.to_register(self.centre).order_by("pk"):
            learner = enrolment.learner
            name = f"{folded(learner.surname)} {folded(learner.forenames)}"
            day = seen.get(learner.uln) or seen.get(name) or date(2025, 9, 26)
            try:
                actions.register_learner(
                    enrolment, by=self.office, at=at(day, 10, enrolment.pk % 60), on=day,
                    reason="The awarding body takes the first twenty characters.",
                )  # fmt: skip
            except Refused:
                continue
        for ref, email in LEARNERS:
            learner = Learner.objects.get(centre=self.centre, ref=ref)
            person = Person.objects.create(centre=self.centre, name=str(learner))
            Account.objects.create(email=f"{email}@thornmere.example", person=person)
            learner.person = person
            learner.save(update_fields=["person"])
            self._give(
                person, Role.LEARNER, ("centre", self.centre.pk), self.centre.name,
                at(date(2025, 9, 29)),
            )  # fmt: skip
            self.people[email] = person

    def _dates_in_export(self) -> dict[str, date]:
        importer = importer_of("registrations")
        table = importer.table(
            (DATA / "centre-a" / "awarding-body-registrations.csv").read_bytes(), "export.csv"
        )
        place = {heading: number for number, heading in enumerate(table.headings)}
        found: dict[str, date] = {}
        for row in table.rows:
            day = datetime.strptime(row.cells[place["Registration date"]], "%d/%m/%Y").date()  # noqa: DTZ007
            found.setdefault(row.cells[place["ULN"]], day)
            name = f"{folded(row.cells[place['Surname']])} {folded(row.cells[place['Forenames']])}"
            found.setdefault(name, day)
        return found

    def check_and_confirm(self) -> None:
        """Leaders check and sign, learners answer; some do not."""
        science, computing = self.cohorts[SCIENCE], self.cohorts[COMPUTING]
        owen, imran = self.people["owen"], self.people["imran"]
        learner = queries.registrations_of(science)[4].learner
        query = check_actions.raise_query(
            science, by=owen, at=at(date(2025, 10, 14), 11), learner=learner,
            question="Is her surname spelt as in her passport?",
        )  # fmt: skip
        check_actions.answer_query(
            query, by=self.office, at=at(date(2025, 10, 15), 9),
            answer="Passport seen; it is right.",
        )  # fmt: skip
        check_actions.sign_registrations(science, by=owen, at=at(date(2026, 2, 13), 15))
        check_actions.sign_registrations(
            self.cohorts[BUSINESS], by=self.people["priti"], at=at(date(2025, 11, 4), 10)
        )
        check_actions.sign_registrations(
            self.cohorts[BUSINESS_DIPLOMA],
            by=self.people["priti"],
            at=at(date(2025, 11, 4), 10, 20),
        )
        check_actions.raise_query(
            computing, by=imran, at=at(date(2026, 2, 12), 16),
            learner=queries.registrations_of(computing)[7].learner,
            question="He told me that he has moved to the Business programme.",
        )  # fmt: skip
        self._answers()

    def _answers(self) -> None:
        leaders = {
            SCIENCE: "owen", COMPUTING: "imran", BUSINESS: "priti", BUSINESS_DIPLOMA: "priti"
        }  # fmt: skip
        signs_in = [ref for ref, _ in LEARNERS]
        registrations = (
            Registration.objects.current()
            .filter(centre=self.centre, registered_on__lt=date(2025, 11, 1))
            .exclude(learner__ref__in=signs_in)
            .select_related("programme")
            .order_by("pk")
        )
        for number, one in enumerate(registrations):
            if one.programme.code == COMPUTING and number % 9 == 0:
                continue
            actions.record_paper_answer(
                one, by=self.people[leaders[one.programme.code]],
                at=at(date(2025, 11, 5) + timedelta(days=number % 3), 13, number % 60),
                answer="confirmed",
            )  # fmt: skip
        siobhan = Registration.objects.current().get(learner__ref="S250001")
        actions.confirm_registration(
            siobhan, by=self.people["siobhan"], at=at(date(2025, 11, 6), 18, 12)
        )
        priya = Registration.objects.current().get(learner__ref="S250003")
        actions.query_registration(
            priya, by=self.people["priya"], at=at(date(2026, 2, 12), 20, 3),
            query="My middle name, Anjali, is missing.",
        )  # fmt: skip

    # -- entries ---------------------------------------------------------------------------------

    def enter(self) -> None:
        """Two series; in the second a cohort is forgotten until the deadline has passed."""
        january = entry_actions.open_series(
            self.centre, by=self.office, at=at(date(2025, 9, 9)), name="January 2026",
            closes_on=date(2025, 10, 21), source="Key dates, published September 2025",
        )  # fmt: skip
        summer = entry_actions.open_series(
            self.centre, by=self.office, at=at(date(2025, 12, 3)), name="Summer 2026",
            closes_on=date(2026, 2, 21), source="Key dates, published November 2025",
        )  # fmt: skip
        plans = (
            (january, BUSINESS, date(2025, 10, 20)),
            (summer, BUSINESS, date(2026, 2, 10)),
            (summer, BUSINESS_DIPLOMA, date(2026, 2, 11)),
            (summer, SCIENCE, None),
        )
        for series, code, day in plans:
            cohort = self.cohorts[code]
            units = cohort.programme.qualification.units.filter(assessment="external")
            unit = units[0] if series == january else units.last()
            sitting = entry_actions.plan_sitting(
                cohort, by=self.office, at=at(series.closes_on - timedelta(days=20)),
                series=series, unit=unit,
            )  # fmt: skip
            if day:
                entry_actions.enter_learners(sitting, by=self.office, at=at(day, 14), on=day)
        check_actions.sign_entries(
            self.cohorts[BUSINESS], by=self.people["priti"], at=at(date(2025, 10, 21), 9),
            series=january,
        )  # fmt: skip
        check_actions.sign_entries(
            self.cohorts[BUSINESS], by=self.people["priti"], at=at(date(2026, 2, 12), 9),
            series=summer,
        )  # fmt: skip

    # -- changes ---------------------------------------------------------------------------------

    def change(self) -> None:
        """Withdrawals and a correction: told in time, told late, and not told at all."""
        told = (
            ("S250010", date(2025, 11, 12), date(2025, 11, 14), "07741822"),
            ("S250020", date(2026, 2, 18), date(2026, 2, 19), "07791204"),
        )
        for ref, left, when, reference in told:
            self._withdraw(ref, left)
            change = Change.objects.get(learner__ref=ref, learner__centre=self.centre)
            actions.record_telling(
                change, by=self.office, at=at(when, 15), on=when, reference=reference
            )
        self._withdraw("S250030", date(2026, 1, 28))
        again = (
            b"Student ref,Surname,Forename(s),DoB,Gender,ULN,Course code,Course title,Group,"
            b"Start date,Planned end,Site,Email\r\n"
            b"S250901,OKAFOR,Grace Grace,11/10/2008,M,,BUSEC,,BUSEC-1A,12/01/2026,02/07/2027,Main,\r\n"
        )
        self._import("class-list", again, "january-starters.csv", at(date(2026, 1, 14), 10))

    def _withdraw(self, ref: str, day: date) -> None:
        registration = Registration.objects.current().get(
            learner__ref=ref, learner__centre=self.centre
        )
        actions.withdraw_learner(
            registration, by=self.office, at=at(day, 11), on=day, why="Left for an apprenticeship."
        )

    # -- agreement --------------------------------------------------------------------------------

    def agree(self) -> None:
        """The export is loaded and compared; some differences are explained, one is put right."""
        export = (DATA / "centre-a" / "awarding-body-registrations.csv").read_bytes()
        self._import("registrations", export, "registrations-export.csv", at(date(2026, 2, 5), 9))
        agreement_actions.compare_records(
            self.centre, by=self.office, at=at(date(2026, 2, 5), 9, 20)
        )
        reasons = {
            "late registration": "Joined late; the awarding body accepted it with the late fee.",
            "duplicate at awarding body": "Deletion asked for on 6 February, case 07788310.",
        }
        for one in Difference.objects.filter(centre=self.centre, kind__in=reasons):
            agreement_actions.explain_difference(
                one, by=self.office, at=at(date(2026, 2, 6), 11), explanation=reasons[one.kind]
            )
        wrong = Difference.objects.filter(centre=self.centre, kind="date of birth")[0]
        actions.correct_details(
            wrong.learner, by=self.office, at=at(date(2026, 2, 9), 14),
            values={"date_of_birth": datetime.strptime(wrong.theirs, "%d/%m/%Y").date()},  # noqa: DTZ007
            why="Birth certificate seen; our record was wrong.",
        )  # fmt: skip
        change = Change.objects.filter(learner=wrong.learner, told_on=None).first()
        if change:
            actions.record_telling(
                change, by=self.office, at=at(date(2026, 2, 9), 14, 30), on=date(2026, 2, 9),
                reference="no change there",
            )  # fmt: skip
        agreement_actions.compare_records(self.centre, by=self.office, at=at(date(2026, 2, 19), 10))

    def look_back(self) -> None:
        """The daily look at the board, on a few days, and the trail read from end to end."""
        for day in (date(2026, 2, 2), date(2026, 2, 20)):
            check_board(self.centre, by=self.machine, at=at(day, 6, 2))
        check_trail(self.centre, by=self.machine, at=at(date(2026, 2, 23), 6, 2))
