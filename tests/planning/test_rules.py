"""What a plan is checked for, as a table; and how a first draft is made."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fairmark.planning.drafting_rules import Pace, assignments_of, draft, moved
from fairmark.planning.rules import (
    Around,
    Check,
    Piece,
    Target,
    UnitAsked,
    Weight,
    order_of,
    problems,
)

CODES = {
    1: "A.P1", 2: "A.M1", 3: "A.D1", 4: "B.P2", 5: "B.M2",
}  # fmt: skip
UNIT = UnitAsked(
    7, "Unit 8",
    tuple(Target(pk, code, tuple(code.split(".")[0]), code.split(".")[1][0])
          for pk, code in CODES.items()),
)  # fmt: skip
DAYS = {
    "hand_out_on": date(2025, 9, 15), "hand_in_on": date(2025, 10, 10),
    "assess_by": date(2025, 10, 17), "verify_by": date(2025, 10, 21),
    "return_by": date(2025, 10, 24), "resubmit_by": None,
}  # fmt: skip
A = Piece(1, "Assignment 1", 7, frozenset({1, 2, 3}), DAYS, ((10, None),), 11)
B = Piece(2, "Assignment 2", 7, frozenset({4, 5}), DAYS, ((10, None),), 11)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


AROUND = Around(
    (UNIT,), date(2025, 9, 3), date(2026, 7, 3), weekdays, lambda day: day.month != 8,
    learners={None: 20, 31: 12, 32: 8}, people={10: "Asa", 11: "Ivor"}, most_deadlines=2,
    most_pieces=40,
)  # fmt: skip


def found(*pieces: Piece, around: Around = AROUND) -> dict[Check, list[str]]:
    result: dict[Check, list[str]] = {}
    for one in problems(pieces, around):
        result.setdefault(one.check, []).append(one.words)
    return result


def test_a_plan_without_fault_has_no_problem():
    assert found(A, B) == {}


def test_an_assessor_without_the_role_is_warned_of_once():
    around = replace(AROUND, may_assess=frozenset({11}))
    assert found(A, B, around=around) == {
        Check.ROLES: [
            "Assignment 1 and Assignment 2: Asa does not hold the role of assessor here, so cannot "
            "decide. Ask the administrator to give it, or name somebody else."
        ]
    }
    [problem] = problems((A, B), around)
    assert problem.weight == Weight.WARNS
    assert found(A, B, around=replace(AROUND, may_assess=frozenset({10}))) == {}


def later(**days: date) -> dict:
    return {**DAYS, **days}


@pytest.mark.parametrize(
    ("pieces", "check", "words"),
    [
        ((), Check.COMPLETE, "The plan has no assignment yet. Add one."),
        ((replace(A, verifier=None), B), Check.COMPLETE, "Assignment 1: verifier still to be filled in."),
        ((replace(A, assessors=()), B), Check.COMPLETE, "Assignment 1: assessor still to be filled in."),
        (
            (replace(A, days=later(return_by=None)), B), Check.COMPLETE,
            "Assignment 1: return by still to be filled in.",
        ),
        (
            (replace(A, days=later(assess_by=date(2025, 10, 9))), B), Check.ORDER,
            "Assignment 1: Assess by, 9 October 2025, is before hand-in, 10 October 2025. Put it "
            "later.",
        ),
        ((A,), Check.TARGETED, "Unit 8: B.P2 and B.M2 are targeted by no assignment."),
        ((replace(A, unit=99, targets=frozenset({50})),), Check.TARGETED,
         "Unit 8: no criterion is targeted."),
        (
            (A, replace(B, targets=frozenset({3, 4, 5}))), Check.ONCE,
            "Unit 8: A.D1 is targeted by Assignment 1 and Assignment 2.",
        ),
        (
            (replace(A, targets=frozenset({1, 2})), replace(B, targets=frozenset({3, 4, 5}))),
            Check.WHOLE_AIMS,
            "Unit 8: learning aim A is split over Assignment 1 and Assignment 2.",
        ),
        (
            (replace(A, targets=frozenset({1})), B), Check.ALL_GRADES,
            "Assignment 1 leaves out A.M1 and A.D1, so it shuts out merit and distinction for a "
            "learning aim that it assesses.",
        ),
        (
            (replace(A, days=later(hand_out_on=date(2025, 9, 14))), B), Check.IN_TERM,
            "Assignment 1: hand-out, 14 September 2025, is a day on which we are closed.",
        ),
        (
            (replace(A, days=later(hand_out_on=date(2025, 9, 1))), B), Check.IN_TERM,
            "Assignment 1: hand-out, 1 September 2025, is before teaching starts.",
        ),
        (
            (replace(A, verifier=10), B), Check.SEPARATE,
            "Assignment 1: Asa would verify their own decisions. Choose another verifier, of another "
            "team if need be.",
        ),
        (
            (A, B, replace(A, key=3, name="Third", unit=99, targets=frozenset({50}))), Check.CLASHES,
            "3 deadlines in the week of 6 October 2025: Assignment 1, Assignment 2 and Third. Our "
            "policy says 2 at most.",
        ),
        (
            (A, B, replace(A, key=3, name="Third", unit=99, targets=frozenset({50}))), Check.LOAD,
            "Asa assesses 60 pieces of work in the week of 13 October 2025. Our policy says 40 at "
            "most.",
        ),
    ],
)  # fmt: skip
def test_what_a_check_finds(pieces, check, words):
    assert words in found(*pieces)[check]


def test_a_group_that_nobody_assesses_is_found():
    groups = replace(AROUND, groups={31: "Mon", 32: "Tue"})
    only_monday = replace(B, assessors=((10, 31),))
    result = found(A, only_monday, around=groups)
    assert result[Check.COMPLETE] == ["Assignment 2 has no assessor for Tue."]
    assert result[Check.TARGETED] == [
        "Unit 8: B.P2 and B.M2 are targeted by no assignment for Tue."
    ]


def test_two_groups_with_an_assignment_each_for_the_same_criteria_are_no_fault():
    groups = replace(AROUND, groups={31: "Mon", 32: "Tue"})
    each = (
        A, replace(B, assessors=((10, 31),)),
        replace(B, key=3, name="Assignment 3", assessors=((10, 32),)),
    )  # fmt: skip
    assert found(*each, around=groups) == {}


def test_one_of_two_assessors_may_verify_the_other():
    both = replace(A, assessors=((10, 31), (11, 32)), verifier=11)
    [one] = [p for p in problems([both, B], AROUND) if p.check == Check.SEPARATE]
    assert one.weight == Weight.WARNS


def test_without_a_number_of_the_policy_nothing_is_counted():
    third = replace(A, key=3, name="Third", unit=99, targets=frozenset({50}))
    assert found(A, B, third, around=replace(AROUND, most_deadlines=None, most_pieces=None)) == {}


def test_hand_in_on_the_day_of_hand_out_is_out_of_order():
    assert order_of(later(hand_in_on=date(2025, 9, 15))) == [
        "Hand-in, 15 September 2025, is the day of hand-out, 15 September 2025. Put it later."
    ]


def test_aims_that_share_a_criterion_stay_together():
    shared = UnitAsked(1, "Unit 1", (
        Target(1, "A.P1", ("A",), "P"), Target(2, "B.P2", ("B",), "P"),
        Target(3, "C.P3", ("C",), "P"), Target(4, "AB.D1", ("A", "B"), "D"),
    ))  # fmt: skip
    assert [(title, [t.code for t in targets]) for title, targets in assignments_of(shared)] == [
        ("Learning aims A and B", ["A.P1", "B.P2", "AB.D1"]), ("Learning aim C", ["C.P3"]),
    ]  # fmt: skip


def test_criteria_without_aims_are_one_assignment():
    plain = UnitAsked(1, "Unit 1", (Target(1, "P1"), Target(2, "M1")))
    assert [title for title, _ in assignments_of(plain)] == ["Assignment"]


@pytest.mark.parametrize("weeks", [3, 10, 36, 90])
def test_a_draft_of_any_length_keeps_its_days_in_order_and_on_open_days(weeks):
    starts = date(2025, 9, 3)
    made = draft(
        [UNIT, UnitAsked(8, "Unit 9", UNIT.targets)], weights={7: 60, 8: 120}, starts_on=starts,
        ends_on=starts + timedelta(weeks=weeks), works=weekdays, pace=Pace(15, 15),
    )  # fmt: skip
    assert [(one.unit, one.number) for one in made] == [(7, 1), (7, 2), (8, 1), (8, 2)]
    for one in made:
        assert order_of(one.days) == []
        assert all(weekdays(day) for day in one.days.values())


def test_nothing_is_drafted_where_there_is_no_day_to_teach():
    assert draft([UNIT], weights={}, starts_on=date(2025, 9, 6), ends_on=date(2025, 9, 7),
                 works=weekdays, pace=Pace(15, 15)) == []  # fmt: skip


def test_days_that_move_fall_on_open_days_and_keep_their_order():
    shifted = moved(DAYS, timedelta(days=363), weekdays, date(2027, 7, 1))
    assert order_of(shifted) == []
    assert all(day is None or weekdays(day) for day in shifted.values())
    assert shifted["resubmit_by"] is None
