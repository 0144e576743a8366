"""Amending the rule pack: what a file would change, putting it in use, going back."""

from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.rulebook import actions, amendment_queries, forms, readers
from fairmark.rulebook.actions import KEEPERS
from fairmark.rulebook.models import RuleAmendment
from fairmark.rulebook.queries import in_use_before
from fairmark.rulebook.readers import Kind
from fairmark.rulebook.views import HOME, POLICIES
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for, page_for_staff
from fairmark.ui.words import how_many
from fairmark.workflow.actions import offered

AMENDMENTS = ("/rules/amendments/", "Our amendments")


@page_for(*KEEPERS)
def try_rules(request):
    asking = Asking(
        "Amended rules", "Read them in", AMENDMENTS[0], crumbs=(POLICIES, HOME, AMENDMENTS),
        consequences=(
            "You see what the file adds, changes and withdraws, and which of your numbers and dates "
            "it touches, before anything is put in use.",
            "Each rule names its source. From then on it is shown as your own, with your name.",
        ),
    )  # fmt: skip
    form = forms.RulesForm(request.POST or None, request.FILES or None)
    return ask(
        request, actions.try_rules, request.centre, asking, form=form,
        done="The rules are read in. Look at what they change, then put them in use.",
        to=lambda made: made.get_absolute_url() if made else AMENDMENTS[0],
        what=lambda answers: {
            "name": answers["name"], "replaces": answers["how"] == "replaces",
            "content": answers["file"].read(), "file_name": answers["file"].name,
        },
    )  # fmt: skip


def _amendment(request, pk):
    return get_object_or_404(RuleAmendment, pk=pk, centre=request.centre)


@page_for_staff
def amendment(request, pk):
    """What an amendment adds, changes and withdraws, and what follows for our numbers and dates."""
    one = _amendment(request, pk)
    change = amendment_queries.change_of(one, today())
    offers = offered(
        one, request.person, now(), actions.put_rules_in_use, actions.set_rules_aside,
        actions.take_rules_back,
    )  # fmt: skip
    waits = not (one.in_use_at or one.set_aside_at)
    found = amendment_queries.consequences_of(change) if waits else []
    return render(
        request, "rulebook/amendment.html",
        {
            "amendment": one, "change": change, "waits": waits,
            "count": len(one.rows),
            "numbers": [each for each in found if each.kind == Kind.NUMBER],
            "dates": [each for each in found if each.kind == Kind.DATE],
            "clocks": [each for each in found if each.kind == Kind.CLOCK],
            "lacking": amendment_queries.lacking(change) if waits else [],
            "new_keys": amendment_queries.new_keys(change),
            "new_families": amendment_queries.new_families(change),
            "tasks": readers.tasks_of(one),
            "offers": {offer.action.name: offer for offer in offers},
        },
    )  # fmt: skip


def _asking(one, heading, verb, **more):
    return Asking(
        heading, verb, one.get_absolute_url(), caption=str(one),
        crumbs=(POLICIES, HOME, AMENDMENTS, (one.get_absolute_url(), one.name)), **more,
    )  # fmt: skip


@page_for(*KEEPERS)
def put_rules_in_use(request, pk):
    one = _amendment(request, pk)
    change = amendment_queries.change_of(one, today())
    tasks = sum(bool(each.task) for each in amendment_queries.consequences_of(change))
    asking = _asking(
        one, "Put these rules in use", "Put them in use", cannot="They cannot be put in use",
        consequences=(
            f"{how_many(len(change.differences), 'rule')} "
            + ("is" if len(change.differences) == 1 else "are")
            + " added, changed or withdrawn for everybody at once.",
            "They are shown as your own, with your name and the day.",
            f"{how_many(tasks, 'task')} for numbers that are then beyond their bounds. "
            "No policy changes by itself.",
            "You can go back to the pack before.",
        ),
    )  # fmt: skip
    return ask(request, actions.put_rules_in_use, one, asking, done="The rules are in use.")


@page_for(*KEEPERS)
def set_rules_aside(request, pk):
    one = _amendment(request, pk)
    asking = _asking(
        one, "Set these rules aside", "Set them aside", warn=True,
        cannot="They cannot be set aside",
        consequences=("Nothing changes; the file can be loaded again.",),
    )  # fmt: skip
    return ask(request, actions.set_rules_aside, one, asking, done="They are set aside.",
               to=AMENDMENTS[0])  # fmt: skip


@page_for(*KEEPERS)
def take_rules_back(request, pk):
    """Go back to the pack before."""
    one = _amendment(request, pk)
    before = in_use_before(one.centre_id, one.in_use_at).name
    still = how_many(sum(not each.is_done for each in readers.tasks_of(one)), "task")
    asking = _asking(
        one, "Go back to the pack before", "Go back", warn=True, cannot="You cannot go back",
        consequences=(
            f"{before} is in use again, for everybody at once.",
            f"What this amendment asked for and is open is closed, with your words: {still}.",
            "It stays on record. A mended file is loaded under a name of its own.",
        ),
    )  # fmt: skip
    return ask(
        request, actions.take_rules_back, one, asking, form=forms.WhyForm(request.POST or None),
        done=f"{before} is in use again.",
    )  # fmt: skip
