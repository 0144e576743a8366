"""Amending the pack: tried, put in use with its tasks, seen by everybody at once, taken back."""

import json
from datetime import date, timedelta

import pytest

from fairmark.calendar.models import AcademicYear
from fairmark.centre.working import working_for
from fairmark.exchange.writing import csv_bytes
from fairmark.planner import actions as plan_actions
from fairmark.planner.models import RaisedTask
from fairmark.planner.queries import year_plan
from fairmark.policies.queries import bound, outside_bounds
from fairmark.registration.actions import register_learner
from fairmark.registration.deadlines import Deadlines
from fairmark.rulebook import actions, amendment_queries, files, readers
from fairmark.rulebook.checking import COLUMNS
from fairmark.rulebook.packs import shipped
from fairmark.rulebook.queries import in_use, rule
from fairmark.rulebook.readers import Kind
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.builders import MONDAY, a_centre, an_enrolment
from tests.conftest import DATA

pytestmark = pytest.mark.django_db
ON = MONDAY.date()
LATER = date(2026, 10, 1)
EXAMPLE = (DATA / "rules-2026-27.json").read_bytes()


def a_row(key="appeals.other_decision_days", value=21, **but):
    return {
        "key": key, "family": "*", "value": value, "unit": "calendar days", "from": "2025-09-01",
        "source": "KD-1", "document": "Key dates", "confidence": "high", "says": "So it is.",
    } | but  # fmt: skip


def bounds(most, key="registration.days_to_register", **but):
    value = {"template": min(most, 20), "least": 0, "most": most}
    return a_row(f"policy.{key}", value, unit="working days", **but)


def try_out(centre, by, *rows, name="New", at=MONDAY, replaces=False):
    content = json.dumps({"rules": list(rows)}).encode()
    return actions.try_rules(
        centre, by=by, at=at, name=name, content=content, file_name="new.json", replaces=replaces
    )


def put(centre, by, *rows, name="New", at=MONDAY, reason=""):
    amendment = try_out(centre, by, *rows, name=name, at=at)
    return actions.put_rules_in_use(amendment, by=by, at=at, reason=reason)


def test_what_is_tried_changes_nothing_yet(centre, quinn):
    amendment = try_out(centre, quinn, a_row())
    assert in_use(centre) is shipped()
    assert amendment_queries.waiting(centre) == amendment
    assert Event.objects.get(name="rules_tried").sentence == (
        "Quinn Nominee read in the amendment “New” of the rule pack: 1 rule from new.json."
    )


def test_what_is_in_use_is_the_centre_s_own_and_says_so(centre, quinn):
    put(centre, quinn, a_row(), bounds(40))
    found = rule("appeals.other_decision_days", on=ON, centre=centre)
    assert (found.value, found.ours.name, found.ours.by, found.ours.on) == (
        21, "New", "Quinn Nominee", ON,
    )  # fmt: skip
    assert found.cited == "KD-1, our amendment “New”"
    with working_for(centre.pk):
        assert bound("registration.days_to_register", on=ON).source == found.cited
    assert rule("appeals.other_decision_days", on=date(2025, 8, 31), centre=centre).value == 14
    assert Event.objects.get(name="rules_put_in_use").sentence == (
        "Quinn Nominee put the amendment “New” of the rule pack in use: 0 added, 2 changed, "
        "0 withdrawn."
    )


def test_another_centre_works_by_the_pack_as_it_came(centre, quinn):
    other = a_centre(number="10999")
    put(centre, quinn, a_row())
    assert rule("appeals.other_decision_days", on=ON, centre=other).value == 14
    with working_for(other.pk):
        assert rule("appeals.other_decision_days", on=ON).value == 14
    with working_for(centre.pk):
        assert rule("appeals.other_decision_days", on=ON).value == 21
        assert rule("appeals.other_decision_days", on=ON, centre=other).value == 14
    assert rule("appeals.other_decision_days", on=ON).value == 14  # nobody is at work


def test_only_the_nominee_and_the_head_amend(centre, quinn, hana, erin):
    with pytest.raises(NotYours):
        try_out(centre, erin, a_row())
    amendment = try_out(centre, hana, a_row())
    for action in (actions.put_rules_in_use, actions.set_rules_aside):
        with pytest.raises(NotYours):
            action(amendment, by=erin, at=MONDAY)


