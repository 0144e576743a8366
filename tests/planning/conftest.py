"""A cohort with a unit of three learning aims, and the team that plans its assessment."""

import pytest

from fairmark.people.rules import Role
from tests.builders import a_criteria, a_person, a_unit, take


@pytest.fixture
def unit(programme):
    """Exploring Business, with the criteria of three assignments."""
    made = a_unit(programme, number="1", title="Exploring Business", external=False)
    a_criteria(made, "A.P1 A.P2 A.M1 AB.D1 B.P3 B.M2 C.P4 C.M3 C.D2 D.P5 D.M4 D.D3")
    return made


@pytest.fixture
def cohort(cohort, unit):
    take(cohort, unit)
    return cohort


@pytest.fixture
def vera(programme):
    """The lead internal verifier."""
    return a_person(programme.centre, "Vera Lead", Role.LEAD_INTERNAL_VERIFIER, programme)


@pytest.fixture
def ivor(programme):
    """An internal verifier."""
    return a_person(programme.centre, "Ivor Verifier", Role.INTERNAL_VERIFIER, programme)


@pytest.fixture
def asa(programme):
    """An assessor."""
    return a_person(programme.centre, "Asa Assessor", Role.ASSESSOR, programme)
