"""The table of a plan: its rows are the records' own, and what people typed is words."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planning import actions, queries
from fairmark.planning.templatetags.plan_table import plan_row
from fairmark.programmes.models import Group
from tests.builders import EARLY, a_policy, allocate

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("it\'s")</script> & more'


@pytest.fixture
def draft(centre, cohort, pia, asa, ivor):
    a_policy(centre, "assessment")
    allocate(cohort, asa, Role.ASSESSOR)
    allocate(cohort, ivor, Role.INTERNAL_VERIFIER)
    return actions.draft_plan(cohort, by=pia, at=EARLY)


def change(piece, by, **but):
    said = {
        "title": piece.title, "days": queries.days_of(piece), "criteria": piece.criteria.all(),
        "assessors": [(a.person, a.group) for a in piece.assessors.all()],
        "verifier": piece.verifier,
    }  # fmt: skip
    actions.change_assignment(piece, by=by, at=EARLY, **said | but)


def cells(row, edits=False):
    return ElementTree.fromstring(plan_row(row, edits))


def test_rows_say_what_the_records_say_in_their_order(draft, pia, asa, ivor, cohort):
    groups = [Group.objects.create(cohort=cohort, code=c) for c in "BA"]
    first, second, *_ = queries.planned_of(draft)
    change(first, pia, assessors=[(ivor, None), (asa, groups[0]), (asa, groups[1])])
    change(second, pia, criteria=[], assessors=[], verifier=None,
           days=queries.days_of(second) | {"resubmit_by": None})  # fmt: skip
    rows, planned = queries.rows_of(draft), list(queries.planned_of(draft))
    assert [row.key for row in rows] == [one.pk for one in planned]
    for row, one in zip(rows, planned, strict=True):
        unit, criteria = one.assignment.unit, list(one.criteria.all())
        assert (row.assignment, str(row)) == (one.assignment_id, str(one.assignment))
        assert (row.unit, row.unit_number, row.unit_title) == (unit.pk, unit.number, unit.title)
        assert (row.number, row.title, row.days) == (
            one.assignment.number, one.title, queries.days_of(one)
        )  # fmt: skip
        assert (row.verifier, row.verifier_name) == (
            one.verifier_id, one.verifier and one.verifier.name
        )  # fmt: skip
        assert (row.targets, row.codes) == (
            {c.pk for c in criteria}, ", ".join(c.code for c in criteria)
        )  # fmt: skip
        assert row.people == ", ".join(str(a) for a in one.assessors.all())
        assert [(a.person, a.group) for a in row.assessors] == [
            (a.person_id, a.group_id) for a in one.assessors.all()
        ]
    assert [row.people for row in rows[:2]] != ["", ""]
    assert (rows[1].codes, rows[1].people, rows[1].verifier) == ("", "", None)


def test_rows_are_read_in_three_questions(draft):
    with CaptureQueriesContext(connection) as captured:
        queries.rows_of(draft)
    assert len(captured) == 3


def test_what_people_typed_is_words(draft, pia, asa, ivor):
    for person in (asa, ivor):
        type(person).objects.filter(pk=person.pk).update(name=f"{person.name} {HOSTILE}")
    change(queries.planned_of(draft)[0], pia, title=HOSTILE)
    row = queries.rows_of(draft)[0]
    for edits in (False, True):
        told = cells(row, edits)
        words = ["".join(cell.itertext()) for cell in told]
        assert words[0] == f"{row.number}. {HOSTILE}"
        assert words[-2:] == [f"Asa Assessor {HOSTILE}", f"Ivor Verifier {HOSTILE}"]
        assert not list(told.iter("script"))


def test_what_is_open_is_said(draft, pia):
    piece = queries.planned_of(draft)[0]
    change(piece, pia, criteria=[], assessors=[], verifier=None, days={})
    row = next(one for one in queries.rows_of(draft) if one.key == piece.pk)
    words = ["".join(cell.itertext()) for cell in cells(row)]
    assert words[1:] == ["None", *[""] * 6, "Nobody yet", "Nobody yet"]


def test_only_who_may_change_an_assignment_is_led_to_it(client, draft, pia, asa):
    key = queries.rows_of(draft)[0].key
    for who, led in ((pia, True), (asa, False)):
        client.force_login(Account.objects.create(email=f"p{who.pk}@example.ac.uk", person=who))
        page = client.get(draft.get_absolute_url()).content.decode()
        assert (f'href="assignments/{key}/"' in page) == led
    client.force_login(Account.objects.get(person=pia))
    assert client.get(f"{draft.get_absolute_url()}assignments/{key}/").status_code == 200
