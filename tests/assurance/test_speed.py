"""The board is asked in as many questions whatever the number of learners."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.assurance.queries import board_of
from fairmark.calendar.clock import today
from tests.builders import a_learner, an_enrolment
from tests.site.world import a_world

pytestmark = pytest.mark.django_db


def asked(centre):
    board_of(centre, today())  # rule packs and editions are read the first time
    with CaptureQueriesContext(connection) as captured:
        lines = board_of(centre, today())
    assert sum(line.showing.built for line in lines) > 100
    return len(captured)


def test_the_board_asks_as_often_for_forty_learners_as_for_ten():
    world = a_world()
    cohort = world.work["enrolment"].cohort
    counts = []
    for more in (10, 30):
        for _ in range(more):
            an_enrolment(cohort, a_learner(world.centre), starts_on=cohort.teaching_starts_on)
        counts.append(asked(world.centre))
    assert counts[0] == counts[1]
