"""A version's life, and what is refused on the way."""

from datetime import date, timedelta

import pytest

from fairmark.guide.showing import shown
from fairmark.people.models import RoleHeld
from fairmark.people.rules import Role
from fairmark.policies import actions, draft_actions, front_matter_actions, life_queries, queries
from fairmark.policies.models import Comment, PolicyVersion, WiderPolicy
from fairmark.policies.rules import Standing
from fairmark.registration import actions as registration
from fairmark.registration.models import Change
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.builders import MONDAY, a_person, an_enrolment, machine
from tests.policies.conftest import ANSWERS, make_own

TODAY = MONDAY.date()
KEY = "registration.days_to_tell"


def refusal(action, record, **what):
    before = Event.objects.count()
    with pytest.raises(Refused) as refused:
        action(record, at=MONDAY, **what)
    assert Event.objects.count() == before + 1
    return refused.value.obstacles


def last_event():
    return Event.objects.order_by("-sequence").first().name


def test_a_draft_begins_as_the_last_version_stands(policy, quinn):
    last = queries.last_published(policy)
    draft = draft_actions.start_draft(policy, by=quinn, at=MONDAY)
    assert (draft.number, draft.content, draft.standing) == (2, last.content, Standing.DRAFT)
    assert queries.numbers_of(draft) == queries.numbers_of(last)
    assert queries.version_in_force(policy.centre, policy.kind, on=date(2030, 1, 1)) == last


def test_there_is_one_draft_of_a_policy(policy, draft, quinn):
    assert refusal(draft_actions.start_draft, policy, by=quinn) == [
        f"{draft} is open already. Finish it or set it aside first."
    ]


def test_a_draft_as_it_came_is_not_sent(draft, quinn):
    [reason] = refusal(actions.send_for_approval, draft, by=quinn, summary="Nothing.")
    assert reason.startswith("Still as they came: Registration; Transfer; Withdrawal;")


def test_a_changed_step_makes_a_procedure_the_centres_own(draft, quinn):
    before = queries.left_as_it_came(draft)
    draft = draft_actions.write_step(
        draft, by=quinn, at=MONDAY, block="transfer-procedure", step="agree", title="Agree",
        what="At the window of the exams office.", who=Role.PROGRAMME_LEADER,
        within="The same day", leaves="The form",
    )  # fmt: skip
    assert queries.left_as_it_came(draft) == [one for one in before if one != "Transfer"]
    assert last_event() == "block_written"


def test_a_gap_is_named_with_where_it_stands(own, quinn):
    own.content["blocks"][0]["html"] += "<p>Ask {support_contact}.</p>"
    own.save()
    assert refusal(actions.send_for_approval, own, by=quinn, summary="A gap.") == [
        "Still to be filled in: “support_contact” under “What we aim for”."
    ]


def test_a_name_that_nothing_fills_is_refused_where_it_is_written(draft, quinn):
    assert refusal(
        draft_actions.write_block, draft, by=quinn, block="aims", text="Ask {the cat}."
    ) == ["Nothing fills {the cat}. Write the words, or choose a name that is known."]


def test_what_is_pasted_is_cleaned(draft, quinn):
    draft = draft_actions.write_block(
        draft, by=quinn, at=MONDAY, block="aims", text="We <script>alert(1)</script> aim."
    )
    assert "<script>" not in draft.content["blocks"][0]["html"]


def test_a_number_out_of_a_firm_bound_is_refused_with_its_source(draft, quinn):
    numbers = queries.numbers_of(draft) | {"registration.days_to_register": 41}
    assert refusal(draft_actions.set_numbers, draft, by=quinn, numbers=numbers) == [
        "“Register a learner within”: 41 is more than the rule pack allows. Choose from 0 to 40 "
        "working days after teaching starts (source: REG-01, REG-02)."
    ]
    assert queries.numbers_of(draft)["registration.days_to_register"] == 20


def test_a_number_out_of_a_bound_that_nobody_published_needs_a_reason(draft, quinn):
    numbers = queries.numbers_of(draft) | {KEY: 31}
    with pytest.raises(NeedsReason):
        draft_actions.set_numbers(draft, by=quinn, at=MONDAY, numbers=numbers)
    draft_actions.set_numbers(draft, by=quinn, at=MONDAY, numbers=numbers, reason="Agreed so.")
    assert queries.numbers_of(draft)[KEY] == 31


