"""Resource checks: signed by the programme leader, replaced by later ones, asked for in time."""

import pytest
from django.db import IntegrityError, transaction

from fairmark.teaching.actions import set_unit_beginning
from fairmark.teaching.resource_actions import sign_resources
from fairmark.teaching.resource_models import ResourceCheck, ResourceLine
from fairmark.teaching.rules import Found, Resource
from fairmark.workflow.refusals import NotYours
from tests.builders import MONDAY
from tests.teaching.conftest import AUGUST
from tests.teaching.test_actions import refusal, said
from tests.teaching.test_meetings import todo

pytestmark = pytest.mark.django_db

WHOLE = [Found(one, True) for one in Resource]
SHORT = [*WHOLE[:3], Found("software", False, "Ten licences", "Ordered for October"), WHOLE[4]]


def test_a_check_is_signed_with_what_is_missing_and_replaced_by_a_later_one(cohort, unit, pia):
    first = sign_resources(cohort, by=pia, at=AUGUST, unit=unit, found=SHORT)
    assert said("resources_signed") == (
        "Pia Leader signed the resources of Unit 1, Exploring Business for XBS3A-2025: something "
        "is missing in software."
    )
    second = sign_resources(cohort, by=pia, at=MONDAY, unit=unit, found=WHOLE)
    assert (second.replaces, second.is_whole, first.is_whole) == (first, True, False)
    assert [one.pk for one in ResourceCheck.objects.all()] == [second.pk, first.pk]
    assert said("resources_signed").endswith("everything is there.")
    assert refusal(sign_resources, cohort, by=pia, unit=unit, found=WHOLE) == [
        "You signed this today as it stands. Sign again when something changes."
    ]


def test_only_the_programme_leader_signs_for_a_unit_that_is_taken(
    cohort, unit, not_taken, pia, asha, quinn
):
    for person in (asha, quinn):
        with pytest.raises(NotYours):
            sign_resources(cohort, by=person, at=MONDAY, unit=unit, found=WHOLE)
    assert refusal(sign_resources, cohort, by=pia, unit=not_taken, found=WHOLE) == [
        "XBS3A-2025 does not take Unit 9, Developing a Campaign. Choose one of its units, or add "
        "this one to them."
    ]
    assert refusal(sign_resources, cohort, by=pia, unit=unit, found=WHOLE[:4]) == [
        "Say whether materials are there."
    ]


def test_the_database_keeps_what_is_missing_with_its_remedy(cohort, unit, pia):
    check = sign_resources(cohort, by=pia, at=MONDAY, unit=unit, found=WHOLE)
    line = ResourceLine.objects.filter(check_of=check, what="rooms")
    with pytest.raises(IntegrityError), transaction.atomic():
        line.update(is_there=False, missing="A laboratory")
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceCheck.objects.create(
            centre=cohort.centre, cohort=cohort, unit=unit, signed_by=pia, signed_at=MONDAY
        )


def test_the_leader_is_asked_by_the_day_teaching_begins(cohort, unit, other, pia, asha):
    task = "Check and sign the resources of units 1 and 2, XBS3A-2025"
    assert task in todo(pia)
    assert task not in todo(asha)
    set_unit_beginning(cohort, by=pia, at=MONDAY, unit=other, begins_on=cohort.year.ends_on)
    sign_resources(cohort, by=pia, at=MONDAY, unit=unit, found=WHOLE)
    assert "Check and sign the resources of unit 2, XBS3A-2025" in todo(pia)
    sign_resources(cohort, by=pia, at=MONDAY, unit=other, found=SHORT)
    assert not [one for one in todo(pia) if one.startswith("Check and sign the resources")]
