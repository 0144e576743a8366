"""Each control of policies has a twin: break the records and see it turn."""

from datetime import date, timedelta

import pytest

from fairmark.centre.reading import reading_once
from fairmark.guide import editions
from fairmark.guide.showing import State, shown
from fairmark.people.models import RoleHeld
from fairmark.people.rules import Role
from fairmark.policies import actions, draft_actions, exemplars, life_queries, queries
from fairmark.policies.models import (
    Approval,
    Policy,
    PolicyVersion,
    Profile,
    Review,
    WiderPolicy,
)
from fairmark.policies.procedure_controls import HANDBOOK
from tests.builders import MONDAY
from tests.policies.conftest import ANSWERS

pytestmark = pytest.mark.django_db

ON = date(2025, 11, 3)
PROCEDURES = [clause.id for clause in editions.clauses() if clause.kind == "procedure"]
DOCUMENTS = {
    **{id: exemplars.KIND_OF_AREA[editions.clause(id).area] for id in PROCEDURES},
    **HANDBOOK,
}


def state(clause, centre, on=ON):
    return shown(clause, centre, on).state


def states(clauses, centre, on=ON):
    with reading_once():
        return {shown(clause, centre, on).state for clause in clauses}


def test_answering_the_questions_leaves_eight_drafts_without_a_gap(centre, quinn):
    draft_actions.answer_questions(centre, by=quinn, at=MONDAY, answers=ANSWERS)
    drafts = PolicyVersion.objects.open().filter(policy__centre=centre)
    assert {draft.policy.kind for draft in drafts} == set(exemplars.KINDS)
    assert [queries.gaps(draft) for draft in drafts] == [[]] * 8


def test_before_anything_is_written_every_document_is_missing(centre):
    unset = [id for id, kind in DOCUMENTS.items() if kind not in ("registration", "collaboration")]
    assert states(unset, centre) == {State.NOT_MET}


def test_a_policy_that_is_not_required_does_not_apply(centre):
    found = [id for id, kind in DOCUMENTS.items() if kind == "collaboration"]
    assert states(found, centre) == {State.DOES_NOT_APPLY}


def test_every_document_is_met_when_it_is_the_centres_own(college):
    assert {id: state(id, college) for id in DOCUMENTS} == dict.fromkeys(DOCUMENTS, State.MET)


@pytest.mark.parametrize("clause", sorted(DOCUMENTS))
def test_twin_a_document_taken_out_of_force_turns_its_clause(college, clause):
    PolicyVersion.objects.filter(policy__kind=DOCUMENTS[clause]).update(
        effective_on=ON + timedelta(days=1)
    )
    assert state(clause, college) == State.NOT_MET


@pytest.mark.parametrize("clause", PROCEDURES)
def test_twin_a_procedure_left_as_it_came_or_taken_out_turns_its_clause(college, clause):
    version = queries.version_in_force(college, DOCUMENTS[clause], on=ON)
    block = next(b for b in version.content["blocks"] if clause in b["clauses"])
    block["here"] = ""
    version.save()
    assert state(clause, college) == State.NOT_MET
    version.content["blocks"].remove(block)
    version.save()
    assert state(clause, college) == State.NOT_MET


@pytest.mark.parametrize("clause", PROCEDURES)
def test_twin_a_step_that_nobody_does_turns_its_clause(college, clause):
    version = queries.version_in_force(college, DOCUMENTS[clause], on=ON)
    block = next(b for b in version.content["blocks"] if clause in b["clauses"])
    who = next(step["who"] for step in block["steps"] if step["who"] != Role.LEARNER)
    RoleHeld.objects.filter(role=who).update(until_at=MONDAY)
    assert state(clause, college) == State.NOT_MET


def test_hbc_a_policy_adopted_as_it_came_is_under_way(centre):
    assert state("HBC-2", centre) == State.UNDER_WAY


def test_hbc_twin_an_approval_lost(college):
    Approval.objects.all().delete()
    assert states(HANDBOOK, college) == {State.UNDER_WAY}


