"""What the register of policies shows of the guide's clauses."""

from __future__ import annotations

from datetime import date

from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, state_of
from fairmark.policies import exemplars
from fairmark.policies.document_models import CentreDocument
from fairmark.policies.findings import (
    ADMINISTRATOR,
    NOMINEE,
    address_of,
    in_force_of,
    not_in_force,
    nothing_to_tell_by,
)
from fairmark.policies.models import WiderPolicy
from fairmark.policies.register import Register, register
from fairmark.policies.rules import months_after
from fairmark.rulebook.queries import rule
from fairmark.ui.words import how_many, in_turn


@shows("POL-1")
def every_required_policy_is_in_force(centre: Centre, on: date) -> Showing:
    """The set that this centre needs, by its answers, is in force."""
    return _required_set(register(centre, on))


@shows("FAQ-1")
def a_centre_without_learners_of_its_own_holds_the_smaller_set(centre: Centre, on: date) -> Showing:
    """Asked of a centre whose learners are all taught elsewhere, and of no other."""
    held = register(centre, on)
    if not held.answered:
        return Showing(
            State.CANNOT_TELL, "We have not said yet where our learners are taught.",
            (Finding("The questions about the centre are not answered",
                     "One of them asks where the learners are taught.", 1, "/policies/questions/",
                     "Answer the questions", NOMINEE, bad=False),), asked=1,
        )  # fmt: skip
    if held.answers.get("all_elsewhere") != "yes":
        return Showing(State.DOES_NOT_APPLY,
                       "We said that our learners are taught here, so the whole set is asked of us.")  # fmt: skip
    return _required_set(held)


def _required_set(held: Register) -> Showing:
    missing = [kind for kind in exemplars.KINDS if kind in held.required - set(held.in_force)]
    findings = [not_in_force(held, kind) for kind in missing]
    if not held.answered:
        findings.append(
            Finding("The questions about the centre are not answered",
                    "Without the answers every policy but one is taken as required.", 1,
                    "/policies/questions/", "Answer the questions", NOMINEE, bad=False)
        )  # fmt: skip
    have = len(held.required) - len(missing)
    return Showing(
        state_of(findings), f"{have} of {len(held.required)} required policies are in force.",
        tuple(findings), (Meter("Required policies in force", have, len(held.required)),),
        evidence=have, evidence_link="/policies/", told=len(held.required),
        asked=len(held.required) + (not held.answered),
        met_when="each policy that a centre like ours must hold has a version in force.",
    )  # fmt: skip


@shows("POL-2")
def wider_policies_have_a_place(centre: Centre, on: date) -> Showing:
    """Each policy of the whole centre that BTEC rests on is recorded and not past its review."""
    held = register(centre, on)
    findings = []
    for kind, label in WiderPolicy.Kind.choices:
        link = f"/policies/wider/{kind.replace(' ', '-')}/"
        one = held.wider.get(kind)
        if one is None:
            findings.append(Finding(f"{label}: not recorded", "Say where it is and whose.", 1, link,
                                    "Record it", NOMINEE))  # fmt: skip
        elif one.document and one.document.withdrawn_at:
            findings.append(Finding(f"{label}: withdrawn", f"“{one.document}” no longer holds.", 1,
                                    link, "Say where it is now", NOMINEE))  # fmt: skip
        elif one.due_on < on:
            findings.append(Finding(f"{label}: past its review", f"Owner: {one.owner}.", 1, link,
                                    "Open it", NOMINEE, act_by=one.due_on))  # fmt: skip
    if "adjustments" not in held.in_force:
        findings.append(not_in_force(held, "adjustments"))
    total = len(WiderPolicy.Kind.choices) + 1
    have = len(held.wider) + ("adjustments" in held.in_force)
    return Showing(
        state_of(findings), f"{have} of {total} policies of the whole centre have their place.",
        tuple(findings), (Meter("Recorded or held here", have, total),), evidence=have,
        evidence_link="/policies/", told=have, asked=total,
        met_when="each is held here or linked, with its owner, and none is past its review.",
    )  # fmt: skip


