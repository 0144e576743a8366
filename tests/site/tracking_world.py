"""The tracking sheet of the unit on which the world's work is."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile

from fairmark.calendar.clock import now
from fairmark.planning.models import AssessmentPlan
from fairmark.tracking import result_actions as results
from tests.builders import an_enrolment

SHEET = b"Ref,20A.P1,A.M1\nREF,Y,N\n"
SIGNED = {"records_at": "Room B12", "declared": "on"}


def add_tracking(world) -> None:
    """By the work that is confirmed and not decided yet."""
    work = world.work["works"]["confirmed"]
    sheet = {"pk": work.assignment.cohort_id, "unit": work.assignment.unit_id}
    names = ("tracking_sheet", "tracking_decide", "tracking_sheet_file", "tracking_workbook")
    world.kwargs |= dict.fromkeys(names, sheet)
    world.kwargs["tracking_units"] = {"pk": sheet["pk"]}
    row = sheet | {"enrolment": work.enrolment_id}
    world.kwargs["tracking_row"] = row
    learner = {"pk": sheet["pk"], "enrolment": work.enrolment_id}
    world.kwargs |= {"predictions": learner, "predict_whole": learner, "predict_unit": row}
    world.kwargs["tracking_cell"] = row | {
        "assignment": work.assignment_id, "criterion": world.work["criteria"][0].pk,
    }  # fmt: skip
    _add_results(world)


def _add_results(world) -> None:
    """A sheet that was tried, and one that was brought in, of a cohort whose work is not here."""
    cohort = AssessmentPlan.objects.get(pk=world.kwargs["plan"]["pk"]).cohort
    learner = world.objects["learner"]
    an_enrolment(cohort, learner)
    leader = world.people["P", "own"]
    content = SHEET.replace(b"REF", learner.ref.encode())

    def uploaded(name: str, sheet: bytes):
        file = results.upload_results(cohort, by=leader, at=now(), file_name=name, content=sheet)
        file = results.say_how_to_read(file, by=leader, at=now(), assessor="Olu Old")
        return file, results.trial_of(file, leader, now()).fingerprint

    brought, seen = uploaded(
        "brought.csv", b"Ref,20A.D1\nREF,Y\n".replace(b"REF", learner.ref.encode())
    )
    results.bring_in_results(
        brought, by=leader, at=now(), seen=seen, records_at="Room B12", declared=True
    )
    tried, seen = uploaded("tried.csv", content)
    world.work |= {"sheet": content, "seen": seen}
    world.kwargs["tracking_results"] = {"pk": cohort.pk}
    world.kwargs |= {
        name: {"pk": tried.pk} for name in ("results_file", "results_reading", "results_aside")
    }
    world.kwargs["results_undo"] = {"pk": brought.pk}


def posts_of_tracking(world) -> dict[str, tuple[str, dict]]:
    """By address: who may, and what they type."""
    work = world.work["works"]["confirmed"]
    cell = {"e": work.enrolment_id, "a": work.assignment_id, "seen": None, "outcome": "met",
            "c": world.work["criteria"][0].pk}  # fmt: skip
    return {
        "tracking_decide": ("A", {"cells": json.dumps([cell])}),
        "tracking_workbook": ("A", {"cells": json.dumps([cell])}),
        "predict_whole": ("A", {"grade": "U", "why": "Away since autumn."}),
        "predict_unit": ("A", {"grade": "P", "why": "Two strong drafts."}),
        "tracking_results": ("P", {"file": SimpleUploadedFile("new.csv", world.work["sheet"])}),
        "results_file": ("P", SIGNED | {"seen": world.work["seen"]}),
        "results_reading": (
            "P",
            {"assessor": "Una Other", "marks": "C = met", "name": "", "unit": ""},
        ),
        "results_undo": ("P", {}),
        "results_aside": ("P", {}),
        "tracking_cell": ("A", {"outcome": "not met", "feedback": "Name both firms."}),
    }
