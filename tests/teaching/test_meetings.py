"""Meetings: who came, minutes that are corrected and kept, and actions until they are done."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from fairmark.evidence.keeping import attached_to, take_in
from fairmark.people.models import Person, RoleHeld
from fairmark.people.queries import roles_in_force
from fairmark.people.rules import Role
from fairmark.planner.sources import Whose, tasks
from fairmark.teaching import meeting_actions as actions
from fairmark.teaching.meeting_models import ActionPoint, Meeting
from fairmark.workflow.refusals import NotYours
from tests.builders import MONDAY, a_centre, a_person
from tests.teaching.test_actions import refusal, said

pytestmark = pytest.mark.django_db

HELD, DUE = date(2025, 9, 24), date(2025, 10, 20)


@pytest.fixture
def meeting(cohort, pia, asha, ivan):
    return actions.record_meeting(
        cohort, by=pia, at=MONDAY, kind="team", held_on=HELD, present=[pia, asha],
        apologies=[ivan], others="A parent governor",
    )  # fmt: skip


@pytest.fixture
def point(meeting, pia, asha):
    return actions.set_action_point(
        meeting, by=pia, at=MONDAY, what="Order ten licences", owner=asha, due_on=DUE
    )


def todo(person):
    holdings = tuple(roles_in_force(person, MONDAY))
    return [one.title for one in tasks(Whose(person.centre, person, holdings, MONDAY.date()))]


def test_a_meeting_keeps_who_came_and_who_was_excused(meeting):
    assert {(one.person.name, one.how) for one in meeting.attendance.all()} == {
        ("Pia Leader", "present"), ("Asha Assessor", "present"), ("Ivan Verifier", "apologies"),
    }  # fmt: skip
    assert said("meeting_recorded") == (
        "Pia Leader recorded the Team meeting of XBS3A-2025 on 24 September 2025: 2 members of "
        "staff present, 1 excused."
    )


def test_a_meeting_is_refused_with_every_reason(meeting, cohort, pia, asha):
    record = {"by": pia, "kind": "team", "present": [pia]}
    assert refusal(actions.record_meeting, cohort, held_on=HELD, **record) == [
        "The Team meeting of XBS3A-2025 on 24 September 2025 is recorded already. Add its minutes "
        "and actions there."
    ]
    assert refusal(actions.record_meeting, cohort, held_on=date(2025, 10, 7), **record) == [
        "7 October 2025 is still to come. Record the meeting when it has taken place."
    ]
    assert refusal(actions.record_meeting, cohort, held_on=date(2025, 8, 1), **record) == [
        "1 August 2025 is before the first year of XBS3A-2025, which begins on 1 September 2025."
    ]
    once = {"by": pia, "kind": "review", "held_on": HELD}
    assert refusal(actions.record_meeting, cohort, present=[], **once) == ["Say who was present."]
    assert refusal(
        actions.record_meeting, cohort, present=[pia, asha], apologies=[asha], **once
    ) == ["Asha Assessor cannot be both present and excused."]
    stranger = a_person(a_centre(), "Sol Stranger", Role.ASSESSOR)
    assert refusal(actions.record_meeting, cohort, present=[stranger], **once) == [
        "Sol Stranger is not on this centre’s staff."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(
            centre=cohort.centre, cohort=cohort, kind="team", held_on=HELD, recorded_by=pia,
            recorded_at=MONDAY,
        )  # fmt: skip


def test_minutes_are_corrected_by_new_ones_and_the_old_are_kept(meeting, asha):
    assert refusal(actions.write_minutes, meeting, by=asha, text=" ") == [
        "Write the minutes, or give them as a file."
    ]
    first = actions.write_minutes(meeting, by=asha, at=MONDAY, text="Ten licences are short.")
    assert refusal(actions.write_minutes, meeting, by=asha, text="Eleven.") == [
        "There are minutes already. Say why they are corrected."
    ]
    assert refusal(
        actions.write_minutes, meeting, by=asha, text="Ten licences are short.", why="Typing."
    ) == ["These are the minutes as they stand. Change something."]
    taken = take_in(SimpleUploadedFile("minutes.txt", b"Eleven licences"))
    second = actions.write_minutes(
        meeting, by=asha, at=MONDAY, text="Eleven licences are short.", why="Miscounted.",
        taken=taken,
    )  # fmt: skip
    assert [one.text for one in meeting.minutes.all()] == [second.text, first.text]
    assert [one.name for one in attached_to(second)] == ["minutes.txt"]
    assert said("minutes_written").endswith("on 24 September 2025: Miscounted.")


def test_an_action_is_its_owners_task_until_they_say_what_was_done(point, asha, pia):
    assert "Order ten licences" in todo(asha)
    assert "Order ten licences" not in todo(pia)
    with pytest.raises(NotYours):
        actions.finish_action_point(point, by=pia, at=MONDAY, what_was_done="Hers.")
    actions.finish_action_point(point, by=asha, at=MONDAY, what_was_done="Ordered 12.")
    point.refresh_from_db()
    assert (point.done_by, point.what_was_done) == (asha, "Ordered 12.")
    assert "Order ten licences" not in todo(asha)
    assert refusal(actions.finish_action_point, point, by=asha, what_was_done="Again.") == [
        "Asha Assessor did this on 6 October 2025."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionPoint.objects.filter(pk=point.pk).update(done_at=None)


def test_an_owner_is_on_the_staff_and_has_time_after_the_meeting(meeting, point, pia, asha, centre):
    learner = a_person(centre, "Lena Learner", Role.LEARNER)
    somebody = Person.objects.create(centre=centre, name="Nobody Special")
    former = a_person(centre, "Fay Former", Role.ASSESSOR)
    RoleHeld.objects.filter(person=former).update(until_at=MONDAY - timedelta(days=1))
    for person in (learner, somebody, former):
        assert refusal(
            actions.set_action_point, meeting, by=pia, what="x", owner=person, due_on=DUE
        ) == [f"{person.name} is not on this centre’s staff."]
    assert refusal(
        actions.set_action_point, meeting, by=pia, what="x", owner=asha, due_on=date(2025, 9, 23)
    ) == ["It cannot be due before the meeting, which was on 24 September 2025."]
    assert refusal(
        actions.set_action_point, meeting, by=pia, what=point.what, owner=asha, due_on=DUE
    ) == ["Asha Assessor has this action of the meeting already."]


def test_an_action_is_given_to_somebody_else_with_the_reason(point, pia, asha, ivan):
    assert refusal(actions.give_action_point, point, by=pia, owner=asha, why="x") == [
        "It is Asha Assessor’s already. Choose somebody else."
    ]
    with pytest.raises(NotYours):
        actions.give_action_point(point, by=ivan, at=MONDAY, owner=ivan, why="Mine.")
    actions.give_action_point(point, by=pia, at=MONDAY, owner=ivan, why="Asha is on leave.")
    assert "Order ten licences" in todo(ivan)
    assert "Order ten licences" not in todo(asha)
    actions.finish_action_point(point, by=ivan, at=MONDAY, what_was_done="Done.")
    assert refusal(actions.give_action_point, point, by=pia, owner=asha, why="x") == [
        "Ivan Verifier did this on 6 October 2025."
    ]


def test_minutes_wait_for_whoever_recorded_the_meeting(meeting, pia, asha):
    task = f"Write the minutes of the {meeting}"
    assert task in todo(pia)
    assert task not in todo(asha)
    actions.write_minutes(meeting, by=asha, at=MONDAY, text="Written.")
    assert task not in todo(pia)