def _reviewed(centre: Centre, on: date) -> Showing:
    held = register(centre, on)
    versions = in_force_of(held)
    if not versions:
        return nothing_to_tell_by(held)
    months = rule("policies.review_months", on=on).value
    late = [version for version in versions if held.review_due_on(version) < on]
    findings = tuple(
        Finding(f"{version.policy.get_kind_display()}: review overdue",
                "A review is kept also where nothing changes.", 1,
                f"{address_of(version.policy.kind)}review/", "Keep the review", NOMINEE,
                act_by=held.review_due_on(version))
        for version in late
    )  # fmt: skip
    good = len(versions) - len(late)
    reviewed = sum(bool(held.reviews.get(one.policy_id)) for one in versions if one not in late)
    return Showing(
        state_of(findings),
        f"{good} of {len(versions)} policies were looked at in the last {months} months: "
        f"{reviewed} by a review, {good - reviewed} when they were written anew.",
        findings, (Meter("Reviewed in time", good, len(versions)),),
        (Promise("Each policy is reviewed every", f"{months} months."),),
        evidence=sum(len(reviews) for reviews in held.reviews.values()),
        evidence_link="/policies/", told=len(versions), asked=len(versions),
        met_when="no policy in force is past its review.",
    )  # fmt: skip


@shows("POL-3")
def policies_are_reviewed_every_year(centre: Centre, on: date) -> Showing:
    """Each policy in force was reviewed within the year, with what was found."""
    return _reviewed(centre, on)


@shows("GOV-5")
def no_document_is_past_its_review(centre: Centre, on: date) -> Showing:
    """The documents that Fairmark controls so far: policies, ours and the whole centre's."""
    showing = _reviewed(centre, on)
    held = register(centre, on)
    elsewhere = [one for one in held.wider.values() if one.document is None]
    looked_at: list[WiderPolicy | CentreDocument] = [*elsewhere, *held.documents]
    late = tuple(
        Finding(f"{one.title}: past its review", f"Owner: {one.owner}.", 1, one.get_absolute_url(),
                "Open it", NOMINEE, act_by=one.review_due_on)
        for one in looked_at
        if one.review_due_on < on
    )  # fmt: skip
    if not late:
        return showing
    return Showing(
        State.NOT_MET, showing.sentence, showing.findings + late, showing.meters, showing.promises,
        showing.evidence, showing.evidence_link, showing.told, showing.asked, showing.met_when,
    )  # fmt: skip


@shows("POL-4", "POL-8")
def policies_are_the_centres_own(centre: Centre, on: date) -> Showing:
    """No gap, and no procedure left as it came, in any version in force."""
    held = register(centre, on)
    versions = in_force_of(held)
    if not versions:
        return nothing_to_tell_by(held)
    findings = []
    for version in versions:
        left, gaps = held.left_as_it_came(version), held.gaps(version)
        bare = not any(block.get("steps") for block in version.content["blocks"])
        if left or gaps or bare:
            said = ["It holds no procedure: nobody can see who does what by when."] if bare else []
            said += [f"Still as they came: {'; '.join(left)}."] if left else []
            said += [f"Not filled in: {'; '.join(gaps)}."] if gaps else []
            findings.append(
                Finding(f"{version.policy.get_kind_display()}: not yet the centre’s own",
                        " ".join(said), len(left) + len(gaps) + bare, address_of(version.policy.kind),
                        "Open the policy", NOMINEE)
            )  # fmt: skip
    good = len(versions) - len(findings)
    return Showing(
        state_of(findings),
        f"{good} of {len(versions)} policies in force say throughout how things are done here.",
        tuple(findings), (Meter("The centre’s own", good, len(versions)),), evidence=good,
        evidence_link="/policies/", told=len(versions), asked=len(versions),
        met_when="nothing is left to fill in, and every procedure says how it is done here.",
    )  # fmt: skip


@shows("POL-10")
def every_step_has_somebody_in_post(centre: Centre, on: date) -> Showing:
    """Each step names a role, and each role has a person in post."""
    held = register(centre, on)
    versions = in_force_of(held)
    if not versions:
        return nothing_to_tell_by(held)
    steps = filled = 0
    where: dict[str, list[str]] = {}
    for version in versions:
        for block in version.content["blocks"]:
            empty = held.empty_roles(block)
            mine = block.get("steps", ())
            steps += len(mine)
            filled += sum(step["who"] not in empty for step in mine)
            for role in empty:
                where.setdefault(role, []).append(block["heading"])
    findings = tuple(
        Finding(f"Nobody is in post as {role}", f"Steps are theirs under: {'; '.join(headings)}.",
                len(headings), "/policies/", "Open the policies", ADMINISTRATOR)
        for role, headings in where.items()
    )  # fmt: skip
    return Showing(
        state_of(findings) if steps else State.CANNOT_TELL,
        f"{filled} of {steps} steps are done by a role that somebody holds.",
        findings, (Meter("Steps with people in post", filled, steps),) if steps else (),
        evidence=filled, evidence_link="/policies/", told=steps, asked=steps,
        met_when="every step of every policy in force has people in post.",
    )  # fmt: skip


