"""Identifiers and their check digits. Sources: LRS WSLP02, JCQ, DfE UPN guide; see the tests.

Each check returns what is wrong with a value, or an empty string when nothing is.
"""

import re
from collections.abc import Callable

_UCI_LETTERS = "ABCDEFGHKLMRTVWXY"
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_QAN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)
_NO_LOCAL_AUTHORITY = "000"


def uln_shape_problem(value: str) -> str:
    """What makes a value no unique learner number at all, before any check digit is looked at."""
    if not re.fullmatch(r"[0-9]+", value):
        return "A ULN is ten digits; this has other characters."
    if len(value) != 10:
        return f"A ULN has ten digits; this has {len(value)}."
    if value[0] == "0":
        return "A ULN does not begin with 0."
    return ""


def uln_problem(value: str) -> str:
    """A unique learner number: ten digits, weights 10 to 1, sum leaves 10 on division by 11."""
    if shape := uln_shape_problem(value):
        return shape
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(value[:9])) % 11
    if rest == 0:
        return "No ULN begins with these nine digits: a digit is wrong."
    if 10 - rest != int(value[9]):
        return "The check digit does not fit: a digit is wrong or two are swapped."
    return ""


def uci_problem(value: str) -> str:
    """A unique candidate identifier: thirteen characters, the last a check letter."""
    value = value.upper()
    if len(value) != 13:
        return f"A UCI has thirteen characters; this has {len(value)}."
    if not re.fullmatch(r"[0-9]{5}[A-Z0-9][0-9]{6}[A-Z]", value):
        return (
            "A UCI is a centre number, a board character, two digits of the year, "
            "four digits of the candidate and a check letter."
        )
    if value[8:12] == "0000":
        return "The candidate part of a UCI runs from 0001 to 9999."
    if value[5] >= "Q":
        return "The check letter of this board’s UCIs is not known to us."
    if uci_letter(value[:12]) != value[12]:
        return "The check letter does not fit: a character is wrong or two are swapped."
    return ""


def uci_letter(stem: str) -> str:
    """The check letter of the first twelve characters of a UCI."""
    values = (int(c) if c.isdigit() else ord(c) - 64 for c in stem)
    return _UCI_LETTERS[sum(v * (16 - place) for place, v in enumerate(values)) % 17]


def upn_problem(value: str) -> str:
    """A unique pupil number: a check letter, then twelve digits; a temporary one ends in a letter."""
    value = value.upper()
    if len(value) != 13:
        return f"A UPN has thirteen characters; this has {len(value)}."
    if not re.fullmatch(rf"[{_UPN_LETTERS}][0-9]{{11}}[0-9{_UPN_LETTERS}]", value):
        return "A UPN is a check letter and twelve digits; only a temporary one ends in a letter."
    if value[1:4] == _NO_LOCAL_AUTHORITY:
        return "The second to fourth characters name a local authority, and 000 is none."
    if upn_letter(value[1:]) != value[0]:
        return "The check letter does not fit: a character is wrong or two are swapped."
    return ""


def upn_letter(rest: str) -> str:
    """The check letter for the twelve characters that follow it in a UPN."""
    values = (int(c) if c.isdigit() else _UPN_LETTERS.index(c) for c in rest)
    return _UPN_LETTERS[sum(v * place for place, v in enumerate(values, 2)) % 23]


def qan_problem(value: str) -> str:
    """A qualification number, 601/7436/5 with or without strokes. The check warns only.

    The check character was derived from published numbers, so a misfit is a doubt, no proof.
    """
    match = re.fullmatch(r"([0-9]{3})/?([0-9]{4})/?([0-9X])", value.upper())
    if not match:
        return "A qualification number is written 601/7436/5: three digits, four, and one more."
    stem = match[1] + match[2]
    rest = sum(int(digit) * weight for digit, weight in zip(stem, _QAN_WEIGHTS, strict=True)) % 11
    if ("X" if rest == 10 else str(rest)) != match[3]:
        return "The last character does not fit the others; compare it with the Ofqual register."
    return ""


IDENTIFIERS: dict[str, Callable[[str], str]] = {
    "uln": uln_problem,
    "uci": uci_problem,
    "upn": upn_problem,
    "qan": qan_problem,
}
