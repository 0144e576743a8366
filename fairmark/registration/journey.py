"""The seven marks of a learner: what is proven, what is not finished, what is missing."""

from dataclasses import dataclass, field
from datetime import date

from fairmark.learners.models import Learner
from fairmark.registration.models import Confirmation, Entry, Registration
from fairmark.ui.words import how_many


@dataclass
class Mark:
    """One step of the record. `how`: on is proven, wait not finished, gap missing."""

    name: str
    title: str
    how: str
    when: str
    note: str
    lines: list[str] = field(default_factory=list)
    proofs: list[tuple[str, str]] = field(default_factory=list)


_NOT_KEPT = (
    ("briefed", "Briefed"), ("assessed", "Assessed"), ("verified", "Verified"),
    ("claimed", "Claimed"), ("certificated", "Certificated"),
)  # fmt: skip


def journey_of(learner: Learner) -> list[Mark]:
    """The marks in order. Those whose records are not kept here yet say so."""
    rest = [Mark(name, title, "wait", "", "not kept here yet") for name, title in _NOT_KEPT]
    return [_registered(learner), _entered(learner), *rest]


def _day(day: date | None) -> str:
    return f"{day:%-d %b %Y}" if day else ""


def _registered(learner: Learner) -> Mark:
    standing = list(
        learner.registrations.select_related("programme", "enrolment", "recorded_by").order_by(
            "-pk"
        )
    )
    current = [one for one in standing if one.status == Registration.Status.REGISTERED]
    if not current and standing:
        return _ended(standing)
    if not current:
        taught = learner.enrolments.filter(status="active").exists()
        how = "gap" if taught else "wait"
        return Mark(
            "registered", "Registered", how, "", "not registered" if taught else "nothing to do"
        )
    one = current[0]
    mark = Mark("registered", "Registered", "on", _day(one.registered_on), one.programme.code)
    for registration in current:
        mark.lines.append(_told(registration))
        mark.proofs.append(
            (registration.get_absolute_url(), f"Registration on {registration.programme.code}")
        )
    return mark


def _ended(all_of_them: list[Registration]) -> Mark:
    last = all_of_them[0]
    how = last.get_status_display().lower()
    mark = Mark(
        "registered", "Registered", "wait", _day(last.registered_on), f"{how} {_day(last.ended_on)}"
    )
    for one in all_of_them:
        ended = f"{one.get_status_display()} on {one.ended_on:%-d %B %Y}." if one.ended_on else ""
        mark.lines.append(f"{_told(one)} {ended}".strip())
        mark.proofs.append((one.get_absolute_url(), f"Registration on {one.programme.code}"))
    return mark


def _told(one: Registration) -> str:
    said = (
        f"Sent on {one.registered_on:%-d %B %Y} by {one.recorded_by}, "
        f"taught from {one.enrolment.starts_on:%-d %B %Y}."
    )
    if one.number:
        said += f" The awarding body’s record shows number {one.number}"
        said += f", {one.confirmed_on:%-d %B %Y}." if one.confirmed_on else "."
    else:
        said += " Not yet seen in the awarding body’s record."
    answer = one.confirmations.first()
    if answer is None:
        return said + " The learner has not answered yet."
    if answer.answer == Confirmation.Answer.CONFIRMED:
        return said + f" The learner confirmed it on {answer.answered_at:%-d %B %Y}."
    return said + f" The learner queried it on {answer.answered_at:%-d %B %Y}."


def _entered(learner: Learner) -> Mark:
    entries = list(
        Entry.objects.filter(enrolment__learner=learner, status=Entry.Status.ENTERED)
        .select_related("sitting__unit", "sitting__series")
        .order_by("entered_on")
    )
    if not entries:
        return Mark("entered", "Entered", "wait", "", "no entry yet")
    last = entries[-1]
    note = how_many(len(entries), "unit")
    return Mark(
        "entered", "Entered", "on", _day(last.entered_on), note,
        [f"{one.sitting.unit}, {one.sitting.series}: entered on {one.entered_on:%-d %B %Y}."
         for one in entries],
    )  # fmt: skip
