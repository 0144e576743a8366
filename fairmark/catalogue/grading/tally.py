"""What a learner's results add up to: points, hours passed, units missed, units still open."""

from dataclasses import dataclass
from typing import NamedTuple

from fairmark.catalogue.grading.units import Unit


class Missed(NamedTuple):
    """A unit below Pass: which, and its grade."""

    unit: Unit
    grade: str


@dataclass(slots=True)
class Tally:
    """Sums over the units of a combination. `unbounded` says that more points are possible."""

    least: int
    most: int
    unbounded: bool
    passed: int
    failed: tuple[Missed, ...]
    near: tuple[Missed, ...]
    open: tuple[Unit, ...]

    @property
    def below_pass(self) -> tuple[Missed, ...]:
        return self.failed + self.near

    def if_open_passed(self) -> "Tally":
        """The same with every open unit at Pass, points left as they are."""
        passed = self.passed + sum([unit.size for unit in self.open])
        return Tally(
            self.least, self.most, self.unbounded, passed, self.failed, self.near, ()
        )  # fmt: skip
