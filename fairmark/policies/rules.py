"""Numbers of a policy and the bounds the rule pack sets for them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Bound:
    """Least and most a centre may choose, and why."""

    least: int
    most: int
    unit: str
    source: str
    firm: bool
    name: str = ""


def outside(numbers: Mapping[str, int], bounds: Mapping[str, Bound], *, firm: bool) -> list[str]:
    """A sentence for each number beyond its bound. `firm` picks the bounds that may refuse."""
    return [
        f"“{bound.name}”: {value} is {'more' if value > bound.most else 'less'} than the rule pack "
        "allows. "
        f"Choose from {bound.least} to {bound.most} {bound.unit} (source: {bound.source})."
        for key, value in numbers.items()
        if (bound := bounds.get(key)) and bound.firm == firm
        if not bound.least <= value <= bound.most
    ]
