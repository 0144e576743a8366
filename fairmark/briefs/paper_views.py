"""Briefs and their verifications to take away: PDF and Word, filled and blank."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from fairmark.briefs import printing, queries, verification_printing
from fairmark.briefs.models import Verification
from fairmark.briefs.views import SEE_BRIEFS, brief_of
from fairmark.calendar.clock import now
from fairmark.documents.giving import given
from fairmark.people.rules import Role
from fairmark.rulebook.queries import EVERY_FAMILY
from fairmark.rulebook.words import FAMILIES
from fairmark.ui.pages import page_for


@page_for(*SEE_BRIEFS)
def brief_paper(request, pk, kind):
    """One version, for whoever may see the brief."""
    one = brief_of(request, pk)
    return given(request, printing.brief_on_paper(one, now()), kind, back=one.get_absolute_url())


@page_for(*SEE_BRIEFS)
def blank_brief(request, kind):
    """The standard form to fill in by hand."""
    return given(request, printing.blank_brief(request.centre, now()), kind, back="/briefs/")


@page_for(Role.LEARNER)
def my_brief_paper(request, pk, kind):
    """For learners, what was issued to them and nothing else."""
    one = queries.own_issue(request.person, pk)
    if one is None:
        raise Http404
    paper = printing.brief_on_paper(one.brief, now(), issue=one)
    return given(request, paper, kind, back=one.get_absolute_url())


@page_for(*SEE_BRIEFS)
def verification_paper(request, pk, kind):
    """One verification with its action points, for whoever may see the brief."""
    seen = queries.visible_briefs(request.centre, request.holdings)
    found = Verification.objects.filter(brief__in=seen).select_related(
        "verifier", "brief__assignment__cohort__programme__qualification", "brief__centre",
        "brief__assignment__unit", "brief__sent_by", "brief__countersigned_by",
    )  # fmt: skip
    one = get_object_or_404(found, pk=pk)
    paper = verification_printing.verification_on_paper(one, now())
    return given(request, paper, kind, back=one.brief.get_absolute_url())


@page_for(*SEE_BRIEFS)
def blank_verification(request, family, kind):
    """The form of a family to fill in by hand."""
    if family not in {*FAMILIES, *printing.families_of(request.centre)} - {EVERY_FAMILY}:
        raise Http404
    paper = verification_printing.blank_verification(request.centre, family, now())
    return given(request, paper, kind, back="/briefs/")
