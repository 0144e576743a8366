"""What rooms above say of work on the pages of this one: a mark beside it, and the page about it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fairmark.people.rules import Holding
from fairmark.planning.models import Assignment


@dataclass(frozen=True)
class Mark:
    """Words with how they look, and the page that says more, which this reader finds."""

    words: str
    look: str
    icon: str
    link: str


@dataclass
class Beside:
    """What stands beside the work on an assignment: of all of it, and by piece of work."""

    of_all: list[Mark] = field(default_factory=list)
    by_work: dict[int, list[Mark]] = field(default_factory=lambda: defaultdict(list))


#: Marks by piece of work, and under None what is said of all of it, for somebody with these roles.
Source = Callable[[Assignment, Sequence[Holding]], Mapping[int | None, Mark]]
_sources: list[Source] = []


def stands_beside_work(source: Source) -> Source:
    """Mark a function as saying something of the work on an assignment, in a fixed number of questions."""
    _sources.append(source)
    return source


def beside(assignment: Assignment, holdings: Iterable[Holding]) -> Beside:
    """Everything that the rooms above say of the work on an assignment."""
    said, held = Beside(), list(holdings)
    for source in _sources:
        for work, mark in source(assignment, held).items():
            (said.of_all if work is None else said.by_work[work]).append(mark)
    return said
