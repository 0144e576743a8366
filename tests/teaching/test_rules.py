"""What must hold of a team, its time and its resources: each rule as a table."""

from datetime import date

import pytest

from fairmark.teaching import rules
from fairmark.teaching.rules import Found, Gap, Kept, Place, Readiness, Resource, Staffed

SEP, OCT, NOV = date(2025, 9, 3), date(2025, 10, 1), date(2025, 11, 3)
WHOLE = [Found(one, True) for one in Resource]


@pytest.mark.parametrize(
    ("starts", "ends", "on", "running"),
    [
        (SEP, NOV, OCT, True), (SEP, None, NOV, True), (SEP, NOV, SEP, True), (SEP, NOV, NOV, True),
        (OCT, NOV, SEP, False), (SEP, OCT, NOV, False),
    ],
)  # fmt: skip
def test_a_cohort_runs_from_its_first_day_to_its_planned_end(starts, ends, on, running):
    assert rules.is_running(starts, ends, on) is running


@pytest.mark.parametrize(
    ("day", "last", "words"),
    [
        (OCT, NOV, []),
        (OCT, None, []),
        (date(2025, 8, 1), NOV, ["1 August 2025 is before the first year of B1, which begins on "
                                 "3 September 2025."]),
        (NOV, OCT, ["3 November 2025 is after the planned end of B1, 1 October 2025."]),
    ],
)  # fmt: skip
def test_a_day_is_in_the_cohorts_time(day, last, words):
    assert rules.outside(day, SEP, last, "B1") == words


def test_only_what_has_happened_is_recorded():
    assert rules.still_to_come(OCT, OCT, "it") == []
    assert rules.still_to_come(NOV, OCT, "it") == [
        "3 November 2025 is still to come. Record it when it has taken place."
    ]


@pytest.mark.parametrize(
    ("places", "assessors", "verifiers"),
    [
        ([], (), ()),
        ([Place("Asha", "assessor", 1, SEP)], ("Asha",), ()),
        ([Place("Asha", "assessor", None, SEP)], ("Asha",), ()),
        ([Place("Asha", "assessor", 2, SEP)], (), ()),
        ([Place("Asha", "assessor", 1, NOV)], (), ()),
        ([Place("Asha", "assessor", 1, SEP, SEP)], (), ()),
        ([Place("Asha", "assessor", 1, SEP, OCT)], ("Asha",), ()),
        ([Place("Lena", "lead internal verifier", None, SEP), Place("Ivan", "internal verifier", 1, SEP)],
         (), ("Ivan", "Lena")),
        ([Place("Pia", "programme leader", None, SEP)], (), ()),
    ],
)  # fmt: skip
def test_who_assesses_and_verifies_a_unit(places, assessors, verifiers):
    assert rules.staffed(places, [1], OCT) == {1: Staffed(assessors, verifiers)}


@pytest.mark.parametrize(
    ("held", "groups", "without"),
    [({None}, {1, 2}, []), ({1}, {1, 2}, [2]), ({1, 2}, {1, 2}, []), (set(), {1}, [1])],
)
def test_one_timetable_for_all_or_one_for_each_group(held, groups, without):
    assert rules.without_timetable(held, groups) == without


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ([], ["scheme of work", "lesson plans"]), (["scheme"], ["lesson plans"]),
        (["lessons"], ["scheme of work"]), (["scheme", "lessons"], []), (["both"], []),
    ],
)  # fmt: skip
def test_what_a_unit_lacks(held, words):
    assert rules.lacking(held) == words


@pytest.mark.parametrize(
    ("first", "whole", "on", "stands"),
    [
        (None, False, SEP, Readiness.TO_SIGN), (None, False, OCT, Readiness.MISSING),
        (None, False, NOV, Readiness.MISSING), (SEP, True, NOV, Readiness.READY),
        (OCT, True, NOV, Readiness.READY), (NOV, True, NOV, Readiness.LATE),
        (SEP, False, NOV, Readiness.SHORT), (NOV, False, NOV, Readiness.SHORT),
    ],
)  # fmt: skip
def test_resources_are_signed_by_the_day_teaching_begins(first, whole, on, stands):
    assert rules.readiness(begins_on=OCT, first_on=first, is_whole=whole, on=on) == stands


def test_a_whole_check_is_signed_and_not_twice_the_same_day():
    assert rules.obstacles_to_signing(WHOLE, None) == []
    assert rules.obstacles_to_signing(WHOLE, WHOLE) == [
        "You signed this today as it stands. Sign again when something changes."
    ]
    changed = [*WHOLE[1:], Found("staff", False, "A teacher", "Advertised")]
    assert rules.obstacles_to_signing(WHOLE, changed) == []


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (None, "Say whether materials are there."),
        (Found("materials", False, "", "Ordered"), "Materials: say what is missing."),
        (Found("materials", False, "Books", " "), "Materials: say what is done about it."),
        (Found("materials", True, "Books", "Ordered"),
         "Materials: you say that all is there and that something is missing. Choose one."),
    ],
)  # fmt: skip
def test_a_check_answers_for_every_resource(last, words):
    assert rules.obstacles_to_signing([*WHOLE[:-1], *([last] if last else [])], None) == [words]


@pytest.mark.parametrize(
    ("kept", "state"),
    [
        (Kept(1, 1, 1), "met"),
        (Kept(0, 0, 0), "cannot tell"),
        (Kept(0, 0, 1, gaps=(Gap("x"),)), "cannot tell"),
        (Kept(1, 0, 1, gaps=(Gap("x"),)), "not met"),
        (Kept(1, 0, 1, gaps=(Gap("x", is_bad=False),)), "under way"),
        (Kept(1, 0, 0, gaps=(Gap("x", is_bad=False),), can_tell=False), "cannot tell"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_never_met(kept, state):
    assert kept.state == state
