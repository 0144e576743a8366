"""How the code of a criterion is read: by the pattern of its family, never by its first letter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: The bands of criteria, in the order in which a sheet shows them. L1 is Level 1 of a First.
BANDS = ("L1", "P", "M", "D")


@dataclass(frozen=True)
class Parsed:
    """What a code says: the aims it covers, its band, its number, and Level 1 or 2 where it says so.

    A sub-criterion of a college's own (P1.2) has the number of the criterion it stands under.
    """

    aims: tuple[str, ...]
    band: str
    ordinal: int
    level: int | None = None


@dataclass(frozen=True)
class Pattern:
    """How one family writes its codes; `forms` are tried in turn, `words` and `examples` are shown."""

    words: str
    examples: tuple[str, ...]
    forms: tuple[re.Pattern[str], ...]


def _form(expression: str) -> re.Pattern[str]:
    return re.compile(expression.replace("NUMBER", "(?P<ordinal>[1-9][0-9]?)"), re.ASCII)


_RQF = Pattern(
    "The letters of the learning aims, a dot, then P, M or D and a number.",
    ("A.P1", "B.M2", "AB.D1"),
    (_form(r"(?P<aims>[A-Z]+)\.(?P<band>[PMD])NUMBER"),),
)
_FIRSTS = Pattern(
    "1 and the letter of the aim, a dot and a number at Level 1; "
    "2 and the letter, a dot, then P, M or D and a number at Level 2.",
    ("1A.1", "2A.P1", "2B.M2"),
    (
        _form(r"(?P<level>1)(?P<aims>[A-Z])\.NUMBER"),
        _form(r"(?P<level>2)(?P<aims>[A-Z])\.(?P<band>[PMD])NUMBER"),
    ),
)
_TECH_2017 = Pattern(
    "The letter of the aim, a dot, 1 or 2 for the level, then P, M or D and a number.",
    ("A.1P1", "A.1M1", "A.2D1"),
    (_form(r"(?P<aims>[A-Z])\.(?P<level>[12])(?P<band>[PMD])NUMBER"),),
)
_QCF = Pattern(
    "P, M or D and a number; a college’s own parts of a criterion follow after a dot.",
    ("P1", "M2", "P1.1"),
    (_form(r"(?P<band>[PMD])NUMBER(\.[1-9][0-9]?)?"),),
)
_HN_RQF = Pattern("P, M or D and a number.", ("P1", "M2", "D1"), (_form(r"(?P<band>[PMD])NUMBER"),))
_HN_QCF = Pattern(
    "A pass criterion is the number of its outcome, a dot and its own; "
    "merit and distinction are M1 to M3 and D1 to D3 for every unit.",
    ("1.1", "2.3", "M1", "D3"),
    (
        _form(r"(?P<aims>[1-9][0-9]?)\.NUMBER"),
        _form(r"(?P<band>[MD])(?P<ordinal>[1-3])"),
    ),
)

#: By family, as grading.md §2 has them. A family that stands not here has no pattern that we know.
PATTERNS: dict[str, Pattern] = {
    "l3_nationals_rqf_2016": _RQF,
    "international_l3": _RQF,
    "l3_aaq_2025": _RQF,
    "firsts_2012": _FIRSTS,
    "tech_award_2017_legacy": _TECH_2017,
    "l3_nationals_qcf_2010": _QCF,
    "hn_rqf_2016": _HN_RQF,
    "hn_qcf_2010": _HN_QCF,
}

#: Families whose work earns marks for tasks, so that there are no criteria to name.
MARKED_IN_NUMBERS = frozenset({"tech_award_2022"})


def parse(code: str, family: str) -> Parsed | None:
    """What a code says in its family; None where the family's pattern does not know it.

    Capitals and spaces around do not matter. Nothing is guessed: a code of another family, a
    letter that names two aims the same, or a family without a pattern gives None.
    """
    pattern = PATTERNS.get(family)
    if pattern is None:
        return None
    for form in pattern.forms:
        if match := form.fullmatch(code.strip().upper()):
            return _read(match.groupdict())
    return None


def _read(found: dict[str, str]) -> Parsed | None:
    level = int(found["level"]) if found.get("level") else None
    band = found.get("band") or ("L1" if level == 1 else "P")
    text = found.get("aims") or ""
    aims = (text,) if text.isdigit() else tuple(text)
    if len(set(aims)) < len(aims):
        return None
    return Parsed(aims, band, int(found["ordinal"]), level)


def families_that_know(code: str) -> tuple[str, ...]:
    """The families by whose pattern a code could be written, to say whose it looks like."""
    return tuple(family for family in PATTERNS if parse(code, family))


def doubts(codes: Iterable[str], family: str) -> list[str]:
    """The codes of a unit that its family's pattern does not know, in their order."""
    return [code for code in codes if parse(code, family) is None]


@dataclass(frozen=True)
class Block:
    """The criteria of the same learning aims, by band; `aims` is empty where a family names none."""

    aims: str
    codes: dict[str, tuple[str, ...]]


def in_blocks(criteria: Iterable[tuple[str, str, str]]) -> list[Block]:
    """Criteria as (code, aims, band), by aim in the order of aims, each band in its own order.

    A criterion of two aims stands between them: A, then A and B, then B. What has no band is
    left out.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for code, aims, band in criteria:
        if band:
            found.setdefault(aims, {}).setdefault(band, []).append(code)
    return [
        Block(aims, {band: tuple(found[aims][band]) for band in BANDS if band in found[aims]})
        for aims in sorted(found, key=_aim_order)
    ]


def _aim_order(aims: str) -> list[tuple[int, str]]:
    return [(len(one), one) for one in aims.split()]
