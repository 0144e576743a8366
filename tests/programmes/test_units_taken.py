"""A cohort chooses its units, sees the sum, and follows an issue."""

import json

import pytest

from fairmark.catalogue.models import Specification, Unit
from fairmark.programmes import actions
from fairmark.programmes.queries import combination_of, units_taken
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.builders import MONDAY, a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(cohort):
    """Three mandatory units of 300 hours in all, and two optional ones of 60, of 360 hours."""
    programme = cohort.programme
    return [
        *(a_unit(programme, number=str(n), glh=100) for n in (1, 2, 3)),
        *(a_unit(programme, number=str(n), glh=60, status="optional") for n in (8, 9)),
    ]


def test_a_valid_choice_is_saved_with_its_sum(cohort, units, pia):
    actions.choose_units(cohort, by=pia, at=MONDAY, units=units[:4])

    assert units_taken(cohort) == units[:4]
    event = Event.objects.get(name="units_chosen")
    assert event.particulars.sentence == (
        f"Pia Leader chose 4 units for {cohort}: Mandatory: 3 of 3 units, 300 of 300 hours. "
        "Optional: 1 unit, 60 hours. Total 360 of 360 hours."
    )
    assert json.loads(event.particulars.details)["valid"] is True
    with pytest.raises(Refused, match="takes already"):
        actions.choose_units(cohort, by=pia, at=MONDAY, units=units[:4])


def test_a_choice_that_is_not_valid_yet_needs_a_reason(cohort, units, pia):
    with pytest.raises(NeedsReason) as needed:
        actions.choose_units(cohort, by=pia, at=MONDAY, units=units[:3])
    assert "The units come to 300 hours; the qualification has 360." in needed.value.obstacles[0]
    actions.choose_units(
        cohort, by=pia, at=MONDAY, units=units[:3], reason="Option not chosen yet."
    )
    assert combination_of(cohort, units_taken(cohort)).state == "not valid"


def test_a_unit_with_work_on_it_is_left_out_with_a_reason(cohort, units, pia, quinn):
    actions.choose_units(cohort, by=pia, at=MONDAY, units=units[:4])
    actions.allocate_staff(
        cohort, by=quinn, at=MONDAY, person=pia, role="assessor", unit=units[3],
        from_on=MONDAY.date(),
    )  # fmt: skip
    with pytest.raises(NeedsReason, match="is left out, and there is work on it: 1 allocation"):
        actions.choose_units(cohort, by=pia, at=MONDAY, units=[*units[:3], units[4]])


def test_units_of_another_issue_are_refused(cohort, units, pia):
    other = Specification.objects.create(qualification=cohort.programme.qualification, issue=2)
    stranger = Unit.objects.create(
        specification=other, number="1", title="x", assessment="internal"
    )
    with pytest.raises(Refused, match="is not a unit of"):
        actions.choose_units(cohort, by=pia, at=MONDAY, units=[*units[:3], stranger])


def test_a_cohort_stays_with_its_issue_while_it_takes_units(cohort, units, erin, pia):
    other = Specification.objects.create(qualification=cohort.programme.qualification, issue=2)
    actions.choose_units(cohort, by=pia, at=MONDAY, units=units[:4])
    with pytest.raises(Refused, match="takes 4 units of"):
        actions.follow_specification(cohort, by=erin, at=MONDAY, specification=other, why="Moved.")
    actions.choose_units(cohort, by=pia, at=MONDAY, units=[], reason="Moving to issue 2.")
    actions.follow_specification(cohort, by=erin, at=MONDAY, specification=other, why="Moved.")
    cohort.refresh_from_db()
    assert cohort.specification == other
    with pytest.raises(NotYours):
        actions.follow_specification(cohort, by=pia, at=MONDAY, specification=other, why="x")


def test_staff_read_the_sum_and_only_those_who_may_tick(cohort, units, pia, client):
    from fairmark.people.models import Account
    from fairmark.people.rules import Role

    actions.choose_units(cohort, by=pia, at=MONDAY, units=units[:4])
    asha = a_person(cohort.centre, "Asha Assessor", Role.ASSESSOR, cohort.programme)
    address = f"/programmes/cohorts/{cohort.pk}/units/"
    for person, ticks in ((asha, False), (pia, True)):
        client.force_login(
            Account.objects.create(email=f"{person.pk}@example.ac.uk", person=person)
        )
        page = client.get(address).content.decode()
        assert "Total 360 of 360 hours" in page
        assert ('type="checkbox"' in page) is ticks


def test_the_sum_is_shown_before_anything_is_saved(cohort, units, pia, client):
    from fairmark.people.models import Account

    client.force_login(Account.objects.create(email="pia@example.ac.uk", person=pia))
    answer = client.post(
        f"/programmes/cohorts/{cohort.pk}/units/",
        {"units": [unit.pk for unit in units], "check": "1"},
    )
    assert answer.status_code == 200
    assert "Total 420 of 360 hours" in answer.content.decode()
    assert "60 hours more than the qualification has" in answer.content.decode()
    assert units_taken(cohort) == []
