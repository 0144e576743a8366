"""Everything that the controls of policies look at, read once for a centre and a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import F
from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once
from fairmark.people.models import Account
from fairmark.people.queries import held_on
from fairmark.people.rules import Role
from fairmark.policies import exemplars, life_queries, queries, questions, rules
from fairmark.policies.document_models import CentreDocument
from fairmark.policies.document_queries import Mapped, mapped
from fairmark.policies.models import (
    Acknowledgement,
    Approval,
    MadeDossier,
    PolicyVersion,
    Review,
    WiderPolicy,
)


@dataclass
class Register:
    """The policies of a centre as they stand on a day."""

    centre: Centre
    on: date
    answers: dict[str, Any] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    in_force: dict[str, PolicyVersion] = field(default_factory=dict)
    drafts: dict[str, PolicyVersion] = field(default_factory=dict)
    reviews: dict[int, list[Review]] = field(default_factory=dict)
    approvals: dict[int, list[Approval]] = field(default_factory=dict)
    wider: dict[str, WiderPolicy] = field(default_factory=dict)
    in_post: dict[Role, set[int]] = field(default_factory=dict)
    can_sign_in: set[int] = field(default_factory=set)
    have_read: dict[int, set[int]] = field(default_factory=dict)
    material: dict[int, list[tuple[int, int, bool]]] = field(default_factory=dict)
    mapped: dict[str, list[Mapped]] = field(default_factory=dict)
    documents: list[CentreDocument] = field(default_factory=list)
    written_on: dict[int, date] = field(default_factory=dict)
    summaries: dict[int, list[str]] = field(default_factory=dict)
    dossiers: list[MadeDossier] = field(default_factory=list)

    def review_due_on(self, version: PolicyVersion) -> date:
        """The day by which the policy of a version in force is looked at again."""
        last = self.reviews.get(version.policy_id, [None])[0]
        return life_queries.review_due_on(
            version, last, answers=self.answers, written_on=self.written_on.get(version.pk)
        )

    def links_opened_on(self, version: PolicyVersion) -> date | None:
        """When somebody last said that every link was opened: on publishing it, or at a review."""
        review = life_queries.links_opened_at(version, self.reviews.get(version.policy_id, []))
        at = review.at if review else version.published_at if version.links_open else None
        return timezone.localtime(at).date() if at else None

    @property
    def answered(self) -> bool:
        return bool(self.answers)

    def gaps(self, version: PolicyVersion) -> list[str]:
        """What a version leaves open; see `queries.gaps`."""
        return queries.open_placeholders(version.content)

    def left_as_it_came(self, version: PolicyVersion) -> list[str]:
        came = {one["id"]: one for one in exemplars.exemplar(version.policy.kind).blocks}
        return rules.left_as_it_came(version.content, came)

    def empty_roles(self, block: rules.Content) -> list[str]:
        """Roles that steps of a block name and nobody holds; learners are always there."""
        named = dict.fromkeys(step["who"] for step in block.get("steps", ()))
        return [who for who in named if who != Role.LEARNER and not self.in_post.get(Role(who))]

    def readers(self, version: PolicyVersion) -> tuple[set[int], set[int]]:
        """The people a version concerns, and those of them who have read it.

        Somebody who read an earlier version counts until a change was material.
        """
        asked: set[int] = set()
        for role in version.content["readers"]:
            if role != Role.LEARNER:
                asked |= self.in_post.get(Role(role), set())
        have: set[int] = set()
        for number, pk, is_material in self.material.get(version.policy_id, []):
            if number > version.number:
                continue
            have |= self.have_read.get(pk, set())
            if is_material:
                break
        return asked, asked & have


def register(centre: Centre, on: date) -> Register:
    """The register of a centre on a day."""
    return read_once(("register of policies", centre.pk, on), lambda: _read(centre, on))


def _read(centre: Centre, on: date) -> Register:
    answers = queries.answers_of(centre)
    found = Register(centre, on, answers, questions.required(answers))
    for version in queries.versions_kept(centre):
        version.policy.centre = centre
        if version.published_at is None:
            found.drafts[version.policy.kind] = version
        elif version.effective_on and version.effective_on <= on:
            found.in_force[version.policy.kind] = version
            found.summaries.setdefault(version.policy_id, []).append(version.summary)
            if version.is_material:
                found.written_on[version.pk] = version.effective_on
            else:
                before = found.material.get(version.policy_id, [])
                found.written_on[version.pk] = next(
                    (found.written_on[pk] for _, pk, _ in before), version.effective_on
                )
            found.material.setdefault(version.policy_id, []).insert(
                0, (version.number, version.pk, version.is_material)
            )
    pks = [version.pk for version in found.in_force.values()]
    for review in Review.objects.filter(policy__centre=centre, at__lte=_end_of(on)):
        found.reviews.setdefault(review.policy_id, []).append(review)
    agreed = Approval.objects.filter(
        version__in=pks, agreed=True, round=F("version__round")
    )  # what was agreed to in an earlier round no longer counts
    for approval in agreed.select_related("person"):
        found.approvals.setdefault(approval.version_id, []).append(approval)
    made = MadeDossier.objects.filter(version__policy__centre=centre, made_at__lte=_end_of(on))
    found.dossiers = list(
        made.select_related("version__policy").defer("content", "version__content")
    )
    wider = WiderPolicy.objects.filter(centre=centre).select_related("document")
    found.wider = {one.kind: one for one in wider}
    found.documents = list(CentreDocument.objects.filter(centre=centre, withdrawn_at=None))
    found.mapped = mapped(centre, on)
    for one in held_on(centre, on):
        if one.person.is_system or not one.holding.in_force(_end_of(on)):
            continue
        found.in_post.setdefault(Role(one.role), set()).add(one.person_id)
    accounts = Account.objects.filter(person__centre=centre, is_active=True)
    found.can_sign_in = set(accounts.values_list("person", flat=True))
    read = Acknowledgement.objects.filter(version__policy__centre=centre)
    for version_id, person_id in read.values_list("version", "person"):
        found.have_read.setdefault(version_id, set()).add(person_id)
    return found


def _end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.max))
