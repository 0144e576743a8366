"""What shows that a policy is the centre's, customised and badged. Source: clause POL-7."""

from __future__ import annotations

from datetime import date

from fairmark.centre.models import Centre, logo_of
from fairmark.guide.showing import Finding, Meter, Showing, State, shows
from fairmark.policies import exemplars, rules
from fairmark.policies.models import PolicyVersion
from fairmark.policies.register import register

NOMINEE = "Quality nominee"


def _wanting(version: PolicyVersion) -> list[str]:
    """What keeps a version from being the centre's own document, but for the logo."""
    found = []
    if not rules.names_centre(version.content, version.policy.centre.name):
        found.append("it does not name the centre")
    came = exemplars.exemplar(version.policy.kind)
    blocks = {one["id"]: one for one in (*came.blocks, *came.learner)}
    if not rules.own_blocks(version.content, blocks):
        found.append("it says nothing that the exemplar does not say")
    return found


@shows("POL-7")
def policies_are_customised_and_badged(centre: Centre, on: date) -> Showing:
    """Each policy in force names the centre, differs from its exemplar, and has the logo to carry."""
    held = register(centre, on)
    versions = [held.in_force[kind] for kind in exemplars.KINDS if kind in held.in_force]
    if not versions:
        return Showing(State.CANNOT_TELL, "No policy is in force yet, so there is nothing to badge.",
                       asked=len(held.required))  # fmt: skip
    findings = []
    for version in versions:
        if wanting := _wanting(version):
            findings.append(
                Finding(f"{version.policy.get_kind_display()}: not customised",
                        f"In version {version.number}: {'; '.join(wanting)}.", len(wanting),
                        version.policy.get_absolute_url(), "Open the policy", NOMINEE)
            )  # fmt: skip
    good = len(versions) - len(findings)
    has_logo = logo_of(centre) is not None
    if not has_logo:
        findings.append(
            Finding("We have no logo here", "The policies in force carry our name and no badge.",
                    len(versions), "/centre/logo/change/", "Give our logo", NOMINEE)
        )  # fmt: skip
    return Showing(
        State.NOT_MET if findings else State.MET,
        f"{good} of {len(versions)} policies in force are customised; they carry "
        + ("our name and logo." if has_logo else "our name, and no logo."),
        tuple(findings), (Meter("Customised", good, len(versions)),), evidence=good,
        evidence_link="/policies/", told=len(versions), asked=len(versions),
        met_when="each policy in force names the centre, differs from the exemplar it began from, "
        "and carries our logo.",
    )  # fmt: skip
