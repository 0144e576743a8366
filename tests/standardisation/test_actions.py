"""Stories of a team: planned, held, corrected, confirmed; and what is refused with its reason."""

from datetime import date, timedelta

import pytest

from fairmark.people.models import RoleHeld
from fairmark.people.rules import Role
from fairmark.standardisation import actions, correction_actions, practice_actions, queries
from fairmark.standardisation.models import Adoption, Attendance, Confirmation, TeamEvent
from fairmark.standardisation.rules import Standing
from fairmark.trail.models import Event
from fairmark.workflow.refusals import Refused
from tests.builders import MONDAY, a_person, a_programme
from tests.standardisation.conftest import HELD_ON, an_event

TODAY = MONDAY.date()


def refused(call, *words):
    """It is refused for these reasons, one each, and nothing but the refusal is kept."""
    refusals = Event.objects.filter(name="refused").count()
    before = (TeamEvent.objects.count(), Attendance.objects.count(), Confirmation.objects.count())
    with pytest.raises(Refused) as refusal:
        call()
    reasons = [str(one) for one in refusal.value.obstacles]
    assert len(reasons) == len(words), reasons
    assert all(word in reason for word, reason in zip(words, reasons, strict=True)), reasons
    after = (TeamEvent.objects.count(), Attendance.objects.count(), Confirmation.objects.count())
    assert after == before
    assert Event.objects.filter(name="refused").count() == refusals + 1


def test_an_event_that_was_held_standardises_those_who_took_part(programme, vera, asha, ivan):
    event = an_event(programme, vera, [asha, vera])

    assert queries.standing_of(asha, TODAY) == Standing(None, {programme.pk: HELD_ON})
    assert queries.standing_of(ivan, TODAY) == Standing()
    assert [(one.person, one.role) for one in event.attendances.all()] == [
        (asha, Role.ASSESSOR), (vera, Role.LEAD_INTERNAL_VERIFIER),
    ]  # fmt: skip
    assert Event.objects.get(name="team_event_held").details["led_by"] == "Vera Lead"


def test_it_counts_from_its_day_and_for_its_programme_alone(programme, vera, asha):
    other = a_programme(programme.centre, code="XSC3A", title="Applied Science")
    an_event(programme, vera, [asha])

    assert not queries.standing_of(asha, HELD_ON - timedelta(days=1)).standardised_on
    assert not queries.standing_of(asha, TODAY, programme=other).standardised_on


def test_an_event_is_planned_and_then_held(programme, vera, asha):
    event = actions.plan_team_event(
        programme.centre, by=vera, at=MONDAY, kind="briefing", title="Briefing", on=TODAY,
        programmes=[programme], led_by=vera,
    )  # fmt: skip
    assert queries.standing_of(asha, TODAY).briefed_on is None

    actions.hold_team_event(event, by=vera, at=MONDAY, people=[asha], outcome="Read the method.")

    assert queries.standing_of(asha, TODAY).briefed_on == TODAY
    refused(
        lambda: actions.hold_team_event(event, by=vera, at=MONDAY, people=[asha], outcome="Again."),
        "recorded as held already",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("but", "words"),
    [
        ({"on": date(2025, 10, 7)}, ["still to come"]),
        ({"on": date(2024, 8, 1)}, ["in no academic year"]),
        ({"outcome": "  "}, ["what was agreed"]),
        ({"programmes": []}, ["for which programmes"]),
    ],
)
def test_what_cannot_have_been_is_refused(programme, vera, asha, but, words):
    if but.get("on") == date(2024, 8, 1):
        RoleHeld.objects.update(from_at=MONDAY - timedelta(days=900))
    refused(lambda: an_event(programme, vera, [asha], **but), *words)


def test_nobody_there_is_refused(programme, vera):
    refused(lambda: an_event(programme, vera, []), "who took part")


def test_a_learner_takes_no_part(programme, vera):
    lena = a_person(programme.centre, "Lena Learner", Role.LEARNER)
    refused(lambda: an_event(programme, vera, [lena]), "Lena Learner was not on the staff")


def test_one_who_had_left_takes_no_part(programme, vera, asha):
    asha.roles_held.update(until_at=MONDAY - timedelta(days=30))
    refused(lambda: an_event(programme, vera, [asha]), "Asha Assessor was not on the staff")


def test_an_assessor_does_not_record_and_cannot_lead(programme, vera, asha):
    refused(lambda: an_event(programme, asha, [vera]), "Only the lead internal verifier")
    refused(lambda: an_event(programme, vera, [asha], led_by=asha), "Name who led it")


def test_another_teams_event_is_recorded_by_its_own(programme, vera, asha):
    other = a_programme(programme.centre, code="XSC3A", title="Applied Science")
    refused(lambda: an_event(other, vera, [asha]), "You lead nothing on")