@shows("POL-12")
def versions_are_controlled(centre: Centre, on: date) -> Showing:
    """Each version in force says who wrote it, who approved it, since when and what changed."""
    held = register(centre, on)
    versions = in_force_of(held)
    if not versions:
        return nothing_to_tell_by(held)
    findings = []
    for version in versions:
        missing = [] if held.approvals.get(version.pk) else ["an approver"]
        missing += [] if version.summary.strip() else ["what changed"]
        if missing:
            findings.append(
                Finding(f"{version.policy.get_kind_display()}: {in_turn(missing)} missing",
                        f"Version {version.number} was put in force without.", len(missing),
                        address_of(version.policy.kind), "Open the policy", NOMINEE)
            )  # fmt: skip
    good = len(versions) - len(findings)
    return Showing(
        state_of(findings),
        f"{good} of {len(versions)} versions in force name their writer, approvers, day and change.",
        tuple(findings), (Meter("Fully controlled", good, len(versions)),), evidence=good,
        evidence_link="/policies/", told=len(versions), asked=len(versions),
        met_when="each version in force has a writer, an approver, its day and what changed.",
    )  # fmt: skip


@shows("POL-13")
def links_are_checked(centre: Centre, on: date) -> Showing:
    """Each policy in force has links, opened within the year: at its publication or at a review."""
    held = register(centre, on)
    versions = in_force_of(held)
    if not versions:
        return nothing_to_tell_by(held)
    findings, links = [], 0
    months = rule("policies.review_months", on=on).value
    for version in versions:
        links += len(version.content["links"])
        title, address = version.policy.get_kind_display(), address_of(version.policy.kind)
        opened_on = held.links_opened_on(version)
        until = months_after(opened_on, months) if opened_on else None
        if not version.content["links"]:
            findings.append(Finding(f"{title}: no links", "", 1, address, "Open it", NOMINEE))
        elif until is None or until < on:
            said = (
                f"Last opened on {opened_on:%-d %B %Y}."
                if opened_on
                else "Nobody said that they were."
            )
            findings.append(
                Finding(f"{title}: links not opened this year",
                        f"{said} A review asks that each is opened.",
                        len(version.content["links"]), f"{address}review/", "Keep a review", NOMINEE,
                        bad=until is not None, act_by=until)
            )  # fmt: skip
    good = len(versions) - len(findings)
    return Showing(
        state_of(findings), f"{how_many(links, 'link')} in {how_many(len(versions), 'policy', 'policies')}; "
        f"those of {good} were opened within the year.",
        tuple(findings), (Meter("Policies with links opened", good, len(versions)),),
        evidence=links, evidence_link="/policies/", told=len(versions), asked=len(versions),
        met_when="each policy in force has links that were opened within the year.",
    )  # fmt: skip


@shows("FAQ-2")
def changes_reach_the_staff(centre: Centre, on: date) -> Showing:
    """Those whom a version concerns have said that they read it."""
    held = register(centre, on)
    versions = in_force_of(held)
    if not versions:
        return nothing_to_tell_by(held)
    asked = have = 0
    findings = []
    for version in versions:
        people, readers = held.readers(version)
        asked, have = asked + len(people), have + len(readers)
        if waiting := len(people) - len(readers):
            findings.append(
                Finding(f"{version.policy.get_kind_display()}: {how_many(waiting, 'person', 'people')} "
                        "still to read it", f"Version {version.number} is in force since "
                        f"{version.effective_on:%-d %B %Y}.", waiting,
                        address_of(version.policy.kind), "See who", NOMINEE, bad=False)
            )  # fmt: skip
    if not asked:
        return Showing(
            State.CANNOT_TELL, "No policy in force names readers who are in post.",
            (Finding("Nobody is asked to read any policy", "Each policy says whom it concerns.",
                     len(versions), "/policies/", "Open the policies", NOMINEE),), asked=len(versions),
        )  # fmt: skip
    return Showing(
        state_of(findings), f"{have:,} of {asked:,} readers have said that they read what is in force.",
        tuple(findings), (Meter("Readers who have read it", have, asked),),
        evidence=have, evidence_link="/policies/", told=have, asked=asked,
        met_when="everybody whom a version concerns has said that they read it.",
    )  # fmt: skip
