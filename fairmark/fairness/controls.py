"""What the figures show of the guide’s clauses."""

from datetime import date

from fairmark.centre.models import Centre
from fairmark.fairness.queries import Outcomes, all_outcomes, gap_of
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, state_of
from fairmark.ui.words import how_many

LEAD_VERIFIER, NOMINEE = "Lead internal verifier", "Quality nominee"
_ALIKE = "each difference between groups that chance does not explain has a review, and what it promised is done."


@shows("ASM-A1")
def groups_come_out_alike(centre: Centre, on: date) -> Showing:
    """Differences between groups of each running cohort, with their uncertainty and their reviews."""
    found = all_outcomes(centre, on)
    told = [one for one in found if one.picture.compared]
    judged = sum(one.picture.learners for one in found)
    if not told:
        return Showing(
            State.CANNOT_TELL, "No two groups have enough learners with signed decisions to compare.",
            evidence=judged, evidence_link="/fairness/", met_when=_ALIKE,
        )  # fmt: skip
    findings = [one for outcomes in told for one in _of(outcomes, on)]
    gap = gap_of(centre, on)
    promises: tuple[Promise, ...] = ()
    if gap is None:
        findings.append(
            Finding("No assessment policy says from which difference a review is made", bad=False,
                    link="/policies/", owner=NOMINEE)
        )  # fmt: skip
    else:
        promises = (Promise("We review a difference of", f"{gap} percentage points or more",
                            "that chance does not explain."),)  # fmt: skip
    compared = sum(one.picture.compared for one in told)
    asking = [line for one in told for line in one.picture.asking]
    waiting = sum(len(one.open()) for one in told)
    handed_in = sum(one.handed_in for one in found)
    return Showing(
        state_of(findings),
        f"{how_many(compared, 'comparison')} in {how_many(len(told), 'cohort')}; "
        + (f"{how_many(len(asking), 'difference')} larger than chance explains, {waiting} to be reviewed."
           if asking else "no difference larger than chance explains."),
        tuple(findings),
        (Meter("Differences reviewed", len(asking) - waiting, len(asking)),) if asking else (),
        promises, judged, "/fairness/", judged, handed_in, _ALIKE,
    )  # fmt: skip


def _of(outcomes: Outcomes, on: date) -> list[Finding]:
    """What waits in a cohort; without the names of its groups, which not everybody may see."""
    about = {
        "link": f"/fairness/cohorts/{outcomes.cohort.pk}/", "link_text": "See the figures",
        "owner": LEAD_VERIFIER, "scopes": outcomes.cohort.scopes(),
    }  # fmt: skip
    findings = []
    if waiting := outcomes.open():
        findings.append(
            Finding(
                f"{outcomes.cohort}: {how_many(len(waiting), 'difference')} between groups, larger than "
                "chance explains and not reviewed", "By " + ", ".join(dict.fromkeys(one.by for one in waiting)) + ".",
                len(waiting), **about,  # type: ignore[arg-type]
            )
        )  # fmt: skip
    findings += [
        Finding(
            f"{outcomes.cohort}: what a review promised is {'overdue' if one.due_on < on else 'under way'}",
            one.to_do, bad=one.due_on < on, act_by=one.due_on, **about,  # type: ignore[arg-type]
        )
        for one in outcomes.to_do()
        if one.due_on is not None
    ]  # fmt: skip
    return findings
