"""Programmes, cohorts and approvals, as people see them."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.catalogue.models import Unit
from fairmark.people.models import Person
from fairmark.people.rules import STAFF_ROLES, Role
from fairmark.programmes import actions, forms
from fairmark.programmes.graded import is_graded
from fairmark.programmes.models import Allocation, Cohort, Programme
from fairmark.programmes.queries import approval_on, visible_programmes
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for
from fairmark.workflow.actions import offered

SEE_PROGRAMMES = tuple(sorted(STAFF_ROLES))


def _programmes(request):
    return visible_programmes(request.centre, request.holdings).select_related("qualification")


def _cohorts(request):
    return Cohort.objects.filter(programme__in=_programmes(request)).select_related(
        "programme__qualification", "year", "specification__qualification"
    )


@page_for(*SEE_PROGRAMMES)
def programme_list(request):
    programmes = _programmes(request).annotate(
        cohort_count=Count("cohorts", distinct=True),
        learner_count=Count(
            "cohorts__enrolments", filter=Q(cohorts__enrolments__status="active"), distinct=True
        ),
    )
    rows = [(one, approval_on(one, today())) for one in programmes]
    return render(request, "programmes/list.html", {"rows": rows})


@page_for(*SEE_PROGRAMMES)
def programme(request, pk):
    one = get_object_or_404(_programmes(request), pk=pk)
    cohorts = one.cohorts.select_related("year").annotate(
        learner_count=Count("enrolments", filter=Q(enrolments__status="active"), distinct=True),
        unit_count=Count("units_taken", distinct=True),
    )
    offers = offered(
        one, request.person, now(), actions.record_approval, actions.add_course_code,
        actions.record_fee,
    )  # fmt: skip
    return render(
        request, "programmes/programme.html",
        {
            "programme": one, "cohorts": cohorts, "approval": approval_on(one, today()),
            "approvals": one.approvals.all(), "codes": one.course_codes.all(),
            "specifications": one.qualification.specifications.annotate(unit_count=Count("units")),
            "offers": {offer.action.name for offer in offers},
        },
    )  # fmt: skip


@page_for(*SEE_PROGRAMMES)
def cohort(request, pk):
    one = get_object_or_404(_cohorts(request), pk=pk)
    enrolments = one.enrolments.select_related("learner", "group", "site").order_by(
        "learner__surname", "learner__forenames"
    )
    seen = visible_programmes(request.centre, request.holdings, with_learners=True)
    sees_learners = seen.filter(pk=one.programme_id).exists()
    if not sees_learners:
        enrolments = enrolments.none()
    offers = offered(
        one, request.person, now(), actions.allocate_staff, actions.follow_specification
    )
    return render(
        request, "programmes/cohort.html",
        {
            "cohort": one, "enrolments": enrolments, "graded": is_graded(one),
            "sees_file": sees_learners,
            "allocations": one.allocations.select_related("person", "unit"),
            "offers": {offer.action.name for offer in offers},
        },
    )  # fmt: skip


@page_for(*SEE_PROGRAMMES)
def approvals(request):
    rows = [
        (one, one.approvals.all(), approval_on(one, today()))
        for one in _programmes(request).prefetch_related("approvals")
    ]
    return render(request, "programmes/approvals.html", {"rows": rows})


def _crumbs(one: Programme) -> tuple[tuple[str, str], ...]:
    return (("/programmes/", "Programmes"), (one.get_absolute_url(), one.short_title))


@page_for(Role.QUALITY_NOMINEE, Role.EXAMS_OFFICER)
def approval(request, pk):
    one = get_object_or_404(_programmes(request), pk=pk)
    asking = Asking(
        f"Approval of {one.code}", "Record the approval", one.get_absolute_url(),
        caption=one.title, crumbs=_crumbs(one),
    )  # fmt: skip
    form = forms.ApprovalForm(request.POST or None)
    return ask(request, actions.record_approval, one, asking, form=form,
               done=f"The approval of {one.code} is recorded.")  # fmt: skip


@page_for(Role.EXAMS_OFFICER, Role.PROGRAMME_LEADER)
def course_code(request, pk):
    one = get_object_or_404(_programmes(request), pk=pk)
    asking = Asking(
        f"A course code for {one.code}", "Add the course code", one.get_absolute_url(),
        caption=one.title, crumbs=_crumbs(one),
    )  # fmt: skip
    form = forms.CourseCodeForm(request.POST or None)
    return ask(request, actions.add_course_code, one, asking, form=form,
               done="The course code is added. Class lists with it will find this programme.")  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def fee(request, pk):
    one = get_object_or_404(_programmes(request), pk=pk)
    asking = Asking(
        f"Registration fee of {one.code}", "Record the fee", one.get_absolute_url(),
        caption=one.title, crumbs=_crumbs(one),
    )  # fmt: skip
    form = forms.FeeForm(request.POST or None)
    return ask(request, actions.record_fee, one, asking, form=form, done="The fee is recorded.",
               what=lambda answers: {"fee_pence": int(answers["pounds"] * 100)})  # fmt: skip


@page_for(Role.PROGRAMME_LEADER, Role.QUALITY_NOMINEE)
def allocation(request, pk):
    one = get_object_or_404(_cohorts(request), pk=pk)
    asking = Asking(
        f"Staff of {one.code}", "Allocate", one.get_absolute_url(),
        caption=one.programme.short_title, crumbs=_crumbs(one.programme),
    )  # fmt: skip
    form = forms.AllocationForm(
        request.POST or None,
        people=Person.objects.filter(centre=request.centre, is_system=False, learner=None),
        units=Unit.objects.filter(specification=one.specification_id),
    )
    return ask(request, actions.allocate_staff, one, asking, form=form, done="Allocated.")


@page_for(Role.PROGRAMME_LEADER, Role.QUALITY_NOMINEE)
def end_allocation(request, pk):
    """Say until when somebody works on a cohort."""
    one = get_object_or_404(
        Allocation.objects.filter(cohort__in=_cohorts(request)).select_related(
            "person", "unit", "cohort__programme"
        ),
        pk=pk,
    )
    # The team stands in the programme file, which is kept by a room above this one.
    team = f"{one.cohort.get_absolute_url()}file/team/"
    asking = Asking(
        f"End of {one.person}’s allocation", "End the allocation", team,
        caption=f"{one.role.capitalize()}, {one.unit or 'all units'}, {one.cohort}, from "
        f"{one.from_on:%-d %B %Y}",
        cannot="This allocation has ended",
        crumbs=(*_crumbs(one.cohort.programme), (one.cohort.get_absolute_url(), one.cohort.code),
                (team, "Team")),
    )  # fmt: skip
    form = forms.EndingForm(request.POST or None)
    return ask(request, actions.end_allocation, one, asking, form=form,
               done="The allocation has its end.")  # fmt: skip
