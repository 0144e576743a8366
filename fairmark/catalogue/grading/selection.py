"""Which units count when a learner has taken more than the qualification needs."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from fairmark.catalogue.grading.ladder import CannotGrade
from fairmark.catalogue.grading.units import MANDATORY, PASSED, Unit


class Part(NamedTuple):
    """A unit that counts, by its place, with the hours or credits of it that count."""

    place: int
    size: int


class Candidate(NamedTuple):
    """A unit with what it brings: points for all of it, and whether it is passed."""

    unit: Unit
    points: int
    standing: int


Valid = Callable[[frozenset[int]], bool]


def without_surplus(
    candidates: Sequence[Candidate], size: int, *, valid: Valid | None = None
) -> frozenset[int]:
    """The places of the units to count: all mandatory ones, and the best optional ones.

    Their sizes add up to `size` exactly; `valid` asks for more, such as groups. Points first, then
    as little as possible below Pass. Source: AME. Raises CannotGrade where nothing adds up.
    """
    surplus = sum(one.unit.size for one in candidates) - size
    droppable = [
        place for place, one in enumerate(candidates) if one.unit.status != MANDATORY
    ]  # fmt: skip
    everything = frozenset(range(len(candidates)))
    best: dict[int, list[tuple[tuple[int, int], frozenset[int]]]] = {0: [((0, 0), frozenset())]}
    for place in droppable:
        one = candidates[place]
        cost = (one.points, -one.unit.size if one.standing != PASSED else 0)
        for total in sorted(best, reverse=True):
            if (reached := total + one.unit.size) > surplus:
                continue
            found = [
                ((lost[0] + cost[0], lost[1] + cost[1]), dropped | {place})
                for lost, dropped in best[total]
            ]
            best[reached] = best.get(reached, []) + found
            if valid is None:
                best[reached] = [min(best[reached], key=lambda row: row[0])]
    ways = sorted(best.get(surplus, ()), key=lambda row: (row[0], sorted(row[1])))
    for _, dropped in ways:
        if valid is None or valid(everything - dropped):
            return everything - dropped
    raise CannotGrade(
        f"The units add up to {size + surplus}, the qualification has {size}, and leaving out "
        f"optional units of {surplus} is not possible. Compare the units and their sizes with the "
        "specification."
    )


def best_parts(
    candidates: Sequence[Candidate], size: int, *, mandatory_first: bool
) -> tuple[list[Part], list[Part]]:
    """What counts, and what is surplus, where a part of a unit may fill the credits needed.

    Only passed units bring credit. Mandatory units come first where the scheme says so, then the
    units with most points for each credit. Source: SUPQCF, HNQCF.
    """

    def order(place: int) -> tuple[bool, Fraction, int, int]:
        one = candidates[place]
        late = mandatory_first and one.unit.status != MANDATORY
        return (late, -Fraction(one.points, one.unit.size), -one.unit.size, place)

    counted, surplus, needed = [], [], size
    passed = [place for place, one in enumerate(candidates) if one.standing == PASSED]
    for place in sorted(passed, key=order):
        held = candidates[place].unit.size
        part = min(held, needed)
        if part:
            counted.append(Part(place, part))
        if part < held:
            surplus.append(Part(place, held - part))
        needed -= part
    return counted, surplus
