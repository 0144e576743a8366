"""A team at its work: two units, an assessor for one of them, and files that go to a folder of the test."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.programmes.actions import allocate_staff
from fairmark.programmes.models import UnitTaken
from tests.builders import MONDAY, a_person, a_unit

SEPTEMBER = date(2025, 9, 3)
#: Before teaching begins, when what is to be ready by then still can be.
AUGUST = datetime(2025, 8, 28, 9, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FAIRMARK_EVIDENCE = tmp_path / "evidence"


@pytest.fixture
def unit(programme, cohort):
    made = a_unit(programme, number="1", external=False, title="Exploring Business")
    UnitTaken.objects.create(cohort=cohort, unit=made)
    return made


@pytest.fixture
def other(programme, cohort):
    made = a_unit(programme, number="2", external=False)
    UnitTaken.objects.create(cohort=cohort, unit=made)
    return made


@pytest.fixture
def not_taken(programme):
    return a_unit(programme, number="9", external=False)


@pytest.fixture
def asha(programme):
    """The assessor."""
    person = a_person(programme.centre, "Asha Assessor", Role.ASSESSOR, programme)
    Account.objects.create(email="asha@example.ac.uk", person=person)
    return person


@pytest.fixture
def ivan(programme):
    """The internal verifier."""
    return a_person(programme.centre, "Ivan Verifier", Role.INTERNAL_VERIFIER, programme)


@pytest.fixture
def leader(pia, client):
    """The programme leader, signed in."""
    client.force_login(Account.objects.create(email="pia@example.ac.uk", person=pia))
    return pia


@pytest.fixture
def allocate(cohort, pia):
    """Somebody works on the cohort."""

    def on_cohort(person, role=Role.ASSESSOR, unit=None, from_on=SEPTEMBER):
        return allocate_staff(
            cohort, by=pia, at=MONDAY, person=person, role=role, unit=unit, from_on=from_on
        )

    return on_cohort
