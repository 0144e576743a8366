"""The value of a rule as people say it."""

import json
import re
from datetime import date
from typing import Any

from fairmark.rulebook.rules import EVERY_FAMILY, Rule
from fairmark.ui.words import in_turn

#: How the names of families are said; a family that is not here is said by its own letters.
FAMILIES = {
    EVERY_FAMILY: "Every family",
    "introductory_2016": "Entry and Level 1 Introductory",
    "tech_award_2017_legacy": "Tech Awards 2017",
    "tech_award_2022": "Tech Awards 2022",
    "firsts_2012": "Firsts 2012",
    "firsts_2018": "Firsts 2018",
    "l2_technicals_2017": "Level 2 Technicals",
    "l3_nationals_qcf_2010": "Level 3 Nationals, QCF",
    "l3_nationals_rqf_2016": "Level 3 Nationals 2016",
    "l3_aaq_2025": "Alternative Academic Qualifications 2025",
    "international_l3": "International Level 3",
    "art_design_foundation": "Art and Design Foundation Diploma",
    "hn_qcf_2010": "Higher Nationals, QCF",
    "hn_rqf_2016": "Higher Nationals 2016",
    "hn_2024": "Higher Nationals 2024",
    "professional_l4_7": "Professional, Levels 4 to 7",
    "work_based": "Work-based learning",
}
UNKNOWN = "Not published, as far as we have found"
#: The first word of a unit that is in the plural, such as “working days after enrolment”.
_PLURAL, _SINGULAR = re.compile(r"\b(\w{2,}[a-rt-z])s\b"), r"\1"


def family_words(family: str) -> str:
    return FAMILIES.get(family) or family.replace("_", " ").capitalize()


def value_words(one: Rule) -> str:
    """The value with its unit, in a line: “1 November”, “15 working days”, “20, from 0 to 40”."""
    return _words(one.value, one.unit)


def _words(value: Any, unit: str) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return count_words(value, unit)
    if isinstance(value, str):
        if unit == "date":
            return f"{date.fromisoformat(value):%-d %B %Y}"
        return value[:1].upper() + value[1:]
    if isinstance(value, list):
        return _list_words(value, unit)
    if "month" in value:
        return _day_words(value)
    if "options" in value:
        return _ways_words(value)
    if "template" in value:
        return (
            f"{value['least']} to {value['most']} {unit}; a first policy says {value['template']}"
        )
    return (
        f"{in_turn([str(days) for days in value['before']])} {unit} before, "
        f"{value['overdue_after']} after, the quality nominee {value['nominee_after']} after"
    )


def _ways_words(value: Any) -> str:
    """The ways a policy may choose among, the strictest first; beyond the loosest none."""
    words = {one["code"]: one["words"] for one in value["options"]}
    codes = list(words)
    allowed = codes[: codes.index(value["loosest"]) + 1]
    beyond = [words[code] for code in codes if code not in allowed]
    said = "; or ".join(words[code] for code in allowed)
    return f"{said[:1].upper()}{said[1:]}. A first policy says: {words[value['template']]}" + (
        f". Not allowed: {'; '.join(beyond)}" if beyond else ""
    )


def count_words(value: float, unit: str) -> str:
    """“1 week after enrolment”, “6 weeks after enrolment”."""
    said = f"{value:,}" if isinstance(value, int) else f"{value:g}"
    if unit.startswith("pounds"):
        return f"£{said}{unit.removeprefix('pounds')}"
    if unit.startswith("percent"):
        return f"{said} %{unit.removeprefix('percent')}"
    if value == 1 and unit.startswith("people"):
        return f"{said} person{unit.removeprefix('people')}"
    return f"{said} {_PLURAL.sub(_SINGULAR, unit, count=1) if value == 1 else unit}"


def _day_words(value: dict[str, Any]) -> str:
    """A day of any year; 2000 has a 29 February."""
    day = f"{date(2000, value['month'], value['day']):%-d %B}"
    return f"{day}: {value['what']}" if value.get("what") else day


def _list_words(value: list[Any], unit: str) -> str:
    if value and isinstance(value[0], dict) and "percent" in value[0]:
        return "; ".join(_band_words(one) for one in value)
    kind = unit if unit in ("questions", "fields") else "points"
    return f"{len(value)} {kind}"


def _band_words(one: dict[str, Any]) -> str:
    if "days" in one:
        until = f"to day {one['days']}" if one["days"] is not None else "after that"
    else:
        until = f"to {_day_words(one['until'])}" if one["until"] else "after that"
    return f"{until} {one['percent']} % of the fee"


def points(one: Rule) -> list[str]:
    """The points of a list or the questions of a form, each as said; none for another value."""
    if not isinstance(one.value, list):
        return []
    return [
        each["asks"] if isinstance(each, dict) else each
        for each in one.value
        if not isinstance(each, dict) or "asks" in each
    ]


def cell(one: Rule) -> str:
    """The value as it stands in a cell of a table that can be read in again."""
    value = one.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


#: The processes that rules belong to, by how their keys begin, in their order on the page.
PROCESSES = {
    "registration": "Registration",
    "fees": "Fees",
    "entry": "External entries",
    "year": "The awarding body’s year",
    "roles": "Roles and people",
    "assessment": "Assessment",
    "attempts": "Attempts, resubmission and retake",
    "verification": "Internal verification",
    "standards": "Standards verification",
    "moderation": "Moderation of Tech Awards",
    "appeals": "Appeals",
    "malpractice": "Malpractice",
    "adjustments": "Reasonable adjustments",
    "consideration": "Special consideration",
    "certification": "Claims and certificates",
    "retention": "Keeping and disposing",
    "collaboration": "Collaborative arrangements",
    "distance": "Distance and blended",
    "prior": "Recognition of prior learning",
    "conflicts": "Conflicts of interest",
    "contingency": "Contingency",
    "forms": "Forms and their questions",
    "policies": "Policies and their review",
    "policy": "Bounds of the numbers that policies set",
    "planner": "Reminders",
    "calendar": "The academic year",
}
OTHER = "Other rules"


def process_of(key: str) -> str:
    return PROCESSES.get(key.partition(".")[0], OTHER)
