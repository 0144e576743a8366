"""The exams office of a small college on a Monday in October."""

import pytest

from fairmark.people.rules import Role
from tests.builders import a_centre, a_cohort, a_person, a_programme


@pytest.fixture
def centre(db):
    return a_centre(number="10234")


@pytest.fixture
def programme(centre):
    return a_programme(centre)


@pytest.fixture
def cohort(programme):
    return a_cohort(programme)


@pytest.fixture
def erin(centre):
    """The exams officer."""
    return a_person(centre, "Erin Exams", Role.EXAMS_OFFICER)


@pytest.fixture
def pia(programme):
    """The programme leader."""
    return a_person(programme.centre, "Pia Leader", Role.PROGRAMME_LEADER, programme)


@pytest.fixture
def quinn(centre):
    """The quality nominee."""
    return a_person(centre, "Quinn Nominee", Role.QUALITY_NOMINEE)


@pytest.fixture
def hana(centre):
    """The head of centre."""
    return a_person(centre, "Hana Head", Role.HEAD_OF_CENTRE)
