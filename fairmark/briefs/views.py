"""Briefs as their authors see them: the list, an assignment, a brief and its parts."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.briefs import actions, forms, issue_actions, queries, rules, verification_actions
from fairmark.briefs.awaiting import behind
from fairmark.briefs.models import Task
from fairmark.briefs.readiness import not_standardised
from fairmark.briefs.rules import BriefState, Lateness
from fairmark.calendar.clock import now, today
from fairmark.evidence.examining import NotTaken
from fairmark.evidence.keeping import attached_to, take_in
from fairmark.people.rules import SEES_ALL_LEARNERS, SEES_OWN_LEARNERS, STAFF_ROLES
from fairmark.planning.models import Assignment
from fairmark.planning.queries import planned_in_force, plans_in_force
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import visible_programmes
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for
from fairmark.workflow.actions import offered

SEE_BRIEFS = tuple(sorted(STAFF_ROLES))
#: A class and an icon for each state; its word is the model's.
LOOKS = {
    BriefState.DRAFT: ("is-due", "pencil"), BriefState.AT_VERIFICATION: ("is-iv", "d-hollow"),
    BriefState.CHANGES_ASKED: ("is-due", "redo"), BriefState.APPROVED: ("is-iv", "d-full"),
    BriefState.ISSUED: ("is-met", "tick-circle"), BriefState.REPLACED: ("is-none", "na"),
}  # fmt: skip


#: How a brief that is behind its plan is shown: a word, a class and an icon.
LATE = {
    Lateness.OVERDUE: (Lateness.OVERDUE, "is-bad", "clock"),
    Lateness.NEAR: (Lateness.NEAR, "is-due", "clock"),
}


def looks(brief):
    """How a brief's state is shown: its word, a class and an icon."""
    return (brief.get_state_display(), *LOOKS[BriefState(brief.state)])


def _assignment(request, pk):
    return get_object_or_404(
        Assignment.objects.filter(
            cohort__programme__in=visible_programmes(request.centre, request.holdings)
        ).select_related(
            "cohort__programme__qualification", "cohort__centre", "cohort__year",
            "unit__specification__qualification",
        ),
        pk=pk,
    )  # fmt: skip


def brief_of(request, pk):
    """A brief of a programme that this person may see."""
    return get_object_or_404(
        queries.visible_briefs(request.centre, request.holdings).select_related(
            "assignment__cohort__programme__qualification", "assignment__cohort__centre",
            "assignment__unit__specification__qualification", "written_by", "sent_by", "approved_by",
            "countersigned_by", "copied_from__assignment__cohort",
        ),
        pk=pk,
    )  # fmt: skip


def crumbs(brief):
    """Where a brief’s pages are."""
    cohort = brief.assignment.cohort
    return (
        ("/briefs/", "Briefs"),
        (f"/briefs/#c{cohort.pk}", str(cohort)),
        (brief.get_absolute_url(), brief.title),
    )


@page_for(*SEE_BRIEFS)
def brief_list(request):
    """Each cohort’s planned assignments, each with where its brief stands."""
    cohorts = Cohort.objects.filter(
        programme__in=visible_programmes(request.centre, request.holdings)
    ).select_related("programme__qualification", "year")
    plans = plans_in_force(cohorts)
    pieces = queries.planned_by_plan(plans.values())
    newest = queries.newest_briefs(piece.assignment for rows in pieces.values() for piece in rows)
    every = [piece for rows in pieces.values() for piece in rows]
    late = behind(request.centre, every, newest, today())
    sections: list[tuple] = []
    counts: dict[str, int] = {}
    for cohort in cohorts:
        if (plan := plans.get(cohort.pk)) is None:
            sections.append((cohort, None, []))
            continue
        rows = []
        for piece in pieces[plan.pk]:
            brief = newest.get(piece.assignment_id)
            behind_by = late.get(piece.assignment_id)
            tag = LATE[behind_by] if behind_by else None
            rows.append((piece, brief, looks(brief) if brief else None, tag))
            word = brief.get_state_display() if brief else "Not begun"
            counts[word] = counts.get(word, 0) + 1
        sections.append((cohort, plan, rows))
    return render(
        request, "briefs/list.html",
        {"sections": sections, "counts": counts, "mine": _waiting(request),
         "overdue": sum(one == Lateness.OVERDUE for one in late.values())},
    )  # fmt: skip


