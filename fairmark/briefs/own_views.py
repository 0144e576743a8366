"""What learners see of their briefs: those that were issued to them, and nothing before."""

from django.http import Http404
from django.shortcuts import render

from fairmark.briefs import issue_actions, queries
from fairmark.evidence.keeping import attached_to
from fairmark.people.rules import Role
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for


@page_for(Role.LEARNER)
def my_work(request):
    """My briefs by deadline, and the published dates of those still to come."""
    learner = queries.learner_of(request.person)
    issues = queries.issued_to(learner) if learner else []
    received = {one.issue_id for one in learner.receipts.all()} if learner else set()
    had = {one.brief.assignment_id for one in issues}
    dates = queries.dates_for(learner) if learner else []
    to_come = [one for one in dates if one.assignment_id not in had]
    return render(
        request, "briefs/my_work.html",
        {"rows": [(one, one.pk in received) for one in issues], "to_come": to_come},
    )  # fmt: skip


def _own(request, pk):
    learner = queries.learner_of(request.person)
    theirs = queries.issued_to(learner) if learner else []
    found = next((one for one in theirs if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@page_for(Role.LEARNER)
def my_brief(request, pk):
    one = _own(request, pk)
    brief = one.brief
    tasks = list(queries.tasks_of(brief))
    return render(
        request, "briefs/my_brief.html",
        {
            "issue": one, "brief": brief, "tasks": tasks, "files": attached_to(brief),
            "criteria": sorted({c.code for task in tasks for c in task.criteria.all()}),
            "received": one.receipts.filter(learner__person=request.person).first(),
        },
    )  # fmt: skip


@page_for(Role.LEARNER)
def my_receipt(request, pk):
    one = _own(request, pk)
    hand_in = one.brief.hand_in_on
    asking = Asking(
        f"You have “{one.brief.title}”", "I have it, and I know the deadline", one.get_absolute_url(),
        crumbs=(("/my-work/", "My work"), (one.get_absolute_url(), one.brief.title)),
        consequences=(
            f"My deadline is {hand_in:%A %-d %B %Y}." if hand_in else "It has no deadline.",
            f"AI tools: {one.brief.get_ai_rule_display().lower()}.",
        ),
    )  # fmt: skip
    return ask(request, issue_actions.confirm_receipt, one, asking,
               done="Thank you. Your receipt is recorded.")  # fmt: skip
