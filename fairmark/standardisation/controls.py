"""Which clauses briefings, standardisation and shared practice show."""

from collections.abc import Callable, Iterable
from datetime import date

from fairmark.calendar.queries import year_of
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, state_of
from fairmark.people.rules import Role
from fairmark.planner.rules import day_in_year
from fairmark.policies.queries import number, version_in_force
from fairmark.programmes.models import Cohort, Programme
from fairmark.standardisation import queries
from fairmark.standardisation.queries import Judge
from fairmark.standardisation.rules import meetings_due
from fairmark.ui.words import how_many

_LINK = "/standardisation/"


@shows("ASM-13")
def practice_is_shared(centre: Centre, on: date) -> Showing:
    """Each team that runs meets as often as the policy says, in step with the terms.

    The clause asks that good practice passes between teams, and to see the events with those who
    took part. So what counts is a standardisation or a meeting to share practice that was held with
    at least two people there, and a note of one team that another took up: that has its taker, its
    team and its day. Nobody meets alone, so a catch-up of one person is no meeting. A briefing
    tells, and shares nothing. A note that no other team took up has been offered, not shared: it is
    told, and counts for nothing.
    """
    year = year_of(centre, on)
    wanted = number(centre, "assessment.sharing_meetings", on=on)
    if year is None:
        return _no_year(on)
    running = Cohort.objects.filter(
        centre=centre, teaching_starts_on__lte=on, planned_end_on__gte=on
    )
    programmes = list(Programme.objects.filter(pk__in=running.values("programme")))
    if not programmes:
        return Showing(State.DOES_NOT_APPLY, "No programme is running, so no team meets.")
    events = queries.meetings(year, on)
    due = meetings_due(
        wanted, terms=year.terms.values_list("ends_on", flat=True), on=on, ends_on=year.ends_on
    )
    findings, met = [], 0
    for programme in programmes:
        count = sum(programme in one.programmes.all() for one in events)
        met += count >= wanted
        if count < wanted:
            findings.append(
                Finding(
                    f"{programme.short_title}: {count} of {how_many(wanted, 'meeting')} held",
                    f"By today {due} should have been." if count < due else "The year goes on.",
                    wanted - count, f"{_LINK}?year={year.label}", "See the events",
                    Role.PROGRAMME_LEADER.heading, bad=count < due, act_by=year.ends_on,
                    scopes=programme.scopes(),
                )
            )  # fmt: skip
    offered, taken_up = queries.notes_of(year, on)
    return Showing(
        state_of(findings),
        f"{how_many(len(events), 'meeting')} held in {year.label}. Notes of good practice: {offered} "
        f"offered, {taken_up} taken up by another team.",
        tuple(findings),
        (Meter("Teams that have met as often as the policy says", met, len(programmes)),),
        (Promise("Teams meet at least ", f"{wanted} times", " in an academic year."),),
        evidence=len(events) + taken_up, evidence_link=f"{_LINK}?year={year.label}",
        told=len(programmes), asked=len(programmes),
        met_when="each running programme’s team has met as often as the policy says.",
    )  # fmt: skip


@shows("ASM-14")
def assessors_know_their_job(centre: Centre, on: date) -> Showing:
    """Every assessor was briefed this year, and has confirmed it in person."""
    wanted = [one for one in queries.judges_now(centre, on) if Role.ASSESSOR in one.all_roles]

    def lacks(one: Judge) -> str:
        if one.standing.briefed_on is None:
            return "not briefed"
        return "" if one.standing.confirmed_on else "briefed, but has not confirmed it"

    return _each(centre, on, wanted, lacks, "Assessors briefed and confirmed", ("assessor", "assessors"),
                 "each assessor was briefed this year and has confirmed it.")  # fmt: skip


@shows("IVF-3")
def staff_are_briefed_and_trained(centre: Centre, on: date) -> Showing:
    """Everybody who assesses or verifies was briefed this year, and standardised for each programme."""

    def lacks(one: Judge) -> str:
        missing = [text for text, holds in (
            ("not briefed", one.standing.briefed_on is None),
            (f"not standardised for {how_many(len(one.missing), 'programme')}", bool(one.missing)),
        ) if holds]  # fmt: skip
        return ", ".join(missing)

    return _each(
        centre, on, queries.judges_now(centre, on), lacks, "Briefed and standardised",
        ("person who assesses or verifies", "people who assess or verify"),
        "everybody was briefed this year, and standardised.",
    )  # fmt: skip


def _each(centre: Centre, on: date, wanted: list[Judge], lacks: Callable[[Judge], str],
          meter: str, who: tuple[str, str], met_when: str) -> Showing:  # fmt: skip
    """One finding for each person who lacks something; bad once the policy's day is over."""
    year = year_of(centre, on)
    by = _briefed_by(centre, on)
    if year is None:
        return _no_year(on)
    if by is None:
        return Showing(
            State.CANNOT_TELL,
            f"No assessment policy with a day for the briefing was in force on {on:%-d %B %Y}.",
            (Finding("No assessment policy in force", "It says by which day staff are briefed.", 1,
                     "/policies/", "Open the policies", Role.QUALITY_NOMINEE.heading),),
        )  # fmt: skip
    if not wanted:
        return Showing(
            State.CANNOT_TELL, "Nobody is recorded as assessing or verifying.",
            (Finding("No assessor or verifier is recorded", "Give the roles first.", 1,
                     "/programmes/", "Open the programmes", Role.QUALITY_NOMINEE.heading),),
        )  # fmt: skip
    findings = tuple(
        Finding(
            f"{one.person.name}: {what}", f"{' and '.join(one.all_roles).capitalize()}.", 1,
            f"{_LINK}?year={year.label}", "See who is missing",
            Role.LEAD_INTERNAL_VERIFIER.heading, bad=on > by, act_by=by, scopes=_scopes(one),
        )
        for one in wanted if (what := lacks(one))
    )  # fmt: skip
    have = len(wanted) - len(findings)
    return Showing(
        state_of(findings), f"{have} of {how_many(len(wanted), *who)} in {year.label}.",
        findings, (Meter(meter, have, len(wanted)),),
        evidence=len(queries.held_events(year, on)), evidence_link=f"{_LINK}?year={year.label}",
        told=len(wanted), asked=len(wanted), met_when=met_when,
    )  # fmt: skip


def _scopes(one: Judge) -> frozenset[tuple[str, int]]:
    return frozenset(("programme", pk) for pk in one.roles)


def _briefed_by(centre: Centre, on: date) -> date | None:
    """The day of this year by which the assessment policy has everybody briefed."""
    year, version = year_of(centre, on), version_in_force(centre, "assessment", on=on)
    if year is None or version is None:
        return None
    dates: Iterable[dict] = version.content["dates"]
    found = next((one["day"] for one in dates if one["id"] == "briefing" and "day" in one), None)
    if found is None:
        return None
    month, day = (int(part) for part in found.split("-"))
    return day_in_year(month, day, starts_on=year.starts_on, ends_on=year.ends_on)


def _no_year(on: date) -> Showing:
    return Showing(
        State.CANNOT_TELL, f"No academic year is set up for {on:%-d %B %Y}.",
        (Finding("The academic year is not set up", "Its days and terms are missing.", 1,
                 "/centre/calendar/", "Open the calendar", "Administrator"),),
    )  # fmt: skip
