"""The tracking sheet of the unit on which the world's work is."""

import json


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
        "tracking_cell": ("A", {"outcome": "not met", "feedback": "Name both firms."}),
    }
