"""One of everything, in two centres, and one person for each role and scope."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fairmark.administration import badge_actions
from fairmark.administration.pictures import read_picture
from fairmark.calendar.models import AcademicYear, Closure
from fairmark.catalogue.models import BarredPair, Specification, Unit, UnitGroup
from fairmark.centre.models import Centre
from fairmark.evidence.keeping import attached_to, take_in
from fairmark.exchange.actions import upload_file
from fairmark.people.models import Account, Person
from fairmark.people.rules import Role
from fairmark.planner import actions as plan_actions
from fairmark.planner.feed import token
from fairmark.planner.models import RaisedTask
from fairmark.policies import document_actions, draft_actions, edition_actions
from fairmark.policies.dossier_actions import make_dossier
from fairmark.policies.models import Policy
from fairmark.policies.word_reading import read_word
from fairmark.programmes.actions import allocate_staff
from fairmark.programmes.models import Cohort, UnitTaken
from fairmark.registration import actions, check_actions, entry_actions
from fairmark.registration.agreement_models import Difference
from fairmark.registration.models import Change
from fairmark.rulebook import actions as rule_actions
from fairmark.teaching import actions as teaching_actions
from fairmark.teaching import meeting_actions
from tests.builders import (
    MONDAY,
    a_centre,
    a_cohort,
    a_learner,
    a_person,
    a_picture,
    a_programme,
    a_unit,
    an_enrolment,
    hold,
)
from tests.conftest import DATA
from tests.policies.word_files import a_word_file
from tests.site.team_world import add_team
from tests.site.work_world import add_work

CANARY = "Canarybird"
CODES = {
    "H": Role.HEAD_OF_CENTRE, "Q": Role.QUALITY_NOMINEE, "E": Role.EXAMS_OFFICER,
    "P": Role.PROGRAMME_LEADER, "V": Role.LEAD_INTERNAL_VERIFIER, "I": Role.INTERNAL_VERIFIER,
    "A": Role.ASSESSOR, "L": Role.LEARNER, "R": Role.REVIEWER, "S": Role.ADMINISTRATOR,
}  # fmt: skip
ON_PROGRAMME = "PVIA"
EXAMPLE_EDITION = (DATA / "guide-example-edition.psv").read_bytes()
EXAMPLE_RULES = (DATA / "rules-2026-27.json").read_bytes()
OTHER_RULES = EXAMPLE_RULES.replace(b'"value": 61', b'"value": 63')
EDITION_BEFORE = EXAMPLE_EDITION.replace(b"Register each learner", b"Register every learner", 1)
CLASS_LIST = (
    b"Student ref,Surname,Forename(s),DoB,Course code,Start date,Planned end\r\n"
    b"N1,Newcomer,Nora,17/11/2008,XBS3A,03/09/2025,02/07/2027\r\n"
)


@dataclass
class World:
    """A centre with one of everything; `kwargs` names the object of each address."""

    centre: Centre
    kwargs: dict[str, dict] = field(default_factory=dict)
    people: dict[tuple[str, str], Person] = field(default_factory=dict)
    objects: dict[str, object] = field(default_factory=dict)
    work: dict = field(default_factory=dict)

    def address(self, name: str) -> str:
        return reverse(name, kwargs=self.kwargs.get(name, {}))


def a_world(number: str = "10234") -> World:
    """Registrations, entries, checks, queries, an import: one of each, on one programme."""
    centre = a_centre(number=number)
    programme, other = a_programme(centre), a_programme(centre, code="XBS3E", title="Enterprise")
    cohort = a_cohort(programme)
    erin = a_person(centre, "Erin Exams", Role.EXAMS_OFFICER)
    pia = a_person(centre, "Pia Leader", Role.PROGRAMME_LEADER, programme)
    lena = a_person(centre, f"Lena {CANARY}", Role.LEARNER)
    learner = a_learner(centre, surname=CANARY, uln="9276308686", person=lena)
    twin = a_learner(centre, surname=CANARY, uln="")
    enrolment = an_enrolment(cohort, learner)
    waiting = an_enrolment(cohort, a_learner(centre, surname=CANARY + "et"))
    an_enrolment(cohort, twin)
    registration = actions.register_learner(
        enrolment, by=erin, at=MONDAY, on=MONDAY.date() - timedelta(days=20)
    )
    second = actions.register_learner(
        an_enrolment(cohort, a_learner(centre)), by=erin, at=MONDAY, on=date(2025, 9, 15)
    )
    actions.withdraw_learner(second, by=erin, at=MONDAY, on=date(2025, 10, 1))
    query = actions.record_paper_answer(
        registration, by=erin, at=MONDAY, answer="queried", query="My name."
    )
    check_query = check_actions.raise_query(
        cohort, by=pia, at=MONDAY, learner=learner, question="Which size?"
    )
    series = entry_actions.open_series(
        centre, by=erin, at=MONDAY, name="January 2026", closes_on=date(2025, 10, 21), source="x"
    )
    unit: Unit = a_unit(programme)
    unplanned = a_unit(programme, number="3")
    sitting = entry_actions.plan_sitting(cohort, by=erin, at=MONDAY, series=series, unit=unit)
    run = upload_file(
        centre, by=erin, at=MONDAY, kind="class-list", file_name="list.csv", content=CLASS_LIST
    )
    difference = Difference.objects.create(
        centre=centre, kind="surname", learner=learner, registration=registration, who=CANARY,
        ours=CANARY, theirs="SMITH", cure="x", first_found_at=MONDAY, last_found_at=MONDAY,
    )  # fmt: skip
    numbers = Difference.objects.create(
        centre=centre, kind="registration number", learner=learner, registration=registration,
        who=CANARY, ours="AA1", theirs="BB22222", cure="x", first_found_at=MONDAY,
        last_found_at=MONDAY,
    )  # fmt: skip
    somebody = a_person(centre, "Una Assigned")
    held = hold(somebody, Role.ASSESSOR, programme)
    closure = Closure.objects.create(
        centre=centre, first_on=date(2026, 5, 25), last_on=date(2026, 5, 29), reason="Half term"
    )
    world = World(centre)
    world.objects = {
        "programme": programme, "other": other, "cohort": cohort, "learner": learner,
        "enrolment": enrolment, "registration": registration, "unit": unit, "unplanned": unplanned, "series": series,
        "sitting": sitting, "twin": twin,
    }  # fmt: skip
    pk = {
        "learner": learner, "learner_trail": learner, "learner_details": learner,
        "programme": programme, "programme_approval": programme, "programme_course_code": programme,
        "programme_fee": programme, "cohort": cohort, "cohort_staff": cohort, "import": run,
        "import_columns": run, "undo_import": run, "set_aside": run, "intake": cohort,
        "register_learner": waiting, "registration": registration, "withdrawal": registration,
        "deletion": registration, "transfer": registration, "completion": registration,
        "paper_answer": registration, "settle_query": query, "telling": Change.objects.get(
            centre=centre), "check": cohort, "raise_query": cohort, "answer_query": check_query,
        "series": series, "plan_sitting": series, "enter_learners": sitting,
        "excuse_learner": sitting, "difference": difference, "my_confirmation": registration,
        "my_query": registration, "take_number": numbers, "record_leaving": waiting,
        "record_return": second.enrolment, "give_role": somebody, "end_role": held,
        "correct_person": somebody, "remove_closure": closure,
    }  # fmt: skip
    world.kwargs = {name: {"pk": one.pk} for name, one in pk.items()} | {
        "merge": {"pk": learner.pk, "other": twin.pk},
        "sign_entries": {"series": series.pk, "pk": cohort.pk},
        "upload": {"kind": "class-list"}, "clause": {"clause_id": "REG-1"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    }  # fmt: skip
    _people(world, lena)
    _specification(world)
    _policies(world)
    _plan(world)
    _documents(world)
    _rules(world)
    _teaching(world)
    add_team(world, CANARY)
    add_work(world, CANARY)
    return world


def _specification(world: World) -> None:
    """A second issue, with a group, a barred pair, and a unit that nobody takes."""
    cohort = world.objects["cohort"]
    issue = Specification.objects.create(
        qualification=cohort.programme.qualification, issue=2, source=CANARY
    )
    first = cohort.specification
    spare = a_unit(cohort.programme, number="9", external=False)
    group = UnitGroup.objects.create(specification=first, code="B", title="Spare")
    pair = BarredPair.objects.create(
        specification=first, one=world.objects["unit"], other=world.objects["unplanned"]
    )
    of_issue = ("specification", "issue_changes", "change_specification", "copy_to_new_issue",
                "add_unit", "add_group", "bar_units")  # fmt: skip
    world.kwargs |= {name: {"pk": first.pk} for name in of_issue}
    world.kwargs |= {
        name: {"pk": spare.pk} for name in ("change_unit", "change_criteria", "take_out_unit")
    }
    world.kwargs |= {name: {"pk": group.pk} for name in ("change_group", "take_out_group")}
    world.kwargs |= {"lift_bar": {"pk": pair.pk}}
    # A cohort on whose units nothing is recorded may still follow another issue.
    later = Cohort.objects.create(
        centre=world.centre, programme=cohort.programme, code="XBS3A-2026", specification=first,
        year=AcademicYear.objects.create(
            centre=world.centre, label="2026/27", starts_on=date(2026, 9, 1),
            ends_on=date(2027, 8, 31),
        ),
        teaching_starts_on=date(2026, 9, 2),
    )  # fmt: skip
    graded = cohort.programme.qualification
    graded.scheme = "rqf_l3_ext_certificate_360"
    graded.save(update_fields=["scheme"])
    enrolment = world.objects["enrolment"]
    for name in ("learner_what_if", "learner_sheet"):
        world.kwargs[name] = {"pk": enrolment.learner_id, "enrolment": enrolment.pk}
    for name in ("cohort_what_if", "cohort_sheet"):
        world.kwargs[name] = {"pk": cohort.pk}
    world.kwargs |= {"cohort_units": {"pk": cohort.pk}, "cohort_specification": {"pk": later.pk}}
    world.objects |= {"issue": issue, "spare": spare}


def _plan(world: World) -> None:
    """A year plan with an item of the centre's own, a task for the exams office, a team's calendar."""
    year = AcademicYear.objects.get(centre=world.centre, label="2025/26")
    nominee = world.people["Q", "own"]
    item = plan_actions.add_plan_item(
        year, by=nominee, at=MONDAY, what="Open evening", on=date(2025, 11, 20),
        role=Role.EXAMS_OFFICER,
    )  # fmt: skip
    task = RaisedTask.objects.create(
        centre=world.centre, key="test", title="Read the new guide", role=Role.EXAMS_OFFICER,
        raised_by=nominee, raised_at=MONDAY,
    )  # fmt: skip
    calendar, other = (
        plan_actions.make_calendar(world.centre, by=nominee, at=MONDAY, role=role)
        for role in (Role.ASSESSOR, Role.PROGRAMME_LEADER)
    )
    world.objects |= {"item": item, "task": task, "year": year}
    of_item = ("plan_item", "finish_plan_item", "move_plan_item", "give_plan_item",
               "reopen_plan_item", "leave_out_plan_item")  # fmt: skip
    world.kwargs |= {name: {"pk": year.pk, "key": item.key} for name in of_item}
    world.kwargs |= {name: {"pk": task.pk} for name in ("raised_task", "finish_task")}
    world.kwargs |= {
        "add_plan_item": {"pk": year.pk}, "stop_calendar": {"pk": calendar.pk},
        "calendar_feed": {"secret": token(other, nominee)},
    }  # fmt: skip


LINK = "learning-records-service-unique-learner-number"
#: Addresses of a policy, and of its draft, by what each names beside the kind.
OF_POLICY = {
    "policy": {}, "policy_changes": {}, "policy_pdf": {}, "policy_word": {}, "draft_pdf": {},
    "make_dossier": {}, "remind_readers": {}, "review_policy": {}, "acknowledge_policy": {},
    "learner_acknowledgement": {}, "start_draft": {},
    "policy_draft": {}, "policy_numbers": {}, "approve_version": {}, "send_for_approval": {},
    "send_back": {}, "take_back": {}, "publish_version": {}, "write_block": {"block": "aims"},
    "write_here": {"block": "transfer-procedure"}, "comment_on_block": {"block": "aims"},
    "write_step": {"block": "transfer-procedure", "step": "agree"},
    "arrange_sections": {}, "add_section": {}, "take_out_section": {"block": "roles"},
    "arrange_steps": {"block": "transfer-procedure"}, "add_step": {"block": "transfer-procedure"},
    "take_out_step": {"block": "transfer-procedure", "step": "agree"}, "add_date": {},
    "write_date": {"date": "leavers"}, "take_out_date": {"date": "leavers"}, "add_link": {},
    "write_link": {"link": LINK}, "take_out_link": {"link": LINK}, "set_responsibilities": {},
    "set_aside_version": {"number": 2},
}  # fmt: skip


def _policies(world: World) -> None:
    """A draft of the registration policy, with a comment on it."""
    nominee = world.people["Q", "own"]
    policy = Policy.objects.get(centre=world.centre, kind="registration")
    draft = draft_actions.start_draft(policy, by=nominee, at=MONDAY)
    comment = draft_actions.comment_on_block(
        draft, by=nominee, at=MONDAY, block="aims", words=CANARY
    )
    world.objects["draft"] = draft
    before = edition_actions.try_edition(
        world.centre, by=nominee, at=MONDAY, name="Before", content=EDITION_BEFORE
    )
    edition_actions.put_edition_in_use(before, by=nominee, at=MONDAY)
    edition = edition_actions.try_edition(
        world.centre, by=nominee, at=MONDAY, name="Example", content=EXAMPLE_EDITION
    )
    world.kwargs |= {
        name: {"pk": edition.pk} for name in ("edition", "put_edition_in_use", "set_edition_aside")
    } | {"take_edition_back": {"pk": before.pk}}
    world.objects["edition"] = edition
    world.kwargs |= {name: {"kind": "registration"} | more for name, more in OF_POLICY.items()}
    world.kwargs["settle_comment"] = {"pk": comment.pk}
    made = make_dossier(policy, by=nominee, at=MONDAY, content=b"%PDF-", layout="1")
    world.kwargs["made_dossier"] = {"pk": made.pk}
    world.kwargs["learner_policy_pdf"] = {"kind": "registration"}
    world.kwargs["wider_policy"] = {"kind": "safeguarding"}
    for name in ("scheme", "scheme_calculator", "scheme_sheet"):
        world.kwargs[name] = {"code": "rqf_l3_ext_certificate_360"}
    world.kwargs["scheme_numbers"] = {"code": "aaq_2025"}


#: Made once, so that a post sent again holds the same bytes.
WORD_FILE, NEWER_FILE = a_word_file(title=CANARY), a_word_file(title=f"{CANARY} anew")
LOGO = a_picture()


@cache
def read_once(content: bytes, name: str):
    """Reading a Word file takes longer than all the rest of a world, and says the same each time."""
    return read_word(content, name)


def _documents(world: World) -> None:
    """The centre's logo; a document mapped to a clause; a file that is being looked at."""
    nominee = world.people["Q", "own"]
    badge_actions.give_logo(world.centre, by=nominee, at=MONDAY, picture=read_picture(LOGO))
    read = read_once(WORD_FILE, "equality.docx")
    issue = document_actions.upload_document(world.centre, by=nominee, at=MONDAY, read=read)
    document = document_actions.keep_document(
        issue, by=nominee, at=MONDAY, title=CANARY, owner="Head", place="The staff site",
        review_due_on=date(2040, 9, 1),
    )  # fmt: skip
    document_actions.map_clause(
        document, by=nominee, at=MONDAY, section="monitoring", clauses=["APP-7"]
    )
    tried = document_actions.upload_document(
        world.centre, by=nominee, at=MONDAY, read=read_once(NEWER_FILE, "new.docx")
    )
    of_document = {"document", "newer_document", "withdraw_document", "review_document"}
    world.kwargs |= {name: {"pk": document.pk} for name in of_document} | {
        "keep_document": {"pk": tried.pk}, "leave_document": {"pk": tried.pk},
        "map_section": {"pk": document.pk, "section": "monitoring"},
        "map_clause": {"clause_id": "APP-P4"},
        "unmap_clause": {"pk": document.mappings.get().pk},
    }  # fmt: skip
    world.objects["document"] = document


