"""The columns of a specification file, and how each cell is read."""

import re

from fairmark.exchange import rules as read
from fairmark.exchange.rules import BadCell, Column, Reader

#: How a file may say what a unit is; the letters are those of older files.
STATUSES = {
    "mandatory": "mandatory", "m": "mandatory", "core": "core", "c": "core",
    "optional": "optional", "o": "optional",
}  # fmt: skip
_ASSESSMENTS = {
    "internal": "internal", "int": "internal", "external": "external", "ext": "external",
    "set": "set", "int set": "set", "moderated": "moderated",
}  # fmt: skip
_ANSWERS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
#: More digits than any count in a specification has: what has more is a slip.
_MOST_DIGITS = 5


def count(what: str) -> Reader:
    """A whole number above 0, or nothing."""

    def reads(value: str) -> int | None:
        value = read.text(value)
        if not value:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS):
            raise BadCell(
                f"“{read.visible(value)}” is not a number of {what}. Write a whole number."
            )
        if not int(value):
            raise BadCell(f"0 {what} cannot be. Leave the cell empty if you do not know.")
        return int(value)

    return reads


def least(what: str) -> Reader:
    """A whole number, 0 included, or nothing."""
    above = count(what)

    def reads(value: str) -> int | None:
        return 0 if read.text(value) == "0" else above(value)

    return reads


def assessment(value: str) -> str:
    value = read.text(value).casefold()
    if value not in _ASSESSMENTS:
        raise BadCell(
            f"“{read.visible(value)}” is neither internal nor external, set nor moderated. "
            "Write one of the four."
        )
    return _ASSESSMENTS[value]


def status(value: str) -> str:
    value = read.text(value).casefold()
    if value and value not in STATUSES:
        raise BadCell(
            f"“{read.visible(value)}” is neither mandatory, core nor optional. Write one of the three."
        )
    return STATUSES.get(value, "")


def yes_or_no(value: str) -> bool | None:
    value = read.text(value).casefold()
    if value and value not in _ANSWERS:
        raise BadCell(f"“{read.visible(value)}” is neither yes nor no. Write one of the two.")
    return _ANSWERS.get(value)


def criteria(value: str) -> tuple[str, ...]:
    codes = _words(value)
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise BadCell(f"The criterion {sorted(twice)[0]} stands twice. Name each once.")
    if long := [code for code in codes if len(code) > 12]:
        raise BadCell(f"“{long[0]}” is no criterion code. Separate the codes with spaces.")
    return codes


def aims(value: str) -> str:
    """Letters or numbers of learning aims, in one line with spaces between."""
    found = _words(value)
    if len(found) == 1 and found[0].isalpha():
        found = tuple(found[0])
    if wrong := [one for one in found if not re.fullmatch(r"[A-Z]|[0-9]{1,2}", one.upper())]:
        raise BadCell(f"“{wrong[0]}” is no learning aim. Write their letters, such as A B C.")
    return " ".join(one.upper() for one in found)


def numbers(value: str) -> tuple[str, ...]:
    """Numbers of units, with spaces or commas between."""
    return _words(value)


def _words(value: str) -> tuple[str, ...]:
    return tuple(read.text(value).replace(",", " ").replace(";", " ").split())


COLUMNS = (
    Column("code", "Programme code", read.short(8), ("programme_code", "code"), required=True),
    Column("title", "Title", read.short(200), ("qualification", "title"), required=True),
    Column("qan", "QAN", read.code_text, ("qan", "qualification number")),
    Column("family", "Family", read.short(40), ("family",), required=True),
    Column("scheme", "Grading scheme", read.short(60), ("scheme",)),
    Column("level", "Level", read.short(10), ("level",), required=True),
    Column("size", "Guided learning hours", count("guided learning hours"),
           ("size_glh", "size", "glh total")),
    Column("size_credits", "Credits of the qualification", count("credits"),
           ("size_credits", "total credits")),
    Column("issue", "Issue", count("issues"), ("issue", "issue number", "specification issue")),
    Column("source", "Source", read.short(200), ("source", "where it was read")),
    Column("registrations_from", "First registration", read.day, ("registrations_from",)),
    Column("registrations_until", "Last registration", read.day, ("registrations_until",)),
    Column("least_at_pass", "Least at Pass or above", least("hours or credits"),
           ("least_size_at_pass",)),
    Column("unit", "Unit", read.short(10), ("unit", "unit number"), required=True),
    Column("unit_title", "Unit title", read.short(200), ("unit_title",), required=True),
    Column("unit_glh", "Unit hours", count("guided learning hours"), ("unit_glh",)),
    Column("unit_credits", "Unit credits", count("credits"), ("unit_credits", "credits")),
    Column("unit_level", "Unit level", read.short(10), ("unit_level",)),
    Column("status", "Status", status, ("status", "unit status")),
    Column("group", "Group", read.short(10), ("group", "group code", "mandatory or optional")),
    Column("group_title", "Group title", read.short(100), ("group_title",)),
    Column("group_least_units", "Group: least units", least("units"),
           ("group_least_units", "group_min_units")),
    Column("group_most_units", "Group: most units", count("units"),
           ("group_most_units", "group_max_units")),
    Column("group_least", "Group: least hours or credits", least("hours or credits"),
           ("group_least", "group_min")),
    Column("group_most", "Group: most hours or credits", count("hours or credits"),
           ("group_most", "group_max")),
    Column("assessment", "Assessment", assessment, ("assessment",), required=True),
    Column("must_pass", "Must be passed", yes_or_no, ("must_pass", "must pass")),
    Column("aims", "Learning aims", aims, ("aims", "learning_aims")),
    Column("criteria", "Criteria", criteria, ("criteria",)),
    Column("barred_with", "May not be taken with", numbers, ("barred_with", "barred")),
)  # fmt: skip
