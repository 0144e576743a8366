"""Observation records and witness statements on paper: every question of the form, and who signed."""

import pytest

from fairmark.assessment import observation_actions, observation_printing
from fairmark.assessment.observation_queries import asked_of_observation, asked_of_witness
from fairmark.people.models import Account
from tests.assessment.test_observations import observe, witness
from tests.documents.papers import said_by, said_in_word, word_of

pytestmark = [pytest.mark.django_db, pytest.mark.paper]


def both(paper):
    """What its PDF says and what its Word file says, each without spaces."""
    return ["".join(text.split()) for text in (said_by(paper), said_in_word(word_of(paper)))]


def says(paper, *pieces):
    return all("".join(piece.split()) in text for text in both(paper) for piece in pieces)


def test_an_observation_says_what_was_kept_and_leaves_room_for_who_signs_on_paper(
    assignment, issue, lena, asa, in_time
):
    made = observe(assignment, lena, asa, in_time, "A.P1", "A.M1", support="Photographs")
    paper = observation_printing.observation_on_paper(made, in_time)
    asked = [row["asks"] for row in asked_of_observation(in_time.date()) if row["id"] != "signed"]
    assert says(paper, *asked, "Served three guests.", "She explained each dish.", "A.P1, A.M1",
                "Photographs", str(assignment), asa.name, "Learner")  # fmt: skip
    assert not says(paper, "The learner saw it otherwise")
    observation_actions.sign_observation(
        made, by=lena, at=in_time, agrees=False, words="There were two guests."
    )
    made.refresh_from_db()
    signed = observation_printing.observation_on_paper(made, in_time)
    assert says(signed, "The learner saw it otherwise: There were two guests.", lena.name)


def test_one_that_is_taken_back_says_so(assignment, issue, lena, asa, in_time):
    made = observe(assignment, lena, asa, in_time)
    observation_actions.take_back_observation(made, by=asa, at=in_time, why="The wrong day.")
    made.refresh_from_db()
    paper = observation_printing.observation_on_paper(made, in_time)
    assert says(paper, f"Taken back by {asa.name}: The wrong day.")


def test_a_statement_says_who_saw_what_and_where_it_is_signed(
    assignment, issue, lena, asa, in_time
):
    made = witness(assignment, lena, asa, in_time)
    paper = observation_printing.statement_on_paper(made, in_time)
    asked = [row["asks"] for row in asked_of_witness(in_time.date()) if row["id"] != "signed"]
    assert says(paper, *asked, "Gwen Price, Head chef", "She ran the pass.", "Employer or supervisor",
                "The signed paper: The course folder")  # fmt: skip


@pytest.mark.parametrize(
    ("make", "asked", "signers"),
    [
        (observation_printing.blank_observation, asked_of_observation, ("Assessor", "Learner")),
        (observation_printing.blank_statement, asked_of_witness, ("Witness",)),
    ],
)
def test_a_blank_form_asks_the_same_and_answers_nothing(centre, in_time, make, asked, signers):
    paper = make(centre, in_time)
    questions = [row["asks"] for row in asked(in_time.date()) if row["id"] != "signed"]
    assert says(paper, *questions, *observation_printing.HEAD, *signers, "Name and signature")
    assert not says(paper, "Nothing was said.")


def test_the_page_gives_it_to_who_may_see_the_record(assignment, issue, lena, asa, in_time, client):
    made = observe(assignment, lena, asa, in_time)
    client.force_login(Account.objects.create(person=asa, email="asa@example.ac.uk"))
    page = client.get(made.get_absolute_url()).content.decode()
    assert 'href="paper/pdf/"' in page
    given = client.get(f"{made.get_absolute_url()}paper/pdf/")
    assert given.content.startswith(b"%PDF")
    assert f"observation-record-{made.pk}.pdf" in given["Content-Disposition"]
    assert client.get(f"{made.get_absolute_url()}paper/odt/").status_code == 404