def test_a_file_with_a_fault_leaves_nothing_but_the_refusal(centre, quinn):
    with pytest.raises(Refused) as refusal:
        try_out(centre, quinn, a_row(), a_row(source=""))
    assert refusal.value.obstacles == [
        "new.json, row 2, column “source”: say where it was read; a rule without a source is not "
        "taken in."
    ]
    assert amendment_queries.waiting(centre) is None


def test_one_waits_at_a_time_and_each_has_a_name_of_its_own(centre, quinn):
    first = try_out(centre, quinn, a_row())
    with pytest.raises(Refused, match="waits to be put in use"):
        try_out(centre, quinn, a_row(), name="Another")
    actions.put_rules_in_use(first, by=quinn, at=MONDAY)
    with pytest.raises(Refused, match="called NEW was loaded before"):
        try_out(centre, quinn, a_row(), name="NEW")


def test_what_says_nothing_new_is_not_put_in_use(centre, quinn):
    row = a_row("registration.weeks_to_claim", 10)
    came = shipped().by_key["registration.weeks_to_claim"][0]
    row |= {"unit": came.unit, "from": came.from_on.isoformat(), "source": came.source,
            "document": came.document, "says": came.says}  # fmt: skip
    with pytest.raises(Refused, match="says already"):
        put(centre, quinn, row)


def test_a_new_key_or_family_is_allowed_and_asked_about(centre, quinn):
    amendment = try_out(centre, quinn, a_row("fees.of_ours", 3), a_row(family="hn_2042"))
    with pytest.raises(NeedsReason) as asked:
        actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)
    assert [str(one).partition(":")[0].partition(". ")[0] for one in asked.value.obstacles] == [
        "Nothing works by “fees.of_ours”", "No rule knows the family “hn_2042”",
    ]  # fmt: skip
    actions.put_rules_in_use(amendment, by=quinn, at=MONDAY, reason="We count it ourselves.")
    assert rule("fees.of_ours", on=ON, centre=centre).value == 3


# -- numbers, dates, clocks ------------------------------------------------------------------


def of_kind(amendment, kind, on=ON):
    change = amendment_queries.change_of(amendment, on)
    return [one for one in amendment_queries.consequences_of(change) if one.kind == kind]


def test_a_number_beyond_its_new_bound_is_told_and_raises_one_task(centre, quinn, erin):
    amendment = try_out(centre, quinn, bounds(15), bounds(30, "registration.days_to_tell"))
    [one] = of_kind(amendment, Kind.NUMBER)
    assert one.said == (
        "“Register a learner within” is 20 in Registration, entry and certification policy, version "
        "1. It must be from 0 to 15 working days from 6 October 2025 on (source: KD-1, our amendment "
        "“New”)."
    )
    assert one.link == "/policies/registration/"
    assert not RaisedTask.objects.exists()

    actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)

    [task] = RaisedTask.objects.all()
    assert (task.role, task.link, task.about) == (
        one.task.role, "/policies/registration/", one.said,
    )  # fmt: skip
    assert task.due_on == ON + timedelta(days=rule("planner.amendment_days", on=ON).value)
    assert [(told.title, told.is_done) for told in readers.tasks_of(amendment)] == [
        (task.title, False)
    ]
    with working_for(centre.pk):
        assert outside_bounds({"registration.days_to_register": 20}, ON, firm=True)


def test_a_bound_that_comes_later_is_told_with_its_day(centre, quinn):
    amendment = try_out(centre, quinn, bounds(15, **{"from": "2026-09-01"}))
    [one] = of_kind(amendment, Kind.NUMBER)
    assert "from 1 September 2026 on" in one.said


def test_a_number_within_its_bounds_or_beyond_them_already_raises_nothing(centre, quinn):
    assert of_kind(try_out(centre, quinn, bounds(20)), Kind.NUMBER) == []
    actions.put_rules_in_use(amendment_queries.waiting(centre), by=quinn, at=MONDAY)
    put(centre, quinn, bounds(15), name="Tighter")
    again = try_out(centre, quinn, bounds(12), name="Tighter still")
    assert of_kind(again, Kind.NUMBER) == []


