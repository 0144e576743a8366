"""What stands between a learner and the award, apart from points: every reason, not the first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from fairmark.catalogue.grading.tally import Missed, Tally
from fairmark.catalogue.grading.units import MANDATORY, Unit
from fairmark.catalogue.schemes import Scheme, SchemeRule


@dataclass(frozen=True)
class Reason:
    """Why an award is blocked or in doubt: in few words, and as a sentence with what to do."""

    rule: str
    short: str
    says: str


@dataclass(frozen=True)
class Checks:
    """The rules of a scheme, with what one title has instead, for one set of units."""

    scheme: Scheme
    rules: tuple[SchemeRule, ...]
    units: tuple[Unit, ...]

    @cached_property
    def _checks(self) -> list[tuple["Check", SchemeRule, bool]]:
        return [
            (CHECKS[rule.kind], rule, rule.may_block) for rule in self.rules if rule.kind in CHECKS
        ]

    @cached_property
    def _names_required_units(self) -> bool:
        return self.scheme.rule("required_units") is not None

    def reasons(self, tally: Tally) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """What blocks, and what only needs care: a rule of low or no confidence never blocks."""
        if not (tally.failed or tally.near or tally.open):
            return self._of_all_passed
        return self._found(tally)

    @cached_property
    def _of_all_passed(self) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """What the units alone give rise to: the same for every learner who passed them all."""
        return self._found(Tally(0, 0, False, sum(unit.size for unit in self.units), (), (), ()))

    def _found(self, tally: Tally) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        blocks: list[Reason] = []
        cautions: list[Reason] = []
        for check, rule, may_block in self._checks:
            if found := check(self, rule, tally):
                (blocks if may_block else cautions).extend(found)
        if tally.failed:
            blocks += _required(tally)
            if self._names_required_units:
                cautions += _doubtful(tally)
        return tuple(blocks), tuple(cautions)


def rules_for(
    scheme: Scheme, qualification: str, own: tuple[SchemeRule, ...] = ()
) -> tuple[SchemeRule, ...]:
    """The rules of a scheme for a qualification: the special rule stands in for the general one.

    `own` are those of its specification, which stand in for a title's too.
    """
    special = next((one for one in scheme.titles if one.is_of(scheme.id, qualification)), None)
    rules = scheme.rules
    if special is not None:
        rules = _in_place(rules, special.rules, without=special.without)
    return _in_place(rules, own)


def _in_place(
    rules: tuple[SchemeRule, ...], special: tuple[SchemeRule, ...], without: tuple[str, ...] = ()
) -> tuple[SchemeRule, ...]:
    gone = {*without, *(rule.kind for rule in special)}
    return (*(rule for rule in rules if rule.kind not in gone), *special)


Check = Callable[[Checks, SchemeRule, Tally], Iterable[Reason]]


def _all_attempted(checks: Checks, rule: SchemeRule, tally: Tally) -> list[Reason]:
    if not tally.open:
        return []
    first = tally.open[0].named
    more = len(tally.open) - 1
    which = first if not more else f"{first} and {more} more"
    return [
        Reason(
            rule.kind,
            f"{len(tally.open)} {'unit has' if not more else 'units have'} no outcome yet",
            f"{which} {'has' if not more else 'have'} no outcome yet. Every unit needs one, even U.",
        )
    ]


def _external_minimum(checks: Checks, rule: SchemeRule, tally: Tally) -> list[Reason]:
    if not (tally.failed or tally.near):
        return []
    least = rule.values["least"]
    grades = checks.scheme.scales["external"].grades
    short = [
        one for one in tally.below_pass
        if one.unit.is_external and grades.index(one.grade) < grades.index(least)
    ]  # fmt: skip
    return [
        Reason(
            rule.kind,
            rule.values["words"].format(
                least=least, grade=one.grade, status=one.unit.status or "counted"
            ),
            f"{one.unit.named} is external and at {one.grade}. External units must be at {least} "
            "or above: enter the learner again.",
        )
        for one in short
    ]


def _least_at_pass(checks: Checks, rule: SchemeRule, tally: Tally) -> list[Reason]:
    least = rule.values["size"]
    held = tally.passed
    if rule.values["near_pass_counts"]:
        held += sum(one.unit.size for one in tally.near)
    held += sum(unit.size for unit in tally.open)
    if held >= least:
        return []
    return [
        Reason(
            rule.kind,
            f"fewer than {least} GLH at Pass or above",
            f"{held} guided learning hours are at Pass or above; at least {least} are needed. "
            "Bring further units to Pass.",
        )
    ]


def _most_at_u(checks: Checks, rule: SchemeRule, tally: Tally) -> list[Reason]:
    if not tally.failed:
        return []
    most, name = rule.values["size"], rule.values["named"]
    found = []
    if most == 0:
        which = ", ".join(one.unit.named for one in tally.failed)
        return [
            Reason(
                rule.kind, f"no compensation at {name} size",
                f"{which} at U. At {name} size every unit must be passed.",
            )
        ]  # fmt: skip
    for one in tally.failed:
        if one.unit.status == MANDATORY:
            found.append(_mandatory(one))
    at_u = sum(one.unit.size for one in tally.failed if one.unit.status != MANDATORY)
    if at_u > most:
        found.append(
            Reason(
                rule.kind, f"{at_u} GLH at U, at most {most} allowed",
                f"Optional units of {at_u} guided learning hours are at U; at most {most} may be.",
            )
        )  # fmt: skip
    return found


def _mandatory(one: Missed) -> Reason:
    return Reason(
        "required_units",
        f"a mandatory unit is at {one.grade}",
        f"{one.unit.named} is mandatory and at {one.grade}. It must be passed.",
    )


def _size_at_pass(checks: Checks, rule: SchemeRule, tally: Tally) -> list[Reason]:
    size = checks.scheme.size or 0
    held = tally.passed + sum(unit.size for unit in tally.open)
    if held >= size:
        return []
    return [
        Reason(
            rule.kind, f"only {held} credits passed of {size}",
            f"{held} credits are passed; {size} are needed. A unit at U brings no credit: "
            "bring it to Pass, or pass another.",
        )
    ]  # fmt: skip


def core_reason(rule: SchemeRule, core: int, grade: str) -> Reason | None:
    """Whether the core units bring what a grade of that level needs. Source: PCALC."""
    least = rule.values["points"]
    if core >= least or not grade.startswith(rule.values["grades"]):
        return None
    return Reason(
        rule.kind, f"core units bring {core} points, at least {least} needed",
        f"The core units bring {core} points. For a grade at Level 2 they must bring {least}.",
    )  # fmt: skip


def _credits_at_each_level(checks: Checks, rule: SchemeRule, tally: Tally) -> list[Reason]:
    found = []
    for level in rule.values["levels"]:
        held = sum(unit.size for unit in checks.units if unit.level == level)
        missed = sum(one.unit.size for one in tally.below_pass if one.unit.level == level)
        still = sum(unit.size for unit in tally.open if unit.level == level)
        attempted, passed = held - still, held - missed
        if attempted < rule.values["attempted"]:
            found.append(
                Reason(
                    rule.kind, f"only {attempted} credits attempted at level {level}",
                    f"{attempted} credits are attempted at Level {level}; "
                    f"{rule.values['attempted']} must be.",
                )
            )  # fmt: skip
        if passed < rule.values["passed"]:
            found.append(
                Reason(
                    rule.kind, f"only {passed} credits passed at level {level}",
                    f"{passed} credits are passed at Level {level}; "
                    f"at least {rule.values['passed']} must be.",
                )
            )  # fmt: skip
    return found


def credits_at_level_reason(
    scheme: Scheme, rule: SchemeRule, credits: int, above: int
) -> Reason | None:
    """The credits that must be at the level of the qualification. Source: HNLEAF."""
    level, least = rule.values["level"], rule.values["least"]
    most = rule.values.get("most_above")
    if credits >= least and (most is None or above <= most):
        return None
    short = f"needs at least {least} credits at level {level}"
    if most is not None:
        short += f" (at most {most} at level {level + 1})"
    return Reason(
        rule.kind, short,
        f"{credits} credits are at Level {level}; at least {least} of {scheme.size} must be.",
    )  # fmt: skip


def _credits_at_level(checks: Checks, rule: SchemeRule, tally: Tally) -> list[Reason]:
    level = rule.values["level"]
    at = sum(unit.size for unit in checks.units if unit.level == level)
    above = sum(unit.size for unit in checks.units if (unit.level or 0) > level)
    reason = credits_at_level_reason(checks.scheme, rule, at, above)
    return [reason] if reason else []


def _may_be_failed(checks: Checks, rule: SchemeRule, tally: Tally) -> list[Reason]:
    allowed, optional = rule.values["units"], rule.values["optional"]
    return [
        Reason(
            rule.kind, f"{one.unit.named} must be at Pass or above",
            f"{one.unit.named} is at {one.grade}. {rule.says}",
        )
        for one in tally.below_pass
        if one.unit.number not in allowed and not (optional and one.unit.is_optional)
    ]  # fmt: skip


def _not_read(checks: Checks, rule: SchemeRule, tally: Tally) -> list[Reason]:
    if not tally.failed:
        return []
    return [
        Reason(
            rule.kind, f"{rule.values['what']} at this size is not known",
            f"{', '.join(one.unit.named for one in tally.failed)} at U. {rule.says}",
        )
    ]  # fmt: skip


def _required(tally: Tally) -> list[Reason]:
    return [
        Reason(
            "required_units", f"{one.unit.named} must be passed",
            f"{one.unit.named} is at {one.grade}. The specification says that it must be passed.",
        )
        for one in tally.failed
        if one.unit.must_pass
    ]  # fmt: skip


def _doubtful(tally: Tally) -> list[Reason]:
    return [
        Reason(
            "required_units", f"{one.unit.named} may have to be passed",
            f"{one.unit.named} is mandatory and at {one.grade}. Look in the specification whether "
            "it must be passed, and say so there.",
        )
        for one in tally.failed
        if one.unit.status == MANDATORY and not one.unit.is_external and one.unit.must_pass is None
    ]  # fmt: skip


CHECKS: dict[str, Check] = {
    "all_attempted": _all_attempted,
    "external_minimum": _external_minimum,
    "least_at_pass": _least_at_pass,
    "most_at_u": _most_at_u,
    "size_at_pass": _size_at_pass,
    "credits_at_each_level": _credits_at_each_level,
    "credits_at_level": _credits_at_level,
    "may_be_failed": _may_be_failed,
    "not_read": _not_read,
}
