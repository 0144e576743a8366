"""Setting a centre up, and putting right what was typed wrongly."""

from datetime import date

import pytest

from fairmark.administration import actions
from fairmark.calendar.models import Closure
from fairmark.calendar.queries import working_days_after
from fairmark.people.models import Account, Person
from fairmark.trail.models import Event
from fairmark.workflow.refusals import Refused
from tests.builders import MONDAY, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(centre):
    """The administrator."""
    return Person.objects.get(centre=centre, name="Ada Admin")


def test_a_closure_taken_back_counts_again(centre, ada):
    closure = actions.add_closure(
        centre,
        by=ada,
        at=MONDAY,
        first_on=date(2025, 10, 7),
        last_on=date(2025, 10, 9),
        why="Flood",
    )
    assert working_days_after(centre, MONDAY.date(), 1) == date(2025, 10, 10)
    actions.remove_closure(closure, by=ada, at=MONDAY, why="Another site’s")
    assert working_days_after(centre, MONDAY.date(), 1) == date(2025, 10, 7)
    assert not Closure.objects.exists()
    assert Event.objects.order_by("-sequence")[0].sentence == (
        "Ada Admin took back 7 October 2025 to 9 October 2025, recorded as “Flood”: Another site’s."
    )


def test_a_corrected_name_stands_from_now_on_and_the_trail_keeps_the_old_one(centre, ada, erin):
    actions.correct_person(
        erin, by=ada, at=MONDAY, name="Erin Exams-Hall", email="Erin@example.ac.uk"
    )
    erin.refresh_from_db()
    assert erin.name == "Erin Exams-Hall"
    assert Account.objects.get(person=erin).email == "erin@example.ac.uk"
    assert Event.objects.order_by("-sequence")[0].sentence == (
        "Ada Admin corrected the details of Erin Exams, now Erin Exams-Hall."
    )


def test_an_address_is_changed_where_there_is_one(centre, ada, erin):
    Account.objects.create(email="old@example.ac.uk", person=erin)
    actions.correct_person(erin, by=ada, at=MONDAY, name=erin.name, email="new@example.ac.uk")
    assert [one.email for one in erin.accounts.all()] == ["new@example.ac.uk"]


def test_somebody_elses_address_is_refused_and_nothing_changes(centre, ada, erin):
    a_person(centre, "Other", email="taken@example.ac.uk")
    with pytest.raises(Refused, match="Somebody else signs in with TAKEN@example"):
        actions.correct_person(erin, by=ada, at=MONDAY, name="Changed", email="TAKEN@example.ac.uk")
    erin.refresh_from_db()
    assert erin.name == "Erin Exams"
