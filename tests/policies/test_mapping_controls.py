"""POL-6, and procedures that stand in another document: break the records and see each turn."""

from datetime import date

import pytest

from fairmark.guide import editions
from fairmark.guide.showing import State, shown
from fairmark.people.models import RoleHeld
from fairmark.policies import actions, answering, document_actions, drafting_queries, queries
from fairmark.policies.document_models import CentreDocument, ClauseMapping, DocumentIssue
from fairmark.policies.models import PolicyVersion, Profile
from fairmark.policies.register import register
from fairmark.policies.word_reading import read_word
from tests.builders import MONDAY
from tests.policies.word_files import SECTIONS, a_word_file

pytestmark = pytest.mark.django_db

ON = date(2025, 11, 3)


@pytest.fixture
def document(college, quinn):
    """A document of the whole college, held and within its review."""
    read = read_word(a_word_file(SECTIONS), "complaints.docx")
    issue = document_actions.upload_document(college, by=quinn, at=MONDAY, read=read)
    return document_actions.keep_document(
        issue, by=quinn, at=MONDAY, title="Complaints", owner="Head", place="Here",
        review_due_on=date(2026, 9, 1),
    )  # fmt: skip


def map_(document, quinn, *clauses, section="appeals-by-learners"):
    document_actions.map_clause(document, by=quinn, at=MONDAY, section=section, clauses=clauses)


def state(clause, centre, on=ON):
    return shown(clause, centre, on).state


def take_out(centre, *clauses):
    """Take the blocks that answer these clauses out of the policies in force."""
    for version in queries.versions_in_force(centre, on=ON).values():
        version.content["blocks"] = [
            block for block in version.content["blocks"] if not set(block["clauses"]) & set(clauses)
        ]
        version.save()


def test_every_clause_that_is_asked_has_its_answer_when_all_policies_are_in_force(college):
    showing = shown("POL-6", college, ON)
    assert (showing.state, showing.findings) == (State.MET, ())
    asked = [one for one in editions.clauses() if one.kind in ("aim", "commitment", "procedure")]
    kinds = {one.id for one in answering.asked_for(register(college, ON))}
    assert {one.id for one in asked} <= kinds
    assert {f"HBC-{n}" for n in range(2, 10)} <= kinds
    assert showing.meters[0].have == showing.meters[0].need == len(kinds)


def test_pol_6_twin_a_block_taken_out_and_a_section_mapped_in_its_place(college, document, quinn):
    take_out(college, "APP-7")
    lost = [
        one.clause.id for one in answering.answers(register(college, ON)) if one.by == "nothing"
    ]
    assert "APP-7" in lost
    showing = shown("POL-6", college, ON)
    assert showing.state == State.NOT_MET
    assert [(one.what, one.count) for one in showing.findings] == [
        (f"Appeals: {len(lost)} requirement{'s' if len(lost) > 1 else ''} answered by nothing", len(lost))
    ]  # fmt: skip
    map_(document, quinn, *lost)
    assert state("POL-6", college) == State.MET


BROKEN = {
    "past its review": lambda: CentreDocument.objects.update(review_due_on=date(2025, 11, 2)),
    "withdrawn": lambda: CentreDocument.objects.update(
        withdrawn_at=MONDAY, withdrawn_by=ClauseMapping.objects.first().mapped_by
    ),
    "section gone": lambda: ClauseMapping.objects.update(section="gone"),
    "taken off": lambda: ClauseMapping.objects.update(
        unmapped_at=MONDAY, unmapped_by=ClauseMapping.objects.first().mapped_by
    ),
}


@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize("clause", ["POL-6", "APP-P4"])
def test_twins_a_mapping_that_does_not_hold_turns_what_rests_on_it(
    college, document, quinn, how, clause
):  # fmt: skip
    block = next(
        block for block in queries.version_in_force(college, "appeals", on=ON).content["blocks"]
        if "APP-P4" in block["clauses"]
    )  # fmt: skip
    take_out(college, "APP-P4")
    assert state(clause, college) == State.NOT_MET
    map_(document, quinn, *block["clauses"])
    assert state(clause, college) == State.MET
    BROKEN[how]()
    showing = shown(clause, college, ON)
    assert showing.state == State.NOT_MET
    said = " ".join(one.about for one in showing.findings)
    if how != "taken off":
        assert "“Complaints”" in said


