"""A college's own sheet: uploaded, tried mark by mark, brought in as a whole or not at all, undone."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from fairmark.assessment.models import ResultsFile
from fairmark.calendar.clock import now
from fairmark.exchange.models import ImportRun
from fairmark.exchange.reading import Unreadable, refuse_large
from fairmark.exchange.sheets import read_grids
from fairmark.tracking import queries, result_actions
from fairmark.tracking.result_actions import BRINGS_IN
from fairmark.tracking.result_forms import ReadingForm, ResultsForm, SignForm
from fairmark.tracking.result_matching import known_units
from fairmark.tracking.views import SEE_SHEETS
from fairmark.ui.asking import Asking, ask
from fairmark.ui.forms import Confirm
from fairmark.ui.pages import page_for
from fairmark.workflow.posting import attempt

#: How many rows of each list a page shows. (A technical limit.)
_SHOWN = 200


def _cohort(request, pk):
    return get_object_or_404(queries.visible_cohorts(request.centre, request.holdings), pk=pk)


def _file(request, pk):
    files = ResultsFile.objects.filter(
        cohort__in=queries.visible_cohorts(request.centre, request.holdings)
    )
    return get_object_or_404(
        files.select_related("run__uploaded_by", "cohort__programme", "by", "undone_by"), pk=pk
    )


@page_for(*BRINGS_IN)
def results(request, pk):
    """The sheets that were brought in for a cohort, and where another is uploaded."""
    cohort = _cohort(request, pk)
    if result_actions.upload_results.holding(cohort, request.person, now()) is None:
        raise Http404
    remembered = result_actions.remembered(request.centre.pk)
    form = ResultsForm(request.POST or None, request.FILES or None, remembered=remembered)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            refuse_large(upload.size, "Save the tabs with results alone.")
            read_grids(upload.read())
        except Unreadable as problem:
            form.add_error("file", str(problem))
        else:
            upload.seek(0)
    outcome = attempt(
        result_actions.upload_results, cohort, request, form,
        what=lambda answers: {"file_name": answers["file"].name, "content": answers["file"].read()},
    )  # fmt: skip
    if outcome:
        reading = remembered.get(form.cleaned_data.get("like") or "")
        if reading and not outcome.again:
            result_actions.say_how_to_read(outcome.result, by=request.person, at=now(), **reading)
        return redirect(outcome.result)
    files = cohort.results_files.select_related("run__uploaded_by", "by")
    return render(
        request, "tracking/results.html",
        {"cohort": cohort, "form": form, "files": files[:_SHOWN]}, status=422 if form.errors else 200,
    )  # fmt: skip


@page_for(*SEE_SHEETS)
def results_file(request, pk):
    """What an uploaded sheet would do, with every error by row and column; or what came of it."""
    file = _file(request, pk)
    may = result_actions.bring_in_results.holding(file, request.person, now()) is not None
    context = {"file": file, "cohort": file.cohort, "may": may}
    if file.run.status != ImportRun.Status.UPLOADED or not may:
        if request.method == "POST":
            raise Http404
        return render(
            request, "tracking/results_done.html", context | _done(request, file, may=may)
        )
    try:
        trial = result_actions.trial_of(file, request.person, now())
    except Unreadable as problem:
        return render(request, "tracking/results_try.html", context | {"unreadable": str(problem)})
    form = SignForm(
        request.POST or None, carries=bool(trial.carried), initial={"seen": trial.fingerprint}
    )
    outcome = attempt(result_actions.bring_in_results, file, request, form)
    if outcome:
        if not outcome.again:
            messages.success(request, f"“{file}” is brought in.")
        return redirect(file)
    left = sorted(trial.left_out, key=lambda one: not one.conflicts)
    return render(
        request, "tracking/results_try.html",
        context | {
            "trial": trial, "form": form, "errors": trial.errors[:_SHOWN], "left": left[:_SHOWN],
            "more": max(len(left) - _SHOWN, 0), "by_unit": dict(trial.by_unit),
            "by_learner": dict(sorted(trial.by_learner.items())),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def _done(request, file, *, may):
    stands = file.run.status == ImportRun.Status.COMMITTED and may
    return {
        "carried": file.results.count(),
        "may_undo": stands,
        "obstacles": result_actions.obstacles_to_undoing(file, request.person, now()) if stands else [],
    }  # fmt: skip


@page_for(*BRINGS_IN)
def results_reading(request, pk):
    """Say what the sheet does not say itself."""
    file = _file(request, pk)
    action = result_actions.say_how_to_read
    if action.holding(file, request.person, now()) is None:
        raise Http404
    own = result_actions.own_of(file)
    form = ReadingForm(
        request.POST or None, units=known_units(file.cohort),
        initial={"unit": own.unit, "assessor": own.assessor,
                 "marks": "\n".join(f"{mark} = {means}" for mark, means in own.marks.items())},
    )  # fmt: skip
    if attempt(action, file, request, form):
        return redirect(file)
    return render(
        request, "tracking/results_reading.html",
        {"file": file, "cohort": file.cohort, "form": form}, status=422 if form.errors else 200,
    )  # fmt: skip


def _crumbs(file):
    return (
        ("/tracking/", "Tracking sheets"),
        (f"/tracking/cohorts/{file.cohort_id}/results/", "Sheets brought in"),
        (file.get_absolute_url(), str(file)),
    )


@page_for(*BRINGS_IN)
def results_undo(request, pk):
    """Undo a sheet that was brought in."""
    file = _file(request, pk)
    asking = Asking(
        f"Undo “{file}”?", "Undo it", file.get_absolute_url(), warn=True, crumbs=_crumbs(file),
        cannot="This file cannot be undone any more",
        consequences=(
            "Results that it carried over no longer stand; those they had replaced stand again.",
            "Decisions that it drafted and nobody signed are taken back.",
            "The trail keeps both: that it was brought in, and that it was undone.",
        ),
    )  # fmt: skip
    return ask(request, result_actions.undo_results, file, asking, form=Confirm(request.POST),
               done="The file is undone.")  # fmt: skip


@page_for(*BRINGS_IN)
def results_aside(request, pk):
    """Leave an uploaded sheet without bringing it in."""
    file = _file(request, pk)
    asking = Asking(
        f"Set “{file}” aside?", "Set it aside", file.get_absolute_url(), crumbs=_crumbs(file),
        consequences=("Nothing of it is brought in.",),
    )  # fmt: skip
    return ask(request, result_actions.set_results_aside, file, asking, form=Confirm(request.POST),
               done="The file is set aside.",
               to=f"/tracking/cohorts/{file.cohort_id}/results/")  # fmt: skip
