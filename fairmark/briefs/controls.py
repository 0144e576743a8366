"""What briefs and their issue show of the guide’s clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import wraps

from fairmark.briefs.control_queries import Standing, standings
from fairmark.briefs.models import Issue, Receipt
from fairmark.catalogue.models import Criterion
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Showing, State, shows, state_of
from fairmark.learners.models import Enrolment
from fairmark.policies.queries import answers_of
from fairmark.ui.words import how_many

ASSESSOR = "Assessor"
Read = Callable[[Centre, date, list[Standing]], Showing]


def over_assignments(met_when: str) -> Callable[[Read], Callable[[Centre, date], Showing]]:
    """Hand the control every planned assignment; without one there is nothing to tell by."""

    def decorate(read: Read) -> Callable[[Centre, date], Showing]:
        @wraps(read)
        def control(centre: Centre, on: date) -> Showing:
            found = standings(centre, on)
            if not found:
                return Showing(
                    State.CANNOT_TELL,
                    "No signed plan of a running cohort has an assignment, so there is nothing to show.",
                    (Finding("No assessment plan is signed", "", 1, "/plans/", "Open the plans",
                             "Lead internal verifier"),), met_when=met_when,
                )  # fmt: skip
            return read(centre, on, found)

        return control

    return decorate


def due_by(found: Iterable[Standing], on: date) -> list[Standing]:
    """The assignments whose hand-out has come."""
    return [one for one in found if one.row.hand_out_on and one.row.hand_out_on <= on]


def of_cohorts(
    what: str,
    short: Sequence[Standing],
    about: str = "",
    *,
    owner: str = ASSESSOR,
    bad: bool = True,
) -> list[Finding]:
    """A finding for each cohort that is short; `what` follows the number of assignments."""
    by_cohort: dict[int, list[Standing]] = {}
    for one in short:
        by_cohort.setdefault(one.planning.cohort.pk, []).append(one)
    return [
        Finding(
            f"{ones[0].planning.cohort}: {how_many(len(ones), 'assignment')} {what}",
            about or "; ".join(one.name for one in ones[:5]) + ".", len(ones),
            f"/briefs/#c{pk}", "See the briefs", owner, bad, scopes=ones[0].planning.cohort.scopes(),
        )
        for pk, ones in by_cohort.items()
    ]  # fmt: skip


_FIT = (
    "no brief went out unverified, every assignment handed out has its brief, and every criterion is "
    "targeted."
)


@shows("ASM-1")
@over_assignments(_FIT)
def assignments_are_fit(centre: Centre, on: date, found: list[Standing]) -> Showing:
    """No brief issued without a passed verification; every criterion targeted by some assignment."""
    due = due_by(found, on)
    unverified = [one for one in found if any(not held.is_verified_first for held in one.issued)]
    without = [one for one in due if not one.issued]
    findings = of_cohorts("issued without a passed verification", unverified)
    findings += of_cohorts("past the hand-out with no brief issued", without)
    findings += _untargeted(found)
    good = sum(bool(one.issued) and one not in unverified for one in found)
    return Showing(
        state_of(findings),
        f"{how_many(good, 'assignment')} issued with a verified brief, of {len(due)} whose hand-out "
        f"has come.", tuple(findings),
        (Meter("Handed out with a verified brief", len(due) - len(without), len(due)),) if due else (),
        evidence=good, evidence_link="/briefs/", told=len(due) - len(without), asked=len(due),
        met_when=_FIT,
    )  # fmt: skip


def _untargeted(found: Sequence[Standing]) -> list[Finding]:
    targeted = {key for one in found for key in one.targets}
    plannings = {one.planning.cohort.pk: one.planning for one in found}
    units = [unit.pk for one in plannings.values() for unit in one.units]
    left: dict[int, list[str]] = {}
    for pk, unit, code in Criterion.objects.filter(unit__in=units).values_list(
        "pk", "unit", "code"
    ):
        if pk not in targeted:
            left.setdefault(unit, []).append(code)
    return [
        Finding(
            f"{one.cohort}: {how_many(len(codes), 'criterion', 'criteria')} of unit {unit.number} "
            "targeted by no assignment", ", ".join(codes) + ".", len(codes), one.address,
            "Open the plan", "Programme leader", scopes=one.cohort.scopes(),
        )
        for one in plannings.values()
        for unit in one.units
        if (codes := left.get(unit.pk))
    ]  # fmt: skip


_AI = (
    "every brief issued says whether AI tools may be used, and learners confirm that they have it."
)


@shows("MAL-6")
@over_assignments(_AI)
def learners_know_the_rule_on_ai(centre: Centre, on: date, found: list[Standing]) -> Showing:
    """The brief's own rule, and the learners' word that they have the brief."""
    issued = [one for one in found if one.issued]
    silent = [one for one in issued if any(not held.brief.ai_rule for held in one.issued)]
    findings = of_cohorts("issued without a rule on AI tools", silent)
    asked, told = _receipts(issued)
    if asked > told:
        findings.append(
            Finding(f"{how_many(asked - told, 'receipt')} of briefs still to come",
                    "Learners confirm on their own page that they have a brief.", asked - told,
                    "/briefs/", "See the briefs", ASSESSOR, bad=False)
        )  # fmt: skip
    if not issued:
        return Showing(State.CANNOT_TELL, "No brief has been issued yet.", asked=len(due_by(found, on)),
                       met_when=_AI)  # fmt: skip
    return Showing(
        state_of(findings),
        f"{len(issued) - len(silent)} of {how_many(len(issued), 'assignment')} issued say how AI tools "
        f"may be used; {told} of {how_many(asked, 'receipt')} have come.", tuple(findings),
        (Meter("Learners who have confirmed", told, asked),) if asked else (),
        evidence=len(issued), evidence_link="/briefs/", told=told, asked=asked, met_when=_AI,
    )  # fmt: skip


def _receipts(issued: Sequence[Standing]) -> tuple[int, int]:
    """How many receipts the issues in hand ask for, and how many there are."""
    issues = [issue for one in issued for issue in one.issued[-1].issues]
    cohorts = {
        issue.pk: one.planning.cohort.pk for one in issued for issue in one.issued[-1].issues
    }
    taught: dict[tuple[int, int | None], set[int]] = {}
    active = Enrolment.objects.filter(
        cohort__in=set(cohorts.values()), status=Enrolment.Status.ACTIVE, learner__merged_into=None
    )
    for cohort, group, learner in active.values_list("cohort", "group", "learner"):
        for key in {(cohort, None), (cohort, group)}:
            taught.setdefault(key, set()).add(learner)
    asked = {
        (issue.pk, learner)
        for issue in issues
        for learner in taught.get((cohorts[issue.pk], issue.group_id), ())
    }
    had = set(Receipt.objects.filter(issue__in=issues).values_list("issue", "learner"))
    return len(asked), len(asked & had)


_SET = "each brief was set in a session face to face, named, with its deadline."


@shows("DBL-3")
def assignments_are_set_face_to_face(centre: Centre, on: date) -> Showing:
    """Where teaching is partly or wholly remote: the session at which each brief was set."""
    remote = answers_of(centre).get("remote")
    if remote == "none":
        return Showing(
            State.DOES_NOT_APPLY, "The centre teaches nobody at a distance.", met_when=_SET
        )
    found = [one for one in standings(centre, on) if one.issued]
    if not found:
        return Showing(State.CANNOT_TELL, "No brief has been issued yet.", met_when=_SET)
    at_a_distance = [
        one
        for one in found
        if any(i.session == Issue.Session.REMOTE for held in one.issued for i in held.issues)
    ]
    undated = [one for one in found if any(not held.brief.hand_in_on for held in one.issued)]
    findings = of_cohorts("set in a remote session", at_a_distance, bad=remote == "blended")
    findings += of_cohorts("issued without a deadline", undated)
    good = len(found) - len({id(one) for one in (*at_a_distance, *undated)})
    return Showing(
        state_of(findings),
        f"{good} of {how_many(len(found), 'assignment')} issued were set face to face with a deadline.",
        tuple(findings), (Meter("Set face to face", good, len(found)),), evidence=len(found),
        evidence_link="/briefs/", told=len(found), asked=len(found), met_when=_SET,
    )  # fmt: skip


_IN_FILE = "each assignment whose hand-out has come has its brief, with its verification."


@shows("HBP-11")
@over_assignments(_IN_FILE)
def the_file_has_its_briefs(centre: Centre, on: date, found: list[Standing]) -> Showing:
    """Assignment briefs as a part of the programme file."""
    due = due_by(found, on)
    without = [one for one in due if not any(held.verifications for held in one.briefs)]
    findings = of_cohorts("without a verified brief", without)
    have = sum(bool(one.briefs) for one in found)
    return Showing(
        state_of(findings, under_way=not due),
        f"{have} of {how_many(len(found), 'planned assignment')} have a brief; "
        f"{len(due) - len(without)} of {len(due)} handed out have one that was verified.",
        tuple(findings), (Meter("With a verified brief", len(due) - len(without), len(due)),)
        if due else (), evidence=have, evidence_link="/briefs/", told=len(due) - len(without),
        asked=len(due), met_when=_IN_FILE,
    )  # fmt: skip
