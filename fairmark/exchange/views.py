"""The import wizard: upload, match the columns, try, bring in, undo."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from fairmark.calendar.clock import now
from fairmark.exchange import actions
from fairmark.exchange.files import kept
from fairmark.exchange.forms import MappingForm, UploadForm
from fairmark.exchange.importing import importer_of, importers, mapping_for
from fairmark.exchange.models import ImportRun
from fairmark.exchange.reading import Unreadable, refuse_large
from fairmark.ui.asking import Asking, ask
from fairmark.ui.forms import Confirm
from fairmark.ui.pages import page_for
from fairmark.workflow.posting import attempt

_HOME = ("/imports/", "Files brought in")
#: How many rows of each list a page shows.
_SHOWN = 200


def _runs(request):
    """Of the kinds that are brought in here; another room may keep runs of its own."""
    kinds = [one.kind for one in importers()]
    runs = ImportRun.objects.filter(centre=request.centre, kind__in=kinds)
    return runs.select_related("uploaded_by")


@page_for(*actions.IMPORTS)
def imports(request):
    """What can be brought in, and what was."""
    return render(
        request, "exchange/imports.html",
        {"importers": importers(), "runs": [(one, importer_of(one.kind)) for one in _runs(request)[:50]]},
    )  # fmt: skip


@page_for(*actions.IMPORTS)
def upload(request, kind):
    """Take in a file of one kind."""
    try:
        importer = importer_of(kind)
    except KeyError:
        raise Http404 from None
    form = UploadForm(request.POST or None, request.FILES or None, importer=importer)

    def what(answers):
        return {
            "kind": kind, "file_name": answers["file"].name, "content": answers["file"].read()
        }  # fmt: skip

    if request.method == "POST" and form.is_valid():
        try:
            refuse_large(form.cleaned_data["file"].size)
            importer.table(form.cleaned_data["file"].read(), form.cleaned_data["file"].name)
        except Unreadable as problem:
            form.add_error("file", str(problem))
        form.cleaned_data["file"].seek(0) if "file" in form.cleaned_data else None
    outcome = attempt(actions.upload_file, request.centre, request, form, what=what)
    if outcome:
        return redirect("import_columns", outcome.result.pk)
    return render(
        request, "exchange/upload.html", {"importer": importer, "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


@page_for(*actions.IMPORTS)
def columns(request, pk):
    """Match the columns: guessed, remembered, corrected."""
    run = get_object_or_404(_runs(request), pk=pk)
    importer = importer_of(run.kind)
    table = importer.table(kept(run.sha256), run.file_name)
    mapping = mapping_for(importer, request.centre, table, run.mapping or None)
    form = MappingForm(request.POST or None, importer=importer, table=table, mapping=mapping)
    outcome = attempt(
        actions.map_file, run, request, form,
        what=lambda answers: {"mapping": {k: v for k, v in answers.items() if v}},
    )  # fmt: skip
    if outcome:
        return redirect("import", run.pk)
    return render(
        request, "exchange/columns.html",
        {"run": run, "importer": importer, "form": form, "table": table, "samples": table.rows[:5]},
        status=422 if form.errors else 200,
    )  # fmt: skip


@page_for(*actions.IMPORTS)
def import_run(request, pk):
    """What the file would do, every error by row and column; and the button that brings it in."""
    run = get_object_or_404(_runs(request), pk=pk)
    importer = importer_of(run.kind)
    context = {"run": run, "importer": importer, "shown": _SHOWN}
    if run.status != ImportRun.Status.UPLOADED:
        may_undo = actions.undo_import.holding(run, request.person, now())
        obstacles = actions.obstacles_to_undoing(run, request.person, now()) if may_undo else []
        return render(request, "exchange/done.html", context | {"obstacles": obstacles})
    form = Confirm(request.POST)
    if request.method == "POST":
        outcome = attempt(actions.commit_import, run, request, form)
        if outcome:
            if not outcome.again:
                messages.success(request, f"“{run.file_name}” is brought in.")
            return redirect("import", run.pk)
    plan = actions.plan_of(run, now())
    changes = [step for step in plan.steps if step.what != "same"]
    context |= {
        "plan": plan, "form": form, "changes": changes[:_SHOWN],
        "more": max(len(changes) - _SHOWN, 0), "errors": plan.errors[:_SHOWN],
    }  # fmt: skip
    return render(request, "exchange/try.html", context, status=422 if form.errors else 200)


@page_for(*actions.IMPORTS)
def undo(request, pk):
    """Undo an import."""
    run = get_object_or_404(_runs(request), pk=pk)
    asking = Asking(
        f"Undo “{run.file_name}”?", "Undo the import", run.get_absolute_url(), warn=True,
        crumbs=(_HOME, (run.get_absolute_url(), run.file_name)),
        cannot="This import cannot be undone any more",
        consequences=(
            f"The {run.created} records it made are taken away.",
            f"The {run.changed} it changed are put back as they were.",
            "The trail keeps both: that it was brought in, and that it was undone.",
        ),
    )  # fmt: skip
    return ask(request, actions.undo_import, run, asking, form=Confirm(request.POST),
               done="The import is undone.")  # fmt: skip


@page_for(*actions.IMPORTS)
def aside(request, pk):
    """Leave a file without bringing it in."""
    run = get_object_or_404(_runs(request), pk=pk)
    asking = Asking(
        f"Set “{run.file_name}” aside?", "Set it aside", run.get_absolute_url(),
        crumbs=(_HOME,), consequences=("Nothing of it is brought in.",),
    )  # fmt: skip
    return ask(request, actions.set_aside, run, asking, form=Confirm(request.POST),
               done="The file is set aside.", to="/imports/")  # fmt: skip
