"""The page of a plan asks the same number of questions however long the plan is."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planning import actions, queries
from tests.builders import LONDON, a_policy, allocate

pytestmark = pytest.mark.django_db
AUGUST = datetime(2025, 8, 20, 9, 0, tzinfo=LONDON)


def asked(client, plan):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(plan.get_absolute_url()).status_code == 200
    return len(captured)


def more(plan, by, count):
    first = queries.planned_of(plan)[0]
    for n in range(count):
        out = date(2025, 9, 10) + timedelta(days=n)
        actions.plan_assignment(
            plan, by=by, at=AUGUST, unit=first.assignment.unit, title=f"More {n}",
            days=dict(zip(queries.days_of(first), [out + timedelta(days=7 * k) for k in range(6)],
                          strict=True)),
            criteria=list(first.criteria.all()), verifier=first.verifier,
            assessors=[(a.person, a.group) for a in first.assessors.all()],
        )  # fmt: skip


@pytest.mark.parametrize("signed", [False, True], ids=["being written", "signed"])
def test_ten_and_forty_assignments_take_as_many_questions(
    client, cohort, centre, pia, asa, ivor, vera, signed, time_machine
):
    time_machine.move_to(AUGUST)
    a_policy(centre, "assessment")
    allocate(cohort, asa, Role.ASSESSOR)
    allocate(cohort, ivor, Role.INTERNAL_VERIFIER)
    client.force_login(Account.objects.create(email="pia@example.ac.uk", person=pia))
    plan = actions.draft_plan(cohort, by=pia, at=AUGUST)

    def put(is_signed):
        type(plan).objects.filter(pk=plan.pk).update(
            signed_by=vera if is_signed else None, signed_at=AUGUST if is_signed else None
        )

    more(plan, pia, 7)
    put(signed)
    asked(client, plan)
    ten = asked(client, plan)
    put(False)
    more(plan, pia, 30)
    put(signed)
    assert plan.planned.count() == 40
    assert asked(client, plan) == ten
