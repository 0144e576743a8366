"""Twins: the records show the clause; broken, it turns."""

from datetime import date, timedelta

import pytest

from fairmark.calendar.queries import year_of
from fairmark.guide.showing import State, shown
from fairmark.people.rules import Role
from fairmark.standardisation import actions, practice_actions
from fairmark.standardisation.models import Attendance, Confirmation, TeamEvent
from tests.builders import MONDAY, a_person, a_programme
from tests.standardisation.conftest import an_event

TODAY = MONDAY.date()


@pytest.fixture
def team(programme, cohort, policy, vera, asha):
    """Briefed, standardised and confirmed."""
    for kind in ("briefing", "standardisation"):
        event = an_event(programme, vera, [vera, asha], kind=kind)
    for part in event.attendances.all():
        actions.confirm_part(part, by=part.person, at=MONDAY)
    return programme


@pytest.mark.parametrize("clause", ["ASM-14", "IVF-3"])
def test_briefed_and_confirmed_is_met(team, centre, clause):
    assert shown(clause, centre, TODAY).state is State.MET


def test_an_assessor_who_has_not_confirmed_turns_it(team, centre, asha):
    Confirmation.objects.filter(person=asha).delete()
    now = shown("ASM-14", centre, TODAY)
    assert (now.state, [one.what for one in now.findings]) == (
        State.NOT_MET, ["Asha Assessor: briefed, but has not confirmed it"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "what"),
    [("briefing", "not briefed"), ("standardisation", "not standardised for 1 programme")],
)
def test_an_assessor_missing_from_an_event_turns_it(team, centre, asha, kind, what):
    Attendance.objects.filter(person=asha, event__kind=kind).update(
        removed_at=MONDAY, removed_by=asha, why_removed="Was ill."
    )
    now = shown("IVF-3", centre, TODAY)
    assert (now.state, [one.what for one in now.findings]) == (
        State.NOT_MET, [f"Asha Assessor: {what}"],
    )  # fmt: skip


def test_a_new_verifier_turns_it(team, centre, programme):
    a_person(centre, "Nadia New", Role.INTERNAL_VERIFIER, programme)
    assert shown("IVF-3", centre, TODAY).state is State.NOT_MET


def test_before_the_policys_day_it_is_under_way(programme, cohort, policy, centre, asha):
    assert shown("ASM-14", centre, date(2025, 9, 15)).state is State.UNDER_WAY
    assert shown("ASM-14", centre, date(2025, 9, 16)).state is State.NOT_MET


@pytest.mark.parametrize("clause", ["ASM-13", "ASM-14", "IVF-3"])
def test_without_a_policy_it_cannot_be_told(programme, cohort, centre, asha, clause):
    assert shown(clause, centre, TODAY).state is State.CANNOT_TELL


def test_nobody_recorded_as_assessing_is_never_met(programme, cohort, policy, centre):
    assert shown("ASM-14", centre, TODAY).state is State.CANNOT_TELL


def test_teams_meet_as_often_as_the_policy_says(team, centre, vera, asha, programme):
    wanted = int(shown("ASM-13", centre, TODAY).promises[0].number.split()[0])
    for number in range(wanted - 1):
        assert shown("ASM-13", centre, TODAY).state is State.UNDER_WAY
        an_event(programme, vera, [vera, asha], kind="sharing", on=TODAY - timedelta(days=number))
    assert shown("ASM-13", centre, TODAY).state is State.MET
    last = TeamEvent.objects.filter(kind="sharing").last()
    off = {"removed_at": MONDAY, "removed_by": vera, "why_removed": "Was ill."}
    last.attendances.filter(person=asha).update(**off)
    assert shown("ASM-13", centre, TODAY).state is State.UNDER_WAY, "nobody meets alone"


def test_a_briefing_is_no_meeting_at_which_practice_is_shared(team, centre, vera, asha, programme):
    before = shown("ASM-13", centre, TODAY)
    an_event(programme, vera, [vera, asha], kind="briefing")
    assert shown("ASM-13", centre, TODAY).findings == before.findings


def test_a_note_is_evidence_once_another_team_took_it_up(team, centre, asha, programme):
    other = a_programme(centre, code="XSC3A", title="Applied Science")
    sam = a_person(centre, "Sam Scientist", Role.ASSESSOR, other)
    before = shown("ASM-13", centre, TODAY).evidence
    note = practice_actions.share_practice(
        centre, by=asha, at=MONDAY, title="Checklists", what="One page.", programmes=[programme]
    )
    offered = shown("ASM-13", centre, TODAY)
    assert (offered.evidence, offered.sentence[-38:]) == (
        before, "1 offered, 0 taken up by another team.",
    )  # fmt: skip
    practice_actions.adopt_practice(note, by=sam, at=MONDAY, programme=other)
    taken = shown("ASM-13", centre, TODAY)
    assert (taken.evidence, taken.sentence[-38:]) == (
        before + 1, "1 offered, 1 taken up by another team.",
    )  # fmt: skip
    assert shown("ASM-13", centre, TODAY - timedelta(days=1)).evidence == before


def test_a_term_that_ends_without_a_meeting_turns_it(programme, cohort, policy, centre, vera):
    year = year_of(centre, TODAY)
    year.terms.create(name="Autumn", starts_on=year.starts_on, ends_on=date(2025, 9, 30))
    assert shown("ASM-13", centre, TODAY).state is State.NOT_MET
