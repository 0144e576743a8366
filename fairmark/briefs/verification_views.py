"""Briefs as their verifiers see them, and the action points that they leave."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.briefs import forms, queries, verification_actions
from fairmark.briefs.awaiting import VERIFIERS, waiting_for
from fairmark.briefs.models import ActionPoint
from fairmark.briefs.views import SEE_BRIEFS, brief_of, crumbs
from fairmark.calendar.clock import today
from fairmark.planning.queries import planned_in_force
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for


@page_for(*VERIFIERS)
def to_verify(request):
    """What waits for this verifier by the plan, and what else waits on their programmes."""
    found = waiting_for(request.centre, request.person, request.holdings, today())
    mine = [one for one in found if one.verifier == request.person and not one.is_own_work]
    others = [one for one in found if one not in mine]
    return render(
        request, "briefs/to_verify.html",
        {"mine": mine, "others": others, "late": sum(one.is_late for one in found)},
    )  # fmt: skip


@page_for(*SEE_BRIEFS)
def verify(request, pk):
    """The form of the family beside the brief that it is about."""
    one = brief_of(request, pk)
    points = list(queries.open_points(one))
    form = forms.VerifyForm(
        request.POST or None, questions=queries.questions_for(one, today()), points=points,
        staff=list(forms.staff_of(request.centre)),
    )  # fmt: skip
    asking = Asking(
        f"Verify “{one.title}”", "Sign the verification", one.get_absolute_url(),
        caption=f"{one.assignment}, {one.assignment.cohort}, version {one.version}",
        crumbs=crumbs(one), cannot="You cannot verify this brief",
    )  # fmt: skip
    return ask(
        request, verification_actions.verify_brief, one, asking, form=form, what=form.said,
        done="Your verification is recorded.", template="briefs/verify.html",
        context={
            "brief": one, "tasks": queries.tasks_of(one), "form_rule": queries.form_of(one, today()),
            "planned": planned_in_force(one.assignment), "lessons": queries.earlier_lessons(one),
        },
    )  # fmt: skip


@page_for(*SEE_BRIEFS)
def action_point(request, pk):
    """For its owner: say what was done."""
    point = get_object_or_404(
        ActionPoint.objects.filter(verification__brief__centre=request.centre).select_related(
            "verification__brief__assignment__cohort", "verification__verifier", "owner"
        ),
        pk=pk,
    )  # fmt: skip
    if point.owner_id != request.person.pk:
        raise Http404
    one = point.verification.brief
    asking = Asking(
        "What was done", "Save", "/briefs/", caption=one.title, crumbs=(("/briefs/", "Briefs"),),
        consequences=(
            f"{point.verification.verifier} asked: “{point.words}”, by {point.due_on:%-d %B %Y}.",
            "The verifier looks at it and closes it.",
        ),
    )  # fmt: skip
    return ask(request, verification_actions.answer_action_point, point, asking,
               form=forms.DoneForm(request.POST or None), done="Saved. The verifier sees it next.")  # fmt: skip


@page_for(*SEE_BRIEFS)
def countersign(request, pk):
    one = brief_of(request, pk)
    asking = Asking(
        f"Sign “{one.title}”", "Sign the brief", one.get_absolute_url(), crumbs=crumbs(one),
        consequences=(
            "You are signing as programme leader that this verified brief may go out.",
        ),
    )  # fmt: skip
    return ask(request, verification_actions.countersign_brief, one, asking,
               done="The brief is signed.")  # fmt: skip
