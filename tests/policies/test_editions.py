"""A newer edition of the guide: what it changes, the tasks it raises, and GOV-4 with its twins."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fairmark.assurance.queries import board_of
from fairmark.guide.editions import Clause
from fairmark.guide.models import GuideEdition
from fairmark.guide.queries import in_use, last_asking
from fairmark.guide.showing import State, control_of, shown
from fairmark.people.models import Account
from fairmark.planner import actions as plan_actions
from fairmark.planner.models import RaisedTask
from fairmark.policies import (
    actions,
    answering,
    document_actions,
    draft_actions,
    drafting_queries,
    edition_actions,
    edition_queries,
    section_actions,
)
from fairmark.policies.models import Policy, PolicyVersion, Profile
from fairmark.policies.register import register
from fairmark.policies.word_reading import read_word
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.builders import MONDAY
from tests.conftest import DATA
from tests.policies.word_files import SECTIONS, a_word_file

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


def a_newer_version(college, kind, quinn, hana, change):
    """The policy's next version with a change, agreed to and in force from today on."""
    draft = draft_actions.start_draft(
        Policy.objects.get(centre=college, kind=kind), by=quinn, at=AT
    )
    change(draft)
    actions.send_for_approval(draft, by=quinn, at=AT, summary="Worked in.")
    for person in (quinn, hana):
        actions.approve_version(draft, by=person, at=AT)
    return actions.publish_version(draft, by=quinn, at=AT, effective_on=ON)


def answered_by_nothing(college):
    return [one.about for one in shown("POL-6", college, ON).findings]


def test_a_clause_of_the_newer_edition_is_asked_for_and_answered_by_a_new_section(
    loaded, college, quinn, hana
):
    def asked():
        return [one.id for one in answering.asked_for(register(college, ON))]

    def add(draft):
        assert drafting_queries.unanswered_clauses(draft) == ["IVF-P9"]
        section_actions.add_section(
            draft, by=quinn, at=AT, part="procedures", heading="Standardising", clauses=["IVF-P9"],
            text="Before the first assessment we mark the same work.",
        )  # fmt: skip
        section_actions.add_step(
            draft, by=quinn, at=AT, block="standardising", title="Mark together",
            what="All mark the same work.", who="lead internal verifier", within="In October",
            leaves="The minutes",
        )  # fmt: skip

    assert "IVF-P9" in asked()
    assert "IVF-P1" not in asked()
    assert answered_by_nothing(college) == ["IVF-P9.", "MAL-11."]
    a_newer_version(college, "internal-verification", quinn, hana, add)
    assert shown(in_use(college).clause("IVF-P9"), college, ON).state == State.MET
    assert answered_by_nothing(college) == ["MAL-11."]


def test_a_clause_of_the_newer_edition_is_answered_by_a_mapped_section(loaded, college, quinn):
    read = read_word(a_word_file(SECTIONS), "standardising.docx")
    issue = document_actions.upload_document(college, by=quinn, at=AT, read=read)
    document = document_actions.keep_document(
        issue, by=quinn, at=AT, title="Standardising", owner="Head", place="Here",
        review_due_on=date(2026, 9, 1),
    )  # fmt: skip

    def map_(*clauses):
        document_actions.map_clause(
            document, by=quinn, at=AT, section="appeals-by-learners", clauses=clauses
        )

    with pytest.raises(Refused, match="IVF-P1 is none that a text answers"):
        map_("IVF-P1")
    map_("IVF-P9", "MAL-11")
    assert shown(in_use(college).clause("IVF-P9"), college, ON).state == State.MET
    assert shown("POL-6", college, ON).state == State.MET


def test_two_editions_may_ask_for_different_things_under_one_id(college):
    theirs = Clause("IVF-P99", "internal verification", "procedure", False, "Ours", "record", "")
    ours = replace(theirs, area="assessment")
    assert control_of(theirs) is control_of(theirs)
    assert control_of(ours) is not control_of(theirs)
    assert control_of(replace(theirs, kind="principle")) is None


def test_the_name_of_the_edition_that_came_with_us_is_its_own(college, quinn):
    with pytest.raises(Refused, match="2023-24 is the edition that came with Fairmark"):
        edition_actions.try_edition(college, by=quinn, at=AT, name="2023-24 ", content=EXAMPLE)