def test_pol_1_and_its_twins(college):
    assert state("POL-1", college) == State.MET
    PolicyVersion.objects.filter(policy__kind="appeals").update(effective_on=date(2026, 1, 1))
    assert state("POL-1", college) == State.NOT_MET
    assert state("POL-1", college, date(2026, 1, 1)) == State.MET


def test_faq_1_the_smaller_set_for_a_centre_whose_learners_are_taught_elsewhere(college):
    PolicyVersion.objects.filter(policy__kind="assessment").update(effective_on=date(2026, 1, 1))
    assert state("FAQ-1", college) == State.DOES_NOT_APPLY
    profile = Profile.objects.get()
    profile.answers["all_elsewhere"] = "yes"
    profile.save()
    assert state("FAQ-1", college) == State.MET
    assert state("POL-1", college) == State.MET
    assert shown("FAQ-1", college, ON).meters[0].need == 5
    PolicyVersion.objects.filter(policy__kind="appeals").update(effective_on=date(2026, 1, 1))
    assert state("FAQ-1", college) == State.NOT_MET
    Profile.objects.all().delete()
    assert state("FAQ-1", college) == State.CANNOT_TELL


def test_pol_2_and_its_twins(college):
    assert state("POL-2", college) == State.MET
    one = WiderPolicy.objects.first()
    WiderPolicy.objects.filter(pk=one.pk).update(review_due_on=date(2025, 11, 2))
    assert state("POL-2", college) == State.NOT_MET
    assert state("GOV-5", college) == State.NOT_MET
    one.delete()
    assert state("POL-2", college) == State.NOT_MET
    assert state("GOV-5", college) == State.MET


@pytest.mark.parametrize("clause", ["POL-3", "GOV-5"])
def test_pol_3_and_its_twins(college, clause, quinn):
    WiderPolicy.objects.update(review_due_on=date(2030, 1, 1))
    assert state(clause, college, date(2026, 7, 31)) == State.MET
    assert state(clause, college, date(2026, 8, 1)) == State.NOT_MET
    for policy in Policy.objects.filter(centre=college):
        actions.review_policy(
            policy, by=quinn, at=MONDAY + timedelta(days=290), looked_at="The year.",
            found="Kept.", outcome="stands", links_open=True,
        )  # fmt: skip
    assert state(clause, college, date(2026, 8, 1)) == State.MET
    Review.objects.filter(policy__kind="appeals").delete()
    assert state(clause, college, date(2026, 8, 1)) == State.NOT_MET


@pytest.mark.parametrize("clause", ["POL-4", "POL-8"])
def test_pol_4_and_its_twins(college, clause):
    assert state(clause, college) == State.MET
    version = queries.version_in_force(college, "appeals", on=ON)
    before = version.content["blocks"][0]["html"]
    version.content["blocks"][0]["html"] += "<p>Ask {somebody}.</p>"
    version.save()
    assert state(clause, college) == State.NOT_MET
    version.content["blocks"][0]["html"] = before
    next(b for b in version.content["blocks"] if b.get("here"))["here"] = ""
    version.save()
    assert state(clause, college) == State.NOT_MET


@pytest.mark.parametrize("clause", ["POL-4", "POL-8"])
def test_pol_4_twin_a_policy_that_holds_no_procedure(college, clause):
    version = queries.version_in_force(college, "appeals", on=ON)
    version.content["blocks"] = [b for b in version.content["blocks"] if not b.get("steps")]
    version.save()
    assert state(clause, college) == State.NOT_MET


def test_pol_10_and_its_twin(college):
    assert state("POL-10", college) == State.MET
    RoleHeld.objects.filter(role=Role.INTERNAL_VERIFIER).update(until_at=MONDAY)
    showing = shown("POL-10", college, ON)
    assert showing.state == State.NOT_MET
    assert [one.what for one in showing.findings] == ["Nobody is in post as internal verifier"]


