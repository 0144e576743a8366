"""What the comparison with the awarding body’s record shows of the guide’s clauses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows
from fairmark.registration import agreement_queries
from fairmark.registration.deadlines import due
from fairmark.registration.models import Difference
from fairmark.registration.promised import (
    OFFICE,
    Numbers,
    by_policy,
    days_before,
    len_ours,
    state_of,
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
    age = (on - timezone.localtime(last.statement.loaded_at).date()).days
    limit = days_before(centre, on, numbers["days_to_explain"])
    counted = Difference.objects.filter(centre=centre).aggregate(
        open=Count("pk", filter=Q(state=Difference.State.OPEN)),
        old=Count("pk", filter=Q(state=Difference.State.OPEN, first_found_at__date__lt=limit)),
        explained=Count("pk", filter=Q(state=Difference.State.EXPLAINED)),
        first=Min("first_found_at", filter=Q(state=Difference.State.OPEN)),
        next=Min(
            "first_found_at",
            filter=Q(state=Difference.State.OPEN, first_found_at__date__gte=limit),
        ),
    )

    def explained_by(found_at: datetime) -> date:
        return due(centre, timezone.localdate(found_at), numbers["days_to_explain"])

    findings = []
    if age > numbers["comparison_days"]:
        findings.append(
            Finding(f"The awarding body’s export that we compared with is {age} days old",
                    "We promise a comparison with its current record at least every "
                    f"{numbers['comparison_days']} days.", 1,
                    "/registration/agreement/", "Compare the records", OFFICE,
                    act_by=on - timedelta(days=age - numbers["comparison_days"]))
        )  # fmt: skip
    if counted["old"]:
        findings.append(
            Finding(f"{how_many(counted['old'], 'difference')} overdue",
                    f"Found more than {numbers['days_to_explain']} working days ago and neither "
                    "resolved nor explained.", counted["old"], "/registration/agreement/",
                    "See them", OFFICE, act_by=explained_by(counted["first"]))
        )  # fmt: skip
    if young := counted["open"] - counted["old"]:
        findings.append(
            Finding(f"{how_many(young, 'difference')} to resolve or explain", "Each stands "
                    f"unexplained; our policy gives {numbers['days_to_explain']} working days.",
                    young, "/registration/agreement/", "See them", OFFICE,
                    act_by=explained_by(counted["next"]))
        )  # fmt: skip
    return Showing(
        state_of(findings),
        f"{last.matched:,} registrations matched on {last.compared_at:%-d %B %Y}; "
        f"{how_many(counted['open'], 'difference')} to act on, {counted['explained']} explained.",
        tuple(findings),
        (Meter("Registrations that match", last.matched, max(last.matched, len_ours(centre))),),
        promises,
        evidence=last.matched, evidence_link="/registration/agreement/", told=last.matched,
        asked=max(last.matched, len_ours(centre)), met_when=met_when,
    )  # fmt: skip
