"""Events that are moved, called off, or recorded wrongly; and what cannot be so."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from fairmark.calendar.models import AcademicYear
from fairmark.people.rules import Role
from fairmark.planner.sources import Whose, tasks
from fairmark.standardisation import actions, correction_actions, queries
from fairmark.standardisation.models import TeamEvent
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.builders import MONDAY, a_person, a_programme
from tests.standardisation.conftest import HELD_ON, an_event

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
NEXT = TODAY + timedelta(days=8)


@pytest.fixture
def planned(programme, vera):
    return actions.plan_team_event(
        programme.centre, by=vera, at=MONDAY, kind="standardisation", title="Reports, judged apart",
        on=TODAY + timedelta(days=1), programmes=[programme], led_by=vera,
    )  # fmt: skip


def refused(call, *words):
    before = list(TeamEvent.objects.values())
    with pytest.raises(Refused) as refusal:
        call()
    reasons = [str(one) for one in refusal.value.obstacles]
    assert len(reasons) == len(words), reasons
    assert all(word in reason for word, reason in zip(words, reasons, strict=True)), reasons
    assert list(TeamEvent.objects.values()) == before


def correct(event, by, why="A slip.", **says):
    return correction_actions.correct_team_event(event, by=by, at=MONDAY, says=says, why=why)


def move(event, by, on, why="The hall was taken."):
    return correction_actions.move_team_event(event, by=by, at=MONDAY, on=on, why=why)


def call_off(event, by, why="Nobody could come."):
    return correction_actions.call_off_team_event(event, by=by, at=MONDAY, why=why)


def kept(event):
    return [(one.field, one.before) for one in event.corrections.all()]


def test_a_planned_event_is_moved_with_its_reason(planned, vera):
    move(planned, vera, NEXT)
    planned.refresh_from_db()
    assert planned.on == NEXT
    assert kept(planned) == [("on", "7 October 2025")]
    told = Event.objects.get(name="team_event_moved").details
    assert (told["before"], told["on"], told["why"]) == (
        "2025-10-07", "2025-10-14", "The hall was taken.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (TODAY + timedelta(days=1), "already"),
        (TODAY - timedelta(days=1), "is over"),
        (date(2031, 1, 8), "in no academic year"),
    ],
)
def test_it_is_not_moved_to_a_day_that_cannot_be(planned, vera, on, words):
    refused(lambda: move(planned, vera, on), words)


def test_an_event_called_off_counts_for_nothing_and_is_not_held_after_all(planned, vera, asha):
    call_off(planned, vera)
    planned.refresh_from_db()
    assert (planned.is_called_off, planned.is_planned) == (True, False)
    assert planned.why_called_off == "Nobody could come."
    assert Event.objects.get(name="team_event_called_off").details["why"] == "Nobody could come."
    refused(
        lambda: actions.hold_team_event(planned, by=vera, at=MONDAY, people=[asha], outcome="Yes."),
        "It was called off",
    )  # fmt: skip
    refused(lambda: move(planned, vera, NEXT), "Plan another")
    refused(lambda: call_off(planned, vera), "Plan another")
    refused(lambda: correct(planned, vera, title="Other"), "has not been held")


def test_an_event_called_off_is_nobodys_task(planned, vera):
    whose = Whose(vera.centre, vera, tuple(h.holding for h in vera.roles_held.all()), planned.on)
    title = "Record “Reports, judged apart” as held"
    assert title in [one.title for one in tasks(whose)]
    call_off(planned, vera)
    assert title not in [one.title for one in tasks(whose)]


def test_what_was_held_is_neither_moved_nor_called_off(programme, vera, asha):
    event = an_event(programme, vera, [asha])
    refused(lambda: move(event, vera, NEXT), "Correct its record")
    refused(lambda: call_off(event, vera), "Correct its record")


def test_only_who_leads_all_of_it_moves_it_or_calls_it_off(programme, planned, vera, asha):
    other = a_programme(programme.centre, code="XSC3A", title="Applied Science")
    planned.programmes.add(other)
    refused(lambda: move(planned, vera, NEXT), "You lead nothing on")
    refused(lambda: call_off(planned, vera), "You lead nothing on")
    with pytest.raises(NotYours):
        call_off(planned, asha)


def test_the_database_keeps_held_and_called_off_apart(programme, vera, asha):
    event = an_event(programme, vera, [asha])
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamEvent.objects.filter(pk=event.pk).update(called_off_by=vera, called_off_at=MONDAY)


def test_the_wrong_day_kind_programme_and_leader_are_corrected_and_stay_visible(
    programme, vera, asha
):
    quinn = a_person(programme.centre, "Quinn Nominee", Role.QUALITY_NOMINEE)
    other = a_programme(programme.centre, code="XSC3A", title="Applied Science")
    event = an_event(programme, vera, [asha])
    on = HELD_ON + timedelta(days=2)

    correct(event, quinn, kind="briefing", on=on, programmes=[other], led_by=quinn)

    event.refresh_from_db()
    assert (event.kind, event.on, list(event.programmes.all()), event.led_by) == (
        "briefing", on, [other], quinn,
    )  # fmt: skip
    assert kept(event) == [
        ("kind", "Standardisation of a team"), ("on", "10 September 2025"),
        ("programmes", programme.short_title), ("led_by", "Vera Lead"),
    ]  # fmt: skip
    assert [one.field_name for one in event.corrections.all()] == [
        "kind", "day", "programmes", "led by",
    ]  # fmt: skip
    told = Event.objects.get(name="team_event_corrected").details
    assert told["before"]["led_by"] == "Vera Lead"
    assert told["after"]["led_by"] == "Quinn Nominee"
    standing = queries.standing_of(asha, TODAY)
    assert (standing.briefed_on, dict(standing.standardised_on)) == (on, {})


def test_another_year_of_its_day_is_another_year_of_the_event(programme, vera, asha):
    last = AcademicYear.objects.create(
        centre=programme.centre, label="2024/25", starts_on=date(2024, 9, 1),
        ends_on=date(2025, 8, 31),
    )  # fmt: skip
    event = an_event(programme, vera, [asha])
    correct(event, vera, on=date(2025, 8, 28))
    event.refresh_from_db()
    assert event.year == last
    assert queries.standing_of(asha, TODAY).standardised_on == {}


def test_a_corrected_day_finds_people_in_the_role_they_had_then(programme, vera, asha):
    event = an_event(programme, vera, [asha])
    asha.roles_held.update(from_at=MONDAY - timedelta(days=20))
    a_person(programme.centre, "Ada", Role.ASSESSOR, programme)
    asha.roles_held.create(
        centre=programme.centre, role=Role.INTERNAL_VERIFIER, scope_kind="programme",
        scope_id=programme.pk, scope_name="x", from_at=MONDAY - timedelta(days=90),
        until_at=MONDAY - timedelta(days=21),
    )  # fmt: skip
    correct(event, vera, on=HELD_ON - timedelta(days=5))
    assert event.attendances.get().role == Role.INTERNAL_VERIFIER


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ({"on": TODAY + timedelta(days=1)}, ["still to come"]),
        ({"on": date(2025, 8, 4)}, ["in no academic year"]),
        ({"on": date(2025, 7, 1)}, ["in no academic year", "was no lead", "was not on the staff"]),
        ({"programmes": []}, ["for which programmes"]),
        ({"title": "  "}, ["A title and what was agreed are needed."]),
        ({"kind": "standardisation", "on": HELD_ON}, ["Nothing is different"]),
    ],
)
def test_a_correction_says_what_can_have_been(programme, vera, asha, says, words):
    event = an_event(programme, vera, [asha])
    refused(lambda: correct(event, vera, **says), *words)


def test_nobody_is_put_in_the_lead_who_could_not_lead_and_no_strangers_programme(
    programme, vera, asha
):
    event = an_event(programme, vera, [asha])
    refused(lambda: correct(event, vera, led_by=asha), "Name who led it")
    other = a_programme(programme.centre, code="XSC3A", title="Applied Science")
    refused(lambda: correct(event, vera, programmes=[programme, other]), "You lead nothing on")


def test_somebodys_own_word_keeps_its_year_and_its_kind(programme, vera, asha):
    AcademicYear.objects.create(
        centre=programme.centre, label="2024/25", starts_on=date(2024, 9, 1),
        ends_on=date(2025, 8, 31),
    )  # fmt: skip
    event = an_event(programme, vera, [asha])
    actions.confirm_part(event.attendances.get(), by=asha, at=MONDAY)
    refused(lambda: correct(event, vera, on=date(2025, 8, 28)), "Asha Assessor confirmed")
    refused(lambda: correct(event, vera, kind="sharing"), "Asha Assessor confirmed")
    correct(event, vera, on=HELD_ON + timedelta(days=1), kind="briefing")
    assert queries.standing_of(asha, TODAY).briefed_on == HELD_ON + timedelta(days=1)


def test_those_to_choose_from_were_on_the_staff_at_some_time_of_the_day(programme, asha, ivan):
    asha.roles_held.update(until_at=MONDAY - timedelta(days=20))
    left_on = TODAY - timedelta(days=20)
    assert asha in queries.staff(programme.centre, left_on)
    assert asha not in queries.staff(programme.centre, TODAY)
    assert {asha, ivan} <= set(queries.staff(programme.centre, left_on, TODAY))
