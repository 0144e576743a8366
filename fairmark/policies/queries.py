"""What the centre's policies say on a day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.policies import rules
from fairmark.policies.models import Policy, PolicyNumber, PolicyVersion
from fairmark.policies.templates_in_words import REGISTRATION_NUMBERS
from fairmark.rulebook.queries import rule


class NoPolicy(LookupError):
    """The centre had no version of the policy in force on that day."""


def version_in_force(centre: Centre, kind: str, *, on: date) -> PolicyVersion | None:
    """The version in force on a day: the newest whose effective date has come."""
    return (
        PolicyVersion.objects.filter(policy__centre=centre, policy__kind=kind, effective_on__lte=on)
        .order_by("-effective_on", "-number")
        .first()
    )


def numbers(centre: Centre, kind: str, *, on: date) -> dict[str, int]:
    """Every number of the policy in force on a day, by key. Raises NoPolicy without one."""
    version = version_in_force(centre, kind, on=on)
    if version is None:
        raise NoPolicy(f"No {kind} policy was in force on {on:%d %B %Y}.")
    return dict(PolicyNumber.objects.filter(version=version).values_list("key", "value"))


class NumbersOverTime:
    """One number of a policy as it was in force on any day, read from the database once."""

    def __init__(self, centre: Centre, key: str):
        self.key = key
        self.steps = list(
            PolicyNumber.objects.filter(version__policy__centre=centre, key=key)
            .order_by("version__effective_on", "version__number")
            .values_list("version__effective_on", "value")
        )

    def on(self, day: date) -> int:
        """As in force on that day; before the first version, as the first version has it.

        Raises NoPolicy where the centre has never had one.
        """
        if not self.steps:
            raise NoPolicy(f"No policy sets “{self.key}”.")
        return next(
            (value for start, value in reversed(self.steps) if start <= day), self.steps[0][1]
        )


def number(centre: Centre, key: str, *, on: date) -> int:
    """One number, such as "registration.days_to_register", as in force on a day."""
    return numbers(centre, key.split(".")[0], on=on)[key]


def bound(key: str, *, on: date) -> rules.Bound:
    """What the rule pack allows for a number of a policy."""
    one = rule(f"policy.{key}", on=on)
    return rules.Bound(
        one.value["least"],
        one.value["most"],
        one.unit,
        one.source,
        firm=one.may_block,
        name=REGISTRATION_NUMBERS[key][0],
    )


def _outside(values: Mapping[str, int], on: date, *, firm: bool) -> list[str]:
    return rules.outside(values, {key: bound(key, on=on) for key in values}, firm=firm)


def obstacles_to_publishing(
    policy: Policy,
    person: Person,
    at: datetime,
    *,
    effective_on: date | None = None,
    numbers: Mapping[str, int] | None = None,
    **_: Any,
) -> list[str]:
    """A version comes into force no earlier than the one before it, within firm bounds."""
    if effective_on is None or numbers is None:
        return []
    found = _outside(numbers, effective_on, firm=True)
    if effective_on < timezone.localtime(at).date():
        found.append(
            f"{effective_on:%-d %B %Y} has passed: what was done since then was done under the "
            "version then in force. Choose today or a later day."
        )
    last = policy.versions.first()
    if last and effective_on < last.effective_on:
        found.append(
            f"Version {last.number} is in force from {last.effective_on:%d %B %Y}; "
            "the next one cannot come before it."
        )
    return found


def cautions_on_publishing(
    policy: Policy,
    person: Person,
    at: datetime,
    *,
    effective_on: date | None = None,
    numbers: Mapping[str, int] | None = None,
    **_: Any,
) -> list[str]:
    """Numbers beyond a bound of low confidence need a reason, no more."""
    if effective_on is None or numbers is None:
        return []
    return _outside(numbers, effective_on, firm=False)
