"""The live numbers of a version, and why one of them is beyond what is usual."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.policies import queries
from fairmark.policies.models import PolicyVersion
from fairmark.policies.rules import Bound
from fairmark.trail.models import Event

#: Events that may hold why a number is beyond what is usual: whoever sets it or lets it stand says so.
WITH_REASONS = ("numbers_set", "questions_answered", "version_sent", "policy_published")


@dataclass(frozen=True)
class Reason:
    """Why somebody chose a number, and when they said so."""

    words: str
    at: datetime


@dataclass(frozen=True)
class LiveNumber:
    """A number as a page tells it; `usual` is there where it is beyond a bound that only warns.

    `reason` is None while nobody has given one, and where it was erased from the trail.
    """

    words: str
    unit: str
    value: int
    usual: Bound | None = None
    reason: Reason | None = None


def live_numbers(version: PolicyVersion, at: datetime) -> list[LiveNumber]:
    """The numbers of a version, in its order."""
    on = version.effective_on or timezone.localtime(at).date()
    numbers = queries.numbers_of(version)
    beyond = {
        key: cautions[0]
        for key, value in numbers.items()
        if (cautions := queries.outside_bounds({key: value}, on, firm=False))
    }
    reasons = _reasons_given(version.policy.centre) if beyond else {}
    return [
        LiveNumber(
            words, unit, numbers[key],
            usual=queries.bound(key, on=on) if key in beyond else None,
            reason=reasons.get(_named(beyond.get(key, ""))),
        )
        for key, (words, unit) in version.content["numbers"].items()
        if key in numbers
    ]  # fmt: skip


def _named(caution: str) -> str:
    """The number and its value, as a caution names them; its bounds may be others by now."""
    return caution.partition(" than the rule pack")[0]


def _reasons_given(centre: Centre) -> dict[str, Reason]:
    """The last reason given for each number and value that a caution was about."""
    events = Event.objects.of_centre(centre).filter(
        name__in=WITH_REASONS, particulars__details__contains='"cautions"'
    )
    found: dict[str, Reason] = {}
    for event in events.newest_first():
        reason = Reason(event.details["reason"], event.moment)
        for caution in event.details["cautions"]:
            found.setdefault(_named(caution), reason)
    return found
