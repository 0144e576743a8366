"""A newer edition of the guide: what it changes, the tasks it raises, and GOV-4 with its twins."""

from datetime import date, timedelta

import pytest

from fairmark.assurance.queries import board_of
from fairmark.guide.models import GuideEdition
from fairmark.guide.queries import in_use
from fairmark.guide.showing import State, shown
from fairmark.planner import actions as plan_actions
from fairmark.planner.models import RaisedTask
from fairmark.policies import edition_actions, edition_queries
from fairmark.trail.models import Event
from fairmark.workflow.refusals import Refused
from tests.builders import MONDAY
from tests.conftest import DATA

pytestmark = pytest.mark.django_db
EXAMPLE = (DATA / "guide-example-edition.psv").read_bytes()
ON = date(2025, 11, 3)
AT = MONDAY + timedelta(days=28)


@pytest.fixture
def tried(college, quinn):
    return edition_actions.try_edition(college, by=quinn, at=AT, name="Example", content=EXAMPLE)


@pytest.fixture
def loaded(tried, quinn):
    return edition_actions.put_edition_in_use(tried, by=quinn, at=AT)


def test_the_example_changes_exactly_this(tried):
    found = edition_queries.touches(tried)
    assert [f"{one.difference.clause.id} {one.difference.what}" for one in found] == [
        "POL-2 changed", "REG-12 changed", "ASM-7 changed", "IVF-A1 changed", "IVF-1 changed",
        "IVF-P2 changed", "IVF-P9 added", "MAL-A4 changed", "MAL-8 changed", "MAL-11 added",
        "COL-12 changed", "ADJ-S7 changed", "ADJ-S8 changed", "IVF-P1 withdrawn",
    ]  # fmt: skip


def test_each_change_names_the_sections_and_steps_that_answer_it(tried):
    found = {one.difference.clause.id: one for one in edition_queries.touches(tried)}
    withdrawn = found["IVF-P1"]
    assert [place.kind for place in withdrawn.places] == ["internal-verification"]
    assert withdrawn.places[0].steps
    assert found["IVF-P9"].places == ()
    assert found["REG-12"].places[0].heading == "Keeping records"
    assert found["REG-12"].said == (
        "REG-12 changed: Learners' work is kept twelve weeks from the day certificates are received, "
        "records three years after certification, appeals eighteen months. "
        "It is answered by “Keeping records”."
    )


def test_trying_it_changes_nothing_yet(tried, college):
    assert in_use(college).name == "2023-24"
    assert not RaisedTask.objects.exists()


def test_putting_it_in_use_raises_exactly_these_tasks(loaded):
    tasks = {one.key: (one.role, one.due_on, one.about.count("\n") + 1)
             for one in RaisedTask.objects.all()}  # fmt: skip
    due = date(2026, 1, 2)
    assert tasks == {
        "edition:Example:registration": ("exams officer", due, 1),
        "edition:Example:assessment": ("quality nominee", due, 1),
        "edition:Example:internal-verification": ("quality nominee", due, 5),
        "edition:Example:malpractice": ("head of centre", due, 3),
        "edition:Example:collaboration": ("quality nominee", due, 1),
        "edition:Example:adjustments": ("quality nominee", due, 2),
        "edition:Example:no policy": ("quality nominee", due, 1),
    }
    events = Event.objects.filter(name__in=("edition_put_in_use", "task_raised"))
    assert events.count() == 8


def test_the_board_then_lists_its_clauses(loaded, college):
    lines = {line.clause.id: line for line in board_of(college, ON)}
    assert "IVF-P1" not in lines
    assert lines["IVF-P9"].showing.state == State.NOT_MET
    assert "no steps that answer it" in lines["IVF-P9"].showing.sentence
    assert not lines["MAL-11"].showing.built
    assert lines["IVF-P2"].clause.requirement.startswith("Centre standardisation")
    assert in_use(college).name == "Example"


def test_what_came_with_us_is_still_there_for_another_centre(loaded):
    from tests.builders import a_centre

    assert in_use(a_centre(number="10999")).name == "2023-24"


def test_gov_4_and_its_twins(college, quinn, erin, tried):
    def state(on=ON):
        return shown("GOV-4", college, on).state

    assert state() == State.UNDER_WAY  # read in, and waiting
    edition_actions.set_edition_aside(tried, by=quinn, at=AT)
    assert state() == State.MET
    again = edition_actions.try_edition(college, by=quinn, at=AT, name="Example", content=EXAMPLE)
    edition_actions.put_edition_in_use(again, by=quinn, at=AT)
    assert state() == State.UNDER_WAY
    assert state(date(2026, 1, 2)) == State.UNDER_WAY
    assert state(date(2026, 1, 3)) == State.NOT_MET
    for task in RaisedTask.objects.all():
        by = erin if task.role == "exams officer" else quinn
        plan_actions.finish_task(task, by=by, at=AT, note="Worked in.")
    assert state(date(2026, 1, 3)) == State.MET


def test_refusals_say_why(college, quinn, tried):
    with pytest.raises(Refused, match="waits to be put in use"):
        edition_actions.try_edition(college, by=quinn, at=AT, name="Other", content=EXAMPLE)
    edition_actions.put_edition_in_use(tried, by=quinn, at=AT)
    with pytest.raises(Refused, match="was loaded before"):
        edition_actions.try_edition(college, by=quinn, at=AT, name="example", content=EXAMPLE)
    with pytest.raises(Refused, match="in use already"):
        edition_actions.put_edition_in_use(tried, by=quinn, at=AT)
    with pytest.raises(Refused, match="is in use"):
        edition_actions.set_edition_aside(tried, by=quinn, at=AT)
    same = edition_actions.try_edition(college, by=quinn, at=AT, name="Again", content=EXAMPLE)
    with pytest.raises(Refused, match="asks for nothing"):
        edition_actions.put_edition_in_use(same, by=quinn, at=AT)


def test_a_bad_file_is_refused_and_nothing_is_kept(college, quinn):
    with pytest.raises(Refused, match="Row 2, column “area”"):
        edition_actions.try_edition(
            college, by=quinn, at=AT, name="Bad",
            content=EXAMPLE.replace(b"GOV-1|governance", b"GOV-1|goverance", 1),
        )  # fmt: skip
    assert not GuideEdition.objects.exists()


def test_the_same_edition_raises_its_tasks_once(loaded, college, quinn):
    count = RaisedTask.objects.count()
    changed = EXAMPLE.replace(b"Register each learner to meet", b"Register every learner to meet")
    newer = edition_actions.try_edition(college, by=quinn, at=AT, name="Example 2", content=changed)
    assert [one.difference.clause.id for one in edition_queries.touches(newer)] == ["REG-1"]
    edition_actions.put_edition_in_use(newer, by=quinn, at=AT + timedelta(minutes=1))
    assert RaisedTask.objects.count() == count + 1
    assert in_use(college).name == "Example 2"
