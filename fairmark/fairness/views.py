"""How groups of learners come out, and the review of what chance does not explain."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.catalogue.models import Unit
from fairmark.fairness import actions, forms, queries
from fairmark.fairness.rules import BANDS, LEAST, By
from fairmark.people.rules import SEES_ALL_LEARNERS, SEES_OWN_LEARNERS
from fairmark.tracking.queries import visible_cohorts
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for

SEE_FIGURES = tuple(sorted(SEES_ALL_LEARNERS | SEES_OWN_LEARNERS))
_HOME = (("/tracking/", "Tracking"), ("/fairness/", "Outcomes by group"))


@page_for(*SEE_FIGURES)
def cohorts(request):
    """Every running cohort that this person may see, with what its figures say."""
    visible = set(visible_cohorts(request.centre, request.holdings).values_list("pk", flat=True))
    found = queries.all_outcomes(request.centre, today(), visible)
    return render(
        request, "fairness/list.html",
        {"found": [(one, one.open(), one.to_do()) for one in found], "least": LEAST,
         "gap": queries.gap_of(request.centre, today())},
    )  # fmt: skip


def _asked_for(request, pk):
    """The cohort, the unit and the band that an address names."""
    cohort = get_object_or_404(visible_cohorts(request.centre, request.holdings), pk=pk)
    unit = None
    if number := request.GET.get("unit", ""):
        if not number.isdigit():
            raise Http404
        unit = get_object_or_404(Unit, pk=number, specification=cohort.specification_id)
    return cohort, unit


@page_for(*SEE_FIGURES)
def cohort(request, pk):
    """A cohort's figures in one band: words first, then each group with how sure it is."""
    one, unit = _asked_for(request, pk)
    found = queries.outcomes_of(one, today(), unit)
    bands = [pair for pair in BANDS if any(line.band == pair[0] for line in found.picture.lines)]
    names = dict(bands)
    band = request.GET.get("band", "")
    band = band if band in names else "P" if "P" in names else next(iter(names), "")
    sees_assessors = queries.sees_assessors(request.holdings, one, now())
    reviews = actions.review_difference.holding(one, request.person, now()) is not None
    shown = [by for by in By if by is not By.ASSESSOR or sees_assessors]
    sections = [
        (by, [
            (line, found.last.get(line.key), reviews and _may_review(found, line, request.person))
            for line in found.picture.lines if line.by is by and line.band == band
        ], found.picture.learners - found.picture.held[by])
        for by in shown
    ]  # fmt: skip
    waiting = [line for line in found.open() if line.by in shown]
    kept = [review for review in found.reviews if review.by_what in shown]
    return render(
        request, "fairness/cohort.html",
        {
            "cohort": one, "unit": unit, "found": found, "bands": bands, "band": band,
            "band_name": names.get(band, ""), "least": LEAST,
            "sections": [each for each in sections if each[1]],
            "waiting": [(line, dict(BANDS)[line.band]) for line in waiting],
            "hidden_waiting": len(found.open()) - len(waiting),
            "reviews": kept[::-1], "gap": queries.gap_of(request.centre, today()),
            "query": f"?unit={unit.pk}" if unit else "",
        },
    )  # fmt: skip


def _may_review(found, line, person):
    """Whether somebody who reviews is asked to review this one."""
    wanted = {one.key for one in found.open()} | {one.key for one in found.to_do()}
    return line.key in wanted and not queries.is_of(person, line)


@page_for(*SEE_FIGURES)
def review(request, pk, by, group, band):
    """Review one difference: the figures as they are today, and what somebody says of them."""
    one, unit = _asked_for(request, pk)
    if by.upper() not in By.__members__:
        raise Http404
    named = {"by_what": By[by.upper()].value, "group_key": group, "band": band}
    found = queries.outcomes_of(one, today(), unit)
    line = queries.line_of(found, **named)
    if line is None:
        raise Http404
    here = f"/fairness/cohorts/{one.pk}/" + (f"?unit={unit.pk}" if unit else "")
    name = dict(BANDS)[line.band]
    asking = Asking(
        f"A difference by {line.by}", "Keep the review", here,
        caption=f"{one}: {line.group.label}, {name}", crumbs=(*_HOME, (here, str(one))),
        consequences=(
            f"{line.group.label}: {line.share.met} of {line.share.of} learners met every {name} "
            f"criterion judged; of the others {line.others.met} of {line.others.of}.",
            "Your review stands beside the figures. It asks again once the difference has moved.",
        ),
    )  # fmt: skip
    return ask(
        request, actions.review_difference, one, asking, form=forms.ReviewForm(request.POST or None),
        done="The review is kept.",
        what=lambda answers: {**answers, **named, "unit": unit},
    )  # fmt: skip
