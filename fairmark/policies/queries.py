"""What the centre's policies say on a day, and what stands in the way of changing them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.centre.reading import is_reading_once, read_once
from fairmark.people.models import Person
from fairmark.people.queries import in_force
from fairmark.people.rules import Role
from fairmark.policies import exemplars, questions, rules
from fairmark.policies.drafting_rules import obstacles_to_overwriting, without_steps
from fairmark.policies.models import (
    Policy,
    PolicyChoice,
    PolicyNumber,
    PolicyVersion,
    Profile,
)
from fairmark.policies.procedure_rules import broken
from fairmark.policies.rules import Standing
from fairmark.rulebook.limits import Count, Ways, read_limit
from fairmark.rulebook.queries import rule
from fairmark.ui.words import in_turn


class NoPolicy(LookupError):
    """The centre had no version of the policy in force on that day."""


# -- in force --------------------------------------------------------------------------------


def version_in_force(centre: Centre, kind: str, *, on: date) -> PolicyVersion | None:
    """The version in force on a day: the newest whose effective date has come."""
    if is_reading_once():
        return versions_in_force(centre, on=on).get(kind)
    return _newest_first(centre, kind, on).first()


def _newest_first(centre: Centre, kind: str, on: date) -> QuerySet[PolicyVersion]:
    """What was ever in force until a day; the first of them is in force on it."""
    return (
        PolicyVersion.objects.published()
        .filter(policy__centre=centre, policy__kind=kind, effective_on__lte=on)
        .order_by("-effective_on", "-number")
    )


def versions_in_force(centre: Centre, *, on: date) -> dict[str, PolicyVersion]:
    """For each kind of policy the version in force on a day, where there is one."""
    return {
        version.policy.kind: version
        for version in versions_kept(centre)
        if version.published_at and version.effective_on and version.effective_on <= on
    }


def versions_kept(centre: Centre) -> list[PolicyVersion]:
    """Every version of every policy that was not discarded, drafts too, in the order of their days."""
    kept = PolicyVersion.objects.filter(policy__centre=centre, discarded_at=None)
    return read_once(
        ("versions of policies", centre.pk),
        lambda: list(
            kept.select_related("policy", "drafted_by").order_by("effective_on", "number")
        ),
    )


def numbers(centre: Centre, kind: str, *, on: date) -> dict[str, int]:
    """Every number of the policy in force on a day, by key. Raises NoPolicy without one."""
    return dict(read_once(("numbers", centre.pk, kind, on), lambda: _numbers(centre, kind, on)))


def _numbers(centre: Centre, kind: str, on: date) -> dict[str, int]:
    version = version_in_force(centre, kind, on=on)
    if version is None:
        raise NoPolicy(f"No {kind} policy was in force on {on:%d %B %Y}.")
    return {key: value for pk, key, _, value in _numbers_kept(centre) if pk == version.pk}


def _numbers_kept(centre: Centre) -> list[tuple[int, str, date | None, int]]:
    """The numbers of all versions published: version, key, from when on, and value, oldest first."""
    kept = PolicyNumber.objects.filter(
        version__policy__centre=centre, version__published_at__isnull=False,
        version__discarded_at=None,
    ).order_by("version__effective_on", "version__number")  # fmt: skip
    values = kept.values_list("version", "key", "version__effective_on", "value")
    return read_once(("numbers of versions", centre.pk), lambda: list(values))


def numbers_of(version: PolicyVersion) -> dict[str, int]:
    """The numbers of a version, by key."""
    return dict(PolicyNumber.objects.filter(version=version).values_list("key", "value"))


class NumbersOverTime:
    """One number of a policy as it was in force on any day, read from the database once."""

    def __init__(self, centre: Centre, key: str):
        self.key = key
        self.steps = [
            (start, value) for _, one, start, value in _numbers_kept(centre) if one == key
        ]

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


def choices_of(version: PolicyVersion) -> dict[str, str]:
    """The choices of a version, the code of each by its key."""
    return dict(PolicyChoice.objects.filter(version=version).values_list("key", "option"))


def words_of_choices(version: PolicyVersion) -> dict[str, str]:
    """The choices of a version as its text says them, by key."""
    return dict(PolicyChoice.objects.filter(version=version).values_list("key", "words"))


def decided_in(version: PolicyVersion) -> dict[str, rules.Decided]:
    """Every number and every choice of a version, by key."""
    return {**numbers_of(version), **choices_of(version)}


def together(
    numbers: Mapping[str, int] | None, choices: Mapping[str, str] | None
) -> dict[str, rules.Decided]:
    """Numbers and choices in one, by key."""
    return {**(numbers or {}), **(choices or {})}


def choice(centre: Centre, key: str, *, on: date) -> str:
    """One choice, such as "assessment.late_work", by the code of what was in force on a day.

    A version from before there was the choice leaves it as the rule pack proposes. Raises NoPolicy
    where none was in force.
    """
    kind = exemplars.kind_of_choice(key)
    held = read_once(("choices", centre.pk, kind, on), lambda: _choices(centre, kind, on))
    return held.get(key) or proposed_choices(kind, on=on)[key]


class ChoicesOverTime:
    """One choice of a policy as it was in force on any day, read from the database once."""

    def __init__(self, centre: Centre, key: str):
        self.key, self.kind = key, exemplars.kind_of_choice(key)
        chosen = FilteredRelation("choices", condition=Q(choices__key=key))
        versions = PolicyVersion.objects.published().filter(
            policy__centre=centre, policy__kind=self.kind, effective_on__isnull=False
        )
        rows = versions.annotate(chosen=chosen).order_by("effective_on", "number")
        self.steps = list(rows.values_list("effective_on", "chosen__option"))

    def on(self, day: date) -> str | None:
        """As in force on that day: as chosen, else as the rule pack proposes; None without a policy."""
        held = [option for start, option in self.steps if start and start <= day]
        if not held:
            return None
        return held[-1] or proposed_choices(self.kind, on=day)[self.key]


def _choices(centre: Centre, kind: str, on: date) -> dict[str, str]:
    """Of the version in force, in one question: an assessor waits for it at every decision."""
    rows = list(
        _newest_first(centre, kind, on).values_list("pk", "choices__key", "choices__option")
    )
    if not rows:
        raise NoPolicy(f"No {kind} policy was in force on {on:%d %B %Y}.")
    newest = rows[0][0]
    return {key: option for pk, key, option in rows if pk == newest and key}


def bound(key: str, *, on: date) -> rules.Bound:
    """What the rule pack allows for a number of a policy."""
    one = rule(f"policy.{key}", on=on)
    limit = read_limit(one.value, one.unit)
    assert isinstance(limit, Count)  # test_exemplars: the pack counts what a policy counts
    return rules.Bound(
        limit.least,
        limit.most,
        one.unit,
        one.cited,
        firm=one.may_block,
        name=exemplars.words_of(key)[0],
        kind=limit.kind,
    )


def ways(key: str, *, on: date) -> rules.Choice:
    """What the rule pack lets a policy choose from."""
    one, limit = rule(f"policy.{key}", on=on), _ways(key, on)
    return rules.Choice(
        limit.options,
        limit.allowed,
        one.source,
        firm=one.may_block,
        name=exemplars.exemplar(exemplars.kind_of_choice(key)).choices[key],
    )


def _ways(key: str, on: date) -> Ways:
    one = rule(f"policy.{key}", on=on)
    limit = read_limit(one.value, one.unit)
    assert isinstance(limit, Ways)  # test_exemplars: the pack has ways for what a policy chooses
    return limit


def proposed_choices(kind: str, *, on: date) -> dict[str, str]:
    """What a first version of a policy chooses: as the rule pack proposes."""
    return {key: _ways(key, on).template for key in exemplars.exemplar(kind).choices}


def proposed_numbers(kind: str, answers: Mapping[str, Any], *, on: date) -> dict[str, int]:
    """What a first version of a policy counts: as answered, else as the rule pack proposes."""
    found = {key: bound_template(key, on=on) for key in exemplars.exemplar(kind).numbers}
    answered = questions.numbers_in(answers)
    return found | {key: value for key, value in answered.items() if key in found}


def answers_of(centre: Centre) -> dict[str, Any]:
    """What the centre said about itself; nothing before it was asked."""
    profile = read_once(("profile", centre.pk), Profile.objects.filter(centre=centre).first)
    return dict(profile.answers) if profile else {}


def answers_in(version: PolicyVersion) -> dict[str, str]:
    """The centre's answers as this version has them; once published it keeps them."""
    return dict(version.content.get("answers", {}))


