"""Which groups are compared by which results, when a difference is more than chance, what it asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from fairmark.fairness.intervals import (
    CONFIDENCE,
    Interval,
    Share,
    chance_of,
    difference,
    holm,
)

#: Fewer learners than this on either side are not shown: a share of them says nothing, and what is
#: said of so few is said of persons. (A technical limit.)
LEAST = 10


class By(StrEnum):
    """What learners are grouped by, as far as records hold it."""

    SEX = "sex"
    SITE = "site"
    GROUP = "teaching group"
    MODE = "how work was set"
    ASSESSOR = "assessor"


#: Results that are compared: of each band whether every criterion judged was met.
BANDS = (("L1", "Level 1"), ("P", "Pass"), ("M", "Merit"), ("D", "Distinction"))


class Group(NamedTuple):
    """A group of learners: the key that stays, and what it is called."""

    key: str
    label: str


@dataclass(frozen=True)
class Judged:
    """A learner as the comparison reads them: their groups, and by band whether all judged was met."""

    groups: Mapping[By, Group]
    met: Mapping[str, bool]


class Verdict(StrEnum):
    """What is said of a group."""

    CHANCE = "chance may explain it"
    SMALL = "more than chance, less than we ask about"
    ASKS = "more than chance"
    TOO_FEW = "too few to tell"


@dataclass(frozen=True)
class Line:
    """One group in one result: its share, the others’, and the difference with how sure it is.

    `share` is None where it is not shown. `chance` takes all comparisons of the cohort into account.
    `comparison` is the same for the two sides of two groups, which say the same.
    """

    by: By
    group: Group
    band: str
    share: Share | None = None
    others: Share | None = None
    between: Interval | None = None
    chance: float = 1.0
    verdict: Verdict = Verdict.TOO_FEW
    comparison: str = ""

    @property
    def seen(self) -> float:
        """The difference as it is in these records."""
        return self.share.part - self.others.part if self.share and self.others else 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        return str(self.by), self.group.key, self.band


@dataclass(frozen=True)
class Picture:
    """Every line of a cohort, and how many learners could be told by each grouping."""

    lines: Sequence[Line]
    learners: int
    held: Mapping[By, int] = field(default_factory=dict)

    @property
    def asking(self) -> list[Line]:
        """The differences that ask for a review; one of two groups stands for both."""
        asking = (line for line in self.lines if line.verdict is Verdict.ASKS)
        return list({line.comparison: line for line in reversed(list(asking))}.values())[::-1]

    @property
    def compared(self) -> int:
        """How many lines have something to say."""
        return sum(line.verdict is not Verdict.TOO_FEW for line in self.lines)


def picture_of(learners: Sequence[Judged], *, gap_percent: int | None) -> Picture:
    """Compare every group with all others of its kind, in every band; each learner counts once.

    A difference asks for a review where it is more than chance explains, all comparisons taken
    together, and at least as large as the policy says (`gap_percent`; None: any size).
    """
    lines = [
        line for by in By for band, _ in BANDS for line in _lines(by, band, learners)
    ]  # fmt: skip
    chances = {
        line.comparison: chance_of(line.share, line.others)
        for line in lines if line.share and line.others
    }  # fmt: skip
    found = dict(zip(chances, holm(list(chances.values())), strict=True))
    told = [
        _told(line, found[line.comparison], gap_percent) if line.share else line for line in lines
    ]
    held = {by: sum(by in one.groups for one in learners) for by in By}
    return Picture(told, len(learners), held)


def _lines(by: By, band: str, learners: Iterable[Judged]) -> list[Line]:
    """The groups of one kind, with a share for those that may be shown."""
    counts: dict[Group, list[bool]] = {}
    for one in learners:
        if by in one.groups and band in one.met:
            counts.setdefault(one.groups[by], []).append(one.met[band])
    shares = {group: Share(sum(met), len(met)) for group, met in counts.items()}
    if len(shares) < 2:
        return []  # nobody to compare with
    met, of = sum(one.met for one in shares.values()), sum(one.of for one in shares.values())
    hidden = hidden_among({group: share.of for group, share in shares.items()})
    lines = []
    for group, share in sorted(shares.items(), key=lambda one: one[0].label):
        others = Share(met - share.met, of - share.of)
        if group in hidden or others.of < LEAST:
            lines.append(Line(by, group, band))
        else:
            between = difference(share, others)
            comparison = f"{by}:{band}" if len(shares) == 2 else f"{by}:{band}:{group.key}"
            lines.append(Line(by, group, band, share, others, between, comparison=comparison))
    return lines


def hidden_among(sizes: Mapping[Group, int]) -> set[Group]:
    """Groups too small to show; where that is one alone, the next one too, or it could be worked out."""
    hidden = {group for group, of in sizes.items() if of < LEAST}
    if len(hidden) == 1:
        rest = {group: of for group, of in sizes.items() if group not in hidden}
        hidden.add(min(rest, key=lambda group: (rest[group], group)))
    return hidden


def _told(line: Line, chance: float, gap_percent: int | None) -> Line:
    if chance > 1 - CONFIDENCE:
        verdict = Verdict.CHANCE
    elif gap_percent is not None and _is_less(line, gap_percent):
        verdict = Verdict.SMALL
    else:
        verdict = Verdict.ASKS
    return replace(line, chance=chance, verdict=verdict)


def _is_less(line: Line, percent: int) -> bool:
    """Whether a difference is smaller than so many points, in whole numbers, so to the point."""
    one, other = line.share, line.others
    assert one is not None
    assert other is not None
    return abs(one.met * other.of - other.met * one.of) * 100 < percent * one.of * other.of


# -- reviews ---------------------------------------------------------------------------------


class Outcome(StrEnum):
    """What a review of a difference came to."""

    EXPLAINED = "explained"
    TO_DO = "to do"


@dataclass(frozen=True)
class Reviewed:
    """The last review of a difference, as the rules read it."""

    outcome: Outcome
    low: float
    high: float

    def covers(self, line: Line) -> bool:
        """Whether the difference is still where it was said to be when it was reviewed."""
        return self.low <= line.seen <= self.high


def asks_still(line: Line, last: Reviewed | None) -> bool:
    """Whether a difference waits for a review: there is none, or it has moved since."""
    return last is None or not last.covers(line)
