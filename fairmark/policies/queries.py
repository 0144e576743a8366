"""What the centre's policies say on a day, and what stands in the way of changing them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once
from fairmark.people.models import Person
from fairmark.people.queries import in_force
from fairmark.people.rules import Role
from fairmark.policies import exemplars, questions, rules
from fairmark.policies.drafting_rules import without_steps
from fairmark.policies.models import (
    Acknowledgement,
    Approval,
    Policy,
    PolicyNumber,
    PolicyVersion,
    Profile,
    Review,
)
from fairmark.policies.rules import Standing
from fairmark.rulebook.queries import rule
from fairmark.ui.words import in_turn


class NoPolicy(LookupError):
    """The centre had no version of the policy in force on that day."""


# -- in force --------------------------------------------------------------------------------


def version_in_force(centre: Centre, kind: str, *, on: date) -> PolicyVersion | None:
    """The version in force on a day: the newest whose effective date has come."""
    return (
        PolicyVersion.objects.published()
        .filter(policy__centre=centre, policy__kind=kind, effective_on__lte=on)
        .order_by("-effective_on", "-number")
        .first()
    )


def versions_in_force(centre: Centre, *, on: date) -> dict[str, PolicyVersion]:
    """For each kind of policy the version in force on a day, where there is one."""
    found: dict[str, PolicyVersion] = {}
    published = PolicyVersion.objects.published().filter(
        policy__centre=centre, effective_on__lte=on
    )
    for version in published.select_related("policy").order_by("effective_on", "number"):
        found[version.policy.kind] = version
    return found


def numbers(centre: Centre, kind: str, *, on: date) -> dict[str, int]:
    """Every number of the policy in force on a day, by key. Raises NoPolicy without one."""
    return dict(read_once(("numbers", centre.pk, kind, on), lambda: _numbers(centre, kind, on)))


def _numbers(centre: Centre, kind: str, on: date) -> dict[str, int]:
    version = version_in_force(centre, kind, on=on)
    if version is None:
        raise NoPolicy(f"No {kind} policy was in force on {on:%d %B %Y}.")
    return numbers_of(version)


def numbers_of(version: PolicyVersion) -> dict[str, int]:
    """The numbers of a version, by key."""
    return dict(PolicyNumber.objects.filter(version=version).values_list("key", "value"))


class NumbersOverTime:
    """One number of a policy as it was in force on any day, read from the database once."""

    def __init__(self, centre: Centre, key: str):
        self.key = key
        self.steps = list(
            PolicyNumber.objects.filter(
                version__policy__centre=centre, version__published_at__isnull=False,
                version__discarded_at=None, key=key,
            )
            .order_by("version__effective_on", "version__number")
            .values_list("version__effective_on", "value")
        )  # fmt: skip

    def on(self, day: date) -> int:
        """As in force on that day; before the first version, as the first version has it.

        Raises NoPolicy where the centre has never had one.
        """
        if not self.steps:
            raise NoPolicy(f"No policy sets “{self.key}”.")
        return next(
            (value for start, value in reversed(self.steps) if start and start <= day),
            self.steps[0][1],
        )


def number(centre: Centre, key: str, *, on: date) -> int:
    """One number, such as "registration.days_to_register", as in force on a day."""
    return numbers(centre, exemplars.kind_of_number(key), on=on)[key]


def bound(key: str, *, on: date) -> rules.Bound:
    """What the rule pack allows for a number of a policy."""
    one = rule(f"policy.{key}", on=on)
    return rules.Bound(
        one.value["least"],
        one.value["most"],
        one.unit,
        one.source,
        firm=one.may_block,
        name=exemplars.words_of(key)[0],
    )


def proposed_numbers(kind: str, answers: Mapping[str, Any], *, on: date) -> dict[str, int]:
    """What a first version of a policy counts: as answered, else as the rule pack proposes."""
    found = {key: bound_template(key, on=on) for key in exemplars.exemplar(kind).numbers}
    for question in questions.QUESTIONS:
        if question.counts in found and question.name in answers:
            found[question.counts] = int(answers[question.name])
    return found


def answers_of(centre: Centre) -> dict[str, Any]:
    """What the centre said about itself; nothing before it was asked."""
    profile = Profile.objects.filter(centre=centre).first()
    return dict(profile.answers) if profile else {}


def names_for(centre: Centre, at: datetime, texts: Iterable[str] = ()) -> dict[str, str]:
    """What fills the placeholders of a text: the centre, people in post, rules, and answers."""
    on = timezone.localtime(at).date()
    found = {"centre": centre.name}
    for role, people in people_in_post(centre, at).items():
        found[str(role)] = in_turn(people)
    answers = answers_of(centre)
    found |= {name: answers[name] for name in questions.FILLED_BY_ANSWERS if answers.get(name)}
    for text in texts:
        for name in rules.PLACEHOLDER.findall(text):
            if name.startswith("rule:"):
                found[name] = str(rule(name[5:], on=on).value)
    return found


def people_in_post(centre: Centre, at: datetime) -> dict[Role, list[str]]:
    """The names of those who hold each role somewhere in the centre, in their order."""
    found: dict[Role, list[str]] = {}
    held = in_force(at).filter(centre=centre, person__is_system=False).select_related("person")
    for one in held.order_by("person__name"):
        names = found.setdefault(Role(one.role), [])
        if one.person.name not in names:
            names.append(one.person.name)
    return found


def all_texts(content: rules.Content) -> list[str]:
    return [text for _, text in rules.texts(content)]


# -- drafting --------------------------------------------------------------------------------


def open_draft(policy: Policy) -> PolicyVersion | None:
    """The draft that is being written or waits for approval; at most one."""
    return policy.versions.open().first()


def last_published(policy: Policy) -> PolicyVersion | None:
    return policy.versions.published().first()


def obstacles_to_drafting(policy: Policy, person: Person, at: datetime, **_: Any) -> list[str]:
    draft = open_draft(policy)
    return [f"{draft} is open already. Finish it or set it aside first."] if draft else []


def obstacles_to_editing(
    version: PolicyVersion, person: Person, at: datetime, **_: Any
) -> list[str]:
    if version.standing == Standing.DRAFT:
        return []
    if version.standing == Standing.IN_APPROVAL:
        return ["It waits for approval. Take it back first."]
    return [f"This version is {version.standing}, and is never edited."]


def obstacles_to_numbers(
    version: PolicyVersion, person: Person, at: datetime, *,
    numbers: Mapping[str, int] | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    found = obstacles_to_editing(version, person, at)
    on = timezone.localtime(at).date()
    return found or _outside(numbers or {}, on, firm=True)


def cautions_on_numbers(
    version: PolicyVersion, person: Person, at: datetime, *,
    numbers: Mapping[str, int] | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    """Numbers beyond a bound of low confidence need a reason, no more."""
    before = numbers_of(version)
    changed = {key: value for key, value in (numbers or {}).items() if before.get(key) != value}
    return _outside(changed, timezone.localtime(at).date(), firm=False)


def _outside(values: Mapping[str, int], on: date, *, firm: bool) -> list[str]:
    return rules.outside(values, {key: bound(key, on=on) for key in values}, firm=firm)


def gaps(version: PolicyVersion) -> list[str]:
    """What is still to be filled in before the version may be read as the centre's."""
    return open_placeholders(version.content, answers_of(version.policy.centre))


