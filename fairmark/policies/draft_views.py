"""A draft as its writers see it: what is open, and every change to it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.centre.models import badge_of
from fairmark.policies import actions, draft_actions, forms, queries, wording
from fairmark.policies.draft_actions import STAFF
from fairmark.policies.models import Comment
from fairmark.policies.reading import read
from fairmark.policies.rules import Standing
from fairmark.policies.views import HOME, WRITERS, one_policy
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for
from fairmark.workflow.actions import offered


def _draft(request, kind):
    """The open draft of a policy; without one the page is not there."""
    draft = queries.open_draft(one_policy(request, kind))
    if draft is None:
        raise Http404
    return draft


def _crumbs(draft):
    return (HOME, (draft.get_absolute_url(), f"{draft.policy}, draft {draft.number}"))


def _block(draft, block):
    for one in (*draft.content["blocks"], *draft.content["learner"]):
        if one["id"] == block:
            return one
    raise Http404


@page_for(*STAFF)
def draft(request, kind):
    """What the draft says, what it still lacks, what is said of it and what may be done."""
    one = _draft(request, kind)
    reading = read(one, now())
    comments = list(one.comments.select_related("by", "settled_by"))
    offers = offered(
        one, request.person, now(), actions.send_for_approval, actions.take_back,
        actions.approve_version, actions.send_back, actions.publish_version, actions.set_aside,
        draft_actions.write_block,
    )  # fmt: skip
    names = {offer.action.name: offer for offer in offers}
    return render(
        request, "policies/draft.html",
        {
            "policy": one.policy, "badge": badge_of(request.centre), "draft": one,
            "reading": reading, "content": one.content,
            "gaps": queries.gaps(one), "untouched": queries.left_as_it_came(one),
            "comments": comments, "open_comments": [c for c in comments if not c.settled_at],
            "decisions": queries.decisions(one), "waiting": queries.waiting_for(one),
            "offers": names, "is_draft": one.standing == Standing.DRAFT,
            "in_approval": one.standing == Standing.IN_APPROVAL,
            "in_force": queries.version_in_force(request.centre, kind, on=today()),
        },
    )  # fmt: skip


@page_for(*WRITERS)
def start(request, kind):
    """Begin the next version."""
    one = one_policy(request, kind)
    asking = Asking(
        f"A new version of the {one.get_kind_display().lower()} policy", "Begin the draft",
        one.get_absolute_url(), crumbs=(HOME, (one.get_absolute_url(), str(one))),
        consequences=(
            "The draft begins as the last version stands.",
            "What is in force stays in force until the new version is approved and published.",
        ),
    )  # fmt: skip
    return ask(request, draft_actions.start_draft, one, asking, done="The draft is open.",
               to=f"/policies/{kind}/draft/")  # fmt: skip


@page_for(*WRITERS)
def block(request, kind, block):
    """Write a section."""
    one = _draft(request, kind)
    section = _block(one, block)
    asking = Asking(section["heading"], "Keep the text", one.get_absolute_url(),
                    caption=str(one), crumbs=_crumbs(one))  # fmt: skip
    form = forms.BlockForm(
        request.POST or None, initial={"text": wording.to_plain(section["html"])}
    )
    return ask(
        request, draft_actions.write_block, one, asking, form=form, done="The text is kept.",
        to=f"{one.get_absolute_url()}#{block}", template="policies/write.html",
        what=lambda answers: answers | {"block": block},
        context={"content": one.content, "names": _names()},
    )  # fmt: skip


def _names():
    return ("centre", *WRITERS)


@page_for(*WRITERS)
def here(request, kind, block):
    """Say how a procedure is done in this centre."""
    one = _draft(request, kind)
    section = _block(one, block)
    if section.get("part") != "procedures":
        raise Http404
    asking = Asking(f"{section['heading']}: how it is done here", "Keep the text",
                    one.get_absolute_url(), caption=str(one), crumbs=_crumbs(one))  # fmt: skip
    form = forms.BlockForm(
        request.POST or None, initial={"text": wording.to_plain(section.get("here", ""))}
    )
    return ask(
        request, draft_actions.say_how_it_is_done_here, one, asking, form=form,
        done="The text is kept.", to=f"{one.get_absolute_url()}#{block}",
        template="policies/write.html", what=lambda answers: answers | {"block": block},
        context={"content": one.content, "names": _names(), "is_here": True},
    )  # fmt: skip


@page_for(*WRITERS)
def step(request, kind, block, step):
    """Write a step of a procedure."""
    one = _draft(request, kind)
    section = _block(one, block)
    found = next((each for each in section.get("steps", ()) if each["id"] == step), None)
    if found is None:
        raise Http404
    asking = Asking(f"Step: {found['title']}", "Keep the step", one.get_absolute_url(),
                    caption=f"{one}: {section['heading']}", crumbs=_crumbs(one))  # fmt: skip
    initial = {"title": found["title"], "what": found["what"], "who": found["who"],
               "within": found["by"], "leaves": found["record"]}  # fmt: skip
    return ask(
        request, draft_actions.write_step, one, asking,
        form=forms.StepForm(request.POST or None, initial=initial), done="The step is kept.",
        to=f"{one.get_absolute_url()}#{block}", template="policies/write.html",
        what=lambda answers: answers | {"block": block, "step": step},
        context={"content": one.content, "names": _names()},
    )  # fmt: skip


@page_for(*WRITERS)
def numbers(request, kind):
    """Set the live numbers."""
    one = _draft(request, kind)
    keys = list(one.content["numbers"])
    initial = {key.replace(".", "__"): n for key, n in queries.numbers_of(one).items()}
    asking = Asking("Live numbers", "Keep the numbers", one.get_absolute_url(), caption=str(one),
                    crumbs=_crumbs(one),
                    consequences=("From the day this version is in force they are the clocks.",))  # fmt: skip
    form = forms.NumbersForm(request.POST or None, keys=keys, on=today(), initial=initial)
    return ask(request, draft_actions.set_numbers, one, asking, form=form,
               done="The numbers are kept.", what=lambda _: {"numbers": form.numbers})  # fmt: skip


@page_for(*STAFF)
def comment(request, kind, block):
    """Remark on a section."""
    one = _draft(request, kind)
    section = _block(one, block)
    asking = Asking(f"A comment on “{section['heading']}”", "Send the comment",
                    one.get_absolute_url(), caption=str(one), crumbs=_crumbs(one))  # fmt: skip
    return ask(
        request, draft_actions.comment_on_block, one, asking,
        form=forms.WordsForm(request.POST or None), done="Your comment is with the writers.",
        to=f"{one.get_absolute_url()}#{block}", what=lambda answers: answers | {"block": block},
    )  # fmt: skip


@page_for(*WRITERS)
def settle(request, pk):
    """Settle a comment."""
    one = get_object_or_404(Comment, pk=pk, version__policy__centre=request.centre)
    asking = Asking(f"The comment of {one.by.name}", "Settle the comment",
                    one.version.get_absolute_url(), consequences=(one.words,),
                    crumbs=_crumbs(one.version), cannot="Nothing is left to settle")  # fmt: skip
    return ask(request, draft_actions.settle_comment, one, asking, done="The comment is settled.")


@page_for(*WRITERS)
def sending(request, kind):
    """Send for approval."""
    one = _draft(request, kind)
    asking = Asking(
        f"Send {one} for approval", "Send for approval", one.get_absolute_url(),
        crumbs=_crumbs(one), cannot="It cannot be sent yet",
        consequences=(f"Asked to agree: {', '.join(one.content['approvers'])}.",
                      "It cannot be edited while it waits; you can take it back."),
    )  # fmt: skip
    return ask(
        request, actions.send_for_approval, one, asking,
        form=forms.SendForm(request.POST or None, initial={"summary": one.summary}),
        done="Sent. You are told here when everybody has agreed.",
    )  # fmt: skip


@page_for(*WRITERS)
def taking_back(request, kind):
    one = _draft(request, kind)
    asking = Asking(
        f"Take {one} back", "Take it back", one.get_absolute_url(), crumbs=_crumbs(one),
        cannot="There is nothing to take back",
        consequences=("It is a draft again.", "What was agreed so far no longer counts."),
    )  # fmt: skip
    return ask(request, actions.take_back, one, asking, done="It is a draft again.")


@page_for(*WRITERS)
def approval(request, kind):
    one = _draft(request, kind)
    asking = Asking(
        f"Approve {one}", "Approve", one.get_absolute_url(), crumbs=_crumbs(one),
        cannot="You cannot approve this now",
        consequences=(
            f"You agree as {', '.join(queries.roles_to_decide_in(one, request.person, now()))}.",
            f"What changed: {one.summary}",
        ),
    )  # fmt: skip
    return ask(request, actions.approve_version, one, asking,
               form=forms.RemarkForm(request.POST or None), done="You have approved it.")  # fmt: skip


@page_for(*WRITERS)
def sending_back(request, kind):
    one = _draft(request, kind)
    asking = Asking(
        f"Send {one} back", "Send it back", one.get_absolute_url(), crumbs=_crumbs(one),
        cannot="You cannot send this back now",
        consequences=("It is a draft again, with what you write here.",),
    )  # fmt: skip
    return ask(request, actions.send_back, one, asking,
               form=forms.WordsForm(request.POST or None), done="It is a draft again.")  # fmt: skip


@page_for(*WRITERS)
def publication(request, kind):
    one = _draft(request, kind)
    asking = Asking(
        f"Publish {one}", "Publish", one.get_absolute_url(), crumbs=_crumbs(one),
        cannot="It cannot be published yet",
        consequences=(
            "From that day its numbers are the clocks of the software.",
            "What was opened under an earlier version keeps that version’s numbers.",
            "Its readers are asked to read it." if one.is_material
            else "Readers are not asked again: the change is not material.",
        ),
    )  # fmt: skip
    return ask(
        request, actions.publish_version, one, asking,
        form=forms.PublishForm(request.POST or None, initial={"effective_on": today()}),
        done="The version is published.", to=one.policy.get_absolute_url(),
    )  # fmt: skip


@page_for(*WRITERS)
def setting_aside(request, kind, number):
    """Set a draft aside, or a published version that is not in force yet."""
    policy = one_policy(request, kind)
    one = get_object_or_404(policy.versions, number=number)
    asking = Asking(
        f"Set {one} aside", "Set it aside", policy.get_absolute_url(), warn=True,
        crumbs=(HOME, (policy.get_absolute_url(), str(policy))), cannot="It cannot be set aside",
        consequences=("It stays in the record, and never comes into force.",
                      "This cannot be undone; another draft can be begun."),
    )  # fmt: skip
    return ask(request, actions.set_aside, one, asking, done="It is set aside.", to="/policies/")
