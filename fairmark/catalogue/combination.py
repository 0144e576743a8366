"""Whether chosen units make a valid combination, with the sum shown line by line."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

#: Statuses of units that nobody leaves out.
ALWAYS = ("mandatory", "core")

State = Literal["valid", "not valid", "cannot tell"]


@dataclass(frozen=True)
class Chosen:
    """A unit as the check sees it; its size is in hours or credits, None where nobody has typed it."""

    number: str
    title: str
    size: int | None
    status: str = ""
    group: str = ""

    def __str__(self) -> str:
        return f"unit {self.number}"


@dataclass(frozen=True)
class GroupShape:
    """A group of units, and how many of them, or how much, is chosen at least and at most."""

    code: str
    status: str = "optional"
    least_units: int | None = None
    most_units: int | None = None
    least_size: int | None = None
    most_size: int | None = None


@dataclass(frozen=True)
class Shape:
    """What a specification asks of a combination. `units` are all it has; `size` is what it comes to."""

    size: int | None
    counted_in: str
    units: tuple[Chosen, ...]
    groups: tuple[GroupShape, ...] = ()
    barred: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of the sum, and whether it holds; None where it asks nothing or cannot be told."""

    words: str
    holds: bool | None = None


@dataclass(frozen=True)
class Problem:
    """What keeps units from being a valid combination, and what to do about it."""

    reason: str
    cure: str

    def __str__(self) -> str:
        return f"{self.reason} {self.cure}"


