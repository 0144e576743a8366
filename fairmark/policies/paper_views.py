"""Policies to take away: PDF and Word of a version, the whole set, and the dossier."""

from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fairmark.calendar.clock import now, today
from fairmark.documents.giving import as_file
from fairmark.documents.refusing import CannotPrint
from fairmark.people.rules import STAFF_ROLES, Role
from fairmark.policies import exemplars, printing, queries
from fairmark.policies.dossier import dossier_of
from fairmark.policies.dossier_actions import dossiers_kept, make_dossier
from fairmark.policies.draft_actions import STAFF
from fairmark.policies.models import MadeDossier
from fairmark.policies.rules import WRITERS
from fairmark.policies.views import HOME, asked_for, one_policy
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for, page_for_staff


def _given(request, paper: printing.Paper, kind: str, back: str) -> HttpResponse:
    """The document as a file; where it cannot be made, the page again with the reason."""
    try:
        content = paper.docx() if kind == "docx" else paper.pdf()
    except CannotPrint as why:
        messages.error(request, f"{why} Write the section more plainly, or print the page.")
        return redirect(back)
    return as_file(content, paper.name, kind)


def _version(request, kind):
    """The version that was asked for, else the one in force; without one the file is not there."""
    one = one_policy(request, kind)
    version = asked_for(request, one) or queries.version_in_force(request.centre, kind, on=today())
    if version is None:
        raise Http404
    return version


@page_for_staff
def pdf(request, kind):
    """A published version as PDF."""
    version = _version(request, kind)
    paper = printing.policy_on_paper(version, now())
    return _given(request, paper, "pdf", version.get_absolute_url())


@page_for_staff
def word(request, kind):
    """A published version as Word."""
    version = _version(request, kind)
    paper = printing.policy_on_paper(version, now())
    return _given(request, paper, "docx", version.get_absolute_url())


@page_for(*STAFF)
def draft_pdf(request, kind):
    """The open draft as PDF; each page says that it is one."""
    draft = queries.open_draft(one_policy(request, kind))
    if draft is None:
        raise Http404
    paper = printing.policy_on_paper(draft, now())
    return _given(request, paper, "pdf", draft.get_absolute_url())


@page_for_staff
def whole_set(request):
    """Every policy in force as one PDF."""
    versions = queries.versions_in_force(request.centre, on=today())
    if not versions:
        raise Http404
    paper = printing.set_on_paper(request.centre, versions.values(), now())
    return _given(request, paper, "pdf", "/policies/")


@page_for(*sorted({*STAFF_ROLES, Role.LEARNER}))
def learners(request, kind):
    """The learners' version of a policy in force as PDF."""
    version = queries.versions_in_force(request.centre, on=today()).get(kind)
    if version is None or not version.content["learner"]:
        raise Http404
    paper = printing.learners_on_paper(version, now())
    return _given(request, paper, "pdf", "/policies/for-learners/")


@page_for(*WRITERS)
def dossier(request, kind):
    """Make the dossier of a policy, and hand it over."""
    one = one_policy(request, kind)
    asking = Asking(
        f"Dossier of the {exemplars.exemplar(kind).title.lower()} policy", "Make the dossier",
        one.get_absolute_url(), crumbs=(HOME, (one.get_absolute_url(), str(one))),
        consequences=(
            "It holds the version in force, its history, approvals, reviews, comments and readers, "
            "and the proof from the trail.",
            "It names everybody who has read the policy, and those who have not.",
            "It is kept as it is made, and the trail says who made it.",
            f"The newest {dossiers_kept(today())} of a policy are kept; the files of older ones are "
            "thrown away.",
        ),
        cannot="There is nothing to show",
    )  # fmt: skip
    return ask(request, make_dossier, one, asking, done="The dossier is made, and kept with the policy.",
               to=lambda made: made.get_absolute_url(), what=lambda _: _made(request, one))  # fmt: skip


def _made(request, one) -> dict:
    """What the action keeps; nothing, which it refuses, where there is nothing to show."""
    at = now()
    found = dossier_of(one, at)
    content = b""
    if found is not None:
        with suppress(CannotPrint):
            content = printing.dossier_on_paper(found, at, made_by=request.person.name).pdf()
    return {"content": content, "layout": printing.LAYOUT}


@page_for(*WRITERS)
def made_dossier(request, pk):
    """A dossier as it was given out; of one that was thrown away, what is still known of it."""
    mine = MadeDossier.objects.filter(version__policy__centre=request.centre)
    one = get_object_or_404(mine.select_related("version__policy"), pk=pk)
    if one.content is None:
        kept = dossiers_kept(today())
        return render(
            request, "policies/dossier_gone.html", {"dossier": one, "kept": kept}, status=410
        )
    name = f"{one.version.policy.kind}-dossier-{one.made_at:%Y-%m-%d}"
    return as_file(bytes(one.content), name, "pdf")
