"""Work as staff see it: an assignment's, learner by learner, and one piece with all about it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.assessment import (
    chance_actions,
    chances,
    decision_actions,
    forms,
    hand_in_actions,
    observation_actions,
    observation_queries,
    queries,
    tie_actions,
    tie_agreeing,
    tie_queries,
    work_queries,
)
from fairmark.assessment.beside import beside
from fairmark.assessment.comment_queries import offered_to
from fairmark.assessment.models import Submission
from fairmark.assessment.rules import Attempt, Cell
from fairmark.assessment.talks import awaiting_a_talk
from fairmark.assessment.work_queries import Step
from fairmark.briefs.models import Issue
from fairmark.calendar.clock import now, today
from fairmark.evidence.examining import NotTaken
from fairmark.evidence.keeping import attached_to, take_in, times_opened
from fairmark.people.rules import SEES_ALL_LEARNERS, SEES_OWN_LEARNERS
from fairmark.planning.models import Assignment
from fairmark.programmes.queries import visible_programmes
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for

#: Whoever may see learners; being administrator never gives that.
SEE_WORK = tuple(sorted(SEES_ALL_LEARNERS | SEES_OWN_LEARNERS))


def assignment_of(request, pk):
    """An assignment of a programme that this person may see."""
    return get_object_or_404(
        Assignment.objects.filter(
            cohort__programme__in=visible_programmes(
                request.centre, request.holdings, with_learners=True
            )
        ).select_related("cohort__programme__qualification", "cohort__centre", "unit"),
        pk=pk,
    )


def place(assignment):
    """Where an assignment's work is."""
    return f"/assignments/{assignment.pk}/submissions/"


def crumbs_to(assignment):
    """The way from the tracking sheets to an assignment."""
    return (
        ("/tracking/", "Tracking"),
        (f"/tracking/cohorts/{assignment.cohort_id}/", str(assignment.cohort)),
        (f"/tracking/cohorts/{assignment.cohort_id}/units/{assignment.unit_id}/",
         f"Unit {assignment.unit.number}"),
    )  # fmt: skip


@page_for(*SEE_WORK)
def assignment_work(request, pk):
    """Who handed in, what each piece waits for, and what this person may do about it."""
    one = assignment_of(request, pk)
    column = work_queries.column_of(one)
    rows = work_queries.rows_of(one, request.person, column)
    said = beside(one, request.holdings)
    for row in rows:
        row.beside = said.by_work.get(row.work.pk, []) if row.work else []
    mine = {step: [r for r in rows if r.step == step and r.is_mine] for step in Step}
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.step] = counts.get(row.step, 0) + 1
    held = {
        name: action.holding(one, request.person, now()) is not None
        for name, action in (
            ("confirm", decision_actions.confirm_authenticity),
            ("return", decision_actions.return_work),
            ("extend", hand_in_actions.agree_extension),
            ("observe", observation_actions.record_observation),
        )
    }
    show = request.GET.get("show", "")
    if show in work_queries.SHOWS:
        rows = [row for row in rows if row.step in work_queries.SHOWS[show][1]]
    return render(
        request, "assessment/assignment.html",
        {
            "assignment": one, "column": column, "rows": rows, "counts": counts, "show": show,
            "shows": [(name, words, sum(counts.get(step, 0) for step in steps))
                      for name, (words, steps) in work_queries.SHOWS.items()],
            "beside": said.of_all,
            "to_talk": awaiting_a_talk([row.work for row in rows if row.work]),
            "crumb_links": crumbs_to(one),
            "to_confirm": len(mine[Step.TO_CONFIRM]) if held["confirm"] else 0,
            "to_sign": len(mine[Step.TO_SIGN]) if held["confirm"] else 0,
            "to_return": counts.get(Step.TO_RETURN, 0) if held["return"] else 0,
            "extends": held["extend"],
            "observes": held["observe"] and any(row.is_mine for row in rows),
            "to_agree": _to_agree(rows), "issued": Issue.objects.filter(brief__assignment=one).exists(),
        },
    )  # fmt: skip


def _to_agree(rows):
    """Observations of begun or handed-in work, by the learner who is to sign them."""
    works = {row.work.pk: row for row in rows if row.work}
    found = observation_queries.observed_in(works)
    return [(works[pk], one) for pk, ones in found.items() for one in ones
            if not one.learner_at and works[pk].enrolment.learner.person_id]  # fmt: skip


