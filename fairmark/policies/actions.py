"""The life of a version: sent, approved, published, set aside; reviewed, read; wider policies."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import STAFF_ROLES, Role
from fairmark.planner import delivery
from fairmark.policies import exemplars, life_queries, queries, questions
from fairmark.policies.document_models import CentreDocument
from fairmark.policies.draft_actions import STAFF, begin_with
from fairmark.policies.models import (
    Acknowledgement,
    Approval,
    Policy,
    PolicyKind,
    PolicyVersion,
    Review,
    WiderPolicy,
)
from fairmark.policies.rules import WRITERS
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action


def obstacles_to_adopting(centre: Centre, person: Person, at: datetime, **_: Any) -> list[str]:
    """A centre adopts the exemplar once, before it has a policy of its own."""
    published = PolicyVersion.objects.filter(
        policy__centre=centre, policy__kind=PolicyKind.REGISTRATION, published_at__isnull=False
    )
    if published.exists():
        return [
            "This centre has published its registration policy. Draft its next version instead."
        ]
    return []


@action(by=Role.ADMINISTRATOR, unless=obstacles_to_adopting, records="policy_published")
def adopt_template(
    centre: Centre, *, by: Person, at: datetime, effective_on: date
) -> PolicyVersion:
    """Start a new centre with the registration policy as the exemplar has it."""
    policy, _ = Policy.objects.get_or_create(centre=centre, kind=PolicyKind.REGISTRATION)
    newest = policy.versions.first()
    version = PolicyVersion.objects.create(
        policy=policy,
        number=newest.number + 1 if newest else 1,
        content=exemplars.exemplar(policy.kind).content(questions.does({})) | {"answers": {}},
        exemplar=exemplars.ISSUE,
        summary="The exemplar’s text and numbers, until the centre publishes its own.",
        drafted_by=by,
        drafted_at=at,
        effective_on=effective_on,
        published_by=by,
        published_at=at,
    )
    begin_with(
        version, queries.proposed_numbers(policy.kind, {}, on=effective_on),
        queries.proposed_choices(policy.kind, on=effective_on), effective_on,
    )  # fmt: skip
    _record_publication(version, by, at)
    return version


def _record_publication(version: PolicyVersion, by: Person, at: datetime) -> None:
    assert version.effective_on is not None
    record(
        f"{by.name} published {version}, in force from {version.effective_on:%-d %B %Y}.",
        version, name="policy_published", by=by, at=at, summary=version.summary,
        numbers=queries.numbers_of(version), choices=queries.choices_of(version), effective_on=version.effective_on,
        is_material=version.is_material,
    )  # fmt: skip


@action(by=WRITERS, unless=queries.obstacles_to_sending, warn=queries.cautions_on_sending,
        records="version_sent")  # fmt: skip
def send_for_approval(
    version: PolicyVersion, *, by: Person, at: datetime, summary: str, is_material: bool = True
) -> PolicyVersion:
    """Send a draft to those who approve it, with what changed in one sentence."""
    version.summary, version.is_material = summary.strip(), is_material
    version.sent_by, version.sent_at = by, at
    version.round += 1
    version.content.pop("also_asked", None)
    if also := life_queries.also_asked(version, at):
        version.content["also_asked"] = also
    queries.reason_given(
        version.content, queries.decided_in(version), timezone.localtime(at).date()
    )
    version.save(update_fields=["summary", "is_material", "sent_by", "sent_at", "round", "content"])
    record(
        f"{by.name} sent {version} for approval.", version, name="version_sent", by=by, at=at,
        summary=version.summary, is_material=is_material, round=version.round,
        asked=life_queries.waiting_for(version),
    )  # fmt: skip
    return version


@action(by=WRITERS, unless=life_queries.obstacles_to_taking_back, records="version_taken_back")
def take_back(version: PolicyVersion, *, by: Person, at: datetime) -> PolicyVersion:
    """Take a version back from its approvers, to write on; what they decided no longer counts."""
    _back_to_draft(version)
    record(
        f"{by.name} took {version} back from approval.",
        version, name="version_taken_back", by=by, at=at,
    )  # fmt: skip
    return version


def _back_to_draft(version: PolicyVersion) -> None:
    """With the centre's answers as they are by now: approvers are asked anew anyway."""
    version.sent_by = version.sent_at = None
    answers = queries.answers_of(version.policy.centre)
    version.content["answers"] = questions.words_of_ours(answers)
    version.save(update_fields=["sent_by", "sent_at", "content"])