def answers_since(version: PolicyVersion, answers: Mapping[str, Any]) -> list[str]:
    """Questions that the centre answers otherwise now than the text of a version does."""
    named = {
        name for text in all_texts(version.content) for name in rules.PLACEHOLDER.findall(text)
    }
    ours, its = questions.words_of_ours(answers), answers_in(version)
    return questions.labels(name for name in named if ours.get(name) != its.get(name))


def names_for(
    centre: Centre, at: datetime, texts: Iterable[str] = (), *, answers: Mapping[str, Any]
) -> dict[str, str]:
    """What fills the placeholders of a text: the centre, people in post, rules, and `answers`.

    People in post are those of the moment: the sentence says who holds the role now.
    """
    on = timezone.localtime(at).date()
    found = {"centre": centre.name}
    for role, people in people_in_post(centre, at).items():
        found[str(role)] = in_turn(people)
    found |= questions.words_of_ours(answers)
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
    numbers: Mapping[str, int] | None = None, choices: Mapping[str, str] | None = None,
    seen: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    found = obstacles_to_editing(version, person, at)
    on = timezone.localtime(at).date()
    among = rules.choices_in(version.content)
    offered = {key: ways(key, on=on) for key in among}
    found = found or rules.unknown_options(choices or {}, offered, among=among)
    found = found or outside_bounds(together(numbers, choices), on, firm=True)
    return found or obstacles_to_overwriting(seen, decided_in(version))


