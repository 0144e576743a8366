"""Programme teams check registrations; the exams office answers their queries."""

from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now
from fairmark.learners.models import Learner
from fairmark.people.rules import Role
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import visible_programmes
from fairmark.registration import check_actions, check_queries, forms, queries
from fairmark.registration.check_controls import check_states
from fairmark.registration.models import CheckQuery, Series
from fairmark.ui.asking import Asking, ask
from fairmark.ui.forms import Confirm
from fairmark.ui.pages import page_for

CHECKERS = (
    Role.PROGRAMME_LEADER, Role.EXAMS_OFFICER, Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE,
)  # fmt: skip
_HOME = ("/registration/checks/", "Checks")


def _cohorts(request):
    return Cohort.objects.filter(
        programme__in=visible_programmes(request.centre, request.holdings, with_learners=True)
    ).select_related("programme__qualification", "year")


def _queries(request):
    return CheckQuery.objects.filter(cohort__in=_cohorts(request)).select_related(
        "learner", "cohort", "raised_by", "answered_by", "series"
    )


@page_for(*CHECKERS)
def checks(request):
    """Every intake that a person may see: signed, changed since, or not signed yet."""
    cohorts = list(_cohorts(request))
    states = check_states(cohorts)
    rows = [
        (cohort, states[cohort.pk], check_queries.last_check(cohort),
         check_queries.registrations_of(cohort).count())
        for cohort in cohorts
    ]  # fmt: skip
    return render(
        request, "registration/checks.html",
        {
            "rows": rows, "open": _queries(request).filter(answered_at=None),
            "answers": any(h.role == Role.EXAMS_OFFICER for h in request.holdings),
        },
    )  # fmt: skip


@page_for(*CHECKERS)
def check(request, pk):
    """The list of an intake as it stands, to be signed."""
    cohort = get_object_or_404(_cohorts(request), pk=pk)
    signs = check_actions.sign_registrations
    context = {
        "cohort": cohort,
        "lines": check_queries.registrations_of(cohort),
        "seen": check_queries.fingerprint(check_queries.registration_lines(cohort)),
        "unregistered": queries.to_register(request.centre, cohort),
        "last": check_queries.last_check(cohort),
        "state": check_states([cohort])[cohort.pk],
        "queries": _queries(request).filter(cohort=cohort, series=None),
        "may_sign": signs.holding(cohort, request.person, now()) is not None,
        "obstacles": signs.unless(cohort, request.person, now()) if signs.unless else [],
        "answers": any(h.role == Role.EXAMS_OFFICER for h in request.holdings),
    }
    if request.method != "POST":
        return render(request, "registration/check.html", context)
    asking = Asking(f"Registrations of {cohort}", "Sign", f"/registration/checks/{pk}/")
    context.pop("obstacles")
    return ask(
        request, signs, cohort, asking, form=Confirm(request.POST),
        what=lambda answers: {"seen": request.POST.get("seen", "")},
        done=f"You signed the registrations of {cohort}.", context=context,
    )  # fmt: skip


@page_for(Role.PROGRAMME_LEADER)
def raise_query(request, pk):
    cohort = get_object_or_404(_cohorts(request), pk=pk)
    asking = Asking(
        f"A query about {cohort}", "Raise the query", f"/registration/checks/{pk}/",
        crumbs=(_HOME, (f"/registration/checks/{pk}/", cohort.code)),
        consequences=("The exams officer answers and closes it; then the list can be signed.",),
    )  # fmt: skip
    form = forms.CheckQueryForm(
        request.POST or None, learners=Learner.objects.filter(enrolments__cohort=cohort)
    )
    return ask(request, check_actions.raise_query, cohort, asking, form=form,
               done="The query is with the exams officer.")  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def answer(request, pk):
    one = get_object_or_404(_queries(request), pk=pk)
    asking = Asking(
        f"Query about {one.learner}", "Answer and close", "/registration/checks/",
        caption=f"{one.raised_by} asks: {one.question}", crumbs=(_HOME,),
    )  # fmt: skip
    form = forms.AnswerForm(request.POST or None)
    return ask(request, check_actions.answer_query, one, asking, form=form,
               done="The query is answered and closed.")  # fmt: skip


@page_for(Role.PROGRAMME_LEADER)
def sign_entries(request, series, pk):
    """Sign the entries of a cohort in a series."""
    cohort = get_object_or_404(_cohorts(request), pk=pk)
    one = get_object_or_404(Series, pk=series, centre=request.centre)
    lines = check_queries.entry_lines(cohort, one)
    asking = Asking(
        f"Entries of {cohort} in {one}", "Sign the entries", f"/registration/entries/{one.pk}/",
        caption=f"Entries close on {one.closes_on:%-d %B %Y}",
        crumbs=(("/registration/entries/", "Entries"), (one.get_absolute_url(), one.name)),
        cannot="You cannot sign this list now",
    )  # fmt: skip
    at, person = now(), request.person
    obstacles = check_queries.obstacles_to_signing_entries(cohort, person, at, series=one)
    return ask(
        request, check_actions.sign_entries, cohort, asking, form=Confirm(request.POST),
        done="You signed the entries.", template="registration/sign_entries.html",
        what=lambda answers: {"series": one, "seen": request.POST.get("seen", "")},
        context={"seen": check_queries.fingerprint(lines), "lines": lines, "cohort": cohort, "series": one}
        | ({"obstacles": obstacles} if request.method != "POST" else {}),
    )  # fmt: skip