def open_placeholders(content: rules.Content, answers: Mapping[str, Any]) -> list[str]:
    """Placeholders that neither the centre's answers nor its people in post fill."""
    answered = (name for name in questions.FILLED_BY_ANSWERS if answers.get(name))
    return rules.unfilled(content, known=["centre", *Role, *answered])


def left_as_it_came(version: PolicyVersion) -> list[str]:
    """Procedures that say nothing of the centre's own yet."""
    came = {block["id"]: block for block in exemplars.exemplar(version.policy.kind).blocks}
    return rules.left_as_it_came(version.content, came)


def obstacles_to_sending(
    version: PolicyVersion, person: Person, at: datetime, *, summary: str | None = None, **_: Any
) -> list[str]:
    return rules.obstacles_to_sending(
        version.standing,
        unfilled=gaps(version),
        untouched=left_as_it_came(version),
        empty=without_steps(version.content),
        outside=_outside(numbers_of(version), timezone.localtime(at).date(), firm=True),
        open_comments=version.comments.filter(settled_at=None).count(),
        summary=version.summary or "asked later" if summary is None else summary,
    )


# -- approving and publishing ----------------------------------------------------------------


def decisions(version: PolicyVersion) -> list[Approval]:
    """What was decided in the round that counts."""
    return list(version.approvals.filter(round=version.round).select_related("person"))


