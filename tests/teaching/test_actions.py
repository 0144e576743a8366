"""Timetables, schemes of work, employers, and the end of an allocation: done, and refused with reasons."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from fairmark.evidence.examining import NotTaken
from fairmark.evidence.keeping import attached_to, take_in
from fairmark.people.rules import Role
from fairmark.programmes.actions import end_allocation
from fairmark.programmes.models import Allocation, Group
from fairmark.teaching import actions
from fairmark.teaching.models import (
    EmployerInvolvement,
    TeachingDocument,
    Timetable,
    UnitBeginning,
)
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.builders import MONDAY, a_cohort, a_person, a_programme
from tests.teaching.conftest import SEPTEMBER

pytestmark = pytest.mark.django_db

LINK = "https://staff.example/timetable"


def a_file(content=b"Monday 9:00 B12", name="timetable.txt"):
    return take_in(SimpleUploadedFile(name, content))


def refusal(action, record, **what):
    """The reasons for which it is refused; nothing but the refusal is recorded."""
    before = Event.objects.exclude(name="refused").count()
    with pytest.raises(Refused) as refused, transaction.atomic():
        action(record, at=MONDAY, **what)
    assert Event.objects.exclude(name="refused").count() == before
    return refused.value.obstacles


def said(name):
    return Event.objects.filter(name=name).order_by("sequence").last().sentence


# -- allocations ------------------------------------------------------------------------------


def test_an_allocation_ends_on_a_day_and_stays_on_the_record(allocate, asha, pia, unit):
    held = allocate(asha, unit=unit)
    end_allocation(held, by=pia, at=MONDAY, until_on=date(2025, 10, 3), why="Maternity leave.")
    held.refresh_from_db()
    assert held.until_on == date(2025, 10, 3)
    assert said("allocation_ended") == (
        "Pia Leader ended the allocation of Asha Assessor to XBS3A-2025 as assessor for Unit 1, "
        "Exploring Business on 3 October 2025: Maternity leave."
    )


def test_an_allocation_ends_once_and_not_before_it_begins(allocate, asha, pia, erin):
    held = allocate(asha)
    early = SEPTEMBER - timedelta(days=1)
    assert refusal(end_allocation, held, by=pia, until_on=early, why="Slip.") == [
        "It began on 3 September 2025, so it cannot end on 2 September 2025. Give a later day."
    ]
    with pytest.raises(NotYours):
        end_allocation(held, by=erin, at=MONDAY, until_on=SEPTEMBER, why="Not mine.")
    end_allocation(held, by=pia, at=MONDAY, until_on=SEPTEMBER, why="Swapped.")
    assert refusal(end_allocation, held, by=pia, until_on=SEPTEMBER, why="Again.") == [
        "Asha Assessor was on XBS3A-2025 until 3 September 2025. Allocate them again if they come "
        "back."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.filter(pk=held.pk).update(until_on=early)


# -- timetables -------------------------------------------------------------------------------


def test_a_timetable_is_added_with_its_file_and_the_one_before_is_kept(cohort, pia):
    first = actions.add_timetable(
        cohort, by=pia, at=MONDAY, valid_from_on=SEPTEMBER, taken=a_file()
    )
    actions.add_timetable(cohort, by=pia, at=MONDAY, valid_from_on=date(2026, 1, 5), link=LINK)
    assert [one.valid_from_on for one in cohort.timetables.all()] == [date(2026, 1, 5), SEPTEMBER]
    assert [one.name for one in attached_to(first)] == ["timetable.txt"]
    assert said("timetable_added") == (
        "Pia Leader added a timetable of XBS3A-2025 that holds from 5 January 2026."
    )


def test_a_timetable_is_of_this_cohort_in_its_time_and_not_empty(cohort, pia, centre):
    elsewhere = a_cohort(a_programme(centre, code="XBS3E", title="Enterprise"))
    group = Group.objects.create(cohort=elsewhere, code="E1")
    add = {"by": pia, "link": LINK}
    assert refusal(actions.add_timetable, cohort, by=pia, valid_from_on=SEPTEMBER) == [
        "Give a file, or a link to where it is kept."
    ]
    assert refusal(actions.add_timetable, cohort, valid_from_on=date(2024, 9, 1), **add) == [
        "1 September 2024 is before the first year of XBS3A-2025, which begins on 1 September 2025."
    ]
    assert refusal(actions.add_timetable, cohort, valid_from_on=date(2028, 9, 1), **add) == [
        "1 September 2028 is after the planned end of XBS3A-2025, 2 July 2027."
    ]
    assert refusal(actions.add_timetable, cohort, valid_from_on=SEPTEMBER, group=group, **add) == [
        "E1 is no group of XBS3A-2025. Choose one of its own."
    ]
    assert not Timetable.objects.exists()


def test_a_leader_of_another_programme_adds_nothing(cohort, centre):
    other = a_programme(centre, code="XBS3E", title="Enterprise")
    stranger = a_person(centre, "Olu Other", Role.PROGRAMME_LEADER, other)
    with pytest.raises(NotYours):
        actions.add_timetable(cohort, by=stranger, at=MONDAY, valid_from_on=SEPTEMBER, link=LINK)


def test_a_hostile_file_never_reaches_a_record():
    with pytest.raises(NotTaken):
        a_file(b"MZ\x90\x00 this runs", "timetable.pdf")


# -- schemes of work --------------------------------------------------------------------------


def test_each_change_of_a_scheme_is_its_next_version(cohort, unit, other, asha):
    for note in ("First", "Week 4 swapped"):
        actions.add_teaching_document(
            cohort, by=asha, at=MONDAY, unit=unit, kind="scheme", note=note, taken=a_file()
        )
    made = actions.add_teaching_document(
        cohort, by=asha, at=MONDAY, unit=other, kind="scheme", link=LINK
    )
    assert [one.version for one in TeachingDocument.objects.filter(unit=unit)] == [2, 1]
    assert made.version == 1
    assert said("teaching_document_added") == (
        "Asha Assessor added version 1 of the scheme of work for Unit 2, Developing a Campaign, "
        "XBS3A-2025."
    )


def test_a_unit_that_the_cohort_does_not_take_is_refused(cohort, unit, not_taken, asha, pia):
    words = [
        "XBS3A-2025 does not take Unit 9, Developing a Campaign. Choose one of its units, or add "
        "this one to them."
    ]
    assert refusal(
        actions.add_teaching_document, cohort, by=asha, unit=not_taken, kind="both", link=LINK
    ) == words  # fmt: skip
    assert refusal(
        actions.involve_employer, cohort, by=asha, unit=not_taken, employer="Harlow", what="Talk",
        on=SEPTEMBER,
    ) == words  # fmt: skip
    assert refusal(
        actions.set_unit_beginning, cohort, by=pia, unit=not_taken, begins_on=date(2026, 1, 5)
    ) == words  # fmt: skip
    assert refusal(actions.add_teaching_document, cohort, by=asha, unit=unit, kind="both") == [
        "Give a file, or a link to where it is kept."
    ]


def test_a_unit_begins_on_its_day_and_the_day_is_corrected(cohort, unit, pia):
    january = date(2026, 1, 5)
    set_day = {"by": pia, "unit": unit}
    assert refusal(actions.set_unit_beginning, cohort, begins_on=None, **set_day) == [
        "This is the day that is recorded already. Change it first."
    ]
    assert refusal(actions.set_unit_beginning, cohort, begins_on=date(2025, 9, 1), **set_day) == [
        "XBS3A-2025 is taught from 3 September 2025. A unit cannot begin before that."
    ]
    actions.set_unit_beginning(cohort, at=MONDAY, begins_on=january, **set_day)
    assert refusal(actions.set_unit_beginning, cohort, begins_on=january, **set_day) == [
        "This is the day that is recorded already. Change it first."
    ]
    actions.set_unit_beginning(cohort, at=MONDAY, begins_on=date(2026, 1, 12), **set_day)
    assert UnitBeginning.objects.get().begins_on == date(2026, 1, 12)
    actions.set_unit_beginning(cohort, at=MONDAY, begins_on=None, **set_day)
    assert not UnitBeginning.objects.exists()
    assert said("unit_beginning_set").endswith("begins with the cohort for XBS3A-2025.")


# -- employers --------------------------------------------------------------------------------


def involve(cohort, by, **but):
    values = {"employer": "Harlow & Sons", "what": "Sets the brief", "on": date(2025, 10, 1)} | but
    return actions.involve_employer(cohort, by=by, at=MONDAY, **values)


def test_an_employer_is_planned_and_then_settled_with_evidence(cohort, unit, asha):
    made = involve(cohort, asha, unit=unit)
    assert made.state == EmployerInvolvement.State.PLANNED
    actions.settle_involvement(
        made, by=asha, at=MONDAY, how="done", on=date(2025, 10, 2), outcome="Eleven pitches heard.",
        taken=a_file(name="thanks.txt"),
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.state, made.on, made.settled_by) == ("done", date(2025, 10, 2), asha)
    assert [one.name for one in attached_to(made)] == ["thanks.txt"]
    assert refusal(
        actions.settle_involvement, made, by=asha, how="done", on=made.on, outcome="Again."
    ) == ["Asha Assessor recorded on 6 October 2025 that this is done."]


def test_what_has_taken_place_is_recorded_in_one_go(cohort, asha):
    made = involve(cohort, asha, outcome="All went.")
    assert (made.state, made.outcome) == ("done", "All went.")


def test_an_employer_is_not_recorded_twice_nor_settled_before_the_day(cohort, asha):
    later = date(2025, 11, 3)
    made = involve(cohort, asha, on=later)
    assert refusal(
        actions.involve_employer, cohort, by=asha, employer="harlow & sons", what="x", on=later
    ) == ["harlow & sons is recorded for 3 November 2025 already."]
    soon = ["3 November 2025 is still to come. Record what came of it when it has taken place."]
    assert refusal(
        actions.settle_involvement, made, by=asha, how="done", on=later, outcome="Well."
    ) == soon  # fmt: skip
    assert refusal(
        actions.involve_employer, cohort, by=asha, employer="Else", what="x", on=later,
        outcome="Well.",
    ) == soon  # fmt: skip
    actions.settle_involvement(
        made, by=asha, at=MONDAY, how="called off", on=later, outcome="They are ill."
    )
    assert said("employer_involvement_settled").endswith("was called off: They are ill.")
    involve(cohort, asha, on=later)


def test_the_database_keeps_who_and_when_together(cohort, asha):
    made = involve(cohort, asha)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmployerInvolvement.objects.filter(pk=made.pk).update(state="done")
