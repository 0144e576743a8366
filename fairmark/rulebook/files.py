"""Rules from a file that a centre has: JSON, or the rows of a CSV or a spreadsheet."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fairmark.exchange.reading import Unreadable, read_table, refuse_large
from fairmark.exchange.rules import BadCell, Column, map_columns
from fairmark.exchange.rules import text as read_text
from fairmark.rulebook.checking import COLUMNS, BadRules, Row
from fairmark.rulebook.packs import as_row
from fairmark.rulebook.rules import Rule
from fairmark.rulebook.words import cell

#: Headings that people write for a column, beside its own name.
_ALIASES = {
    "key": ("rule", "id"), "from": ("from day", "valid from", "starts"), "until": ("to", "ends"),
    "source": ("source id",), "says": ("in words", "meaning"),
}  # fmt: skip
_OPTIONAL = {"family", "unit", "until"}


@dataclass(frozen=True)
class RuleFile:
    """A file as it was read: what it calls itself, whether it is a whole pack, and its rows."""

    name: str
    whole: bool
    rows: tuple[Row, ...]


def read(content: bytes, file_name: str) -> RuleFile:
    """The rows of a file, not yet checked. Raises BadRules."""
    try:
        refuse_large(len(content), "A pack of rules is far smaller.")
        if content.lstrip()[:1] in (b"{", b"[") or file_name.casefold().endswith(".json"):
            return _json(content, file_name)
        return _table(content, file_name)
    except Unreadable as bad:
        raise BadRules([f"{file_name}: {bad}"]) from None


def _json(content: bytes, file_name: str) -> RuleFile:
    if not content.strip():
        raise Unreadable("The file is empty.")
    try:
        found = json.loads(
            content.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_each_once
        )
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(f"Line {line} is not text in UTF-8. Save the file as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"It is no JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno}. "
            "Mend that place, or bring the rules as a CSV."
        ) from None
    except Unreadable:
        raise
    except (ValueError, RecursionError):
        raise Unreadable("It holds numbers or brackets that no rule has.") from None
    head = found if isinstance(found, dict) else {"rules": found}
    rows = head.get("rules")
    if not isinstance(rows, list):
        raise Unreadable('It has no list of rules. Write {"pack": "…", "rules": [ … ]}.')
    if strange := [number for number, row in enumerate(rows, 1) if not isinstance(row, dict)]:
        raise Unreadable(f'Row {strange[0]} is no rule. Write each as {{"key": "…", …}}.')
    name = head.get("pack")
    return RuleFile(
        name if isinstance(name, str) else "", head.get("replaces") is True,
        tuple(Row(number, row) for number, row in enumerate(rows, 1)),
    )  # fmt: skip


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if [one for one, _ in pairs].count(name) > 1)
        raise Unreadable(f"“{twice[:40]}” stands twice in one rule. Keep one of them.")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _table(content: bytes, file_name: str) -> RuleFile:
    table = read_table(content, file_name)
    columns = tuple(
        Column(name, name, str, _ALIASES.get(name, ()), needed=name not in _OPTIONAL)
        for name in COLUMNS
    )
    mapping = map_columns(table.headings, columns)
    if mapping.problems:
        raise BadRules([f"{file_name}, row 1, column “{one.column}”: {one.message}"
                        for one in mapping.problems])  # fmt: skip
    rows, troubles = [], []
    for row in table.rows:
        cells = {}
        for name, place in mapping.places.items():
            found = row.cells[place] if place < len(row.cells) else ""
            try:
                cells[name] = read_text(found)
            except BadCell as bad:
                troubles.append(f"{file_name}, row {row.number}, column “{name}”: {bad}")
        rows.append(Row(row.number, cells))
    if troubles:
        raise BadRules(troubles[:20])
    return RuleFile("", False, tuple(rows))


def as_json(rules: Sequence[Rule], name: str) -> bytes:
    """Rules as a file that can be read in again."""
    document = {"pack": name, "rules": [as_row(one) for one in rules]}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def as_table(rules: Sequence[Rule]) -> list[list[str]]:
    """Rules as the rows of a table that can be read in again, under `COLUMNS`."""
    return [
        [one.key, one.family, cell(one), one.unit, one.from_on.isoformat(),
         one.until_on.isoformat() if one.until_on else "", one.source, one.document,
         one.confidence, one.says]
        for one in rules
    ]  # fmt: skip
