"""Checks of the resources of each unit of a cohort, as people see and sign them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import today
from fairmark.catalogue.models import Unit
from fairmark.people.rules import Role
from fairmark.teaching import resource_actions, resource_forms, resource_queries
from fairmark.teaching.actions import set_unit_beginning
from fairmark.teaching.rules import said
from fairmark.teaching.views import READERS, cohort_of, crumbs_to, may
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for

#: How each readiness looks: the word, the class, the icon.
LOOKS = {
    "ready": ("Signed in time", "is-met", "tick-circle"),
    "short": ("Something is missing", "is-bad", "cross-oct"),
    "late": ("Signed late", "is-due", "clock"),
    "to sign": ("To be signed", "is-info", "clock"),
    "missing": ("Not signed", "is-bad", "cross-oct"),
}


@page_for(*READERS)
def resources(request, pk):
    """Every unit with its last check."""
    cohort = cohort_of(request, pk)
    rows = [
        (line, LOOKS[line.readiness])
        for line in resource_queries.lines([cohort], today())[cohort.pk]
    ]
    return render(
        request, "teaching/resources.html",
        {
            "cohort": cohort, "rows": rows, "crumbs": crumbs_to(cohort), "today": today(),
            "may": may(request, cohort, resource_actions.sign_resources, set_unit_beginning),
        },
    )  # fmt: skip


def _line(cohort, unit):
    """The unit's line; a unit that the cohort does not take is not found."""
    mine = resource_queries.lines([cohort], today())[cohort.pk]
    line = next((one for one in mine if one.unit.pk == unit), None)
    if line is None:
        raise Http404
    return line


@page_for(*READERS)
def resource_checks(request, pk, unit):
    """The checks of one unit, the one that stands first."""
    cohort = cohort_of(request, pk)
    line = _line(cohort, unit)
    place = f"{cohort.get_absolute_url()}file/resources/"
    return render(
        request, "teaching/resource_checks.html",
        {
            "cohort": cohort, "line": line, "look": LOOKS[line.readiness],
            "crumbs": crumbs_to(cohort, (place, "Resource checks")),
            "may": may(request, cohort, resource_actions.sign_resources),
        },
    )  # fmt: skip


@page_for(Role.PROGRAMME_LEADER)
def sign_resources(request, pk, unit):
    cohort = cohort_of(request, pk)
    one = get_object_or_404(Unit, pk=unit, specification=cohort.specification_id)
    line = _line(cohort, unit)
    place = f"{cohort.get_absolute_url()}file/resources/"
    asking = Asking(
        f"Resources of unit {one.number}", "Sign the check", f"{place}{one.pk}/",
        caption=f"{one.title}, {cohort}. Teaching begins on {said(line.begins_on)}",
        crumbs=crumbs_to(cohort, (place, "Resource checks")),
        consequences=(
            "You sign, as programme leader, whether the unit can be taught and assessed properly.",
            *(("Your check replaces the last one, which is kept.",) if line.last else ()),
        ),
    )  # fmt: skip
    form = resource_forms.ResourcesForm(request.POST or None, last=line.last)
    return ask(
        request, resource_actions.sign_resources, cohort, asking, form=form,
        what=lambda answers: {"unit": one, "found": form.found(answers)},
        done=f"You signed the resources of unit {one.number}.",
        template="teaching/sign_resources.html",
    )  # fmt: skip
