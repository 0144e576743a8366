"""What is wrong with the rows of a specification file: sums, doubles, criteria, schemes, groups."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fairmark.catalogue.criteria import PATTERNS, families_that_know, parse
from fairmark.exchange.rules import Problem

Row = dict[str, Any]
#: Which qualification and which issue a row is about.
Issue = tuple[str, int]


@dataclass(frozen=True)
class HeldUnit:
    """A unit that we hold already, for sums over what the file does not repeat."""

    size: int | None
    status: str


@dataclass(frozen=True)
class SchemeFacts:
    """What a grading scheme says of the qualifications that it is for."""

    family: str
    basis: str
    size: int | None


@dataclass(frozen=True)
class Known:
    """What is known besides the file: schemes, families, and the units held of each issue."""

    schemes: Mapping[str, SchemeFacts]
    families: Mapping[str, str]
    held: Mapping[Issue, Mapping[str, HeldUnit]] = field(default_factory=dict)


@dataclass
class Found:
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


#: What every row of one qualification says alike: the column, and its heading.
_OF_QUALIFICATION = {
    "qan": "QAN", "family": "Family", "scheme": "Grading scheme", "level": "Level",
    "size": "Guided learning hours", "size_credits": "Credits of the qualification",
    "source": "Source", "registrations_from": "First registration",
    "registrations_until": "Last registration", "least_at_pass": "Least at Pass or above",
}  # fmt: skip
#: What every row of one unit says alike, where two programmes share a qualification.
_OF_UNIT = {
    "unit_title": "Unit title", "unit_glh": "Unit hours", "unit_credits": "Unit credits",
    "assessment": "Assessment", "status": "Status", "group": "Group", "must_pass": "Must be passed",
    "criteria": "Criteria",
}  # fmt: skip
#: What every row of one group says alike.
_OF_GROUP = {
    "group_title": "Group title", "group_least_units": "Group: least units",
    "group_most_units": "Group: most units", "group_least": "Group: least hours or credits",
    "group_most": "Group: most hours or credits",
}  # fmt: skip


def look_through(rows: list[Row], known: Known) -> Found:
    """Everything wrong with the rows (errors), and everything doubtful (warnings)."""
    found = Found()
    found.errors += _twice(rows)
    by_issue: dict[Issue, list[Row]] = defaultdict(list)
    for row in rows:
        by_issue[row["title"], row["issue"]].append(row)
    for issue, some in by_issue.items():
        found.errors += _unlike(some, (), _OF_QUALIFICATION, "this qualification")
        found.errors += _unlike(some, ("unit",), _OF_UNIT, "unit {unit}")
        found.errors += _unlike(
            [row for row in some if row["group"]], ("group",), _OF_GROUP, "group {group}"
        )
        found.errors += _wrong_dates(some[0])
        _sums(some, known.held.get(issue, {}), found)
        _scheme(some[0], known, found)
        found.errors += _barred(some, known.held.get(issue, {}))
    for row in rows:
        _criteria(row, known, found)
        found.errors += _limits(row)
    return found


def _twice(rows: list[Row]) -> Iterator[Problem]:
    seen: dict[tuple[str, int, str], int] = {}
    for row in rows:
        first = seen.setdefault((row["code"], row["issue"], row["unit"]), row["row"])
        if first != row["row"]:
            yield Problem(
                row["row"], "Unit", f"Unit {row['unit']} of {row['code']} stands in row {first} "
                "too. Delete one of the two.",
            )  # fmt: skip


def _unlike(
    rows: list[Row], key: tuple[str, ...], columns: Mapping[str, str], whose: str
) -> Iterator[Problem]:
    """Rows that say different things of one and the same; empty cells say nothing."""
    said: dict[tuple[Any, ...], tuple[Any, int]] = {}
    for row in rows:
        for column, heading in columns.items():
            value = row[column]
            if value in ("", None, ()):
                continue
            place = (column, *(row[name] for name in key))
            first, number = said.setdefault(place, (value, row["row"]))
            if first != value:
                yield Problem(
                    row["row"], heading, f"Row {number} has “{_shown(first)}” for "
                    f"{whose.format(**row)} and this row “{_shown(value)}”. Correct the wrong one.",
                )  # fmt: skip


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _wrong_dates(row: Row) -> Iterator[Problem]:
    first, last = row["registrations_from"], row["registrations_until"]
    if first and last and last < first:
        yield Problem(
            row["row"], "Last registration", f"The last registration, {last:%-d %B %Y}, is before "
            f"the first, {first:%-d %B %Y}. Correct one of the two.",
        )  # fmt: skip


def _measure(row: Row) -> tuple[str, str, int | None]:
    """What a qualification is counted in, the column of its units, and its size."""
    if row["size_credits"]:
        return "credits", "unit_credits", row["size_credits"]
    return "hours", "unit_glh", row["size"]


def _sums(rows: list[Row], held: Mapping[str, HeldUnit], found: Found) -> None:
    measure, column, size = _measure(rows[0])
    if size is None:
        return
    units = {**held}
    for row in rows:
        had = held.get(row["unit"], HeldUnit(None, ""))
        units[row["unit"]] = HeldUnit(row[column] or had.size, row["status"] or had.status)
        if row[column] and row[column] > size:
            found.errors.append(
                Problem(
                    row["row"], "Unit hours" if measure == "hours" else "Unit credits",
                    f"Unit {row['unit']} has {row[column]} {measure} and the whole qualification "
                    f"{size}. Correct one of the two.",
                )
            )  # fmt: skip
    always = {n: u for n, u in units.items() if u.status in ("mandatory", "core")}
    needed = sum(unit.size or 0 for unit in always.values())
    if needed > size:
        added = " + ".join(str(unit.size) for unit in always.values() if unit.size)
        found.errors.append(
            Problem(
                rows[0]["row"], "Guided learning hours" if measure == "hours" else
                "Credits of the qualification", f"The mandatory units of {rows[0]['title']} come "
                f"to {added} = {needed} {measure}; the qualification has {size}. Correct the "
                f"{measure} of a unit, its status, or the size.",
            )
        )  # fmt: skip
    total = sum(unit.size or 0 for unit in units.values())
    if total < size and all(unit.size for unit in units.values()):
        found.warnings.append(
            Problem(
                rows[0]["row"], "Unit hours" if measure == "hours" else "Unit credits",
                f"All units of {rows[0]['title']} come to {total} {measure} of {size}, so that no "
                "choice of them is a valid combination. Add the units that are missing, or "
                f"correct the {measure}.",
            )
        )  # fmt: skip


def _scheme(row: Row, known: Known, found: Found) -> None:
    family, name = row["family"], row["scheme"]
    if family not in known.families:
        found.warnings.append(
            Problem(
                row["row"], "Family", f"“{family}” is no family that we know, so its criteria are "
                f"not read and no grade is worked out. The families are {_listed(known.families)}.",
            )
        )  # fmt: skip
    if not name:
        return
    scheme = known.schemes.get(name)
    if scheme is None:
        own = [one for one, facts in known.schemes.items() if facts.family == family]
        found.errors.append(
            Problem(
                row["row"], "Grading scheme", f"“{name}” is no grading scheme that we know. "
                f"Write {_listed(own, 'or') or 'the id of one from the list of schemes'}, or leave "
                "the cell empty.",
            )
        )  # fmt: skip
        return
    if scheme.family != family:
        found.errors.append(
            Problem(
                row["row"], "Grading scheme", f"The scheme {name} is for the family "
                f"{scheme.family} and the row says {family}. Correct one of the two.",
            )
        )  # fmt: skip
    size = row["size_credits"] if scheme.basis == "credits" else row["size"]
    measure = "credits" if scheme.basis == "credits" else "hours"
    if scheme.size and scheme.basis in ("credits", "hours") and size and size != scheme.size:
        found.errors.append(
            Problem(
                row["row"], "Grading scheme", f"The scheme {name} is for {scheme.size} {measure} "
                f"and the qualification has {size}. Name the scheme of its size, or correct the "
                "size.",
            )
        )  # fmt: skip


def _listed(ids: Any, last: str = "and") -> str:
    ids = sorted(ids)
    return f" {last} ".join([", ".join(ids[:-1]), ids[-1]]) if len(ids) > 1 else "".join(ids)


def _barred(rows: list[Row], held: Mapping[str, HeldUnit]) -> Iterator[Problem]:
    numbers = {row["unit"] for row in rows} | set(held)
    for row in rows:
        for other in row["barred_with"]:
            if other == row["unit"]:
                yield Problem(
                    row["row"], "May not be taken with", f"Unit {other} is named as barred with "
                    "itself. Name the other unit.",
                )  # fmt: skip
            elif other not in numbers:
                yield Problem(
                    row["row"], "May not be taken with", f"Unit {other} is no unit of this "
                    "specification. Correct its number, or add it to the file.",
                )  # fmt: skip


def _limits(row: Row) -> Iterator[Problem]:
    if not row["group"]:
        given = [heading for column, heading in _OF_GROUP.items() if row[column] is not None
                 and row[column] != ""]  # fmt: skip
        if given:
            yield Problem(
                row["row"], given[0], "This row says something of a group and names none. Write "
                "the code of the group in the column Group.",
            )  # fmt: skip
    for low, high, what in (
        ("group_least_units", "group_most_units", "units"),
        ("group_least", "group_most", "hours or credits"),
    ):
        if row[low] is not None and row[high] is not None and row[high] < row[low]:
            yield Problem(
                row["row"], _OF_GROUP[high], f"Group {row['group']} has at least {row[low]} and "
                f"at most {row[high]} {what}. Correct one of the two.",
            )  # fmt: skip


def _criteria(row: Row, known: Known, found: Found) -> None:
    family, number = row["family"], row["row"]
    aims: dict[str, str] = {}
    passed: set[str] = set()
    unread: list[str] = []
    for code in row["criteria"]:
        parsed = parse(code, family)
        if parsed is None:
            _unread(row, code, unread, found)
            continue
        for aim in parsed.aims:
            aims.setdefault(aim, code)
            if parsed.band in ("L1", "P"):
                passed.add(aim)
    if unread and family in PATTERNS:
        found.warnings.append(
            Problem(
                number, "Criteria", f"{_listed(unread)} of unit {row['unit']} "
                f"{'is' if len(unread) == 1 else 'are'} not written as this family writes its "
                f"criteria ({', '.join(PATTERNS[family].examples)}). Kept as text; set the band "
                "on the unit’s page.",
            )
        )  # fmt: skip
    stated = set(row["aims"].split())
    strangers = {aim: code for aim, code in aims.items() if stated and aim not in stated}
    for aim, code in strangers.items():
        found.errors.append(
            Problem(
                number, "Criteria", f"{code} is of learning aim {aim}, and unit {row['unit']} has "
                f"the aims {row['aims']}. It is another unit’s criterion, or the aim is missing.",
            )
        )  # fmt: skip
    for aim in sorted(set(aims) - passed - set(strangers)):
        found.warnings.append(
            Problem(
                number, "Criteria", f"{aims[aim]} names learning aim {aim}, of which unit "
                f"{row['unit']} has no Pass criterion. Look whether it is another unit’s.",
            )
        )  # fmt: skip


def _unread(row: Row, code: str, unread: list[str], found: Found) -> None:
    """A code of another family's pattern is refused; one that nobody's knows is kept and told."""
    others = families_that_know(code)
    if row["family"] in PATTERNS and others:
        example = PATTERNS[row["family"]].examples[0]
        found.errors.append(
            Problem(
                row["row"], "Criteria", f"{code} is written as in {_listed(others, 'or')}; this "
                f"row’s family, {row['family']}, writes {example}. Correct the code or the family.",
            )
        )  # fmt: skip
    else:
        unread.append(code)