def _some(request, one, *steps):
    """The work on an assignment that waits for one of these steps."""
    column = work_queries.column_of(one)
    return [
        row.work
        for row in work_queries.rows_of(one, request.person, column)
        if row.step in steps and (row.is_mine or Step.TO_RETURN in steps)
    ]


def asking_on(one, heading, verb, **more):
    """The page that asks something about an assignment’s work."""
    return Asking(heading, verb, place(one), caption=f"{one}: {one.unit.title}",
                  crumbs=(*crumbs_to(one), (place(one), str(one))), **more)  # fmt: skip


@page_for(*SEE_WORK)
def confirm(request, pk):
    """Say of several pieces of work whose they are."""
    one = assignment_of(request, pk)
    works = _some(request, one, Step.TO_CONFIRM, Step.IN_DOUBT, Step.TO_DECIDE, Step.TO_SIGN)
    waiting = _some(request, one, Step.TO_CONFIRM)
    return ask(
        request, decision_actions.confirm_authenticity, one,
        asking_on(one, "Whose work is it?", "Say so"),
        form=forms.ConfirmForm(request.POST or None, works=works, waiting=waiting),
        done="What you said is recorded. The work can be decided now.",
        what=lambda answers: {**answers, "works": list(answers["works"])},
    )  # fmt: skip


@page_for(*SEE_WORK)
def sign(request, pk):
    """Sign the decisions on several pieces of work."""
    one = assignment_of(request, pk)
    works = _some(request, one, Step.TO_SIGN)
    return ask(
        request, decision_actions.sign_records, one,
        asking_on(one, "Sign the decisions", "Sign",
                consequences=("From now on a change is a correction, with its reason.",
                              "Learners see nothing until the work is returned.")),
        form=forms.SignForm(
            request.POST or None, works=works, states=queries.assessor_states(today())
        ),
        done="The records are signed.",
        what=lambda answers: {**answers, "works": list(answers["works"])},
    )  # fmt: skip


@page_for(*SEE_WORK)
def give_back(request, pk):
    """Return signed decisions to learners."""
    one = assignment_of(request, pk)
    works = _some(request, one, Step.TO_RETURN)
    return ask(
        request, decision_actions.return_work, one,
        asking_on(one, "Return the work", "Return it",
                consequences=("Each learner sees their own decisions and feedback at once.",)),
        form=forms.WorksForm(request.POST or None, works=works), done="The work is returned.",
        what=lambda answers: {"works": list(answers["works"])},
    )  # fmt: skip


@page_for(*SEE_WORK)
def extend(request, pk):
    """Agree a later deadline for one learner."""
    one = assignment_of(request, pk)
    waiting = [
        row.enrolment
        for row in work_queries.rows_of(one, request.person, work_queries.column_of(one))
        if row.step == Step.NOTHING_YET
    ]
    return ask(
        request, hand_in_actions.agree_extension, one,
        asking_on(one, "Agree a later deadline", "Agree it",
                consequences=("Work that comes by the new day is not late.",)),
        form=forms.ExtensionForm(request.POST or None, enrolments=waiting),
        done="The new deadline is agreed.",
    )  # fmt: skip


@page_for(*SEE_WORK)
def hand_in_for(request, pk):
    """Hand in for a learner, on the newest issue of the brief that concerns the cohort."""
    one = assignment_of(request, pk)
    issue = Issue.objects.filter(brief__assignment=one).order_by("brief__version", "pk").last()
    if issue is None:
        raise Http404
    waiting = [
        row.enrolment
        for row in work_queries.rows_of(one, request.person, work_queries.column_of(one))
        if issue.group_id in (None, row.enrolment.group_id) and not row.enrolment.left_on
    ]
    form = forms.HandInForForm(
        request.POST or None, request.FILES or None, enrolments=waiting,
        statement=queries.statement_of(today()),
    )  # fmt: skip
    taken: dict[str, list] = {"file": [], "copies": []}
    if request.method == "POST" and form.is_valid():
        for name, found in taken.items():
            try:
                found += [take_in(form.cleaned_data[name])] if form.cleaned_data[name] else []
            except NotTaken as reason:
                form.add_error(name, str(reason))
    return ask(
        request, hand_in_actions.hand_in_for, issue,
        asking_on(one, "Hand in for a learner", "Hand it in"), form=form,
        done="It is handed in, and marked as handed in by you.", to=place(one),
        what=lambda answers: {
            **{k: v for k, v in answers.items() if k not in taken},
            "files": taken["file"], "copies": taken["copies"],
        },
    )  # fmt: skip


