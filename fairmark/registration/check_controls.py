"""What the signatures of programme teams show of the guide’s clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, state_of
from fairmark.programmes.models import Cohort
from fairmark.registration import check_queries
from fairmark.registration.control_queries import intakes, team_checks
from fairmark.registration.deadlines import Clock
from fairmark.registration.models import Registration, TeamCheck
from fairmark.registration.promised import (
    LEADER,
    OFFICE,
    Numbers,
    by_policy,
)
from fairmark.ui.words import how_many


def check_states(cohorts: Iterable[Cohort]) -> dict[int, str]:
    """For each cohort its last signature's state: "signed", "stale" or "none"."""
    cohorts = list(cohorts)
    ids = [cohort.pk for cohort in cohorts]
    checks: dict[int, TeamCheck] = {}
    for check in TeamCheck.objects.filter(cohort__in=ids, series=None):
        checks.setdefault(check.cohort_id, check)
    return states_by(checks, cohorts)


def states_by(checks: Mapping[int, TeamCheck], cohorts: Iterable[Cohort]) -> dict[int, str]:
    """The same, where the last signature of each cohort is in hand."""
    cohorts = list(cohorts)
    signed = [cohort for cohort in cohorts if cohort.pk in checks]
    lines: dict[int, list] = {cohort.pk: [] for cohort in signed}
    if signed:
        rows = (
            Registration.objects.current()
            .filter(enrolment__cohort__in=list(lines))
            .order_by("learner__surname", "learner__forenames", "pk")
            .values_list("enrolment__cohort_id", *check_queries.REGISTRATION_LINE)
        )
        for cohort_id, *line in rows:
            lines[cohort_id].append(tuple(line))
    found = {}
    for cohort in cohorts:
        last = checks.get(cohort.pk)
        if last is None:
            found[cohort.pk] = "none"
        else:
            same = check_queries.fingerprint(lines[cohort.pk]) == last.fingerprint
            found[cohort.pk] = "signed" if same else "stale"
    return found


@shows("REG-3")
@by_policy
def programme_teams_check(centre: Centre, on: date, numbers: Numbers) -> Showing:
    """Each intake's registrations are checked and signed by its programme leader."""
    with_learners = [one for one in intakes(centre) if one.registered]
    registered = {one.cohort.pk: one.registered for one in with_learners}
    changed = {one.cohort.pk: one.changed_on for one in with_learners if one.changed_on}
    cohorts = [one.cohort for one in with_learners]
    if not cohorts:
        return Showing(State.CANNOT_TELL, "Nobody is registered yet, so there is nothing to check.")
    checks = team_checks(centre)
    states = states_by({pk: one for (pk, series), one in checks.items() if not series}, cohorts)
    clock = Clock(centre, "days_to_check")
    findings = []
    for cohort in cohorts:
        if states[cohort.pk] == "signed":
            continue
        overdue = clock.due(changed[cohort.pk]) < on
        why = (
            "Registrations changed after the last signature."
            if states[cohort.pk] == "stale"
            else "Nobody has signed this intake yet."
        )
        findings.append(
            Finding(f"{cohort} is not checked by its programme team", why, registered[cohort.pk],
                    f"/registration/checks/{cohort.pk}/", "Open the check", LEADER, bad=overdue,
                    act_by=clock.due(changed[cohort.pk]),
                    scopes=cohort.scopes())
        )  # fmt: skip
    if count := sum(one.open_queries for one in intakes(centre)):
        findings.append(
            Finding(f"{how_many(count, 'query', 'queries')} of programme teams not answered",
                    "An intake is signed once they are answered.", count,
                    "/registration/checks/", "See the queries", OFFICE, bad=False)
        )  # fmt: skip
    signed = sum(state == "signed" for state in states.values())
    return Showing(
        state_of(findings),
        f"{signed} of {len(cohorts)} intakes are checked and signed.",
        tuple(findings),
        (Meter("Intakes signed", signed, len(cohorts)),),
        (Promise("The programme leader signs within", f"{numbers['days_to_check']} working days",
                 "of registration."),),
        evidence=signed, evidence_link="/registration/checks/", told=len(cohorts),
        asked=len(cohorts),
        met_when="every intake is signed as it stands, and no query is open.",
    )  # fmt: skip