def test_an_open_comment_holds_a_draft_back(own, quinn, erin):
    comment = draft_actions.comment_on_block(
        own, by=erin, at=MONDAY, block="aims", words="Say who."
    )
    assert refusal(actions.send_for_approval, own, by=quinn, summary="Ours.") == [
        "A comment is not settled yet."
    ]
    draft_actions.settle_comment(comment, by=quinn, at=MONDAY)
    assert refusal(draft_actions.settle_comment, comment, by=quinn) == [
        "This comment is settled already."
    ]
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    assert Comment.objects.get().settled_by == quinn


def test_what_waits_for_approval_is_not_edited(own, quinn):
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    own.refresh_from_db()
    assert refusal(draft_actions.write_block, own, by=quinn, block="aims", text="New.") == [
        "It waits for approval. Take it back first."
    ]
    assert actions.take_back(own, by=quinn, at=MONDAY).standing == Standing.DRAFT


def test_it_is_published_when_everybody_asked_has_agreed(own, quinn, hana):
    version = actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    assert refusal(actions.publish_version, version, by=quinn, effective_on=TODAY) == [
        "Still to agree: quality nominee and head of centre."
    ]
    actions.approve_version(version, by=quinn, at=MONDAY)
    assert refusal(actions.approve_version, version, by=quinn) == [
        "Your role has agreed to this version, or is not asked about it."
    ]
    actions.approve_version(version, by=hana, at=MONDAY)
    version = actions.publish_version(version, by=quinn, at=MONDAY, effective_on=TODAY)
    assert queries.version_in_force(own.policy.centre, "registration", on=TODAY) == version


def test_sent_back_it_is_a_draft_and_every_agreement_is_asked_anew(own, quinn, hana):
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    actions.approve_version(own, by=quinn, at=MONDAY)
    version = actions.send_back(own, by=hana, at=MONDAY, words="Name the room.")
    assert version.standing == Standing.DRAFT
    version = actions.send_for_approval(
        version, by=quinn, at=MONDAY, summary="Ours, with the room."
    )
    assert life_queries.waiting_for(version) == ["quality nominee", "head of centre"]


def test_nothing_is_published_backwards(agreed, quinn):
    yesterday = TODAY - timedelta(days=1)
    [reason] = refusal(actions.publish_version, agreed, by=quinn, effective_on=yesterday)
    assert reason.startswith("5 October 2025 has passed")


def test_the_next_one_does_not_come_before_the_last(agreed, policy, quinn, hana):
    actions.publish_version(agreed, by=quinn, at=MONDAY, effective_on=date(2025, 12, 1))
    draft = draft_actions.start_draft(policy, by=quinn, at=MONDAY)
    version = actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="Again.")
    actions.approve_version(version, by=quinn, at=MONDAY)
    actions.approve_version(version, by=hana, at=MONDAY)
    [reason] = refusal(actions.publish_version, version, by=quinn, effective_on=date(2025, 11, 3))
    assert reason == (
        "Version 2 is in force from 1 December 2025; the next one cannot come before it."
    )


def test_a_version_to_come_may_be_set_aside_and_one_in_force_may_not(agreed, policy, quinn):
    first = queries.last_published(policy)
    assert "in force since" in refusal(actions.set_aside, first, by=quinn)[0]
    version = actions.publish_version(agreed, by=quinn, at=MONDAY, effective_on=date(2025, 12, 1))
    actions.set_aside(version, by=quinn, at=MONDAY)
    assert queries.version_in_force(policy.centre, policy.kind, on=date(2026, 1, 1)) == first
    assert queries.number(policy.centre, KEY, on=date(2026, 1, 1)) == 10


