"""What work handed in and decided shows of the guide’s clauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import wraps

from fairmark.assessment.control_queries import (
    Piece,
    authorised,
    exceptions,
    pieces,
    units_carried,
)
from fairmark.assessment.rules import AiUse, How, to_be_talked_about
from fairmark.assessment.talks import share_to_talk_about
from fairmark.briefs.control_queries import standings
from fairmark.briefs.controls import of_cohorts
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, state_of
from fairmark.policies.queries import NoPolicy, number
from fairmark.ui.words import how_many

ASSESSOR = "Assessor"
LEAD_VERIFIER = "Lead internal verifier"
Read = Callable[[Centre, date, list[Piece]], Showing]


def over_work(met_when: str) -> Callable[[Read], Callable[[Centre, date], Showing]]:
    """Hand the control every piece of work; without one there is nothing to tell by.

    Units judged before Fairmark are asked about too and not told: their work was never seen here.
    """

    def decorate(read: Read) -> Callable[[Centre, date], Showing]:
        @wraps(read)
        def control(centre: Centre, on: date) -> Showing:
            found = pieces(centre, on)
            if not found:
                return Showing(
                    State.CANNOT_TELL,
                    "No work is handed in on a running cohort, so there is nothing to show.",
                    met_when=met_when,
                )
            return with_unseen(read(centre, on, found), units_carried(centre, on))

        return control

    return decorate


def with_unseen(showing: Showing, units: int) -> Showing:
    """The same, counting units that rest on results carried over as not seen."""
    if not units:
        return showing
    return replace(
        showing, asked=showing.asked + units,
        sentence=f"{showing.sentence} Not seen here: {how_many(units, 'unit')} of learners judged "
        "before Fairmark.",
    )  # fmt: skip


def of_assignments(
    what: str, short: Sequence[Piece], *, owner: str = ASSESSOR, bad: bool = True
) -> list[Finding]:
    """A finding for each assignment that is short; `what` follows the number of pieces of work."""
    by_assignment: dict[int, list[Piece]] = {}
    for one in short:
        by_assignment.setdefault(one.work.assignment_id, []).append(one)
    return [
        Finding(
            f"{ones[0].standing.planning.cohort}, {ones[0].standing.name}: "
            f"{how_many(len(ones), 'piece')} of work {what}",
            "; ".join(str(one.work.enrolment.learner) for one in ones[:5]) + ".", len(ones),
            f"/assignments/{pk}/submissions/", "See the work", owner, bad,
            scopes=ones[0].standing.planning.cohort.scopes(),
        )
        for pk, ones in by_assignment.items()
    ]  # fmt: skip


def _all_of(
    found: Sequence[Piece], short: Sequence[Piece], findings: Sequence[Finding], *, says: str,
    meter: str, met_when: str,
) -> Showing:  # fmt: skip
    good = len(found) - len(short)
    return Showing(
        state_of(findings), f"{how_many(good, 'piece')} of work {says}, of {len(found)}.",
        tuple(findings), (Meter(meter, good, len(found)),), evidence=len(found),
        evidence_link="/tracking/", told=good, asked=len(found), met_when=met_when,
    )  # fmt: skip


_PUBLISHED = (
    "every task serves criteria of the unit and issue that the cohort follows, every decision is on "
    "one of them, and no other."
)


@shows("ASM-4")
def only_published_criteria(centre: Centre, on: date) -> Showing:
    """Briefs and decisions use only the criteria of the specification in force."""
    found, work = standings(centre, on), pieces(centre, on)
    if not found:
        return Showing(
            State.CANNOT_TELL,
            "No signed plan of a running cohort has an assignment, so there is nothing to show.",
            met_when=_PUBLISHED,
        )
    foreign = [one for one in found if any(held.strangers for held in one.briefs)]
    judged = [one for one in work if one.strangers]
    findings = of_cohorts("with a criterion of another unit", foreign)
    findings += of_assignments("decided by a criterion of another unit", judged)
    briefs, decisions = sum(len(one.briefs) for one in found), sum(len(p.decided) for p in work)
    if not decisions:
        findings.append(
            Finding("Nothing is decided yet", "The clause is about decisions too.", bad=False,
                    link="/tracking/", link_text="Open the tracking sheets", owner=ASSESSOR)
        )  # fmt: skip
    return Showing(
        state_of(findings) if briefs else State.CANNOT_TELL,
        f"{how_many(briefs, 'version')} of briefs and {how_many(decisions, 'decision')}, on published "
        "criteria only." if not foreign and not judged else
        f"{how_many(len(foreign) + len(judged), 'record')} with criteria of another unit.",
        tuple(findings), evidence=briefs + decisions, evidence_link="/tracking/",
        told=briefs - len(foreign), asked=briefs, met_when=_PUBLISHED,
    )  # fmt: skip


_CURRENT = (
    "work is handed in once, every further attempt was authorised on the conditions of the family, and "
    "exceptions have their reason."
)


@shows("ASM-5")
@over_work(_CURRENT)
def current_rules(centre: Centre, on: date, found: list[Piece]) -> Showing:
    """The rules of the family on submission and resubmission; exceptions are listed with reasons."""
    unusual = exceptions(centre, on)
    findings = [
        Finding(
            f"{one.assignment.cohort}, {one.enrolment.learner}: authorised although a condition did "
            "not hold", one.why or "No reason is kept.",
            link=f"/assignments/{one.assignment_id}/submissions/", owner=LEAD_VERIFIER,
            bad=not one.why, scopes=one.assignment.cohort.scopes(),
        )
        for one in unusual
    ]  # fmt: skip
    without = [one for one in findings if one.bad]
    return Showing(
        state_of(without),
        f"{how_many(len(found), 'piece')} of work handed in once each; "
        f"{how_many(authorised(centre, on), 'further attempt')} authorised, "
        f"{how_many(len(unusual), 'exception')}.",
        tuple(findings), evidence=len(found), evidence_link="/tracking/",
        told=len(found), asked=len(found), met_when=_CURRENT,
    )  # fmt: skip


_NOT_CAPPED = "late work is decided on every criterion that it targets, like any other."


@shows("ASM-7")
@over_work(_NOT_CAPPED)
def late_work_is_not_capped(centre: Centre, on: date, found: list[Piece]) -> Showing:
    """No late piece was signed with a criterion left out."""
    late = [one for one in found if one.work.is_late]
    short = [one for one in late if one.records and not one.is_whole]
    findings = of_assignments("late, and signed with criteria left out", short)
    return Showing(
        state_of(findings),
        f"{how_many(len(late), 'piece')} of work came late; no grade is limited by it."
        if not short else f"{len(short)} of {len(late)} late were not judged on everything.",
        tuple(findings), (Meter("Late work judged on everything", len(late) - len(short), len(late)),)
        if late else (), evidence=len(found), evidence_link="/tracking/",
        told=len(found) - len(short), asked=len(found), met_when=_NOT_CAPPED,
    )  # fmt: skip


_RECORDED = (
    "every piece of work past its day of return has its signed record, returned to its learner."
)


@shows("ASM-9")
@over_work(_RECORDED)
def decisions_are_recorded(centre: Centre, on: date, found: list[Piece]) -> Showing:
    """Every criterion decided, signed and returned by the day that the plan names."""
    over = [one for one in found if one.is_overdue(on)]
    incomplete = [one for one in found if one.records and not one.is_whole]
    findings = of_assignments("past the day of return without a returned record", over)
    findings += of_assignments("signed with a criterion left out", incomplete)
    promises: tuple[Promise, ...] = ()
    try:
        days = number(centre, "assessment.return_days", on=on)
        promises = (Promise("Assessed work goes back within", f"{days} working days",
                            "of the deadline."),)  # fmt: skip
    except NoPolicy:
        findings.append(
            Finding("No assessment policy is in force", link="/policies/", bad=False,
                    owner="Quality nominee")
        )  # fmt: skip
    done = sum(one.returned_at is not None for one in found)
    return Showing(
        state_of(findings),
        f"{how_many(done, 'record')} signed and returned, of {how_many(len(found), 'piece')} of work "
        f"handed in; {len(over)} overdue.", tuple(findings),
        (Meter("Not overdue", len(found) - len(over), len(found)),), promises, len(found),
        "/tracking/", len(found) - len(over), len(found), _RECORDED,
    )  # fmt: skip


_DECLARED = "every piece of work came with the learner’s statement that it is their own."


@shows("MAL-4")
@over_work(_DECLARED)
def work_is_declared(centre: Centre, on: date, found: list[Piece]) -> Showing:
    """The statement of the rule pack, kept with the work as it was signed."""
    short = [one for one in found if not one.work.statement]
    return _all_of(found, short, of_assignments("without the learner’s statement", short),
                   says="with the learner’s statement", meter="With a statement",
                   met_when=_DECLARED)  # fmt: skip


_SOURCES = "work on a brief that asks for sources came with them."


@shows("MAL-5")
@over_work(_SOURCES)
def sources_are_given(centre: Centre, on: date, found: list[Piece]) -> Showing:
    """A list of sources where the brief asks for one."""
    asked = [one for one in found if one.asks_sources]
    if not asked:
        return Showing(
            State.CANNOT_TELL, "No brief of the work handed in asks for sources.", met_when=_SOURCES,
            evidence=len(found), evidence_link="/tracking/",
        )  # fmt: skip
    short = [one for one in asked if not one.work.sources.strip()]
    return _all_of(asked, short, of_assignments("without its sources", short),
                   says="with its sources", meter="With sources", met_when=_SOURCES)  # fmt: skip


_AI = "every piece of work says whether an AI tool was used; where one was, which, what for, with copies."


@shows("MAL-7")
@over_work(_AI)
def ai_is_acknowledged(centre: Centre, on: date, found: list[Piece]) -> Showing:
    """A statement with each piece; tool, use and copies where one was used."""
    silent = [one for one in found if not one.work.ai_use]
    used = [one for one in found if one.work.ai_use == AiUse.USED]
    unnamed = [one for one in used if not (one.work.ai_tool and one.work.ai_words)]
    bare = [one for one in used if one not in unnamed and not one.copies]
    findings = of_assignments("without a word on AI tools", silent)
    findings += of_assignments("with an AI tool that is not named", unnamed)
    findings += of_assignments("with an AI tool used and no copies of it", bare)
    return _all_of(found, [*silent, *unnamed, *bare], findings, says="with what is asked about AI tools",
                   meter="With a statement on AI tools", met_when=_AI)  # fmt: skip


_AUTHENTIC = (
    "all work that was set remotely is confirmed to be the learner’s own by more than the look of it, "
    "and the policy’s share of it is followed by a talk."
)


@shows("DBL-4")
def remote_work_is_authentic(centre: Centre, on: date) -> Showing:
    """For each piece set at a distance a question, a discussion or a check; for a share a talk."""
    found = [one for one in pieces(centre, on) if one.is_remote]
    if not found:
        return Showing(
            State.CANNOT_TELL, "No work is handed in on a brief that was set remotely.",
            met_when=_AUTHENTIC,
        )  # fmt: skip
    judged = [one for one in found if one.authentications or one.records]
    short = [
        one for one in judged
        if not any(said.authentic and said.how != How.KNOWN for said in one.authentications)
    ]  # fmt: skip
    waiting = [one for one in found if not one.authentications]
    findings = of_assignments("set remotely and taken on sight alone", short)
    findings += of_assignments("set remotely and not confirmed yet", waiting, bad=False)
    shown = _all_of(found, [*short, *waiting], findings, says="confirmed by more than the look of it",
                    meter="Confirmed", met_when=_AUTHENTIC)  # fmt: skip
    share = share_to_talk_about(centre, on)
    return shown if share is None else _with_talks(shown, judged, share)


def _with_talks(shown: Showing, judged: Sequence[Piece], share: int) -> Showing:
    """The same, held to the policy's share of talks among the work that was looked at."""
    talked = sum(
        any(said.how == How.DISCUSSION for said in one.authentications) for one in judged
    )  # fmt: skip
    need = to_be_talked_about(len(judged), share)
    findings = shown.findings
    if talked < need:
        findings += (
            Finding(
                f"{how_many(talked, 'talk')} about remote work where the policy asks for {need}",
                f"{len(judged)} were looked at; {share} in every hundred are followed by a talk.",
                need - talked, "/tracking/", "Open the tracking sheets", ASSESSOR,
            ),
        )  # fmt: skip
    return replace(
        shown, state=state_of(findings), findings=findings,
        meters=(*shown.meters, Meter("Talks held", min(talked, need), need)) if need else shown.meters,
        promises=(Promise("Remote submissions followed by a talk", f"{share} in every hundred"),),
    )  # fmt: skip
