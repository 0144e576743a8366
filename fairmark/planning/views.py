"""Assessment plans as people see them: the list, one plan with its checks, and its assignments."""

from collections import defaultdict

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from fairmark.calendar.clock import now, today
from fairmark.calendar.models import Closure
from fairmark.people.rules import STAFF_ROLES
from fairmark.planning import actions, forms, queries, workbook_actions
from fairmark.planning.changes import changes_between
from fairmark.planning.models import AssessmentPlan
from fairmark.planning.rules import Check, Weight
from fairmark.planning.timeline import Line, picture
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import visible_programmes
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for
from fairmark.workflow.actions import offered

SEE_PLANS = tuple(sorted(STAFF_ROLES))


def _cohorts(request):
    return Cohort.objects.filter(
        programme__in=visible_programmes(request.centre, request.holdings)
    ).select_related("programme__qualification", "year", "specification__qualification", "centre")


def _plan(request, pk):
    seen = visible_programmes(request.centre, request.holdings)
    plans = AssessmentPlan.objects.filter(cohort__programme__in=seen).select_related(
        "cohort__programme__qualification", "cohort__year", "cohort__specification__qualification",
        "signed_by", "drafted_by",
    )  # fmt: skip
    one = get_object_or_404(plans, pk=pk)
    one.centre = one.cohort.centre = request.centre
    return one


def _crumbs(cohort):
    return (
        ("/programmes/", "Programmes"),
        (cohort.programme.get_absolute_url(), cohort.programme.short_title),
        (cohort.get_absolute_url(), cohort.code),
    )


@page_for(*SEE_PLANS)
def plan_list(request):
    """Each cohort with the plan in force and the version that is being written."""
    cohorts = list(_cohorts(request).order_by("-year__starts_on", "programme__title"))
    in_force = queries.plans_in_force(cohorts)
    drafts = {
        one.cohort_id: one for one in AssessmentPlan.objects.drafts().filter(cohort__in=cohorts)
    }
    rows = [(one, in_force.get(one.pk), drafts.get(one.pk)) for one in cohorts]
    may_draft = {
        one.pk
        for one in cohorts
        if one.pk not in drafts and one.pk not in in_force
        and actions.draft_plan.holding(one, request.person, now())
    }  # fmt: skip
    return render(request, "planning/list.html", {"rows": rows, "may_draft": may_draft})


@page_for(*SEE_PLANS)
def plan(request, pk):
    one = _plan(request, pk)
    prefetch_related_objects(
        [one.cohort],
        Prefetch("assessment_plans", AssessmentPlan.objects.select_related("signed_by")),
    )  # every answer about versions is read from these
    versions = list(one.cohort.assessment_plans.all())
    rows = queries.rows_of(one)
    in_force = next((v for v in versions if v.is_signed), None)
    before = next((v for v in versions if v.is_signed and v.version < one.version), None)
    problems = [] if one.is_signed else queries.problems_of(one, rows, today())
    found = defaultdict(list)
    for problem in problems:
        found[problem.check].append(problem)
    checks = [(check, found[check]) for check in Check if check != Check.IN_TIME]
    units = defaultdict(list)
    for row in rows:
        units[row.unit].append(row)
    offers = offered(one, request.person, now(), actions.revise_plan, actions.discard_plan,
                     actions.plan_assignment, workbook_actions.upload_workbook)  # fmt: skip
    ready = {offer.action.name for offer in offers if offer.ready}
    signs = actions.sign_plan.holding(one, request.person, now()) is not None
    stops = [problem for problem in problems if problem.weight == Weight.STOPS]
    unready = []
    if signs and one == in_force and not _is_over(one.cohort):
        unready = queries.not_standardised(one.cohort, rows, today())
    return render(
        request, "planning/plan.html",
        {
            "plan": one, "cohort": one.cohort, "rows": rows, "versions": versions,
            "in_force": in_force, "crumbs": _crumbs(one.cohort), "checks": checks,
            "problems": problems, "stops": stops, "stopping": [one.words for one in stops],
            "stopped": {one.check for one in stops},
            "units": sorted(units.values(), key=lambda of: of[0].days["hand_out_on"] or today()),
            "changes": changes_between(queries.rows_of(before), rows) if before else [],
            "before": before, "picture": _picture(one, rows), "signs": signs,
            "signer": None if one.is_signed else queries.signer_of(one.cohort, today()),
            "unready": unready, "mend": {Check.STANDARDISED} if signs else set(),
            "offers": ready, "edits": "plan_assignment" in ready,
        },
    )  # fmt: skip


