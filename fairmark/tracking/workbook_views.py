"""The workbook of a sheet: taken out, tried row by row, brought in as a whole or not at all."""

import json

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fairmark.assessment import decision_actions
from fairmark.assessment.models import AssessmentRecord
from fairmark.calendar.clock import now
from fairmark.catalogue.models import Unit
from fairmark.exchange.reading import Unreadable, refuse_large
from fairmark.tracking import queries, saving
from fairmark.tracking.forms import BringInForm, WorkbookForm
from fairmark.tracking.views import SEE_SHEETS
from fairmark.tracking.workbook import as_workbook, try_workbook
from fairmark.ui.pages import page_for
from fairmark.ui.words import how_many
from fairmark.workflow.posting import attempt

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sheet(request, pk, unit):
    cohort = get_object_or_404(
        queries.visible_cohorts(request.centre, request.holdings), pk=pk
    )  # fmt: skip
    of = get_object_or_404(Unit, pk=unit, specification=cohort.specification_id)
    looking = queries.Looking.by(request.person, request.holdings, cohort, now())
    return cohort, of, queries.sheet_of(cohort, of, looking)


@page_for(*SEE_SHEETS)
def take_out(request, pk, unit):
    """The sheet as an XLSX."""
    cohort, of, sheet = _sheet(request, pk, unit)
    response = HttpResponse(as_workbook(cohort, of, sheet), content_type=_TYPE)
    name = (
        f"{cohort.code} unit {of.number}.xlsx".replace("/", "-").replace('"', "").replace(" ", "-")
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page_for(*SEE_SHEETS)
def bring_in(request, pk, unit):
    """Upload a workbook, see what it would change, and bring it in."""
    cohort, of, sheet = _sheet(request, pk, unit)
    if decision_actions.decide.holding(cohort, request.person, now()) is None:
        raise Http404
    if "cells" in request.POST:
        return _decide(request, cohort, of)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    trial = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            refuse_large(upload.size, "A tracking sheet’s workbook is far smaller.")
            trial = try_workbook(cohort, of, sheet, upload.read(), upload.name)
        except Unreadable as problem:
            form.add_error("file", str(problem))
    context = {"cohort": cohort, "unit": of, "form": form, "trial": trial}
    if trial and trial.cells and not trial.errors:
        context["bring"] = BringInForm(
            signed=_is_signed(trial.cells),
            initial={"cells": json.dumps([_as_json(one) for one in trial.cells])},
        )  # fmt: skip
    return render(
        request, "tracking/workbook.html", context,
        status=422 if request.method == "POST" and (trial is None or trial.errors) else 200,
    )  # fmt: skip


def _as_json(cell):
    return {"e": cell.enrolment, "a": cell.assignment, "c": cell.criterion, "seen": cell.seen,
            "outcome": cell.outcome}  # fmt: skip


def _is_signed(cells):
    """Whether any of the work is signed, so that the change is a correction."""
    return AssessmentRecord.objects.filter(
        submission__enrolment__in={one.enrolment for one in cells},
        submission__assignment__in={one.assignment for one in cells},
    ).exists()  # fmt: skip


def _decide(request, cohort, unit):
    """Decide what the trial found, as it was seen then; a conflict or a refusal changes nothing."""
    form = BringInForm(request.POST, signed="why" in request.POST)
    try:
        cells = saving.read_cells(request.POST["cells"])
    except saving.NotUnderstood as problem:
        cells = []
        form.add_error(None, str(problem))
    done = attempt(
        decision_actions.decide, cohort, request, form,
        what=lambda answers: {"cells": cells, "why": answers.get("why", "")},
    ) if cells else None  # fmt: skip
    if done:
        return redirect("tracking_sheet", cohort.pk, unit.pk)
    return render(
        request, "tracking/workbook.html",
        {"cohort": cohort, "unit": unit, "form": WorkbookForm(), "bring": form,
         "count": how_many(len(cells), "cell")},
        status=422,
    )  # fmt: skip
