"""The board, a clause, and the trail of the centre."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render

from fairmark.assurance import actions
from fairmark.assurance.queries import Line, areas, board_of, history, owned, show
from fairmark.calendar.clock import now, today
from fairmark.guide.queries import in_use, last_asking
from fairmark.guide.showing import State
from fairmark.people.rules import Role
from fairmark.policies.queries import version_in_force
from fairmark.trail.models import Event, TrailCheck
from fairmark.ui.forms import Confirm
from fairmark.ui.pages import page_for
from fairmark.workflow.posting import attempt

SEE_BOARD = (Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE)
SEE_TRAIL = (Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE, Role.EXAMS_OFFICER)


@page_for(*SEE_BOARD)
def board(request):
    """Every clause, one square each; one area opened below."""
    lines = board_of(request.centre, today())
    counts = Counter(line.showing.state for line in lines)
    chosen = set(request.GET.getlist("state")) or {state.value for state in State}
    changed = request.GET.get("edition") == "changed"
    every = areas(lines)
    key = request.GET.get("area") or next((a.key for a in every if a.built), every[0].key)
    opened = next((area for area in every if area.key == key), every[0])
    shown = [
        line
        for line in opened.lines
        if line.showing.state in chosen and (line.clause.changed or not changed)
    ]
    return render(
        request, "assurance/board.html",
        {
            "areas": every, "opened": opened, "shown": shown,
            "states": [(state, counts[state], state.value in chosen) for state in State],
            "changed": changed, "edition": in_use(request.centre).name,
            "changed_count": sum(line.clause.changed for line in lines), "total": len(lines),
            "met": counts[State.MET], "at": now(), "since": history(request.centre),
            "built": sum(line.showing.built for line in lines),
        },
    )  # fmt: skip


@page_for(*SEE_BOARD)
def clause(request, clause_id):
    """Asked, promised, shown; the findings and the records behind them."""
    edition = in_use(request.centre)
    one = edition.clause(clause_id)
    if one is None:
        return _withdrawn(request, clause_id, edition)
    if request.method == "POST":
        outcome = attempt(actions.check_board, request.centre, request, Confirm(request.POST))
        if outcome:
            messages.success(request, "Every requirement was checked again.")
        return redirect("clause", clause_id)
    version = version_in_force(request.centre, one.area, on=today())
    line = Line(one, show(one, request.centre, today()))
    return render(
        request, "assurance/clause.html",
        {
            "line": line, "findings": owned(line.showing, request.centre, now()),
            "edition": edition.name,
            "version": version, "at": now(), "history": history(request.centre, one.id),
        },
    )  # fmt: skip


def _withdrawn(request, clause_id, edition):
    """A clause that the edition in use no longer asks; 404 for one that no edition ever asked."""
    before = last_asking(request.centre, clause_id)
    if before is None:
        raise Http404
    return render(
        request, "assurance/withdrawn.html",
        {"clause": before.clause(clause_id), "before": before.name, "edition": edition.name},
    )  # fmt: skip


@page_for(*SEE_TRAIL)
def trail(request):
    """Everything recorded in the centre, filtered by kind, person and day."""
    events = Event.objects.of_centre(request.centre)
    name, words = request.GET.get("name", ""), request.GET.get("q", "").strip()
    since, until = request.GET.get("since", ""), request.GET.get("until", "")
    if name:
        events = events.filter(name=name)
    if words:
        events = events.filter(particulars__sentence__icontains=words)
    if since:
        events = events.filter(at__gte=since[:10])
    if until:
        events = events.filter(at__lte=until[:10] + "T99")
    names = (
        Event.objects.of_centre(request.centre)
        .order_by("name")
        .values_list("name", flat=True)
        .distinct()
    )
    return render(
        request, "assurance/trail.html",
        {
            "page": Paginator(events.newest_first(), 50).get_page(request.GET.get("page")),
            "names": list(names), "name": name, "words": words, "since": since, "until": until,
            "check": TrailCheck.objects.filter(centre=request.centre).first(),
            "may_check": actions.check_trail.holding(request.centre, request.person, now()),
        },
    )  # fmt: skip


@page_for(*SEE_TRAIL)
def check_trail(request):
    """Read the trail from end to end."""
    if request.method != "POST":
        return redirect("trail")
    form = Confirm(request.POST)
    outcome = attempt(actions.check_trail, request.centre, request, form)
    if outcome and outcome.result:
        if outcome.result.ok:
            messages.success(request, f"{outcome.result.events} entries were read; all are intact.")
        else:
            messages.error(request, "The record is not intact. Tell your administrator now.")
    return redirect("trail")
