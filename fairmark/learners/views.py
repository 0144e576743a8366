"""Learners, as the people who may see them do."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.catalogue.scheme_views import calculator_page, sheet_of_paper
from fairmark.learners.models import Learner
from fairmark.learners.queries import answering_to, doubtful_learners, duplicates
from fairmark.people.rules import SEES_ALL_LEARNERS, SEES_OWN_LEARNERS, Role
from fairmark.programmes.cohort_views import asked_of
from fairmark.trail.models import Event
from fairmark.ui.pages import page_for

#: Roles for whose holders learners are shown.
SEE_LEARNERS = tuple(sorted(SEES_ALL_LEARNERS | SEES_OWN_LEARNERS))

_SHOW = {
    "": "Everybody",
    "doubtful": "An identifier fails its check",
    "incomplete": "A detail is missing",
    "unplaced": "Not on a programme",
}


def visible_learners(request):
    """The learners this person may see now, merged records left out."""
    return Learner.objects.visible_to(request.person, request.holdings).present()


@page_for(*SEE_LEARNERS)
def learner_list(request):
    learners = visible_learners(request).prefetch_related("enrolments__cohort__programme")
    show, words = request.GET.get("show", ""), request.GET.get("q", "").strip()
    if show == "doubtful":
        learners = learners.filter(pk__in=doubtful_learners(request.centre))
    elif show == "incomplete":
        learners = learners.filter(
            Q(date_of_birth=None) | Q(enrolments__planned_end_on=None), enrolments__isnull=False
        ).distinct()
    elif show == "unplaced":
        learners = learners.filter(enrolments=None)
    for word in words.split():
        learners = learners.filter(answering_to(word))
    page = Paginator(learners, 100).get_page(request.GET.get("page"))
    return render(
        request, "learners/list.html",
        {"page": page, "show": show, "shows": _SHOW, "words": words},
    )  # fmt: skip


@page_for(*SEE_LEARNERS)
def learner_trail(request, pk):
    learner = get_object_or_404(visible_learners(request), pk=pk)
    events = Event.objects.of_centre(request.centre).about(learner.trail_subject())
    if name := request.GET.get("name", ""):
        events = events.filter(name=name)
    names = (
        Event.objects.of_centre(request.centre)
        .about(learner.trail_subject())
        .order_by("name")
        .values_list("name", flat=True)
        .distinct()
    )
    page = Paginator(events.newest_first(), 50).get_page(request.GET.get("page"))
    return render(
        request, "learners/trail.html",
        {"learner": learner, "page": page, "names": list(names), "name": name},
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER, Role.QUALITY_NOMINEE)
def duplicate_list(request):
    return render(request, "learners/duplicates.html", {"pairs": duplicates(request.centre)})


@page_for(*SEE_LEARNERS)
def learner_what_if(request, pk, enrolment):
    """What would these grades come to, for this learner on this programme?"""
    return _calculated(request, pk, enrolment, calculator_page)


@page_for(*SEE_LEARNERS)
def learner_sheet(request, pk, enrolment):
    """The same on paper, filled in or blank."""
    return _calculated(request, pk, enrolment, sheet_of_paper)


def _calculated(request, pk, enrolment, show):
    learner = get_object_or_404(visible_learners(request), pk=pk)
    held = learner.enrolments.select_related(
        "cohort__programme__qualification", "cohort__programme__centre", "cohort__specification"
    )
    one = get_object_or_404(held, pk=enrolment)
    scheme, asked = asked_of(one.cohort, back=learner.get_absolute_url(), whom=str(learner))
    if scheme is None:
        raise Http404
    return show(request, scheme, asked)
