"""Handing in: once, with a statement, late or not, with what the brief asks to come with it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fairmark.assessment import hand_in_actions, queries, rules
from fairmark.assessment.models import AiCopies, Submission
from fairmark.briefs.models import Brief, Issue
from fairmark.evidence.keeping import attached_to
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.assessment.conftest import HONEST, a_file, enrolment_of, handed_in

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("day", "handed_in", "late"),
    [
        (date(2026, 5, 14), datetime(2026, 5, 14, 22, 59, 59, tzinfo=UTC), False),
        (date(2026, 5, 14), datetime(2026, 5, 14, 23, 0, 0, tzinfo=UTC), True),
        # The clocks go back on 25 October 2026: the day has 25 hours, all of which count.
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC), False),
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, 0, 0, tzinfo=UTC), True),
        # They go forward on 29 March 2026: its last hour ends at 23:00 UTC.
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC), False),
        (date(2026, 3, 29), datetime(2026, 3, 29, 23, 0, 0, tzinfo=UTC), True),
    ],
)
def test_a_deadline_is_the_end_of_its_day_by_the_clock_on_the_wall(day, handed_in, late):
    assert rules.is_late(handed_in, rules.end_of(day, LONDON)) is late


def test_work_is_handed_in_with_its_statement_and_leaves_an_event(work, lena):
    assert work.is_handed_in
    assert not work.is_late
    assert len(work.statement) == 3
    assert [one.name for one in attached_to(work)] == ["report.txt"]
    event = Event.objects.filter(name="work_handed_in").get()
    assert event.subject == f"learner:{work.enrolment.learner_id}"


def test_late_work_is_taken_and_marked_and_nothing_else_happens_to_it(issue, lena, too_late):
    work = handed_in(issue, lena, too_late)
    assert work.is_late
    assert work.is_handed_in


def _begun(issue, person, at, files=1):
    work = hand_in_actions.begin_work(issue, by=person, at=at)
    if files:
        hand_in_actions.add_work_file(work, by=person, at=at, files=[a_file()])
    return work


@pytest.mark.parametrize(
    ("files", "but", "said"),
    [
        (0, {}, "No file is attached"),
        (1, {"declared": False}, "Say that the work is your own"),
        (1, {"ai_use": ""}, "whether you used AI tools"),
        (1, {"ai_use": "used", "ai_tool": "", "ai_words": ""}, "Name the AI tool"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_handed_in(issue, lena, in_time, files, but, said):
    work = _begun(issue, lena, in_time, files)
    with pytest.raises(Refused, match=said):
        hand_in_actions.hand_in(work, by=lena, at=in_time, **HONEST | but)
    work.refresh_from_db()
    assert not work.is_handed_in


def test_a_brief_that_asks_for_sources_and_copies_is_held_to_it(issue, lena, in_time):
    Brief.objects.filter(pk=issue.brief_id).update(sources="At least three.", ai_rule="named")
    issue = Issue.objects.get(pk=issue.pk)
    work = _begun(issue, lena, in_time)
    used = {"ai_use": "used", "ai_tool": "A chat tool", "ai_words": "For ideas"}
    with pytest.raises(Refused, match="asks for your sources") as refused:
        hand_in_actions.hand_in(work, by=lena, at=in_time, **HONEST | used | {"sources": ""})
    assert any("copies" in one for one in refused.value.obstacles)
    hand_in_actions.add_work_file(
        work, by=lena, at=in_time, files=[a_file("chat.txt")], copies=True
    )
    work = hand_in_actions.hand_in(work, by=lena, at=in_time, **HONEST | used)
    assert work.ai_tool == "A chat tool"
    copies = AiCopies.objects.get(submission=work)
    assert [one.name for one in attached_to(copies)] == ["chat.txt"]


def test_a_tool_that_the_brief_forbids_may_be_owned_up_to(issue, lena, in_time):
    work = _begun(issue, lena, in_time)
    hand_in_actions.add_work_file(
        work, by=lena, at=in_time, files=[a_file("chat.txt")], copies=True
    )
    used = {"ai_use": "used", "ai_tool": "A chat tool", "ai_words": "For ideas"}
    with pytest.raises(NeedsReason, match="does not allow"):
        hand_in_actions.hand_in(work, by=lena, at=in_time, **HONEST | used)
    hand_in_actions.hand_in(work, by=lena, at=in_time, reason="I did not know.", **HONEST | used)


def test_work_is_handed_in_once(work, issue, lena, in_time):
    with pytest.raises(Refused, match="handed in once"):
        hand_in_actions.begin_work(issue, by=lena, at=in_time)
    with pytest.raises(Refused, match="stays as it is"):
        hand_in_actions.add_work_file(work, by=lena, at=in_time, files=[a_file()])
    with pytest.raises(Refused, match="stays as it is"):
        hand_in_actions.hand_in(work, by=lena, at=in_time, **HONEST)
    assert Submission.objects.count() == 1


def test_nobody_hands_in_for_another_learner(issue, lena, ravi, in_time):
    work = _begun(issue, lena, in_time)
    with pytest.raises(NotYours):
        hand_in_actions.hand_in(work, by=ravi, at=in_time, **HONEST)


def test_a_learner_who_left_hands_nothing_in(issue, lena, in_time):
    enrolment = enrolment_of(lena)
    enrolment.status, enrolment.left_on = "left", in_time.date()
    enrolment.save()
    with pytest.raises(Refused, match="left this course"):
        hand_in_actions.begin_work(issue, by=lena, at=in_time)


def test_staff_hand_in_on_behalf_and_it_is_marked(issue, lena, asa, in_time):
    work = hand_in_actions.hand_in_for(
        issue, by=asa, at=in_time, enrolment=enrolment_of(lena), is_practical=True,
        on_behalf="Watched in the kitchen; her signed record is in the folder.", **HONEST,
    )  # fmt: skip
    assert work.handed_in_by == asa
    assert work.on_behalf.startswith("Watched")
    with pytest.raises(Refused, match="handed in once"):
        hand_in_actions.hand_in_for(
            issue, by=asa, at=in_time, enrolment=enrolment_of(lena), on_behalf="Again.", **HONEST
        )


def _on_paper(issue, by, at, person, **but):
    return hand_in_actions.hand_in_for(
        issue, by=by, at=at, enrolment=enrolment_of(person), is_practical=True,
        on_behalf="On paper, with the signed statement.", **HONEST | but,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True)])
def test_paper_is_late_by_the_day_on_which_it_came(
    issue, lena, asa, in_time, too_late, days, is_late
):
    day = issue.brief.hand_in_on + timedelta(days=days)
    work = _on_paper(issue, asa, too_late + timedelta(days=2), lena, received_on=day)
    assert (work.received_on, work.is_late) == (day, is_late)


def test_without_a_day_it_came_today(issue, lena, asa, in_time, too_late):
    work = _on_paper(issue, asa, too_late, lena)
    assert (work.received_on, work.is_late) == (timezone.localdate(too_late), True)


def test_the_day_it_came_is_neither_to_come_nor_before_the_brief(issue, lena, asa, in_time):
    for day, says in (
        (in_time.date() + timedelta(days=1), "still to come"),
        (issue.set_on - timedelta(days=1), "cannot have come before"),
    ):
        with pytest.raises(Refused, match=says):
            _on_paper(issue, asa, in_time, lena, received_on=day)
    assert not Submission.objects.exists()


def test_only_work_handed_in_by_staff_has_a_day_of_receipt(work):
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=work.pk).update(received_on=work.handed_in_at.date())


def test_what_a_learner_has_begun_is_not_handed_in_behind_their_back(issue, lena, asa, in_time):
    _begun(issue, lena, in_time)
    what = {
        "by": asa, "at": in_time, "enrolment": enrolment_of(lena), "is_practical": True,
        "on_behalf": "Watched in the kitchen.", **HONEST,
    }  # fmt: skip
    with pytest.raises(NeedsReason, match=r"putting their work together: report\.txt"):
        hand_in_actions.hand_in_for(issue, **what)
    assert hand_in_actions.hand_in_for(issue, reason="She asked me to.", **what).is_handed_in


def test_a_newer_brief_moves_the_deadline_of_work_that_is_begun(
    issue, lena, asa, in_time, too_late
):
    work = _begun(issue, lena, in_time)
    newer = Brief.objects.get(pk=issue.brief_id)
    Brief.objects.filter(pk=newer.pk).update(state="replaced")
    newer.pk, newer.version = None, 2
    newer.hand_in_on += timedelta(days=14)
    newer.save()
    Issue.objects.create(brief=newer, set_on=in_time.date(), session="remote", session_note="x",
                         by=asa, at=in_time)  # fmt: skip
    done = hand_in_actions.hand_in(work, by=lena, at=too_late, **HONEST)
    assert (done.brief, done.is_late) == (newer, False)


# -- extensions ------------------------------------------------------------------------------


def _extended(assignment, by, at, person, days):
    until = assignment.briefs.get().hand_in_on + timedelta(days=days)
    return hand_in_actions.agree_extension(
        assignment, by=by, at=at, enrolment=enrolment_of(person), until_on=until, why="In hospital."
    )


def test_work_within_an_extension_is_not_late(issue, assignment, lena, asa, in_time, too_late):
    _extended(assignment, asa, in_time, lena, 7)
    assert not handed_in(issue, lena, too_late).is_late


def test_an_extension_is_agreed_before_the_deadline(issue, assignment, lena, asa, too_late):
    with pytest.raises(Refused, match="has passed"):
        _extended(assignment, asa, too_late, lena, 7)


def test_a_long_extension_is_the_lead_verifiers(issue, assignment, lena, asa, vera, in_time):
    with pytest.raises(Refused, match="lead internal verifier agrees"):
        _extended(assignment, asa, in_time, lena, 40)
    assert _extended(assignment, vera, in_time, lena, 40).by == vera


def test_extensions_do_not_add_up_past_the_policy(issue, assignment, lena, asa, in_time):
    _extended(assignment, asa, in_time, lena, 10)
    with pytest.raises(Refused, match="lead internal verifier agrees"):
        _extended(assignment, asa, in_time, lena, 20)


def test_a_deadline_moved_for_all_outlasts_a_shorter_extension(
    issue, assignment, lena, asa, in_time
):
    made = _extended(assignment, asa, in_time, lena, 7)
    brief = issue.brief
    brief.hand_in_on = made.until_on + timedelta(days=7)
    assert queries.deadline_of(assignment, enrolment_of(lena), brief) == brief.hand_in_on
