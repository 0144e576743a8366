"""Entries by series, as people see them."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.catalogue.models import Unit
from fairmark.learners.models import Enrolment
from fairmark.people.rules import Role
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import usual_year, visible_programmes
from fairmark.registration import check_queries, entry_actions, entry_queries, forms, rules
from fairmark.registration.models import Series, Sitting
from fairmark.rulebook.queries import rule
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for
from fairmark.ui.words import how_many

SEE_ENTRIES = (
    Role.EXAMS_OFFICER, Role.PROGRAMME_LEADER, Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE,
)  # fmt: skip
_HOME = ("/registration/entries/", "Entries")


def _series(request):
    return Series.objects.filter(centre=request.centre)


def _sittings(request):
    return Sitting.objects.filter(
        series__centre=request.centre,
        cohort__programme__in=visible_programmes(
            request.centre, request.holdings, with_learners=True
        ),
    ).select_related("series", "cohort__programme", "unit")


@page_for(*SEE_ENTRIES)
def entries(request):
    """Every series with its deadline, and what is usual where a date is not yet published."""
    on = today()
    year_starts_on, _ = usual_year(on)
    usual = [
        (name, rules.day_in_year(one.value, year_starts_on), one)
        for name, one in (
            ("January", rule("entry.deadline.january", on=on)),
            ("Summer", rule("entry.deadline.summer", on=on)),
        )
    ]
    series = _series(request).annotate(sitting_count=Count("sittings"))
    may_open = entry_actions.open_series.holding(request.centre, request.person, now())
    return render(
        request, "registration/entries.html",
        {"series": series, "usual": usual, "may_open": may_open, "on": on},
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def new_series(request):
    asking = Asking("A series", "Open the series", "/registration/entries/", crumbs=(_HOME,))
    form = forms.SeriesForm(request.POST or None)
    return ask(request, entry_actions.open_series, request.centre, asking, form=form,
               done="The series is open.",
               to=lambda made: made.get_absolute_url() if made else "")  # fmt: skip


@page_for(*SEE_ENTRIES)
def one_series(request, pk):
    """A series: each unit a cohort takes, who is entered, who is missing, who has signed."""
    series = get_object_or_404(_series(request), pk=pk)
    sittings = _sittings(request).filter(series=series).annotate(
        entered=Count("entries", filter=Q(entries__status="entered")),
        excused=Count("entries", filter=Q(entries__status="excused")),
    )  # fmt: skip
    rows = [(one, entry_queries.to_enter(one).count()) for one in sittings]
    cohorts = {one.cohort for one in sittings}
    signatures = [
        (
            cohort, check_queries.last_check(cohort, series),
            check_queries.obstacles_to_signing_entries(cohort, request.person, now(), series=series),
        )
        for cohort in sorted(cohorts, key=lambda one: one.code)
    ]  # fmt: skip
    roles = {holding.role for holding in request.holdings}
    return render(
        request, "registration/series.html",
        {
            "series": series, "rows": rows, "signatures": signatures, "on": today(),
            "enters": Role.EXAMS_OFFICER in roles, "signs": Role.PROGRAMME_LEADER in roles,
            "plans": bool(roles & {Role.EXAMS_OFFICER, Role.PROGRAMME_LEADER}),
        },
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER, Role.PROGRAMME_LEADER)
def new_sitting(request, pk):
    """Plan that a cohort takes a unit in this series."""
    series = get_object_or_404(_series(request), pk=pk)
    programmes = visible_programmes(request.centre, request.holdings, with_learners=True)
    plans = entry_actions.plan_sitting
    mine = [
        cohort.pk
        for cohort in Cohort.objects.filter(programme__in=programmes).select_related("programme")
        if plans.holding(cohort, request.person, now())
    ]
    cohorts = Cohort.objects.filter(pk__in=mine)
    form = forms.SittingForm(
        request.POST or None, cohorts=cohorts,
        units=Unit.objects.filter(
            specification__cohorts__in=cohorts,
            assessment=Unit.Assessment.EXTERNAL,
        ).select_related("specification__qualification").distinct(),
    )  # fmt: skip
    asking = Asking(
        f"A unit taken in {series}", "Plan the unit", series.get_absolute_url(),
        crumbs=(_HOME, (series.get_absolute_url(), series.name)),
    )  # fmt: skip
    cohort = form.cleaned_data["cohort"] if form.is_bound and form.is_valid() else cohorts.first()
    if cohort is None:
        return render(request, "registration/no_cohort.html", {"asking": asking})
    return ask(
        request, entry_actions.plan_sitting, cohort, asking, form=form,
        done="The unit is planned; its learners are to be entered.",
        what=lambda answers: {"series": series, "unit": answers["unit"]},
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def enter(request, pk):
    """Enter everybody of a cohort for a unit."""
    sitting = get_object_or_404(_sittings(request), pk=pk)
    waiting = entry_queries.to_enter(sitting)
    asking = Asking(
        f"Enter {sitting.cohort} for unit {sitting.unit.number}",
        f"Enter {how_many(waiting.count(), 'learner')}", sitting.series.get_absolute_url(),
        caption=f"{sitting.unit.title}, {sitting.series}",
        crumbs=(_HOME, (sitting.series.get_absolute_url(), sitting.series.name)),
                cannot="There is nobody to enter",
    )  # fmt: skip
    form = forms.SentOnForm(request.POST or None, initial={"on": today()})
    return ask(
        request, entry_actions.enter_learners, sitting, asking, form=form,
        done="They are entered. The programme leader is to check and sign.",
        template="registration/enter.html",
        context={"waiting": waiting.order_by("learner__surname", "learner__forenames")},
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def excuse(request, pk):
    """Record that a learner is not to be entered."""
    sitting = get_object_or_404(_sittings(request), pk=pk)
    form = forms.ExcuseForm(
        request.POST or None,
        enrolments=Enrolment.objects.filter(cohort=sitting.cohort, status="active").select_related(
            "learner"
        ),
    )
    asking = Asking(
        "Not to be entered", "Record it", sitting.series.get_absolute_url(), caption=str(sitting),
        crumbs=(_HOME, (sitting.series.get_absolute_url(), sitting.series.name)),
    )  # fmt: skip
    return ask(request, entry_actions.excuse_learner, sitting, asking, form=form,
               done="Recorded.")  # fmt: skip
