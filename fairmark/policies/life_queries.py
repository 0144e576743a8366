"""What stands in the way of deciding on a version, and who lives with it: reviews and readers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from fairmark.people.models import Person
from fairmark.people.queries import in_force
from fairmark.people.rules import Role
from fairmark.planner.models import Reminder
from fairmark.policies import exemplars, queries, rules
from fairmark.policies.models import (
    Acknowledgement,
    Approval,
    Policy,
    PolicyVersion,
    Review,
)
from fairmark.policies.rules import WRITERS, Standing
from fairmark.rulebook.queries import rule
from fairmark.ui.words import in_turn

# -- approving and publishing ----------------------------------------------------------------


def decisions(version: PolicyVersion) -> list[Approval]:
    """What was decided in the round that counts."""
    return list(version.approvals.filter(round=version.round).select_related("person"))


def agreed_to(version: PolicyVersion) -> list[Approval]:
    """The approvals that count: who agreed, in the round in which it was published."""
    return [one for one in decisions(version) if one.agreed]


def waiting_for(version: PolicyVersion) -> list[str]:
    """The roles whose agreement is still missing.

    Where a version changes who approves, those who approved until now are asked too.
    """
    decided = [(one.role, one.agreed) for one in decisions(version)]
    found: list[str] = []
    for asked in (version.content, version.content.get("also_asked")):
        if asked:
            found += rules.roles_to_decide(
                asked["approvers"], decided, anyone=asked.get("approval") == "any"
            )
    return list(dict.fromkeys(found))


def also_asked(version: PolicyVersion, at: datetime) -> dict[str, Any]:
    """Who approved until now, where a version changes that; empty where it does not.

    Before the first version those of the exemplar count. A role that nobody holds is not asked:
    who approves is then changed for that very reason.
    """
    last = queries.last_published(version.policy)
    exemplar = exemplars.exemplar(version.policy.kind)
    before: rules.Content = last.content if last else {"approvers": exemplar.approvers}
    if rules.decides(before) == rules.decides(version.content):
        return {}
    in_post = queries.people_in_post(version.policy.centre, at)
    asked = [role for role in before["approvers"] if in_post.get(Role(role))]
    return {"approvers": asked, "approval": before.get("approval", "all")} if asked else {}


def asked_to_agree(version: PolicyVersion, at: datetime) -> list[str]:
    """Everybody who is asked once a version is sent."""
    also = also_asked(version, at).get("approvers", [])
    return list(dict.fromkeys([*version.content["approvers"], *also]))


def _changed_since(version: PolicyVersion, round: int | None) -> list[str]:
    """That the version on the page was taken back and sent again meanwhile; `round` is the page's."""
    if round is None or round == version.round:
        return []
    return ["It was changed and sent again since you opened this page. Read it as it is now."]


def obstacles_to_deciding(
    version: PolicyVersion, person: Person, at: datetime, *, round: int | None = None, **_: Any
) -> list[str]:
    """It waits for approval as it was read, and for this person's role."""
    if changed := _changed_since(version, round):
        return changed
    if version.standing != Standing.IN_APPROVAL:
        return [f"This version is {version.standing}; only one sent for approval is decided on."]
    if not roles_to_decide_in(version, person, at):
        return ["Your role has agreed to this version, or is not asked about it."]
    return []


def roles_to_decide_in(version: PolicyVersion, person: Person, at: datetime) -> list[str]:
    """The roles in which this person may still decide on the version."""
    held = {one.role for one in in_force(at).filter(person=person)}
    return [role for role in waiting_for(version) if role in held]


def obstacles_to_taking_back(
    version: PolicyVersion, person: Person, at: datetime, **_: Any
) -> list[str]:
    if version.standing == Standing.IN_APPROVAL:
        return []
    return [f"This version is {version.standing}; only one sent for approval is taken back."]