def test_who_leads_one_programme_of_an_event_does_not_speak_for_the_others(
    programme, vera, asha, ivan
):
    other = a_programme(programme.centre, code="XSC3A", title="Applied Science")
    stranger = a_person(programme.centre, "Sol Science", Role.ASSESSOR, other)
    both = a_person(programme.centre, "Quinn Nominee", Role.QUALITY_NOMINEE)
    held = an_event(programme, both, [asha, ivan], programmes=[programme, other])
    planned = actions.plan_team_event(
        programme.centre, by=both, at=MONDAY, kind="standardisation", title="Next", on=TODAY,
        programmes=[programme, other], led_by=both,
    )  # fmt: skip
    for change in (
        lambda: actions.hold_team_event(
            planned, by=vera, at=MONDAY, people=[stranger], outcome="Yes."
        ),
        lambda: correction_actions.add_attender(
            held, by=vera, at=MONDAY, person=stranger, why="Was there."
        ),
        lambda: correction_actions.correct_team_event(
            held, by=vera, at=MONDAY, says={"outcome": "Other."}, why="So."
        ),
        lambda: correction_actions.take_off_attender(
            held.attendances.first(), by=vera, at=MONDAY, why="Was away."
        ),
    ):
        refused(
            change, "You lead nothing on Level 3 National Extended Certificate in Applied Science"
        )
    correction_actions.add_attender(held, by=both, at=MONDAY, person=stranger, why="Was there.")


def test_a_correction_keeps_what_was_said(programme, vera, asha):
    event = an_event(programme, vera, [asha])
    words = {"outcome": "We agreed what makes a distinction."}
    correction_actions.correct_team_event(event, by=vera, at=MONDAY, says=words, why="A slip.")

    event.refresh_from_db()
    assert event.outcome == words["outcome"]
    assert [(one.field, one.before) for one in event.corrections.all()] == [
        ("outcome", "We agreed what makes a merit.")
    ]
    refused(lambda: correction_actions.correct_team_event(event, by=vera, at=MONDAY, says=words, why="x"),
            "Nothing is different")  # fmt: skip


def test_somebody_left_out_is_added_and_somebody_wrong_taken_off(programme, vera, asha, ivan):
    event = an_event(programme, vera, [asha])
    correction_actions.add_attender(event, by=vera, at=MONDAY, person=ivan, why="Came late.")
    refused(lambda: correction_actions.add_attender(event, by=vera, at=MONDAY, person=ivan, why="x"),
            "already")  # fmt: skip
    part = event.attendances.get(person=asha)
    correction_actions.take_off_attender(part, by=vera, at=MONDAY, why="Was ill.")

    assert not queries.standing_of(asha, TODAY).standardised_on
    assert queries.standing_of(ivan, TODAY).standardised_on == {programme.pk: HELD_ON}
    last = event.attendances.get(person=ivan)
    refused(
        lambda: correction_actions.take_off_attender(last, by=vera, at=MONDAY, why="x"),
        "Nobody else",
    )


def test_each_confirms_their_own_part_once_a_year(programme, vera, asha):
    event = an_event(programme, vera, [asha, vera])
    part = event.attendances.get(person=asha)
    refused(lambda: actions.confirm_part(part, by=vera, at=MONDAY), "Only Asha Assessor")

    actions.confirm_part(part, by=asha, at=MONDAY)

    assert queries.standing_of(asha, TODAY).confirmed_on == TODAY
    assert queries.unconfirmed(asha, TODAY) is None
    refused(lambda: actions.confirm_part(part, by=asha, at=MONDAY), "already")
    refused(
        lambda: correction_actions.take_off_attender(part, by=vera, at=MONDAY, why="x"),
        "has confirmed",
    )


def test_sharing_is_not_confirmed(programme, vera, asha):
    part = an_event(programme, vera, [asha], kind="sharing").attendances.get()
    assert queries.unconfirmed(asha, TODAY) is None
    refused(lambda: actions.confirm_part(part, by=asha, at=MONDAY), "Only a briefing")


def test_good_practice_is_shared_and_taken_up_once(programme, vera, asha):
    other = a_programme(programme.centre, code="XSC3A", title="Applied Science")
    sam = a_person(programme.centre, "Sam Scientist", Role.ASSESSOR, other)
    note = practice_actions.share_practice(
        programme.centre, by=asha, at=MONDAY, title="Checklists", what="One page.",
        programmes=[programme],
    )  # fmt: skip
    practice_actions.adopt_practice(note, by=sam, at=MONDAY, programme=other)

    assert [(one.programme, one.by) for one in Adoption.objects.all()] == [(other, sam)]
    refused(lambda: practice_actions.adopt_practice(note, by=sam, at=MONDAY, programme=other),
            "already")  # fmt: skip
    refused(lambda: practice_actions.adopt_practice(note, by=asha, at=MONDAY, programme=programme),
            "It comes from")  # fmt: skip
    refused(
        lambda: practice_actions.share_practice(
            programme.centre, by=asha, at=MONDAY, title="x", what="y", programmes=[other]
        ),
        "You are not on the team",
    )


class TestWhatOtherRoomsAsk:
    def test_a_warning_where_the_policy_warns(self, programme, policy, asha):
        assert queries.obstacles_about(asha, programme, TODAY) == []
        assert ["Asha Assessor has not been" in one
                for one in queries.cautions_about(asha, programme, TODAY)] == [True]  # fmt: skip

    def test_an_obstacle_where_it_stops(self, programme, stopped, asha):
        assert len(queries.obstacles_about(asha, programme, TODAY)) == 1
        assert queries.cautions_about(asha, programme, TODAY) == []

    def test_nothing_once_standardised(self, programme, stopped, vera, asha):
        an_event(programme, vera, [asha])
        assert queries.obstacles_about(asha, programme, TODAY) == []
        assert queries.cautions_about(asha, programme, TODAY) == []

    def test_a_lead_who_is_not_standardised_is_named_so(self, programme, policy, vera):
        assert "leads internal verification" in queries.cautions_about(vera, programme, TODAY)[0]

    def test_without_a_policy_it_warns(self, programme, asha):
        assert len(queries.cautions_about(asha, programme, TODAY)) == 1
