"""Plans and briefs in every state that an address needs, on the world's own programme."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fairmark.briefs import actions, issue_actions, verification_actions
from fairmark.briefs.models import Brief
from fairmark.briefs.queries import open_points, questions_for
from fairmark.calendar.clock import now, today
from fairmark.calendar.models import AcademicYear
from fairmark.evidence.keeping import attached_to, take_in
from fairmark.planning.models import AssessmentPlan, PlannedAssignment
from fairmark.planning.workbook import as_workbook
from fairmark.planning.workbook_actions import upload_workbook
from fairmark.programmes.models import Cohort
from tests.builders import a_criteria, a_unit, an_enrolment, standardise, take
from tests.planning.workbooks import edited_workbook
from tests.site.assess_world import add_assessed
from tests.site.tracking_world import add_tracking

A_FILE = b"Sales by month\n"


def add_work(world, canary: str) -> None:
    """Cohorts without a plan, with a draft, and with a signed plan and its briefs."""
    unit = a_unit(world.objects["programme"], number="20", title=canary, external=False)
    criteria = a_criteria(unit, "A.P1 A.M1 A.D1")
    _plans(world, unit, criteria)
    _briefs(world, unit, criteria)
    add_tracking(world)


def _cohort(world, starts_on: date, code: str) -> Cohort:
    cohort = world.objects["cohort"]
    year, _ = AcademicYear.objects.get_or_create(
        centre=world.centre, label=f"{starts_on.year}/{(starts_on.year + 1) % 100:02d}",
        defaults={"starts_on": starts_on, "ends_on": starts_on + timedelta(days=364)},
    )  # fmt: skip
    return Cohort.objects.create(
        centre=world.centre, programme=cohort.programme, code=code, year=year,
        specification=cohort.specification, teaching_starts_on=starts_on,
        planned_end_on=starts_on + timedelta(days=360),
    )  # fmt: skip


def _planned(plan, assignment, criteria, verifier, assessor, starts_on: date) -> PlannedAssignment:
    days = [starts_on + timedelta(days=n) for n in (0, 60, 67, 70, 75, 96)]
    made = PlannedAssignment.objects.create(
        plan=plan, assignment=assignment, title="Research", hand_out_on=days[0],
        hand_in_on=days[1], assess_by=days[2], verify_by=days[3], return_by=days[4],
        resubmit_by=days[5], verifier=verifier,
    )  # fmt: skip
    made.criteria.set(criteria)
    made.assessors.create(person=assessor)
    return made


def _plans(world, unit, criteria) -> None:
    without = _cohort(world, date(2031, 9, 1), "XBS3A-2031")
    drafted = _cohort(world, date(2032, 9, 1), "XBS3A-2032")
    take(without, unit)
    take(drafted, unit)
    leader = world.people["P", "own"]
    plan = AssessmentPlan.objects.create(
        centre=world.centre, cohort=drafted, version=1, drafted_by=leader, drafted_at=now()
    )
    assignment = drafted.assignments.create(centre=world.centre, unit=unit, number=1)
    piece = _planned(plan, assignment, criteria, world.people["I", "own"], world.people["A", "own"],
                     date(2032, 9, 13))  # fmt: skip
    world.kwargs |= {
        "plan_of_cohort": {"pk": drafted.pk}, "plan_draft": {"pk": without.pk},
        "plan_add_assignment": {"pk": plan.pk, "unit": unit.pk},
    } | {
        name: {"pk": plan.pk}
        for name in ("plan", "plan_sign", "plan_discard", "plan_add", "plan_workbook",
                     "plan_workbook_file")
    } | {
        name: {"pk": plan.pk, "planned": piece.pk}
        for name in ("planned_assignment", "planned_assignment_drop")
    }  # fmt: skip
    book = edited_workbook(as_workbook(plan, now()), [(2, "Title", "Field research")])
    made = upload_workbook(plan, by=leader, at=now(), file_name="plan.xlsx", content=book)
    world.kwargs["plan_workbook_trial"] = {"pk": plan.pk, "workbook": made.pk}
    world.work |= {"workbook": book}
    world.kwargs |= {
        "plan_paper": {"pk": plan.pk, "kind": "docx"}, "plan_blank": {"kind": "docx"},
    }  # fmt: skip
    world.kwargs["plan_days"] = {"year": 2032, "month": 9}


def _briefs(world, unit, criteria) -> None:
    """One assignment for each state; the plan hands all of them out today."""
    author, verifier = world.people["A", "own"], world.people["I", "own"]
    on = today()
    standardise(world.objects["programme"], author, verifier, on=on, at=now())
    cohort = _cohort(world, date(2030, 9, 2), "XBS3A-2030")
    Cohort.objects.filter(pk=cohort.pk).update(teaching_starts_on=on)
    take(cohort, unit)
    an_enrolment(cohort, world.objects["learner"], starts_on=on)
    plan = AssessmentPlan.objects.create(
        centre=world.centre, cohort=cohort, version=1, drafted_by=author, drafted_at=now(),
        signed_by=world.people["V", "own"], signed_at=now(),
    )  # fmt: skip
    world.kwargs["plan_revise"] = {"pk": plan.pk}
    made: dict[str, Brief] = {}
    for number, state in enumerate(
        ("none", "draft", "sent", "asked", "approved", "signed", "issued", "lesson"), start=1
    ):
        one = cohort.assignments.create(centre=world.centre, unit=unit, number=number)
        _planned(plan, one, criteria, verifier, author, on)
        if state == "none":
            world.kwargs |= {"assignment": {"pk": one.pk}, "brief_begin": {"pk": one.pk}}
            continue
        brief = actions.write_brief(one, by=author, at=now())
        actions.change_brief(brief, by=author, at=now(), title="Research", scenario="You work.",
                             evidence="A report.", ai_rule="never")  # fmt: skip
        task = actions.add_task(brief, by=author, at=now(), title="Report", text="Write it.",
                                criteria=criteria)  # fmt: skip
        made[state] = brief
        if state == "draft":
            taken = take_in(SimpleUploadedFile("sales.csv", A_FILE))
            actions.attach_to_brief(brief, by=author, at=now(), taken=taken)
            world.kwargs["brief_task"] = world.kwargs["brief_task_remove"] = {
                "pk": brief.pk, "task": task.pk,
            }  # fmt: skip
            [file] = attached_to(brief)
            world.kwargs["evidence"] = {"pk": file.pk}
            world.kwargs["brief_take_off"] = {"pk": brief.pk, "file": file.pk}
            continue
        actions.send_brief(brief, by=author, at=now())
        if state != "sent":
            _verify(brief, verifier, state)
    issue_actions.issue_brief(
        made["issued"], by=author, at=now(), set_on=on, session="face to face", session_note="P2"
    )
    add_assessed(
        world, plan, unit, criteria,
        lambda one: _planned(plan, one, criteria, verifier, author, on),
    )  # fmt: skip
    newer = actions.revise_brief(made["lesson"], by=author, at=now(), why="Again")
    old = made["lesson"].verifications.get()
    issue = made["issued"].issues.get()
    world.kwargs |= {
        name: {"pk": made[state].pk}
        for state, names in {
            "draft": ("brief", "brief_words", "brief_add_task", "brief_attach", "brief_send"),
            "sent": ("brief_verify",), "signed": ("brief_countersign",),
            "approved": ("brief_issue",), "issued": ("brief_revise",),
        }.items()
        for name in names
    }  # fmt: skip
    world.kwargs |= {
        "brief_lesson": {"pk": newer.pk, "verification": old.pk},
        "action_point": {"pk": open_points(made["asked"]).get().pk},
        "my_brief": {"pk": issue.pk}, "my_receipt": {"pk": issue.pk},
    }  # fmt: skip
    world.kwargs |= {
        "brief_paper": {"pk": made["issued"].pk, "kind": "docx"}, "brief_blank": {"kind": "docx"},
        "verification_paper": {"pk": old.pk, "kind": "docx"},
        "verification_blank": {"family": "hn_rqf_2016", "kind": "docx"},
        "my_brief_paper": {"pk": issue.pk, "kind": "docx"},
    }  # fmt: skip
    world.work |= {"criteria": criteria, "briefs": made}


def _verify(brief: Brief, verifier, state: str) -> None:
    asked = state == "asked"
    answers = [
        (one, "no" if asked and one.id == "fit" else "yes", "Too long." if one.id == "fit" else "")
        for one in questions_for(brief, timezone.localdate())
    ]
    owner = brief.written_by
    verification_actions.verify_brief(
        brief, by=verifier, at=now(), outcome="changes" if asked else "approved", answers=answers,
        lesson="More time." if state == "lesson" else "",
        actions=[{"words": "Shorten it", "owner": owner, "due_on": today()}] if asked else [],
    )  # fmt: skip
    brief.refresh_from_db()


def make_higher(world) -> None:
    """The programme is a Higher National, whose briefs need a second signature."""
    qualification = world.objects["programme"].qualification
    qualification.family = "hn_rqf_2016"
    qualification.save(update_fields=["family"])


def posts_of_work(world) -> dict[str, tuple[str, dict]]:
    """By address: who may, and what they type."""
    soon = f"{today():%d/%m/%Y}"
    criteria = [one.pk for one in world.work["criteria"]]
    brief = world.work["briefs"]["sent"]
    questions = questions_for(brief, today())
    days = {"hand_out_on": "20/9/2032", "hand_in_on": "15/11/2032", "assess_by": "22/11/2032",
            "verify_by": "24/11/2032", "return_by": "29/11/2032", "resubmit_by": ""}  # fmt: skip
    people = {"assessor": world.people["A", "own"].pk, "verifier": world.people["I", "own"].pk}
    task = {"title": "Poster", "text": "Draw it.", "criteria": criteria}
    return {
        "plan_draft": ("P", {"like": ""}),
        "plan_sign": ("V", {"reason": "The rest follows."}),
        "plan_revise": ("P", {"why": "The visit moved."}),
        "plan_discard": ("P", {"why": "Begun wrongly."}),
        "plan_add_assignment": ("V", {"title": "Extra", "criteria": criteria, **days, **people}),
        "planned_assignment": ("P", {"title": "Other", "criteria": criteria, **days, **people}),
        "planned_assignment_drop": ("P", {"why": "Not needed."}),
        "plan_workbook": ("V", {"file": SimpleUploadedFile("p.xlsx", world.work["workbook"])}),
        "plan_workbook_trial": ("P", {}),
        "brief_begin": ("A", {"source": ""}),
        "brief_words": ("A", {"title": "Other", "origin": "own", "scenario": "You.", "evidence": "A.",
                              "ai_rule": "named", "ai_uses": "Spelling"}),
        "brief_add_task": ("I", task),
        "brief_task": ("V", task),
        "brief_task_remove": ("A", {"why": "Not needed."}),
        "brief_attach": ("A", {"file": SimpleUploadedFile("more.txt", b"More.")}),
        "brief_take_off": ("P", {"why": "An old one."}),
        "brief_lesson": ("A", {"words": "A week more."}),
        "brief_send": ("A", {}),
        "brief_verify": ("I", {f"answer_{q.id}": "yes" for q in questions} | {"outcome": "approved"}),
        "action_point": ("A", {"done": "Shortened."}),
        "brief_countersign": ("P", {}),
        "brief_issue": ("A", {"set_on": soon, "session": "remote", "session_note": "Teams, 10:00"}),
        "brief_revise": ("A", {"why": "The firm closed."}),
        "my_receipt": ("L", {}),
    }  # fmt: skip
