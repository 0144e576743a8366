"""Specifications corrected: who may, what stands in the way, what the trail keeps."""

import json

import pytest

from fairmark.catalogue import specification_actions as actions
from fairmark.catalogue.comparing import Difference, compare
from fairmark.catalogue.criteria import Block, in_blocks
from fairmark.catalogue.models import BarredPair, Criterion, Specification, Unit, UnitGroup
from fairmark.catalogue.queries import shape_of, specification_on, standing_on
from fairmark.programmes import actions as programme_actions
from fairmark.programmes.models import UnitTaken
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.builders import MONDAY, TEACHING_STARTS, a_specification, a_unit

pytestmark = pytest.mark.django_db

VALUES = {
    "number": "21", "title": "Another", "assessment": "set", "status": "optional", "group": None,
    "glh": 60, "credits": None, "level": "3", "must_pass": None, "aims": "A B", "source": "",
}  # fmt: skip


@pytest.fixture
def specification(programme):
    return a_specification(programme)


@pytest.fixture
def unit(programme):
    return a_unit(programme, number="8", external=False)


def last():
    return Event.objects.order_by("-sequence")[0]


def test_a_unit_is_added_with_its_event(specification, erin):
    made = actions.add_unit(specification, by=erin, at=MONDAY, **VALUES)
    assert (made.number, made.glh, made.must_pass) == ("21", 60, None)
    assert last().name == "unit_added"


@pytest.mark.parametrize(
    ("but", "words"),
    [
        ({"number": "8"}, "Unit 8 is in"),
        ({"glh": 400}, "400 hours and the whole qualification 360"),
    ],
)
def test_a_unit_that_cannot_be_is_refused(specification, unit, erin, but, words):
    with pytest.raises(Refused) as refusal:
        actions.add_unit(specification, by=erin, at=MONDAY, **VALUES | but)
    assert words in str(refusal.value.obstacles[0])
    assert Unit.objects.count() == 1


def test_only_those_who_answer_for_claims_correct_a_specification(specification, pia, hana):
    for person in (pia, hana):
        with pytest.raises(NotYours):
            actions.add_unit(specification, by=person, at=MONDAY, **VALUES)


def test_a_change_keeps_what_was_and_why(unit, erin):
    actions.change_unit(unit, by=erin, at=MONDAY, why="Page 14.", glh=60, must_pass=True)
    unit.refresh_from_db()
    assert (unit.glh, unit.must_pass) == (60, True)
    details = json.loads(last().particulars.details)
    assert details["changes"] == {"glh": ["90", "60"], "must_pass": ["", "yes"]}
    with pytest.raises(Refused, match="Nothing is different"):
        actions.change_unit(unit, by=erin, at=MONDAY, why="Again.", glh=60)


def test_a_unit_that_somebody_works_on_stays(unit, cohort, erin, quinn):
    taken = UnitTaken.objects.create(cohort=cohort, unit=unit)
    programme_actions.allocate_staff(
        cohort, by=quinn, at=MONDAY, person=erin, role="assessor", unit=unit, from_on=MONDAY.date()
    )
    assert standing_on(unit) == ["1 allocation", "1 unit taken"]
    with pytest.raises(Refused, match="1 allocation and 1 unit taken"):
        actions.take_out_unit(unit, by=erin, at=MONDAY, why="Wrong.")
    cohort.allocations.all().delete()
    taken.delete()
    actions.take_out_unit(unit, by=erin, at=MONDAY, why="Wrong.")
    assert not Unit.objects.exists()
    assert last().name == "unit_taken_out"


def test_criteria_keep_their_order_and_a_band_by_hand(unit, erin):
    def codes(*wanted, **bands):
        actions.change_criteria(
            unit, by=erin, at=MONDAY, codes=list(wanted), bands=bands, why="Page 15."
        )
        return list(unit.criteria.values_list("code", "band", "by_hand"))

    assert codes("A.P1", "A.M1", "LO1") == [
        ("A.P1", "P", False), ("A.M1", "M", False), ("LO1", "", False),
    ]  # fmt: skip
    assert unit.criteria.get(code="LO1").is_doubtful
    first = unit.criteria.get(code="A.P1").pk
    assert codes("LO1", "A.P1", LO1="P") == [("LO1", "P", True), ("A.P1", "P", False)]
    assert unit.criteria.get(code="A.P1").pk == first
    with pytest.raises(Refused, match="Nothing is different"):
        codes("LO1", "A.P1", LO1="P")


def test_a_criterion_read_by_its_family_ignores_its_first_letter(unit):
    assert Criterion.read(unit, "D.P5", 1, "l3_nationals_rqf_2016").band == "P"


