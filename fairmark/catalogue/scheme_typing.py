"""Numbers of a scheme as a centre types them from its specification, read line by line."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fairmark.catalogue.schemes import BadScheme, Scheme

#: The code under which a scheme that a centre completed names its source.
OURS = "OURS"
_PAIR = re.compile(r"([A-Za-z0-9*]+)\s*[=: ]\s*([0-9]+)")


def grades_typed(text: str) -> list[str]:
    """Grades in one line, lowest first. Raises BadScheme."""
    grades = [one for one in re.split(r"[\s,;]+", text.strip()) if one]
    if long := [one for one in grades if len(one) > 8]:
        raise BadScheme([f"“{long[0]}” is no grade. Write grades with spaces between, as U P M D."])
    if len(set(grades)) != len(grades):
        raise BadScheme(["A grade stands twice. Name each once, lowest first."])
    return grades


def thresholds_typed(text: str) -> list[dict[str, Any]]:
    """One grade a line with the points it begins at, as `P 36`. Raises BadScheme."""
    found, problems = [], []
    for place, line in _lines(text):
        match = re.fullmatch(r"(\S{1,8})\s+([0-9]{1,6})", line)
        if match:
            found.append({"grade": match[1], "least": int(match[2])})
        else:
            problems.append(
                f"Grades of the qualification, line {place}: “{line}”. "
                "Write a grade and the points it begins at, as P 36."
            )
    if problems:
        raise BadScheme(problems)
    return found


def points_typed(text: str, *, by_credit: bool) -> list[dict[str, Any]]:
    """One size (or level) a line with what each grade is worth: `60: U 0, P 6`. Raises BadScheme."""
    found: list[dict[str, Any]] = []
    problems = []
    name = "level" if by_credit else "size"
    seen = set()
    for place, line in _lines(text):
        of, colon, rest = line.partition(":")
        pairs = _PAIR.findall(rest)
        left = _PAIR.sub("", rest).replace(",", "").replace(";", "").strip()
        number = re.sub(r"(?i)^level\s*", "", of.strip())
        if not colon or not number.isdigit() or not pairs or left:
            problems.append(
                f"Points of units, line {place}: “{line}”. Write the {name}, a colon, and each "
                "grade with its points, as 60: U 0, P 6, M 10, D 16."
            )
        elif number in seen:
            problems.append(
                f"Points of units, line {place}: {name} {number} stands twice. Keep one of the two."
            )
        else:
            seen.add(number)
            found.append({name: int(number), "points": {grade: int(n) for grade, n in pairs}})
    if problems:
        raise BadScheme(problems)
    return found


def _lines(text: str) -> Iterable[tuple[int, str]]:
    for place, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield place, " ".join(line.split())


def numbers_of(
    scheme: Scheme, *, size: int | None, unit_grades: str, passes_from: str, points: str,
    external_grades: str, external_points: str, thresholds: str,
) -> Mapping[str, Any]:  # fmt: skip
    """The numbers in the shape of the schemes' file. Raises BadScheme with every sentence."""
    problems: list[str] = []
    read: dict[str, Any] = {"size": size}
    by_credit = scheme.basis == "credits"
    base = {"source": OURS, "confidence": "medium"}

    def collect(name: str, work: Any) -> None:
        try:
            read[name] = work()
        except BadScheme as bad:
            problems.extend(bad.problems)

    collect("grades", lambda: grades_typed(unit_grades))
    collect("external", lambda: grades_typed(external_grades))
    collect("rows", lambda: points_typed(points, by_credit=by_credit))
    collect("external_rows", lambda: points_typed(external_points, by_credit=by_credit))
    collect("thresholds", lambda: thresholds_typed(thresholds))
    if problems:
        raise BadScheme(problems)
    scales, tables = [], []
    for assessment, grades, rows in (
        ("internal", read["grades"], read["rows"]),
        ("external", read["external"], read["external_rows"]),
    ):
        if grades:
            scales.append(
                {"assessment": assessment, "grades": grades, "passes_from": passes_from, **base}
            )
        if rows:
            tables.append(
                {"assessment": assessment, "per": "credit" if by_credit else "size", "rows": rows,
                 "sliding": assessment == "external", **base}
            )  # fmt: skip
    return {
        "size": size, "points": tables,
        "thresholds": [{**one, **base} for one in read["thresholds"]],
        **({"scales": scales} if scales else {}),
    }  # fmt: skip
