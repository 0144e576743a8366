"""Learners' own pages: what is due, handing it in, and what came back. Nothing before its time."""

from django.http import Http404
from django.shortcuts import redirect, render

from fairmark.assessment import (
    hand_in_actions,
    observation_queries,
    own_forms,
    own_queries,
    queries,
)
from fairmark.assessment.own_queries import Stands
from fairmark.assessment.talks import awaiting_a_talk
from fairmark.briefs import issue_actions
from fairmark.briefs.queries import dates_for, issued_to, learner_of, own_issue, tasks_of
from fairmark.calendar.clock import now, today
from fairmark.evidence.arriving import MOST_IN_A_PIECE
from fairmark.evidence.examining import NotTaken
from fairmark.evidence.keeping import attached_to, take_in
from fairmark.people.rules import Role
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for
from fairmark.workflow.posting import attempt
from fairmark.workflow.refusals import Refused


@page_for(Role.LEARNER)
def my_work(request):
    """My assignments by where I am with them, and the published dates of those still to come."""
    learner = learner_of(request.person)
    issues = issued_to(learner) if learner else []
    own = own_queries.own_work(learner, issues, today()) if learner else []
    received = {one.issue_id for one in learner.receipts.all()} if learner else set()
    had = {one.brief.assignment_id for one in issues}
    dates = dates_for(learner) if learner else []
    return render(
        request, "assessment/my_work.html",
        {
            "sections": [
                (stands, [(one, one.issue.pk in received) for one in own if one.stands == stands])
                for stands in Stands
            ],
            "to_come": [one for one in dates if one.assignment_id not in had], "today": today(),
            "any": bool(own),
            "before": own_queries.judged_before(learner) if learner else [],
        },
    )  # fmt: skip


def own_of(request, pk):
    """The learner’s own standing in an assignment that was issued to them."""
    found = own_issue(request.person, pk)
    if found is None:
        raise Http404
    learner = learner_of(request.person)
    assert learner is not None  # or it would not be theirs
    [own] = own_queries.own_work(learner, [found], today())
    return own


@page_for(Role.LEARNER)
def my_brief(request, pk):
    """One assignment: its brief, how I stand, and what came back."""
    own = own_of(request, pk)
    brief = own.issue.brief
    tasks = list(tasks_of(brief))
    works = [one.pk for one in own.works]
    observed, stated = observation_queries.observed_in(works), observation_queries.stated_in(works)
    return render(
        request, "assessment/my_brief.html",
        {
            "own": own, "issue": own.issue, "brief": brief, "tasks": tasks,
            "files": attached_to(brief), "today": today(),
            "criteria": sorted({c.code for task in tasks for c in task.criteria.all()}),
            "received": own.issue.receipts.filter(learner__person=request.person).first(),
            "questions": own.issue.questions.filter(enrolment=own.enrolment).select_related(
                "answered_by"
            ),
            "grade": own_queries.grade_of(own) if own.returned else None,
            "observations": [o for one in own.works for o in observed[one.pk]],
            "statements": [o for one in own.works for o in stated[one.pk]],
            "to_talk": awaiting_a_talk(own.works),
            "handed_in": [(one, list(attached_to(one))) for one in own.works if one.is_handed_in],
        },
    )  # fmt: skip


@page_for(Role.LEARNER)
def my_receipt(request, pk):
    own = own_of(request, pk)
    one, hand_in = own.issue, own.due_on
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


@page_for(Role.LEARNER)
def my_hand_in(request, pk):
    """Add files, say what you used, state that it is your own, and hand it in."""
    own = own_of(request, pk)
    if not own.may_hand_in:
        return redirect(own.issue.get_absolute_url())
    issue, work = own.issue, own.open_work
    form = own_forms.HandInForm(request.POST or None, statement=queries.statement_of(today()))
    asking = Asking(
        "Hand in your work", "Hand it in", issue.get_absolute_url(), caption=issue.brief.title,
        crumbs=(("/my-work/", "My work"), (issue.get_absolute_url(), issue.brief.title)),
    )  # fmt: skip
    copies = getattr(work, "ai_copies", None)
    context = {
        "own": own, "asking": asking, "form": form, "brief": issue.brief,
        "asked": queries.asked_of(issue.brief), "statement": queries.statement_of(today()),
        "files": list(attached_to(work)) if work else [],
        "observations": observation_queries.observed_in([work.pk])[work.pk] if work else [],
        "copies": list(attached_to(copies)) if copies else [],
    }  # fmt: skip
    if work is None:
        if request.method == "POST":
            form.add_error(None, "No file is attached. Attach your work first.")
        return render(request, "assessment/hand_in.html", context,
                      status=422 if request.method == "POST" else 200)  # fmt: skip
    return ask(
        request, hand_in_actions.hand_in, work, asking, form=form, template="assessment/hand_in.html",
        done="Your work is handed in. This page is your receipt.", context=context,
    )  # fmt: skip


@page_for(Role.LEARNER)
def my_file(request, pk):
    """Add one file to work that is being put together; the first one begins it."""
    own = own_of(request, pk)
    if not own.may_hand_in:
        raise Http404
    issue = own.issue
    here = f"{issue.get_absolute_url()}hand-in/"
    asking = Asking("Add a file", "Add the file", here, caption=issue.brief.title,
                    crumbs=(("/my-work/", "My work"), (here, "Hand in your work")))  # fmt: skip
    form = own_forms.WorkFileForm(request.POST or None, request.FILES or None)
    taken, work = None, own.open_work
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_in(form.cleaned_data["file"])
            work = work or hand_in_actions.begin_work(issue, by=request.person, at=now())
        except NotTaken as reason:
            form.add_error("file", str(reason))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    if work and taken:
        done = attempt(
            hand_in_actions.add_work_file, work, request, form,
            what=lambda answers: {"files": [taken], "copies": answers["copies"] == "copies"},
        )  # fmt: skip
        if done:
            return redirect(here)
    return render(
        request, "assessment/file.html",
        {"asking": asking, "form": form, "obstacles": [], "sending": f"{here}sending/",
         "piece": MOST_IN_A_PIECE},
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@page_for(Role.LEARNER)
def my_file_off(request, pk, file):
    """Take a file off work that is not handed in yet."""
    own = own_of(request, pk)
    work = own.open_work
    if work is None:
        raise Http404
    every = [*attached_to(work)]
    if copies := getattr(work, "ai_copies", None):
        every += attached_to(copies)
    found = next((one for one in every if one.pk == file), None)
    if found is None:
        raise Http404
    here = f"{own.issue.get_absolute_url()}hand-in/"
    asking = Asking(f"Take “{found.name}” off?", "Take it off", here,
                    crumbs=(("/my-work/", "My work"), (here, "Hand in your work")))  # fmt: skip
    return ask(
        request, hand_in_actions.take_off_work_file, work, asking, done="The file is taken off.",
        what=lambda answers: {"attachment": found, "why": "Taken off by its learner."},
    )  # fmt: skip