def test_groups_hold_units_and_leave_them_when_taken_out(specification, unit, erin):
    group = actions.add_group(
        specification, by=erin, at=MONDAY, code="A", least_units=1, most_size=120
    )
    actions.change_unit(unit, by=erin, at=MONDAY, why="In A.", group=group, status="optional")
    assert shape_of(specification).groups[0].most_size == 120
    assert shape_of(specification).units[0].group == "A"
    with pytest.raises(Refused, match="is less than at least 150"):
        actions.change_group(group, by=erin, at=MONDAY, why="?", least_size=150, most_size=120)
    actions.take_out_group(group, by=erin, at=MONDAY, why="None in this issue.")
    unit.refresh_from_db()
    assert (unit.group, UnitGroup.objects.count()) == (None, 0)


def test_a_pair_is_barred_once_and_the_bar_lifted(specification, programme, unit, erin):
    other = a_unit(programme, number="9")
    pair = actions.bar_units(specification, by=erin, at=MONDAY, one=other, other=unit)
    assert shape_of(specification).barred == (("8", "9"),)
    for one, two, words in ((unit, other, "are barred already"), (unit, unit, "not barred with")):
        with pytest.raises(Refused, match=words):
            actions.bar_units(specification, by=erin, at=MONDAY, one=one, other=two)
    actions.lift_bar(pair, by=erin, at=MONDAY, why="A slip.")
    assert not BarredPair.objects.exists()


def test_a_new_issue_is_a_copy_that_changes_alone(specification, programme, unit, erin):
    group = actions.add_group(specification, by=erin, at=MONDAY, code="A")
    other = a_unit(programme, number="9", group=group)
    actions.bar_units(specification, by=erin, at=MONDAY, one=unit, other=other)
    actions.change_criteria(unit, by=erin, at=MONDAY, codes=["A.P1"], bands={}, why="x")

    made = actions.copy_to_new_issue(specification, by=erin, at=MONDAY, issue=2, source="Issue 2")

    assert shape_of(made) == shape_of(specification)
    assert compare(specification, made) == []
    eight = made.units.get(number="8")
    actions.change_unit(eight, by=erin, at=MONDAY, why="Issue 2.", glh=60, must_pass=True)
    actions.change_criteria(eight, by=erin, at=MONDAY, codes=["A.P1", "A.P2"], bands={}, why="x")
    actions.take_out_unit(made.units.get(number="9"), by=erin, at=MONDAY, why="Gone.")
    assert compare(specification, made) == [
        Difference("Unit 8", "hours", "90", "60"),
        Difference("Unit 8", "must be passed", "", "yes"),
        Difference("Unit 8", "criteria", "A.P1", "A.P1 A.P2"),
        Difference("Unit 9", "is no longer there", "Unit 9, Developing a Campaign", ""),
        Difference("Units 8 and 9", "may not be taken together", "yes", "no"),
    ]
    unit.refresh_from_db()
    assert unit.glh == 90
    with pytest.raises(Refused, match="Issue 2 is here already"):
        actions.copy_to_new_issue(specification, by=erin, at=MONDAY, issue=2)


@pytest.mark.parametrize(
    ("dates", "issue"),
    [
        ({}, 2),  # nobody typed dates: the newest
        ({1: ("2016-09-01", None), 2: ("2026-09-01", None)}, 1),
        ({1: ("2016-09-01", "2025-08-31"), 2: ("2025-09-01", None)}, 2),
        ({1: ("2016-09-01", "2020-08-31"), 2: ("2026-09-01", None)}, None),
    ],
)
def test_a_cohort_follows_the_issue_that_takes_registrations_at_its_start(
    specification, dates, issue
):
    Specification.objects.create(qualification=specification.qualification, issue=2)
    for number, (first, last_day) in dates.items():
        Specification.objects.filter(issue=number).update(
            registrations_from=first, registrations_until=last_day
        )
    found = specification_on(specification.qualification, TEACHING_STARTS)
    assert (found.issue if found else None) == issue


def test_criteria_stand_in_blocks_by_aim_and_band():
    rows = [("A.P1", "A", "P"), ("B.P2", "B", "P"), ("AB.D1", "A B", "D"), ("A.M1", "A", "M"),
            ("odd", "", ""), ("A.P3", "A", "P")]  # fmt: skip
    assert in_blocks(rows) == [
        Block("A", {"P": ("A.P1", "A.P3"), "M": ("A.M1",)}),
        Block("A B", {"D": ("AB.D1",)}),
        Block("B", {"P": ("B.P2",)}),
    ]
