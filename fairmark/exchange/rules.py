"""Reading what people type in a cell: dates, names, identifiers. Plain Python."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any


class BadCell(ValueError):
    """A cell that cannot be read; the message says what to do about it."""


@dataclass(frozen=True)
class Row:
    """A row of a table: its number as a spreadsheet shows it, and its cells by heading place."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What was read from a file: headings and rows, all text, nothing interpreted."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = "utf-8"
    notes: tuple[str, ...] = ()


Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """A column that an import understands."""

    name: str
    label: str
    read: Reader
    aliases: tuple[str, ...] = ()
    required: bool = False
    needed: bool = False  # a heading must be there, a cell may be empty

    def known_as(self, heading: str) -> bool:
        return plain_heading(heading) in {plain_heading(a) for a in (self.label, *self.aliases)}


@dataclass
class Problem:
    """Something wrong in a file: where, what, and the cure, in one sentence."""

    row: int | None
    column: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "message": self.message}


@dataclass
class Mapping:
    """Which heading gives which column."""

    places: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠\t\r]")
_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff",
              "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068",
              "\u2069", "\xad"}  # fmt: skip


def plain_heading(heading: str) -> str:
    """A heading without case, spaces, marks and width: “Forename(s)” and “forenames” are one."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[^a-z0-9]", "", text)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would calculate this cell. A lone minus sign or number is none."""
    if not _FORMULA.match(text):
        return False
    return not re.fullmatch(r"\s*[+-]?[\d\s.,]*", text)


def map_columns(
    headings: tuple[str, ...], columns: tuple[Column, ...], chosen: dict[str, str] | None = None
) -> Mapping:
    """Find each column among the headings, by the choice made before or by its usual names."""
    mapping = Mapping()
    seen: dict[str, int] = {}
    for place, heading in enumerate(headings):
        key = plain_heading(heading)
        if not heading.strip():
            continue
        if key in seen:
            mapping.problems.append(
                Problem(1, heading, f"The heading “{heading}” stands twice, in columns "
                        f"{letter(seen[key])} and {letter(place)}. Delete or rename one.")
            )  # fmt: skip
        seen.setdefault(key, place)
    for column in columns:
        found = _place(column, headings, seen, chosen)
        if found is not None:
            mapping.places[column.name] = found
        elif column.required or column.needed:
            usual = ", ".join(f"“{name}”" for name in (column.label, *column.aliases[:3]))
            mapping.problems.append(
                Problem(1, column.label, f"There is no column for {column.label}. Name a heading "
                        f"{usual}, or say which column holds it.")
            )  # fmt: skip
    return mapping


def _place(
    column: Column, headings: tuple[str, ...], seen: dict[str, int], chosen: dict[str, str] | None
) -> int | None:
    if chosen is not None and column.name in chosen:
        return seen.get(plain_heading(chosen[column.name]))
    for name in (column.label, *column.aliases):
        if plain_heading(name) in seen:
            return seen[plain_heading(name)]
    return None


def letter(place: int) -> str:
    """The letter by which a spreadsheet names a column: 0 is A, 26 is AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def text(value: str) -> str:
    """Text of one line; refuses formulas, control characters and marks nobody can see."""
    value = value.strip().replace("\xa0", " ")
    if value.startswith("'") and looks_like_formula(value[1:]):
        value = value[1:]
    elif looks_like_formula(value):
        raise BadCell(
            f"“{value[:30]}” looks like a formula. Copy the column and paste it as values."
        )
    for sign in value:
        if sign in _INVISIBLE:
            raise BadCell(
                f"There is an invisible character (U+{ord(sign):04X}) in “{visible(value)}”. "
                "Type the value again."
            )
        if unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") or sign == "\ufffd":
            raise BadCell(
                f"There is an unreadable character in “{visible(value)}”. "
                "Export the file again as CSV UTF-8, or type the value again."
            )
    return unicodedata.normalize("NFC", value)


def visible(value: str) -> str:
    """The start of a value, with what cannot be seen shown as a dot."""
    return "".join(sign if sign.isprintable() else "·" for sign in value[:40])


def name(value: str) -> str:
    """A person's name."""
    value = " ".join(text(value).split())
    if re.search(r"[0-9<>{}|\\^*#=]", value):
        raise BadCell(f"“{visible(value)}” is not a name. Look whether the columns have moved.")
    if mixed := _mixed_alphabets(value):
        raise BadCell(f"“{value}” mixes {mixed} letters that look alike. Type the name again.")
    if len(value) > 100:
        raise BadCell("A name longer than 100 characters cannot be kept. Shorten it.")
    return value


def _mixed_alphabets(value: str) -> str:
    scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in value if sign.isalpha()} & {
        "LATIN",
        "CYRILLIC",
        "GREEK",
    }
    return " and ".join(sorted(s.capitalize() for s in scripts)) if len(scripts) > 1 else ""


def short(most: int) -> Reader:
    """Text of at most so many characters."""

    def read(value: str) -> str:
        value = text(value)
        if len(value) > most:
            raise BadCell(f"“{visible(value)}…” has {len(value)} characters; at most {most} fit.")
        return value

    return read


_MONTHS = {m: n for n, m in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip


def day(value: str, *, month_first: bool = False) -> date | None:
    """A date written 17/11/2008, 17-11-2008, 17 Nov 2008 or 2008-11-17; with `month_first`, 11/17/2008."""
    value = text(value)
    if not value:
        return None
    value = re.sub(r"[ T]00:00(:00)?$", "", value)
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", value):
        parts = int(match[1]), int(match[2]), int(match[3])
    elif match := re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", value):
        first, second, year = (int(part) for part in match.groups())
        parts = (year, first, second) if month_first else (year, second, first)
    elif (match := re.fullmatch(r"(\d{1,2})[ \-]([A-Za-z]{3})[a-z]*[ \-](\d{4})", value)) and (
        match[2].lower() in _MONTHS
    ):
        parts = int(match[3]), _MONTHS[match[2].lower()], int(match[1])
    elif re.fullmatch(r"\d{5}(\.0)?", value):
        raise BadCell(
            f"“{value}” is a spreadsheet’s number for a date. Format the column as a date "
            "and export it again."
        )
    elif re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2})", value):
        raise BadCell(f"“{value}” has a year of two digits. Write all four, such as 17/11/2008.")
    else:
        raise BadCell(f"“{visible(value)}” is not a date. Write it as 17/11/2008.")
    try:
        found = date(*parts)
    except ValueError:
        order = "month first" if month_first else "day first"
        raise BadCell(f"There is no date {value}, read {order}. Correct it.") from None
    if not 1900 <= found.year <= 2100:
        raise BadCell(f"{value} is not a likely date. Check the year.")
    return found


def month_first_day(value: str) -> date | None:
    return day(value, month_first=True)


def sex(value: str) -> str:
    """M, F, or nothing where the record says anything else."""
    value = text(value).casefold()
    if value in ("m", "male"):
        return "M"
    if value in ("f", "female"):
        return "F"
    if len(value) > 30:
        raise BadCell("This is not a sex or gender. Look whether the columns have moved.")
    return ""


def code_text(value: str) -> str:
    """An identifier: spaces out, capitals, and what a spreadsheet did to it found."""
    value = re.sub(r"\s", "", text(value)).upper()
    if re.fullmatch(r"\d+\.0", value):
        value = value[:-2]
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", value):
        raise BadCell(
            f"A spreadsheet has turned this number into {value} and lost its digits. "
            "Format the column as text and export it again."
        )
    if value and not value.isascii():
        raise BadCell(f"“{visible(value)}” has characters that no such number has.")
    return value
