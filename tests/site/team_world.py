"""Events of a team in each state that an address needs, and good practice of another programme."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from fairmark.calendar.clock import now, today
from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import year_of
from fairmark.people.rules import Role
from fairmark.standardisation import actions, practice_actions
from tests.builders import a_person


def add_team(world, canary: str) -> None:
    """A planned event, a held one, and a note of the other programme."""
    if year_of(world.centre, today()) is None:
        AcademicYear.objects.create(
            centre=world.centre, label="now", starts_on=today() - timedelta(days=30),
            ends_on=today() + timedelta(days=300),
        )  # fmt: skip
    programme, other = world.objects["programme"], world.objects["other"]
    lead, assessor = world.people["V", "own"], world.people["A", "own"]
    what = {"by": lead, "at": now(), "title": canary, "on": today(), "programmes": [programme],
            "led_by": lead}  # fmt: skip
    planned = actions.plan_team_event(world.centre, kind="briefing", **what)
    held = actions.record_team_event(
        world.centre, kind="standardisation", people=[assessor, lead], outcome="Agreed.", **what
    )
    leader = a_person(world.centre, "Oda Other", Role.PROGRAMME_LEADER, other)
    note = practice_actions.share_practice(
        world.centre, by=leader, at=now(), title="Checklists", what="A page.", programmes=[other]
    )
    parts = {one.person_id: one.pk for one in held.attendances.all()}
    world.kwargs |= {
        "team_event": {"pk": held.pk}, "team_event_held": {"pk": planned.pk},
        "team_event_move": {"pk": planned.pk}, "team_event_call_off": {"pk": planned.pk},
        "team_event_correct": {"pk": held.pk}, "team_event_add": {"pk": held.pk},
        "team_event_attach": {"pk": held.pk}, "team_event_take_off": {"pk": parts[lead.pk]},
        "part_confirm": {"pk": parts[assessor.pk]}, "good_practice_adopt": {"pk": note.pk},
    }  # fmt: skip


def posts_of_team(world) -> dict[str, tuple[str, dict]]:
    """By address: who may, and what they type."""
    programme = world.objects["programme"]
    people = {one: world.people[one, "own"].pk for one in "VIAP"}
    held = {
        "people": [people["A"], people["I"]],
        "outcome": "Agreed.",
        "material": "",
        "points": "",
    }
    what = {"title": "Briefing", "kind": "briefing", "programmes": [programme.pk],
            "led_by": people["V"], "material": ""}  # fmt: skip
    return {
        "team_event_plan": ("V", what | {"on": f"{today() + timedelta(days=1):%d/%m/%Y}"}),
        "team_event_record": ("V", what | held | {"on": f"{today():%d/%m/%Y}"}),
        "team_event_held": ("P", held),
        "team_event_move": ("V", {"on": f"{today() + timedelta(days=2):%d/%m/%Y}",
                                  "why": "The hall was taken."}),
        "team_event_call_off": ("Q", {"why": "Nobody could come."}),
        "team_event_correct": ("V", what | {"title": "Other", "outcome": "More.", "points": "",
                                            "on": f"{today():%d/%m/%Y}", "why": "A slip."}),
        "team_event_add": ("V", {"person": people["I"], "why": "Came late."}),
        "team_event_attach": ("Q", {"file": SimpleUploadedFile("work.txt", b"Work.")}),
        "team_event_take_off": ("P", {"why": "Was ill."}),
        "part_confirm": ("A", {}),
        "good_practice_share": ("A", {"title": "Stickers", "what": "Gold.",
                                      "programmes": [programme.pk]}),
        "good_practice_adopt": ("I", {"programme": programme.pk}),
    }  # fmt: skip