def obstacles_to_publishing(
    version: PolicyVersion, person: Person, at: datetime, *, effective_on: date | None = None,
    round: int | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    """All who approve have agreed; it comes into force today or later, after the one before it."""
    if changed := _changed_since(version, round):
        return changed
    if version.standing != Standing.IN_APPROVAL:
        return [f"This version is {version.standing}; only one sent for approval is published."]
    found = []
    if waiting := waiting_for(version):
        found.append(f"Still to agree: {in_turn(waiting)}.")
    if open_ := version.comments.filter(settled_at=None).count():
        found.append(f"{rules.not_settled(open_)} Settle {'it' if open_ == 1 else 'them'} first.")
    if effective_on is None:
        return found
    if effective_on < timezone.localtime(at).date():
        found.append(
            f"{effective_on:%-d %B %Y} has passed: what was done since then was done under the "
            "version then in force. Choose today or a later day."
        )
    last = queries.last_published(version.policy)
    if last and last.effective_on and effective_on < last.effective_on:
        found.append(
            f"Version {last.number} is in force from {last.effective_on:%-d %B %Y}; "
            "the next one cannot come before it."
        )
    return found + queries.outside_bounds(queries.decided_in(version), effective_on, firm=True)


def obstacles_to_discarding(
    version: PolicyVersion, person: Person, at: datetime, **_: Any
) -> list[str]:
    """A draft may be set aside, and a published version that is not in force yet."""
    if version.discarded_at:
        return ["This version was set aside already."]
    if version.effective_on and version.effective_on <= timezone.localtime(at).date():
        return [
            f"This version is in force since {version.effective_on:%-d %B %Y}. Publish another one "
            "to change what holds."
        ]
    return []


# -- living with it --------------------------------------------------------------------------


def review_month(answers: Mapping[str, Any]) -> int | None:
    """The month in which the centre reviews its policies, as it said; None before it did."""
    return int(answers["review_month"]) if answers.get("review_month") else None


def review_due_on(
    version: PolicyVersion, last: Review | None, *, answers: Mapping[str, Any],
    written_on: date | None = None,
) -> date:  # fmt: skip
    """The day by which a policy is to be looked at again. Source: clause POL-3.

    It is counted from its last review, or from when it was last written anew: a version whose
    change was not material is no new look at the policy.
    """
    written_on = written_on or last_written_on(version)
    reviewed_on = timezone.localtime(last.at).date() if last else written_on
    start = max(written_on, reviewed_on)
    months = rule("policies.review_months", on=start).value
    return rules.review_day(start, months, month=review_month(answers))


def last_written_on(version: PolicyVersion) -> date:
    """When a version, or the last one before it whose change was material, came into force."""
    found = version.effective_on
    if not version.is_material:
        earlier = version.policy.versions.published().filter(
            number__lt=version.number, is_material=True
        )
        before = earlier.first() or version.policy.versions.published().last()
        found = before.effective_on if before else found
    assert found is not None  # a published version has its day
    return found


def links_opened_at(version: PolicyVersion, reviews: Iterable[Review]) -> Review | None:
    """The newest review that opened every link of this version; `reviews` are newest first."""
    since = version.published_at
    return next((one for one in reviews if one.links_open and since and one.at >= since), None)


def obstacles_to_reviewing(policy: Policy, person: Person, at: datetime, **_: Any) -> list[str]:
    """A version is in force, and it is this person's to review: its owner's, or a writer's."""
    on = timezone.localtime(at).date()
    version = queries.version_in_force(policy.centre, policy.kind, on=on)
    if version is None:
        return ["No version is in force yet, so there is nothing to review."]
    owner = version.content["owner"]
    mine = in_force(at).filter(person=person, role__in=[owner, *WRITERS])
    if mine.exists():
        return []
    return [f"The {owner} owns this policy and keeps its review, or the quality nominee does."]


def obstacles_to_acknowledging(
    version: PolicyVersion, person: Person, at: datetime, *, number: int | None = None, **_: Any
) -> list[str]:
    """It is published, was not acknowledged before, and is the one that was on the page."""
    if number is not None and number != version.number:
        return [
            f"Version {version.number} came into force while you read version {number}. "
            "Read it, then say so."
        ]
    if version.standing != Standing.PUBLISHED:
        return ["Only a published version is acknowledged."]
    if version.acknowledgements.filter(person=person).exists():
        return ["You have said that you read it."]
    return []


@dataclass(frozen=True)
class Readers:
    """Who is asked to read a version, and who has."""

    asked: int
    have_read: int
    waiting: tuple[Person, ...]


def obstacles_to_reminding(
    version: PolicyVersion, person: Person, at: datetime, **_: Any
) -> list[str]:
    """Somebody is still to read it, and nobody was reminded of it today."""
    on = timezone.localtime(at).date()
    in_force_now = queries.version_in_force(version.policy.centre, version.policy.kind, on=on)
    if version != in_force_now:
        return ["Only the version in force is to be read."]
    if not readers_of(version, at).waiting:
        return ["Everybody whom it concerns has read it."]
    told = Reminder.objects.filter(key=reading_key(version), stage=reminded_on(at))
    return ["Its readers were reminded today already."] if told.exists() else []


def reading_key(version: PolicyVersion) -> str:
    """Under what it is kept that somebody was told to read a version."""
    return f"read:{version.pk}"


def reminded_on(at: datetime) -> str:
    """The stage of a reminder that goes out once a day."""
    return f"reminded {timezone.localtime(at).date()}"


def asked_to_read(version: PolicyVersion) -> list[str]:
    """The roles of staff that a version concerns; learners are shown their own version."""
    return [role for role in version.content["readers"] if role != Role.LEARNER]


def versions_that_count(versions: Iterable[PolicyVersion]) -> dict[int, list[int]]:
    """For each version the numbers of those whose reading counts for it, the version's own first.

    A change that is not material asks nobody again who has read an earlier version.
    """
    versions = list(versions)
    asked = PolicyVersion.objects.filter(policy__in=[one.policy_id for one in versions])
    known: dict[int, list[tuple[int, bool]]] = {}
    for policy, number, is_material in asked.order_by("-number").values_list(
        "policy", "number", "is_material"
    ):
        known.setdefault(policy, []).append((number, is_material))
    found: dict[int, list[int]] = {}
    for version in versions:
        numbers = found.setdefault(version.pk, [])
        for number, is_material in known[version.policy_id]:
            if number <= version.number:
                numbers.append(number)
                if is_material:
                    break
    return found


def counting_for(version: PolicyVersion) -> QuerySet[PolicyVersion]:
    """The version and those before it whose reading counts for it, without asking twice."""
    before = PolicyVersion.objects.filter(policy=version.policy_id, number__lte=version.number)
    material = before.filter(is_material=True).order_by("-number").values("number")[:1]
    return before.filter(number__gte=Coalesce(Subquery(material), 0))


def have_read(version: PolicyVersion) -> set[int]:
    """The keys of the people who have read a version, or an earlier one that counts for it."""
    read = Acknowledgement.objects.filter(version__in=counting_for(version))
    return set(read.values_list("person", flat=True))


def readers_of(version: PolicyVersion, at: datetime) -> Readers:
    """The people in the roles a version concerns, and who of them has read it."""
    held = in_force(at).filter(
        centre=version.policy.centre_id, role__in=asked_to_read(version), person__is_system=False
    )
    people = list(Person.objects.filter(pk__in=held.values("person")).order_by("name"))
    have = have_read(version)
    waiting = tuple(person for person in people if person.pk not in have)
    return Readers(len(people), len(people) - len(waiting), waiting)
