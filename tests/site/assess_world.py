"""Work in every state that an address needs, on assignments that were issued."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from fairmark.assessment import (
    comment_actions,
    decision_actions,
    hand_in_actions,
    observation_actions,
    question_actions,
)
from fairmark.assessment.models import AssessmentRecord, Decision, Submission
from fairmark.assessment.rules import Cell
from fairmark.briefs.models import Brief, Issue
from fairmark.calendar.clock import now, today
from fairmark.evidence.arriving import expect
from fairmark.evidence.keeping import attached_to, take_in
from fairmark.learners import tutorial_actions
from fairmark.learners.models import Enrolment, Learner
from fairmark.learners.tutorial_rules import Agreed
from fairmark.people.models import ConflictOfInterest
from fairmark.similarity.models import Likeness

HONEST = {"ai_use": "none", "declared": True}


def add_assessed(world, plan, unit, criteria, planned) -> None:
    """An assignment with nothing yet, and one each begun, handed in, confirmed, decided, signed, returned."""
    author, cohort = world.people["A", "own"], plan.cohort
    enrolment = Enrolment.objects.get(cohort=cohort)
    lena = enrolment.learner.person
    made: dict[str, tuple] = {}
    for number, state in enumerate(
        ("nothing", "begun", "handed in", "confirmed", "decided", "signed", "returned", "tied"),
        start=20,
    ):
        one = cohort.assignments.create(centre=world.centre, unit=unit, number=number)
        piece = planned(one)
        brief = Brief.objects.create(
            centre=world.centre, assignment=one, version=1, state="issued", title="Research",
            scenario="You work.", evidence="A report.", ai_rule="never", written_by=author,
            written_at=now(), approved_by=world.people["I", "own"], approved_at=now(),
            hand_out_on=piece.hand_out_on, hand_in_on=today() + timedelta(days=30),
        )  # fmt: skip
        issue = Issue.objects.create(brief=brief, set_on=today(), session="face to face",
                                     session_note="P2", by=author, at=now())  # fmt: skip
        if state == "tied":  # judged by somebody who has declared a tie, and by nobody else
            piece.assessors.update(person=world.people["I", "own"])
            tie = ConflictOfInterest.objects.create(
                centre=world.centre, person=world.people["I", "own"], kind="family",
                learner_ref=enrolment.learner.ref, about="My son.", declared_at=now(),
            )  # fmt: skip
        made[state] = (one, issue, _work(state, one, issue, lena, author, criteria, enrolment))
    for name, state in {
        "assignment_work": "handed in", "work_confirm": "handed in", "work_sign": "decided",
        "work_return": "signed", "work_extend": "nothing", "work_hand_in_for": "nothing",
        "work_observe": "handed in", "work_witness": "handed in",
        "assignment_likenesses": "handed in", "compare_work": "handed in",
    }.items():  # fmt: skip
        world.kwargs[name] = {"pk": made[state][0].pk}
    for name, state in {
        "work": "confirmed", "work_decide": "confirmed", "work_again": "returned",
        "work_refuse": "returned", "work_tie": "tied", "work_recommend": "returned",
    }.items():  # fmt: skip
        world.kwargs[name] = {"pk": made[state][2].pk}
    like = Likeness.objects.create(
        one=made["handed in"][2], other=made["returned"][2], percent=100, percent_other=100,
        passages=[[0, 0, 3]], asked_from=15, at=now(),
    )  # fmt: skip
    world.kwargs |= {name: {"pk": like.pk} for name in ("likeness", "look_into_likeness")}
    _judged_unlike(world, *made["returned"][:2], criteria)
    begun = made["begun"]
    asked = question_actions.ask_question(begun[1], by=lena, at=now(), words="May it be a poster?")
    world.kwargs |= {"my_question": {"pk": begun[1].pk}, "question_answer": {"pk": asked.pk}}
    world.kwargs |= {name: {"pk": begun[1].pk} for name in ("my_hand_in", "my_file", "my_sending")}
    film = expect(lena, f"work on {begun[1].pk}", "film.mp4", 12)
    world.kwargs["my_piece"] = {"pk": begun[1].pk, "address": film.address}
    [file] = attached_to(begun[2])
    world.kwargs["my_file_off"] = {"pk": begun[1].pk, "file": file.pk}
    what = {
        "by": author,
        "at": now(),
        "enrolment": enrolment,
        "on": today(),
        "criteria": criteria[:1],
    }
    seen = observation_actions.record_observation(
        begun[0], activity="Served three guests.", how="She explained each dish.", **what
    )
    told = observation_actions.record_witness_statement(
        begun[0], witness="Gwen Price", post="Head chef", relation="employer", written="witness",
        seen="She ran the pass.", signed_on=today(), paper="The course folder", **what,
    )  # fmt: skip
    world.kwargs["my_observation"] = {"pk": begun[1].pk, "observation": seen.pk}
    for name, one in (("observation", seen), ("witness_statement", told)):
        world.kwargs |= {place: {"pk": one.pk} for place in (name, f"{name}_take_back")}
        world.kwargs |= {
            f"{name}_paper": {"pk": one.pk, "kind": "docx"}, f"{name}_blank": {"kind": "docx"},
        }  # fmt: skip
    talk = tutorial_actions.note_tutorial(
        enrolment.learner, by=author, at=now(), on=today(), words="How the term goes.",
        targets=[Agreed("Draft the report.", today() + timedelta(days=7))],
    )  # fmt: skip
    world.kwargs |= {
        "tutorials": {"pk": talk.learner_id}, "tutorial_note": {"pk": talk.learner_id},
        "tutorial_correct": {"pk": talk.pk}, "my_tutorial_reply": {"pk": talk.pk},
        "tutorial_settle": {"pk": talk.targets.get().pk},
    }  # fmt: skip
    kept = comment_actions.keep_comment(
        cohort.programme, by=author, at=now(), words="Say what it rests on.", is_shared=True
    )
    world.kwargs |= {place: {"pk": kept.pk} for place in ("comment_reword", "comment_retire")}
    world.kwargs["comment_keep"] = {"pk": cohort.programme_id}
    world.work |= {
        "enrolment": enrolment,
        "tie": tie,
        "works": {state: one[2] for state, one in made.items()},
    }


def _judged_unlike(world, assignment, issue, criteria) -> None:
    """Two groups of which one met a criterion and the other did not: a difference to review."""
    by, at = world.people["A", "own"], now()
    learners = Learner.objects.bulk_create(
        Learner(centre=world.centre, ref=f"W{n:03d}", surname="Grey", forenames=f"Pat {n}",
                sex="FM"[n % 2])
        for n in range(24)
    )  # fmt: skip
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(centre=world.centre, learner=one, cohort=assignment.cohort, starts_on=today())
        for one in learners
    )
    works = Submission.objects.bulk_create(
        Submission(centre=world.centre, assignment=assignment, enrolment=one, brief=issue.brief,
                   begun_by=by, begun_at=at, handed_in_by=by, handed_in_at=at, ai_use="none",
                   statement=["Mine."])
        for one in enrolments
    )  # fmt: skip
    records = AssessmentRecord.objects.bulk_create(
        AssessmentRecord(submission=one, number=1, statement=["Seen."], by=by, at=at)
        for one in works
    )
    Decision.objects.bulk_create(
        Decision(submission=one, criterion=criteria[0], outcome=("met", "not met")[n % 2], by=by, at=at,
                 record=record)
        for n, (one, record) in enumerate(zip(works, records, strict=True))
    )  # fmt: skip
    world.kwargs |= {
        "fairness_cohort": {"pk": assignment.cohort_id},
        "fairness_review": {"pk": assignment.cohort_id, "by": "sex", "group": "F",
                            "band": criteria[0].band},
    }  # fmt: skip


def _work(state, one, issue, lena, author, criteria, enrolment) -> Submission | None:
    if state == "nothing":
        return None
    work = hand_in_actions.begin_work(issue, by=lena, at=now())
    taken = take_in(SimpleUploadedFile("report.txt", b"What I found.\n"))
    hand_in_actions.add_work_file(work, by=lena, at=now(), files=[taken])
    if state == "begun":
        return work
    work = hand_in_actions.hand_in(work, by=lena, at=now(), **HONEST)
    if state in ("handed in", "tied"):
        return work
    what = {"by": author, "at": now(), "works": [work]}
    decision_actions.confirm_authenticity(one, authentic=True, how="known", **what)
    if state == "confirmed":
        return work
    cells = [
        Cell(enrolment.pk, one.pk, criterion.pk, "not met" if criterion.band == "D" else "met")
        for criterion in criteria
    ]
    decision_actions.decide(one.cohort, by=author, at=now(), cells=cells)
    if state != "decided":
        decision_actions.sign_records(one, declared=True, **what)
    if state == "returned":
        decision_actions.return_work(one, **what)
    return work


def posts_of_assessed(world) -> dict[str, tuple[str, dict]]:
    """By address: who may, and what they type."""
    works, soon = world.work["works"], f"{today() + timedelta(days=31):%d/%m/%Y}"
    criteria = world.work["criteria"]
    next_week = f"{today() + timedelta(days=7):%d/%m/%Y}"
    typed = {"ai_use": "used", "ai_tool": "A chat tool", "ai_words": "For ideas", "declared": "on",
             "sources": "The firm’s site", "reason": "I did not know."}  # fmt: skip
    learner = {"enrolment": world.work["enrolment"].pk}
    return {
        "my_hand_in": ("L", typed | {"ai_use": "none"}),
        "my_file": ("L", {"file": SimpleUploadedFile("b.txt", b"More."), "copies": "work"}),
        "my_file_off": ("L", {"why": ""}),
        "work_confirm": ("A", {"works": [works["handed in"].pk], "authentic": "yes",
                               "how": "known", "words": "We talked about page 2."}),
        "work_sign": ("A", {"works": [works["decided"].pk], "declared": "on",
                            "comments": "Well begun."}),
        "work_return": ("A", {"works": [works["signed"].pk]}),
        "work_extend": ("A", learner | {"until_on": soon, "why": "In hospital."}),
        "work_hand_in_for": ("A", learner | typed | {
            "on_behalf": "Practical work.", "is_practical": "on",
            "received_on": f"{today():%d/%m/%Y}",
            "copies": SimpleUploadedFile("chat.txt", b"What was asked."),
        }),
        "work_decide": ("A", {f"c{one.pk}": "met" for one in criteria}
                        | {f"f{criteria[0].pk}": "Well argued."}),
        "work_again": ("V", {"due_on": next_week, "can_improve": "yes",
                             "criteria": [one.pk for one in criteria if one.band == "D"]}),
        "compare_work": ("A", {}),
        "look_into_likeness": ("V", {"outcome": "talk", "words": "Three words, in one order."}),
        "my_question": ("L", {"words": "May it be a film?"}),
        "question_answer": ("A", {"answer": "Read the brief’s evidence list again."}),
        "my_observation": ("L", {"agrees": "no", "words": "There were two guests."}),
        "work_observe": ("A", learner | {
            "activity": "Ran a stall.", "on": f"{today():%d/%m/%Y}", "criteria": [criteria[0].pk],
            "how": "Each price was explained.", "support": "A photograph",
            "files": SimpleUploadedFile("stall.txt", b"A stall."),
        }),
        "work_witness": ("A", learner | {
            "witness": "Gwen Price", "post": "Head chef", "relation": "employer",
            "written": "witness", "seen": "A calm service.", "on": f"{today():%d/%m/%Y}",
            "criteria": [criteria[0].pk], "signed_on": f"{today():%d/%m/%Y}",
            "paper": "The course folder", "files": SimpleUploadedFile("signed.txt", b"Signed."),
        }),
        "observation_take_back": ("A", {"why": "The wrong day."}),
        "witness_statement_take_back": ("A", {"why": "The wrong learner."}),
        "tutorial_note": ("A", {"on": f"{today():%d/%m/%Y}", "words": "Where the report stands.",
                                "is_shared": "no", "why_private": "About home.",
                                "what1": "Finish it.", "due1": next_week}),
        "tutorial_correct": ("A", {"on": f"{today():%d/%m/%Y}", "words": "How the year goes.",
                                   "is_shared": "no", "why_private": "About home.",
                                   "why": "I meant the year."}),
        "tutorial_settle": ("A", {"is_done": "yes", "outcome": "Handed over."}),
        "my_tutorial_reply": ("L", {"words": "I shall need a week more."}),
        "comment_keep": ("A", {"words": "Name your source."}),
        "comment_reword": ("A", {"words": "Say what it rests upon.", "is_shared": "on"}),
        "comment_retire": ("A", {}),
        "work_refuse": ("V", {"why": "No new evidence."}),
        "work_recommend": ("A", {"can_improve": "yes", "words": "The D needs one page more."}),
        "fairness_review": ("V", {"words": "No laptops in week 3.", "outcome": "to do",
                                  "to_do": "Lend laptops.", "due_on": next_week}),
        "work_tie": ("V", {"conflict": world.work["tie"].pk, "why": "Nobody else teaches it."}),
    }  # fmt: skip
