"""Likeness as people see it: the work on an assignment, and two texts side by side."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.assessment.models import Submission
from fairmark.calendar.clock import now, today
from fairmark.planning.models import Assignment
from fairmark.programmes.queries import visible_programmes
from fairmark.similarity import actions, checks, queries
from fairmark.similarity.drawing import listed, numbered, sheet_of
from fairmark.similarity.forms import LookForm
from fairmark.similarity.queries import SEES_LIKENESS, Part
from fairmark.similarity.rules import SHORTEST
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for

_DECIDES_NOTHING = (
    "A likeness decides nothing and is never the only evidence: read both texts and talk with the "
    "learner. Shared sources, quotations and templates are alike for honest reasons."
)


def _assignment_of(request, pk):
    """An assignment of a programme whose likenesses this person may see."""
    held = [one for one in request.holdings if one.role in SEES_LIKENESS]
    return get_object_or_404(
        Assignment.objects.filter(
            cohort__programme__in=visible_programmes(request.centre, held, with_learners=True)
        ).select_related("cohort__programme", "cohort__centre", "unit"),
        pk=pk,
    )


def _crumbs(assignment):
    return (
        ("/tracking/", "Tracking"),
        (f"/tracking/cohorts/{assignment.cohort_id}/", str(assignment.cohort)),
        (f"/assignments/{assignment.pk}/submissions/", str(assignment)),
    )  # fmt: skip


@page_for(*SEES_LIKENESS)
def assignment_likenesses(request, pk):
    """Pairs of the work on an assignment and earlier work, and what could not be read."""
    one = _assignment_of(request, pk)
    likenesses = queries.likenesses_of(one)
    seen = _seen(request, [like.other_id for like in likenesses])
    compared = queries.compared_of(one)
    handed_in = Submission.objects.filter(assignment=one, handed_in_at__isnull=False).count()
    return render(
        request, "similarity/assignment.html",
        {
            "assignment": one, "crumb_links": _crumbs(one), "caution": _DECIDES_NOTHING,
            "rows": [(like, like.other_id in seen, list(like.looks.all())) for like in likenesses],
            "unread": [(done.submission, done.unread) for done in compared.values() if done.unread],
            "compared": len(compared), "handed_in": handed_in,
            "last": max((done.at for done in compared.values()), default=None),
            "texts": max((done.texts for done in compared.values()), default=0),
            "asked_from": queries.asked_from(request.centre, today()), "shortest": SHORTEST,
            "compares": actions.compare_work.holding(one, request.person, now()) is not None,
        },
    )  # fmt: skip


def _seen(request, works):
    """Which of these works this person may see beside others."""
    seen = queries.seen_work(request.centre, request.holdings).filter(pk__in=works)
    return set(seen.values_list("pk", flat=True))


@page_for(*SEES_LIKENESS)
def compare(request, pk):
    """Have the work on an assignment compared now."""
    one = _assignment_of(request, pk)
    if actions.compare_work.holding(one, request.person, now()) is None:
        raise Http404
    here = f"/assignments/{one.pk}/similarity/"
    asking = Asking(
        "Compare the work now", "Compare it", here, caption=f"{one}: {one.unit.title}",
        crumbs=(*_crumbs(one), (here, "Likeness")),
        consequences=(
            "Each piece is held against all work handed in at this centre before it.",
            "It happens each night by itself. What somebody has looked into stays as they saw it.",
        ),
    )  # fmt: skip
    return ask(
        request, actions.compare_work, one, asking, done="The work is compared.",
        what=lambda _: {"found": checks.compare(request.centre, [one.pk], now())},
    )  # fmt: skip


def _likeness_of(request, pk):
    """A likeness of work that this person may see."""
    return get_object_or_404(
        queries.visible_likenesses(request.centre, request.holdings).select_related(
            "one__assignment__cohort__programme", "one__assignment__cohort__centre",
            "one__assignment__unit", "one__enrolment__learner", "one__enrolment__cohort__programme",
            "other__assignment__cohort", "other__assignment__unit", "other__enrolment__learner",
        ),
        pk=pk,
    )  # fmt: skip


@page_for(*SEES_LIKENESS)
def likeness(request, pk):
    """Two texts side by side, with what they share marked in both."""
    like = _likeness_of(request, pk)
    is_seen = like.other_id in _seen(request, [like.other_id])
    parts = queries.parts_of([like.one, like.other] if is_seen else [like.one])
    passages = numbered(like.passages)
    mine = [(one.one, one.length) for one in passages]
    theirs = [(one.other, one.length) for one in passages]
    begun: set[int] = set()
    begun_other: set[int] = set()
    one = _sheets(parts[like.one_id], mine, begun)
    other = _sheets(parts.get(like.other_id, []), theirs, begun_other)
    return render(
        request, "similarity/likeness.html",
        {
            "like": like, "one": one, "other": other, "is_seen": is_seen,
            "both": begun & begun_other, "caution": _DECIDES_NOTHING,
            "passages": [
                listed(number, part.text, part.first, place, length)
                for number, (place, length) in enumerate(mine, start=1)
                if number in begun and (part := _part_with(parts[like.one_id], place))
            ],
            "looks": like.looks.select_related("by"),
            "looks_into": actions.look_into_likeness.holding(like, request.person, now()) is not None,
            "crumb_links": (
                *_crumbs(like.one.assignment),
                (f"/assignments/{like.one.assignment_id}/similarity/", "Likeness"),
            ),
        },
    )  # fmt: skip


def _sheets(parts: list[Part], places, begun: set[int]):
    return [sheet_of(part.name, part.text, part.first, places, begun) for part in parts]


def _part_with(parts: list[Part], place: int) -> Part | None:
    """The file that holds the word of this number."""
    return next((one for one in parts if one.first <= place < one.first + one.words), None)


@page_for(*SEES_LIKENESS)
def look_into(request, pk):
    """Say what you make of a likeness."""
    like = _likeness_of(request, pk)
    assignment = like.one.assignment
    asking = Asking(
        "Look into the likeness", "Say so", like.get_absolute_url(),
        caption=f"{like.one.enrolment.learner}, {assignment}",
        crumbs=(*_crumbs(assignment),
                (f"/assignments/{assignment.pk}/similarity/", "Likeness"),
                (like.get_absolute_url(), str(like.one.enrolment.learner))),
        consequences=(_DECIDES_NOTHING, "What you write is kept with the work, and cannot be changed."),
    )  # fmt: skip
    return ask(
        request, actions.look_into_likeness, like, asking, form=LookForm(request.POST or None),
        done="What you made of it is kept.",
    )  # fmt: skip
