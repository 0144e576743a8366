"""DBL-4: of remote work the policy's share is drawn as it comes in, and talked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairmark.assessment import talks
from fairmark.assessment.rules import is_behind, to_be_talked_about
from fairmark.briefs.models import Issue
from fairmark.guide.showing import State, shown
from fairmark.people.models import Account
from fairmark.workflow.refusals import Refused
from tests.assessment.conftest import confirmed, decision_actions, handed_in
from tests.builders import a_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def nobody_by_chance(monkeypatch):
    """Chance draws nobody; only who the number needs is drawn."""
    monkeypatch.setattr(talks.secrets, "randbelow", lambda most: most - 1)


@pytest.fixture
def remote(issue):
    Issue.objects.update(session="remote")
    return issue


def confirm(work, by, at, **but):
    return decision_actions.confirm_authenticity(
        work.assignment, by=by, at=at, works=[work], authentic=True, **but
    )


@given(st.integers(1, 100), st.lists(st.booleans(), max_size=300))
def test_the_share_is_kept_however_chance_falls(percent, chances):
    drawn = 0
    for number, chance in enumerate(chances, start=1):
        drawn += is_behind(number, drawn, percent) or chance
        assert drawn >= to_be_talked_about(number, percent)


def test_remote_work_is_in_the_draw_while_the_policy_holds(
    remote, centre, lena, ravi, in_time, nobody_by_chance
):
    assert handed_in(remote, lena, in_time).is_drawn is None
    a_policy(centre, "distance", viva_percent=50)
    first = handed_in(remote, ravi, in_time)
    assert first.is_drawn is False


def test_the_next_is_drawn_where_the_number_fell_behind(
    remote, centre, lena, ravi, in_time, nobody_by_chance
):
    a_policy(centre, "distance", viva_percent=50)
    assert [handed_in(remote, one, in_time).is_drawn for one in (lena, ravi)] == [False, True]


def test_chance_draws_and_work_set_face_to_face_is_left_out(
    issue, centre, lena, ravi, in_time, monkeypatch
):
    monkeypatch.setattr(talks.secrets, "randbelow", lambda most: 0)
    a_policy(centre, "distance", viva_percent=1)
    assert handed_in(issue, lena, in_time).is_drawn is None
    Issue.objects.update(session="remote")
    assert handed_in(issue, ravi, in_time).is_drawn is True


def test_drawn_work_is_not_taken_on_sight(remote, centre, lena, asa, in_time):
    a_policy(centre, "distance", viva_percent=100)
    work = handed_in(remote, lena, in_time)
    for said in ({"how": "known"}, {"how": "identity", "words": "Seen."}, {"how": "discussion"}):
        with pytest.raises(Refused, match=r"Lena .* was drawn for a talk about it\. Talk with"):
            confirm(work, asa, in_time, **said)
    assert not work.authentications.exists()
    assert talks.awaiting_a_talk([work]) == {work.pk}
    confirm(work, asa, in_time, how="discussion", words="Why she chose the second firm.")
    assert work.authentications.get().authentic
    assert talks.awaiting_a_talk([work]) == set()


def test_pages_say_who_is_to_be_talked_with_until_it_is_done(
    remote, centre, lena, asa, in_time, client, time_machine
):
    a_policy(centre, "distance", viva_percent=100)
    work = handed_in(remote, lena, in_time)
    time_machine.move_to(in_time)
    client.force_login(Account.objects.create(person=asa, email="asa@example.ac.uk"))
    pages = (work.get_absolute_url(), f"/assignments/{work.assignment_id}/submissions/")

    def said():
        return ["Drawn for a talk" in client.get(page).content.decode() for page in pages]

    assert said() == [True, True]
    confirm(work, asa, in_time, how="discussion", words="Why she chose the second firm.")
    assert said() == [False, False]


def test_too_few_talks_turn_the_control(remote, centre, lena, ravi, asa, in_time):
    on = in_time.date()
    works = [handed_in(remote, one, in_time) for one in (lena, ravi)]
    for work in works:
        confirmed(work, asa, in_time)
        work.authentications.update(how="question")
    assert shown("DBL-4", centre, on).state == State.MET
    a_policy(centre, "distance", viva_percent=50)
    turned = shown("DBL-4", centre, on)
    assert turned.state == State.NOT_MET
    assert [one.what for one in turned.findings] == [
        "0 talks about remote work where the policy asks for 1"
    ]
    works[0].authentications.update(how="discussion")
    met = shown("DBL-4", centre, on)
    assert (met.state, [one.name for one in met.meters]) == (
        State.MET, ["Confirmed", "Talks held"]
    )  # fmt: skip
