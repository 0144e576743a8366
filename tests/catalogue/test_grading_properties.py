"""What must hold for every learner, whatever the grades: tried on many made-up ones."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from fairmark.catalogue import schemes
from fairmark.catalogue.grading.awarding import Combination
from fairmark.catalogue.grading.ladder import ladder_of
from fairmark.catalogue.grading.projections import Projector, View
from fairmark.catalogue.grading.unit_grades import Decided, unit_grade
from fairmark.catalogue.grading.units import Result, Unit

PMD = ("U", "P", "M", "D")
WITH_NUMBERS = [one for one in schemes.shipped().values() if one.has_numbers]

EXTENDED = schemes.shipped()["rqf_l3_ext_diploma_1080"]
SUBSIDIARY = schemes.shipped()["int_l3_sub_diploma_360"]


def national(*, must_pass=True):
    """The units of an Extended Diploma: seven mandatory, three of them external, six optional."""
    return [
        *(Unit(90, "internal", status="mandatory", must_pass=must_pass, number=str(n)) for n in (1, 2, 3)),
        Unit(90, "external", status="mandatory", number="4"),
        *(Unit(120, "external", status="mandatory", number=str(n)) for n in (5, 6, 7)),
        *(Unit(60, "internal", status="optional", number=str(n)) for n in range(8, 14)),
    ]  # fmt: skip


def grades_of(unit):
    return EXTENDED.scales[unit.assessment].grades


all_graded = some.tuples(*(some.sampled_from(grades_of(unit)) for unit in national()))
partly_graded = some.tuples(
    *(some.one_of(some.none(), some.sampled_from(grades_of(unit))) for unit in national())
)


def results(grades):
    return [Result(grade) for grade in grades]


@given(some.sampled_from(WITH_NUMBERS), some.integers(0, 3000), some.integers(0, 3000))
def test_more_points_never_give_a_lower_grade(scheme, one, other):
    ladder = ladder_of(scheme)
    fewer, more = sorted((one, other))
    assert ladder.grades.index(ladder.grade(fewer)) <= ladder.grades.index(ladder.grade(more))


@given(all_graded, some.integers(0, 12))
def test_a_better_unit_never_gives_a_worse_award(grades, place):
    unit = national()[place]
    scale = grades_of(unit)
    assume(grades[place] != scale[-1])
    better = list(grades)
    better[place] = scale[scale.index(grades[place]) + 1]
    combination = Combination(EXTENDED, national())
    before, after = combination.award(results(grades)), combination.award(results(better))

    assert after.least >= before.least
    order = combination.ladder.grades
    assert order.index(after.grade_by_points) >= order.index(before.grade_by_points)
    assert not (before.eligible and not after.eligible)


criteria = some.lists(
    some.tuples(some.sampled_from(("P", "M", "D")), some.sampled_from((True, False, None))),
    min_size=1, max_size=12,
)  # fmt: skip


@given(criteria)
def test_a_met_distinction_never_repairs_a_missed_pass(rows):
    decided = [Decided(*row) for row in rows] + [Decided("P", False), Decided("D", True)]
    found = unit_grade(decided, PMD)
    assert (found.so_far, found.reachable) == ("U", "U")


@given(criteria)
def test_what_is_reachable_is_never_below_what_is_so_far(rows):
    found = unit_grade([Decided(*row) for row in rows], PMD)
    assert PMD.index(found.reachable) >= PMD.index(found.so_far)
    if found.complete:
        assert found.reachable == found.so_far


@given(criteria, some.randoms())
def test_the_order_of_criteria_never_matters(rows, chance):
    decided = [Decided(*row) for row in rows]
    shuffled = decided.copy()
    chance.shuffle(shuffled)
    assert unit_grade(decided, PMD) == unit_grade(shuffled, PMD)


@given(all_graded, some.randoms())
def test_the_order_of_units_never_matters(grades, chance):
    pairs = list(zip(national(), grades, strict=True))
    chance.shuffle(pairs)
    one = Combination(EXTENDED, national()).award(results(grades))
    other = Combination(EXTENDED, [unit for unit, _ in pairs]).award(
        results(grade for _, grade in pairs)
    )
    assert (one.least, one.most, one.grade) == (other.least, other.most, other.grade)
    assert {reason.short for reason in one.blocked_by} == {r.short for r in other.blocked_by}


over_takers = some.lists(some.sampled_from(PMD), min_size=6, max_size=9)


@given(over_takers, some.randoms())
def test_the_order_of_units_never_matters_to_an_over_taker(grades, chance):
    units = [
        Unit(60, status="mandatory" if n < 3 else "optional", number=str(n))
        for n in range(len(grades))
    ]
    pairs = list(zip(units, grades, strict=True))
    one = Combination(SUBSIDIARY, units).award(results(grades))
    chance.shuffle(pairs)
    other = Combination(SUBSIDIARY, [unit for unit, _ in pairs]).award(results(g for _, g in pairs))
    assert (one.least, one.grade) == (other.least, other.grade)


@given(over_takers)
def test_a_further_optional_unit_never_lowers_an_award(grades):
    units = [
        Unit(60, status="mandatory" if n < 3 else "optional", number=str(n))
        for n in range(len(grades) + 1)
    ]
    few = Combination(SUBSIDIARY, units[:-1]).award(results(grades))
    more = Combination(SUBSIDIARY, units).award(results([*grades, "D"]))
    assert more.least >= few.least


@given(all_graded)
def test_removing_a_blocking_reason_never_blocks(grades):
    """Bringing one blocking unit to Pass takes reasons away and never brings another."""
    combination = Combination(EXTENDED, national())
    before = combination.award(results(grades))
    for place, grade in enumerate(grades):
        if grade in ("U", "N"):
            mended = [*grades]
            mended[place] = "P"
            after = combination.award(results(mended))
            assert {r.rule for r in after.blocked_by} <= {r.rule for r in before.blocked_by}
            assert len(after.blocked_by) <= len(before.blocked_by)


@given(partly_graded)
def test_projections_stand_in_their_order(grades):
    shown = Projector(Combination(EXTENDED, national())).picture(results(grades)).projections
    points = [shown[view].least for view in (View.BANKED, View.NEAR_PASS, View.FLOOR, View.CEILING)]
    assert points == sorted(points)
    assert shown[View.PREDICTED].least == shown[View.FLOOR].least


@given(partly_graded, some.lists(some.sampled_from((None, *PMD)), min_size=13, max_size=13))
@settings(max_examples=200)
def test_the_quick_way_and_the_general_way_agree(grades, predictions):
    """Projections are added up in one pass; filling in and awarding afresh gives the same."""
    projector = Projector(Combination(EXTENDED, national()))
    held = [Result(one, None, guess) for one, guess in zip(grades, predictions, strict=True)]
    shown = projector.picture(held).projections
    for view in (View.FLOOR, View.NEAR_PASS, View.CEILING, View.BANKED, View.PREDICTED):
        general = projector._by_award(view, held)
        assert (shown[view].least, shown[view].grade) == (general.least, general.grade), view
        if view is not View.BANKED:
            assert {r.short for r in shown[view].blocked_by} == {
                r.short for r in general.blocked_by
            }


SIZED = [one for one in WITH_NUMBERS if one.size]


@pytest.mark.parametrize("scheme", SIZED, ids=[one.id for one in SIZED])
def test_every_scheme_grades_its_dullest_learner(scheme):
    """All at the lowest pass: eligible, and the first grade that is tested by points or a base."""
    size = {"hours": 60 if scheme.size % 60 == 0 else 30, "credits": 10}[scheme.basis]
    if scheme.family.startswith("hn_"):
        size = 15
    level = {"hn_rqf_hnd_240": (4, 5), "hn_qcf_hnd_240": (4, 5)}.get(scheme.id)
    of = range(scheme.size // size)
    units = [
        Unit(size, level=(level[n % 2] if level else 4 if size == 15 else 3), number=str(n)) for n in of
    ]  # fmt: skip
    if scheme.id == "hn_qcf_hnd_240":
        units = [unit._replace(level=5) for unit in units]
    if scheme.size == 510:
        units = [Unit(90, number=str(n)) for n in range(1)] + [
            Unit(60, number=str(n)) for n in range(1, 8)
        ]
    lowest = "L2P" if scheme.family == "firsts_2012" else "P"
    award = Combination(scheme, units).award(results([lowest] * len(units)))
    assert award.eligible
    first = scheme.thresholds[0 if not scheme.thresholds[0].tested else 1].grade
    expected = {"L1": scheme.thresholds[2].grade}.get(first, first)
    assert award.grade == expected