def test_dates_of_the_plan_that_move_are_told(centre, quinn):
    AcademicYear.objects.create(
        centre=centre, label="2026/27", starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31)
    )
    amendment = actions.try_rules(
        centre, by=quinn, at=MONDAY, name="2026/27", content=EXAMPLE, file_name="a.json"
    )
    assert [(one.what, one.said) for one in of_kind(amendment, Kind.DATE)] == [
        ("Level 3 results, 2026/27", "13 August 2027 becomes 12 August 2027."),
    ]
    year = AcademicYear.objects.get(centre=centre, label="2026/27")
    actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)
    with working_for(centre.pk):
        plan = {one.key: one for one in year_plan(centre, year, on=ON)}
    assert plan["year.results_level_3"].on == date(2027, 8, 12)
    assert "our amendment “2026/27”" in plan["year.results_level_3"].planned.source
    assert of_kind(amendment, Kind.CLOCK) == []


def test_a_day_that_the_centre_confirmed_stays(centre, quinn):
    year = AcademicYear.objects.get(centre=centre, label="2025/26")
    plan_actions.move_plan_item(
        year,
        by=quinn,
        at=MONDAY,
        key="year.first_sample",
        on=date(2026, 5, 12),
        why="They said so.",
    )
    amendment = try_out(
        centre, quinn, a_row("year.first_sample", "22 May", unit="day of the academic year")
    )
    [one] = of_kind(amendment, Kind.DATE)
    assert one.said == (
        "It stays on 12 May 2026, as you confirmed it; the pack then says 22 May 2026."
    )
    assert of_kind(amendment, Kind.DATE, on=date(2026, 9, 1)) == []  # that year is over


def test_last_days_to_register_that_move_are_told(centre, quinn, cohort):
    enrolment = an_enrolment(cohort)
    amendment = try_out(
        centre, quinn, a_row("registration.deadline", "8 November", unit="day of the academic year")
    )
    [one] = of_kind(amendment, Kind.CLOCK)
    assert (one.what, one.said) == (
        "1 learner to be registered",
        "The last day without a late fee moves from 1 November 2025 to 8 November 2025.",
    )
    actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)
    with working_for(centre.pk):
        assert Deadlines(centre).of(enrolment) == date(2025, 11, 8)


def test_last_days_to_delete_that_move_are_told_while_they_are_open(centre, quinn, erin, cohort):
    for _ in range(2):
        register_learner(an_enrolment(cohort), by=erin, at=MONDAY, on=date(2025, 9, 10))
    amendment = try_out(
        centre,
        quinn,
        a_row("registration.delete_days", 60, unit="calendar days after registration"),
    )
    [one] = of_kind(amendment, Kind.CLOCK)
    assert (one.what, one.said) == (
        "2 registrations", "The last day to delete moves from 9 December 2025 to 9 November 2025.",
    )  # fmt: skip
    assert of_kind(amendment, Kind.CLOCK, on=date(2026, 2, 1)) == []


# -- replacing -------------------------------------------------------------------------------


def whole(*, without=(), **values):
    rows = json.loads(files.as_json(shipped().rules, "Whole"))["rules"]
    return [
        row | ({"value": values[row["key"]]} if row["key"] in values else {})
        for row in rows if row["key"] not in without
    ]  # fmt: skip


def test_a_whole_pack_takes_the_place_of_the_one_in_use(centre, quinn):
    rows = whole(without=["prior.credit_percent"])
    amendment = try_out(centre, quinn, *rows, replaces=True)
    change = amendment_queries.change_of(amendment, ON)
    assert [(one.rule.key, one.what) for one in change.differences] == [
        ("prior.credit_percent", "withdrawn")
    ]
    actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)
    assert "prior.credit_percent" not in in_use(centre).by_key
    assert in_use(centre).name == "New"


