"""The year plan: where its items come from, whose they are, and what is decided about them."""

from datetime import date, timedelta

import pytest

from fairmark.calendar.models import AcademicYear
from fairmark.people.models import RoleHeld
from fairmark.people.rules import Role
from fairmark.planner import actions, queries
from fairmark.planner.models import PlanItem
from fairmark.planner.rules import Standing
from fairmark.policies import actions as policy_actions
from fairmark.policies.models import Policy
from fairmark.registration import entry_actions
from fairmark.trail.models import Event
from fairmark.workflow.refusals import Refused
from tests.builders import MONDAY, a_person, a_programme

pytestmark = pytest.mark.django_db
ON = MONDAY.date()


def plan(year, on=ON):
    return {one.key: one for one in queries.year_plan(year.centre, year, on=on)}


def test_it_holds_the_awarding_bodys_days_and_the_policies_key_dates(year, erin):
    found = plan(year)
    assert found["year.grades"].on == date(2026, 7, 5)
    assert found["year.grades"].people == (erin,)
    assert found["year.grades"].planned.source == "Certification claims (CLM-03)"
    assert found["policy.registration.register"].on == date(2025, 11, 1)
    assert found["policy.registration.leavers"].planned.source == (
        "Registration, entry and certification policy, version 1"
    )


def test_days_of_a_family_come_with_a_programme_of_that_family(year, centre):
    assert "year.task_marks_winter.tech_award_2022" not in plan(year)
    a_programme(centre, code="TA1", title="Enterprise", family="tech_award_2022")
    assert plan(year)["year.task_marks_winter.tech_award_2022"].on == date(2025, 12, 15)


def test_a_key_date_that_is_the_rule_packs_stands_there_once(year, quinn, hana):
    """The policy on adjustments dates what the pack dates too; one item stands for both."""
    from demo import policies as demonstration
    from fairmark.policies import draft_actions

    draft_actions.answer_questions(year.centre, by=quinn, at=MONDAY, answers=demonstration.ANSWERS)
    policy = Policy.objects.get(centre=year.centre, kind="adjustments")
    demonstration.publish(policy, writer=quinn, approver=hana, at=MONDAY, summary="Ours.",
                          effective_on=ON + timedelta(days=6))  # fmt: skip
    items = queries.year_plan(year.centre, year, on=ON + timedelta(days=7))
    summer = [one for one in items if one.on == date(2026, 3, 21)]
    assert [one.planned.source for one in summer] == [f"{policy}, version 1"]


def test_a_series_is_done_when_it_has_closed_and_nobody_is_missing(year, erin):
    series = entry_actions.open_series(
        year.centre, by=erin, at=MONDAY, name="January 2026", closes_on=date(2025, 10, 21),
        source="Key dates",
    )  # fmt: skip
    key = f"series.{series.pk}"
    assert plan(year)[key].standing == Standing.DUE
    assert plan(year, date(2025, 10, 22))[key].standing == Standing.OVERDUE
    with pytest.raises(Refused, match="the records show it"):
        actions.finish_plan_item(year, by=erin, at=MONDAY, key=key)


def test_its_owner_finishes_an_item_and_may_open_it_again(year, erin):
    one = actions.finish_plan_item(year, by=erin, at=MONDAY, key="year.grades", note="All sent.")
    assert plan(year)["year.grades"].standing == Standing.DONE
    assert plan(year)["year.grades"].done_on == ON
    assert Event.objects.order_by("-sequence")[0].sentence == (
        "Erin Exams finished “Grades and claims of those who finish in summer” of the year plan."
    )
    with pytest.raises(Refused, match="It is done already"):
        actions.finish_plan_item(year, by=erin, at=MONDAY, key="year.grades")
    actions.reopen_plan_item(year, by=erin, at=MONDAY, key="year.grades", why="Two were missing.")
    assert plan(year)["year.grades"].is_open
    assert PlanItem.objects.get(pk=one.pk).done_at is None


def test_somebody_elses_item_is_refused_and_nothing_changes(year, pia):
    with pytest.raises(Refused, match="This is the exams officer’s"):
        actions.finish_plan_item(year, by=pia, at=MONDAY, key="year.grades")
    assert not PlanItem.objects.exists()


def test_a_named_person_owns_it_alone(year, quinn, erin, pia):
    actions.give_plan_item(year, by=quinn, at=MONDAY, key="year.grades", owner=pia)
    item = plan(year)["year.grades"]
    assert item.people == (pia,)
    assert queries.is_mine(item, pia, set())
    assert not queries.is_mine(item, erin, {Role.EXAMS_OFFICER})
    stranger = a_person(year.centre, "Sam Stranger")
    with pytest.raises(Refused, match="holds no role"):
        actions.give_plan_item(year, by=quinn, at=MONDAY, key="year.grades", owner=stranger)


