"""Kept comments: one's own, shared ones that name nobody, reworded and retired."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.assessment import comment_actions, comment_rules
from fairmark.assessment.comment_models import KeptComment
from fairmark.assessment.comment_queries import offered_to
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.builders import a_learner, a_person, an_enrolment

WORDS = "Say what the judgement rests on."


@pytest.fixture
def bo(programme):
    return a_person(programme.centre, "Bo Assessor", Role.ASSESSOR, programme)


@pytest.fixture
def anybody(cohort):
    an_enrolment(cohort, a_learner(cohort.centre, forenames="Grace Ann", surname="Okafor-Hill"))


def keep(programme, by, at, words=WORDS, **but):
    return comment_actions.keep_comment(programme, by=by, at=at, words=words, **but)


def test_ones_own_is_offered_to_oneself_alone_and_a_shared_one_to_all(programme, asa, bo, monday):
    own = keep(programme, asa, monday)
    shared = keep(programme, bo, monday, words="Name your source.", is_shared=True)
    assert offered_to(asa, programme) == [own, shared]
    assert offered_to(bo, programme) == [shared]
    with pytest.raises(Refused, match="keep this comment already"):
        keep(programme, asa, monday)


def test_a_comment_is_reworded_by_who_keeps_it(programme, asa, bo, monday):
    one = keep(programme, asa, monday, is_shared=True)
    reword = comment_actions.reword_comment
    with pytest.raises(Refused, match="Asa Assessor keeps it"):
        reword(one, by=bo, at=monday, words="Mine now.")
    with pytest.raises(Refused, match="Change something"):
        reword(one, by=asa, at=monday, words=WORDS, is_shared=True)
    reword(one, by=asa, at=monday, words="Show what it rests on.")
    one.refresh_from_db()
    assert (one.words, one.is_shared) == ("Show what it rests on.", False)
    assert Event.objects.latest("sequence").name == "comment_reworded"


def test_a_shared_one_is_retired_by_the_leader_too(programme, asa, bo, pia, monday):
    own, shared = keep(programme, asa, monday), keep(programme, bo, monday, is_shared=True)
    retire = comment_actions.retire_comment
    with pytest.raises(Refused, match="Asa Assessor keeps it"):
        retire(own, by=pia, at=monday)
    with pytest.raises(Refused, match="Bo Assessor keeps it"):
        retire(shared, by=asa, at=monday)
    retire(shared, by=pia, at=monday)
    with pytest.raises(Refused, match="retired it already"):
        retire(shared, by=bo, at=monday)
    assert offered_to(bo, programme) == []
    assert KeptComment.objects.filter(retired_by=pia).get() == shared


def test_what_is_shared_names_no_learner(programme, asa, anybody, monday):
    with pytest.raises(Refused, match="names no learner: Grace Ann Okafor-Hill"):
        keep(programme, asa, monday, words="As grace okafor-hill did.", is_shared=True)
    with pytest.raises(NeedsReason, match="called Grace"):
        keep(programme, asa, monday, words="Grace is a virtue.", is_shared=True)
    assert keep(programme, asa, monday, words="Grace is a virtue.", is_shared=True,
                reason="The virtue.")  # fmt: skip
    assert keep(programme, asa, monday, words="Grace did well here.")  # one's own


@pytest.mark.parametrize(
    ("words", "whole", "part"),
    [
        ("Show how you know.", [], []),
        ("WILL PRICE says so.", ["Will Price"], []),
        ("Ask Will Price, or not.", ["Will Price"], ["Price", "Will"]),
        ("Say what you will show, at what price.", [], []),
        ("Will it hold?", [], ["Will"]),
        ("what you will do", [], []),
        ("Mr Prices’ shop", [], []),
        ("By Price", [], ["Price"]),
    ],
)
def test_names_in_words(words, whole, part):
    learners = [("Will", "Price")]
    assert comment_rules.whole_names_in(words, learners) == whole
    assert comment_rules.part_names_in(words, learners) == part


def test_an_internal_verifier_keeps_none(programme, ivor, monday):
    with pytest.raises(NotYours):
        keep(programme, ivor, monday)


def test_they_are_offered_where_feedback_is_typed(own_work, programme, asa, bo, in_time, client):
    keep(programme, bo, in_time, words="Name <your> source.", is_shared=True)
    keep(programme, bo, in_time, words="Bo’s own.")
    client.force_login(Account.objects.create(email="asa@example.ac.uk", person=asa))
    page = client.get(f"{own_work.get_absolute_url()}decide/").content.decode()
    assert "Name &lt;your&gt; source." in page
    assert "Bo’s own." not in page
    assert "data-insert" in page


def test_the_list_asks_as_much_for_three_as_for_one(programme, asa, bo, monday, client):
    client.force_login(Account.objects.create(email="asa@example.ac.uk", person=asa))
    keep(programme, asa, monday)
    with CaptureQueriesContext(connection) as one:
        client.get("/comments/")
    keep(programme, bo, monday, words="Name your source.", is_shared=True)
    keep(programme, bo, monday, words="Add a figure.", is_shared=True)
    with CaptureQueriesContext(connection) as three:
        page = client.get("/comments/").content.decode()
    assert len(three) == len(one)
    assert [word in page for word in (WORDS, "Add a figure.", "Retire it")] == [True] * 3
    assert page.count("Shared by Bo") == 2
