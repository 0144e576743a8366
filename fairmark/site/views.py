"""Today, the search, the menu, and the pages that explain."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from fairmark.assurance.queries import board_of
from fairmark.calendar.clock import now, today
from fairmark.guide.queries import in_use
from fairmark.guide.showing import Meter, State
from fairmark.learners.queries import answering_to
from fairmark.learners.views import visible_learners
from fairmark.people.models import Account, Person
from fairmark.people.queries import in_force
from fairmark.people.rules import SEES_ALL_LEARNERS, SEES_OWN_LEARNERS, Role
from fairmark.planner.queries import tasks_for
from fairmark.planner.sources import Whose
from fairmark.programmes.queries import visible_programmes
from fairmark.registration.forms import PaperAnswerForm
from fairmark.ui.pages import page_for, page_for_everyone

_BOARD = {Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE}


@page_for_everyone
def home(request):
    """What is to be done, and for those who answer for it how the board stands."""
    roles = {holding.role for holding in request.holdings}
    if roles == {Role.LEARNER}:
        return redirect("my_work")
    whose = Whose(request.centre, request.person, tuple(request.holdings), today())
    found = tasks_for(whose)
    context = {"today": today(), "tasks": found, "nothing": not any(found.values())}
    if roles & _BOARD:
        lines = board_of(request.centre, today())
        kept = [line for line in lines if line.showing.built]
        context["board"] = {
            state.name.lower(): sum(line.showing.state == state for line in kept) for state in State
        } | {"kept": len(kept), "total": len(lines)}
    return render(request, "site/today.html", context)


@page_for_everyone
def menu(request):
    """The places, as a page of its own: how a phone without scripts gets to them."""
    return render(request, "site/menu.html")


@page_for(*sorted(SEES_ALL_LEARNERS | SEES_OWN_LEARNERS))
def search(request):
    """Learners, programmes and clauses by what somebody remembers of them."""
    words = request.GET.get("q", "").strip()
    learners, programmes, clauses = [], [], []
    if words:
        found = visible_learners(request)
        for word in words.split():
            found = found.filter(answering_to(word) | Q(registrations__number__iexact=word))
        learners = found.distinct()[:50]
        programmes = visible_programmes(request.centre, request.holdings).filter(
            Q(title__icontains=words) | Q(code__iexact=words)
        )
        if {holding.role for holding in request.holdings} & _BOARD:
            clauses = [
                one
                for one in in_use(request.centre).clauses
                if words.upper() == one.id or words.lower() in one.requirement.lower()
            ][:20]
    return render(
        request, "site/search.html",
        {"words": words, "learners": learners, "programmes": programmes, "clauses": clauses},
    )  # fmt: skip


@page_for_everyone
def gallery(request):
    """Every component, for those who write pages."""
    form = PaperAnswerForm({"answer": "queried"})
    form.is_valid()
    return render(
        request, "site/gallery.html",
        {
            "form": form, "reasons": ["1 query is still open. The exams officer closes it first."],
            "meters": [Meter("Learners registered", 4, 4), Meter("Intakes signed", 3, 4)],
        },
    )  # fmt: skip


def _explaining(name):
    @login_not_required
    def view(request):
        return render(request, f"site/{name}.html")

    view.roles = None
    return view


guidance = _explaining("help")
accessibility = _explaining("accessibility")
privacy = _explaining("privacy")
open_source = _explaining("open_source")


@login_not_required
@require_http_methods(["GET", "POST"])
def demonstration(request):
    """Sign in as somebody with one click. It exists in the demonstration alone."""
    if not settings.FAIRMARK_DEMO:
        raise Http404
    if request.method == "POST":
        account = get_object_or_404(Account, person=request.POST.get("person"), is_active=True)
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("/")
    held = in_force(now()).select_related("person").filter(person__accounts__isnull=False)
    roles = {}
    for one in held:
        roles.setdefault(one.person_id, []).append(one)
    order = list(Role)
    people = sorted(
        Person.objects.filter(pk__in=roles),
        key=lambda person: min(order.index(Role(one.role)) for one in roles[person.pk]),
    )
    return render(
        request, "site/demonstration.html", {"people": [(p, roles[p.pk]) for p in people]}
    )


demonstration.roles = None
