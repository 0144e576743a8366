"""Whether rows are rules: types by unit, dates, sources, one rule for each day; with the cure."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from fairmark.exchange.rules import BadCell, Problem
from fairmark.exchange.rules import day as read_day
from fairmark.people.rules import Role
from fairmark.rulebook.limits import BadLimit, Count, read_limit
from fairmark.rulebook.rules import CONFIDENCES, Rule

COLUMNS = ("key", "family", "value", "unit", "from", "until", "source", "document", "confidence",
           "says")  # fmt: skip
#: The most that a column holds, in characters; a value may be a whole form.
LONGEST, LONGEST_VALUE = 1_000, 20_000
#: More than any pack holds; a larger file is something else.
MOST_RULES = 2_000
#: The largest number that a rule takes, whatever it counts: more is a slip of the finger.
LARGEST = 1_000_000
#: How many troubles are told at once.
MOST_TROUBLES = 20
_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+){1,4}")
_FAMILY = re.compile(r"\*|[a-z][a-z0-9_]{1,39}")


class BadRules(ValueError):
    """The rows are no rules. `troubles` names the file, the row, the column and the cure."""

    def __init__(self, troubles: Sequence[str]):
        self.troubles = list(troubles)
        super().__init__(" ".join(self.troubles))


class BadValue(ValueError):
    """A value that is not of its kind; the message says what would be."""


@dataclass(frozen=True)
class Row:
    """A row of a file as it was read: its number, and what stands under each heading."""

    number: int
    cells: Mapping[str, Any]


# -- kinds of value --------------------------------------------------------------------------


def _number(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\d{1,7}(\.\d{1,3})?", value.strip()):
        value = float(value) if "." in value else int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LARGEST:
        raise BadValue("write a number of 0 or more, such as 15")
    return value


def _yes_or_no(value: Any) -> bool:
    if isinstance(value, str) and value.strip().casefold() in ("yes", "no", "true", "false"):
        return value.strip().casefold() in ("yes", "true")
    if not isinstance(value, bool):
        raise BadValue("write yes or no")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadValue("write it in words")
    return value.strip()


def _date(value: Any) -> str:
    try:
        found = read_day(value) if isinstance(value, str) else None
    except BadCell as bad:
        raise BadValue(str(bad)) from None
    if found is None:
        raise BadValue("write a date, such as 2026-10-28")
    return found.isoformat()


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not value:
        raise BadValue('write a list, such as ["first", "second"]')
    return [_text(one) for one in value]


def _questions(value: Any) -> list[dict[str, str]]:
    wanted = 'write a list, such as [{"id": "dates", "asks": "Are the dates plain?"}]'
    if not isinstance(value, list) or not value:
        raise BadValue(wanted)
    for one in value:
        if not isinstance(one, dict) or not {"id", "asks"} <= set(one):
            raise BadValue(wanted)
        if not all(isinstance(part, str | bool) and part != "" for part in one.values()):
            raise BadValue(wanted)
    ids = [one["id"] for one in value]
    if len(set(ids)) < len(ids):
        raise BadValue("two questions have one id; give each its own")
    return value


def _day(value: Any) -> dict[str, Any]:
    """A day of every year, {"month": 11, "day": 1}, or “1 November” in a cell."""
    wanted = "write a day of the year, such as 1 November"
    if isinstance(value, str):
        try:
            found = read_day(f"{value.strip()} 2000")
        except BadCell:
            raise BadValue(wanted) from None
        return {"month": found.month, "day": found.day} if found else _never(wanted)
    if not isinstance(value, dict):
        raise BadValue(wanted)
    try:
        date(2000, value["month"], value["day"])
    except (KeyError, TypeError, ValueError):
        raise BadValue(f"there is no such day; {wanted}") from None
    known = {"month": int, "day": int, "who": str, "what": str, "confirm": bool, "each": bool}
    for name, part in value.items():
        if not isinstance(part, known.get(name, ())):
            raise BadValue(f"“{name}” does not belong there or is not of its kind; {wanted}")
    return value


def _never(wanted: str) -> dict[str, Any]:
    raise BadValue(wanted)


def _planned_day(value: Any) -> dict[str, Any]:
    """A day of the year plan: it also says what is done, and by which role."""
    found = _day(value)
    if not found.get("what") or found.get("who") not in set(Role):
        raise BadValue(
            'say who does what: {"month": 5, "day": 15, "who": "exams officer", "what": "…"}'
        )
    return found


def _bands(value: Any) -> list[dict[str, Any]]:
    """What a fee grows to, by day of the year or by days since enrolment; the last has no end."""
    wanted = 'write bands, such as [{"days": 60, "percent": 100}, {"days": null, "percent": 200}]'
    if not isinstance(value, list) or not value:
        raise BadValue(wanted)
    ends = []
    for one in value:
        if not isinstance(one, dict) or set(one) not in ({"days", "percent"}, {"until", "percent"}):
            raise BadValue(wanted)
        _number(one["percent"])
        ends.append(one.get("days", one.get("until")))
    if ends[-1] is not None or any(end is None for end in ends[:-1]):
        raise BadValue("only the last band has no end (null)")
    for end in ends[:-1]:
        _number(end) if "days" in value[0] else _day(end)
    return value


def _limit(value: Any, unit: str) -> Any:
    """What a policy may decide, and what a first policy says: a count within bounds, or a way."""
    try:
        limit = read_limit(value, unit)
    except BadLimit as bad:
        raise BadValue(str(bad)) from None
    if isinstance(limit, Count) and limit.most > LARGEST:
        raise BadValue(f"at most {LARGEST:,} is counted")
    return value


def _reminders(value: Any) -> dict[str, Any]:
    wanted = 'write {"before": [30, 7, 0], "overdue_after": 1, "nominee_after": 7}'
    if not isinstance(value, dict) or set(value) != {"before", "overdue_after", "nominee_after"}:
        raise BadValue(wanted)
    if not isinstance(value["before"], list) or not value["before"]:
        raise BadValue(wanted)
    for one in (*value["before"], value["overdue_after"], value["nominee_after"]):
        _number(one)
    return value


_KINDS: dict[str, Callable[[Any], Any]] = {
    "yes or no": _yes_or_no, "day of the academic year": _day, "day of the year": _day,
    "date": _date, "words": _text, "list": _texts, "fields": _texts, "questions": _questions,
    "percent of the fee": _bands,
}  # fmt: skip


def kind_of(key: str, unit: str) -> Callable[[Any], Any]:
    """How the value of a rule is read: by its key, by its unit, else a number."""
    if key.startswith("policy."):
        return partial(_limit, unit=unit)
    if key.startswith("year."):
        return _planned_day
    if key == "planner.reminders":
        return _reminders
    return _KINDS.get(unit, _number)


# -- rows ------------------------------------------------------------------------------------


def checked(
    rows: Iterable[Row], *, file: str, known: Iterable[Rule] = (), read: Iterable[str] = ()
) -> tuple[Rule, ...]:
    """The rules of a file, in its order. Raises BadRules.

    `known` are the rules of the pack in use: a key of theirs keeps its kind of value, and a unit
    left empty is theirs. `read` are the keys that Fairmark cannot work without: they have a value.
    """
    samples = {one.key: one for one in known if one.value is not None}
    needed = set(read)
    problems: list[Problem] = []
    found: list[tuple[int, Rule]] = []
    rows = list(rows)
    if not rows:
        raise BadRules([f"{file}: there is no rule in it."])
    if len(rows) > MOST_RULES:
        raise BadRules([f"{file}: it has {len(rows):,} rows; a pack has a few hundred."])
    for row in rows:
        wrong, one = _read(row, samples, needed)
        problems += wrong
        if one:
            problems += _overlaps(row.number, one, found)
            found.append((row.number, one))
    if problems:
        raise BadRules(_told(problems, file))
    return tuple(one for _, one in found)


def _told(problems: list[Problem], file: str) -> list[str]:
    more = len(problems) - MOST_TROUBLES
    return [
        f"{file}, row {one.row}, column “{one.column}”: {one.message}"
        for one in problems[:MOST_TROUBLES]
    ] + ([f"And {more} more."] if more > 0 else [])


def _overlaps(number: int, one: Rule, before: list[tuple[int, Rule]]) -> list[Problem]:
    return [
        Problem(number, "from", f"it holds on days on which row {other_number} holds for the same "
                "key and family. End one before the other begins.")
        for other_number, other in before
        if other.place == one.place and other.meets(one)
    ]  # fmt: skip


def _read(
    row: Row, samples: Mapping[str, Rule], needed: set[str]
) -> tuple[list[Problem], Rule | None]:
    cells = dict(row.cells)
    if strange := [str(name) for name in cells if name not in COLUMNS]:
        return [Problem(row.number, name, f"no such column is known. The columns are: "
                        f"{', '.join(COLUMNS)}.") for name in strange], None  # fmt: skip
    problems: list[Problem] = []

    def wrong(column: str, message: str) -> None:
        """What is wrong with a column; its first trouble is told, the others follow from it."""
        if column not in {one.column for one in problems}:
            problems.append(Problem(row.number, column, message))

    texts: dict[str, str] = {}
    for name in COLUMNS:
        if name != "value":
            texts[name] = _plain(cells.get(name), name, wrong)
    sample = samples.get(texts["key"])
    texts["unit"] = texts["unit"] or (sample.unit if sample else "")
    texts["family"] = texts["family"] or "*"
    if not _KEY.fullmatch(texts["key"]):
        wrong("key", f"“{texts['key'][:40]}” is not a key; write it like registration.deadline.")
    if not _FAMILY.fullmatch(texts["family"]):
        wrong("family", f"“{texts['family'][:40]}” is not a family; write it like hn_2024, or * for "
              "every family.")  # fmt: skip
    for name, what in (
        ("unit", "say what is counted, such as working days"),
        ("source", "say where it was read; a rule without a source is not taken in"),
        ("document", "name the document it was read in"),
        ("says", "say it in a plain sentence"),
    ):
        if not texts[name]:
            wrong(name, f"{what}.")
    texts["confidence"] = texts["confidence"].casefold()
    if texts["confidence"] not in CONFIDENCES:
        wrong("confidence", f"“{texts['confidence'][:40]}” is not known. Choose from: "
              f"{', '.join(CONFIDENCES)}.")  # fmt: skip
    from_on, until_on = _days(texts, wrong)
    value = _value(cells.get("value"), texts, sample, needed, wrong)
    if problems or from_on is None:
        return problems, None
    return [], Rule(
        texts["key"], texts["family"], value, texts["unit"], from_on, until_on, texts["source"],
        texts["document"], texts["confidence"], texts["says"],
    )  # fmt: skip


def _plain(cell: Any, name: str, wrong: Callable[[str, str], None]) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        wrong(name, "it is no text. Put it between quotation marks.")
        return ""
    cell = cell.strip()
    if len(cell) > LONGEST:
        wrong(name, f"it holds {len(cell):,} characters; at most {LONGEST:,} are read.")
        return ""
    if not cell.isprintable():
        wrong(name, "it holds a character that cannot be printed. Take it out.")
        return ""
    return cell


def _days(
    texts: Mapping[str, str], wrong: Callable[[str, str], None]
) -> tuple[date | None, date | None]:
    found: dict[str, date | None] = {}
    for name in ("from", "until"):
        try:
            found[name] = read_day(texts[name])
        except BadCell as bad:
            wrong(name, str(bad))
            return None, None
    first, last = found["from"], found["until"]
    if first is None:
        wrong("from", "say from which day it holds, such as 2026-09-01.")
    elif last and last < first:
        wrong("until", f"it ends on {last:%-d %B %Y}, before it begins on {first:%-d %B %Y}. "
              "Change one of the two days.")  # fmt: skip
    return first, last


def _value(
    cell: Any, texts: Mapping[str, str], sample: Rule | None, needed: set[str],
    wrong: Callable[[str, str], None],
) -> Any:  # fmt: skip
    key = texts["key"]
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if key in needed or key.startswith(("policy.", "year.")):
            wrong("value", "it has none, and Fairmark works by this rule. Fill it in.")
        elif texts["confidence"] != "low":
            wrong("value", "it has none. Fill it in, or mark the rule as of low confidence.")
        return None
    if isinstance(cell, str) and len(cell) > LONGEST_VALUE:
        wrong("value", f"it holds {len(cell):,} characters; at most {LONGEST_VALUE:,} are read.")
        return None
    if isinstance(cell, str) and cell.strip()[:1] in ("{", "["):
        try:
            cell = json.loads(cell)
        except (ValueError, RecursionError):
            wrong("value", "it begins like JSON and is none. Look for a missing bracket or comma.")
            return None
    if key.startswith("year.") and isinstance(cell, str) and sample:
        cell = _as_planned(cell, sample.value)
    if not all(part.isprintable() and len(part) <= LONGEST for part in _texts_in(cell)):
        wrong("value", "it holds a character that cannot be printed, or a text far too long.")
        return None
    unit = sample.unit if sample else texts["unit"]
    try:
        return kind_of(key, unit)(cell)
    except BadValue as bad:
        said = str(cell)
        wrong("value", f"“{said[:60]}{'…' if len(said) > 60 else ''}” is not of the kind that "
              f"“{unit}” asks for: {bad}.")  # fmt: skip
    return None


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield str(name)
            yield from _texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts_in(part)


def _as_planned(cell: str, like: dict[str, Any]) -> Any:
    """A day typed in a cell, with who does what as the pack has it; a typed day is of this year."""
    try:
        day = _day(cell)
    except BadValue:
        return cell
    return {
        name: part for name, part in like.items() if name in ("who", "what", "confirm", "each")
    } | day