def _waiting(request):
    """Briefs that this person may verify now: sent, and not by them."""
    sent = queries.visible_briefs(request.centre, request.holdings).filter(
        state=BriefState.AT_VERIFICATION
    )
    sent = sent.select_related("assignment__unit", "assignment__cohort", "sent_by")
    return [
        one
        for one in sent
        if verification_actions.verify_brief.holding(one, request.person, now())
        and not queries.obstacles_to_verifying(one, request.person, now())
    ]


@page_for(*SEE_BRIEFS)
def assignment(request, pk):
    """What the plan says of an assignment, and its briefs by version."""
    one = _assignment(request, pk)
    versions = list(one.briefs.select_related("approved_by", "written_by"))
    return render(
        request, "briefs/assignment.html",
        {
            "assignment": one, "planned": planned_in_force(one),
            "versions": [(brief, looks(brief)) for brief in versions],
            "sees_work": any(brief.state in queries.SHOWN for brief in versions)
            and any(h.role in SEES_ALL_LEARNERS | SEES_OWN_LEARNERS for h in request.holdings),
            "writes": not versions
            and actions.write_brief.holding(one, request.person, now()) is not None,
        },
    )  # fmt: skip


@page_for(*SEE_BRIEFS)
def begin(request, pk):
    one = _assignment(request, pk)
    asking = Asking(
        f"The brief of {one}", "Begin the brief", one.get_absolute_url(), caption=one.unit.title,
        crumbs=(("/briefs/", "Briefs"), (one.get_absolute_url(), str(one))),
    )  # fmt: skip
    uses = queries.earlier_uses(one).filter(
        pk__in=queries.visible_briefs(request.centre, request.holdings)
    )
    return ask(request, actions.write_brief, one, asking,
               form=forms.BeginForm(request.POST or None, uses=uses),
               done="The brief is begun.", to=lambda made: made.get_absolute_url())  # fmt: skip


@page_for(*SEE_BRIEFS)
def brief(request, pk):
    one = brief_of(request, pk)
    planned = planned_in_force(one.assignment)
    tasks = list(queries.tasks_of(one))
    served = {}
    for task in tasks:
        for criterion in task.criteria.all():
            served.setdefault(criterion.pk, []).append(task)
    offers = offered(
        one, request.person, now(), actions.change_brief, actions.send_brief, actions.revise_brief,
        verification_actions.verify_brief, verification_actions.countersign_brief,
        issue_actions.issue_brief,
    )  # fmt: skip
    stopped = [
        (_CANNOT[offer.action.name], offer.obstacles)
        for offer in offers
        if offer.obstacles and _is_looked_for(offer.action.name, one)
    ]
    said = {reason for _, reasons in stopped for reason in reasons}
    unready = [words for words in not_standardised(one, today()) if words not in said]
    issues = list(one.issues.select_related("group", "by"))
    ready = {offer.action.name for offer in offers if offer.ready}
    return render(
        request, "briefs/brief.html",
        {
            "brief": one, "state": looks(one), "planned": planned, "tasks": tasks,
            "days": _days(one, planned), "files": attached_to(one), "crumbs": crumbs(one)[:-1],
            "criteria": [(c, served.get(c.pk, [])) for c in queries.planned_criteria(planned)],
            "authors": one.authors.all(),
            "verifications": one.verifications.select_related("verifier").prefetch_related(
                "answers", "points__owner", "points__done_by", "points__closed_by"
            ),
            "lessons": queries.earlier_lessons(one),
            "taken": {t.verification_id: t for t in one.lessons_taken.all()},
            "issues": [
                (issue, issue.receipts.count(), queries.asked_for_receipt(issue).count())
                for issue in issues
            ],
            "versions": one.assignment.briefs.exclude(pk=one.pk),
            "countersigner": queries.countersigner_of(one, today()),
            "offers": ready, "edits": "change_brief" in ready, "stopped": stopped,
            "unready": unready if offers else [],
        },
    )  # fmt: skip