def test_pol_12_and_its_twin(college):
    assert state("POL-12", college) == State.MET
    PolicyVersion.objects.filter(policy__kind="assessment").update(summary=" ")
    assert [one.what for one in shown("POL-12", college, ON).findings] == [
        "Assessment: what changed missing"
    ]
    Approval.objects.filter(version__policy__kind="appeals").delete()
    assert len(shown("POL-12", college, ON).findings) == 2


@pytest.mark.parametrize("clause", ["POL-12", "HBC-6"])
def test_an_agreement_of_an_earlier_round_does_not_count(college, clause):
    PolicyVersion.objects.filter(policy__kind="appeals").update(round=2)
    assert state(clause, college) != State.MET


def test_pol_13_and_its_twins(college, quinn):
    assert state("POL-13", college) == State.MET
    policy = Policy.objects.get(centre=college, kind="appeals")
    review = actions.review_policy(
        policy, by=quinn, at=MONDAY + timedelta(days=10), looked_at="x", found="y",
        outcome="stands", links_open=False,
    )  # fmt: skip
    assert state("POL-13", college) == State.MET  # an honest review takes nothing back
    PolicyVersion.objects.filter(policy=policy).update(links_open=False)
    assert state("POL-13", college) == State.UNDER_WAY
    Review.objects.filter(pk=review.pk).update(links_open=True)
    assert state("POL-13", college) == State.MET
    assert state("POL-13", college, date(2026, 10, 16)) == State.NOT_MET
    version = queries.version_in_force(college, "appeals", on=ON)
    version.content["links"] = []
    version.save()
    assert state("POL-13", college) == State.NOT_MET


def test_faq_2_and_its_twin(college, quinn):
    assert state("FAQ-2", college) == State.UNDER_WAY
    for kind in exemplars.KINDS:
        version = queries.version_in_force(college, kind, on=ON)
        for person in life_queries.readers_of(version, MONDAY).waiting:
            actions.acknowledge_version(version, by=person, at=MONDAY)
    assert state("FAQ-2", college) == State.MET
    PolicyVersion.objects.filter(pk=version.pk).first().acknowledgements.first().delete()
    assert state("FAQ-2", college) == State.UNDER_WAY
    for version in PolicyVersion.objects.all():
        version.content["readers"] = []
        version.save()
    assert state("FAQ-2", college) == State.CANNOT_TELL


def test_pol_3_a_change_that_is_not_material_is_no_new_look(college):
    PolicyVersion.objects.filter(policy__kind="appeals").update(effective_on=date(2025, 2, 15))
    first = queries.version_in_force(college, "appeals", on=ON)
    assert state("POL-3", college, date(2025, 12, 1)) == State.MET
    PolicyVersion.objects.create(
        policy=first.policy, number=first.number + 1, content=first.content, summary="A comma.",
        is_material=False, drafted_by=first.drafted_by, drafted_at=MONDAY,
        published_by=first.drafted_by, published_at=MONDAY, effective_on=date(2025, 12, 1),
    )  # fmt: skip
    assert state("POL-3", college, date(2026, 2, 16)) == State.NOT_MET
    PolicyVersion.objects.filter(number=first.number + 1).update(is_material=True)
    assert state("POL-3", college, date(2026, 2, 16)) == State.MET


def test_gov_5_an_overdue_document_shows_although_no_policy_is_in_force(college):
    PolicyVersion.objects.update(effective_on=date(2030, 1, 1))
    WiderPolicy.objects.filter(kind="safeguarding").update(review_due_on=date(2025, 1, 1))
    assert state("GOV-5", college) == State.NOT_MET


def test_without_any_policy_nothing_can_be_told(college):
    PolicyVersion.objects.update(effective_on=date(2026, 1, 1))
    asked = ["POL-3", "GOV-5", "POL-4", "POL-8", "POL-10", "POL-12", "POL-13", "FAQ-2"]
    assert states(asked, college) == {State.CANNOT_TELL}
