"""What is shown of keeping up with the guide: clause GOV-4."""

from datetime import date

from fairmark.centre.models import Centre
from fairmark.guide.queries import in_use
from fairmark.guide.showing import Finding, Meter, Showing, shows, state_of
from fairmark.planner.models import RaisedTask
from fairmark.policies import edition_queries
from fairmark.policies.edition_queries import TASKS
from fairmark.policies.findings import NOMINEE
from fairmark.ui.words import how_many


@shows("GOV-4")
def the_guide_in_use_is_worked_in(centre: Centre, on: date) -> Showing:
    """The edition in use is known, a newer one does not wait, and what it changed is worked in."""
    edition = in_use(centre)
    findings = []
    if waiting := edition_queries.tried(centre):
        findings.append(
            Finding(f"Edition {waiting.name} is read in and not in use",
                    "Look at what it changes, and put it in use.", 1, waiting.get_absolute_url(),
                    "Open the edition", NOMINEE, bad=False)
        )  # fmt: skip
    raised = RaisedTask.objects.filter(centre=centre, key__startswith=TASKS)
    standing = [one for one in raised if one.done_at is None]
    findings += [
        Finding(one.title, f"{how_many(one.about.count(chr(10)) + 1, 'clause')}.", 1, one.get_absolute_url(),
                "Open the task", one.role.capitalize(),
                bad=bool(one.due_on and one.due_on < on), act_by=one.due_on)
        for one in standing
    ]  # fmt: skip
    done = len(raised) - len(standing)
    return Showing(
        state_of(findings),
        f"We work by the centre guide {edition.name}, {len(edition.clauses)} requests."
        + (f" {done} of {len(raised)} tasks it raised are done." if raised else ""),
        tuple(findings),
        (Meter("Tasks of newer editions done", done, len(raised)),) if raised else (),
        evidence=len(edition.clauses), evidence_link="/policies/editions/", told=1, asked=1,
        met_when="no newer edition waits, and every task that one raised is done.",
    )  # fmt: skip
