"""What the comparison with the awarding body’s record shows of the guide’s clauses."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, state_of
from fairmark.registration import agreement_queries
from fairmark.registration.agreement_models import Difference
from fairmark.registration.control_queries import standing_count
from fairmark.registration.deadlines import Clock, compare_again_on
from fairmark.registration.promised import (
    OFFICE,
    Numbers,
    by_policy,
)
from fairmark.ui.words import how_many


@shows("REG-6")
@by_policy
def the_two_records_agree(centre: Centre, on: date, numbers: Numbers) -> Showing:
    """The last comparison is recent and no difference stands without an explanation."""
    promises = (
        Promise("We compare at least every", f"{numbers['comparison_days']} days."),
        Promise("A difference is resolved or explained within",
                f"{numbers['days_to_explain']} working days."),
    )  # fmt: skip
    met_when = "the last comparison is recent, and each difference is resolved or explained."
    last = agreement_queries.last_comparison(centre)
    if last is None:
        return Showing(
            State.CANNOT_TELL, "Our record was never compared with the awarding body’s.",
            (Finding("No comparison yet", "Load the awarding body’s export of our registrations.",
                     1, "/registration/agreement/", "Compare the records", OFFICE),),
            promises=promises, asked=1, met_when=met_when,
        )  # fmt: skip
    loaded_on = timezone.localdate(last.statement.loaded_at)
    age = (on - loaded_on).days
    again_on = compare_again_on(centre, loaded_on)
    differences = Difference.objects.filter(
        centre=centre, state__in=[Difference.State.OPEN, Difference.State.EXPLAINED]
    )
    found = Counter(
        (state, timezone.localdate(at) if state == Difference.State.OPEN else None)
        for state, at in differences.values_list("state", "first_found_at")
    )
    explained = found[Difference.State.EXPLAINED, None]
    unexplained = {day: count for (_, day), count in found.items() if day}
    wait = Clock(centre, "days_to_explain").held_to(unexplained, on)
    findings = []
    if again_on < on:
        findings.append(
            Finding(f"The awarding body’s export that we compared with is {age} days old",
                    "By our policy it was to be compared with the current record by "
                    f"{again_on:%-d %B %Y}.", 1,
                    "/registration/agreement/", "Compare the records", OFFICE, act_by=again_on)
        )  # fmt: skip
    if wait.overdue:
        findings.append(
            Finding(f"{how_many(wait.overdue, 'difference')} overdue",
                    "The time that our policy gave when they were found has run out, and they are "
                    "neither resolved nor explained.", wait.overdue, "/registration/agreement/",
                    "See them", OFFICE, act_by=wait.overdue_since)
        )  # fmt: skip
    if wait.in_time:
        findings.append(
            Finding(f"{how_many(wait.in_time, 'difference')} to resolve or explain", "Each stands "
                    f"unexplained; our policy gives {numbers['days_to_explain']} working days.",
                    wait.in_time, "/registration/agreement/", "See them", OFFICE,
                    act_by=wait.next_due)
        )  # fmt: skip
    ours = max(last.matched, standing_count(centre))
    return Showing(
        state_of(findings),
        f"{last.matched:,} registrations matched on {last.compared_at:%-d %B %Y}; "
        f"{how_many(wait.overdue + wait.in_time, 'difference')} to act on, {explained} explained.",
        tuple(findings),
        (Meter("Registrations that match", last.matched, ours),),
        promises,
        evidence=last.matched, evidence_link="/registration/agreement/", told=last.matched,
        asked=ours, met_when=met_when,
    )  # fmt: skip
