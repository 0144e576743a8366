"""Verifications on paper: head, questions, answers, action points, who signed; and blank by family."""

from datetime import timedelta

import pytest

from fairmark.briefs import actions, verification_actions, verification_printing
from fairmark.briefs.models import Verification
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.rulebook.queries import EVERY_FAMILY, rule
from fairmark.rulebook.words import FAMILIES
from tests.briefs.conftest import SEPTEMBER, answers, approve
from tests.builders import a_person, a_programme
from tests.documents.papers import read, said_by, said_in_word, tables_of, word_of
from tests.policies.page_words import squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.paper]
LATER = SEPTEMBER + timedelta(days=1)
HN = "hn_rqf_2016"


@pytest.fixture
def asked(sent, ivor, asa):
    """Changes asked, with an action point."""
    return verification_actions.verify_brief(
        sent, by=ivor, at=SEPTEMBER, outcome="changes",
        answers=answers(sent, time="Two weeks are too few."), comment="A good scenario.",
        lesson="Begin with the visit.",
        actions=[{"words": "Give another week", "owner": asa, "due_on": LATER.date()}],
    )  # fmt: skip


def tables_by_head(paper):
    return {tuple(table[0]): table[1:] for table in tables_of(word_of(paper))[1:]}


QUESTIONS = ("No.", "Question", "Answer", "In words")
POINTS = ("To be done", "By whom", "By when", "Done", "Closed")
WHO = ("As", "Who", "When")
NAMES = ("As", "Name and signature", "Date")


def test_a_verification_says_its_head_answers_points_and_signatures(asked):
    paper = verification_printing.verification_on_paper(asked, SEPTEMBER)
    head = dict(tables_of(word_of(paper))[0])
    assert list(head) == rule("forms.brief_verification_head", on=SEPTEMBER.date()).value
    assert head["Verifier"] == "Ivor Verifier"
    assert head["Assessor"] == "Asa Assessor"
    assert head["Assignment"] == "Unit 1, assignment 1: The business next door, version 1"
    assert head["Criteria targeted"] == "A.P1, A.M1, A.D1"
    assert head["Authorised brief, changed or not"] == "No. Written here"
    assert head["Sent to the checking service"] == "Not kept in Fairmark: write it here"
    tables = tables_by_head(paper)
    assert [row[1:] for row in tables[QUESTIONS]] == [
        [one.asks, one.get_answer_display(), one.words] for one in asked.answers.all()
    ]
    assert ["Is the time fair?", "No", "Two weeks are too few."] in [
        row[1:] for row in tables[QUESTIONS]
    ]
    assert tables[POINTS] == [
        ["Give another week", "Asa Assessor", "9 September 2025", "To be done", "Not closed yet"]
    ]
    assert tables[WHO] == [
        ["Sent for verification by", "Asa Assessor", "8 September 2025 at 09:00"],
        ["Internal verifier", "Ivor Verifier", "8 September 2025 at 09:00"],
    ]
    for said in (said_by(paper), said_in_word(word_of(paper))):
        for words in ("Changes asked, 8 September 2025 at 09:00", "A good scenario.",
                      "For its next use Begin with the visit."):  # fmt: skip
            assert squeezed(words) in said


def test_its_points_are_told_as_they_stand_and_an_old_one_keeps_its_signatures(asked, asa, ivor):
    brief, point = asked.brief, asked.points.get()
    verification_actions.answer_action_point(point, by=asa, at=LATER, done="A week more.")
    actions.send_brief(brief, by=asa, at=LATER)
    brief.refresh_from_db()
    approve(brief, ivor, at=LATER, closes=[point])
    one = Verification.objects.get(pk=asked.pk)
    tables = tables_by_head(verification_printing.verification_on_paper(one, LATER))
    assert tables[POINTS] == [
        ["Give another week", "Asa Assessor", "9 September 2025",
         "A week more. Asa Assessor, 9 Sep 2025", "Ivor Verifier, 9 Sep 2025"],
    ]  # fmt: skip
    # The brief was sent again since then, and the first sending is not told by the second.
    assert tables[WHO] == [["Internal verifier", "Ivor Verifier", "8 September 2025 at 09:00"]]
    second = brief.verifications.last()
    paper = verification_printing.verification_on_paper(second, LATER)
    assert tables_by_head(paper)[WHO][0][0] == "Sent for verification by"
    assert squeezed("Action points None.") in said_by(paper)


