"""The rule pack that came with the software, and rules as they are kept in files and rows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from fairmark.rulebook.rules import Amended, Pack, Rule

#: Which issue of the pack this is, kept with what is laid over it.
ISSUE = "2026.2"


@cache
def shipped() -> Pack:
    """The pack as it came, from every file of the data folder."""
    return Pack(
        f"Rule pack {ISSUE}", (of_row(row) for part in parts().values() for row in part["rules"])
    )


@cache
def parts() -> dict[str, dict[str, Any]]:
    """The files of the pack, by name: one for each process."""
    folder = resources.files("fairmark.rulebook").joinpath("data")
    files = sorted(
        (one for one in folder.iterdir() if one.name.endswith(".json")), key=lambda one: one.name
    )
    return {one.name: json.loads(one.read_text("utf-8")) for one in files}


def of_row(row: Mapping[str, Any], ours: Amended | None = None) -> Rule:
    """A rule from a row that was checked before."""
    return Rule(
        key=row["key"],
        family=row["family"],
        value=row["value"],
        unit=row["unit"],
        from_on=date.fromisoformat(row["from"]),
        until_on=date.fromisoformat(row["until"]) if row.get("until") else None,
        source=row["source"],
        document=row["document"],
        confidence=row["confidence"],
        says=row["says"],
        ours=ours,
    )


def as_row(one: Rule) -> dict[str, Any]:
    """A rule as a row of a file."""
    row = {
        "key": one.key, "family": one.family, "value": one.value, "unit": one.unit,
        "from": one.from_on.isoformat(), "until": one.until_on and one.until_on.isoformat(),
        "source": one.source, "document": one.document, "confidence": one.confidence,
        "says": one.says,
    }  # fmt: skip
    return {name: part for name, part in row.items() if name != "until" or part}


def marked(rules: Iterable[Rule], ours: Amended) -> tuple[Rule, ...]:
    """Rules marked as the centre's own."""
    return tuple(replace(one, ours=ours) for one in rules)
