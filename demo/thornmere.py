"""Thornmere College from August 2025 to February 2026, with honest mistakes in it.

Everything is done through the same actions, importers and rules as in a real centre, by the
people who would do it, at the moments it would have happened. All people are invented.
"""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from demo import (
    assessment,
    briefs,
    papers,
    policies,
    practice,
    results,
    rules,
    similarity,
    standardisation,
    teaching,
    year_plan,
)
from fairmark.administration import actions as administration
from fairmark.catalogue import specification_actions as specifications
from fairmark.centre.models import Centre
from fairmark.exchange.actions import commit_import, set_aside, upload_file
from fairmark.exchange.importing import importer_of
from fairmark.learners.models import Enrolment, Learner
from fairmark.learners.rules import folded
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.policies.actions import adopt_template
from fairmark.programmes import actions as programmes
from fairmark.programmes.models import Cohort, Programme
from fairmark.registration import (
    actions,
    agreement_actions,
    check_actions,
    check_queries,
    entry_actions,
    queries,
)
from fairmark.registration.agreement_models import Difference
from fairmark.registration.models import Change, Registration, Series

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

#: Who leads which programme.
LEADERS = {SCIENCE: "owen", COMPUTING: "imran", BUSINESS: "priti", BUSINESS_DIPLOMA: "priti"}

#: The units that each cohort takes. Computing has yet to choose its last one.
UNITS_TAKEN = {
    BUSINESS: "1 2 3 8", BUSINESS_DIPLOMA: "1 2 3 4 5 6 7 8 9 14 16 17 19", SCIENCE: "1 2 3 9",
    COMPUTING: "1 2 3 4 7 8 9 10 11 14 15 16",
}  # fmt: skip

#: Learners who can sign in: reference, e-mail.
LEARNERS = (("S250001", "siobhan"), ("S250002", "zofia"), ("S250003", "priya"))


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in the college's time."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def make() -> Centre:
    """The whole college, day by day: what is planned is carried out in the order of its moments."""
    college = College()
    college.set_up()
    college.bring_in_lists()
    for plan in (
        college.register,
        college.check_and_confirm,
        college.enter,
        college.change,
        college.agree,
    ):
        plan()
    teaching.keep_files(college)
    briefs.plan_and_write(college)
    assessment.hand_in_and_decide(college)
    practice.beside_the_work(college)
    similarity.compare_and_look(college)
    year_plan.live_by(college)
    results.carried_over(college)
    rules.announced(college)
    standardisation.agreed_on(college)
    college.on(at(date(2025, 9, 15), 13), lambda when: policies.read_by_staff(college.centre, when))
    college.on(
        at(date(2026, 2, 12), 15),
        lambda when: policies.begin_next(college.centre, writer=college.nominee, at=when),
    )
    college.live()
    return college.centre