def test_the_clock_follows_the_number_on_its_day_and_not_before(own, cohort, quinn, hana, erin):
    """Days to report a change, from 10 to 5: the control turns when the version is in force."""
    centre = cohort.centre
    one = registration.register_learner(
        an_enrolment(cohort), by=erin, at=MONDAY, on=date(2025, 9, 15)
    )
    other = registration.register_learner(
        an_enrolment(cohort), by=erin, at=MONDAY, on=date(2025, 9, 15)
    )
    registration.withdraw_learner(one, by=erin, at=MONDAY, on=date(2025, 10, 3))
    draft_actions.set_numbers(own, by=quinn, at=MONDAY, numbers=queries.numbers_of(own) | {KEY: 5})
    version = actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Told in five days.")
    actions.approve_version(version, by=quinn, at=MONDAY)
    actions.approve_version(version, by=hana, at=MONDAY)
    actions.publish_version(version, by=quinn, at=MONDAY, effective_on=date(2025, 10, 14))

    def overdue(on):
        return [f.count for f in shown("REG-5", centre, on).findings if f.bad]

    def promised(on):
        return shown("REG-5", centre, on).promises[0].number

    assert (promised(date(2025, 10, 13)), promised(date(2025, 10, 14))) == (
        "10 working days", "5 working days",
    )  # fmt: skip
    # What happened under the ten days keeps them; what happens from the 14th on has five.
    registration.withdraw_learner(
        other, by=erin, at=MONDAY + timedelta(days=8), on=date(2025, 10, 14)
    )
    assert overdue(date(2025, 10, 17)) == []
    assert overdue(date(2025, 10, 20)) == [1]
    Change.objects.filter(happened_on=date(2025, 10, 3)).update(
        told_on=date(2025, 10, 14), reference="0774", told_by=erin
    )
    assert overdue(date(2025, 10, 21)) == []
    assert overdue(date(2025, 10, 22)) == [1]


def test_a_change_told_in_its_own_time_is_not_late_because_the_number_falls(
    own, cohort, quinn, hana, erin
):
    centre = cohort.centre
    one = registration.register_learner(
        an_enrolment(cohort), by=erin, at=MONDAY, on=date(2025, 9, 15)
    )
    registration.withdraw_learner(one, by=erin, at=MONDAY, on=date(2025, 9, 25))
    Change.objects.update(told_on=date(2025, 10, 6), reference="0774", told_by=erin)
    before = shown("REG-5", centre, date(2025, 10, 13)).sentence
    draft_actions.set_numbers(own, by=quinn, at=MONDAY, numbers=queries.numbers_of(own) | {KEY: 5})
    version = actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Told in five days.")
    actions.approve_version(version, by=quinn, at=MONDAY)
    actions.approve_version(version, by=hana, at=MONDAY)
    actions.publish_version(version, by=quinn, at=MONDAY, effective_on=date(2025, 10, 14))
    assert shown("REG-5", centre, date(2025, 10, 14)).sentence == before


def test_a_review_is_kept_also_where_nothing_changes(policy, quinn):
    review = actions.review_policy(
        policy, by=quinn, at=MONDAY, looked_at="The year.", found="All kept.", outcome="stands",
        links_open=True,
    )  # fmt: skip
    version = queries.last_published(policy)
    assert (review.version, review.due_on) == (
        version,
        queries.rules.months_after(version.effective_on, 12),
    )
    assert life_queries.review_due_on(version, review, answers={}) == date(2026, 10, 6)
    july = life_queries.review_due_on(version, review, answers={"review_month": "7"})
    assert july == date(2026, 7, 31)


def test_a_reader_says_once_that_they_have_read_it(policy, erin):
    version = queries.last_published(policy)
    actions.acknowledge_version(version, by=erin, at=MONDAY)
    assert refusal(actions.acknowledge_version, version, by=erin) == [
        "You have said that you read it."
    ]
    assert life_queries.readers_of(version, MONDAY).waiting == ()


def test_only_a_material_change_asks_again(policy, agreed, quinn, hana, erin):
    first = queries.last_published(policy)
    for person in (erin, quinn, hana):
        actions.acknowledge_version(first, by=person, at=MONDAY)
    agreed.is_material = False
    agreed.save()
    version = actions.publish_version(agreed, by=quinn, at=MONDAY, effective_on=TODAY)
    assert life_queries.readers_of(version, MONDAY).waiting == ()
    PolicyVersion.objects.filter(pk=version.pk).update(is_material=True)
    version.refresh_from_db()
    assert set(life_queries.readers_of(version, MONDAY).waiting) == {erin, quinn, hana}


def test_an_exams_officer_writes_no_policy(draft, erin):
    with pytest.raises(NotYours):
        draft_actions.write_block(draft, by=erin, at=MONDAY, block="aims", text="Mine.")


