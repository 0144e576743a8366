"""Observations and witness statements: recorded by assessors, signed by learners, read by both."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.assessment import observation_actions, observation_forms, observation_queries
from fairmark.assessment import work_queries as works
from fairmark.assessment.observation_models import Observation, WitnessStatement
from fairmark.assessment.own_views import own_of
from fairmark.assessment.views import SEE_WORK, asking_on, assignment_of, crumbs_to, place
from fairmark.calendar.clock import now, today
from fairmark.evidence.keeping import attached_to
from fairmark.people.rules import Role
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for


def _form(request, one, kind, asked):
    """The form with the learners whom this person assesses and whose work is not signed."""
    column = works.column_of(one)
    rows = works.rows_of(one, request.person, column)
    of = request.GET.get("of", "")
    return kind(
        request.POST or None, request.FILES or None,
        enrolments=[row.enrolment for row in rows if row.is_mine],
        criteria=column.criteria if column else [], asked=asked,
        initial={"enrolment": int(of) if of.isdecimal() else None},
    )  # fmt: skip


def _record(request, pk, action, kind, asked, asking, done):
    one = assignment_of(request, pk)
    form = _form(request, one, kind, asked)
    return ask(
        request, action, one, asking_on(one, **asking), form=form,
        what=lambda answers: form.answers, done=done, to=lambda made: made.get_absolute_url(),
    )  # fmt: skip


@page_for(*SEE_WORK)
def observe(request, pk):
    """Record what was observed of a learner."""
    return _record(
        request, pk, observation_actions.record_observation, observation_forms.ObservationForm,
        observation_queries.asked_of_observation(today()),
        {
            "heading": "Record an observation", "verb": "Sign and record it",
            "consequences": (
                "It is evidence. What it meets you decide afterwards, with the rest of the work.",
                "Recording it signs it with your name and the moment. The learner signs it on their "
                "own page.",
                "Practical work with an observation is handed in without a file.",
            ),
        },
        "The observation is recorded. It waits for the learner to sign it.",
    )  # fmt: skip


@page_for(*SEE_WORK)
def witness(request, pk):
    """Record what a witness stated."""
    return _record(
        request, pk, observation_actions.record_witness_statement, observation_forms.WitnessForm,
        observation_queries.asked_of_witness(today()),
        {
            "heading": "Record a witness statement", "verb": "Record it",
            "consequences": (
                "It is evidence from somebody else. You still judge what the learner did.",
                "Witness statements alone cannot carry a whole unit.",
            ),
        },
        "The witness statement is recorded.",
    )  # fmt: skip


def _shown(request, pk, kind, action, template):
    one = get_object_or_404(
        observation_queries.visible_evidence(kind, request.centre, request.holdings), pk=pk
    )
    offers = action.holding(one, request.person, now()) is not None
    assignment = one.submission.assignment
    return render(
        request, template,
        {
            "one": one, "work": one.submission, "files": list(attached_to(one)),
            "assignment": assignment, "place": place(assignment),
            "may_take_back": offers and not observation_queries.obstacles_to_taking_back(
                one, request.person, now()
            ),
            "crumb_links": _crumbs_to(one),
        },
    )  # fmt: skip


def _crumbs_to(one):
    """The work where it is handed in, else its assignment."""
    assignment, work = one.submission.assignment, one.submission
    found = (*crumbs_to(assignment), (place(assignment), str(assignment)))
    if work.is_handed_in:
        found = (*found, (work.get_absolute_url(), str(work.enrolment.learner)))
    return found


@page_for(*SEE_WORK)
def observation(request, pk):
    """An observation record, whole."""
    return _shown(request, pk, Observation, observation_actions.take_back_observation,
                  "assessment/observation.html")  # fmt: skip


@page_for(*SEE_WORK)
def statement(request, pk):
    """A witness statement, whole."""
    return _shown(request, pk, WitnessStatement, observation_actions.take_back_witness_statement,
                  "assessment/witness_statement.html")  # fmt: skip


def _taken_back(request, pk, kind, action, name):
    one = get_object_or_404(
        observation_queries.visible_evidence(kind, request.centre, request.holdings), pk=pk
    )
    asking = Asking(
        f"Take back the {name}", "Take it back", one.get_absolute_url(), caption=str(one),
        crumbs=(*_crumbs_to(one), (one.get_absolute_url(), name.capitalize())), warn=True,
        consequences=("It no longer counts as evidence, and stays to be read with your reason.",),
    )  # fmt: skip
    return ask(request, action, one, asking, form=observation_forms.TakeBackForm(request.POST or None),
               done="It is taken back.")  # fmt: skip


@page_for(*SEE_WORK)
def take_back_observation(request, pk):
    return _taken_back(request, pk, Observation, observation_actions.take_back_observation,
                       "observation")  # fmt: skip


@page_for(*SEE_WORK)
def take_back_statement(request, pk):
    return _taken_back(request, pk, WitnessStatement,
                       observation_actions.take_back_witness_statement, "witness statement")  # fmt: skip


@page_for(Role.LEARNER)
def my_observation(request, pk, observation):
    """What my assessor observed, with my own word on it."""
    own = own_of(request, pk)
    one = observation_queries.own_observation(
        request.person, own.issue.brief.assignment, observation
    )
    if one is None:
        raise Http404
    here = own.issue.get_absolute_url()
    asking = Asking(
        f"What {one.by} observed on {one.on:%-d %B %Y}", "Sign it", here,
        caption=own.issue.brief.title,
        crumbs=(("/my-work/", "My work"), (here, own.issue.brief.title)),
        cannot="You have signed it",
    )  # fmt: skip
    return ask(
        request, observation_actions.sign_observation, one, asking,
        form=observation_forms.AgreeForm(request.POST or None), template="assessment/my_observation.html",
        done="Thank you. Your word is kept with the observation.",
        context={"one": one, "files": list(attached_to(one))},
    )  # fmt: skip