def cautions_on_numbers(
    version: PolicyVersion, person: Person, at: datetime, *,
    numbers: Mapping[str, int] | None = None, choices: Mapping[str, str] | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    """Numbers and choices beyond a limit of low confidence need a reason, no more."""
    before, asked = decided_in(version), together(numbers, choices)
    changed = {key: value for key, value in asked.items() if before.get(key) != value}
    return outside_bounds(changed, timezone.localtime(at).date(), firm=False)


def reason_given(content: dict[str, Any], values: Mapping[str, rules.Decided], on: date) -> bool:
    """Keep with a text what is decided beyond a limit of low confidence and was given a reason.

    The event holds the reason; here stands that nobody is asked for it again. False where nothing
    is beyond its limit.
    """
    beyond = {key: value for key, value in values.items()
              if outside_bounds({key: value}, on, firm=False)}  # fmt: skip
    if beyond:
        content["reasoned"] = content.get("reasoned", {}) | beyond
    return bool(beyond)


def decided_without_reason(version: PolicyVersion) -> dict[str, rules.Decided]:
    """What nobody gave a reason for as it stands; within its limit it needs none."""
    given = version.content.get("reasoned", {})
    return {key: value for key, value in decided_in(version).items() if given.get(key) != value}


def cautions_on_sending(
    version: PolicyVersion, person: Person, at: datetime, *, effective_on: date | None = None,
    **_: Any,
) -> list[str]:  # fmt: skip
    """A number beyond a bound of low confidence needs its reason: given when it was set, or now."""
    on = effective_on or timezone.localtime(at).date()
    return outside_bounds(decided_without_reason(version), on, firm=False)


def outside_bounds(values: Mapping[str, rules.Decided], on: date, *, firm: bool) -> list[str]:
    """A sentence for each number or choice that is beyond its limit on a day."""
    limits = {
        key: bound(key, on=on) if isinstance(value, int) else ways(key, on=on)
        for key, value in values.items()
    }
    return rules.outside(values, limits, firm=firm)


def gaps(version: PolicyVersion) -> list[str]:
    """What is still to be filled in before the version may be read as the centre's."""
    return open_placeholders(version.content)


def open_placeholders(content: rules.Content) -> list[str]:
    """Placeholders that neither the answers kept with the text nor the people in post fill."""
    answered = questions.words_of_ours(content.get("answers", {}))
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
        unsaid=rules.unsaid(version.content),
        broken=broken(rules.procedures(version.content)),
        outside=outside_bounds(decided_in(version), timezone.localtime(at).date(), firm=True),
        open_comments=version.comments.filter(settled_at=None).count(),
        summary=version.summary or "asked later" if summary is None else summary,
    )


def bound_template(key: str, *, on: date) -> int:
    """What the rule pack proposes for a number of a policy."""
    return int(rule(f"policy.{key}", on=on).value["template"])