def test_a_day_is_confirmed_or_moved_within_the_year(year, erin):
    assert not plan(year)["year.arrangements_summer"].is_sure
    actions.move_plan_item(year, by=erin, at=MONDAY, key="year.arrangements_summer",
                           on=date(2026, 3, 19), why="Published on 2 October.")  # fmt: skip
    moved = plan(year)["year.arrangements_summer"]
    assert (moved.on, moved.is_sure, moved.planned.on) == (
        date(2026, 3, 19), True, date(2026, 3, 21),
    )  # fmt: skip
    with pytest.raises(Refused, match="not in the academic year 2025/26"):
        actions.move_plan_item(year, by=erin, at=MONDAY, key="year.arrangements_summer",
                               on=date(2027, 3, 19), why="x")  # fmt: skip


def test_an_item_of_our_own_and_one_left_out(year, quinn):
    own = actions.add_plan_item(year, by=quinn, at=MONDAY, what="Governors read the report",
                                on=date(2025, 10, 1), role=Role.HEAD_OF_CENTRE)  # fmt: skip
    assert plan(year)[own.key].standing == Standing.OVERDUE
    actions.leave_out_plan_item(year, by=quinn, at=MONDAY, key=own.key, why="Moved to next year.")
    assert plan(year)[own.key].standing == Standing.LEFT_OUT
    with pytest.raises(Refused, match="not in the academic year"):
        actions.add_plan_item(year, by=quinn, at=MONDAY, what="x", on=date(2024, 1, 1),
                              role=Role.ASSESSOR)  # fmt: skip


def test_what_is_due_reaches_its_owner_on_today(year, erin, pia):
    from fairmark.people.queries import roles_in_force
    from fairmark.planner.sources import Whose

    def titles(person, on):
        whose = Whose(year.centre, person, tuple(roles_in_force(person, MONDAY)), on)
        return [row.task.title for rows in queries.tasks_for(whose).values() for row in rows]

    on = date(2026, 6, 10)
    assert "Grades and claims of those who finish in summer" in titles(erin, on)
    assert "Grades and claims of those who finish in summer" not in titles(pia, on)
    actions.finish_plan_item(year, by=erin, at=MONDAY, key="year.grades")
    assert "Grades and claims of those who finish in summer" not in titles(erin, on)


def test_the_review_of_a_policy_is_due_in_the_plan_and_done_by_its_record(year, quinn):
    policy = Policy.objects.get(centre=year.centre, kind="registration")
    policy.versions.update(effective_on=date(2025, 8, 20))
    assert plan(year)["review.registration"].on == date(2026, 8, 20)
    policy_actions.review_policy(policy, by=quinn, at=MONDAY, looked_at="The year.",
                                 found="Kept.", outcome="stands", links_open=True)  # fmt: skip
    found = {key: one for key, one in plan(year).items() if key.startswith("review.registration")}
    assert [(one.on, one.standing, one.done_on) for one in found.values()] == [
        (date(2026, 8, 20), Standing.DONE, ON)
    ]


def test_an_item_named_for_somebody_who_left_is_the_roles_again(year, quinn, erin, pia):
    actions.give_plan_item(year, by=quinn, at=MONDAY, key="year.grades", owner=pia)
    RoleHeld.objects.filter(person=pia).update(until_at=MONDAY)
    item = plan(year)["year.grades"]
    assert item.people == (erin,)
    assert queries.is_mine(item, erin, {Role.EXAMS_OFFICER})


@pytest.mark.parametrize(
    "why", ["see {note}", "{0}", "100% {", "{title:>300}", "{title.__class__}"]
)
def test_what_somebody_types_is_written_as_it_stands(year, erin, why):
    actions.move_plan_item(
        year, by=erin, at=MONDAY, key="year.grades", on=date(2026, 7, 4), why=why
    )
    assert Event.objects.order_by("-sequence")[0].sentence == (
        "Erin Exams set “Grades and claims of those who finish in summer” for 4 July 2026: " + why
    )


def test_what_was_left_open_is_carried_over_the_turn_of_the_year(year, quinn):
    item = actions.add_plan_item(year, by=quinn, at=MONDAY, what="Tidy the files",
                                 on=date(2026, 8, 28), role=Role.QUALITY_NOMINEE)  # fmt: skip
    september = date(2026, 9, 4)

    def keys(on):
        return {one.key for _, one in queries.open_items(year.centre, on)}

    assert item.key in keys(september)  # no year is set up for this day
    following = AcademicYear.objects.create(
        centre=year.centre, label="2026/27", starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31)
    )
    assert item.key in keys(september)
    actions.finish_plan_item(year, by=quinn, at=MONDAY, key=item.key)
    assert item.key not in keys(september)
    early = actions.add_plan_item(following, by=quinn, at=MONDAY, what="Welcome the new staff",
                                  on=date(2026, 9, 3), role=Role.QUALITY_NOMINEE)  # fmt: skip
    assert early.key in keys(date(2026, 8, 10))
    assert early.key not in keys(date(2026, 7, 1))


def test_an_event_at_midnight_in_summer_names_its_item(year, quinn):
    from datetime import UTC, datetime

    at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    Policy.objects.get(centre=year.centre, kind="registration").versions.update(
        effective_on=date(2026, 7, 1)
    )
    actions.finish_plan_item(year, by=quinn, at=at, key="policy.registration.leavers")
    assert "“”" not in Event.objects.order_by("-sequence")[0].sentence