@dataclass(frozen=True)
class Verdict:
    """The sum, what is wrong, what could not be told, and what is worth knowing."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    unknown: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    total: int = 0

    @property
    def state(self) -> State:
        if self.problems:
            return "not valid"
        return "cannot tell" if self.unknown else "valid"

    @property
    def is_valid(self) -> bool:
        return self.state == "valid"


@dataclass
class _Sum:
    """The verdict while it is being worked out."""

    shape: Shape
    chosen: list[Chosen]
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def size(self, units: Iterable[Chosen]) -> int:
        return sum(unit.size or 0 for unit in units)

    def measured(self, size: int) -> str:
        """300 hours; 1 hour."""
        return f"{size} {self.shape.counted_in[:-1] if size == 1 else self.shape.counted_in}"


def number_order(number: str) -> tuple[tuple[int, int | str], ...]:
    """A key that puts unit 9 before unit 10, and 10a after 10."""
    return tuple(
        (0, int(part)) if part.isdigit() else (1, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", number)
    )


def check(chosen: Sequence[Chosen], shape: Shape) -> Verdict:
    """Hold chosen units against what their specification asks. Sources: grading.md §2, §12.

    Sizes are whole hours or credits, as the specification counts. More than the size is no fault
    where something can be left out: the units whose results make the best valid combination count.
    """
    work = _Sum(shape, _once(chosen))
    _strangers_and_doubles(work, chosen)
    for status in ALWAYS:
        _always(work, status)
    for group in shape.groups:
        _group(work, group)
    _rest(work)
    _barred(work)
    _total(work)
    return Verdict(
        tuple(work.lines), tuple(work.problems), tuple(work.unknown), tuple(work.notes),
        work.size(work.chosen),
    )  # fmt: skip


def _once(chosen: Sequence[Chosen]) -> list[Chosen]:
    return list({unit.number: unit for unit in chosen}.values())


def _strangers_and_doubles(work: _Sum, chosen: Sequence[Chosen]) -> None:
    known = {unit.number for unit in work.shape.units}
    for number, times in sorted(Counter(unit.number for unit in chosen).items()):
        if times > 1:
            work.problems.append(
                Problem(f"Unit {number} is chosen {_times(times)}.", "Choose it once.")
            )
        if number not in known:
            work.problems.append(
                Problem(
                    f"Unit {number} is not in this specification.",
                    "Leave it out, or add it to the specification if that has it.",
                )
            )
    work.chosen = [unit for unit in work.chosen if unit.number in known]
    unsized = [unit.number for unit in _ordered(work.chosen) if unit.size is None]
    if unsized:
        measure = work.shape.counted_in
        work.unknown.append(
            Problem(
                f"The {measure} of {_units(unsized)} are not recorded.",
                f"Add the {measure} to the specification.",
            )
        )


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


def _always(work: _Sum, status: str) -> None:
    """Units that nobody leaves out: all of them, whatever group they stand in."""
    asked = [unit for unit in work.shape.units if unit.status == status]
    if not asked:
        return
    have = [unit for unit in work.chosen if unit.status == status]
    missing = {unit.number for unit in asked} - {unit.number for unit in have}
    work.lines.append(
        Line(
            f"{status.capitalize()}: {len(have)} of {_count(len(asked))}, "
            f"{work.size(have)} of {work.measured(work.size(asked))}",
            not missing,
        )
    )
    for unit in _ordered(unit for unit in asked if unit.number in missing):
        work.problems.append(
            Problem(
                f"Unit {unit.number}, {unit.title}, is {status} and is not chosen.",
                "Choose it: no combination is valid without it.",
            )
        )


def _group(work: _Sum, group: GroupShape) -> None:
    have = [unit for unit in work.chosen if unit.group == group.code]
    size, measure = work.size(have), work.shape.counted_in
    name = f"{group.status} group {group.code}"
    asked = _limits(group.least_units, group.most_units, "units")
    asked_size = _limits(group.least_size, group.most_size, measure)
    holds = _group_problems(work, group, have, name)
    words = f"{len(have)} of {asked}, " if asked else f"{_count(len(have))}, "
    words += f"{size} of {asked_size}" if asked_size else work.measured(size)
    heading = name[0].upper() + name[1:]
    work.lines.append(Line(f"{heading}: {words}", holds if asked or asked_size else None))


def _limits(least: int | None, most: int | None, what: str) -> str:
    """At least 60, at most 120 hours."""
    if least is not None and least == most:
        return f"exactly {least} {what}"
    parts = [f"at least {least}"] if least is not None else []
    parts += [f"at most {most}"] if most is not None else []
    return f"{', '.join(parts)} {what}" if parts else ""


def _group_problems(work: _Sum, group: GroupShape, have: list[Chosen], name: str) -> bool:
    before = len(work.problems)
    measure = work.shape.counted_in
    for value, least, most, what in (
        (len(have), group.least_units, group.most_units, "units"),
        (work.size(have), group.least_size, group.most_size, measure),
    ):
        if least is not None and value < least:
            work.problems.append(
                Problem(
                    f"From {name} {_are(value, what)} chosen; at least {least} are needed.",
                    f"Choose {_measure(least - value, what)} more from group {group.code}.",
                )
            )
        if most is not None and value > most:
            work.problems.append(
                Problem(
                    f"From {name} {_are(value, what)} chosen; at most {most} may count.",
                    f"Leave out {_measure(value - most, what)} of group {group.code}.",
                )
            )
    return len(work.problems) == before


def _rest(work: _Sum) -> None:
    """What is chosen outside every group, and of which nobody has said what it is."""
    codes = {group.code for group in work.shape.groups}
    rest = [u for u in work.chosen if u.status not in ALWAYS and u.group not in codes]
    if any(u.status not in ALWAYS and u.group not in codes for u in work.shape.units):
        work.lines.append(Line(f"Optional: {_count(len(rest))}, {work.measured(work.size(rest))}"))
    unsaid = [unit.number for unit in _ordered(rest) if not unit.status and not unit.group]
    if unsaid:
        work.unknown.append(
            Problem(
                f"Whether {_units(unsaid)} {'is' if len(unsaid) == 1 else 'are'} mandatory or "
                "optional is not recorded.",
                "Add it to the specification.",
            )
        )


def _barred(work: _Sum) -> None:
    have = {unit.number for unit in work.chosen}
    for one, other in work.shape.barred:
        if one in have and other in have:
            work.problems.append(
                Problem(
                    f"Units {one} and {other} may not be taken together.",
                    "Leave out one of the two.",
                )
            )


def _total(work: _Sum) -> None:
    total, size = work.size(work.chosen), work.shape.size
    measure = work.shape.counted_in
    if size is None:
        work.lines.append(Line(f"Total {work.measured(total)}"))
        work.unknown.append(
            Problem(
                f"How many {measure} the qualification has is not recorded.",
                "Add its size to the specification.",
            )
        )
        return
    exact = all(unit.size is not None for unit in work.chosen)
    holds = total == size or (total > size and _can_spare(work, size))
    work.lines.append(Line(f"Total {total} of {size} {measure}", holds if exact else None))
    if not exact:
        return
    if total < size:
        work.problems.append(
            Problem(
                f"The units come to {total} {measure}; the qualification has {size}.",
                f"Choose units of {_measure(size - total, measure)} more.",
            )
        )
    elif holds and total > size:
        work.notes.append(
            f"{work.measured(total - size)} more than the qualification has. The results that "
            "make the best valid combination count; the others are extra."
        )
    elif not holds:
        work.problems.append(
            Problem(
                f"The units come to {total} {measure}, {total - size} more than the qualification "
                f"has, and none of them can be left out so that {size} remain.",
                "Exchange an optional unit for a smaller one.",
            )
        )


def _can_spare(work: _Sum, size: int) -> bool:
    """Whether some of the chosen units, within what the groups ask, come to exactly the size.

    Of a unit counted in credits a part may count, so that anything over can be spared.
    """
    if work.shape.counted_in == "credits":
        return True
    fixed = [unit for unit in work.chosen if unit.status in ALWAYS]
    loose = [unit for unit in work.chosen if unit.status not in ALWAYS]
    codes = {group.code for group in work.shape.groups}
    totals = {work.size(fixed)}
    for group in work.shape.groups:
        held = [unit for unit in fixed if unit.group == group.code]
        some = [unit.size or 0 for unit in loose if unit.group == group.code]
        base = (len(held), work.size(held))
        sums = {
            total - base[1] for count, total in _subsets(some, base) if _fits(group, count, total)
        }
        totals = {one + more for one in totals for more in sums if one + more <= size}
    rest = [unit.size or 0 for unit in loose if unit.group not in codes]
    extras = {total for _, total in _subsets(rest, (0, 0))}
    return any(size - one in extras for one in totals)


def _subsets(sizes: list[int], start: tuple[int, int]) -> set[tuple[int, int]]:
    """Every count and sum that some of the sizes can make, from a start."""
    found = {start}
    for size in sizes:
        found |= {(count + 1, total + size) for count, total in found}
    return found


def _fits(group: GroupShape, count: int, total: int) -> bool:
    return (
        (group.least_units is None or count >= group.least_units)
        and (group.most_units is None or count <= group.most_units)
        and (group.least_size is None or total >= group.least_size)
        and (group.most_size is None or total <= group.most_size)
    )


def _ordered(units: Iterable[Chosen]) -> list[Chosen]:
    return sorted(units, key=lambda unit: number_order(unit.number))


def _count(count: int) -> str:
    return f"{count} unit" if count == 1 else f"{count} units"


def _units(numbers: list[str]) -> str:
    if len(numbers) == 1:
        return f"unit {numbers[0]}"
    return f"units {', '.join(numbers[:-1])} and {numbers[-1]}"


def _measure(value: int, what: str) -> str:
    return f"{value} {what[:-1] if value == 1 else what}"


def _are(value: int, what: str) -> str:
    return f"{_measure(value, what)} {'is' if value == 1 else 'are'}"