def test_a_whole_pack_without_what_fairmark_works_by_is_refused(centre, quinn):
    amendment = try_out(centre, quinn, *whole(without=["registration.deadline"]), replaces=True)
    with pytest.raises(Refused) as refusal:
        actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)
    assert refusal.value.obstacles[0] == (
        "“registration.deadline” for every family would have no rule from 6 October 2025 on. "
        "Fairmark works by it: the last day to register without a late fee. Keep the rule in the "
        "file, or say what holds from then."
    )


def test_a_rule_that_would_end_later_is_refused_too(centre, quinn):
    came = shipped().by_key["registration.weeks_to_claim"][0]
    ending = a_row("registration.roll_on_weeks", 6, until="2026-08-31", unit=came.unit)
    amendment = try_out(
        centre, quinn, *whole(without=["registration.roll_on_weeks"]), ending, replaces=True
    )
    with pytest.raises(Refused) as refusal:
        actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)
    assert "would have no rule from 1 September 2026 on" in refusal.value.obstacles[0]


def test_a_file_that_withdraws_much_is_asked_about(centre, quinn):
    needed = set(readers.keys_read())
    rows = [row for row in whole() if row["key"] in needed]
    amendment = try_out(centre, quinn, *rows, replaces=True)
    with pytest.raises(NeedsReason, match="Look whether the file is whole"):
        actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)


# -- going back ------------------------------------------------------------------------------


def test_going_back_brings_the_pack_before_and_closes_its_tasks(centre, quinn):
    amendment = put(centre, quinn, bounds(15), a_row())
    at = MONDAY + timedelta(days=1)
    actions.take_rules_back(amendment, by=quinn, at=at, why="A wrong file.")
    assert in_use(centre) is shipped()
    [task] = RaisedTask.objects.all()
    assert task.note == "The amendment “New” was taken back: A wrong file."
    assert Event.objects.get(name="rules_taken_back").sentence == (
        "Quinn Nominee took the amendment “New” of the rule pack back: A wrong file. "
        f"{shipped().name} is in use again."
    )
    with pytest.raises(Refused, match="taken back already"):
        actions.take_rules_back(amendment, by=quinn, at=at, why="Again.")


def test_the_one_on_top_is_taken_back_first(centre, quinn):
    first = put(centre, quinn, a_row(value=20), name="First")
    second = put(centre, quinn, a_row(value=22), name="Second", at=MONDAY + timedelta(hours=1))
    with pytest.raises(Refused, match="“Second” came later"):
        actions.take_rules_back(first, by=quinn, at=MONDAY, why="x")
    actions.take_rules_back(second, by=quinn, at=MONDAY + timedelta(hours=2), why="x")
    assert rule("appeals.other_decision_days", on=ON, centre=centre).value == 20
    actions.take_rules_back(first, by=quinn, at=MONDAY + timedelta(hours=3), why="x")
    assert rule("appeals.other_decision_days", on=ON, centre=centre).value == 14


def test_what_an_amendment_changed_is_still_told_when_it_is_over(centre, quinn):
    amendment = put(centre, quinn, a_row())
    actions.take_rules_back(amendment, by=quinn, at=MONDAY + timedelta(hours=1), why="x")
    [one] = amendment_queries.change_of(amendment, ON).differences
    assert (one.before.value, one.after.value) == (14, 21)


def test_setting_aside_leaves_its_name_free(centre, quinn):
    amendment = try_out(centre, quinn, a_row())
    actions.set_rules_aside(amendment, by=quinn, at=MONDAY)
    with pytest.raises(Refused, match="set aside already"):
        actions.set_rules_aside(amendment, by=quinn, at=MONDAY)
    with pytest.raises(Refused, match="Load it again"):
        actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)
    assert try_out(centre, quinn, a_row()).pk != amendment.pk


def test_a_csv_is_as_good_as_json(centre, quinn):
    rules = [one for one in shipped().rules if one.key == "fees.replacement_certificate"]
    content = csv_bytes(COLUMNS, files.as_table(rules)).replace(b",57,", b",59,")
    amendment = actions.try_rules(
        centre, by=quinn, at=MONDAY, name="Fees", content=content, file_name="fees.csv"
    )
    actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)
    assert rule("fees.replacement_certificate", on=ON, centre=centre).value == 59
