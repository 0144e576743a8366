"""What the register of policies shows of the guide's clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from fairmark.centre.models import Centre
from fairmark.guide.editions import Clause
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, shows_kind
from fairmark.policies import answering, exemplars
from fairmark.policies.document_models import CentreDocument
from fairmark.policies.models import PolicyVersion, WiderPolicy
from fairmark.policies.register import Register, register
from fairmark.rulebook.queries import rule
from fairmark.ui.words import how_many, in_turn

NOMINEE = "Quality nominee"
ADMINISTRATOR = "Administrator"

HANDBOOK = answering.OF_HANDBOOK


def _title(kind: str) -> str:
    return exemplars.exemplar(kind).title


def _address(kind: str) -> str:
    return f"/policies/{kind}/"


def state_of(findings: Iterable[Finding]) -> State:
    findings = list(findings)
    if any(one.bad for one in findings):
        return State.NOT_MET
    return State.UNDER_WAY if findings else State.MET


def _not_in_force(held: Register, kind: str) -> Finding:
    draft = held.drafts.get(kind)
    if draft is None:
        return Finding(f"No policy on {_title(kind).lower()} is in force", "It is not begun either.",
                       1, "/policies/", "Open the policies", NOMINEE)  # fmt: skip
    where = "waits for approval" if draft.sent_at else "is in draft"
    return Finding(f"No policy on {_title(kind).lower()} is in force",
                   f"Version {draft.number} {where}.", 1, f"{_address(kind)}draft/",
                   "Open the draft", NOMINEE)  # fmt: skip


def _not_required(kind: str) -> Showing:
    return Showing(
        State.DOES_NOT_APPLY,
        f"A policy on {_title(kind).lower()} is not required of us, by what we said of ourselves.",
    )


def in_force_of(held: Register) -> list[PolicyVersion]:
    return [held.in_force[kind] for kind in exemplars.KINDS if kind in held.in_force]


def nothing_to_tell_by(held: Register) -> Showing:
    return Showing(State.CANNOT_TELL, "No policy is in force yet, so there is nothing to tell by.",
                   asked=len(held.required))  # fmt: skip


# -- the handbook, and every procedure that a policy must hold --------------------------------


def _handbook(kind: str) -> Callable[[Centre, date], Showing]:
    def in_the_handbook(centre: Centre, on: date) -> Showing:
        """The policy is in force, approved by name."""
        held = register(centre, on)
        version = held.in_force.get(kind)
        if version is None and kind not in held.required:
            return _not_required(kind)
        if version is None:
            return Showing(
                State.NOT_MET, f"No policy on {_title(kind).lower()} is in force.",
                (_not_in_force(held, kind),), asked=1, told=1,
            )  # fmt: skip
        approvals = held.approvals.get(version.pk, [])
        findings = () if approvals else (
            Finding("It was adopted as it came", "Nobody has approved it by name yet.", 1,
                    _address(kind), "Open the policy", NOMINEE, bad=False),
        )  # fmt: skip
        names = in_turn([approval.person.name for approval in approvals])
        return Showing(
            state_of(findings),
            f"Version {version.number} is in force since {version.effective_on:%-d %B %Y}"
            + (f", approved by {names}." if names else "."),
            findings, evidence=1, evidence_link=_address(kind), told=1, asked=1,
            met_when="a version that was approved by name is in force.",
        )  # fmt: skip

    return in_the_handbook


for _clause_id, _kind in HANDBOOK.items():
    shows(_clause_id)(_handbook(_kind))


def _procedure(clause: Clause, kind: str) -> Callable[[Centre, date], Showing]:
    def in_a_text(centre: Centre, on: date) -> Showing:
        """The policy in force holds the procedure, or a section of another document does."""
        held = register(centre, on)
        own, is_wanting = in_the_policy(centre, on)
        return answering.or_by_a_section(own, held.mapped.get(clause.id, []), is_wanting)

    def in_the_policy(centre: Centre, on: date) -> tuple[Showing, bool]:
        """The policy in force holds the procedure, as this centre does it, by people in post.

        With it, whether the policy has no procedure of the centre's own, so that one may stand
        elsewhere; steps without people in post are put right where they are.
        """
        held = register(centre, on)
        version = held.in_force.get(kind)
        if version is None and kind not in held.required:
            return _not_required(kind), True
        met_when = "the policy in force has the steps, as we do them, and each has people in post."
        if version is None:
            return Showing(
                State.NOT_MET, f"No policy on {_title(kind).lower()} is in force.",
                (_not_in_force(held, kind),), asked=1, told=1, met_when=met_when,
            ), True  # fmt: skip
        answering = [
            block for block in version.content["blocks"]
            if clause.id in block["clauses"] and block.get("steps")
        ]  # fmt: skip
        if not answering:
            return Showing(
                State.NOT_MET, f"Version {version.number} has no steps that answer it.",
                (Finding("The procedure is missing from the policy",
                         f"Version {version.number} of the policy does not hold it.", 1,
                         _address(kind), "Open the policy", NOMINEE),),
                asked=1, told=1, met_when=met_when,
            ), True  # fmt: skip
        block = answering[0]
        link = f"{_address(kind)}#{block['id']}"
        findings = [
            Finding(f"Nobody is in post as {role}", f"Steps of “{block['heading']}” are theirs.", 1,
                    link, "Open the procedure", ADMINISTRATOR)
            for role in held.empty_roles(block)
        ]  # fmt: skip
        as_it_came = block["heading"] in held.left_as_it_came(version)
        if as_it_came:
            findings.append(
                Finding("The procedure still stands as it came",
                        "It says nothing of how the thing is done here.", 1, link,
                        "Open the procedure", NOMINEE)
            )  # fmt: skip
        steps = block["steps"]
        empty = set(held.empty_roles(block))
        filled = sum(step["who"] not in empty for step in steps)
        return Showing(
            state_of(findings),
            f"“{block['heading']}” has {how_many(len(steps), 'step')} in version {version.number}, "
            f"in force since {version.effective_on:%-d %B %Y}.",
            tuple(findings),
            (Meter("Steps with people in post", filled, len(steps)),),
            evidence=len(steps), evidence_link=link, told=1, asked=1, met_when=met_when,
        ), as_it_came  # fmt: skip

    return in_a_text


@shows_kind("procedure")
def a_procedure_of_a_policy(clause: Clause) -> Callable[[Centre, date], Showing] | None:
    """Each procedure that the guide asks for stands in the policy of its area."""
    kind = exemplars.KIND_OF_AREA.get(clause.area)
    return _procedure(clause, kind) if kind else None


# -- what is asked of policies altogether -----------------------------------------------------


@shows("POL-1", "FAQ-1")
def every_required_policy_is_in_force(centre: Centre, on: date) -> Showing:
    """The set that this centre needs, by its answers, is in force."""
    held = register(centre, on)
    missing = [kind for kind in exemplars.KINDS if kind in held.required - set(held.in_force)]
    findings = [_not_in_force(held, kind) for kind in missing]
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
            findings.append(Finding(f"{label}: past its review", f"It is {one.owner}’s.", 1, link,
                                    "Open it", NOMINEE, act_by=one.due_on))  # fmt: skip
    if "adjustments" not in held.in_force:
        findings.append(_not_in_force(held, "adjustments"))
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
                f"{_address(version.policy.kind)}review/", "Keep the review", NOMINEE,
                act_by=held.review_due_on(version))
        for version in late
    )  # fmt: skip
    good = len(versions) - len(late)
    return Showing(
        state_of(findings),
        f"{good} of {len(versions)} policies were written or reviewed in the last {months} months.",
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
        Finding(f"{one.title}: past its review", f"It is {one.owner}’s.", 1, one.get_absolute_url(),
                "Open it", NOMINEE, act_by=one.review_due_on)
        for one in looked_at
        if one.review_due_on < on
    )  # fmt: skip
    if not late or showing.state == State.CANNOT_TELL:
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
        if left or gaps:
            said = [f"Still as they came: {'; '.join(left)}."] if left else []
            said += [f"Not filled in: {'; '.join(gaps)}."] if gaps else []
            findings.append(
                Finding(f"{version.policy.get_kind_display()}: not yet the centre’s own",
                        " ".join(said), len(left) + len(gaps), _address(version.policy.kind),
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
    findings = tuple(
        Finding(f"{version.policy.get_kind_display()}: approved by nobody",
                f"Version {version.number} was adopted as it came.", 1,
                _address(version.policy.kind), "Open the policy", NOMINEE)
        for version in versions
        if not held.approvals.get(version.pk)
    )  # fmt: skip
    good = len(versions) - len(findings)
    return Showing(
        state_of(findings),
        f"{good} of {len(versions)} versions in force name their writer, approvers, day and change.",
        findings, (Meter("Fully controlled", good, len(versions)),), evidence=good,
        evidence_link="/policies/", told=len(versions), asked=len(versions),
        met_when="each version in force has a writer, an approver, its day and what changed.",
    )  # fmt: skip


@shows("POL-13")
def links_are_checked(centre: Centre, on: date) -> Showing:
    """Each policy in force has links, opened at its publication or at a review within the year."""
    held = register(centre, on)
    versions = in_force_of(held)
    if not versions:
        return nothing_to_tell_by(held)
    findings, links = [], 0
    for version in versions:
        links += len(version.content["links"])
        title, address = version.policy.get_kind_display(), _address(version.policy.kind)
        reviews = held.reviews.get(version.policy_id, [])
        stale = reviews and not reviews[0].links_open
        if not version.content["links"]:
            findings.append(Finding(f"{title}: no links", "", 1, address, "Open it", NOMINEE))
        elif stale or held.review_due_on(version) < on:
            findings.append(
                Finding(f"{title}: links not opened this year",
                        "A review asks that each is opened.", len(version.content["links"]),
                        f"{address}review/", "Keep a review", NOMINEE)
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
                        _address(version.policy.kind), "See who", NOMINEE, bad=False)
            )  # fmt: skip
    return Showing(
        state_of(findings), f"{have:,} of {asked:,} readers have said that they read what is in force.",
        tuple(findings), (Meter("Readers who have read it", have, asked),) if asked else (),
        evidence=have, evidence_link="/policies/", told=have, asked=asked,
        met_when="everybody whom a version concerns has said that they read it.",
    )  # fmt: skip