def test_a_mapped_procedure_shows_its_section_as_the_evidence(college, document, quinn):
    take_out(college, "APP-P4")
    map_(document, quinn, "APP-P4")
    showing = shown("APP-P4", college, ON)
    assert showing.evidence_link == f"{document.get_absolute_url()}#appeals-by-learners"
    assert showing.sentence == "“2 Appeals by learners” of “Complaints” answers it."


def test_without_a_policy_in_force_a_mapped_procedure_is_met_by_its_section(
    college, document, quinn
):
    PolicyVersion.objects.filter(policy__kind="appeals").update(effective_on=date(2026, 1, 1))
    assert state("APP-P4", college) == State.NOT_MET
    map_(document, quinn, "APP-P4")
    assert state("APP-P4", college) == State.MET
    assert state("APP-P3", college) == State.NOT_MET


def test_a_mapping_does_not_hide_that_a_step_of_the_policy_has_nobody(college, document, quinn):
    version = queries.version_in_force(college, "appeals", on=ON)
    block = next(b for b in version.content["blocks"] if "APP-P4" in b["clauses"])
    who = next(step["who"] for step in block["steps"] if step["who"] != "learner")
    map_(document, quinn, "APP-P4")
    RoleHeld.objects.filter(role=who).update(until_at=MONDAY)
    assert state("APP-P4", college) == State.NOT_MET


def test_pol_6_twin_a_document_that_never_says_btec_is_half_an_answer(college, document, quinn):
    take_out(college, "APP-7")
    lost = [
        one.clause.id for one in answering.answers(register(college, ON)) if one.by == "nothing"
    ]
    map_(document, quinn, *lost)
    issue = DocumentIssue.objects.get()
    issue.sections = [one | {"html": "<p>Of the college.</p>"} for one in issue.sections]
    issue.save()
    showing = shown("POL-6", college, ON)
    assert showing.state == State.UNDER_WAY
    assert [one.what for one in showing.findings] == ["Complaints: BTEC is not named"]


def test_pol_6_asks_nothing_of_policies_that_are_not_required(college):
    PolicyVersion.objects.filter(policy__kind="collaboration").update(effective_on=date(2026, 1, 1))
    assert state("POL-6", college) == State.NOT_MET
    profile = Profile.objects.get()
    profile.answers["partners"] = "no"
    profile.save()
    assert state("POL-6", college) == State.MET


def test_pol_6_cannot_tell_before_anything_is_in_force(college):
    PolicyVersion.objects.update(effective_on=date(2026, 1, 1))
    assert state("POL-6", college) == State.CANNOT_TELL


def test_gov_5_twin_a_document_past_its_review_even_where_nothing_is_mapped_to_it(
    college, document
):
    assert state("GOV-5", college) == State.MET
    CentreDocument.objects.update(review_due_on=date(2025, 11, 2))
    assert [one.what for one in shown("GOV-5", college, ON).findings] == [
        "Complaints: past its review"
    ]
    CentreDocument.objects.update(withdrawn_at=MONDAY, withdrawn_by=document.issues.get().kept_by)
    assert state("GOV-5", college) == State.MET


def test_pol_2_twins_a_wider_policy_held_here_that_is_late_or_withdrawn(college, document, quinn):
    actions.place_wider_policy(
        college, by=quinn, at=MONDAY, kind="equality", title="Equality", place="x", owner="y",
        review_due_on=date(2020, 1, 1), document=document,
    )  # fmt: skip
    assert state("POL-2", college) == State.MET
    CentreDocument.objects.update(review_due_on=date(2025, 11, 2))
    assert state("POL-2", college) == State.NOT_MET
    CentreDocument.objects.update(
        review_due_on=date(2026, 9, 1), withdrawn_at=MONDAY, withdrawn_by=quinn
    )
    assert [one.what for one in shown("POL-2", college, ON).findings] == [
        "Equality and diversity: withdrawn"
    ]


def test_a_section_of_the_learners_version_answers_a_clause_on_the_board_as_in_the_draft(college):
    version = queries.version_in_force(college, "appeals", on=ON)
    lost = next(
        block["clauses"] for block in version.content["blocks"] if "APP-7" in block["clauses"]
    )
    take_out(college, *lost)
    version.refresh_from_db()
    version.content["learner"].append(
        {"id": "what-we-hold", "heading": "What we hold", "clauses": lost, "html": "<p>x</p>"}
    )
    version.save()
    assert drafting_queries.unanswered_clauses(version) == []
    assert state("POL-6", college) == State.MET
    answer = next(
        one for one in answering.answers(register(college, ON)) if one.clause.id == "APP-7"
    )
    assert (answer.heading, answer.link) == ("What we hold", "/policies/appeals/#what-we-hold")
