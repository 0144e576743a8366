"""A brief on its way: nothing reaches a learner that somebody else has not verified."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fairmark.briefs import actions, issue_actions, queries, verification_actions
from fairmark.briefs.models import Brief, Issue, Receipt, Verification
from fairmark.briefs.rules import BriefState
from fairmark.evidence.keeping import attached_to, take_in
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planning import actions as planning
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.briefs.conftest import AUGUST, SEPTEMBER, answers, approve, fill, swap
from tests.builders import LONDON, a_centre, a_criteria, a_learner, a_person, a_unit, hold
from tests.evidence.corpus import HOSTILE

ISSUE = {"session": "face to face", "session_note": "Business, Tuesday period 2"}


def state(brief):
    return Brief.objects.get(pk=brief.pk).state


def test_the_whole_way_from_the_first_word_to_the_learner(brief, asa, ivor, lena):
    learner = queries.learner_of(lena)
    actions.send_brief(brief, by=asa, at=SEPTEMBER)
    assert queries.issued_to(learner) == []
    verification_actions.verify_brief(
        brief, by=ivor, at=SEPTEMBER, outcome="changes",
        answers=answers(brief, language="Too hard for Level 3."),
        actions=[{"words": "Plainer words", "owner": asa, "due_on": date(2025, 9, 12)}],
    )  # fmt: skip
    assert state(brief) == BriefState.CHANGES_ASKED
    with pytest.raises(Refused, match="has not said what was done about “Plainer words”"):
        actions.send_brief(brief, by=asa, at=SEPTEMBER)
    point = queries.open_points(brief).get()
    actions.change_brief(brief, by=asa, at=SEPTEMBER, scenario="You work for a shop.")
    verification_actions.answer_action_point(point, by=asa, at=SEPTEMBER, done="Shortened it.")
    actions.send_brief(brief, by=asa, at=SEPTEMBER)
    with pytest.raises(Refused, match="1 action point is not closed"):
        approve(brief, ivor)
    point.refresh_from_db()
    approve(brief, ivor, closes=[point])
    assert state(brief) == BriefState.APPROVED
    assert queries.issued_to(learner) == []
    brief.refresh_from_db()
    on = datetime.combine(brief.hand_out_on, SEPTEMBER.timetz(), tzinfo=LONDON)
    on = max(on, SEPTEMBER)
    issue_actions.issue_brief(
        brief, by=asa, at=on, set_on=on.date(), reason="Verified late.", **ISSUE
    )
    [mine] = queries.issued_to(learner)
    assert mine.brief == brief
    issue_actions.confirm_receipt(mine, by=lena, at=on)
    assert Receipt.objects.get().learner == learner
    names = list(Event.objects.order_by("sequence").values_list("name", flat=True))
    assert [n for n in names if n.startswith(("brief", "action"))] == [
        "brief_begun", "brief_changed", "brief_sent", "brief_verified", "brief_changed",
        "action_point_done", "brief_sent", "brief_verified", "brief_issued", "brief_received",
    ]  # fmt: skip


# -- nobody verifies their own ---------------------------------------------------------------


def test_an_author_does_not_verify_even_after_changing_role(sent, asa, programme):
    with pytest.raises(NotYours):
        approve(sent, asa)
    swap(asa, Role.INTERNAL_VERIFIER, programme)
    with pytest.raises(Refused, match="You wrote this brief"):
        approve(sent, asa)
    assert (state(sent), Verification.objects.count()) == (BriefState.AT_VERIFICATION, 0)


def test_a_second_account_is_the_same_person(sent, asa, programme):
    swap(asa, Role.LEAD_INTERNAL_VERIFIER, programme)
    second = Account.objects.create_user("asa-too@example.ac.uk", "a long pass phrase", person=asa)
    with pytest.raises(Refused, match="You wrote this brief"):
        approve(sent, second.person)


def test_whoever_wrote_a_word_of_it_is_an_author(brief, asa, ivor):
    actions.change_brief(brief, by=ivor, at=SEPTEMBER, sources="The textbook")
    actions.send_brief(brief, by=asa, at=SEPTEMBER)
    with pytest.raises(Refused, match="You wrote this brief"):
        approve(brief, ivor)


def test_the_author_of_what_it_was_copied_from_is_an_author_too(approved, ivor, vera, asa, the_day):
    issue_actions.issue_brief(
        approved, by=asa, at=the_day, set_on=the_day.date(), reason="So.", **ISSUE
    )
    again = actions.revise_brief(approved, by=vera, at=the_day, why="A new example")
    assert queries.author_ids(again) == {asa.pk, vera.pk}
    actions.send_brief(again, by=vera, at=the_day)
    with pytest.raises(Refused, match="You wrote this brief"):
        approve(again, vera, at=the_day)
    approve(again, ivor, at=the_day)


def test_the_database_holds_it_too(sent, asa):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Brief.objects.filter(pk=sent.pk).update(approved_by=asa, approved_at=SEPTEMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Brief.objects.filter(pk=sent.pk).update(state=BriefState.ISSUED)


def test_who_assesses_it_verifies_it_only_with_a_reason(sent, ivor, plan, vera, pia, asa):
    later = planning.revise_plan(plan, by=pia, at=SEPTEMBER, why="Two assessors")
    for piece in later.planned.all():
        piece.assessors.create(person=ivor)
        piece.verifier = vera
        piece.save()
    planning.sign_plan(later, by=vera, at=SEPTEMBER, reason="So.")
    with pytest.raises(NeedsReason, match="You assess this assignment yourself"):
        approve(sent, ivor)
    approve(sent, ivor, reason="Nobody else knows the unit.")


# -- what is written -------------------------------------------------------------------------


def test_a_brief_for_a_unit_that_the_cohort_does_not_take(assignment, asa):
    assignment.cohort.units_taken.all().delete()
    with pytest.raises(Refused, match="does not take unit 1"):
        actions.write_brief(assignment, by=asa, at=SEPTEMBER)
    assert not Brief.objects.exists()


def test_only_criteria_of_the_unit(brief, asa, programme):
    [stranger] = a_criteria(a_unit(programme, number="8", external=False), "A.P1")
    with pytest.raises(Refused, match=r"A\.P1: not of Unit 1"):
        actions.add_task(brief, by=asa, at=SEPTEMBER, title="T", text="T", criteria=[stranger])


def test_what_is_incomplete_is_not_sent(assignment, asa):
    empty = actions.write_brief(assignment, by=asa, at=SEPTEMBER)
    with pytest.raises(Refused) as refusal:
        actions.send_brief(empty, by=asa, at=SEPTEMBER)
    assert refusal.value.obstacles == [
        "The brief lacks a scenario. Fill it in.",
        "The brief lacks the evidence asked for. Fill it in.",
        "The brief lacks its rule on AI tools. Fill it in.",
        "The brief has no task. Add one.",
    ]
    fill(empty, asa)
    task = empty.tasks.get()
    actions.change_task(task, by=asa, at=SEPTEMBER, title="Report", text="…",
                        criteria=[c for c in task.criteria.all() if c.code != "A.D1"])  # fmt: skip
    with pytest.raises(Refused, match=r"No task serves A\.D1, which the plan targets"):
        actions.send_brief(empty, by=asa, at=SEPTEMBER)


def test_its_words_stand_still_while_it_is_verified_and_after(sent, asa, ivor):
    with pytest.raises(Refused, match="with its verifier"):
        actions.change_brief(sent, by=asa, at=SEPTEMBER, title="Other")
    approve(sent, ivor)
    for change in (
        lambda: actions.change_brief(sent, by=asa, at=SEPTEMBER, title="Other"),
        lambda: actions.add_task(sent, by=asa, at=SEPTEMBER, title="T", text="T", criteria=[]),
        lambda: actions.remove_task(sent.tasks.get(), by=asa, at=SEPTEMBER, why="So."),
    ):
        with pytest.raises(Refused, match="has been verified, so its words stand"):
            change()


# -- the gate --------------------------------------------------------------------------------


def test_nothing_is_issued_unverified(brief, sent, asa):
    with pytest.raises(Refused, match="has not passed internal verification"):
        issue_actions.issue_brief(sent, by=asa, at=SEPTEMBER, set_on=SEPTEMBER.date(), **ISSUE)
    assert not Issue.objects.exists()


def test_an_open_action_point_holds_it_back(approved, asa, ivor, the_day):
    Verification.objects.get().points.create(words="Add a map", owner=asa, due_on=date(2025, 9, 30))
    with pytest.raises(Refused, match="1 action point of its verification is still open"):
        issue_actions.issue_brief(approved, by=asa, at=the_day, set_on=the_day.date(), **ISSUE)


def test_dates_that_the_plan_has_changed_hold_it_back(approved, plan, asa, pia, vera, the_day):
    later = planning.revise_plan(plan, by=pia, at=SEPTEMBER, why="A week later")
    piece = later.planned.get(assignment=approved.assignment)
    piece.hand_in_on += timedelta(days=3)
    piece.save()
    planning.sign_plan(later, by=vera, at=SEPTEMBER, reason="So.")
    with pytest.raises(Refused, match="no longer those of the assessment plan"):
        issue_actions.issue_brief(approved, by=asa, at=the_day, set_on=the_day.date(), **ISSUE)


def test_a_brief_is_verified_again_each_year(approved, asa, centre):
    from fairmark.calendar.models import AcademicYear

    AcademicYear.objects.create(centre=centre, label="2026/27", starts_on=date(2026, 9, 1),
                                ends_on=date(2027, 8, 31))  # fmt: skip
    later = datetime(2026, 9, 14, 9, 0, tzinfo=LONDON)
    with pytest.raises(Refused, match="Every brief is verified again each year"):
        issue_actions.issue_brief(approved, by=asa, at=later, set_on=later.date(), **ISSUE)


def test_another_day_than_the_plans_needs_a_reason(approved, asa, the_day):
    day = the_day + timedelta(days=1)
    with pytest.raises(NeedsReason, match="The plan hands it out on"):
        issue_actions.issue_brief(approved, by=asa, at=day, set_on=day.date(), **ISSUE)


def test_a_day_to_come_or_before_approval_is_no_day_of_issue(approved, asa, the_day):
    for day, why in ((the_day + timedelta(days=1), "still to come"),
                     (AUGUST, "not approved yet on that day")):  # fmt: skip
        with pytest.raises(Refused, match=why):
            issue_actions.issue_brief(approved, by=asa, at=the_day, set_on=day.date(), **ISSUE)


def test_a_group_gets_its_own_and_the_others_nothing(approved, asa, lena, cohort, the_day):
    mine, other = cohort.groups.create(code="Mon"), cohort.groups.create(code="Tue")
    learner = queries.learner_of(lena)
    learner.enrolments.update(group=mine)
    issue = {"at": the_day, "set_on": the_day.date(), "reason": "So.", **ISSUE}
    issue_actions.issue_brief(approved, by=asa, groups=[other], **issue)
    assert queries.issued_to(learner) == []
    issue_actions.issue_brief(approved, by=asa, groups=[mine], **issue)
    assert [one.group for one in queries.issued_to(learner)] == [mine]
    with pytest.raises(Refused, match="issued to group Mon already"):
        issue_actions.issue_brief(approved, by=asa, groups=[mine], **issue)
    with pytest.raises(Refused, match="A group has it already"):
        issue_actions.issue_brief(approved, by=asa, **issue)


def test_a_day_of_the_past_does_not_open_the_gate_after_the_hand_in(approved, asa, the_day):
    over = the_day.replace(year=the_day.year + 1)
    with pytest.raises(Refused, match="has come"):
        issue_actions.issue_brief(
            approved, by=asa, at=over, set_on=the_day.date(), reason="Late.", **ISSUE
        )


def test_a_newer_version_replaces_the_older_for_the_learner(approved, asa, ivor, lena, the_day):
    issue = {"at": the_day, "set_on": the_day.date(), "reason": "So.", **ISSUE}
    issue_actions.issue_brief(approved, by=asa, **issue)
    newer = actions.revise_brief(approved, by=asa, at=the_day, why="The firm closed")
    learner = queries.learner_of(lena)
    assert [one.brief for one in queries.issued_to(learner)] == [approved]
    actions.send_brief(newer, by=asa, at=the_day)
    approve(newer, ivor, at=the_day)
    issue_actions.issue_brief(newer, by=asa, **issue)
    assert [one.brief for one in queries.issued_to(learner)] == [newer]
    assert state(approved) == BriefState.REPLACED


def test_a_receipt_is_the_learners_own_and_given_once(approved, asa, lena, centre, the_day):
    issue_actions.issue_brief(
        approved, by=asa, at=the_day, set_on=the_day.date(), reason="So.", **ISSUE
    )
    issue = Issue.objects.get()
    other = a_person(centre, "Other Learner", Role.LEARNER)
    a_learner(centre, forenames="Other", person=other)
    with pytest.raises(NotYours):
        issue_actions.confirm_receipt(issue, by=other, at=the_day)
    issue_actions.confirm_receipt(issue, by=lena, at=the_day)
    with pytest.raises(Refused, match="said already that you have this brief"):
        issue_actions.confirm_receipt(issue, by=lena, at=the_day)


# -- verification ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "but", "why"),
    [
        ("approved", {"fit": "No."}, "1 answer is “No”"),
        ("changes", {}, "add an action point"),
        ("changes", {"fit": ""}, "Say what is wrong: Is the brief fit for its purpose?"),
    ],
)
def test_a_verdict_and_its_answers_go_together(sent, ivor, outcome, but, why):
    with pytest.raises(Refused, match=why.replace("?", r"\?")):
        verification_actions.verify_brief(
            sent, by=ivor, at=SEPTEMBER, outcome=outcome, answers=answers(sent, **but)
        )
    assert not Verification.objects.exists()


def test_owners_are_staff_and_days_are_to_come(sent, ivor, asa):
    stranger = a_person(a_centre(number="10299"), "Else Where", Role.ASSESSOR)
    for owner, due, why in ((stranger, date(2025, 9, 30), "not on this centre’s staff"),
                            (asa, date(2025, 9, 1), "due before today")):  # fmt: skip
        with pytest.raises(Refused, match=why):
            verification_actions.verify_brief(
                sent, by=ivor, at=SEPTEMBER, outcome="changes", answers=answers(sent, fit="No."),
                actions=[{"words": "Mend it", "owner": owner, "due_on": due}],
            )  # fmt: skip


def test_an_unchanged_authorised_brief_is_asked_two_questions(brief, asa):
    actions.change_brief(brief, by=asa, at=SEPTEMBER, origin="authorised", is_unchanged=True)
    brief.refresh_from_db()
    assert [one.id for one in queries.questions_for(brief, SEPTEMBER.date())] == ["dates", "time"]
    actions.change_brief(brief, by=asa, at=SEPTEMBER, origin="own", is_unchanged=True)
    brief.refresh_from_db()
    assert len(queries.questions_for(brief, SEPTEMBER.date())) == 10


def test_an_action_point_is_answered_by_its_owner_and_closed_only_when_done(sent, ivor, asa, pia):
    verification_actions.verify_brief(
        sent, by=ivor, at=SEPTEMBER, outcome="changes", answers=answers(sent, fit="No."),
        actions=[{"words": "Mend it", "owner": asa, "due_on": date(2025, 9, 30)}],
    )  # fmt: skip
    point = queries.open_points(sent).get()
    with pytest.raises(NotYours):
        verification_actions.answer_action_point(point, by=pia, at=SEPTEMBER, done="Did it.")
    Brief.objects.filter(pk=sent.pk).update(state=BriefState.AT_VERIFICATION)
    with pytest.raises(Refused, match="“Mend it” is not done yet"):
        approve(sent, ivor, closes=[point])


def test_what_a_verification_taught_is_asked_of_the_next_use(sent, ivor, asa, vera):
    approve(sent, ivor, lesson="Give more time for task 2.")
    sent.refresh_from_db()
    newer = actions.revise_brief(sent, by=asa, at=SEPTEMBER, why="New year")
    with pytest.raises(Refused, match="Give more time for task 2"):
        actions.send_brief(newer, by=asa, at=SEPTEMBER)
    [lesson] = queries.lessons_left(newer)
    actions.take_lesson(newer, by=asa, at=SEPTEMBER, verification=lesson, words="A week more.")
    actions.send_brief(newer, by=asa, at=SEPTEMBER)


# -- levels 4 to 7 ---------------------------------------------------------------------------


def test_a_higher_national_brief_is_signed_by_the_programme_leader_too(
    approved, programme, asa, ivor, pia, the_day
):
    programme.qualification.family = "hn_rqf_2016"
    programme.qualification.save()
    issue = {"at": the_day, "set_on": the_day.date(), "reason": "So.", **ISSUE}
    with pytest.raises(Refused, match="The programme leader signs a brief of this qualification"):
        issue_actions.issue_brief(approved, by=asa, **issue)
    hold(ivor, Role.PROGRAMME_LEADER, programme)
    with pytest.raises(Refused, match="You approved it as its verifier"):
        verification_actions.countersign_brief(approved, by=ivor, at=SEPTEMBER)
    verification_actions.countersign_brief(approved, by=pia, at=SEPTEMBER)
    issue_actions.issue_brief(approved, by=asa, **issue)


def test_other_briefs_need_no_second_signature(approved, pia):
    with pytest.raises(Refused, match="needs no second signature"):
        verification_actions.countersign_brief(approved, by=pia, at=SEPTEMBER)


def test_a_copy_carries_its_history(approved, asa, cohort, programme, vera, plan):
    from tests.builders import a_cohort, a_programme, take

    other = a_programme(cohort.centre, code="XBS3E", title="Business")
    follower = a_cohort(other)
    take(follower, approved.assignment.unit)
    theirs = follower.assignments.create(
        centre=cohort.centre, unit=approved.assignment.unit, number=1
    )
    hold(vera, Role.LEAD_INTERNAL_VERIFIER, other)
    copy = actions.write_brief(theirs, by=vera, at=SEPTEMBER, source=approved)
    assert copy.copied_from == approved
    assert copy.scenario == approved.scenario
    assert [c.code for c in copy.tasks.get().criteria.all()] == [
        c.code for c in approved.tasks.get().criteria.all()
    ]
    assert queries.author_ids(copy) == {asa.pk, vera.pk}


def test_a_hostile_file_is_not_attached_to_a_brief(brief, asa, client):
    """P35 at this door: the page names the reason, and neither record nor trail changes."""
    client.force_login(Account.objects.create_user("asa@example.ac.uk", "pass phrase", person=asa))
    events = Event.objects.count()
    for name, content, _ in HOSTILE:
        response = client.post(
            f"/briefs/{brief.pk}/files/", {"file": SimpleUploadedFile(name, content)}
        )
        assert response.status_code == 422, name
        assert "put right" in response.content.decode(), name
    assert list(attached_to(brief)) == []
    assert Event.objects.count() == events


def test_the_files_of_a_brief_are_the_learners_only_once_it_is_issued(
    brief, asa, ivor, lena, client
):
    taken = take_in(SimpleUploadedFile("sales.csv", b"month,sales\n"))
    file = actions.attach_to_brief(brief, by=asa, at=SEPTEMBER, taken=taken)
    client.force_login(
        Account.objects.create_user("lena@example.ac.uk", "pass phrase", person=lena)
    )
    assert client.get(f"/evidence/{file.pk}/").status_code == 404
    actions.send_brief(brief, by=asa, at=SEPTEMBER)
    approve(brief, ivor)
    brief.refresh_from_db()
    assert client.get(f"/evidence/{file.pk}/").status_code == 404
    on = max(brief.hand_out_on, SEPTEMBER.date())
    at = datetime(on.year, on.month, on.day, 10, 0, tzinfo=LONDON)
    issue_actions.issue_brief(brief, by=asa, at=at, set_on=on, reason="So.", **ISSUE)
    assert client.get(f"/evidence/{file.pk}/").status_code == 200
