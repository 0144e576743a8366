"""What shows a policy to somebody outside: its history, approvals, reviews, readers and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.policies import life_queries, queries, rules
from fairmark.policies.models import (
    Acknowledgement,
    Approval,
    Comment,
    Policy,
    PolicyChoice,
    PolicyNumber,
    PolicyVersion,
    Review,
)
from fairmark.trail.models import Event, TrailCheck
from fairmark.trail.rules import NOTHING_BEFORE


@dataclass(frozen=True)
class Past:
    """A published version, and which of its live numbers and choices changed when it came."""

    version: PolicyVersion
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """The head of the trail at a moment, and when the trail was last read from end to end."""

    events: int
    head: str
    checked_at: datetime | None
    ok: bool


@dataclass(frozen=True)
class Dossier:
    """All that is kept of a policy, newest first. Source: clause POL-5."""

    version: PolicyVersion
    history: tuple[Past, ...]
    decisions: tuple[Approval, ...]
    reviews: tuple[Review, ...]
    comments: tuple[Comment, ...]
    acknowledgements: tuple[Acknowledgement, ...]
    readers: life_queries.Readers
    review_due_on: date
    proof: Proof

    @property
    def missing(self) -> list[str]:
        """What it cannot show yet."""
        return rules.missing_from_dossier(
            summaries=[past.version.summary for past in self.history],
            approvals=sum(one.agreed and one.version_id == self.version.pk
                          for one in self.decisions),
            asked=self.readers.asked, have_read=self.readers.have_read,
        )  # fmt: skip


def dossier_of(policy: Policy, at: datetime) -> Dossier | None:
    """The dossier of a policy at a moment; None while no version is in force."""
    on = timezone.localtime(at).date()
    version = queries.version_in_force(policy.centre, policy.kind, on=on)
    if version is None:
        return None
    published = policy.versions.published()
    reviews = tuple(policy.reviews.select_related("by"))
    shown = {"version__in": published}
    return Dossier(
        version=version,
        history=_history(list(published.select_related("drafted_by", "published_by"))),
        decisions=tuple(
            Approval.objects.filter(**shown).select_related("person", "version")
            .order_by("-version__number", "at", "pk")
        ),
        reviews=reviews,
        comments=_comments(Comment.objects.filter(settled_at__isnull=False, **shown)),
        acknowledgements=tuple(
            Acknowledgement.objects.filter(
                version__policy=policy, version__number__in=life_queries.versions_that_count([version])[version.pk],
            ).select_related("person", "version").order_by("person__name", "pk")
        ),
        readers=life_queries.readers_of(version, at),
        review_due_on=life_queries.review_due_on(
            version, reviews[0] if reviews else None, answers=queries.answers_of(policy.centre)
        ),
        proof=_proof(policy.centre),
    )  # fmt: skip


def _history(versions: list[PolicyVersion]) -> tuple[Past, ...]:
    """`versions` newest first; each is compared with the one before it in time."""
    numbers: dict[int, dict[str, int]] = {}
    for one in PolicyNumber.objects.filter(version__in=versions).order_by("key"):
        numbers.setdefault(one.version_id, {})[one.key] = one.value
    choices: dict[int, dict[str, str]] = {}
    for chosen in PolicyChoice.objects.filter(version__in=versions).order_by("key"):
        choices.setdefault(chosen.version_id, {})[chosen.key] = chosen.words
    found = []
    for version, before in zip(versions, [*versions[1:], None], strict=True):
        now = numbers.get(version.pk, {})
        then = numbers.get(before.pk, {}) if before else now
        changes = tuple(
            f"{name}: {then[key]} to {now[key]} {counts}."
            for key, (name, counts) in version.content["numbers"].items()
            if key in now and key in then and now[key] != then[key]
        )
        ways = choices.get(version.pk, {})
        were = choices.get(before.pk, {}) if before else ways
        changes += tuple(
            f"{name} {ways[key]}; before, “{were[key]}”."
            for key, name in rules.choices_in(version.content).items()
            if key in ways and key in were and ways[key] != were[key]
        )
        found.append(Past(version, changes))
    return tuple(found)


def _comments(comments) -> tuple[Comment, ...]:
    """Each with the heading of the section that it is about."""
    found = tuple(
        comments.select_related("version", "by", "settled_by").order_by("-version__number", "at")
    )
    for one in found:
        blocks = [*one.version.content["blocks"], *one.version.content["learner"]]
        one.section = next((b["heading"] for b in blocks if b["id"] == one.block), one.block)
    return found


def _proof(centre: Centre) -> Proof:
    last = Event.objects.of_centre(centre).order_by("-sequence").first()
    check = TrailCheck.objects.filter(centre=centre).first()
    return Proof(
        events=last.sequence if last else 0, head=last.hash if last else NOTHING_BEFORE,
        checked_at=check.checked_at if check else None, ok=bool(check and check.ok),
    )  # fmt: skip
