"""Setting up the centre: people, roles, sites, calendar; and what everybody does for themselves."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render

from fairmark.administration import actions, forms, queries
from fairmark.calendar.clock import now, today
from fairmark.calendar.models import AcademicYear, Closure
from fairmark.calendar.queries import bank_holidays, year_of
from fairmark.people.models import ConflictOfInterest, RoleHeld
from fairmark.people.rules import Role
from fairmark.ui.asking import Asking, ask
from fairmark.ui.forms import Confirm
from fairmark.ui.pages import page_for, page_for_everyone, page_for_staff

_HOME = ("/centre/", "Centre")


@page_for(Role.ADMINISTRATOR)
def centre(request):
    """The people, and the roles they hold now."""
    roles = queries.roles_of(request.centre, now())
    rows = [
        (person, roles.get(person.pk, []), person.accounts.first())
        for person in queries.people(request.centre).prefetch_related("accounts")
    ]
    conflicts = ConflictOfInterest.objects.filter(centre=request.centre, ended_at=None)
    return render(
        request, "administration/centre.html",
        {"rows": rows, "sites": request.centre.sites.all(), "conflicts": conflicts.count()},
    )  # fmt: skip


@page_for(Role.ADMINISTRATOR)
def add_person(request):
    asking = Asking("A person", "Add the person", "/centre/", crumbs=(_HOME,))
    form = forms.PersonForm(request.POST or None)
    return ask(request, actions.add_person, request.centre, asking, form=form,
               done="Added. Give them a role next.",
               to=lambda made: f"/centre/people/{made.pk}/" if made else "")  # fmt: skip


@page_for(Role.ADMINISTRATOR)
def correct_person(request, pk):
    person = get_object_or_404(queries.people(request.centre), pk=pk)
    account = person.accounts.first()
    asking = Asking(
        f"The details of {person.name}", "Keep the details", "/centre/", crumbs=(_HOME,),
        consequences=("What was recorded until now keeps the name as it was.",
                      "A new address is the one they sign in with from now on."),
    )  # fmt: skip
    initial = {"name": person.name, "staff_ref": person.staff_ref,
               "email": account.email if account else ""}  # fmt: skip
    form = forms.PersonForm(request.POST or None, initial=initial)
    return ask(request, actions.correct_person, person, asking, form=form, done="Corrected.")


@page_for(Role.ADMINISTRATOR)
def give_role(request, pk):
    person = get_object_or_404(queries.people(request.centre), pk=pk)
    names = dict(queries.scopes(request.centre))
    asking = Asking(
        f"A role for {person.name}", "Give the role", "/centre/", crumbs=(_HOME,),
        consequences=("It holds from now on, for every session.",),
    )  # fmt: skip
    form = forms.RoleForm(request.POST or None, scopes=list(names.items()))

    def what(answers):
        kind, _, scope = answers["scope"].partition(":")
        return {
            "role": answers["role"], "scope": (kind, int(scope)),
            "scope_name": names[answers["scope"]],
        }  # fmt: skip

    return ask(request, actions.give_role, person, asking, form=form, done="The role is given.",
               what=what)  # fmt: skip


@page_for(Role.ADMINISTRATOR)
def end_role(request, pk):
    held = get_object_or_404(RoleHeld, pk=pk, person__in=queries.people(request.centre))
    asking = Asking(
        f"End {held.person.name}’s role?", "End the role", "/centre/", warn=True, crumbs=(_HOME,),
        caption=f"{held.role.capitalize()} for {held.scope_name}",
        consequences=("It ends at once, in every session.", "That it was held stays on record."),
    )  # fmt: skip
    return ask(request, actions.end_role, held, asking, form=Confirm(request.POST),
               done="The role has ended.")  # fmt: skip


@page_for(Role.ADMINISTRATOR, Role.EXAMS_OFFICER)
def add_site(request):
    asking = Asking("A site", "Add the site", "/centre/calendar/", crumbs=())
    form = forms.SiteForm(request.POST or None)
    return ask(request, actions.add_site, request.centre, asking, form=form, done="Added.")


@page_for_staff
def calendar(request):
    """The academic year: terms, closures, bank holidays, sites."""
    year = year_of(request.centre, today())
    first = year.starts_on if year else today()
    last = year.ends_on if year else first + timedelta(days=365)
    holidays = sorted(
        (day, name)
        for number in range(first.year, last.year + 1)
        for day, name in bank_holidays(request.centre.nation, number).items()
        if first <= day <= last
    )
    return render(
        request, "administration/calendar.html",
        {
            "year": year, "years": AcademicYear.objects.filter(centre=request.centre),
            "terms": year.terms.all() if year else [], "holidays": holidays,
            "closures": Closure.objects.filter(
                centre=request.centre, last_on__gte=first, first_on__lte=last
            ),
            "sites": request.centre.sites.all(),
            "may_close": actions.add_closure.holding(request.centre, request.person, now()),
        },
    )  # fmt: skip


@page_for(Role.ADMINISTRATOR, Role.EXAMS_OFFICER)
def add_closure(request):
    asking = Asking(
        "Days on which we differ from the calendar", "Record the days", "/centre/calendar/",
        crumbs=(("/centre/calendar/", "Calendar"),),
        consequences=("Every clock in working days counts without closed days from now on.",),
    )  # fmt: skip
    form = forms.ClosureForm(request.POST or None)
    return ask(request, actions.add_closure, request.centre, asking, form=form, done="Recorded.")


@page_for(Role.ADMINISTRATOR, Role.EXAMS_OFFICER)
def remove_closure(request, pk):
    closure = get_object_or_404(Closure, pk=pk, centre=request.centre)
    asking = Asking(
        f"Take back “{closure.reason}”?", "Take it back", "/centre/calendar/", warn=True,
        crumbs=(("/centre/calendar/", "Calendar"),),
        consequences=("Clocks in working days count these days again from now on.",),
    )  # fmt: skip
    return ask(request, actions.remove_closure, closure, asking,
               form=forms.WhyForm(request.POST or None), done="Taken back.")  # fmt: skip


@page_for_staff
def conflicts(request):
    """The conflicts of interest I have declared; everybody's, for the quality nominee."""
    sees_all = {h.role for h in request.holdings} & {Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE}
    found = ConflictOfInterest.objects.filter(centre=request.centre).select_related("person")
    if not sees_all:
        found = found.filter(person=request.person)
    return render(
        request, "administration/conflicts.html", {"conflicts": found, "all": bool(sees_all)}
    )


@page_for_staff
def declare_conflict(request):
    asking = Asking(
        "A conflict of interest", "Declare it", "/conflicts/",
        crumbs=(("/conflicts/", "Conflicts of interest"),),
        consequences=(
            "The quality nominee sees it.",
            "Work of a relative or close friend is then looked at by somebody else as well.",
        ),
    )  # fmt: skip
    form = forms.ConflictForm(request.POST or None)
    return ask(request, actions.declare_conflict, request.centre, asking, form=form,
               done="Declared.")  # fmt: skip


@page_for_everyone
def me(request):
    """Who I am here, and as what."""
    return render(
        request, "administration/me.html",
        {"roles": queries.roles_of(request.centre, now()).get(request.person.pk, [])},
    )  # fmt: skip
