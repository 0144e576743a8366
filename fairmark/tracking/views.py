"""Tracking sheets as people see them, and the one address that decides their cells."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe

from fairmark.assessment import decision_actions
from fairmark.assessment.comment_queries import offered_to
from fairmark.assessment.models import CarriedResult, Decision, Submission
from fairmark.assessment.queries import feedback_allowed
from fairmark.assessment.rules import Cell, Outcome
from fairmark.calendar.clock import now, today
from fairmark.catalogue.models import Criterion, Unit
from fairmark.people.rules import SEES_ALL_LEARNERS, SEES_OWN_LEARNERS
from fairmark.planning.models import Assignment
from fairmark.tracking import drawing, queries, result_actions, saving, unit_drawing, waiting
from fairmark.tracking.by_unit import VIEWS, unit_sheet_of
from fairmark.tracking.forms import CellForm
from fairmark.tracking.rules import BEFORE
from fairmark.ui.pages import page_for
from fairmark.workflow.posting import attempt, once

SEE_SHEETS = tuple(sorted(SEES_ALL_LEARNERS | SEES_OWN_LEARNERS))
SORTS = (("name", "Name"), ("grade", "Grade"))


def cohort_of(request, pk):
    """A cohort whose learners this person may see."""
    cohorts = queries.visible_cohorts(request.centre, request.holdings)
    return get_object_or_404(cohorts, pk=pk)


def _unit(cohort, pk):
    return get_object_or_404(Unit, pk=pk, specification=cohort.specification_id)


def _looking(request, cohort):
    return queries.Looking.by(request.person, request.holdings, cohort, now())


@page_for(*SEE_SHEETS)
def sheets(request):
    """Every sheet, with how much waits in it."""
    cohorts = queries.visible_cohorts(request.centre, request.holdings)
    found = waiting.sheets_of(
        list(cohorts.order_by("-year__starts_on", "programme__title", "code"))
    )
    return render(request, "tracking/list.html", {"sheets": found})


@page_for(*SEE_SHEETS)
def by_unit(request, pk):
    """Learners down, units across, and what the qualification may become."""
    cohort = cohort_of(request, pk)
    sheet = unit_sheet_of(cohort)
    views = VIEWS if sheet.is_projected else ()
    head = unit_drawing.drawn_head(
        sheet.heads, cohort.pk, [name for _, name, _ in views], len(sheet.rows)
    )
    return render(
        request, "tracking/by_unit.html",
        {
            "cohort": cohort, "sheet": sheet, "views": views,
            "may_bring_in": result_actions.upload_results.holding(cohort, request.person, now()),
            "head": mark_safe(head),  # noqa: S308 (escaped where it is drawn)
            "body": mark_safe(unit_drawing.drawn_body(sheet.rows, sheet.heads, cohort.pk)),  # noqa: S308
        },
    )  # fmt: skip


@page_for(*SEE_SHEETS)
def by_criterion(request, pk, unit):
    """Learners down, criteria across: read by the team, decided in by its assessors."""
    cohort = cohort_of(request, pk)
    of = _unit(cohort, unit)
    whole = queries.sheet_of(cohort, of, _looking(request, cohort))
    chosen = {name: request.GET.get(name, "") for name in ("group", "name", "sort")}
    order = queries.grades_in_order(cohort, of) if chosen["sort"] == "grade" else ()
    sheet = queries.arranged(whole, **chosen, order=order)
    unsigned = queries.unsigned_in(whole)
    editable = any(cell.editable for row in sheet.rows for cell in row.cells)
    return render(
        request, "tracking/by_criterion.html",
        {
            "cohort": cohort, "unit": of, "sheet": sheet, "whole": whole, "chosen": chosen,
            "sorts": SORTS, "groups": sorted({row.group for row in whole.rows if row.group}),
            "head": mark_safe(drawing.drawn_head(sheet)),  # noqa: S308 (escaped where it is drawn)
            "body": mark_safe(drawing.drawn_body(sheet)),  # noqa: S308
            "foot": mark_safe(drawing.drawn_foot(sheet)),  # noqa: S308
            "legend": [(kind, mark_safe(inside), words) for kind, inside, words in drawing.legend()],  # noqa: S308
            "sprite": mark_safe(drawing.sprite()),  # noqa: S308
            "editable": editable, "to_sign": sum(unsigned.values()), "at": now(),
            "unsigned": unsigned,
            "to_sign_in": [(band, unsigned[band.assignment]) for band in whole.bands
                           if band.assignment in unsigned],
        },
    )  # fmt: skip


@page_for(*SEE_SHEETS)
def decide(request, pk, unit):
    """Decide the cells that are posted, all of them or none; to a sheet the answer is JSON."""
    cohort = cohort_of(request, pk)
    of = _unit(cohort, unit)
    if decision_actions.decide.holding(cohort, request.person, now()) is None:
        raise Http404
    if request.method != "POST":
        # A post that was carried out already is sent on here: the sheet shows what came of it.
        return redirect("tracking_sheet", pk, unit)
    try:
        cells = saving.read_cells(request.POST.get("cells", ""))
        saved = saving.save(
            cohort, request.person, now(), cells, request.POST.get("why", "").strip()[:300],
            once(request),
        )  # fmt: skip
    except saving.NotUnderstood as problem:
        return JsonResponse({"words": problem.words, "refused": problem.refused}, status=422)
    if saved.status == 200 and "application/json" not in request.headers.get("Accept", ""):
        return redirect("tracking_sheet", pk, unit)
    return JsonResponse(
        {
            **saved.document, "at": f"{timezone.localtime(now()):%H:%M}",
            "rows": _rows(request, cohort, of, saved.enrolments),
        },
        status=saved.status,
    )  # fmt: skip


def _rows(request, cohort, unit, enrolments):
    """The rows as they stand now, by enrolment."""
    if not enrolments:
        return {}
    sheet = queries.sheet_of(cohort, unit, _looking(request, cohort), only=enrolments)
    return {row.enrolment: drawing.drawn_row(row, sheet.columns) for row in sheet.rows}


@page_for(*SEE_SHEETS)
def row(request, pk, unit, enrolment):
    """A learner's row as it stands, for a sheet that is open."""
    cohort = cohort_of(request, pk)
    found = _rows(request, cohort, _unit(cohort, unit), [enrolment])
    if not found:
        raise Http404
    return JsonResponse({"rows": found})