# -- one piece of work -----------------------------------------------------------------------


def work_of(request, pk):
    """A piece of work that was handed in on a programme that this person may see."""
    return get_object_or_404(
        queries.visible_work(request.centre, request.holdings).select_related(
            "assignment__cohort__programme__qualification", "assignment__cohort__centre",
            "assignment__unit", "enrolment__learner", "enrolment__cohort__programme", "brief",
            "handed_in_by", "authorisation",
        ),
        pk=pk,
    )  # fmt: skip


def _decided(work):
    """The decision that stands on each criterion."""
    rows = work.decisions.filter(stands=True).select_related("criterion", "by", "record")
    return {one.criterion_id: one for one in rows}


@page_for(*SEE_WORK)
def work(request, pk):
    """One piece of work: files, statements, whose it is, decisions, records, further attempts."""
    one = work_of(request, pk)
    column = work_queries.column_of(one.assignment)
    rows = work_queries.rows_of(one.assignment, request.person, column)
    row = next((r for r in rows if r.work and r.work.pk == one.pk), None)
    decided = _decided(one)
    assesses = decision_actions.decide.holding(one.assignment.cohort, request.person, now())
    copies = getattr(one, "ai_copies", None)
    granted = chance_actions.authorise_attempt.holding(one, request.person, now())
    agreeing = tie_actions.agree_to_assess_despite_tie
    ties = tie_agreeing.tied_judges(one, today())
    files = list(attached_to(one))
    opened = times_opened(files)
    agreed = tie_agreeing.agreed_on(one) if ties else {}
    return render(
        request, "assessment/work.html",
        {
            "work": one, "row": row, "files": [(file, opened.get(file.pk, 0)) for file in files],
            "beside": beside(one.assignment, request.holdings).by_work.get(one.pk, []),
            "copies": list(attached_to(copies)) if copies else [],
            "authentications": one.authentications.select_related("by"),
            "awaits_talk": awaiting_a_talk([one]),
            "observations": observation_queries.observed_in([one.pk])[one.pk],
            "statements": observation_queries.stated_in([one.pk])[one.pk],
            "observes": bool(assesses and row and row.is_mine and not one.records.exists()),
            "criteria": [(c, decided.get(c.pk)) for c in _criteria(one, column)],
            "records": one.records.select_related("by", "released_by"),
            "chances": one.assignment.authorisations.filter(enrolment=one.enrolment).select_related(
                "by"
            ),
            "decides": bool(assesses and row and row.is_mine),
            "all_at_once": bool(assesses and row and row.is_mine and row.step == Step.TO_DECIDE),
            "next_row": work_queries.next_for(rows, one.pk) if assesses else None,
            "recommends": _recommends(one, request.person),
            "recommended": chances.recommendation_of(one),
            "authorises": granted is not None and bool(chances.open_criteria(one)),
            "ties": [(tie_agreeing.said_of(tie, one), agreed.get(tie.pk)) for tie in ties],
            "sampled": tie_queries.in_every_sample([one], today()).get(one.pk, ""),
            "agrees": len(agreed) < len(ties)
            and agreeing.holding(one, request.person, now()) is not None,
            "crumb_links": (*crumbs_to(one.assignment), (place(one.assignment), str(one.assignment))),
        },
    )  # fmt: skip


def _recommends(one: Submission, person):
    """Whether somebody is to say that another attempt would help, or would not."""
    signed = one.records.last()
    action = chance_actions.recommend_resubmission
    if signed is None or action.holding(signed, person, now()) is None:
        return False
    return not chances.obstacles_to_recommending(signed, person, now())


def _criteria(one: Submission, column):
    if one.authorisation:
        return list(one.authorisation.criteria.order_by("position"))
    return column.criteria if column else []