_CANNOT = {
    "change_brief": "You cannot change this version",
    "send_brief": "You cannot send this brief for verification yet",
    "revise_brief": "You cannot make a new version now",
    "verify_brief": "You cannot verify this brief",
    "countersign_brief": "You cannot sign this brief",
    "issue_brief": "You cannot issue this brief yet",
}


def _is_looked_for(name, one):
    """What somebody would look for in this state and is told why it is not offered."""
    if one.state in rules.OPEN:
        return name == "send_brief"
    if one.state == BriefState.AT_VERIFICATION:
        return name == "verify_brief"
    return one.state == BriefState.APPROVED and name == "issue_brief"


def _days(one, planned):
    """The days on the brief: its own once it was sent, the plan's until then."""
    source = one if one.sent_at and one.state not in rules.OPEN else planned
    if source is None:
        return []
    named = (("Hand-out", source.hand_out_on), ("Hand-in", source.hand_in_on),
             ("Resubmission, where allowed", source.resubmit_by))  # fmt: skip
    return [(name, day) for name, day in named if day]


@page_for(*SEE_BRIEFS)
def words(request, pk):
    one = brief_of(request, pk)
    asking = Asking(f"Words of “{one.title}”", "Save", one.get_absolute_url(), crumbs=crumbs(one))
    form = forms.WordsForm(
        request.POST or None, initial={name: getattr(one, name) for name in actions.WORDS}
    )
    return ask(request, actions.change_brief, one, asking, form=form, done="Saved.")


@page_for(*SEE_BRIEFS)
def add_task(request, pk):
    one = brief_of(request, pk)
    planned = queries.planned_criteria(planned_in_force(one.assignment))
    asking = Asking("Add a task", "Add the task", one.get_absolute_url(), caption=one.title,
                    crumbs=crumbs(one))  # fmt: skip
    form = forms.TaskForm(request.POST or None, brief=one, planned=planned)
    return ask(request, actions.add_task, one, asking, form=form, done="The task is added.")


def _task(request, pk, task):
    one = brief_of(request, pk)
    return one, get_object_or_404(Task.objects.filter(brief=one), pk=task)


@page_for(*SEE_BRIEFS)
def task(request, pk, task):
    one, part = _task(request, pk, task)
    asking = Asking(f"Task: {part.title}", "Save", one.get_absolute_url(), caption=one.title,
                    crumbs=crumbs(one))  # fmt: skip
    form = forms.TaskForm(
        request.POST or None, brief=one,
        planned=queries.planned_criteria(planned_in_force(one.assignment)),
        initial={"title": part.title, "text": part.text, "criteria": list(part.criteria.all())},
    )  # fmt: skip
    return ask(request, actions.change_task, part, asking, form=form, done="Saved.",
               template="briefs/task.html")  # fmt: skip


@page_for(*SEE_BRIEFS)
def remove_task(request, pk, task):
    one, part = _task(request, pk, task)
    asking = Asking(f"Take the task “{part.title}” out?", "Take it out", one.get_absolute_url(),
                    crumbs=crumbs(one), warn=True)  # fmt: skip
    return ask(request, actions.remove_task, part, asking, done="The task is taken out.",
               form=forms.WhyForm(request.POST or None), to=one.get_absolute_url())  # fmt: skip