def test_a_wider_policy_is_recorded_once_and_kept_up(centre, quinn):
    place = {"kind": "safeguarding", "title": "Safeguarding", "owner": "The head",
             "review_due_on": date(2026, 9, 1)}  # fmt: skip
    actions.place_wider_policy(centre, by=quinn, at=MONDAY, place="The website", **place)
    actions.place_wider_policy(centre, by=quinn, at=MONDAY, place="The staff site", **place)
    assert WiderPolicy.objects.get().place == "The staff site"
    assert refusal(
        actions.place_wider_policy, centre, by=quinn, place="x", **(place | {"kind": "cake"})
    ) == ["That is none of the wider policies that BTEC rests on."]


def test_somebody_of_another_centre_finds_nothing(policy):
    from tests.builders import a_centre

    other = a_person(a_centre(number="54321"), "Una Other", Role.QUALITY_NOMINEE)
    with pytest.raises(NotYours):
        draft_actions.start_draft(policy, by=other, at=MONDAY)


def test_a_comment_made_during_approval_holds_publication_back_until_it_is_settled(
    agreed, quinn, erin
):
    comment = draft_actions.comment_on_block(
        agreed, by=erin, at=MONDAY, block="aims", words="Say who."
    )
    assert refusal(actions.publish_version, agreed, by=quinn, effective_on=TODAY) == [
        "A comment is not settled yet. Settle it first."
    ]
    draft_actions.settle_comment(comment, by=quinn, at=MONDAY)
    assert actions.publish_version(agreed, by=quinn, at=MONDAY, effective_on=TODAY).published_at


def named(version, quinn, approvers, approval="all"):
    """The version with other approvers, sent to whoever is asked."""
    front_matter_actions.set_responsibilities(
        version, by=quinn, at=MONDAY, owner="exams officer", readers=["exams officer"],
        approvers=approvers, approval=approval,
    )  # fmt: skip
    return actions.send_for_approval(version, by=quinn, at=MONDAY, summary="Ours.")


@pytest.mark.parametrize("approval", ["all", "any"])
def test_a_writer_cannot_publish_alone_by_naming_himself_the_only_approver(
    own, quinn, hana, approval
):
    version = named(own, quinn, ["quality nominee"], approval)
    assert life_queries.waiting_for(version) == ["quality nominee", "head of centre"]
    version = actions.approve_version(version, by=quinn, at=MONDAY)
    assert refusal(actions.publish_version, version, by=quinn, effective_on=TODAY) == [
        "Still to agree: head of centre."
    ]
    version = actions.approve_version(version, by=hana, at=MONDAY)
    version = actions.publish_version(version, by=quinn, at=MONDAY, effective_on=TODAY)
    # From then on the nominee alone decides: that was agreed to.
    draft = draft_actions.start_draft(version.policy, by=quinn, at=MONDAY)
    sent = actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="Again.")
    assert life_queries.waiting_for(sent) == ["quality nominee"]


def test_one_of_any_is_not_enough_where_all_had_to_agree_until_now(own, quinn, hana):
    version = named(own, quinn, ["quality nominee", "head of centre"], "any")
    version = actions.approve_version(version, by=quinn, at=MONDAY)
    assert life_queries.waiting_for(version) == ["head of centre"]


def test_where_nobody_is_in_post_to_agree_to_other_approvers_they_are_not_asked(own, quinn, hana):
    RoleHeld.objects.filter(person=hana).update(until_at=MONDAY - timedelta(days=1))
    version = named(own, quinn, ["quality nominee"])
    assert life_queries.waiting_for(version) == ["quality nominee"]


def test_the_approvers_of_the_exemplar_are_asked_of_a_first_version(centre, quinn, hana):
    draft_actions.answer_questions(centre, by=quinn, at=MONDAY, answers=ANSWERS)
    appeals = make_own(queries.open_draft(centre.policies.get(kind="appeals")), quinn)
    version = named(appeals, quinn, ["quality nominee"])
    assert life_queries.waiting_for(version) == ["quality nominee", "head of centre"]


def test_a_centre_with_a_policy_does_not_adopt_the_exemplar_again(centre, policy):
    before = policy.versions.count()
    assert refusal(
        actions.adopt_template, centre, by=machine(centre), effective_on=date(2025, 11, 3)
    ) == ["This centre has published its registration policy. Draft its next version instead."]
    assert policy.versions.count() == before
