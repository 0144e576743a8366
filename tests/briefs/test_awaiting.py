"""What waits for a verifier and since when, and what is behind its plan: the rules, and the pages."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.briefs import actions, issue_actions
from fairmark.briefs.awaiting import behind, waiting_for
from fairmark.briefs.models import Brief
from fairmark.briefs.queries import newest_briefs
from fairmark.briefs.rules import Due, Lateness, lateness, verdict_due
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planner.sources import Whose, tasks
from fairmark.planning.models import Assignment, PlannedAssignment
from tests.briefs.conftest import SEPTEMBER, approve, fill
from tests.builders import a_person, a_policy, a_programme

MONDAY = date(2025, 10, 6)
FRIDAY = date(2025, 10, 3)
HOLIDAY = frozenset({date(2025, 10, 8)})


@pytest.mark.parametrize(
    ("sent", "out", "verdict", "before", "due"),
    [
        (MONDAY, None, 3, 2, Due(date(2025, 10, 10), "3 working days after it was sent")),
        (MONDAY, date(2025, 10, 9), 5, 1,
         Due(date(2025, 10, 7), "1 working day before its hand-out, 9 October 2025")),
        (MONDAY, date(2025, 11, 9), 1, 1, Due(date(2025, 10, 7), "1 working day after it was sent")),
        (MONDAY, date(2025, 10, 9), None, 0,
         Due(date(2025, 10, 9), "0 working days before its hand-out, 9 October 2025")),
        (MONDAY, date(2025, 10, 9), None, None, Due(date(2025, 10, 9), "its hand-out")),
        (MONDAY, None, None, 3, None),
    ],
)  # fmt: skip
def test_a_verdict_is_due_on_the_earlier_day(sent, out, verdict, before, due):
    assert due == verdict_due(
        sent, out, verdict_days=verdict, brief_days=before, closed=HOLIDAY
    )  # fmt: skip


@pytest.mark.parametrize(
    ("out", "issued", "begun", "near", "found"),
    [
        (FRIDAY, False, False, None, Lateness.OVERDUE),
        (FRIDAY, False, True, None, Lateness.OVERDUE),
        (FRIDAY, True, True, None, None),
        (MONDAY, False, True, MONDAY, None),
        (MONDAY, False, False, MONDAY, Lateness.NEAR),
        (MONDAY + timedelta(days=1), False, False, MONDAY, None),
        (MONDAY, False, False, None, None),
        (None, False, False, MONDAY, None),
    ],
)
def test_a_brief_is_behind_once_its_hand_out_passed_or_is_near(out, issued, begun, near, found):
    assert found == lateness(
        out, on=MONDAY, near_until=near, is_issued=issued, is_begun=begun
    )  # fmt: skip


@pytest.fixture
def verification_policy(centre):
    return a_policy(centre, "internal-verification")


def holdings(person):
    return [one.holding for one in person.roles_held.all()]


def waiting(person, on=SEPTEMBER):
    return waiting_for(person.centre, person, holdings(person), on.date())


def test_what_was_sent_waits_for_the_verifier_of_the_plan(sent, verification_policy, ivor, vera):
    [one] = waiting(ivor)
    assert (one.brief, one.verifier, one.waited, one.is_own_work) == (sent, ivor, 0, False)
    assert one.due is not None
    assert [w.brief for w in waiting(vera)] == [sent]


def test_it_grows_old_and_is_overdue_the_day_after_it_is_due(sent, verification_policy, ivor):
    due = waiting(ivor)[0].due.on
    later = waiting(ivor, SEPTEMBER + timedelta(days=7))[0]
    assert later.waited == 5
    for days, late in ((0, False), (1, True)):
        on = due + timedelta(days=days)
        [one] = waiting_for(ivor.centre, ivor, holdings(ivor), on)
        assert one.is_late is late


def test_what_was_answered_waits_no_longer(approved, verification_policy, ivor):
    assert waiting(ivor) == []


def test_what_somebody_wrote_is_somebody_elses_to_verify(brief, vera):
    actions.change_brief(brief, by=vera, at=SEPTEMBER, scenario="You work for another firm.")
    actions.send_brief(brief, by=vera, at=SEPTEMBER)
    assert [one.is_own_work for one in waiting(vera)] == [True]


def test_nobody_sees_what_waits_on_programmes_on_which_they_verify_nothing(sent, asa, pia):
    other = a_programme(sent.centre, code="XSC3A", title="Applied Science")
    sam = a_person(sent.centre, "Sam Science", Role.INTERNAL_VERIFIER, other)
    assert waiting(sam) == waiting(asa) == waiting(pia) == []


def test_today_asks_for_it_by_the_same_day(sent, verification_policy, ivor, asa):
    def asked(person):
        whose = Whose(person.centre, person, tuple(holdings(person)), SEPTEMBER.date())
        return [one for one in tasks(whose) if one.title.startswith("Verify the brief")]

    due = waiting(ivor)[0].due
    assert [(one.due_on, due.why in one.about) for one in asked(ivor)] == [(due.on, True)]
    assert asked(asa) == []


def page_of(client, person, path="/briefs/verification/"):
    account, _ = Account.objects.get_or_create(email=f"{person.pk}@example.ac.uk", person=person)
    client.force_login(account)
    return client.get(path)


def send_more(asa, count):
    """Sends the briefs of other assignments of the plan."""
    for one in Assignment.objects.filter(briefs=None).order_by("number")[:count]:
        brief = fill(actions.write_brief(one, by=asa, at=SEPTEMBER), asa)
        actions.send_brief(brief, by=asa, at=SEPTEMBER)


def test_the_page_takes_as_many_questions_for_three_as_for_one(
    client, sent, verification_policy, asa, ivor, time_machine
):
    time_machine.move_to(SEPTEMBER)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            response = page_of(client, ivor)
        return len(captured), response.content.decode()

    asked()
    one, page = asked()
    assert page.count("/verify/") == 1
    send_more(asa, 2)
    three, page = asked()
    assert (three, page.count("/verify/")) == (one, 3)


def test_the_page_says_overdue_in_words_and_is_in_the_verifiers_navigation(
    client, sent, verification_policy, ivor, asa, time_machine
):
    time_machine.move_to(SEPTEMBER + timedelta(days=40))
    page = page_of(client, ivor).content.decode()
    assert "Overdue" in page
    assert "working days since it was sent" in page
    assert "For you by the plan" in page
    link = 'href="/briefs/verification/"'
    assert link in page_of(client, ivor, "/briefs/").content.decode()
    assert link not in page_of(client, asa, "/briefs/").content.decode()
    assert page_of(client, asa).status_code == 404


def test_the_list_marks_what_is_overdue_and_what_is_near(
    client, plan, assignment, verification_policy, asa, time_machine
):
    PlannedAssignment.objects.update(hand_out_on=SEPTEMBER.date() + timedelta(days=60))
    planned = PlannedAssignment.objects.get(assignment=assignment)
    for days, word in ((-1, Lateness.OVERDUE), (1, Lateness.NEAR)):
        planned.hand_out_on = SEPTEMBER.date() + timedelta(days=days)
        planned.save()
        time_machine.move_to(SEPTEMBER)
        page = page_of(client, asa, "/briefs/").content.decode()
        assert page.count(word) == 1
    fill(actions.write_brief(assignment, by=asa, at=SEPTEMBER), asa)
    assert Lateness.NEAR not in page_of(client, asa, "/briefs/").content.decode()


def test_a_brief_in_the_learners_hands_is_not_behind_while_its_next_version_is_written(
    approved, verification_policy, asa, the_day
):
    issue_actions.issue_brief(
        approved, by=asa, at=the_day, set_on=the_day.date(), session="remote", session_note="x",
        reason="So.",
    )  # fmt: skip
    actions.revise_brief(approved, by=asa, at=the_day, why="The firm closed.")
    rows = list(PlannedAssignment.objects.filter(assignment=approved.assignment))
    on = the_day.date() + timedelta(days=30)
    assert behind(approved.centre, rows, newest_briefs([approved.assignment]), on) == {}
    Brief.objects.get(pk=approved.pk).issues.all().delete()
    found = behind(approved.centre, rows, newest_briefs([approved.assignment]), on)
    assert found == {approved.assignment_id: Lateness.OVERDUE}


def test_without_a_policy_the_hand_out_is_the_day(sent, ivor):
    assert waiting(ivor)[0].due == Due(sent.hand_out_on, "its hand-out")
    approve(sent, ivor)
    assert waiting(ivor) == []
