"""What assessment plans show of the guide’s clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import wraps

from django.utils import timezone

from fairmark.calendar.queries import working_days_between
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, state_of
from fairmark.planning.control_queries import Planning, assessors_of, plannings
from fairmark.policies.queries import NoPolicy, numbers
from fairmark.ui.words import how_many

LEADER = "Programme leader"
LEAD_VERIFIER = "Lead internal verifier"
Read = Callable[[Centre, date, list[Planning]], Showing]


def over_cohorts(met_when: str) -> Callable[[Read], Callable[[Centre, date], Showing]]:
    """Hand the control the plans of running cohorts; without any there is nothing to tell by."""

    def decorate(read: Read) -> Callable[[Centre, date], Showing]:
        @wraps(read)
        def control(centre: Centre, on: date) -> Showing:
            found = plannings(centre, on)
            if not found:
                return Showing(
                    State.CANNOT_TELL,
                    "No cohort taught today takes a unit that we assess, so there is nothing to show.",
                    met_when=met_when,
                )  # fmt: skip
            showing = read(centre, on, found)
            if not any(one.versions for one in found):
                return replace(showing, state=State.CANNOT_TELL)  # nobody keeps plans here yet
            return showing

        return control

    return decorate


def _finding(one: Planning, what: str, about: str, **more: object) -> Finding:
    values: dict = {"link": one.address, "link_text": "Open the plan", "owner": LEADER} | more
    return Finding(f"{one.cohort}: {what}", about, scopes=one.cohort.scopes(), **values)


def _no_plan(found: Iterable[Planning]) -> list[Finding]:
    return [
        _finding(one, "no plan is signed", "Teaching has begun.", owner=LEAD_VERIFIER)
        for one in found
        if one.in_force is None
    ]


_PLAN_MET = (
    "each running cohort’s plan was signed in time before its first hand-out and has every unit that "
    "we assess."
)


@shows("ASM-2")
@over_cohorts(_PLAN_MET)
def a_plan_at_the_start(centre: Centre, on: date, found: list[Planning]) -> Showing:
    """Signed before the first hand-out, as long before as the policy says, and whole."""
    try:
        days = numbers(centre, "assessment", on=on).get("assessment.plan_days")
    except NoPolicy:
        return Showing(
            State.CANNOT_TELL, "No assessment policy is in force, so there is nothing to hold plans to.",
            (Finding("No assessment policy is in force", link="/policies/assessment/",
                     link_text="Publish the policy", owner="Quality nominee"),), met_when=_PLAN_MET,
        )  # fmt: skip
    findings = _no_plan(found)
    for one in found:
        if one.in_force is None:
            continue
        if left := one.left_out():
            findings.append(
                _finding(one, f"{how_many(len(left), 'unit')} not in the plan",
                         f"Unit {', '.join(unit.number for unit in left)}.", count=len(left))
            )  # fmt: skip
        findings += _signed_late(centre, one, days)
    good = len(found) - len({f.what.partition(":")[0] for f in findings})
    return Showing(
        state_of(findings),
        f"{good} of {how_many(len(found), 'running cohort')} had a whole plan signed in time.",
        tuple(findings), (Meter("Cohorts with a plan in time", good, len(found)),),
        (Promise("A plan is signed", how_many(days, "working day"), "before the first hand-out."),)
        if days is not None else (),
        evidence=sum(len(one.versions) for one in found), evidence_link="/plans/",
        told=len(found), asked=len(found), met_when=_PLAN_MET,
    )  # fmt: skip


def _signed_late(centre: Centre, one: Planning, days: int | None) -> list[Finding]:
    """What the first version’s signature says beside the first hand-out."""
    first = one.versions[0]
    assert first.signed_at is not None
    signed_on = timezone.localdate(first.signed_at)
    hand_outs = [row.hand_out_on for row in one.rows.get(first.pk, []) if row.hand_out_on]
    if not hand_outs:
        return []
    first_out = min(hand_outs)
    if signed_on > first_out:
        about = f"Signed on {signed_on:%-d %B %Y}, the first hand-out was {first_out:%-d %B %Y}."
        return [_finding(one, "signed after the first hand-out", about, owner=LEAD_VERIFIER)]
    left = working_days_between(centre, signed_on, first_out)
    if days is not None and left < days:
        about = f"Signed {how_many(left, 'working day')} before the first hand-out."
        if first.reason:
            about += f" Reason: {first.reason}"
        return [
            _finding(
                one, "signed later than our policy says", about, owner=LEAD_VERIFIER, bad=False
            )
        ]
    return []


_DATES_MET = (
    "both dates of each assignment stood in a signed plan, where learners see them, before it was "
    "handed out."
)


@shows("ASM-3")
@over_cohorts(_DATES_MET)
def dates_are_published(centre: Centre, on: date, found: list[Planning]) -> Showing:
    """Hand-out and hand-in of every assignment, published before the hand-out."""
    findings = _no_plan(found)
    asked = told = 0
    for one in found:
        published = one.published()
        due = [row for row in one.planned if row.hand_out_on]
        asked += len(due)
        late = [
            row for row in due
            if row.hand_out_on and row.hand_out_on <= on
            and published.get(row.assignment_id, date.max) > row.hand_out_on
        ]  # fmt: skip
        told += len(due) - len(late)
        if late:
            findings.append(
                _finding(one, f"{how_many(len(late), 'assignment')} handed out before its dates were "
                         "published", "; ".join(str(row.assignment) for row in late[:5]) + ".",
                         count=len(late))
            )  # fmt: skip
    return Showing(
        state_of(findings),
        f"{told} of {how_many(asked, 'assignment')} had both dates published before the hand-out."
        if asked else "No signed plan has a date yet.",
        tuple(findings), (Meter("Assignments published in time", told, asked),) if asked else (),
        evidence=asked, evidence_link="/plans/",
        told=sum(one.in_force is not None for one in found), asked=len(found), met_when=_DATES_MET,
    )  # fmt: skip


@shows("HBP-4")
@over_cohorts("each running cohort has a signed plan with every unit that we assess.")
def the_file_has_its_plan(centre: Centre, on: date, found: list[Planning]) -> Showing:
    """The assessment plan as a part of the programme file."""
    findings = _no_plan(found)
    findings += [
        _finding(one, f"{how_many(len(left), 'unit')} not in the plan",
                 f"Unit {', '.join(unit.number for unit in left)}.", count=len(left))
        for one in found
        if one.in_force and (left := one.left_out())
    ]  # fmt: skip
    have = sum(one.in_force is not None for one in found)
    return Showing(
        state_of(findings), f"{have} of {how_many(len(found), 'running cohort')} have a plan in force.",
        tuple(findings), (Meter("Cohorts with a plan", have, len(found)),), evidence=have,
        evidence_link="/plans/", told=len(found), asked=len(found),
        met_when="each running cohort has a signed plan with every unit that we assess.",
    )  # fmt: skip


_SCHEDULE_MET = (
    "every assignment of every plan has its verifier, who does not assess it alone, and its day of "
    "verification."
)


@shows("IVF-7", "HBP-5")
@over_cohorts(_SCHEDULE_MET)
def the_schedule_follows_the_plan(centre: Centre, on: date, found: list[Planning]) -> Showing:
    """Each plan’s assignments with verifier and day, between assessing and returning."""
    findings = _no_plan(found)
    rows = [row for one in found for row in one.planned]
    assessors = assessors_of(rows)
    good = 0
    for one in found:
        short = []
        for row in one.planned:
            alone = assessors[row.pk] == {row.verifier_id}
            in_order = row.verify_by and row.assess_by and row.assess_by <= row.verify_by
            if row.verifier_id is None or alone or not in_order:
                short.append(row)
        good += len(one.planned) - len(short)
        if short:
            findings.append(
                _finding(one, f"{how_many(len(short), 'assignment')} without a verifier or a day",
                         "; ".join(str(row.assignment) for row in short[:5]) + ".", count=len(short))
            )  # fmt: skip
    return Showing(
        state_of(findings),
        f"{good} of {how_many(len(rows), 'planned assignment')} have their verifier and day."
        if rows else "No plan is signed, so there is no schedule.",
        tuple(findings), (Meter("Assignments scheduled", good, len(rows)),) if rows else (),
        evidence=len(rows), evidence_link="/plans/",
        told=sum(one.in_force is not None for one in found), asked=len(found),
        met_when=_SCHEDULE_MET,
    )  # fmt: skip