@page_for(*SEE_SHEETS)
def cell(request, pk, unit, enrolment, assignment, criterion):
    """The record of one cell: the decision, what was decided before, and where feedback is typed."""
    cohort = cohort_of(request, pk)
    of = _unit(cohort, unit)
    one = (
        Assignment(pk=BEFORE, cohort=cohort, unit=of, number=0) if assignment == BEFORE
        else get_object_or_404(Assignment, pk=assignment, cohort=cohort, unit=of)
    )  # fmt: skip
    target = get_object_or_404(Criterion, pk=criterion, unit=of)
    sheet = queries.sheet_of(cohort, of, _looking(request, cohort), only=[enrolment])
    column = next(
        (place for place, column in enumerate(sheet.columns)
         if (column.assignment, column.criterion) == (one.pk, target.pk)), None,
    )  # fmt: skip
    if column is None or not sheet.rows:
        raise Http404
    [row] = sheet.rows
    found = row.cells[column]
    history = _history(one, row, target, sees_drafts=found.editable)
    form = None
    work = Submission.objects.filter(pk=found.work).first() if found.work else None
    standing = next((past for past in history if past.pk == found.seen), None)
    if found.editable and work:
        form = CellForm(
            request.POST or None, signed=work.records.exists(),
            allowed=feedback_allowed(work, today()),
            initial={"outcome": standing.outcome if standing else None,
                     "feedback": standing.feedback if standing else ""},
        )  # fmt: skip
        if request.method == "POST" and attempt(
            decision_actions.decide, cohort, request, form,
            what=lambda answers: {
                "why": answers.get("why", ""),
                "cells": [Cell(row.enrolment, one.pk, target.pk, answers["outcome"], found.seen,
                               answers["feedback"])],
            },
        ):  # fmt: skip
            return redirect("tracking_sheet", pk, unit)
    elif request.method == "POST":
        raise Http404
    kind, inside, words = drawing.cell_in_words(found)
    return render(
        request, "tracking/panel.html" if request.headers.get("X-Panel") else "tracking/cell.html",
        {
            "cohort": cohort, "unit": of, "assignment": one, "criterion": target, "row": row,
            "kept": offered_to(request.person, cohort.programme) if form else [],
            "cell": found, "form": form, "history": history, "work": work, "words": words,
            "sprite": mark_safe(drawing.sprite()), "kind": kind,  # noqa: S308
            "inside": mark_safe(inside), "column": sheet.columns[column],  # noqa: S308
            "carried": CarriedResult.objects.filter(
                enrolment=enrolment, criterion=target, stands=True
            ).select_related("file__run", "file__by").first(),
        },
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _history(assignment, row, criterion, *, sees_drafts):
    """Every decision on the cell, newest first; drafts only to those who assess it."""
    past = Decision.objects.filter(
        submission__assignment=assignment, submission__enrolment=row.enrolment, criterion=criterion
    ).select_related("by", "submission", "record").order_by("-pk")  # fmt: skip
    if not sees_drafts:
        past = past.filter(record__isnull=False)
    return [one for one in past if one.outcome != Outcome.CLEARED or sees_drafts]