def test_an_unchanged_authorised_brief_shows_the_few_questions(brief, asa, ivor):
    actions.change_brief(brief, by=asa, at=SEPTEMBER, origin="authorised", is_unchanged=True)
    actions.send_brief(brief, by=asa, at=SEPTEMBER)
    brief.refresh_from_db()
    one = approve(brief, ivor)
    paper = verification_printing.verification_on_paper(one, SEPTEMBER)
    assert len(tables_by_head(paper)[QUESTIONS]) == 2
    head = dict(tables_of(word_of(paper))[0])
    assert head["Authorised brief, changed or not"] == "Authorised, used unchanged"
    assert squeezed("Asked as of an authorised brief that nobody changed.") in said_by(paper)


def test_levels_4_to_7_show_the_second_signature(sent, ivor, pia):
    qualification = sent.assignment.cohort.programme.qualification
    qualification.family = HN
    qualification.save()
    one = approve(sent, ivor)
    sent.refresh_from_db()
    open_line = tables_by_head(verification_printing.verification_on_paper(one, SEPTEMBER))[WHO][-1]
    assert open_line == ["Programme leader", "", ""]
    verification_actions.countersign_brief(sent, by=pia, at=LATER)
    one = Verification.objects.get(pk=one.pk)
    signed = tables_by_head(verification_printing.verification_on_paper(one, LATER))[WHO][-1]
    assert signed == ["Programme leader", "Pia Leader", "9 September 2025 at 09:00"]


@pytest.mark.parametrize("family", [one for one in FAMILIES if one != EVERY_FAMILY])
def test_the_blank_form_of_each_family_asks_what_the_pack_asks(centre, family):
    paper = verification_printing.blank_verification(centre, family, SEPTEMBER)
    on = SEPTEMBER.date()
    asks = [one["asks"] for one in rule("forms.brief_verification", family=family, on=on).value]
    head = rule("forms.brief_verification_head", family=family, on=on).value
    document = word_of(paper)
    assert tables_of(document)[0] == [[name, ""] for name in head]
    tables = tables_by_head(paper)
    assert [(row[1], row[3]) for row in tables[QUESTIONS]] == [(one, "") for one in asks]
    assert {row[2] for row in tables[QUESTIONS]} == {"☐ Yes ☐ No ☐ Does not apply"}
    assert tables[POINTS] == [[""] * 5] * verification_printing.BLANK_POINTS
    second = rule("roles.countersigns_brief", family=family, on=on).value
    more = [] if second == "nobody" else [[second.capitalize(), "", ""]]
    assert tables[NAMES] == [["Assessor", "", ""], ["Internal verifier", "", ""], *more]


def test_the_blank_pdf_holds_the_same_questions_and_says_which_few_are_asked(centre):
    said = said_by(verification_printing.blank_verification(centre, "firsts_2012", SEPTEMBER))
    asked = rule("forms.brief_verification", family="firsts_2012", on=SEPTEMBER.date()).value
    assert [one["asks"] for one in asked if squeezed(one["asks"]) not in said] == []
    assert squeezed("that nobody changed, answer only 2 and 3.") in said
    higher = said_by(verification_printing.blank_verification(centre, HN, SEPTEMBER))
    assert squeezed("answer only") not in higher


def test_the_pdf_is_tagged_and_titled(asked):
    reader = read(verification_printing.verification_on_paper(asked, SEPTEMBER))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == verification_printing.TITLE


def test_staff_of_the_programme_take_it_and_nobody_else_finds_it(asked, client, asa, centre, lena):
    other = a_programme(centre, code="XBS3E", title="Enterprise")
    olu = a_person(centre, "Olu Other", Role.INTERNAL_VERIFIER, other)
    address = f"/briefs/verifications/{asked.pk}/paper/docx/"
    blank = "/briefs/verifications/blank/{}/docx/"
    for person, status in ((olu, 404), (lena, 404), (asa, 200)):
        account = Account.objects.create(email=f"{person.pk}@example.ac.uk", person=person)
        client.force_login(account)
        assert client.get(address).status_code == status
    assert client.get(blank.format(HN)).status_code == 200
    assert client.get(blank.format("no_such_family")).status_code == 404
