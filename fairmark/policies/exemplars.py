"""The policies as Fairmark writes them for a centre to start from, in our own words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

#: The issue of the texts, kept with each version that began from them.
ISSUE = "2026.1"

#: The policies that a centre may need, in the order of the guide.
KINDS = (
    "registration", "assessment", "internal-verification", "appeals", "malpractice",
    "collaboration", "distance", "adjustments",
)  # fmt: skip

#: Which policy answers the aims, commitments and procedures of an area of the guide.
KIND_OF_AREA = {
    "registration": "registration",
    "assessment": "assessment",
    "internal verification": "internal-verification",
    "appeals": "appeals",
    "malpractice": "malpractice",
    "collaboration": "collaboration",
    "distance and blended": "distance",
    "adjustments": "adjustments",
}

#: The kinds of clause that the text of a policy answers.
ANSWERED = frozenset({"procedure", "aim", "commitment", "taxonomy"})


@dataclass(frozen=True)
class Exemplar:
    """One policy as it comes: who it concerns, its numbers and choices, blocks, dates and links.

    A block is {"id", "part", "heading", "clauses", "html"} with, where it has them, "note" (for
    the margin), "when" (what a centre does for it to be needed) and "steps" (a procedure's).
    """

    kind: str
    title: str
    about: str
    owner: str
    readers: tuple[str, ...]
    approvers: tuple[str, ...]
    numbers: dict[str, list[str]]
    choices: dict[str, str]
    blocks: tuple[dict[str, Any], ...]
    learner: tuple[dict[str, Any], ...]
    dates: tuple[dict[str, Any], ...]
    links: tuple[dict[str, Any], ...]

    def content(self, does: frozenset[str]) -> dict[str, Any]:
        """What a version of it holds, for a centre that `does` such things as "remote"."""
        return {
            "about": self.about,
            "owner": self.owner,
            "readers": list(self.readers),
            "approvers": list(self.approvers),
            "numbers": self.numbers,
            "choices": self.choices,
            "blocks": [_plain(one) for one in self.blocks if _needed(one, does)],
            "learner": [_plain(one) for one in self.learner if _needed(one, does)],
            "dates": [dict(one) for one in self.dates],
            "links": [dict(one) for one in self.links],
        }

    def block(self, block_id: str) -> dict[str, Any] | None:
        """One of its blocks as it comes; None if it has none of that id."""
        return next((_plain(one) for one in self.blocks if one["id"] == block_id), None)


def _needed(block: dict[str, Any], does: frozenset[str]) -> bool:
    return "when" not in block or block["when"] in does


def _plain(block: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in block.items() if name != "when"}
    return kept | {"html": block["html"].strip()}


@cache
def exemplar(kind: str) -> Exemplar:
    """The policy of a kind. Raises KeyError for a kind that there is not."""
    if kind not in KINDS:
        raise KeyError(kind)
    text = resources.files("fairmark.policies").joinpath(f"data/{kind}.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return Exemplar(
        kind=data["kind"],
        title=data["title"],
        about=data["about"],
        owner=data["owner"],
        readers=tuple(data["readers"]),
        approvers=tuple(data["approvers"]),
        numbers=data["numbers"],
        choices=data.get("choices", {}),
        blocks=tuple(data["block"]),
        learner=tuple(data.get("learner", ())),
        dates=tuple(data.get("date", ())),
        links=tuple(data.get("link", ())),
    )


@cache
def kind_of_number(key: str) -> str:
    """The policy that sets a number. Raises KeyError for a number that none sets."""
    return next((kind for kind in KINDS if key in exemplar(kind).numbers), "") or _unknown(key)


@cache
def kind_of_choice(key: str) -> str:
    """The policy that makes a choice. Raises KeyError for a choice that none makes."""
    return next((kind for kind in KINDS if key in exemplar(kind).choices), "") or _unknown(key)


def _unknown(key: str) -> str:
    raise KeyError(f"No policy sets “{key}”.")


def words_of(key: str) -> list[str]:
    """A number’s name and what it counts."""
    return exemplar(kind_of_number(key)).numbers[key]
