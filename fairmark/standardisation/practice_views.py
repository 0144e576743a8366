"""Good practice: read by every team, shared by one, taken up by others."""

from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now
from fairmark.people.rules import STAFF_ROLES, Role
from fairmark.programmes.models import Programme
from fairmark.programmes.queries import visible_programmes
from fairmark.standardisation import forms, practice_actions
from fairmark.standardisation.models import GoodPractice
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for

SEES = tuple(sorted(STAFF_ROLES - {Role.ADMINISTRATOR}))
_BACK = "/standardisation/practice/"
_CRUMBS = (("/standardisation/", "Standardisation"), (_BACK, "Good practice"))


@page_for(*SEES)
def practice(request):
    """Every team's notes; all staff may read them, that is what sharing is."""
    notes = GoodPractice.objects.filter(centre=request.centre)
    asked = request.GET.get("programme", "")
    programmes = Programme.objects.filter(good_practice__in=notes).distinct()
    chosen = programmes.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    if chosen:
        notes = notes.filter(programmes=chosen)
    may_share = practice_actions.share_practice.holding(request.centre, request.person, now())
    return render(
        request, "standardisation/practice.html",
        {"notes": notes.select_related("shared_by").prefetch_related(
            "programmes", "adoptions__programme", "adoptions__by"),
         "programmes": programmes, "chosen": chosen, "may_share": may_share is not None,
         "crumbs": _CRUMBS[:1]},
    )  # fmt: skip


@page_for(*practice_actions.TEAM)
def share(request):
    form = forms.ShareForm(
        request.POST or None, programmes=visible_programmes(request.centre, request.holdings)
    )
    asking = Asking("Share good practice", "Share it", _BACK, crumbs=_CRUMBS,
                    consequences=("All staff of the centre can read it.",))  # fmt: skip
    return ask(request, practice_actions.share_practice, request.centre, asking, form=form,
               done="It is shared.", to=_BACK)  # fmt: skip


@page_for(*practice_actions.TEAM)
def adopt(request, pk):
    one = get_object_or_404(GoodPractice, pk=pk, centre=request.centre)
    form = forms.AdoptForm(
        request.POST or None, programmes=visible_programmes(request.centre, request.holdings)
    )
    asking = Asking(f"Take “{one.title}” up", "Take it up", _BACK, crumbs=_CRUMBS)
    return ask(request, practice_actions.adopt_practice, one, asking, form=form,
               done="It is taken up.", to=_BACK)  # fmt: skip
