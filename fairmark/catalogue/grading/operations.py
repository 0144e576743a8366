"""What can be asked on the command line, one question and one answer at a time.

An answer has at least the keys that its question is known for; one that cannot be answered is an
`error` with the reason and the cure.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from fairmark.catalogue import criteria
from fairmark.catalogue.grading import asked, attempts
from fairmark.catalogue.grading.asked import Input, result_of, rows_of, table_of, unit_of, whole
from fairmark.catalogue.grading.awarding import Award, Combination, award_of_marks
from fairmark.catalogue.grading.eligibility import (
    CHECKS,
    Checks,
    Reason,
    credits_at_level_reason,
    rules_for,
)
from fairmark.catalogue.grading.ladder import CannotGrade, ladder_of, next_step
from fairmark.catalogue.grading.projections import Projection, Projector, View, smaller_sizes
from fairmark.catalogue.grading.sliding import external_worths, slide
from fairmark.catalogue.grading.tally import Missed, Tally
from fairmark.catalogue.grading.unit_grades import Decided, unit_grade
from fairmark.catalogue.grading.units import EXTERNAL, OPTIONAL, Unit, points_of, worths
from fairmark.catalogue.schemes import Engine, Scheme

Answer = dict[str, Any]
Schemes = Mapping[str, Scheme]


def answer(question: object, schemes: Schemes) -> Answer:
    """The answer to one question: its keys, or an `error`."""
    try:
        if not isinstance(question, Mapping):
            raise CannotGrade("A question is an object with scheme, operation and input.")
        return _answer(question, schemes)
    except CannotGrade as problem:
        return {"error": str(problem)}


def _answer(question: Input, schemes: Schemes) -> Answer:
    operation = question.get("operation")
    if operation not in OPERATIONS:
        raise CannotGrade(
            f"“{operation}” is no operation. Choose one of: {', '.join(sorted(OPERATIONS))}."
        )
    scheme = _scheme(question, schemes, str(operation))
    given = question.get("input")
    if not isinstance(given, Mapping):
        raise CannotGrade("“input” is missing. Give it as names with their values.")
    asked.within_its_dates(scheme, given)
    return OPERATIONS[str(operation)](scheme, given, schemes)


def _scheme(question: Input, schemes: Schemes, operation: str) -> Scheme:
    code = question.get("scheme")
    if code is not None:
        if code not in schemes:
            raise CannotGrade(
                f"“{code}” is no scheme. `fairmark grade --list` names those there are."
            )
        return schemes[str(code)]
    family = question.get("family")
    kind = {"terminal_rule": "terminal", "attempt_limit": "limit"}.get(operation)
    found = [
        one for one in schemes.values()
        if (family is None or one.family == family)
        and any(rule.kind == "terminal" for rule in one.attempts)
    ] if kind else []  # fmt: skip
    if len(found) != 1:
        raise CannotGrade("“scheme” is missing. Name the scheme that the question is about.")
    return found[0]


def _threshold(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    points = given.get("points")
    if isinstance(points, bool) or not isinstance(points, int | float):
        raise CannotGrade("“points” is missing or no number. Give the total of the points.")
    exact = Fraction(str(points)) if isinstance(points, float) else Fraction(points)
    grade = ladder_of(scheme).grade(exact)
    step = next_step(scheme, int(exact))
    threshold = next(one for one in scheme.thresholds if one.grade == grade)
    return {
        "grade": grade, "at_least": threshold.least, "next_at": step.least if step else None,
        "source": threshold.origin.source.code, "confidence": threshold.origin.confidence.value,
    }  # fmt: skip


def _unit_points(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    unit = unit_of(scheme, given)
    worth = worths(scheme, unit)
    grade = asked.named(given, "grade")
    if grade not in worth:
        raise CannotGrade(_no_grade(scheme, unit.assessment, grade))
    table = scheme.table(unit.assessment)
    found = worth[grade]
    at_boundary = "boundary" in str(given.get("raw_mark_position", ""))
    known = at_boundary or found.least == found.most
    result: Answer = {"points": found.least if known else None, "least": found.least,
                      "most": found.least if at_boundary else found.most}  # fmt: skip
    if table and table.per == "credit":
        result["points_per_credit"] = points_of(scheme, table, unit._replace(size=1), grade)
    return result


def _no_grade(scheme: Scheme, assessment: str, grade: str) -> str:
    grades = ", ".join(scheme.scales[assessment].grades)
    return f"“{grade}” is no grade of a unit assessed as {assessment}. Choose one of {grades}."


def _external_points(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    boundaries = {
        grade: whole(table_of(given, "boundaries"), grade)
        for grade in table_of(given, "boundaries")
    }
    found = slide(scheme, whole(given, "glh", least=1), whole(given, "raw_mark"), boundaries)
    exact = None if found.exact is None else round(float(found.exact), 4)
    return {
        "grade": found.grade,
        "exact": int(exact) if exact is not None and exact == int(exact) else exact,
        "points_rounded_down": None if found.exact is None else found.points,
        "min_points": found.points if found.exact is None else None,
        "max_points": found.most,
    }


def _external_range(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    worth = external_worths(scheme, whole(given, "glh", least=1))
    grade = asked.named(given, "grade")
    if grade not in worth:
        raise CannotGrade(_no_grade(scheme, EXTERNAL, grade))
    return {"min": worth[grade].least, "max": worth[grade].most}


def _unit_grade(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    scale = scheme.scale("internal")
    if scale is None:
        raise CannotGrade(f"The unit grades of {scheme.full_title} are not known to us.")
    codes = table_of(given, "criteria")
    own = given.get("unit_criteria")
    decided = []
    for code, met in codes.items():
        if met is not None and not isinstance(met, bool):
            raise CannotGrade(f"{code}: “{met}” is neither true, false nor null. Give one of them.")
        if isinstance(own, list) and code not in own:
            raise CannotGrade(
                f"{code} is no criterion of this unit, which has {', '.join(map(str, own))}. "
                "Leave it out, or decide it in its own unit."
            )
        parsed = criteria.parse(code, scheme.family)
        if parsed is None:
            raise CannotGrade(
                f"“{code}” is not written as a criterion of {scheme.family_name}. Write it as "
                f"{' or '.join(criteria.PATTERNS[scheme.family].examples)}."
            )
        decided.append(Decided(parsed.band, met))
    for code in own if isinstance(own, list) else ():
        if code not in codes and (parsed := criteria.parse(str(code), scheme.family)):
            decided.append(Decided(parsed.band, None))
    attempt = str(given.get("attempt") or "")
    most = attempts.cap_of(scheme, attempt) if attempt else None
    found = unit_grade(decided, scale.grades, most=most)
    return {
        "grade": found.so_far, "reachable": found.reachable, "complete": found.complete,
        "capped_at": most,
    }  # fmt: skip


def _combination(scheme: Scheme, given: Input) -> tuple[Combination, list[Any]]:
    rows = rows_of(given, "units")
    units = [unit_of(scheme, row) for row in rows]
    combination = Combination(scheme, units, qualification=str(given.get("qualification") or ""))
    return combination, [result_of(row) for row in rows]


def _qualification_grade(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    if scheme.engine is Engine.SUM_OF_MARKS:
        marks = [whole(row, "marks") for row in rows_of(given, "units")]
        return _told(award_of_marks(scheme, marks), None)
    combination, results = _combination(scheme, given)
    award = combination.award(results)
    candidates = combination.candidates(results)
    told = _told(award, combination)
    told["unit_points"] = [one.points for one in candidates]
    told[f"total_{'glh' if scheme.basis == 'hours' else 'credits'}"] = combination.total
    if any(unit.core for unit in combination.units):
        told["core_points"] = combination.core_points(results)
    if award.counted:
        told["counted"] = _counted(combination, award, [str(one.grade) for one in results])
    return told


def _counted(combination: Combination, award: Award, grades: Sequence[str]) -> str:
    words = "credits" if combination.scheme.basis == "credits" else "hours"
    counted = " + ".join(f"{part.size} {grades[part.place]}" for part in award.counted)
    told = f"{counted} ({sum(part.size for part in award.counted)} {words})"
    names = {"P": "Pass", "M": "Merit", "D": "Distinction"}
    one = words.rstrip("s")
    left = [
        f"the {part.size}-{one} {names.get(grades[part.place], grades[part.place])}"
        for part in award.surplus
    ]
    if left:
        told += f"; {' and '.join(left)} {'is' if len(left) == 1 else 'are'} surplus"
    return told


def _told(award: Award, combination: Combination | None) -> Answer:
    return {
        "grade": award.grade,
        "grade_by_points": award.grade_by_points,
        "best_grade_by_points": award.best_by_points,
        "points": award.least, "total_points": award.least, "points_at_boundaries": award.least,
        "most_points": award.most,
        "scheme_issue": award.issue,
        **_right(award.blocked_by, award.cautions),
    }  # fmt: skip


def _right(blocked_by: Sequence[Reason], cautions: Sequence[Reason]) -> Answer:
    return {
        "eligible": not blocked_by,
        "reason": blocked_by[0].short if blocked_by else None,
        "reasons": [one.says for one in blocked_by],
        "cautions": [one.says for one in cautions],
    }


def _eligibility(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    if "units" in given:
        return _qualification_grade(scheme, given, schemes)
    reasons = _partial_reasons(scheme, given)
    told = _right(reasons, ())
    told["subject_to"] = None if "points" in given else "points threshold"
    if "points" in given:
        grade = ladder_of(scheme).grade(whole(given, "points"))
        told["grade_by_points"] = grade
        told["grade"] = None if reasons else grade
    return told


def _partial_reasons(scheme: Scheme, given: Input) -> list[Reason]:
    """What some of the facts already tell: hours passed, units missed, credits by level."""
    rules = rules_for(scheme, str(given.get("qualification") or ""))
    checks = Checks(scheme, rules, ())
    reasons: list[Reason] = []
    known = False
    for rule in rules:
        if rule.kind == "least_at_pass" and "glh_at_pass_or_above" in given:
            known = True
            passed = whole(given, "glh_at_pass_or_above")
            tally = Tally(0, 0, False, passed, (), (), ())
            reasons += CHECKS[rule.kind](checks, rule, tally)
        if rule.kind == "may_be_failed" and "units_below_pass" in given:
            known = True
            failed = tuple(_missed(name) for name in given["units_below_pass"])
            reasons += CHECKS[rule.kind](checks, rule, Tally(0, 0, False, 0, failed, (), ()))
        if rule.kind == "credits_at_level":
            level = rule.values["level"]
            known = True
            at = whole(given, f"credits_level{level}")
            above = whole({"above": given.get(f"credits_level{level + 1}", 0)}, "above")
            reason = credits_at_level_reason(scheme, rule, at, above)
            reasons += [reason] if reason else []
    if given.get("required_units_passed") is False:
        known = True
        reasons.append(
            Reason("required_units", "a required unit is not passed",
                   "A unit that must be passed is not. Bring it to Pass.")
        )  # fmt: skip
    if not known:
        raise CannotGrade(
            f"Nothing given here decides the right to {scheme.full_title}. Give the units with "
            "their grades."
        )
    return reasons


def _missed(name: object) -> Missed:
    text = str(name)
    number = text.removeprefix("Unit ").split(" ")[0].rstrip(":,")
    status = OPTIONAL if "optional" in text.lower() else ""
    return Missed(Unit(size=1, number=number, status=status), "U")


def _projections(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    combination, results = _combination(scheme, given)
    picture = Projector(combination).picture(results)
    shown = picture.projections
    held = sum(unit.size for unit, one in zip(combination.units, results, strict=True) if one.grade)
    rate = "points_per_glh" if scheme.basis == "hours" else "points_per_credit"
    trend = _projected(shown[View.TREND])
    trend[rate] = round(shown[View.BANKED].least / held, 6) if held else None
    suite = [one for one in schemes.values() if one.suite and one.suite == scheme.suite]
    return {
        "banked_points": shown[View.BANKED].least,
        "banked_grade_if_nothing_else": shown[View.BANKED].grade,
        "floor_if_all_remaining_pass": _projected(shown[View.FLOOR]),
        "floor_if_remaining_externals_near_pass": _projected(shown[View.NEAR_PASS]),
        "predicted": _projected(shown[View.PREDICTED]),
        "on_trend": trend,
        "ceiling_at_boundary_D": _projected(shown[View.CEILING]),
        "ranges": {view.value: _range(one) for view, one in shown.items()},
        "smaller_sizes": [
            {"scheme": one.scheme.id, "grade": one.award.grade, "points": one.award.least}
            for one in smaller_sizes(combination, results, suite)
        ],
        **_right(picture.award.blocked_by, picture.award.cautions),
    }


def _projected(one: Projection) -> Answer:
    """Points and grade; what blocks the award stands beside them wherever something does."""
    told: Answer = {"points": one.least, "grade": one.grade}
    if one.blocked_by:
        told["blocked_by"] = [reason.says for reason in one.blocked_by]
    return told


def _range(one: Projection) -> Answer:
    return {
        "least": one.least, "most": one.most, "grade": one.grade, "best_grade": one.best,
        "may_exceed": one.may_exceed,
    }  # fmt: skip


def _unit_grade_domain(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    scale = scheme.scale(str(given.get("type", "internal")))
    if scale is None:
        raise CannotGrade(f"{scheme.title} has no units assessed as “{given.get('type')}”.")
    return {"valid": given.get("grade") in scale.grades, "grades": list(scale.grades)}


def _qualification_grade_domain(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    grades = scheme.qualification_grades
    return {"valid": given.get("grade") in grades, "grades": list(grades)}


def _terminal_rule(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    sittings = [
        attempts.Sitting(whole(row, "component", least=1), asked.named(row, "series"))
        for row in rows_of(given, "sittings")
    ]
    found = attempts.terminal(scheme, sittings)
    return {
        "certificable": found.certificable, "certificable_with_retake": found.with_retakes,
        "reason": found.reasons[0] if found.reasons else None,
    }  # fmt: skip


def _attempt_limit(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    rule = next((one for one in scheme.attempts if one.kind == "terminal"), None)
    external = rule.values["external"] if rule else None
    of = "external" if whole(given, "component", least=1) == external else "internal"
    name = next((one for one in ("retakes", "resits") if one in given), "retakes")
    most = attempts.limit_of(scheme, "retake", of=of)
    return {"allowed": most is None or whole(given, name) <= most, "most": most}


def _reassessment(scheme: Scheme, given: Input, schemes: Schemes) -> Answer:
    most = attempts.limit_of(scheme, "reassessment")
    done = whole(given, "previous_reassessments")
    return {"allowed": most is None or done < most, "most": most}


OPERATIONS: dict[str, Callable[[Scheme, Input, Schemes], Answer]] = {
    "threshold_lookup": _threshold,
    "unit_points": _unit_points,
    "external_points": _external_points,
    "external_points_range": _external_range,
    "unit_grade_from_criteria": _unit_grade,
    "qualification_grade": _qualification_grade,
    "eligibility": _eligibility,
    "projections": _projections,
    "unit_grade_domain": _unit_grade_domain,
    "qualification_grade_domain": _qualification_grade_domain,
    "terminal_rule": _terminal_rule,
    "attempt_limit": _attempt_limit,
    "reassessment_allowed": _reassessment,
}
