"""Who is standardised for a programme, asked about many people at once and about one many times."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.centre.reading import reading_once
from fairmark.people.models import RoleHeld
from fairmark.people.rules import Role
from fairmark.programmes.models import Programme
from fairmark.standardisation.queries import Readiness, readiness
from tests.builders import MONDAY, a_person, a_programme, allocate, standardise
from tests.standardisation.conftest import HELD_ON, an_event

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
#: What one question about a programme costs at most; the docstring of `readiness` says so too.
MOST = 9


@pytest.fixture
def many(programme):
    return [
        a_person(programme.centre, f"Assessor {number:02d}", Role.ASSESSOR, programme)
        for number in range(30)
    ]


def asked(people, programme):
    """How many questions it takes, with the programme read as a page reads it."""
    fresh = Programme.objects.select_related("qualification", "centre").get(pk=programme.pk)
    with CaptureQueriesContext(connection) as captured:
        found = readiness(people, fresh, TODAY)
    return len(captured), found


def test_each_is_named_once_in_the_order_of_names(programme, policy, vera, asha, ivan):
    found = readiness([vera, ivan, asha, ivan], programme, TODAY)
    assert [words.partition(" has ")[0] for words in found.cautions] == [
        "Asha Assessor", "Ivan Verifier", "Vera Lead leads internal verification and",
    ]  # fmt: skip
    assert found.obstacles == []
    assert found.cautions[0] == (
        f"Asha Assessor has not been standardised for {programme.short_title} in 2025/26. "
        "Standardise with the team, or catch up, and have it recorded under Programmes, "
        "Standardisation."
    )


def test_where_the_policy_stops_they_are_obstacles(programme, stopped, asha, ivan):
    found = readiness([asha, ivan], programme, TODAY)
    assert (len(found.obstacles), found.cautions) == (2, [])


def test_nobody_is_named_who_took_part(programme, stopped, vera, asha, ivan):
    an_event(programme, vera, [asha, vera])
    assert readiness([asha, vera], programme, TODAY) == Readiness()
    assert len(readiness([asha, vera, ivan], programme, TODAY).obstacles) == 1


def test_only_a_standardisation_of_this_programme_held_by_the_day_counts(programme, vera, asha):
    other = a_programme(programme.centre, code="XSC3A", title="Applied Science")
    an_event(programme, vera, [asha], kind="briefing")
    standardise(other, asha, on=HELD_ON)
    assert len(readiness([asha], programme, TODAY).words) == 1
    event = standardise(programme, asha, on=HELD_ON)
    assert len(readiness([asha], programme, HELD_ON - timedelta(days=1)).words) == 1
    assert readiness([asha], programme, HELD_ON).words == ()
    event.attendances.update(removed_by=vera, removed_at=MONDAY, why_removed="Was ill.")
    assert len(readiness([asha], programme, TODAY).words) == 1


def test_a_lead_is_known_by_a_role_or_an_allocation(programme, cohort, asha, ivan):
    allocate(cohort, ivan, Role.LEAD_INTERNAL_VERIFIER)
    a, i = readiness([asha, ivan], programme, TODAY).words
    assert ("leads" in a, "leads" in i) == (False, True)


def test_before_the_year_in_which_it_is_asked_of_leads_they_are_not_named(programme, vera, asha):
    """The rule pack asks it of lead verifiers from September 2024 on."""
    RoleHeld.objects.update(from_at=MONDAY - timedelta(days=900))
    found = readiness([vera, asha], programme, date(2024, 3, 1))
    assert [words[:4] for words in found.words] == ["Asha"]


def test_thirty_people_take_as_many_questions_as_one(programme, policy, many):
    one, _ = asked(many[:1], programme)
    all_of_them, found = asked(many, programme)
    assert len(found.words) == 30
    assert all_of_them == one <= MOST


def test_within_one_reading_the_second_question_costs_nothing(programme, many):
    with reading_once():
        first, _ = asked(many[:1], programme)
        with CaptureQueriesContext(connection) as captured:
            fresh = readiness([many[1]], programme, TODAY)
    assert (first > 0, len(captured), len(fresh.words)) == (True, 0, 1)
