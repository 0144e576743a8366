"""Editions of the guide: which is in use, what a newer one would change, putting it in use."""

from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now
from fairmark.guide.models import GuideEdition
from fairmark.guide.queries import came_with_us, in_use, in_use_before
from fairmark.planner.models import RaisedTask
from fairmark.policies import edition_actions, edition_queries, exemplars, forms
from fairmark.policies.edition_queries import NO_POLICY, TASKS
from fairmark.policies.rules import WRITERS
from fairmark.policies.views import HOME
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for, page_for_staff
from fairmark.ui.words import how_many
from fairmark.workflow.actions import offered

EDITIONS = ("/policies/editions/", "Editions of the guide")


@page_for_staff
def edition_list(request):
    """The edition in use, those before it, and one that waits."""
    return render(
        request, "policies/editions.html",
        {
            "in_use": in_use(request.centre), "first": came_with_us(),
            "loaded": GuideEdition.objects.filter(centre=request.centre).select_related(
                "tried_by", "in_use_by", "set_aside_by", "taken_back_by"
            ),
            "tasks": RaisedTask.objects.filter(centre=request.centre, key__startswith=TASKS),
            "may_load": edition_actions.try_edition.holding(
                request.centre, request.person, now()
            ),
        },
    )  # fmt: skip


@page_for(*WRITERS)
def try_edition(request):
    asking = Asking(
        "A newer edition of the guide", "Read it in", EDITIONS[0], crumbs=(HOME, EDITIONS),
        consequences=("You see what it adds, changes and withdraws before anything is put in use.",),
    )  # fmt: skip
    form = forms.EditionForm(request.POST or None, request.FILES or None)
    return ask(
        request, edition_actions.try_edition, request.centre, asking, form=form,
        done="The edition is read in. Look at what it changes, then put it in use.",
        to=lambda made: made.get_absolute_url() if made else EDITIONS[0],
        what=lambda answers: {"name": answers["name"], "content": answers["file"].read()},
    )  # fmt: skip


def _edition(request, pk):
    return get_object_or_404(GuideEdition, pk=pk, centre=request.centre)


def _title(kind):
    return "Beside the policies" if kind == NO_POLICY else exemplars.exemplar(kind).title


@page_for_staff
def edition(request, pk):
    """What an edition adds, changes and withdraws, and which policies and steps answer it."""
    one = _edition(request, pk)
    touched = edition_queries.by_policy(edition_queries.touches(one))
    offers = offered(
        one, request.person, now(), edition_actions.put_edition_in_use,
        edition_actions.set_edition_aside, edition_actions.take_edition_back,
    )  # fmt: skip
    tasks = RaisedTask.objects.filter(centre=request.centre, key__startswith=f"{TASKS}{one.name}:")
    by_kind = {task.key.rpartition(":")[2]: task for task in tasks}
    return render(
        request, "policies/edition.html",
        {
            "edition": one,
            "groups": [(kind.replace(" ", "-"), _title(kind), touches, by_kind.get(kind))
                       for kind, touches in touched.items()],
            "count": sum(len(touches) for touches in touched.values()),
            "offers": {offer.action.name: offer for offer in offers},
        },
    )  # fmt: skip


@page_for(*WRITERS)
def use_edition(request, pk):
    one = _edition(request, pk)
    groups = edition_queries.by_policy(edition_queries.touches(one))
    asking = Asking(
        f"Put {one.name} in use", "Put it in use", one.get_absolute_url(), caption=str(one),
        crumbs=(HOME, EDITIONS, (one.get_absolute_url(), one.name)), cannot="It cannot be put in use",
        consequences=(
            "The assurance board lists its clauses from now on.",
            f"{len(groups)} tasks are raised, one for the owner of each policy it touches.",
            "No policy changes by itself.",
        ),
    )  # fmt: skip
    return ask(request, edition_actions.put_edition_in_use, one, asking,
               done="The edition is in use, and its tasks are raised.")  # fmt: skip


@page_for(*WRITERS)
def set_edition_aside(request, pk):
    one = _edition(request, pk)
    asking = Asking(
        f"Set {one.name} aside", "Set it aside", EDITIONS[0], caption=str(one), warn=True,
        crumbs=(HOME, EDITIONS), cannot="It cannot be set aside",
        consequences=("Nothing changes; it can be loaded again.",),
    )  # fmt: skip
    return ask(request, edition_actions.set_edition_aside, one, asking, done="It is set aside.")


@page_for(*WRITERS)
def take_edition_back(request, pk):
    """Go back to the edition before."""
    one = _edition(request, pk)
    before = in_use_before(one.centre, one.in_use_at).name if one.in_use_at else ""
    open_tasks = how_many(len(edition_queries.tasks_of(one)), "task")
    asking = Asking(
        f"Take {one.name} back", "Take it back",
        one.get_absolute_url(), caption=str(one), warn=True,
        crumbs=(HOME, EDITIONS, (one.get_absolute_url(), one.name)),
        cannot="It cannot be taken back",
        consequences=(
            f"The assurance board lists the clauses of {before} again.",
            f"What this edition asked for and is open is closed, with your words: {open_tasks}.",
            "It stays on record. A mended file is loaded under a name of its own.",
        ),
    )  # fmt: skip
    return ask(
        request, edition_actions.take_edition_back, one, asking,
        form=forms.WhyForm(request.POST or None), done=f"Edition {before} is in use again.",
    )  # fmt: skip