def asking_about(one, heading, verb, **more):
    assignment = one.assignment
    return Asking(
        heading, verb, one.get_absolute_url(), caption=f"{assignment}, {one.get_attempt_display().lower()}",
        crumbs=(*crumbs_to(assignment), (place(assignment), str(assignment)),
                (one.get_absolute_url(), str(one.enrolment.learner))), **more,
    )  # fmt: skip


@page_for(*SEE_WORK)
def decide(request, pk):
    """Decide every criterion of one piece of work, with feedback; works without a grid."""
    one = work_of(request, pk)
    decided = _decided(one)
    criteria = _criteria(one, work_queries.column_of(one.assignment))
    shown = {each.pk: each for each in one.decisions.all()}
    data = request.POST or None
    if request.POST.get("all") == "met":
        data = forms.all_met(request.POST, criteria, shown)
    form = forms.DecideForm(
        data, criteria=criteria, decided=decided, is_signed=one.records.exists(), shown=shown,
    )  # fmt: skip

    def what(answers):
        cells = []
        for criterion, outcome, feedback, seen in form.changed(answers):
            cells.append(
                Cell(one.enrolment_id, one.assignment_id, criterion.pk, outcome, seen, feedback)
            )
        return {"cells": cells, "why": answers.get("why", "")}

    if request.method == "POST" and form.is_valid() and not form.changed(form.cleaned_data):
        form.add_error(None, "Nothing is different from what stands. Decide something, or go back.")
    return ask(
        request, decision_actions.decide, one.assignment.cohort,
        asking_about(one, f"Decide on {one.enrolment.learner}’s work", "Save the decisions",
                      consequences=(f"Feedback now: {queries.feedback_allowed(one, today())}.",)),
        form=form, done="Saved. The decisions count once you sign them.",
        to=one.get_absolute_url(), what=what, template="assessment/decide.html",
        context={"kept": offered_to(request.person, one.assignment.cohort.programme)},
    )  # fmt: skip


@page_for(*SEE_WORK)
def again(request, pk):
    """Authorise another attempt: each condition with how it stands."""
    one = work_of(request, pk)
    kind = chances.kind_of(one, today())
    conditions = chances.conditions_of(one, today()) if kind is Attempt.RESUBMISSION else []
    asks = next((c.asks for c in conditions if c.holds is None), "")
    form = forms.AgainForm(
        request.POST or None, missed=chances.open_criteria(one), asks=asks,
        needs_task=kind is Attempt.RETAKE, last_day=chances.last_day(one, kind, today()),
    )  # fmt: skip
    said = tuple(
        f"{c.asks} {'Yes. ' + c.said if c.holds else 'No. ' + c.words}".strip()
        for c in conditions
        if c.holds is not None
    )
    return ask(
        request, chance_actions.authorise_attempt, one,
        asking_about(one, f"Authorise a {kind} for {one.enrolment.learner}", "Authorise it",
                      consequences=said),
        form=form, done=f"The {kind} is authorised. The learner sees it at once.",
        what=lambda answers: {**answers, "criteria": list(answers["criteria"])},
    )  # fmt: skip


@page_for(*SEE_WORK)
def recommend(request, pk):
    """Say under a signed record whether another attempt would help."""
    one = work_of(request, pk)
    signed = one.records.last()
    if signed is None:
        raise Http404
    [asks] = [c.asks for c in chances.conditions_of(one, today()) if c.id == "improve"]
    return ask(
        request, chance_actions.recommend_resubmission, signed,
        asking_about(one, f"Would a resubmission help {one.enrolment.learner}?", "Say so"),
        form=forms.RecommendForm(request.POST or None, asks=asks),
        done="It is with the lead internal verifier.", to=one.get_absolute_url(),
    )  # fmt: skip


@page_for(*SEE_WORK)
def refuse(request, pk):
    """Refuse another attempt, and say why."""
    one = work_of(request, pk)
    kind = chances.kind_of(one, today())
    return ask(
        request, chance_actions.refuse_attempt, one,
        asking_about(one, f"Refuse a {kind} to {one.enrolment.learner}", "Refuse it", warn=True),
        form=forms.RefuseForm(request.POST or None), done="It is refused. The learner sees why.",
    )  # fmt: skip