def _is_over(cohort):
    return cohort.planned_end_on is not None and cohort.planned_end_on < today()


def _picture(one, rows):
    lines = [
        Line(f"{row.unit_number}.{row.number} {row.title}"[:30],
             [day for day in row.days.values() if day])
        for row in rows
        if row.days["hand_out_on"] and row.days["hand_in_on"]
    ]  # fmt: skip
    closures = Closure.objects.filter(centre=one.centre_id, is_open=False)
    return picture(lines, closed=closures.values_list("first_on", "last_on"), on=today())


@page_for(*SEE_PLANS)
def of_cohort(request, pk):
    """To the plan in force, else the one being written, else where one is drafted."""
    cohort = get_object_or_404(_cohorts(request), pk=pk)
    found = queries.plan_in_force(cohort) or queries.open_draft(cohort)
    if found:
        return redirect(found)
    if actions.draft_plan.holding(cohort, request.person, now()):
        return redirect("plan_draft", cohort.pk)
    return render(request, "planning/none_yet.html", {"cohort": cohort, "crumbs": _crumbs(cohort)})


@page_for(*SEE_PLANS)
def draft(request, pk):
    cohort = get_object_or_404(_cohorts(request), pk=pk)
    others = AssessmentPlan.objects.signed().filter(cohort__programme=cohort.programme_id)
    asking = Asking(
        f"Assessment plan of {cohort.code}", "Draft the plan", cohort.get_absolute_url(),
        caption=cohort.programme.short_title, crumbs=_crumbs(cohort),
        consequences=(
            "Each unit’s criteria are put into assignments so that no learning aim is split, and "
            "the assignments into the terms, by the hours of the units.",
            "Assessors and verifiers come from the cohort’s staff.",
            "Nothing is fixed: change what does not suit before it is signed.",
        ),
    )  # fmt: skip
    form = forms.DraftForm(request.POST or None, plans=others)
    return ask(request, actions.draft_plan, cohort, asking, form=form,
               done="The plan is drafted. Look at its checks, and change what does not suit.",
               to=lambda made: made.get_absolute_url())  # fmt: skip


@page_for(*SEE_PLANS)
def revise(request, pk):
    one = _plan(request, pk)
    asking = Asking(
        f"New version of {one}", "Begin the new version", one.get_absolute_url(),
        crumbs=_crumbs(one.cohort),
        consequences=(
            f"Version {one.version} stays in force until the new one is signed.",
            "The new version begins as a copy.",
        ),
    )  # fmt: skip
    return ask(request, actions.revise_plan, one, asking, form=forms.WhyForm(request.POST or None),
               done="The new version is begun.", to=lambda made: made.get_absolute_url())  # fmt: skip


@page_for(*SEE_PLANS)
def discard(request, pk):
    one = _plan(request, pk)
    asking = Asking(
        f"Throw the draft of {one} away?", "Throw the draft away", one.get_absolute_url(),
        crumbs=_crumbs(one.cohort), warn=True,
        consequences=("What is only in the draft is gone.", "What is signed stays in force."),
    )  # fmt: skip
    return ask(request, actions.discard_plan, one, asking,
               form=forms.ReasonForm(request.POST or None), done="The draft is thrown away.",
               to=lambda cohort: cohort.get_absolute_url())  # fmt: skip