@action(
    by=STAFF, unless=life_queries.obstacles_to_deciding, anywhere=True, records="version_approved"
)
def approve_version(
    version: PolicyVersion, *, by: Person, at: datetime, words: str = "", round: int | None = None
) -> PolicyVersion:
    """Agree to a version in each role in which one is asked."""
    _decide(version, by, at, agreed=True, words=words)
    return version


@action(
    by=STAFF, unless=life_queries.obstacles_to_deciding, anywhere=True, records="version_sent_back"
)
def send_back(
    version: PolicyVersion, *, by: Person, at: datetime, words: str, round: int | None = None
) -> PolicyVersion:
    """Send a version back to be changed, with what is wrong."""
    _decide(version, by, at, agreed=False, words=words)
    _back_to_draft(version)
    return version


def _decide(version: PolicyVersion, by: Person, at: datetime, *, agreed: bool, words: str) -> None:
    roles = life_queries.roles_to_decide_in(version, by, at)
    Approval.objects.bulk_create(
        Approval(version=version, round=version.round, role=role, person=by, agreed=agreed,
                 words=words, at=at)
        for role in roles
    )  # fmt: skip
    did = "approved" if agreed else "sent back"
    record(
        f"{by.name} {did} {version}" + (f": {words}" if words else "."),
        version, name="version_approved" if agreed else "version_sent_back", by=by, at=at,
        roles=roles, round=version.round,
    )  # fmt: skip


@action(
    by=WRITERS, unless=life_queries.obstacles_to_publishing, warn=queries.cautions_on_sending,
    records=("policy_published", "readers_told"),
)  # fmt: skip
def publish_version(
    version: PolicyVersion, *, by: Person, at: datetime, effective_on: date,
    links_open: bool = False, round: int | None = None,
) -> PolicyVersion:  # fmt: skip
    """Put an approved version in force from a day on; its numbers are then the clocks."""
    version.effective_on = effective_on
    version.published_by, version.published_at = by, at
    version.links_open = links_open
    version.save(update_fields=["effective_on", "published_by", "published_at", "links_open"])
    _record_publication(version, by, at)
    _tell_readers(version, by, at, stage="published")
    return version


def _tell_readers(version: PolicyVersion, by: Person, at: datetime, *, stage: str) -> None:
    """Queue a mail for everybody who is still to read it. Source: clause FAQ-2."""
    assert version.effective_on is not None
    policy = version.policy
    told = delivery.tell(
        policy.centre, life_queries.readers_of(version, at).waiting, at=at, stage=stage,
        key=life_queries.reading_key(version),
        subject=f"To read: {policy}, version {version.number}",
        text=f"Version {version.number} of the {policy} is in force from "
        f"{version.effective_on:%-d %B %Y}, and concerns you. What changed: {version.summary}\n\n"
        f"Read it, and say that you have: {settings.FAIRMARK_ADDRESS}{version.get_absolute_url()}",
    )  # fmt: skip
    record(
        f"{how_many(told, 'reader')} of {version} told by mail.",
        version, name="readers_told", by=by, at=at, mails=told, stage=stage,
    )  # fmt: skip


@action(by=WRITERS, unless=life_queries.obstacles_to_reminding, records="readers_told")
def remind_readers(version: PolicyVersion, *, by: Person, at: datetime) -> PolicyVersion:
    """Remind everybody who is still to read a version in force, once a day at the most."""
    _tell_readers(version, by, at, stage=life_queries.reminded_on(at))
    return version


