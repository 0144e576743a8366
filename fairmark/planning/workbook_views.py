"""The workbook of a plan: taken out, uploaded, tried, brought in."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fairmark.calendar.clock import now
from fairmark.exchange.reading import Unreadable, refuse_large
from fairmark.planning import forms, workbook_actions
from fairmark.planning.models import PlanWorkbook
from fairmark.planning.views import SEE_PLANS, _crumbs, _plan
from fairmark.planning.workbook import as_workbook
from fairmark.ui.asking import Asking, ask
from fairmark.ui.forms import Confirm
from fairmark.ui.pages import page_for
from fairmark.workflow.posting import attempt

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page_for(*SEE_PLANS)
def take_out(request, pk):
    """The plan as an XLSX."""
    one = _plan(request, pk)
    response = HttpResponse(as_workbook(one, now()), content_type=_TYPE)
    name = f"Plan {one.cohort.code} version {one.version}.xlsx".replace("/", "-").replace('"', "")
    response.headers["Content-Disposition"] = f'attachment; filename="{name.replace(" ", "-")}"'
    return response


@page_for(*SEE_PLANS)
def upload(request, pk):
    """Take in a workbook of the plan, to be tried."""
    one = _plan(request, pk)
    form = forms.WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse_large(form.cleaned_data["file"].size, "A plan’s workbook is far smaller.")
        except Unreadable as problem:
            form.add_error("file", str(problem))
    asking = Asking(
        f"Bring the workbook of {one} in", "Upload and look at it", one.get_absolute_url(),
        crumbs=(*_crumbs(one.cohort), (one.get_absolute_url(), "Plan")),
        consequences=(
            "You see first what would change, row by row.",
            "It comes in as a whole or not at all.",
        ),
    )  # fmt: skip
    return ask(
        request, workbook_actions.upload_workbook, one, asking, form=form,
        done="The workbook is here. Nothing is changed yet.",
        to=lambda made: made.get_absolute_url(),
        what=lambda answers: {"file_name": answers["file"].name, "content": answers["file"].read()},
        template="planning/workbook.html", context={"plan": one},
    )  # fmt: skip


@page_for(*SEE_PLANS)
def bring_in(request, pk, workbook):
    """What the workbook would change, every error by row and column; and the button that does it."""
    one = _plan(request, pk)
    book = get_object_or_404(PlanWorkbook.objects.select_related("plan__cohort__centre"),
                             pk=workbook, plan=one)  # fmt: skip
    action = workbook_actions.bring_in_workbook
    if action.holding(book, request.person, now()) is None:
        raise Http404
    kind = forms.WhyForm if one.is_signed else Confirm
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (outcome := attempt(action, book, request, form)):
        return redirect(outcome.result)
    trial, obstacles = None, []
    try:
        trial = workbook_actions.trial_of(book, now())
    except Unreadable as problem:
        obstacles = [str(problem)]
    if not obstacles and not trial.errors:
        obstacles = workbook_actions.obstacles_to_bringing_in(book, request.person, now())
    return render(
        request, "planning/workbook_trial.html",
        {
            "plan": one, "book": book, "form": form, "trial": trial, "obstacles": obstacles,
            "crumbs": (*_crumbs(one.cohort), (one.get_absolute_url(), "Plan")),
            "changes": [step for step in trial.steps if step.what != "same"] if trial else [],
        },
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip
