"""What the records of entries show of the guide's clauses."""

from __future__ import annotations

from datetime import date

from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, state_of
from fairmark.registration import check_queries
from fairmark.registration.control_queries import intakes, sittings, team_checks
from fairmark.registration.models import Entry
from fairmark.registration.promised import LEADER, OFFICE, Numbers, by_policy, days_before
from fairmark.ui.words import how_many


def _entries(centre: Centre, on: date, promises: tuple[Promise, ...]) -> Showing:
    rows = sittings(centre)
    external = [one.cohort.code for one in intakes(centre) if one.externals_unplanned]
    if not rows and not external:
        return Showing(
            State.CANNOT_TELL, "No unit is planned for any series, so no entry can be missing.",
            promises=promises, asked=1,
        )  # fmt: skip
    findings = []
    expected = settled = 0
    for row in rows:
        need, have = row["expected"] or 0, row["settled"] or 0
        expected, settled = expected + need, settled + min(have, need)
        what = f"unit {row['unit__number']}, {row['cohort__code']}, {row['series__name']}"
        link = f"/registration/entries/{row['series']}/"
        missing = max(need - have, 0)
        closed = row["series__closes_on"] < on
        if missing:
            findings.append(
                Finding(f"{how_many(missing, 'learner')} not entered for {what}",
                        f"Entries {'closed' if closed else 'close'} on "
                        f"{row['series__closes_on']:%-d %B %Y}.", missing, link, "Enter them",
                        OFFICE, bad=closed, act_by=row["series__closes_on"])
            )  # fmt: skip
        if row["late"]:
            findings.append(
                Finding(f"{how_many(row['late'], 'learner')} entered late for {what}",
                        f"Entries closed on {row['series__closes_on']:%-d %B %Y}.", row["late"],
                        link, "See them", OFFICE)
            )  # fmt: skip
    if external:
        findings.append(
            Finding(f"{how_many(len(external), 'cohort')} with external units planned for no series",
                    "We cannot tell whether an entry is missing: " + ", ".join(external[:6]) + ".",
                    len(external), "/registration/entries/", "Plan the units", LEADER, bad=False)
        )  # fmt: skip
    told = len({row["cohort"] for row in rows})
    if not rows:
        return Showing(
            State.CANNOT_TELL, "No unit is planned for any series, so no entry can be missed.",
            tuple(findings), promises=promises, asked=len(external),
        )  # fmt: skip
    return Showing(
        state_of(findings),
        f"{settled:,} of {expected:,} entries are made, or excused with a reason.",
        tuple(findings),
        (Meter("Entries made", settled, expected),) if expected else (),
        promises, evidence=settled, evidence_link="/registration/entries/",
        told=told, asked=told + len(external),
        met_when="every learner of a planned unit is entered, or excused, before entries close.",
    )  # fmt: skip


@shows("REG-A2", "REG-7")
def entries_meet_deadlines(centre: Centre, on: date) -> Showing:
    """No entry is missing or late at the deadline of its series."""
    return _entries(
        centre, on,
        (Promise("Entries are made by the published deadline of each", "series."),),
    )  # fmt: skip


@shows("REG-8")
@by_policy
def programme_leads_check_entries(centre: Centre, on: date, numbers: Numbers) -> Showing:
    """The entries of each cohort in each series are checked and signed before they close."""
    days = numbers["entry_check_days"]
    promises = (
        Promise("The programme leader checks entries at least", f"{days} working days",
                "before they close."),
    )  # fmt: skip
    by_list = {(row["cohort"], row["series"]): row for row in sittings(centre)}
    pairs = sorted(
        by_list.values(), key=lambda row: (row["series__closes_on"], row["cohort__code"])
    )
    if not pairs:
        return Showing(
            State.CANNOT_TELL, "No unit is planned for any series, so there is nothing to check.",
            promises=promises, asked=1,
        )  # fmt: skip
    checks = team_checks(centre)
    lines: dict[tuple[int, int], list] = {}
    entries = (
        Entry.objects.filter(sitting__series__centre=centre)
        .exclude(status=Entry.Status.WITHDRAWN)
        .order_by("sitting__unit__number", "enrolment__learner__ref")
        .values_list("sitting__cohort", "sitting__series", *check_queries.ENTRY_LINE)
    )
    for cohort, series, *line in entries:
        lines.setdefault((cohort, series), []).append(tuple(line))
    leads = {one.cohort.pk: one.cohort.scopes() for one in intakes(centre)}
    findings, signed = [], 0
    for pair in pairs:
        key = (pair["cohort"], pair["series"])
        last = checks.get(key)
        if last and last.fingerprint == check_queries.fingerprint(lines.get(key, [])):
            signed += 1
            continue
        by = days_before(centre, pair["series__closes_on"], days)
        why = "Entries changed after the last signature." if last else "Nobody has signed yet."
        findings.append(
            Finding(f"Entries of {pair['cohort__code']} in {pair['series__name']} are not checked",
                    why, 1,
                    f"/registration/entries/{pair['series']}/", "Open the check", LEADER,
                    bad=on > by, act_by=by, scopes=leads[pair["cohort"]])
        )  # fmt: skip
    return Showing(
        state_of(findings), f"{signed} of {len(pairs)} lists of entries are checked and signed.",
        tuple(findings), (Meter("Lists signed", signed, len(pairs)),), promises,
        evidence=signed, evidence_link="/registration/entries/", told=len(pairs), asked=len(pairs),
        met_when="each cohort’s entries in each series are signed as they stand, in time.",
    )  # fmt: skip