class College:
    """The centre, the people who do the work, and what they are still to do."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.to_come: list[tuple[datetime, int, Callable[[datetime], object]]] = []
        self.planned = 0

    def on(self, when: datetime, work: Callable[[datetime], object]) -> None:
        """Plan some work for a moment; it is handed that moment."""
        self.planned += 1
        heapq.heappush(self.to_come, (when, self.planned, work))

    def live(self) -> None:
        """Do everything planned, in order."""
        while self.to_come:
            when, _, work = heapq.heappop(self.to_come)
            work(when)

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
        policies.set_up(
            self.centre,
            writer=self.nominee,
            approver=self.people["helen"],
            at=at(date(2025, 8, 22)),
        )
        papers.bring_in(self.centre, writer=self.nominee, at=at(date(2025, 8, 28)))

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
        for code, numbers in UNITS_TAKEN.items():
            units = self.cohorts[code].specification.units.filter(number__in=numbers.split())
            programmes.choose_units(
                self.cohorts[code], by=self._leader(code), at=at(date(2025, 9, 11)),
                units=list(units),
                reason="One optional unit waits for a teacher." if code == COMPUTING else "",
            )  # fmt: skip
        administration.declare_conflict(
            self.centre, by=self.people["joanne"], at=at(date(2025, 9, 12)), kind="family",
            about="My nephew is on this course and in my group.", learner_ref="S250119",
        )  # fmt: skip

    # -- September to February: registrations ---------------------------------------------------

    def register(self) -> None:
        """Each learner on the day the awarding body's record shows, as it really goes."""
        seen = self._dates_in_export()
        for enrolment in queries.to_register(self.centre).order_by("pk"):
            learner = enrolment.learner
            name = f"{folded(learner.surname)} {folded(learner.forenames)}"
            day = seen.get(learner.uln) or seen.get(name) or date(2025, 9, 26)
            self.on(at(day, 10, enrolment.pk % 60), partial(self._register, enrolment))
        for ref, email in LEARNERS:
            self.on(at(date(2025, 9, 29)), partial(self._give_sign_in, ref, email))

    def _register(self, enrolment: Enrolment, when: datetime) -> None:
        actions.register_learner(
            enrolment, by=self.office, at=when, on=when.date(),
            reason="The awarding body takes the first twenty characters.",
        )  # fmt: skip

    def _give_sign_in(self, ref: str, email: str, when: datetime) -> None:
        learner = Learner.objects.get(centre=self.centre, ref=ref)
        person = administration.add_person(
            self.centre, by=self.admin, at=when, name=str(learner),
            email=f"{email}@thornmere.example",
        )  # fmt: skip
        learner.person = person
        learner.save(update_fields=["person"])
        self._give(person, Role.LEARNER, ("centre", self.centre.pk), self.centre.name, when)
        self.people[email] = person

    def _dates_in_export(self) -> dict[str, date]:
        importer = importer_of("registrations")
        table = importer.table(
            (DATA / "centre-a" / "awarding-body-registrations.csv").read_bytes(), "export.csv"
        )
        place = {heading: number for number, heading in enumerate(table.headings)}
        found: dict[str, date] = {}
        for row in table.rows:
            day = _uk(row.cells[place["Registration date"]])
            found.setdefault(row.cells[place["ULN"]], day)
            name = f"{folded(row.cells[place['Surname']])} {folded(row.cells[place['Forenames']])}"
            found.setdefault(name, day)
        return found

    def check_and_confirm(self) -> None:
        """Leaders check and sign, learners answer; some do not."""
        self.on(at(date(2025, 10, 14), 11), self._doubt_a_name)
        self.on(at(date(2025, 11, 5), 12), self._ask_the_learners)
        for day, hour, code in (
            (date(2025, 11, 4), 10, BUSINESS), (date(2025, 11, 4), 11, BUSINESS_DIPLOMA),
            (date(2025, 11, 5), 10, COMPUTING), (date(2025, 11, 6), 15, SCIENCE),
            (date(2026, 2, 13), 15, SCIENCE), (date(2026, 2, 13), 16, BUSINESS),
            (date(2026, 2, 13), 17, BUSINESS_DIPLOMA),
        ):  # fmt: skip
            self.on(at(day, hour), partial(self._sign, code))
        self.on(at(date(2026, 2, 12), 16), self._doubt_a_programme)
        self.on(at(date(2025, 11, 6), 18, 12), self._siobhan_confirms)
        self.on(at(date(2026, 2, 12), 20, 3), self._priya_queries)

    def _leader(self, code: str) -> Person:
        return self.people[LEADERS[code]]

    def _sign(self, code: str, when: datetime) -> None:
        check_actions.sign_registrations(self.cohorts[code], by=self._leader(code), at=when)

    def _doubt_a_name(self, when: datetime) -> None:
        cohort = self.cohorts[SCIENCE]
        query = check_actions.raise_query(
            cohort, by=self._leader(SCIENCE), at=when,
            learner=check_queries.registrations_of(cohort)[4].learner,
            question="Is her surname spelt as in her passport?",
        )  # fmt: skip
        self.on(
            at(date(2025, 10, 15), 9),
            lambda later: check_actions.answer_query(
                query, by=self.office, at=later, answer="Passport seen; it is right."
            ),
        )

    def _doubt_a_programme(self, when: datetime) -> None:
        cohort = self.cohorts[COMPUTING]
        check_actions.raise_query(
            cohort, by=self._leader(COMPUTING), at=when,
            learner=check_queries.registrations_of(cohort)[7].learner,
            question="Moved to the Business programme, or so I am told.",
        )  # fmt: skip

    def _ask_the_learners(self, when: datetime) -> None:
        """On paper, in tutorials, over three days; those who join later are still to be asked."""
        registrations = (
            Registration.objects.current()
            .filter(centre=self.centre)
            .exclude(learner__ref__in=[ref for ref, _ in LEARNERS])
            .select_related("programme")
            .order_by("pk")
        )
        for number, one in enumerate(registrations):
            day = date(2025, 11, 5) + timedelta(days=number % 3)
            self.on(at(day, 13, number % 60), partial(self._confirm_on_paper, one))

    def _confirm_on_paper(self, registration: Registration, when: datetime) -> None:
        actions.record_paper_answer(
            registration, by=self._leader(registration.programme.code), at=when, answer="confirmed"
        )

    def _siobhan_confirms(self, when: datetime) -> None:
        mine = Registration.objects.current().get(learner__ref="S250001")
        actions.confirm_registration(mine, by=self.people["siobhan"], at=when)

    def _priya_queries(self, when: datetime) -> None:
        mine = Registration.objects.current().get(learner__ref="S250003")
        actions.query_registration(
            mine, by=self.people["priya"], at=when, query="My middle name, Anjali, is missing."
        )

    # -- entries ---------------------------------------------------------------------------------

    def enter(self) -> None:
        """Two series; in the second a cohort is forgotten until the deadline has passed."""
        self.on(at(date(2025, 9, 9)), partial(self._open, "January 2026", date(2025, 10, 21)))
        self.on(at(date(2025, 12, 3)), partial(self._open, "Summer 2026", date(2026, 2, 21)))
        plans = (
            ("January 2026", BUSINESS, 0, date(2025, 10, 1), date(2025, 10, 13)),
            ("Summer 2026", BUSINESS, 1, date(2026, 2, 2), date(2026, 2, 10)),
            ("Summer 2026", BUSINESS_DIPLOMA, 1, date(2026, 2, 2), date(2026, 2, 10)),
            ("Summer 2026", COMPUTING, 0, date(2026, 2, 2), date(2026, 2, 11)),
            ("Summer 2026", SCIENCE, 1, date(2026, 2, 2), None),
        )
        for name, code, unit, planned, entered in plans:
            self.on(at(planned, 14), partial(self._plan_unit, name, code, unit, entered))
        for day, name, code in (
            (date(2025, 10, 13), "January 2026", BUSINESS),
            (date(2026, 2, 12), "Summer 2026", BUSINESS),
            (date(2026, 2, 12), "Summer 2026", COMPUTING),
        ):
            self.on(at(day, 16), partial(self._sign_entries, name, code))

    def _open(self, name: str, closes_on: date, when: datetime) -> None:
        entry_actions.open_series(
            self.centre, by=self.office, at=when, name=name, closes_on=closes_on,
            source=f"Key dates, published {when:%B %Y}",
        )  # fmt: skip

    def _plan_unit(
        self, name: str, code: str, place: int, entered: date | None, when: datetime
    ) -> None:
        cohort = self.cohorts[code]
        units = cohort.specification.units.filter(assessment="external").order_by("pk")
        sitting = entry_actions.plan_sitting(
            cohort, by=self.office, at=when, series=Series.objects.get(name=name),
            unit=list(units)[place],
        )  # fmt: skip
        if entered:
            self.on(
                at(entered, 14),
                lambda later: entry_actions.enter_learners(
                    sitting, by=self.office, at=later, on=entered
                ),
            )

    def _sign_entries(self, name: str, code: str, when: datetime) -> None:
        check_actions.sign_entries(
            self.cohorts[code], by=self._leader(code), at=when, series=Series.objects.get(name=name)
        )

    # -- changes ---------------------------------------------------------------------------------

    def change(self) -> None:
        """Withdrawals told in time, and a starter who is on the books twice."""
        for ref, left, told, reference in (
            ("S250010", date(2025, 11, 12), date(2025, 11, 14), "07741822"),
            ("S250020", date(2026, 2, 11), date(2026, 2, 12), "07791204"),
            ("S250030", date(2026, 1, 28), date(2026, 2, 3), "07785530"),
        ):
            self.on(at(left, 11), partial(self._withdraw, ref))
            self.on(at(told, 15), partial(self._tell, ref, reference))
        self.on(at(date(2026, 1, 14), 10), self._january_starter)
        self.on(at(date(2026, 1, 20), 10), self._new_issue)

    def _withdraw(self, ref: str, when: datetime) -> None:
        registration = Registration.objects.current().get(
            learner__ref=ref, learner__centre=self.centre
        )
        actions.withdraw_learner(
            registration, by=self.office, at=when, on=when.date(),
            why="Left for an apprenticeship.",
        )  # fmt: skip

    def _tell(self, ref: str, reference: str, when: datetime) -> None:
        change = Change.objects.get(learner__ref=ref, learner__centre=self.centre)
        actions.record_telling(change, by=self.office, at=when, on=when.date(), reference=reference)

    def _january_starter(self, when: datetime) -> None:
        again = (
            b"Student ref,Surname,Forename(s),DoB,Gender,ULN,Course code,Course title,Group,"
            b"Start date,Planned end,Site,Email\r\n"
            b"S250901,OKAFOR,Grace Grace,11/10/2008,M,,BUSEC,,BUSEC-1A,12/01/2026,02/07/2027,Main,"
            b"\r\n"
        )
        self._import("class-list", again, "january-starters.csv", when)

    def _new_issue(self, when: datetime) -> None:
        """A new issue for those who begin next autumn; what differs in it is made up."""
        made = specifications.copy_to_new_issue(
            self.cohorts[BUSINESS].specification, by=self.office, at=when, issue=2,
            registrations_from=date(2026, 9, 1), source="Made up for this demonstration",
        )  # fmt: skip
        specifications.change_unit(
            made.units.get(number="16"), by=self.office, at=when + timedelta(minutes=4),
            title="Visual Merchandising and Display", why="The new issue has another title.",
        )  # fmt: skip
        specifications.bar_units(
            made, by=self.office, at=when + timedelta(minutes=6), one=made.units.get(number="8"),
            other=made.units.get(number="14"), source="Made up for this demonstration",
        )  # fmt: skip

    # -- agreement --------------------------------------------------------------------------------

    def agree(self) -> None:
        """The export is loaded and compared; some differences are explained, one is put right."""
        self.on(at(date(2026, 2, 13), 9), self._load_export)
        self.on(at(date(2026, 2, 13), 9, 20), self._compare)
        self.on(at(date(2026, 2, 13), 11), self._explain)
        self.on(at(date(2026, 2, 13), 14), self._correct_a_birthday)
        self.on(at(date(2026, 2, 23), 8), self._compare)

    def _load_export(self, when: datetime) -> None:
        export = (DATA / "centre-a" / "awarding-body-registrations.csv").read_bytes()
        self._import("registrations", export, "registrations-export.csv", when)

    def _compare(self, when: datetime) -> None:
        agreement_actions.compare_records(self.centre, by=self.office, at=when)

    def _explain(self, when: datetime) -> None:
        reasons = {
            "late registration": "Joined late; the awarding body accepted it with the late fee.",
            "duplicate at awarding body": "Deletion asked for on 13 February, case 07788310.",
        }
        for one in Difference.objects.filter(centre=self.centre, kind__in=reasons):
            agreement_actions.explain_difference(
                one, by=self.office, at=when, explanation=reasons[one.kind]
            )

    def _correct_a_birthday(self, when: datetime) -> None:
        wrong = Difference.objects.filter(centre=self.centre, kind="date of birth")[0]
        assert wrong.learner is not None
        actions.correct_details(
            wrong.learner, by=self.office, at=when,
            values={"date_of_birth": _uk(wrong.theirs)},
            why="Birth certificate seen; our record was wrong.",
        )  # fmt: skip


def _uk(day: str) -> date:
    return datetime.strptime(day, "%d/%m/%Y").date()  # noqa: DTZ007