@page_for(*SEE_PLANS)
def sign(request, pk):
    one = _plan(request, pk)
    count = one.planned.count()
    asking = Asking(
        f"Sign {one}", "Sign the plan", one.get_absolute_url(), crumbs=_crumbs(one.cohort),
        caption=one.cohort.programme.short_title,
        consequences=(
            f"You are signing the plan of {count} assignments: what each targets, its days, who "
            "assesses and who verifies.",
            "Its dates are published to staff and learners, and stand in their calendars.",
            "A change afterwards is a new version, with its reason.",
        ),
    )  # fmt: skip
    return ask(request, actions.sign_plan, one, asking, done="The plan is signed and in force.")


@page_for(*SEE_PLANS)
def choose_unit(request, pk):
    """The unit first, because its criteria are what the next page asks for."""
    one = _plan(request, pk)
    if actions.plan_assignment.holding(one, request.person, now()) is None:
        raise Http404
    form = forms.UnitForm(request.GET or None, cohort=one.cohort)
    if request.GET and form.is_valid():
        return redirect("plan_add_assignment", one.pk, form.cleaned_data["unit"].pk)
    return render(
        request, "planning/choose_unit.html",
        {"plan": one, "form": form, "crumbs": _crumbs(one.cohort)},
        status=422 if request.GET else 200,
    )  # fmt: skip


@page_for(*SEE_PLANS)
def add(request, pk, unit):
    one = _plan(request, pk)
    found = next((u for u in queries.assessed_here(one.cohort) if u.pk == unit), None)
    if found is None:
        raise Http404
    form = forms.AssignmentForm(
        request.POST or None, unit=found, cohort=one.cohort, at=now(), initial={"title": ""}
    )
    asking = Asking(
        f"Assignment for unit {found.number}", "Add to the plan", one.get_absolute_url(),
        caption=found.title, crumbs=(*_crumbs(one.cohort), (one.get_absolute_url(), "Plan")),
    )  # fmt: skip
    return ask(request, actions.plan_assignment, one, asking, form=form, done="Added to the plan.",
               what=lambda answers: {"unit": found, **form.said(answers)},
               template="planning/assignment.html")  # fmt: skip


@page_for(*SEE_PLANS)
def change(request, pk, planned):
    one = _plan(request, pk)
    piece = get_object_or_404(queries.planned_of(one), pk=planned)
    people = {f"assessor_{a.group_id}" if a.group_id else "assessor": a.person_id
              for a in piece.assessors.all()}  # fmt: skip
    form = forms.AssignmentForm(
        request.POST or None, unit=piece.assignment.unit, cohort=one.cohort, at=now(),
        initial={"title": piece.title, "criteria": list(piece.criteria.all()),
                 "verifier": piece.verifier_id, **people, **queries.days_of(piece)},
    )  # fmt: skip
    asking = Asking(
        f"{piece.assignment}", "Save", one.get_absolute_url(), caption=piece.assignment.unit.title,
        crumbs=(*_crumbs(one.cohort), (one.get_absolute_url(), "Plan")),
    )  # fmt: skip
    return ask(request, actions.change_assignment, piece, asking, form=form, done="Saved.",
               what=form.said, template="planning/assignment.html",
               context={"piece": piece})  # fmt: skip


@page_for(*SEE_PLANS)
def drop(request, pk, planned):
    one = _plan(request, pk)
    piece = get_object_or_404(queries.planned_of(one), pk=planned)
    asking = Asking(
        f"Take {piece} out of the plan?", "Take it out", one.get_absolute_url(),
        crumbs=(*_crumbs(one.cohort), (one.get_absolute_url(), "Plan")), warn=True,
    )  # fmt: skip
    return ask(request, actions.drop_assignment, piece, asking,
               form=forms.ReasonForm(request.POST or None), done="Taken out of the plan.")  # fmt: skip
