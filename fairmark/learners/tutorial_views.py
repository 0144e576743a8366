"""Tutorials: a learner's notes as staff read and write them, and the learner's reply."""

from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.learners import tutorial_actions, tutorial_forms, tutorial_queries
from fairmark.learners.tutorial_models import TutorialNote, TutorialTarget
from fairmark.learners.tutorial_queries import TUTORS
from fairmark.learners.views import SEE_LEARNERS, visible_learners
from fairmark.people.rules import Role
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for


def _crumbs(learner):
    here = f"{learner.get_absolute_url()}tutorials/"
    return (("/learners/", "Learners"), (learner.get_absolute_url(), str(learner)),
            (here, "Tutorials"))  # fmt: skip


@page_for(*SEE_LEARNERS)
def tutorials(request, pk):
    """Every note of a learner that this person may read."""
    learner = get_object_or_404(visible_learners(request), pk=pk)
    notes = tutorial_queries.notes_of(learner, request.holdings, now())
    return render(
        request, "learners/tutorials.html",
        {
            "learner": learner, "notes": notes, "today": today(),
            "writes": tutorial_actions.note_tutorial.holding(learner, request.person, now()),
            "crumb_links": _crumbs(learner)[:2],
        },
    )  # fmt: skip


@page_for(*TUTORS)
def note(request, pk):
    """Write down what was talked about."""
    learner = get_object_or_404(visible_learners(request), pk=pk)
    asking = Asking(
        f"A tutorial with {learner}", "Save the note", f"{learner.get_absolute_url()}tutorials/",
        crumbs=_crumbs(learner), consequences=("The learner reads it and may reply.",),
    )  # fmt: skip
    form = tutorial_forms.TutorialForm(request.POST or None, initial={"on": today()})
    return ask(request, tutorial_actions.note_tutorial, learner, asking, form=form,
               what=lambda answers: form.answers, done="The note is saved.")  # fmt: skip


def _note(request, **which):
    return get_object_or_404(
        TutorialNote.objects.filter(learner__in=visible_learners(request)).select_related(
            "learner", "by"
        ), **which,
    )  # fmt: skip


@page_for(*TUTORS)
def correct(request, pk):
    """Correct a note by a new one."""
    one = _note(request, pk=pk)
    asking = Asking(
        f"Correct the {one}", "Save the correction", one.get_absolute_url(),
        crumbs=_crumbs(one.learner),
        consequences=("The first note stays, and the new one says why it was corrected.",),
    )  # fmt: skip
    form = tutorial_forms.TutorialForm(
        request.POST or None, corrects=True, targets=list(one.targets.all()),
        initial={"on": one.on, "words": one.words, "why_private": one.why_private,
                 "is_shared": "yes" if one.is_shared else "no"},
    )  # fmt: skip
    return ask(request, tutorial_actions.correct_tutorial, one, asking, form=form,
               what=lambda answers: form.answers, done="The note is corrected.")  # fmt: skip


@page_for(*TUTORS)
def settle(request, pk):
    """Say whether a target was done."""
    one = get_object_or_404(
        TutorialTarget.objects.filter(note__learner__in=visible_learners(request)).select_related(
            "note__learner", "settled_by"
        ),
        pk=pk,
    )
    asking = Asking(
        one.what, "Settle it", one.note.get_absolute_url(), crumbs=_crumbs(one.note.learner),
        caption=f"{one.note.learner}, due {one.due_on:%-d %B %Y}",
    )  # fmt: skip
    return ask(request, tutorial_actions.settle_target, one, asking,
               form=tutorial_forms.SettleForm(request.POST or None), done="The target is settled.")  # fmt: skip


@page_for(Role.LEARNER)
def my_reply(request, pk):
    """Reply to a note of my tutorial."""
    one = get_object_or_404(
        TutorialNote.objects.filter(learner__person=request.person, is_shared=True), pk=pk
    )
    asking = Asking(
        f"Reply to the tutorial of {one.on:%-d %B %Y}", "Send the reply", "/my-record/",
        crumbs=(("/my-record/", "My record"),), consequences=("Your teachers read it.",),
    )  # fmt: skip
    return ask(request, tutorial_actions.reply_to_tutorial, one, asking,
               form=tutorial_forms.ReplyForm(request.POST or None), done="Your reply is kept.")  # fmt: skip
