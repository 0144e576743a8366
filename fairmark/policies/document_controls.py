"""What the documents made of policies show: that each can be shown, and what each was made from."""

from datetime import date

from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Showing, State, shows
from fairmark.policies import exemplars, rules
from fairmark.policies.findings import NOMINEE
from fairmark.policies.register import register


@shows("POL-5")
def every_policy_can_be_shown(centre: Centre, on: date) -> Showing:
    """Each required policy has a version in force whose dossier lacks no part."""
    held = register(centre, on)
    needed = [kind for kind in exemplars.KINDS if kind in held.required | set(held.in_force)]
    findings = []
    for kind in needed:
        version = held.in_force.get(kind)
        if version is None:
            findings.append(
                Finding(f"No policy on {exemplars.exemplar(kind).title.lower()} is in force",
                        "So it cannot be shown.", 1, "/policies/", "Open the policies", NOMINEE)
            )  # fmt: skip
            continue
        asked, have_read = held.readers(version)
        missing = rules.missing_from_dossier(
            summaries=held.summaries[version.policy_id],
            approvals=len(held.approvals.get(version.pk, [])),
            asked=len(asked), have_read=len(have_read),
        )  # fmt: skip
        if missing:
            findings.append(
                Finding(f"{version.policy.get_kind_display()}: its dossier lacks a part",
                        f"Missing: {'; '.join(missing)}.", len(missing), f"/policies/{kind}/",
                        "Open the policy", NOMINEE, bad=False)
            )  # fmt: skip
    good = len(needed) - len(findings)
    return Showing(
        State.NOT_MET if any(one.bad for one in findings)
        else State.UNDER_WAY if findings else State.MET,
        f"{good} of {len(needed)} policies can be shown with history, approvals and readers; "
        f"{len(held.dossiers)} dossiers have been made.",
        tuple(findings), (Meter("Policies with a whole dossier", good, len(needed)),),
        evidence=good, evidence_link="/policies/", told=len(needed), asked=len(needed),
        met_when="each policy’s dossier has its version, history, approvals and readers.",
    )  # fmt: skip


@shows("GOV-8")
def documents_say_what_they_were_made_from(centre: Centre, on: date) -> Showing:
    """Each version in force names the issue of its exemplar; each dossier, that of its layout."""
    held = register(centre, on)
    versions = list(held.in_force.values())
    if not versions:
        return Showing(State.CANNOT_TELL, "No policy is in force yet, so there is nothing to tell by.",
                       asked=len(held.required))  # fmt: skip
    findings = [
        Finding(f"{version.policy.get_kind_display()}: not begun from an exemplar",
                f"Version {version.number} does not say which issue of the exemplar it began from.",
                1, version.policy.get_absolute_url(), "Open the policy", NOMINEE)
        for version in versions
        if not version.exemplar
    ]  # fmt: skip
    findings += [
        Finding("A dossier of no known layout", f"{one}.", 1, one.version.policy.get_absolute_url(),
                "Open the policy", NOMINEE)
        for one in held.dossiers
        if not one.layout
    ]  # fmt: skip
    total = len(versions) + len(held.dossiers)
    good = total - len(findings)
    issues = sorted({version.exemplar for version in versions if version.exemplar})
    return Showing(
        State.NOT_MET if findings else State.MET,
        f"{good} of {total} documents name the issue they were made from"
        + (f": exemplars {', '.join(issues)}." if issues else "."),
        tuple(findings), (Meter("Documents of a known issue", good, total),), evidence=good,
        evidence_link="/policies/", told=total, asked=total,
        met_when="each version in force and each dossier names the issue it was made from.",
    )  # fmt: skip
