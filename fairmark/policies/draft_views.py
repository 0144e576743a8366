"""A draft as its writers see it: what is open, and every change to it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.choices import flatten_choices

from fairmark.calendar.clock import now, today
from fairmark.centre.models import badge_of
from fairmark.policies import (
    actions,
    comparing,
    draft_actions,
    drafting_queries,
    forms,
    life_queries,
    queries,
    questions,
    step_forms,
    wording,
)
from fairmark.policies.draft_actions import STAFF
from fairmark.policies.drafting_rules import (
    block_of,
    fingerprint,
    links,
    obstacles_to_overwriting,
    piece_of,
    text_of,
    without_steps,
)
from fairmark.policies.models import Comment
from fairmark.policies.procedure_rules import broken
from fairmark.policies.reading import read
from fairmark.policies.rules import WRITERS, Standing, choices_in, procedures, unsaid
from fairmark.policies.views import HOME, numbers_told, one_policy, roles_of, writes
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for
from fairmark.ui.words import in_turn
from fairmark.workflow.actions import offered

#: What fills a placeholder besides numbers: the centre’s name, the people in post, the answers.
NAMES = ("centre", *(role for role in STAFF), *questions.FILLED_BY_ANSWERS)


def draft_of(request, kind):
    """The open draft of a policy; without one the page is not there."""
    draft = queries.open_draft(one_policy(request, kind))
    if draft is None:
        raise Http404
    return draft


def braces_of(draft):
    """What may be written in braces: each name, number and choice, and what it reads as now."""
    filled = queries.names_for(draft.policy.centre, now(), answers=queries.answers_in(draft))
    numbers = queries.numbers_of(draft)
    names = [(name, "", filled.get(name, "")) for name in NAMES]
    counts = [(key, f"{words[0]} … {words[1]}", numbers.get(key, ""))
              for key, words in draft.content["numbers"].items()]  # fmt: skip
    chosen = queries.words_of_choices(draft)
    ways = [(key, name, chosen.get(key, "")) for key, name in choices_in(draft.content).items()]
    return {"braces": [*names, *counts, *ways]}


def crumbs_to(draft):
    return (HOME, (draft.get_absolute_url(), f"{draft.policy}, draft {draft.number}"))


def block_of_draft(draft, block):
    """A section of the draft; without it the page is not there."""
    found = block_of(draft.content, block)
    if found is None:
        raise Http404
    return found


@page_for(*STAFF)
def draft(request, kind):
    """What the draft says, what it still lacks, what is said of it and what may be done."""
    one = draft_of(request, kind)
    reading = read(one, now(), roles=roles_of(request))
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
            **numbers_told(one), "links": links(one.content), "empty": without_steps(one.content),
            "unsaid": unsaid(one.content), "broken": broken(procedures(one.content)),
            "unanswered": drafting_queries.unanswered_clauses(one),
            "gaps": queries.gaps(one), "untouched": queries.left_as_it_came(one),
            "comments": comments, "open_comments": [c for c in comments if not c.settled_at],
            "decisions": life_queries.decisions(one), "waiting": life_queries.waiting_for(one),
            "settling": writes(request),
            "offers": names, "is_draft": one.standing == Standing.DRAFT,
            "in_approval": one.standing == Standing.IN_APPROVAL,
            "in_force": queries.version_in_force(request.centre, kind, on=today()),
        },
    )  # fmt: skip


@page_for(*WRITERS)
def start(request, kind):
    """Begin the next version."""
    one = one_policy(request, kind)
    last = queries.last_published(one)
    asking = Asking(
        f"A new version of the {one.get_kind_display().lower()} policy", "Begin the draft",
        one.get_absolute_url(), crumbs=(HOME, (one.get_absolute_url(), str(one))),
        consequences=(
            "It has the centre’s answers as they are now.",
            *((f"Version {last.number} was written before there were procedures; the exemplar has "
               "those that the guide asks for.",) if last and not last.exemplar else ()),
            "What is in force stays in force until the new version is approved and published.",
        ),
    )  # fmt: skip
    initial = {"begin": "last" if last and last.exemplar else "exemplar"}
    # Where nothing was chosen it begins as the page offers first.
    posted = {**initial, **request.POST.dict()} if request.method == "POST" else None
    form = forms.BeginForm(posted, has_version=bool(last), initial=initial)
    return ask(
        request, draft_actions.start_draft, one, asking, form=form, done="The draft is open.",
        to=f"/policies/{kind}/draft/", what=lambda _: {"from_exemplar": form.from_exemplar},
    )  # fmt: skip


def write(request, action, draft, asking, *, form, shown, what, template="policies/piece.html",
          context=None, **more):  # fmt: skip
    """A form over a piece of a draft, `shown`: where somebody changed it meanwhile, both are shown.

    The form carries the fingerprint of what it showed; the action refuses another one.
    """
    seen = request.POST.get("seen", "")
    is_changed = bool(obstacles_to_overwriting(seen, shown))
    return ask(
        request, action, draft, asking, form=form, template=template,
        what=lambda answers: what(answers) | {"seen": seen},
        context={"seen": fingerprint(shown), "theirs": _as_it_is(form) if is_changed else (),
                 **(context or {})},
        **more,
    )  # fmt: skip


def _as_it_is(form):
    """What is there now and is not what was typed, by the labels of the form that it fills."""
    return [
        (field.label, in_turn([_chosen(field, one) for one in value]) if isinstance(value, list)
         else _chosen(field, value))
        for name, field in form.fields.items()
        if (value := form.initial.get(name)) not in (None, "")
        and str(value) != form.data.get(name)
        and value != getattr(form, "cleaned_data", {}).get(name)
    ]  # fmt: skip


def _chosen(field, value):
    """A value as the form says it: the words of the choice, where there are choices."""
    if isinstance(value, dict):  # an answer, and where it leads
        return f"{value['word']}: {_chosen(field.fields[1], value['to'])}"
    return str(dict(flatten_choices(getattr(field, "choices", ()))).get(str(value), value))


@page_for(*WRITERS)
def block(request, kind, block):
    """Write a section."""
    one = draft_of(request, kind)
    section = block_of_draft(one, block)
    asking = Asking(section["heading"], "Keep the text", one.get_absolute_url(),
                    caption=str(one), crumbs=crumbs_to(one))  # fmt: skip
    form = forms.BlockForm(
        request.POST or None,
        initial={"heading": section["heading"], "text": wording.to_plain(section["html"])},
        html=section["html"],
    )
    return write(
        request, draft_actions.write_block, one, asking, form=form, done="The text is kept.",
        shown=text_of(section),
        to=f"{one.get_absolute_url()}#{block}", template="policies/write.html",
        what=lambda answers: answers | {"block": block},
        context={**braces_of(one)},
    )  # fmt: skip


@page_for(*WRITERS)
def here(request, kind, block):
    """Say how a procedure is done in this centre."""
    one = draft_of(request, kind)
    section = block_of_draft(one, block)
    if section.get("part") != "procedures":
        raise Http404
    asking = Asking(f"{section['heading']}: how it is done here", "Keep the text",
                    one.get_absolute_url(), caption=str(one), crumbs=crumbs_to(one))  # fmt: skip
    form = forms.TextForm(
        request.POST or None,
        initial={"text": wording.to_plain(section.get("here", ""))},
        html=section.get("here", ""),
    )
    return write(
        request, draft_actions.say_how_it_is_done_here, one, asking, form=form,
        shown=section.get("here", ""),
        done="The text is kept.", to=f"{one.get_absolute_url()}#{block}",
        template="policies/write.html", what=lambda answers: answers | {"block": block},
        context={**braces_of(one), "is_here": True},
    )  # fmt: skip


@page_for(*WRITERS)
def step(request, kind, block, step):
    """Write a step of a procedure."""
    one = draft_of(request, kind)
    section = block_of_draft(one, block)
    found = piece_of(section.get("steps", ()), step)
    if found is None:
        raise Http404
    asking = Asking(f"Step: {found['title']}", "Keep the step", one.get_absolute_url(),
                    caption=f"{one}: {section['heading']}", crumbs=crumbs_to(one))  # fmt: skip
    form = step_forms.StepForm(
        request.POST or None,
        initial=step_forms.initial_of(found),
        steps=section["steps"],
        mine=step,
    )
    return write(
        request, draft_actions.write_step, one, asking, shown=found,
        form=form, done="The step is kept.",
        to=f"{one.get_absolute_url()}#{block}", template="policies/write.html",
        what=lambda _: form.step | {"block": block, "step": step},
        context={**braces_of(one)},
    )  # fmt: skip


@page_for(*WRITERS)
def numbers(request, kind):
    """Set the live numbers and choices."""
    one = draft_of(request, kind)
    keys = list(one.content["numbers"])
    beyond = numbers_told(one)["beyond"]
    initial = {key.replace(".", "__"): n for key, n in queries.decided_in(one).items()}
    asking = Asking("Live numbers and choices" if choices_in(one.content) else "Live numbers",
                    "Keep the numbers", one.get_absolute_url(), caption=str(one),
                    crumbs=crumbs_to(one),
                    consequences=(
                        "From the day this version is in force they are the clocks.",
                        *(f"Beyond what is usual: “{each.words}”, {each.value} {each.unit}. "
                          + (f"Our reason: {each.reason.words}" if each.reason
                             else "No reason is given yet.") for each in beyond),
                    ))  # fmt: skip
    form = forms.NumbersForm(request.POST or None, keys=keys, on=today(), initial=initial,
                             choices=choices_in(one.content))  # fmt: skip
    return write(request, draft_actions.set_numbers, one, asking, form=form,
                 shown=queries.decided_in(one), done="The numbers are kept.",
                 what=lambda _: {"numbers": form.numbers, "choices": form.choices})  # fmt: skip


@page_for(*STAFF)
def comment(request, kind, block):
    """Remark on a section."""
    one = draft_of(request, kind)
    section = block_of_draft(one, block)
    asking = Asking(f"A comment on “{section['heading']}”", "Send the comment",
                    one.get_absolute_url(), caption=str(one), crumbs=crumbs_to(one))  # fmt: skip
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
                    crumbs=crumbs_to(one.version), cannot="Nothing is left to settle")  # fmt: skip
    return ask(request, draft_actions.settle_comment, one, asking, done="The comment is settled.")


def _told(draft):
    """What the draft changes, for those who send it, agree to it or publish it."""
    last = comparing.published_before(draft)
    return {"told": comparing.told_of(draft, now()),
            "since": f"version {last.number}" if last else "the exemplar",
            "compare": f"{draft.policy.get_absolute_url()}changes/?to={draft.number}"}  # fmt: skip


@page_for(*WRITERS)
def sending(request, kind):
    """Send for approval."""
    one = draft_of(request, kind)
    asking = Asking(
        f"Send {one} for approval", "Send for approval", one.get_absolute_url(),
        crumbs=crumbs_to(one), cannot="It cannot be sent yet",
        consequences=(f"Asked to agree: {', '.join(life_queries.asked_to_agree(one, now()))}.",
                      *(("This version changes who approves, so those who do until now are asked "
                         "too.",) if life_queries.also_asked(one, now()) else ()),
                      "It cannot be edited while it waits; you can take it back."),
    )  # fmt: skip
    return ask(
        request, actions.send_for_approval, one, asking,
        form=forms.SendForm(request.POST or None, initial={"summary": one.summary}),
        done="Sent. You are told here when everybody has agreed.",
        template="policies/decide.html", context=_told(one),
    )  # fmt: skip


@page_for(*WRITERS)
def taking_back(request, kind):
    one = draft_of(request, kind)
    asking = Asking(
        f"Take {one} back", "Take it back", one.get_absolute_url(), crumbs=crumbs_to(one),
        cannot="There is nothing to take back",
        consequences=("It is a draft again.", "What was agreed so far no longer counts."),
    )  # fmt: skip
    return ask(request, actions.take_back, one, asking, done="It is a draft again.")


@page_for(*STAFF)
def approval(request, kind):
    one = draft_of(request, kind)
    asking = Asking(
        f"Approve {one}", "Approve", one.get_absolute_url(), crumbs=crumbs_to(one),
        cannot="You cannot approve this now",
        consequences=(
            f"You agree as {', '.join(life_queries.roles_to_decide_in(one, request.person, now()))}.",
            f"In the writer’s words: {one.summary}",
        ),
    )  # fmt: skip
    return ask(
        request, actions.approve_version, one, asking,
        form=forms.DecideForm(request.POST or None, initial={"round": one.round}),
        done="You have approved it.",
        template="policies/decide.html", context=_told(one),
    )  # fmt: skip


@page_for(*STAFF)
def sending_back(request, kind):
    one = draft_of(request, kind)
    asking = Asking(
        f"Send {one} back", "Send it back", one.get_absolute_url(), crumbs=crumbs_to(one),
        cannot="You cannot send this back now",
        consequences=("It is a draft again, with what you write here.",),
    )  # fmt: skip
    return ask(request, actions.send_back, one, asking,
               form=forms.SendBackForm(request.POST or None, initial={"round": one.round}),
               done="It is a draft again.")  # fmt: skip


@page_for(*WRITERS)
def publication(request, kind):
    one = draft_of(request, kind)
    asking = Asking(
        f"Publish {one}", "Publish", one.get_absolute_url(), crumbs=crumbs_to(one),
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
        form=forms.PublishForm(request.POST or None, initial={"effective_on": today(), "round": one.round}),
        done=lambda made: f"Version {made.number} is published. It is in force from "
        f"{made.effective_on:%A %-d %B %Y}.", to=one.policy.get_absolute_url(),
        template="policies/decide.html", context=_told(one),
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