def test_an_edition_that_withdraws_more_than_one_clause_in_ten_needs_its_reason(college, quinn):
    rows = EXAMPLE.splitlines(keepends=True)
    clauses = len(in_use(college).clauses)

    def tried(name, kept):
        return edition_actions.try_edition(
            college, by=quinn, at=AT, name=name, content=b"".join(rows[: kept + 1])
        )

    few = tried("Short", 3)
    with pytest.raises(NeedsReason, match=f"It withdraws {clauses - 3} of the {clauses} clauses"):
        edition_actions.put_edition_in_use(few, by=quinn, at=AT)
    assert in_use(college).name == "2023-24"
    edition_actions.put_edition_in_use(few, by=quinn, at=AT, reason="It says so.")
    assert Event.objects.get(name="edition_put_in_use").details["reason"] == "It says so."
    assert in_use(college).name == "Short"


def test_a_college_goes_back_to_the_edition_before_and_its_tasks_are_closed(
    loaded, college, quinn, erin
):
    first = RaisedTask.objects.get(role="exams officer")
    plan_actions.finish_task(first, by=erin, at=AT, note="Worked in.")
    later = AT + timedelta(days=1)
    back = edition_actions.take_edition_back(loaded, by=quinn, at=later, why="The wrong file.")
    assert (back.taken_back_by, in_use(college).name) == (quinn, "2023-24")
    assert {one.note for one in RaisedTask.objects.all()} == {
        "Worked in.", "Edition Example was taken back: The wrong file."
    }  # fmt: skip
    assert "IVF-P1" in {line.clause.id for line in board_of(college, ON)}
    assert shown("GOV-4", college, ON).state == State.MET
    assert Event.objects.get(name="edition_taken_back").details["in_use"] == "2023-24"
    with pytest.raises(Refused, match="taken back already"):
        edition_actions.take_edition_back(back, by=quinn, at=later, why="Again.")
    with pytest.raises(Refused, match="was loaded before"):
        edition_actions.try_edition(college, by=quinn, at=later, name="Example", content=EXAMPLE)
    again = edition_actions.try_edition(
        college, by=quinn, at=later, name="Example, mended", content=EXAMPLE
    )
    edition_actions.put_edition_in_use(again, by=quinn, at=later)
    assert in_use(college).name == "Example, mended"


def test_a_later_edition_is_taken_back_first_and_one_not_in_use_never(loaded, college, quinn):
    changed = EXAMPLE.replace(b"Register each learner to meet", b"Register every learner to meet")
    newer = edition_actions.try_edition(college, by=quinn, at=AT, name="Newer", content=changed)
    with pytest.raises(Refused, match="is not in use"):
        edition_actions.take_edition_back(newer, by=quinn, at=AT, why="x")
    later = AT + timedelta(minutes=1)
    newer = edition_actions.put_edition_in_use(newer, by=quinn, at=later)
    with pytest.raises(Refused, match="Edition Newer came later"):
        edition_actions.take_edition_back(loaded, by=quinn, at=later, why="x")
    edition_actions.take_edition_back(newer, by=quinn, at=later, why="x")
    assert in_use(college).name == "Example"


def test_an_exams_officer_takes_no_edition_back(loaded, erin):
    with pytest.raises(NotYours):
        edition_actions.take_edition_back(loaded, by=erin, at=AT, why="x")


def test_a_policy_that_the_centre_need_not_hold_raises_no_task(tried, quinn, college):
    profile = Profile.objects.get(centre=college)
    profile.answers["partners"] = "no"
    profile.save()
    PolicyVersion.objects.filter(policy__kind="collaboration").update(effective_on=date(2030, 1, 1))
    edition_actions.put_edition_in_use(tried, by=quinn, at=AT)
    assert not RaisedTask.objects.filter(key__endswith=":collaboration").exists()
    assert RaisedTask.objects.filter(key__endswith=":malpractice").exists()


def test_a_withdrawn_clause_says_so_where_it_stood(loaded, college, client, quinn):
    client.force_login(Account.objects.create(person=quinn, email="q@example.ac.uk"))
    page = client.get("/assurance/IVF-P1/").content.decode()
    assert "no longer asks this" in page
    assert "centre guide 2023-24" in page
    assert client.get("/assurance/IVF-P99/").status_code == 404


def test_a_clause_that_was_only_ever_in_the_first_edition_is_open_while_it_holds(college):
    assert last_asking(college, "IVF-P1").name == "2023-24"
    assert last_asking(college, "IVF-P9") is None
