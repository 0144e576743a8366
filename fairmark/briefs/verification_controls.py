"""What the verification of briefs shows of the guide’s clauses."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from fairmark.briefs.control_queries import (
    Held,
    Standing,
    lessons_by_brief,
    lessons_taken,
    points_overdue,
    standings,
)
from fairmark.briefs.controls import due_by, of_cohorts, over_assignments
from fairmark.briefs.models import Brief
from fairmark.briefs.rules import OPEN, BriefState, questions_of
from fairmark.calendar.queries import working_days_between, year_of
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, state_of
from fairmark.policies.queries import NoPolicy, numbers
from fairmark.rulebook.queries import NoRule, rule
from fairmark.ui.words import how_many

VERIFIER = "Internal verifier"

_EVERY = "every brief was verified by somebody who did not write it, this year, before it went out."


@shows("IVF-6")
@over_assignments(_EVERY)
def every_instrument_is_verified(centre: Centre, on: date, found: list[Standing]) -> Showing:
    """Verified before issue, changes verified again, in the year of its use, in time."""
    try:
        days = numbers(centre, "internal-verification", on=on)
    except NoPolicy:
        return Showing(
            State.CANNOT_TELL,
            "No internal verification policy is in force, so there is nothing to hold briefs to.",
            (Finding("No internal verification policy is in force",
                     link="/policies/internal-verification/", link_text="Publish the policy",
                     owner="Quality nominee"),), met_when=_EVERY,
        )  # fmt: skip
    issued = [one for one in found if one.issued]
    unverified = [one for one in issued if any(not h.is_verified_first for h in one.issued)]
    old = [one for one in issued if any(_of_another_year(centre, held) for held in one.issued)]
    late = [one for one in found if _is_late(centre, one, on, days["verification.brief_days"])]
    waiting = [
        one for one in found if _waits_long(centre, one, on, days["verification.verdict_days"])
    ]
    findings = of_cohorts("issued before they were verified", unverified, owner=VERIFIER)
    findings += of_cohorts("issued with a verification of another year", old, owner=VERIFIER)
    findings += of_cohorts("not verified in time for the hand-out", late, owner=VERIFIER, bad=False)
    findings += of_cohorts("waiting for a verdict longer than promised", waiting, owner=VERIFIER,
                           bad=False)  # fmt: skip
    good = len(issued) - len({id(one) for one in (*unverified, *old)})
    verified = sum(len(held.verifications) for one in found for held in one.briefs)
    return Showing(
        state_of(findings, under_way=not issued),
        f"{good} of {how_many(len(issued), 'assignment')} issued were verified first.",
        tuple(findings), (Meter("Verified before issue", good, len(issued)),) if issued else (),
        (Promise("A brief is verified", how_many(days["verification.brief_days"], "working day"),
                 "before it is handed out."),
         Promise("The verifier answers within",
                 how_many(days["verification.verdict_days"], "working day"), "of being asked.")),
        evidence=verified, evidence_link="/briefs/", told=len(issued),
        asked=len({id(one) for one in (*issued, *due_by(found, on))}), met_when=_EVERY,
    )  # fmt: skip


def _of_another_year(centre: Centre, held: Held) -> bool:
    out, approved = held.first_issue, held.brief.approved_at
    if out is None or approved is None:
        return False
    year = year_of(centre, timezone.localdate(out))
    return year is not None and not (year.starts_on <= timezone.localdate(approved) <= year.ends_on)


def _is_late(centre: Centre, one: Standing, on: date, days: int) -> bool:
    """The hand-out is nearer than the policy says, and nothing is approved."""
    hand_out = one.row.hand_out_on
    if hand_out is None or any(held.brief.approved_at for held in one.briefs):
        return False
    return working_days_between(centre, on, hand_out) < days


def _waits_long(centre: Centre, one: Standing, on: date, days: int) -> bool:
    return any(
        held.brief.state == BriefState.AT_VERIFICATION and held.brief.sent_at
        and working_days_between(centre, timezone.localdate(held.brief.sent_at), on) > days
        for held in one.briefs
    )  # fmt: skip


_FORM = "every verification answers all the questions of the form that was current on its day."


@shows("IVF-5")
@over_assignments(_FORM)
def the_standard_form_is_used(centre: Centre, on: date, found: list[Standing]) -> Showing:
    """Each verification on the form of its family as it was on its day."""
    asked = told = 0
    wrong = []
    for one in found:
        family = one.planning.cohort.programme.qualification.family
        for held in one.briefs:
            for verification in held.verifications:
                asked += 1
                day = timezone.localdate(verification.at)
                try:
                    form = rule("forms.brief_verification", family=family, on=day).value
                except NoRule:
                    continue
                told += 1
                wanted = {q.id for q in questions_of(form, unchanged=verification.few_questions)}
                may_be_few = not verification.few_questions or held.brief.is_unchanged
                given = {answer.key for answer in verification.answers.all()}
                if wanted != given or not may_be_few:
                    wrong.append(one)
    findings = of_cohorts("verified without the current form", wrong, owner=VERIFIER)
    if not asked:
        return Showing(State.CANNOT_TELL, "No brief has been verified yet.", asked=len(due_by(found, on)),
                       met_when=_FORM)  # fmt: skip
    return Showing(
        state_of(findings),
        f"{how_many(asked - len(wrong), 'verification')} of {asked} on the form of its day.",
        tuple(findings), (Meter("On the current form", asked - len(wrong), asked),), evidence=asked,
        evidence_link="/briefs/", told=told, asked=asked, met_when=_FORM,
    )  # fmt: skip


_LESSONS = "what a verification taught is answered by the next version or use, and no action point is overdue."


@shows("IVF-10")
def outcomes_are_used(centre: Centre, on: date) -> Showing:
    """Lessons of verifications carried to the next use of the brief; action points done in time."""
    lessons = lessons_by_brief(centre)
    taken = lessons_taken(centre) if lessons else set()
    overdue = points_overdue(centre, on)
    unanswered = []
    answered = 0
    briefs = list(
        Brief.objects.filter(centre=centre).select_related(
            "assignment__unit", "assignment__cohort__programme"
        )
    )
    sources = {brief.pk: brief.copied_from_id for brief in briefs}
    for brief in briefs:
        if brief.state in OPEN:
            continue
        for lesson in _before(brief.pk, sources, lessons):
            if (brief.pk, lesson.pk) in taken:
                answered += 1
            else:
                unanswered.append((brief, lesson))
    findings = [
        Finding(f"{brief}: a lesson is not answered", f"{lesson.verifier}: “{lesson.lesson}”", 1,
                brief.get_absolute_url(), "Open the brief", "Assessor", scopes=brief.scopes())
        for brief, lesson in unanswered
    ] + [
        Finding(f"{point.owner} has not done “{point.words}”",
                f"Due {point.due_on:%-d %B %Y}, {point.verification.brief}.", 1,
                point.verification.brief.get_absolute_url(), "Open the brief", "Assessor",
                act_by=point.due_on)
        for point in overdue
    ]  # fmt: skip
    left = sum(len(ones) for ones in lessons.values())
    verified = [held for one in standings(centre, on) for held in one.briefs if held.verifications]
    if not verified and not left:
        return Showing(State.CANNOT_TELL, "No brief has been verified yet.", met_when=_LESSONS)
    return Showing(
        state_of(findings),
        f"{how_many(left, 'lesson')} left by verifiers; {answered} answered by the next brief, "
        f"{len(unanswered)} not.", tuple(findings),
        evidence=left, evidence_link="/briefs/", told=len(verified), asked=len(verified),
        met_when=_LESSONS,
    )  # fmt: skip


def _before(brief: int, sources: dict[int, int | None], lessons: dict) -> list:
    """Lessons of everything that a brief was copied from."""
    found = []
    at = sources.get(brief)
    while at is not None:
        found += lessons.get(at, [])
        at = sources.get(at)
    return found
