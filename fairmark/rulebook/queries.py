"""The rule that holds for a family of qualifications on a day, and the pack a centre works by."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.centre.reading import reading_once
from fairmark.centre.working import centre_at_work, read_at_work, working_for
from fairmark.rulebook.models import RuleAmendment
from fairmark.rulebook.packs import marked, of_row, shipped
from fairmark.rulebook.rules import EVERY_FAMILY, Amended, Pack, Rule, laid_over
from fairmark.workflow.refusals import Refused

__all__ = ["EVERY_FAMILY", "NoRule", "Rule", "in_use", "pack", "rule", "year_rules"]

#: Under which key the pack in use is kept while work lasts.
READ = "rules in use"
#: How many packs are kept ready: the one in use of each centre, and those before it.
_READY = 64


class NoRule(Refused, LookupError):
    """The pack has no such rule for that family on that day: nothing is guessed, so it is refused."""

    def __init__(self, text: str):
        super().__init__([text])


def rule(
    key: str, *, family: str = EVERY_FAMILY, on: date, centre: Centre | None = None
) -> Rule:  # fmt: skip
    """The rule in force on a day: the family's own if it has one, else that of every family.

    As the centre at work amended it, or the one that is named. Raises NoRule where there is none:
    a limit is never guessed.
    """
    found = in_use(centre).rule(key, family, on)
    if found is None:
        raise NoRule(f"The rule pack has no rule “{key}” for {on:%-d %B %Y}.")
    return found


def value_of(
    key: str, *, family: str = EVERY_FAMILY, on: date, centre: Centre | None = None
) -> Any:
    """What the pack says; None where it has no such rule, or no text was found for the family."""
    found = in_use(centre).rule(key, family, on)
    return found.value if found else None


def pack(centre: Centre | None = None) -> tuple[Rule, ...]:
    """Every rule of the pack in use."""
    return in_use(centre).rules


def in_use(centre: Centre | None = None) -> Pack:
    """The pack of the centre at work, or of the one named; without either, as it came with us.

    It is read once for as long as a request, an action or a day's jobs last; see decision 0016.
    """
    at_work = centre_at_work()
    asked = centre.pk if centre else at_work
    if asked is None:
        return shipped()
    if asked == at_work:
        return read_at_work(READ, lambda: in_use_before(asked, None))
    return in_use_before(asked, None)


def in_use_before(centre_id: int, moment: datetime | None) -> Pack:
    """The pack that was in use just before a moment; None is now."""
    lying = RuleAmendment.objects.filter(centre_id=centre_id, in_use_at__isnull=False)
    still = Q(taken_back_at=None)
    if moment:
        lying, still = lying.filter(in_use_at__lt=moment), still | Q(taken_back_at__gte=moment)
    layers = lying.filter(still).order_by("in_use_at", "pk")
    return _lying(tuple(layers.values_list("pk", "name", "sha256", "replaces", "in_use_at")))


@lru_cache(maxsize=_READY)
def _lying(layers: tuple[tuple[int, str, str, bool, datetime], ...]) -> Pack:
    """What came with us and these amendments over it. An amendment in use never changes."""
    if not layers:
        return shipped()
    keys = [layer[0] for layer in layers]
    amendments = RuleAmendment.objects.select_related("in_use_by").in_bulk(keys)
    found = shipped()
    for key in keys:
        found = over(found, amendments[key])
    return found


def over(under: Pack, amendment: RuleAmendment) -> Pack:
    """A pack with an amendment laid over it, or in its place."""
    rules = marked(rules_of(amendment), _whose(amendment))
    if amendment.replaces:
        return Pack(amendment.name, rules)
    return Pack(f"{under.name}, amended by “{amendment.name}”", laid_over(under.rules, rules))


def rules_of(amendment: RuleAmendment) -> tuple[Rule, ...]:
    """The rules of an amendment, as they were read."""
    return tuple(of_row(row) for row in amendment.rows)


def _whose(amendment: RuleAmendment) -> Amended:
    by, at = amendment.in_use_by or amendment.tried_by, amendment.in_use_at or amendment.tried_at
    return Amended(amendment.pk, amendment.name, by.name, timezone.localtime(at).date())


@contextmanager
def supposing(centre: Centre, supposed: Pack) -> Iterator[None]:
    """Within it the centre works by another pack: to see what that would change."""
    with working_for(centre.pk, {READ: supposed}), reading_once():
        yield


def year_rules(family: str, *, on: date) -> list[Rule]:
    """The days of the awarding body's year that a family has of its own, or every family has."""
    return [
        one
        for one in pack()
        if one.key.startswith("year.") and one.family == family and one.holds_on(on)
    ]
