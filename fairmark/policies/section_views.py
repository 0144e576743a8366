"""Adding, taking out and moving what a draft is made of: its sections, and the steps of procedures."""

from django.http import Http404
from django.shortcuts import redirect, render

from fairmark.calendar.clock import now
from fairmark.guide.queries import in_use
from fairmark.policies import drafting_queries, section_actions, step_forms, structure_forms
from fairmark.policies.draft_views import block_of_draft, braces_of, crumbs_to, draft_of
from fairmark.policies.drafting_rules import piece_of
from fairmark.policies.rules import PARTS, WRITERS
from fairmark.ui.asking import Asking, ask
from fairmark.ui.forms import Confirm
from fairmark.ui.pages import page_for
from fairmark.workflow.actions import offered
from fairmark.workflow.posting import attempt


def _arrange(request, one, action, template, address, *, what, context):
    """A list whose rows go up and down; after a move the page opens at the piece that moved."""
    form = structure_forms.MoveForm(request.POST or None)
    if attempt(action, one, request, form, what=what):
        return redirect(f"{address}#{form.piece}")
    offers = offered(one, request.person, now(), action)
    if not offers:
        raise Http404
    return render(
        request, template,
        {"draft": one, "policy": one.policy, "form": form, "obstacles": offers[0].obstacles,
         **context},
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@page_for(*WRITERS)
def arrangement(request, kind):
    """The sections of a draft in their chapters, to be put in another order."""
    one = draft_of(request, kind)
    chapters = [
        (part, heading, [block for block in one.content["blocks"] if block["part"] == part])
        for part, heading in PARTS.items()
    ]
    chapters.append((section_actions.LEARNER, "Learners’ version", one.content["learner"]))
    return _arrange(
        request, one, section_actions.move_section, "policies/arrangement.html", request.path,
        what=_which("block"), context={"chapters": chapters, "crumbs": crumbs_to(one)},
    )  # fmt: skip


@page_for(*WRITERS)
def steps(request, kind, block):
    """The steps of a procedure, to be put in another order."""
    one = draft_of(request, kind)
    section = _procedure(one, block)
    return _arrange(
        request, one, section_actions.move_step, "policies/steps.html", request.path,
        what=_which("step", block=block),
        context={"section": section, "crumbs": crumbs_to(one)},
    )  # fmt: skip


def _which(name, **more):
    """From the button that was pressed to the action’s arguments."""

    def arguments(answers):
        piece, way = answers["move"].split()
        return {name: piece, "way": way, **more}

    return arguments


def _procedure(draft, block):
    section = block_of_draft(draft, block)
    if section.get("part") != "procedures":
        raise Http404
    return section


@page_for(*WRITERS)
def new_section(request, kind):
    """Add a section."""
    one = draft_of(request, kind)
    back = f"{one.get_absolute_url()}arrangement/"
    asking = Asking("A new section", "Add the section", back, caption=str(one),
                    crumbs=crumbs_to(one))  # fmt: skip
    form = structure_forms.SectionForm(
        request.POST or None, initial={"part": request.GET.get("part", "")},
        unanswered=_unanswered(one),
    )  # fmt: skip
    return ask(
        request, section_actions.add_section, one, asking, form=form,
        done="The section is added.", template="policies/write.html",
        to=lambda version: f"{back}#{_newest(version, form.cleaned_data['part'])}",
        context={**braces_of(one)},
    )  # fmt: skip


def _unanswered(draft):
    """What the guide asks of the policy and nothing answers yet, with its words."""
    edition = in_use(draft.policy.centre)
    return [edition.clause(clause_id) for clause_id in drafting_queries.unanswered_clauses(draft)]


def _newest(version, part):
    mine = version.content["learner" if part == section_actions.LEARNER else "blocks"]
    return mine[-1]["id"]


@page_for(*WRITERS)
def section_removal(request, kind, block):
    """Take a section out."""
    one = draft_of(request, kind)
    section = block_of_draft(one, block)
    open_ = drafting_queries.unanswered_without(one, block)
    asking = Asking(
        f"Take out “{section['heading']}”", "Take it out",
        f"{one.get_absolute_url()}arrangement/", caption=str(one), warn=True,
        crumbs=crumbs_to(one),
        consequences=("The section goes from this draft; earlier versions keep it.",
                      *(f"{id} is then answered by nothing in this policy." for id in open_)),
    )  # fmt: skip
    form = Confirm(request.POST)
    if open_:
        form.cautions = section_actions.cautions_on_taking_out(
            one, request.person, now(), block=block
        )
    return ask(
        request, section_actions.take_out_section, one, asking, form=form,
        done="The section is taken out.", what=lambda _: {"block": block},
    )  # fmt: skip


@page_for(*WRITERS)
def new_step(request, kind, block):
    """Add a step."""
    one = draft_of(request, kind)
    section = _procedure(one, block)
    back = f"{one.get_absolute_url()}{block}/steps/"
    asking = Asking("A new step", "Add the step", back, caption=f"{one}: {section['heading']}",
                    crumbs=crumbs_to(one))  # fmt: skip
    form = step_forms.StepForm(request.POST or None, steps=section.get("steps", ()))
    return ask(
        request, section_actions.add_step, one, asking, form=form,
        done="The step is added.", template="policies/write.html",
        what=lambda _: form.step | {"block": block},
        context={**braces_of(one)},
    )  # fmt: skip


@page_for(*WRITERS)
def step_removal(request, kind, block, step):
    """Take a step out."""
    one = draft_of(request, kind)
    section = _procedure(one, block)
    found = piece_of(section.get("steps", ()), step)
    if found is None:
        raise Http404
    asking = Asking(
        f"Take out the step “{found['title']}”", "Take it out",
        f"{one.get_absolute_url()}{block}/steps/", caption=f"{one}: {section['heading']}",
        warn=True, crumbs=crumbs_to(one),
        consequences=("The step goes from this draft; earlier versions keep it.",),
    )  # fmt: skip
    return ask(
        request, section_actions.take_out_step, one, asking, done="The step is taken out.",
        what=lambda _: {"block": block, "step": step},
    )  # fmt: skip