@action(by=WRITERS, unless=life_queries.obstacles_to_discarding, records="version_set_aside")
def set_aside(version: PolicyVersion, *, by: Person, at: datetime) -> PolicyVersion:
    """Set a draft aside, or take back a published version before it comes into force."""
    version.discarded_by, version.discarded_at = by, at
    version.save(update_fields=["discarded_by", "discarded_at"])
    record(
        f"{by.name} set {version} aside.", version, name="version_set_aside", by=by, at=at,
        was_published=bool(version.published_at),
    )  # fmt: skip
    return version


@action(
    by=tuple(sorted(STAFF_ROLES)), anywhere=True, unless=life_queries.obstacles_to_reviewing,
    records="policy_reviewed",
)  # fmt: skip
def review_policy(
    policy: Policy, *, by: Person, at: datetime, looked_at: str, found: str, outcome: str,
    links_open: bool,
) -> Review:  # fmt: skip
    """Keep the yearly look at a policy: what was looked at, what was found, what comes of it."""
    version = queries.version_in_force(policy.centre, policy.kind, on=timezone.localtime(at).date())
    assert version is not None  # the obstacle above
    due = life_queries.review_due_on(
        version, policy.reviews.first(), answers=queries.answers_of(policy.centre)
    )
    review = Review.objects.create(
        policy=policy, version=version, looked_at=looked_at, found=found, outcome=outcome,
        links_open=links_open, due_on=due, by=by, at=at,
    )  # fmt: skip
    record(
        f"{by.name} reviewed the {policy}: {review.get_outcome_display().lower()}.",
        review, name="policy_reviewed", by=by, at=at, looked_at=looked_at, found=found,
        outcome=outcome, links_open=links_open, due_on=due,
    )  # fmt: skip
    return review


@action(
    by=tuple(sorted({*STAFF_ROLES, Role.LEARNER})),
    unless=life_queries.obstacles_to_acknowledging,
    anywhere=True,
    records="policy_acknowledged",
)
def acknowledge_version(
    version: PolicyVersion, *, by: Person, at: datetime, number: int | None = None
) -> Acknowledgement:
    """Say that one has read a version and will work by it; `number` is that of the one on screen."""
    one = Acknowledgement.objects.create(version=version, person=by, at=at)
    record(
        f"{by.name} has read {version}.", one, name="policy_acknowledged", by=by, at=at,
        version=version.number,
    )  # fmt: skip
    return one


def obstacles_to_placing(
    centre: Centre, person: Person, at: datetime, *, kind: str | None = None,
    document: CentreDocument | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    if kind is not None and kind not in WiderPolicy.Kind.values:
        return ["That is none of the wider policies that BTEC rests on."]
    if document and document.withdrawn_at:
        return [f"“{document}” was withdrawn. Choose another document, or say where the policy is."]
    return []


@action(by=WRITERS, unless=obstacles_to_placing, records="wider_policy_placed")
def place_wider_policy(
    centre: Centre, *, by: Person, at: datetime, kind: str, title: str, place: str, owner: str,
    review_due_on: date, document: CentreDocument | None = None,
) -> WiderPolicy:  # fmt: skip
    """Say where a policy of the whole centre is kept, whose it is and when it is reviewed."""
    one, _ = WiderPolicy.objects.update_or_create(
        centre=centre, kind=kind,
        defaults={"title": title, "place": place, "owner": owner, "review_due_on": review_due_on,
                  "document": document, "recorded_by": by, "recorded_at": at},
    )  # fmt: skip
    record(
        f"{by.name} recorded where the policy “{title}” is kept.",
        one, name="wider_policy_placed", by=by, at=at, kind=kind, place=place, owner=owner,
        review_due_on=review_due_on, document=document.title if document else "",
    )  # fmt: skip
    return one
