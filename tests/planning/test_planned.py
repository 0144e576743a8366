"""Days of signed plans: in calendars for whom they concern, by month, and in the year plan as one item."""

from datetime import date, datetime

import pytest
from icalendar import Calendar

from fairmark.people.models import Account
from fairmark.people.queries import roles_in_force
from fairmark.people.rules import Role
from fairmark.planner import actions as planner_actions
from fairmark.planner import feed
from fairmark.planner.queries import item
from fairmark.planner.sources import Whose
from fairmark.planning import actions, queries
from fairmark.planning.tasks import plans_to_draft_and_sign
from tests.builders import LONDON, a_person, a_policy, a_programme, allocate

pytestmark = pytest.mark.django_db
AUGUST = datetime(2025, 8, 20, 9, 0, tzinfo=LONDON)
SEPTEMBER = datetime(2025, 9, 2, 9, 0, tzinfo=LONDON)


@pytest.fixture
def draft(cohort, pia, asa, ivor, centre):
    a_policy(centre, "assessment")
    allocate(cohort, asa, Role.ASSESSOR)
    allocate(cohort, ivor, Role.INTERNAL_VERIFIER)
    return actions.draft_plan(cohort, by=pia, at=AUGUST)


@pytest.fixture
def signed(draft, vera):
    return actions.sign_plan(draft, by=vera, at=AUGUST, reason="Seen.")


def calendar_of(client, person, role=None):
    """What stands in somebody's calendar, or a team's, of the days of plans: by its key."""
    made = planner_actions.make_calendar(person.centre, by=person, at=SEPTEMBER,
                                         **({"role": role} if role else {}))  # fmt: skip
    response = client.get(f"/calendar/{feed.token(made, person)}.ics")
    events = Calendar.from_ical(response.content).events
    found = {str(one["uid"]).partition("@")[0]: one.decoded("dtstart") for one in events}
    return {key: day for key, day in found.items() if key.startswith("planned-")}


def expected(plan, *names):
    return {
        f"planned-{one.assignment_id}-{name}": getattr(one, name)
        for one in queries.planned_of(plan)
        for name in names
    }


def test_each_calendar_has_the_days_that_concern_its_reader(
    client, signed, asa, ivor, pia, vera, time_machine
):
    time_machine.move_to(SEPTEMBER)
    assert calendar_of(client, asa) == expected(
        signed, "hand_out_on", "hand_in_on", "assess_by", "return_by"
    )
    assert calendar_of(client, ivor) == expected(signed, "verify_by")
    assert calendar_of(client, pia) == expected(signed, "hand_out_on", "hand_in_on", "return_by")
    assert calendar_of(client, vera) == expected(signed, "verify_by")
    assert calendar_of(client, asa, Role.ASSESSOR) == expected(
        signed, "hand_out_on", "hand_in_on", "assess_by", "return_by"
    )
    assert len(expected(signed, "verify_by")) == 3


def test_a_stranger_to_the_programme_and_a_draft_bring_nothing(client, draft, time_machine):
    time_machine.move_to(SEPTEMBER)
    other = a_programme(draft.centre, code="ART")
    assert calendar_of(client, a_person(draft.centre, "Art Else", Role.ASSESSOR, other)) == {}
    leads = a_person(draft.centre, "Lou Else", Role.PROGRAMME_LEADER, other)
    assert calendar_of(client, leads) == {}
    asa = draft.planned.first().assessors.get().person
    assert calendar_of(client, asa) == {}


def test_a_new_version_moves_the_days_once_it_is_signed(
    client, signed, pia, vera, ivor, time_machine
):
    time_machine.move_to(SEPTEMBER)
    later = actions.revise_plan(signed, by=pia, at=SEPTEMBER, why="The visit moved")
    first = queries.planned_of(later)[0]
    actions.drop_assignment(first, by=pia, at=SEPTEMBER, why="Not needed.")
    assert calendar_of(client, ivor) == expected(signed, "verify_by")
    actions.sign_plan(later, by=vera, at=SEPTEMBER, reason="Seen.")
    assert calendar_of(client, ivor) == expected(later, "verify_by")
    assert len(expected(later, "verify_by")) == 2


def test_the_year_plan_has_one_item_until_every_plan_is_signed(draft, vera):
    year = draft.cohort.year
    key = "assessment-plans.lead-internal-verifier"
    first = min(one.hand_out_on for one in queries.planned_of(draft))
    open_one = item(year, key, on=AUGUST.date())
    assert (open_one.role, open_one.is_open) == (Role.LEAD_INTERNAL_VERIFIER, True)
    assert open_one.on < first
    assert "1 of 1 cohort to sign, first XBS3A-2025" in open_one.planned.source
    actions.sign_plan(draft, by=vera, at=AUGUST, reason="Seen.")
    assert item(year, key, on=AUGUST.date()).done_on == AUGUST.date()


def test_a_month_lists_the_days_that_somebody_may_see(client, signed, pia, time_machine):
    time_machine.move_to(SEPTEMBER)
    client.force_login(Account.objects.create(email="pia@example.ac.uk", person=pia))
    day = queries.planned_of(signed)[0].hand_in_on
    page = client.get(f"/plan/days/{day.year}/{day.month}/").content.decode()
    assert "XBS3A-2025, unit 1, assignment 1: hand-in" in page
    assert f'href="/plan/days/{day.year}/{day.month}/"' in client.get("/plan/").content.decode()
    assert client.get("/plan/days/2025/13/").status_code == 404
    assert client.get("/plan/days/1/1/").status_code == 404
    assert client.get("/plan/days/9999/12/").status_code == 404
    far = a_person(signed.centre, "Art Else", Role.ASSESSOR, a_programme(signed.centre, code="ART"))
    client.force_login(Account.objects.create(email="art@example.ac.uk", person=far))
    assert "XBS3A" not in client.get(f"/plan/days/{day.year}/{day.month}/").content.decode()


def titles(person):
    whose = Whose(person.centre, person, tuple(roles_in_force(person, SEPTEMBER)), SEPTEMBER.date())
    return [one.title for one in plans_to_draft_and_sign(whose)]


def test_a_plan_to_draft_is_the_leaders_task_and_one_to_sign_the_signers(cohort, centre, pia, vera):
    a_policy(centre, "assessment")
    assert (titles(pia), titles(vera)) == (["Draft the assessment plan of XBS3A-2025"], [])
    draft = actions.draft_plan(cohort, by=pia, at=AUGUST)
    assert (titles(pia), titles(vera)) == ([], ["Sign the assessment plan of XBS3A-2025"])
    draft.signed_by, draft.signed_at = vera, AUGUST
    draft.save()
    assert (titles(pia), titles(vera)) == ([], [])
    other = a_person(centre, "Lou", Role.PROGRAMME_LEADER, a_programme(centre, code="ART"))
    assert titles(other) == []


def test_days_before_a_hand_out_are_working_days(centre):
    from fairmark.planning.planned import _before

    assert _before(centre, date(2025, 9, 15), 5) == date(2025, 9, 8)
