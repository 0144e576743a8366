"""What registration works by in the rule pack, and which open clocks an amendment would change."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from fairmark.registration.deadlines import Deadlines
from fairmark.registration.models import Registration
from fairmark.registration.queries import deletion_window, to_register
from fairmark.rulebook.queries import supposing
from fairmark.rulebook.readers import Change, Consequence, Kind, weighs_rules, works_by
from fairmark.rulebook.rules import Pack
from fairmark.ui.words import how_many

works_by("registration.deadline", "The last day to register without a late fee", "/registration/")
works_by(
    "registration.roll_on_weeks", "The last day to register who starts later", "/registration/"
)
works_by("registration.late_fee_by_date", "The forecast of late fees", "/registration/fees/")
works_by("registration.late_fee_by_days", "The forecast of late fees", "/registration/fees/")
works_by("registration.delete_days", "Until when a registration may be deleted", "/registration/")
works_by("registration.delete_by", "Until when a registration may be deleted", "/registration/")
works_by("registration.transfer_allowed", "Whether a registration may be transferred",
         "/registration/")  # fmt: skip
for _name in ("reference_length", "forenames_length", "surname_length"):
    works_by(f"registration.{_name}", "What is warned of before a learner is registered",
             "/registration/")  # fmt: skip
works_by("entry.deadline.january", "When entries usually close", "/registration/entries/")
works_by("entry.deadline.summer", "When entries usually close", "/registration/entries/")
works_by("retention.records_years", "How long records are kept", "/assurance/REG-12/")

LastDays = Callable[[Change], dict[int, date | None]]


@weighs_rules
def last_days_to_register(change: Change) -> Iterable[Consequence]:
    """Learners still to be registered whose last day without a late fee would be another."""
    if _touches(change, "registration.deadline", "registration.roll_on_weeks"):
        for was, now, count in _moved(change, _to_register):
            yield Consequence(
                Kind.CLOCK, how_many(count, "learner to be registered", "learners to be registered"),
                f"The last day without a late fee moves from {_day(was)} to {_day(now)}.",
                "/registration/?show=unregistered",
            )  # fmt: skip


@weighs_rules
def last_days_to_delete(change: Change) -> Iterable[Consequence]:
    """Registrations that may still be deleted, or might then, until another day."""
    if _touches(change, "registration.delete_days", "registration.delete_by"):
        for was, now, count in _moved(change, _to_delete):
            if max(was or change.on, now or change.on) >= change.on:
                yield Consequence(
                    Kind.CLOCK, how_many(count, "registration"),
                    f"The last day to delete moves from {_day(was)} to {_day(now)}.",
                    "/registration/",
                )  # fmt: skip


def _touches(change: Change, *keys: str) -> bool:
    return any(one.rule.key in keys for one in change.differences)


def _moved(change: Change, last_days: LastDays) -> list[tuple[date | None, date | None, int]]:
    """Each last day that would be another, the new one, and for how many; most first."""
    before = _supposing(change, change.before, last_days)
    after = _supposing(change, change.after, last_days)
    moved = Counter((day, after[key]) for key, day in before.items() if day != after[key])
    return [(was, now, count) for (was, now), count in moved.most_common()]


def _supposing(change: Change, supposed: Pack, last_days: LastDays) -> dict[int, date | None]:
    with supposing(change.centre, supposed):
        return last_days(change)


def _to_register(change: Change) -> dict[int, date | None]:
    deadlines = Deadlines(change.centre)
    return {one.pk: deadlines.of(one) for one in to_register(change.centre)}


def _to_delete(change: Change) -> dict[int, date | None]:
    current = Registration.objects.current().filter(centre=change.centre)
    found: dict[int, date | None] = {}
    for one in current.select_related("enrolment", "programme__qualification"):
        counted_from, days, last_day = deletion_window(one, change.on)
        closes = counted_from + timedelta(days=days)
        found[one.pk] = min(closes, last_day) if last_day else closes
    return found


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else "no day that is known"
