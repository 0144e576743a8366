"""Tutorials: noted, read by the learner, corrected by a new note, and followed to the end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.learners import tutorial_actions as actions
from fairmark.learners.tutorial_models import TutorialNote, TutorialReply
from fairmark.learners.tutorial_queries import own_notes
from fairmark.learners.tutorial_rules import Agreed
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.builders import MONDAY, a_learner, a_person, a_programme, an_enrolment

ON = MONDAY.date()
SECRET = "Her father is ill."


@pytest.fixture
def lena(cohort):
    person = a_person(cohort.centre, "Lena Learner", Role.LEARNER)
    an_enrolment(cohort, a_learner(cohort.centre, forenames="Lena", surname="Moss", person=person))
    return person


@pytest.fixture
def asha(programme):
    return a_person(programme.centre, "Asha Assessor", Role.ASSESSOR, programme)


def talk(person, by, **but):
    return actions.note_tutorial(
        person.learner, by=by, at=MONDAY,
        **{"on": ON, "words": "How the term goes.",
           "targets": [Agreed("Draft it.", ON + timedelta(days=7))]} | but,
    )  # fmt: skip


def page(client, person, address):
    account, _ = Account.objects.get_or_create(
        person=person, defaults={"email": f"{person.pk}@example.ac.uk"}
    )
    client.force_login(account)
    return client.get(address)


def test_the_learner_reads_it_and_replies(lena, asha, client):
    one = talk(lena, asha)
    mine = page(client, lena, "/my-record/").content.decode()
    assert "How the term goes." in mine
    assert "Draft it." in mine
    client.post(f"/my-record/tutorials/{one.pk}/", {"words": "I need a week more."})
    assert TutorialReply.objects.get().by == lena
    assert "I need a week more." in page(
        client, asha, f"/learners/{lena.learner.pk}/tutorials/"
    ).content.decode()  # fmt: skip


def test_what_is_kept_to_teachers_is_read_by_them_alone_and_never_in_the_trail(
    lena, asha, quinn, client
):
    with pytest.raises(Refused, match="Say why the learner does not read it"):
        talk(lena, asha, is_shared=False)
    one = talk(lena, asha, words=SECRET, is_shared=False, why_private="Told in confidence.")
    assert own_notes(lena) == []
    assert SECRET not in page(client, lena, "/my-record/").content.decode()
    assert client.get(f"/my-record/tutorials/{one.pk}/").status_code == 404
    with pytest.raises(NotYours):
        actions.reply_to_tutorial(one, by=lena, at=MONDAY, words="What is this?")
    place = f"/learners/{lena.learner.pk}/tutorials/"
    assert SECRET in page(client, asha, place).content.decode()
    assert SECRET not in page(client, quinn, place).content.decode()
    assert SECRET not in str(list(Event.objects.values()))


def test_a_correction_is_a_new_note_that_names_the_one_it_replaces(lena, asha, pia):
    one = talk(lena, asha)
    what = {"at": MONDAY, "on": ON, "words": "How the year goes.", "why": "I meant the year."}
    with pytest.raises(Refused, match="only they correct it"):
        actions.correct_tutorial(one, by=pia, **what)
    two = actions.correct_tutorial(one, by=asha, **what)
    assert (two.replaces, TutorialNote.objects.get(pk=one.pk).words) == (one, "How the term goes.")
    assert own_notes(lena) == [two]
    with pytest.raises(Refused, match="corrected this note already"):
        actions.correct_tutorial(one, by=asha, **what)
    with pytest.raises(Refused, match="Settle the targets of the newer one"):
        actions.settle_target(one.targets.get(), by=asha, at=MONDAY, is_done=True)
    with pytest.raises(Refused, match="Reply to the newer one"):
        actions.reply_to_tutorial(one, by=lena, at=MONDAY, words="Late.")


def test_a_target_is_settled_once(lena, asha, pia):
    [target] = talk(lena, asha).targets.all()
    actions.settle_target(target, by=pia, at=MONDAY, is_done=False, outcome="Not needed now.")
    with pytest.raises(Refused, match="settled this already"):
        actions.settle_target(target, by=asha, at=MONDAY, is_done=True)


@pytest.mark.parametrize(
    ("but", "reason"),
    [
        ({"on": ON + timedelta(days=1)}, "still to come"),
        ({"on": ON - timedelta(days=400)}, "first day is"),
        ({"targets": [Agreed("Draft it.", ON - timedelta(days=1))]}, "before you talked"),
        ({"why_private": "Home."}, "The learner reads this note"),
    ],
)
def test_what_a_note_asks(lena, asha, but, reason):
    with pytest.raises(Refused, match=reason):
        talk(lena, asha, **but)


def test_a_teacher_of_another_programme_finds_nothing(lena, centre, client):
    other = a_programme(centre, code="OTHER")
    erik = a_person(centre, "Erik Elsewhere", Role.ASSESSOR, other)
    with pytest.raises(NotYours):
        talk(lena, erik)
    assert page(client, erik, f"/learners/{lena.learner.pk}/tutorials/").status_code == 404


def test_a_date_for_a_target_asks_what_it_is(lena, asha, client):
    page(client, asha, "/")
    answer = client.post(
        f"/learners/{lena.learner.pk}/tutorials/new/",
        {"on": f"{ON:%d/%m/%Y}", "words": "The term.", "is_shared": "yes", "due1": "1/3/2026",
         "what2": "Draft it."},
    )  # fmt: skip
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what is to be done" in text
    assert "Say by when" in text


def test_the_pages_ask_as_much_for_three_as_for_one(lena, asha, cohort, client):
    places = (
        f"/learners/{lena.learner.pk}/tutorials/",
        f"{cohort.get_absolute_url()}file/tutorials/",
    )
    actions.reply_to_tutorial(talk(lena, asha), by=lena, at=MONDAY, words="Yes.")
    counts = []
    for _ in range(2):
        for place in places:
            page(client, asha, place)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(place).status_code == 200
            counts.append(len(asked))
        for _ in range(2):
            one = talk(lena, asha)
            actions.reply_to_tutorial(one, by=lena, at=MONDAY, words="Yes.")
            an_enrolment(cohort)
    assert counts[:2] == counts[2:]
