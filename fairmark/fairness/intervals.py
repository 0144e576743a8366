"""How sure a share is, and a difference of two: Wilson’s interval, Newcombe’s, Fisher’s test, Holm’s rule.

Sources: E. B. Wilson, JASA 22 (1927); R. G. Newcombe, Statistics in Medicine 17 (1998) 857 and 873,
method 10; R. A. Fisher, The Design of Experiments (1935); S. Holm, Scand. J. Statist. 6 (1979).
"""

from collections.abc import Sequence
from math import comb, sqrt
from statistics import NormalDist
from typing import NamedTuple

#: How often an interval is to hold what is true, and how rarely a test may cry wolf: the usual
#: convention of statistics, no limit of the domain. (A technical limit.)
CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
#: Tables as unlikely as the one seen count with it in spite of rounding. (A technical limit.)
_ROUNDING = 1e-7


class Interval(NamedTuple):
    """From where to where something may lie; shares between 0 and 1, differences between -1 and 1."""

    low: float
    high: float


class Share(NamedTuple):
    """How many of how many."""

    met: int
    of: int

    @property
    def part(self) -> float:
        return self.met / self.of if self.of else 0.0

    @property
    def interval(self) -> Interval:
        """Wilson's score interval without continuity correction: sound for small numbers and for 0."""
        if not self.of:
            return Interval(0.0, 1.0)
        middle = 2 * self.met + _Z**2
        width = _Z * sqrt(_Z**2 + 4 * self.met * (1 - self.part))
        below = 2 * (self.of + _Z**2)
        return Interval(max(0.0, (middle - width) / below), min(1.0, (middle + width) / below))


def difference(one: Share, other: Share) -> Interval:
    """Newcombe's interval for one share less the other, from the two of Wilson (his method 10)."""
    seen = one.part - other.part
    first, second = one.interval, other.interval
    return Interval(
        seen - sqrt((one.part - first.low) ** 2 + (second.high - other.part) ** 2),
        seen + sqrt((first.high - one.part) ** 2 + (other.part - second.low) ** 2),
    )


def chance_of(one: Share, other: Share) -> float:
    """Fisher's exact test, two-sided: how often chance alone would part them at least as far."""
    met, of = one.met + other.met, one.of + other.of
    every = comb(of, met)

    def likely(here: int) -> float:
        return comb(one.of, here) * comb(other.of, met - here) / every

    seen = likely(one.met) * (1 + _ROUNDING)
    least, most = max(0, met - other.of), min(one.of, met)
    found = (likely(here) for here in range(least, most + 1))
    return min(1.0, sum(part for part in found if part <= seen))


def holm(chances: Sequence[float]) -> list[float]:
    """Each chance with the number of comparisons taken into account, in their order."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    found = [0.0] * len(chances)
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[place]))
        found[place] = highest
    return found