@page_for(*SEE_BRIEFS)
def attach(request, pk):
    one = brief_of(request, pk)
    if actions.attach_to_brief.holding(one, request.person, now()) is None:
        raise Http404
    asking = Asking("Attach a file", "Attach the file", one.get_absolute_url(), caption=one.title,
                    crumbs=crumbs(one))  # fmt: skip
    form = forms.FileForm(request.POST or None, request.FILES or None)
    taken = None
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_in(form.cleaned_data["file"])
        except NotTaken as reason:
            form.add_error("file", str(reason))
    return ask(request, actions.attach_to_brief, one, asking, form=form,
               done="The file is attached.", to=one.get_absolute_url(),
               what=lambda answers: {"taken": taken})  # fmt: skip


@page_for(*SEE_BRIEFS)
def take_off(request, pk, file):
    one = brief_of(request, pk)
    found = next((each for each in attached_to(one) if each.pk == file), None)
    if found is None:
        raise Http404
    asking = Asking(f"Take the file “{found.name}” off?", "Take it off", one.get_absolute_url(),
                    crumbs=crumbs(one), warn=True)  # fmt: skip
    return ask(request, actions.take_off_brief, one, asking, form=forms.WhyForm(request.POST or None),
               done="The file is taken off.",
               what=lambda answers: {"attachment": found, **answers})  # fmt: skip


@page_for(*SEE_BRIEFS)
def lesson(request, pk, verification):
    one = brief_of(request, pk)
    found = next((v for v in queries.earlier_lessons(one) if v.pk == verification), None)
    if found is None:
        raise Http404
    asking = Asking(
        "What this brief makes of it", "Save", one.get_absolute_url(), caption=one.title,
        crumbs=crumbs(one),
        consequences=(f"{found.verifier} wrote for its next use: “{found.lesson}”",),
    )  # fmt: skip
    return ask(request, actions.take_lesson, one, asking, form=forms.LessonForm(request.POST or None),
               done="Saved.", what=lambda answers: {"verification": found, **answers})  # fmt: skip


@page_for(*SEE_BRIEFS)
def send(request, pk):
    one = brief_of(request, pk)
    asking = Asking(
        f"Send “{one.title}” for verification", "Send for verification", one.get_absolute_url(),
        crumbs=crumbs(one), cannot="It cannot be sent yet",
        consequences=(
            "Its words stand still until the verifier has answered.",
            "Whoever wrote a part of it cannot verify it.",
            "It takes its dates from the signed plan.",
        ),
    )  # fmt: skip
    return ask(request, actions.send_brief, one, asking, done="The brief is with its verifier.")


@page_for(*SEE_BRIEFS)
def revise(request, pk):
    one = brief_of(request, pk)
    asking = Asking(
        f"A new version of “{one.title}”", "Begin the new version", one.get_absolute_url(),
        crumbs=crumbs(one),
        consequences=(
            "It begins as a copy and is verified again.",
            "Learners keep the version they have until the new one is issued.",
        ),
    )  # fmt: skip
    return ask(request, actions.revise_brief, one, asking, form=forms.WhyForm(request.POST or None),
               done="The new version is begun.", to=lambda made: made.get_absolute_url())  # fmt: skip


@page_for(*SEE_BRIEFS)
def issue(request, pk):
    one = brief_of(request, pk)
    form = forms.IssueForm(request.POST or None, brief=one, initial={"set_on": today()})
    hand_in = f"{one.hand_in_on:%A %-d %B %Y}" if one.hand_in_on else "not set"
    asking = Asking(
        f"Issue “{one.title}” to learners", "Issue the brief", one.get_absolute_url(),
        crumbs=crumbs(one), cannot="It cannot be issued yet",
        consequences=(
            f"Learners see version {one.version} from now on. Their deadline is {hand_in}.",
            "Each learner confirms that they have it.",
            "A change afterwards is a new version, verified again.",
        ),
    )  # fmt: skip
    return ask(request, issue_actions.issue_brief, one, asking, form=form,
               done="The brief is issued. Learners see it now.")  # fmt: skip
