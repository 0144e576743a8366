"""The clauses of an edition of the guide, as data."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

CURRENT = "2023-24"

#: Area in the data, its title on the board, in the guide's order.
AREAS = {
    "governance": "Running quality systems",
    "centre handbook": "Centre handbook",
    "programme file": "Programme files",
    "learner handbook": "Learner handbook",
    "policies": "Policies",
    "registration": "Registration to certificate",
    "assessment": "Assessment",
    "internal verification": "Internal verification",
    "appeals": "Appeals",
    "malpractice": "Malpractice",
    "collaboration": "Collaborative arrangements",
    "distance and blended": "Distance and blended",
    "adjustments": "Adjustments, consideration",
}

KINDS = {
    "principle": "What is asked",
    "content": "What it holds",
    "aim": "Aims",
    "commitment": "What we commit to",
    "taxonomy": "Kinds",
    "procedure": "Procedures",
}


@dataclass(frozen=True)
class Clause:
    """One thing that the guide asks, in our words."""

    id: str
    area: str
    kind: str
    changed: bool
    requirement: str
    evidence: str
    shown_by: str

    @property
    def area_title(self) -> str:
        return AREAS[self.area]

    @property
    def kind_title(self) -> str:
        return KINDS[self.kind]


@cache
def clauses(edition: str = CURRENT) -> tuple[Clause, ...]:
    """Every clause of an edition, in the guide's order. Raises FileNotFoundError if unknown."""
    text = resources.files("fairmark.guide").joinpath(f"data/{edition}.psv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="|", quoting=csv.QUOTE_NONE)
    return tuple(Clause(**(row | {"changed": row["changed"] == "yes"})) for row in rows)


@cache
def clause(clause_id: str, edition: str = CURRENT) -> Clause:
    """One clause. Raises KeyError when the edition has none of that id."""
    return {one.id: one for one in clauses(edition)}[clause_id]