def agreed_to(version: PolicyVersion) -> list[Approval]:
    """The approvals that count: who agreed, in the round in which it was published."""
    return [one for one in decisions(version) if one.agreed]


def waiting_for(version: PolicyVersion) -> list[str]:
    """The roles whose agreement is still missing."""
    return rules.roles_to_decide(
        version.content["approvers"],
        [(one.role, one.agreed) for one in decisions(version)],
        anyone=version.content.get("approval") == "any",
    )


def obstacles_to_deciding(
    version: PolicyVersion, person: Person, at: datetime, **_: Any
) -> list[str]:
    """It waits for approval, and for this person's role."""
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
    **_: Any,
) -> list[str]:  # fmt: skip
    """All who approve have agreed; it comes into force today or later, after the one before it."""
    if version.standing != Standing.IN_APPROVAL:
        return [f"This version is {version.standing}; only one sent for approval is published."]
    found = []
    if waiting := waiting_for(version):
        found.append(f"Still to agree: {in_turn(waiting)}.")
    if effective_on is None:
        return found
    if effective_on < timezone.localtime(at).date():
        found.append(
            f"{effective_on:%-d %B %Y} has passed: what was done since then was done under the "
            "version then in force. Choose today or a later day."
        )
    last = last_published(version.policy)
    if last and last.effective_on and effective_on < last.effective_on:
        found.append(
            f"Version {last.number} is in force from {last.effective_on:%-d %B %Y}; "
            "the next one cannot come before it."
        )
    return found + _outside(numbers_of(version), effective_on, firm=True)


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


def review_due_on(first: PolicyVersion, last: Review | None, *, answers: Mapping[str, Any]) -> date:
    """The day by which a policy is to be looked at again. Source: clause POL-3."""
    start = timezone.localtime(last.at).date() if last else first.effective_on
    assert start is not None  # a published version has its day
    months = rule("policies.review_months", on=start).value
    return rules.review_day(start, months, month=review_month(answers))


def obstacles_to_reviewing(policy: Policy, person: Person, at: datetime, **_: Any) -> list[str]:
    if version_in_force(policy.centre, policy.kind, on=timezone.localtime(at).date()) is None:
        return ["No version is in force yet, so there is nothing to review."]
    return []


def obstacles_to_acknowledging(
    version: PolicyVersion, person: Person, at: datetime, **_: Any
) -> list[str]:
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


def have_read(version: PolicyVersion) -> set[int]:
    """The keys of the people who have read a version, or an earlier one that counts for it."""
    [numbers] = versions_that_count([version]).values()
    read = Acknowledgement.objects.filter(
        version__policy=version.policy_id, version__number__in=numbers
    )
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


def bound_template(key: str, *, on: date) -> int:
    """What the rule pack proposes for a number of a policy."""
    return int(rule(f"policy.{key}", on=on).value["template"])
