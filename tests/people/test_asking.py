"""Roles are read once for a request, and an action never takes that reading for its own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.administration.actions import end_role, give_role
from fairmark.centre.working import working_for
from fairmark.people.models import RoleHeld
from fairmark.people.queries import asking, role_used, roles_in_force
from fairmark.people.rules import Role
from fairmark.workflow.actions import offered
from fairmark.workflow.refusals import NotYours
from tests.builders import EARLY, MONDAY, a_person, hold

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def asa(centre):
    """Another administrator, who assesses too."""
    asa = a_person(centre, "Asa Administrator", Role.ADMINISTRATOR)
    hold(asa, Role.ASSESSOR, None, since=EARLY)
    return asa


def roles(person, at=MONDAY):
    return [one.role for one in roles_in_force(person, at)]


def end_meanwhile(person, role):
    """Somebody else ends the role, in a process of their own."""
    RoleHeld.objects.filter(person=person, role=role).update(until_at=MONDAY)


def test_they_are_asked_once_for_a_request(asa):
    with asking(asa), CaptureQueriesContext(connection) as captured:
        assert roles(asa) == roles(asa) == [Role.ADMINISTRATOR, Role.ASSESSOR]
        assert role_used(asa, [Role.ASSESSOR], asa.scopes(), MONDAY)
    assert len(captured) == 0


def test_the_moment_counts_all_the_same(asa):
    RoleHeld.objects.filter(person=asa, role=Role.ASSESSOR).update(from_at=MONDAY, until_at=LATER)
    with asking(asa):
        asked = [roles(asa, at) for at in (MONDAY - timedelta(seconds=1), MONDAY, LATER)]
    assert asked == [roles(asa, at) for at in (MONDAY - timedelta(seconds=1), MONDAY, LATER)]
    assert asked == [
        [Role.ADMINISTRATOR],
        [Role.ADMINISTRATOR, Role.ASSESSOR],
        [Role.ADMINISTRATOR],
    ]


def test_of_anybody_else_they_are_asked_each_time(asa, centre):
    other = a_person(centre, "Ola Other", Role.ASSESSOR)
    with asking(asa):
        assert roles(other) == [Role.ASSESSOR]
        end_meanwhile(other, Role.ASSESSOR)
        assert roles(other) == []


def test_the_next_request_reads_them_anew(asa):
    with asking(asa):
        end_meanwhile(asa, Role.ASSESSOR)
    assert roles(asa) == [Role.ADMINISTRATOR]
    with asking(asa):
        assert roles(asa) == [Role.ADMINISTRATOR]


def test_an_action_reads_them_again_under_its_lock(asa, centre):
    ola = a_person(centre, "Ola Other")
    with asking(asa):
        end_meanwhile(asa, Role.ADMINISTRATOR)
        assert offered(ola, asa, LATER, give_role)
        with pytest.raises(NotYours):
            give_role(ola, by=asa, at=LATER, role=Role.ASSESSOR, scope=("centre", centre.pk),
                      scope_name="the centre")  # fmt: skip
        assert roles(asa, LATER) == [Role.ASSESSOR], "read anew after the refusal too"
    assert not RoleHeld.objects.filter(person=ola).exists()


def test_after_an_action_they_are_read_anew(asa):
    held = RoleHeld.objects.get(person=asa, role=Role.ADMINISTRATOR)
    with asking(asa):
        end_role(held, by=asa, at=MONDAY)
        assert roles(asa) == [Role.ASSESSOR]
        assert offered(held, asa, MONDAY, end_role) == []


def test_other_work_within_the_request_reads_for_itself(asa, centre):
    with asking(asa):
        end_meanwhile(asa, Role.ASSESSOR)
        with working_for(centre.pk):
            assert roles(asa) == [Role.ADMINISTRATOR]
