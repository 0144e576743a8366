"""Who of a cohort has confirmed the learners’ version of a policy, and sessions where they did."""

from django.http import Http404
from django.shortcuts import render

from fairmark.calendar.clock import today
from fairmark.policies.readership import shown_to_learners
from fairmark.teaching import told_actions, told_forms, told_queries
from fairmark.teaching.actions import TEAM
from fairmark.teaching.views import READERS, cohort_of, crumbs_to, may
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for


def _for_learners(cohort):
    """The versions in force that have a part for learners, by their kind."""
    return {one.policy.kind: one for one in shown_to_learners(cohort.centre, today())}


@page_for(*READERS)
def told(request, pk):
    """Everybody on the class list with the day on which they confirmed one policy, who has not first."""
    cohort = cohort_of(request, pk)
    versions = _for_learners(cohort)
    version = versions.get(request.GET.get("policy", ""), versions.get(told_queries.POLICY))
    rows = told_queries.lines(cohort, version, today()) if version else []
    rows.sort(key=lambda one: one.day is not None)
    return render(
        request, "teaching/told.html",
        {
            "cohort": cohort, "version": version, "versions": versions.values(), "rows": rows,
            "confirmed": sum(one.day is not None for one in rows), "crumbs": crumbs_to(cohort),
            "says_sources": version and told_queries.says_how_sources_are_named(version),
            "asks_sources": version and version.policy.kind == told_queries.POLICY,
            "may": may(request, cohort, told_actions.tell_learners),
        },
    )  # fmt: skip


@page_for(*TEAM)
def tell_learners(request, pk, policy):
    """Record a session: its day, and who of those still to confirm it was there."""
    cohort = cohort_of(request, pk)
    version = _for_learners(cohort).get(policy)
    if version is None:
        raise Http404
    waiting = [
        one.learner for one in told_queries.lines(cohort, version, today()) if one.day is None
    ]
    back = f"{cohort.get_absolute_url()}file/told/"
    title = version.policy.get_kind_display()
    asking = Asking(
        f"{title}: who was shown it", "Record the session", f"{back}?policy={policy}",
        caption=f"{cohort}, version {version.number}",
        crumbs=crumbs_to(cohort, (back, "Learners told of the rules")),
        consequences=("You record that each of them was shown the learners’ version and confirmed it.",),
    )  # fmt: skip
    return ask(
        request, told_actions.tell_learners, cohort, asking,
        form=told_forms.TellingForm(request.POST or None, learners=waiting),
        what=lambda answers: answers | {"policy": policy, "learners": list(answers["learners"])},
        done="The session is recorded.",
    )  # fmt: skip
