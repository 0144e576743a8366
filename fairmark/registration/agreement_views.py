"""Our record and the awarding body's, side by side."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, When
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from fairmark.calendar.clock import now, today
from fairmark.people.rules import Role
from fairmark.registration import agreement_actions, agreement_queries, forms
from fairmark.registration.agreement_models import Difference
from fairmark.registration.matching_rules import Kind
from fairmark.ui.asking import Asking, ask
from fairmark.ui.forms import Confirm
from fairmark.ui.pages import page_for

OFFICE = (Role.EXAMS_OFFICER, Role.QUALITY_NOMINEE)
_HOME = ("/registration/agreement/", "Agreement with the awarding body")

_TO_ACT_ON_FIRST = Case(When(state=Difference.State.OPEN, then=0), default=1)


def _differences(request):
    return Difference.objects.filter(centre=request.centre).select_related(
        "learner", "registration"
    )


@page_for(*OFFICE, Role.HEAD_OF_CENTRE)
def agreement(request):
    """The last comparison, every difference by kind, and the button that compares again."""
    centre = request.centre
    show, kind = request.GET.get("show", "now"), request.GET.get("kind", "")
    found = _differences(request)
    standing = found.exclude(state=Difference.State.RESOLVED)
    kinds = list(standing.values("kind").annotate(n=Count("pk")).order_by("kind"))
    shown = found.filter(state=Difference.State.RESOLVED) if show == "resolved" else standing
    if show in (Difference.State.OPEN, Difference.State.EXPLAINED):
        shown = standing.filter(state=show)
        kinds = list(shown.values("kind").annotate(n=Count("pk")).order_by("kind"))
    if kind:
        shown = shown.filter(kind=kind)
    last, good = (
        agreement_queries.last_comparison(centre),
        agreement_queries.last_good_comparison(centre),
    )
    return render(
        request, "registration/agreement.html",
        {
            "statement": agreement_queries.last_statement(centre), "last": last, "good": good,
            "age": (
                (today() - timezone.localtime(last.statement.loaded_at).date()).days
                if last else None
            ),
            "kinds": kinds, "kind": kind, "show": show,
            "page": Paginator(shown.order_by(_TO_ACT_ON_FIRST, "kind", "who"), 50).get_page(
                request.GET.get("page")
            ),
            "counts": {
                "open": standing.filter(state=Difference.State.OPEN).count(),
                "explained": standing.filter(state=Difference.State.EXPLAINED).count(),
                "resolved": found.filter(state=Difference.State.RESOLVED).count(),
            },
            "may_compare": agreement_actions.compare_records.holding(
                centre, request.person, now()
            ),
            "obstacles": agreement_queries.obstacles_to_comparing(centre, request.person, now()),
        },
    )  # fmt: skip


@page_for(*OFFICE)
def comparison(request):
    """Compare now."""
    asking = Asking(
        "Compare the two records", "Compare now", "/registration/agreement/", crumbs=(_HOME,),
        cannot="There is nothing to compare with",
        consequences=(
            "Every registration of ours is held against the awarding body’s last export.",
            "Differences that are gone are marked as resolved; explanations stay.",
        ),
    )  # fmt: skip
    return ask(request, agreement_actions.compare_records, request.centre, asking,
               form=Confirm(request.POST), done="The two records were compared.")  # fmt: skip


@page_for(*OFFICE)
def difference(request, pk):
    """One difference: the two values side by side, and the cure."""
    one = get_object_or_404(_differences(request), pk=pk)
    asking = Asking(
        f"{one.who}: {one.kind}", "Keep the explanation", "/registration/agreement/",
        crumbs=(_HOME,), cannot="Nothing to explain",
    )  # fmt: skip
    form = forms.ExplainForm(request.POST or None, initial={"explanation": one.explanation})
    return ask(
        request, agreement_actions.explain_difference, one, asking, form=form,
        done="The explanation is kept with the difference.",
        template="registration/difference.html",
        context={"difference": one, "ways": _ways_onward(one, request)},
    )  # fmt: skip


def _ways_onward(one, request):
    """Where the cure of this kind of difference is carried out: address and words."""
    if not any(holding.role == Role.EXAMS_OFFICER for holding in request.holdings):
        return []
    ways = []
    details = {
        Kind.SURNAME, Kind.FORENAMES, Kind.DATE_OF_BIRTH, Kind.SEX, Kind.ULN, Kind.ULN_INVALID_HERE
    }  # fmt: skip
    if one.kind in details and one.learner_id:
        ways.append((f"/learners/{one.learner_id}/details/", "Correct our details"))
    if one.registration_id:
        place = f"/registration/{one.registration_id}/"
        ways += {
            Kind.PROGRAMME: [(f"{place}transfer/", "Transfer the registration here")],
            Kind.COMPLETION: [(f"{place}completion/", "Change our date")],
            Kind.WITHDRAWN_THERE: [(f"{place}withdrawal/", "Withdraw the learner here")],
            Kind.NUMBER: [(f"/registration/agreement/{one.pk}/number/", "Take their number")],
        }.get(one.kind, [])
        told = one.registration.changes.filter(told_on=None).first()
        if one.kind == Kind.WITHDRAWN_HERE and told:
            ways.append((f"/registration/changes/{told.pk}/telling/", "Record that it was told"))
    if one.kind == Kind.MISSING_HERE:
        ways.append(("/imports/new/class-list/", "Bring in a class list that has them"))
    return ways


@page_for(Role.EXAMS_OFFICER)
def number(request, pk):
    """Take the registration number that the awarding body shows."""
    one = get_object_or_404(_differences(request), pk=pk)
    asking = Asking(
        f"Registration number of {one.who}", "Take their number", one.get_absolute_url(),
        crumbs=(_HOME, (one.get_absolute_url(), one.who)),
        consequences=(f"Ours, {one.ours}, becomes {one.theirs}.",),
        cannot="The number cannot be taken",
    )  # fmt: skip
    return ask(request, agreement_actions.take_number, one, asking, form=Confirm(request.POST),
               done="The number is corrected; the next comparison clears the difference.")  # fmt: skip
