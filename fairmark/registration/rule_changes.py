"""What registration works by in the rule pack, and which open clocks an amendment would change."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from fairmark.registration.deadlines import Deadlines
from fairmark.registration.queries import to_register
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


@weighs_rules
def last_days_that_move(change: Change) -> Iterable[Consequence]:
    """Learners still to be registered whose last day without a late fee would be another."""
    touched = {one.rule.key for one in change.differences}
    if not touched & {"registration.deadline", "registration.roll_on_weeks"}:
        return
    before, after = _last_days(change, change.before), _last_days(change, change.after)
    moved = Counter((day, after[key]) for key, day in before.items() if day != after[key])
    for (was, now), count in sorted(moved.items(), key=lambda one: one[1], reverse=True):
        yield Consequence(
            Kind.CLOCK, how_many(count, "learner to be registered", "learners to be registered"),
            f"The last day without a late fee moves from {_day(was)} to {_day(now)}.",
            "/registration/?show=unregistered",
        )  # fmt: skip


def _last_days(change: Change, supposed: Pack) -> dict[int, date | None]:
    with supposing(change.centre, supposed):
        deadlines = Deadlines(change.centre)
        return {one.pk: deadlines.of(one) for one in to_register(change.centre)}


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else "no day that is known"
