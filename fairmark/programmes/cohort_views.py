"""Which units a cohort takes, and whether they make a valid combination."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from fairmark.calendar.clock import now
from fairmark.catalogue.combination import ALWAYS
from fairmark.catalogue.scheme_views import Asked, calculator_page, sheet_of_paper
from fairmark.people.rules import Role
from fairmark.programmes import actions, forms, graded
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import (
    combination_of,
    units_of,
    units_taken,
    visible_programmes,
)
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for, page_for_staff
from fairmark.workflow.posting import attempt


def _cohort(request, pk):
    cohorts = Cohort.objects.filter(
        programme__in=visible_programmes(request.centre, request.holdings)
    ).select_related("programme__qualification", "year", "specification__qualification")
    return get_object_or_404(cohorts, pk=pk)


@page_for_staff
def cohort_units(request, pk):
    """The units that a cohort takes, with the sum; whoever may, ticks and saves others."""
    cohort = _cohort(request, pk)
    chooses = actions.choose_units.holding(cohort, request.person, now()) is not None
    if request.method == "POST" and not chooses:
        raise Http404
    form = forms.UnitsForm(request.POST if request.method == "POST" else None, cohort=cohort)
    only_check = "check" in request.POST
    if not only_check:
        outcome = attempt(actions.choose_units, cohort, request, form)
        if outcome:
            if not outcome.again:
                messages.success(request, "The units are saved.")
            return redirect("cohort_units", cohort.pk)
    units, taken = units_of(cohort), units_taken(cohort)
    ticked = _ticked(form, units, taken, chooses)
    return render(
        request, "programmes/cohort_units.html",
        {
            "cohort": cohort, "form": form, "chooses": chooses, "taken": taken,
            "sections": _sections(units, {unit.pk for unit in ticked}),
            "verdict": combination_of(cohort, ticked) if taken or chooses else None,
            "measure": cohort.specification.qualification.counted_in if units else "hours",
        },
        status=422 if request.method == "POST" and not only_check else 200,
    )  # fmt: skip


def _ticked(form, units, taken, chooses):
    """What is ticked: as posted, else as saved; before a first choice, what nobody leaves out."""
    if form.is_bound:
        form.is_valid()
        return list(form.cleaned_data.get("units", ()))
    if taken or not chooses:
        return taken
    return [unit for unit in units if unit.status in ALWAYS]


def _sections(units, ticked):
    """Units by what they are: a heading, and each unit with whether it is ticked."""
    found: dict[str, list] = {}
    for unit in units:
        heading = str(unit.group) if unit.group else unit.get_status_display() or "Not yet sorted"
        found.setdefault(heading, []).append((unit, unit.pk in ticked))
    return list(found.items())


@page_for(Role.QUALITY_NOMINEE, Role.EXAMS_OFFICER)
def cohort_specification(request, pk):
    """Say that a cohort follows another issue than that of its start."""
    cohort = _cohort(request, pk)
    asking = Asking(
        f"The issue that {cohort} follows", "Save the issue", cohort.get_absolute_url(),
        caption=cohort.programme.short_title, cannot="The cohort stays with its issue",
        crumbs=(
            ("/programmes/", "Programmes"),
            (cohort.programme.get_absolute_url(), cohort.programme.short_title),
            (cohort.get_absolute_url(), cohort.code),
        ),
        consequences=(
            "A cohort follows the issue that took registrations when it began. Change it where "
            "the awarding body says so.",
        ),
    )  # fmt: skip
    form = forms.FollowForm(
        request.POST or None, issues=cohort.programme.qualification.specifications.all(),
        initial={"specification": cohort.specification_id},
    )  # fmt: skip
    return ask(request, actions.follow_specification, cohort, asking, form=form,
               done="The issue is saved.")  # fmt: skip


def asked_of(cohort, *, back, whom=""):
    """A calculation over a cohort's units; None where no scheme with numbers grades them."""
    scheme = graded.scheme_of(cohort)
    offered = graded.offered_units(cohort, scheme) if scheme and scheme.has_numbers else ()
    if not offered:
        return None, None
    return scheme, Asked(
        back, offered, whom, cohort.programme.title, graded.combination_problems(cohort),
        graded.own_rules(cohort.specification),
    )  # fmt: skip


@page_for_staff
def cohort_what_if(request, pk):
    """What would these grades come to, for a learner of this cohort?"""
    return _calculated(request, pk, calculator_page)


@page_for_staff
def cohort_sheet(request, pk):
    """The same on paper, filled in or blank."""
    return _calculated(request, pk, sheet_of_paper)


def _calculated(request, pk, show):
    cohort = _cohort(request, pk)
    scheme, asked = asked_of(cohort, back=cohort.get_absolute_url(), whom=cohort.code)
    if scheme is None:
        raise Http404
    return show(request, scheme, asked)
