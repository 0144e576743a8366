"""Reading an edition of the guide from a file, and telling what it changes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from fairmark.guide.editions import AREAS, KINDS, Clause

COLUMNS = tuple(field.name for field in fields(Clause))
#: How a clause is evidenced: by records, a document, a record of its own, or a person's word.
EVIDENCE = ("auto", "document", "record", "attest")
_ID = re.compile(r"[A-Z]{2,4}-[A-Z]?\d{1,3}")
#: More than any edition holds; a larger file is something else.
MOST_CLAUSES = 2_000
#: The most that one column of a clause holds, in characters, and a whole file, in bytes.
LONGEST, MOST_BYTES = 2_000, 5 * 1024**2
#: How many troubles are told at once.
MOST_TROUBLES = 20


class BadEdition(ValueError):
    """The file is no edition of the guide. `troubles` names row, column and cure."""

    def __init__(self, troubles: Sequence[str]):
        self.troubles = list(troubles)
        super().__init__(" ".join(self.troubles))


def parse(content: bytes) -> tuple[Clause, ...]:
    """The clauses of a file, in its order. Raises BadEdition.

    Text in UTF-8, columns parted by “|”, the first row naming them.
    """
    if len(content) > MOST_BYTES:
        raise BadEdition(["The file is far larger than any edition of the guide."])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadEdition([f"Row {line} is not text in UTF-8. Save the file as UTF-8."]) from None
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    if not lines:
        raise BadEdition(["The file is empty."])
    headings = lines[0].split("|")
    if not set(COLUMNS) & set(headings):
        raise BadEdition(
            ["This is no edition of the guide: its first row does not name the columns "
             f"{'|'.join(COLUMNS)}."]
        )  # fmt: skip
    if missing := [name for name in COLUMNS if name not in headings]:
        raise BadEdition(
            [f"The column “{name}” is missing. The first row is: {'|'.join(COLUMNS)}"
             for name in missing]
        )  # fmt: skip
    if len(lines) > MOST_CLAUSES:
        raise BadEdition([f"The file has {len(lines):,} rows; an edition has a few hundred."])
    rows = [_by_heading(headings, line) for line in lines[1:]]
    troubles: list[str] = []
    found: dict[str, Clause] = {}
    for number, row in enumerate(rows, 2):
        wrong = _wrong(row, found)
        troubles += [f"Row {number}, column “{column}”: {said}" for column, said in wrong]
        if not wrong:
            values = {name: row[name].strip() for name in COLUMNS}
            found[values["id"]] = Clause(**(values | {"changed": values["changed"] == "yes"}))
    if troubles:
        more = len(troubles) - MOST_TROUBLES
        raise BadEdition(troubles[:MOST_TROUBLES] + ([f"And {more} more."] if more > 0 else []))
    if not found:
        raise BadEdition(["The file has headings and no clause."])
    return tuple(found.values())


def _by_heading(headings: list[str], line: str) -> dict[str | None, Any]:
    """The parts of a line under their headings; None holds what is over, and stands for what lacks."""
    parts = line.split("|")
    row: dict[str | None, Any] = dict.fromkeys(headings)
    row.update(zip(headings, parts, strict=False))
    if len(parts) > len(headings):
        row[None] = parts[len(headings) :]
    return row


def _wrong(row: dict[str | None, Any], before: dict[str, Clause]) -> list[tuple[str, str]]:
    """What is wrong with a row, each with its column."""
    if None in row or any(row[name] is None for name in COLUMNS):
        return [
            ("id", f"the row has not {len(COLUMNS)} parts; look for a missing or an extra “|”.")
        ]
    values = {name: row[name].strip() for name in COLUMNS}
    found = [
        (name, f"it holds {len(value):,} characters; at most {LONGEST:,} are read.")
        for name, value in values.items() if len(value) > LONGEST
    ]  # fmt: skip
    found += [
        (name, "it holds a character that cannot be printed. Take it out.")
        for name, value in values.items() if not value.isprintable()
    ]  # fmt: skip
    if found:
        return found
    if not _ID.fullmatch(values["id"]):
        found.append(("id", f"“{values['id']}” is not a clause; write it like REG-1 or IVF-P2."))
    elif values["id"] in before:
        found.append(("id", f"{values['id']} stands here twice. Keep one of them."))
    choices = (("area", AREAS), ("kind", KINDS), ("evidence", EVIDENCE), ("changed", ("yes", "no")))
    for column, allowed in choices:
        if values[column] not in allowed:
            found.append(
                (column, f"“{values[column]}” is not known. Choose from: {', '.join(allowed)}.")
            )
    if not values["requirement"]:
        found.append(("requirement", "say what is asked."))
    return found


class What(StrEnum):
    """What an edition does to a clause."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Difference:
    """A clause that is not as it was: what it was and what it is, None where there is none."""

    what: What
    before: Clause | None
    after: Clause | None

    @property
    def clause(self) -> Clause:
        """The clause as it stands now, or as it last stood."""
        found = self.after or self.before
        assert found is not None  # one of them is there by construction
        return found


def differences(before: Iterable[Clause], after: Iterable[Clause]) -> list[Difference]:
    """What an edition adds, changes and withdraws, in the order of the new one; withdrawn last.

    How a clause is shown, and whether its edition calls it changed, is no change of the clause.
    """
    old = {one.id: one for one in before}
    new = {one.id: one for one in after}
    found = []
    for clause in new.values():
        was = old.get(clause.id)
        if was is None:
            found.append(Difference(What.ADDED, None, clause))
        elif _asked(was) != _asked(clause):
            found.append(Difference(What.CHANGED, was, clause))
    return found + [
        Difference(What.WITHDRAWN, clause, None) for clause in old.values() if clause.id not in new
    ]


def _asked(clause: Clause) -> tuple[str, str, str]:
    return clause.area, clause.kind, " ".join(clause.requirement.split())
