"""A sheet with work on it: one learner judged, one who has handed nothing in."""

import json

import pytest

from fairmark.catalogue.models import Criterion
from fairmark.people.models import Account
from tests.assessment.conftest import (  # noqa: F401 (fixtures)
    _kept_apart,
    approved,
    asa,
    assignment,
    brief,
    cohort,
    in_time,
    issue,
    ivor,
    lena,
    own_work,
    plan,
    ravi,
    sent,
    the_day,
    too_late,
    unit,
    vera,
    work,
)


@pytest.fixture
def at_work(client, own_work, asa, in_time, time_machine):  # noqa: F811
    """The assessor, signed in, with Lena's work confirmed."""
    time_machine.move_to(in_time)
    client.force_login(Account.objects.get_or_create(person=asa, defaults={"email": "asa@x.uk"})[0])
    return client


def sheet_address(work):  # noqa: F811
    return f"/tracking/cohorts/{work.assignment.cohort_id}/units/{work.assignment.unit_id}/"


def code(work, name):  # noqa: F811
    return Criterion.objects.get(unit=work.assignment.unit, code=name).pk


def a_cell(work, name, **said):  # noqa: F811
    """A cell as the sheet posts it."""
    return {
        "e": work.enrolment_id, "a": work.assignment_id, "c": code(work, name), "seen": None, **said,
    }  # fmt: skip


def post(client, work, *cells, **more):  # noqa: F811
    return client.post(
        f"{sheet_address(work)}decide/", {"cells": json.dumps(cells), **more},
        headers={"Accept": "application/json"},
    )  # fmt: skip