def _rules(world: World) -> None:
    """An amendment of the rule pack in use, and one that waits."""
    nominee = world.people["Q", "own"]
    before = rule_actions.try_rules(
        world.centre, by=nominee, at=MONDAY, name="Before", content=EXAMPLE_RULES,
        file_name="a.json",
    )  # fmt: skip
    rule_actions.put_rules_in_use(before, by=nominee, at=MONDAY)
    waiting = rule_actions.try_rules(
        world.centre, by=nominee, at=MONDAY, name="Waiting", content=OTHER_RULES,
        file_name="b.json",
    )  # fmt: skip
    world.kwargs |= {
        name: {"pk": waiting.pk}
        for name in ("rule_amendment", "put_rules_in_use", "set_rules_aside")
    } | {"take_rules_back": {"pk": before.pk}, "rule": {"key": "registration.deadline"}}
    world.objects["amendment"] = waiting


TIMETABLE = SimpleUploadedFile("timetable.txt", f"Monday, {CANARY}".encode())


def _teaching(world: World) -> None:
    """A programme file with a timetable, an employer who is to come, a meeting with an action."""
    cohort, unit = world.objects["cohort"], world.objects["unit"]
    leader, assessor = world.people["P", "own"], world.people["A", "own"]
    UnitTaken.objects.create(cohort=cohort, unit=unit)
    allocation = allocate_staff(
        cohort, by=leader, at=MONDAY, person=assessor, role=Role.ASSESSOR,
        from_on=date(2025, 9, 3),
    )  # fmt: skip
    timetable = teaching_actions.add_timetable(
        cohort, by=leader, at=MONDAY, valid_from_on=date(2025, 9, 3), taken=take_in(TIMETABLE)
    )
    involvement = teaching_actions.involve_employer(
        cohort, by=leader, at=MONDAY, employer=CANARY, what="A talk", on=date(2025, 10, 1)
    )
    meeting = meeting_actions.record_meeting(
        cohort, by=leader, at=MONDAY, kind="team", held_on=date(2025, 9, 10), present=[assessor]
    )
    point = meeting_actions.set_action_point(
        meeting, by=leader, at=MONDAY, what=CANARY, owner=assessor, due_on=date(2025, 11, 3)
    )
    of_cohort = (
        "programme_file", "team", "timetables", "add_timetable", "schemes_of_work",
        "add_teaching_document", "set_unit_beginning", "employers", "involve_employer",
        "class_list", "cohort_tutorials", "class_list_csv", "class_list_xlsx", "meetings", "record_meeting",
        "resources", "told",
    )  # fmt: skip
    world.kwargs |= {name: {"pk": cohort.pk} for name in of_cohort}
    world.kwargs |= {
        name: {"pk": cohort.pk, "unit": unit.pk} for name in ("resource_checks", "sign_resources")
    }
    world.kwargs["tell_learners"] = {"pk": cohort.pk, "policy": "registration"}
    world.kwargs |= {
        name: {"pk": meeting.pk} for name in ("meeting", "write_minutes", "set_action_point")
    }
    world.kwargs |= {
        "end_allocation": {"pk": allocation.pk}, "settle_involvement": {"pk": involvement.pk},
        "finish_action_point": {"pk": point.pk}, "give_action_point": {"pk": point.pk},
        "evidence": {"pk": attached_to(timetable)[0].pk},
        "openings": {"pk": attached_to(timetable)[0].pk},
    }  # fmt: skip


def _people(world: World, lena: Person) -> None:
    programme, other = world.objects["programme"], world.objects["other"]
    for code, role in CODES.items():
        if code == "L":
            world.people["L", "own"] = lena
            world.people["L", "another"] = a_person(world.centre, "Lola Learner", role)
        elif code in ON_PROGRAMME:
            world.people[code, "own"] = a_person(world.centre, f"{code} own", role, programme)
            world.people[code, "other programme"] = a_person(
                world.centre, f"{code} other", role, other
            )
        elif code in "HQ":
            person = Person.objects.create(centre=world.centre, name=f"{code} own")
            hold(person, role)
            world.people[code, "own"] = person
        else:
            world.people[code, "own"] = a_person(world.centre, f"{code} own", role)
        if code not in "HQL":
            gone = a_person(world.centre, f"{code} gone")
            held = hold(gone, role, programme if code in ON_PROGRAMME else None)
            held.until_at = MONDAY
            held.save()
            world.people[code, "formerly"] = gone
    for (code, scope), person in world.people.items():
        address = f"{code}-{scope.replace(' ', '-')}-{world.centre.number}@example.ac.uk".lower()
        Account.objects.create(email=address, person=person)
