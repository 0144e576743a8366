"""POL-11 and HBC-12: key dates in the year plan, and the cycle of reviews, each with its twins."""

from datetime import date, timedelta

import pytest

from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import year_of
from fairmark.guide.showing import State, shown
from fairmark.people.models import RoleHeld
from fairmark.people.rules import Role
from fairmark.policies import actions, draft_actions, queries
from fairmark.policies.models import Policy
from fairmark.policies.planned import key_dates_of
from tests.builders import MONDAY

pytestmark = pytest.mark.django_db
ON = date(2025, 11, 3)


def state(clause, centre, on=ON):
    return shown(clause, centre, on).state


def test_pol_11_key_dates_stand_in_the_plan(college):
    showing = shown("POL-11", college, ON)
    assert showing.state == State.MET
    assert showing.evidence > 10


def test_pol_11_twin_a_policy_without_key_dates(college):
    version = queries.version_in_force(college, "appeals", on=ON)
    version.content["dates"] = []
    version.save()
    assert [one.what for one in shown("POL-11", college, ON).findings] == [
        "Appeals and complaints: no key dates"
    ]


def test_pol_11_twin_a_date_whose_owner_has_left(college):
    RoleHeld.objects.filter(role=Role.EXAMS_OFFICER).update(until_at=MONDAY)
    assert state("POL-11", college) == State.NOT_MET


def test_pol_11_twin_no_year(college):
    AcademicYear.objects.filter(centre=college).delete()
    assert state("POL-11", college) == State.CANNOT_TELL


def test_the_day_of_standardisation_leads_to_where_it_is_recorded(college):
    year = year_of(college, ON)
    version = queries.version_in_force(college, "assessment", on=ON)
    links = {one.key: one.link for one in key_dates_of(version, year)}
    assert links["policy.assessment.briefing"] == "/standardisation/"
    assert links["policy.assessment.plans"] == "/plans/"
    assert links["policy.assessment.outcomes"] == ""


def test_hbc_12_the_cycle_is_kept(college):
    assert state("HBC-12", college) == State.MET


def test_hbc_12_twin_a_review_overdue(college):
    assert state("HBC-12", college, date(2026, 7, 31)) == State.MET
    assert state("HBC-12", college, date(2026, 8, 1)) == State.NOT_MET


def test_hbc_12_twin_an_owner_who_has_left(college):
    RoleHeld.objects.filter(role=Role.QUALITY_NOMINEE).update(until_at=MONDAY)
    assert state("HBC-12", college) == State.NOT_MET


def test_hbc_12_twin_a_review_that_asked_for_a_change_nobody_began(college, quinn):
    policy = Policy.objects.get(centre=college, kind="appeals")
    actions.review_policy(policy, by=quinn, at=MONDAY + timedelta(days=20), looked_at="The year.",
                          found="Panels are slow.", outcome="change", links_open=True)  # fmt: skip
    assert state("HBC-12", college) == State.UNDER_WAY
    draft_actions.start_draft(policy, by=quinn, at=MONDAY + timedelta(days=21))
    assert state("HBC-12", college) == State.MET
