"""Observation records and witness statements to take away: PDF and Word, kept and blank."""

from django.shortcuts import get_object_or_404

from fairmark.assessment import observation_printing
from fairmark.assessment.observation_models import Observation, WitnessStatement
from fairmark.assessment.observation_queries import visible_evidence
from fairmark.assessment.views import SEE_WORK
from fairmark.calendar.clock import now
from fairmark.documents.giving import given
from fairmark.ui.pages import page_for


@page_for(*SEE_WORK)
def observation_paper(request, pk, kind):
    """One observation, for whoever may see it."""
    one = get_object_or_404(visible_evidence(Observation, request.centre, request.holdings), pk=pk)
    paper = observation_printing.observation_on_paper(one, now())
    return given(request, paper, kind, back=one.get_absolute_url())


@page_for(*SEE_WORK)
def statement_paper(request, pk, kind):
    """One witness statement, for whoever may see it."""
    kept = visible_evidence(WitnessStatement, request.centre, request.holdings)
    one = get_object_or_404(kept, pk=pk)
    paper = observation_printing.statement_on_paper(one, now())
    return given(request, paper, kind, back=one.get_absolute_url())


@page_for(*SEE_WORK)
def blank_observation(request, kind):
    """The form to fill in by hand."""
    paper = observation_printing.blank_observation(request.centre, now())
    return given(request, paper, kind, back="/tracking/")


@page_for(*SEE_WORK)
def blank_statement(request, kind):
    """The form for a witness."""
    paper = observation_printing.blank_statement(request.centre, now())
    return given(request, paper, kind, back="/tracking/")
