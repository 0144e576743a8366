"""What the policies' key dates and reviews show of the guide's clauses."""

from datetime import date

from django.utils import timezone

from fairmark.calendar.queries import year_of
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Showing, State, shows, state_of
from fairmark.people.rules import Role
from fairmark.planner.controls import plan_of
from fairmark.policies.findings import NOMINEE, in_force_of, nothing_to_tell_by
from fairmark.policies.models import PolicyVersion, Review
from fairmark.policies.planned import key_dates_of
from fairmark.policies.register import Register, register
from fairmark.ui.words import how_many


@shows("POL-11")
def key_dates_feed_the_year_plan(centre: Centre, on: date) -> Showing:
    """Each policy in force has key dates, each with an owner in post, and all are in the plan."""
    held = register(centre, on)
    versions = in_force_of(held)
    if not versions:
        return nothing_to_tell_by(held)
    year, items = year_of(centre, on), plan_of(centre, on)
    if year is None or items is None:
        return Showing(State.CANNOT_TELL, "No academic year is set up, so there is no year plan.",
                       asked=len(versions))  # fmt: skip
    planned = {item.key: item for item in items}
    findings, dates, missed = [], 0, 0
    for version in versions:
        title, address = version.policy.get_kind_display(), f"/policies/{version.policy.kind}/"
        mine = list(key_dates_of(version, year))
        dates += len(mine)
        if not mine:
            findings.append(Finding(f"{title}: no key dates", "A policy says what falls due when.",
                                    1, address, "Open the policy", NOMINEE))  # fmt: skip
        for one in mine:
            item = planned.get(one.key)
            if item is None or not item.has_owner:
                missed += 1
                findings.append(
                    Finding(f"{title}: nobody sees to “{one.what}”", f"It is the {one.role}’s.", 1,
                            f"/plan/{year.pk}/{one.key}/", "Open the item", "Administrator")
                )  # fmt: skip
    return Showing(
        state_of(findings),
        f"{how_many(dates, 'key date')} of {how_many(len(versions), 'policy', 'policies')} stand in "
        f"the year plan {year.label}.",
        tuple(findings), (Meter("Key dates with somebody in post", dates - missed, dates),)
        if dates else (),
        evidence=dates, evidence_link="/plan/", told=len(versions), asked=len(versions),
        met_when="each policy in force has key dates that stand in the year plan with an owner in post.",
    )  # fmt: skip


@shows("HBC-12")
def the_review_cycle_is_kept(centre: Centre, on: date) -> Showing:
    """What is reviewed, when, by whom, with which outcome, and what came of it."""
    held = register(centre, on)
    versions = in_force_of(held)
    if not versions:
        return nothing_to_tell_by(held)
    of_each = [_of_its_cycle(held, version, on) for version in versions]
    findings = [one for found in of_each for one in found]
    good = of_each.count([])
    kept = sum(len(reviews) for reviews in held.reviews.values())
    return Showing(
        state_of(findings),
        f"{how_many(len(versions), 'policy', 'policies')} in the cycle; {how_many(kept, 'review')} "
        "kept, each with what was found and what came of it.",
        tuple(findings), (Meter("In the cycle, with an owner in post", good, len(versions)),),
        evidence=kept, evidence_link="/plan/", told=len(versions), asked=len(versions),
        met_when="each policy has its next review and an owner in post, and what a review asked for "
        "was begun.",
    )  # fmt: skip


def _of_its_cycle(held: Register, version: PolicyVersion, on: date) -> list[Finding]:
    title, kind = version.policy.get_kind_display(), version.policy.kind
    found = []
    due, owner = held.review_due_on(version), Role(version.content["owner"])
    if due < on:
        found.append(Finding(f"{title}: review overdue", f"It is the {owner}’s.", 1,
                             f"/policies/{kind}/review/", "Keep the review", owner.heading,
                             act_by=due))  # fmt: skip
    if not held.in_post.get(owner):
        found.append(Finding(f"{title}: its owner’s post is empty", f"It is the {owner}’s.", 1,
                             f"/policies/{kind}/", "Open the policy", "Administrator"))  # fmt: skip
    last = next(iter(held.reviews.get(version.policy_id, [])), None)
    if last and last.outcome == Review.Outcome.CHANGE and not _was_begun(held, version, last):
        found.append(
            Finding(f"{title}: the review asked for a new version", f"{last.found} None is begun.",
                    1, f"/policies/{kind}/new/", "Begin the draft", NOMINEE, bad=False,
                    act_by=timezone.localtime(last.at).date())
        )  # fmt: skip
    return found


def _was_begun(held: Register, version: PolicyVersion, last: Review) -> bool:
    draft = held.drafts.get(version.policy.kind)
    return version.drafted_at >= last.at or draft is not None
