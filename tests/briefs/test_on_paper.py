"""Briefs on paper: the words of their page, the fields of the pack, for staff and for learners."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fairmark.briefs import actions, issue_actions, printing, queries, verification_actions
from fairmark.documents import making, pdf
from fairmark.evidence.keeping import take_in
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.rulebook.queries import rule
from tests.briefs.conftest import SEPTEMBER, answers, approve
from tests.builders import a_person, a_programme
from tests.documents.papers import (
    pages_of,
    pieces_of,
    read,
    said_by,
    said_in_word,
    tables_of,
    word_of,
)
from tests.policies.page_words import squeezed
from tests.site.work_world import A_FILE

pytestmark = [pytest.mark.django_db, pytest.mark.paper]

TUESDAY = SEPTEMBER + timedelta(days=1)
#: What a page calls by another name than the form: these headings are the form's own.
RENAMED = {squeezed("Evidence to hand in")}
HOSTILE = (
    '<script>alert(1)</script><img src="file:///etc/passwd"><a rel="attachment" '
    'href="file:///etc/hostname">x</a> {% include "x" %} {{ brief }} =HYPERLINK("x")'
)


def fields():
    return rule("assessment.brief_fields", on=SEPTEMBER.date()).value


def signed_in(client, person):
    client.force_login(Account.objects.create(email=f"{person.pk}@example.ac.uk", person=person))
    return client


@pytest.fixture
def full(brief, asa):
    """A brief with everything that a brief may say."""
    actions.change_brief(
        brief, by=asa, at=SEPTEMBER, scenario="You work for a local firm.\n\nIt grows.",
        evidence="A report of 1,500 words.\nA log of visits.", sources="The library.\nThe web.",
        materials="A camera.", ai_rule="named", ai_uses="Spelling.", ai_hand_in="Your prompts.",
        origin="shared", origin_note="The Ashdale team",
    )  # fmt: skip
    taken = take_in(SimpleUploadedFile("sales.csv", A_FILE))
    actions.attach_to_brief(brief, by=asa, at=SEPTEMBER, taken=taken)
    brief.refresh_from_db()
    return brief


@pytest.fixture
def issued(approved, asa, the_day):
    issue_actions.issue_brief(
        approved, by=asa, at=the_day, set_on=the_day.date(), session="remote",
        session_note="Teams, 10:00", reason="The room was taken.",
    )  # fmt: skip
    approved.refresh_from_db()
    return approved


def test_a_brief_says_on_paper_what_its_page_says(full, client, asa):
    paper = printing.brief_on_paper(full, SEPTEMBER)
    page = signed_in(client, asa).get(full.get_absolute_url()).content.decode()
    parts = ["scenario", "evidence", "ai", "sources", "materials", "criteria"]
    parts += [f"t{task.pk}" for task in full.tasks.all()]
    pieces = [one for one in pieces_of(page, *parts) if one not in RENAMED]
    # Links to change a part are for the screen.
    pieces = [one.split(squeezed("· Change"))[0].split(squeezed("· Take"))[0] for one in pieces]
    assert len(pieces) > 20
    for said in (said_by(paper), said_in_word(word_of(paper))):
        assert [one for one in pieces if one not in said] == []
        for words in ("Shared by another team or centre: The Ashdale team", "Asa Assessor",
                      "Pearson BTEC Level 3 National Extended Certificate in Business",
                      "Unit 1: Exploring Business", "Learning aims A"):  # fmt: skip
            assert squeezed(words) in said
    blank = said_by(printing.blank_brief(full.centre, SEPTEMBER))
    assert [one for one in pieces if one not in blank], "the twin: another paper"


def test_every_field_of_the_pack_has_its_place_in_its_order(full):
    assert {*printing.LINES, *printing.SECTIONS, printing.SIGNED} == set(fields())
    for paper in (
        printing.brief_on_paper(full, SEPTEMBER), printing.blank_brief(full.centre, SEPTEMBER)
    ):  # fmt: skip
        document = word_of(paper)
        lines = [row[0] for row in tables_of(document)[0]]
        assert lines == [name for name in fields() if name in printing.LINES]
        headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
        asked = [name for name in fields() if name not in printing.LINES]
        assert [name for name in headings if name in asked] == asked
        assert [name for name in fields() if squeezed(name) not in said_by(paper)] == []


def test_a_field_that_the_college_adds_is_left_to_be_written_in(full, monkeypatch):
    more = [*fields(), "Room"]

    class Amended:
        value = more

    monkeypatch.setattr(
        printing, "rule",
        lambda key, **about: Amended if key == "assessment.brief_fields" else rule(key, **about),
    )  # fmt: skip
    filled = tables_of(word_of(printing.brief_on_paper(full, SEPTEMBER)))[0]
    assert filled[-1] == ["Room", "Not kept in Fairmark: write it here"]
    blank = tables_of(word_of(printing.blank_brief(full.centre, SEPTEMBER)))[0]
    assert blank[-1] == ["Room", ""]


def test_the_blank_brief_is_blank(centre, cohort):
    document = word_of(printing.blank_brief(centre, SEPTEMBER))
    lines, *rest = tables_of(document)
    assert {row[1] for row in lines} == {""}
    criteria = next(one for one in rest if one[0] == ["Criterion", "Served by"])
    assert criteria[1:] == [["", ""]] * printing.BLANK_CRITERIA
    assert rest[-1] == [["As", "Name and signature", "Date"], ["Internal verifier", "", ""]]
    assert [one.text for one in document.paragraphs].count("☐ ") + [
        one.text for one in document.paragraphs
    ].count("☐") == printing.BLANK_EVIDENCE


def test_levels_4_to_7_ask_for_a_second_signature(centre, cohort):
    a_programme(centre, code="HN1", title="Computing", family="hn_rqf_2016")
    *_, signatures = tables_of(word_of(printing.blank_brief(centre, SEPTEMBER)))
    assert [row[0] for row in signatures[1:]] == [
        "Internal verifier", "Programme leader, where the qualification asks for it",
    ]  # fmt: skip


def test_each_page_says_how_far_the_brief_has_come(brief, asa, ivor):
    def first(one):
        one.refresh_from_db()
        return pages_of(printing.brief_on_paper(one, SEPTEMBER))

    for page in first(brief):
        assert "DRAFT" in page
        assert squeezed("printed on 8 September 2025; not for learners") in squeezed(page)
    actions.send_brief(brief, by=asa, at=SEPTEMBER)
    assert all("DRAFT" in page for page in first(brief))
    approve(brief, ivor)
    pages = first(brief)
    assert not any("DRAFT" in page for page in pages)
    assert squeezed("approved, printed on 8 September 2025; not issued yet") in squeezed(pages[0])
    assert squeezed("Internal verifier Ivor Verifier 8 September 2025 at 09:00") in squeezed(
        "".join(pages)
    )  # fmt: skip
    issue_actions.issue_brief(
        brief, by=asa, at=TUESDAY, set_on=TUESDAY.date(), session="remote",
        session_note="Teams, 10:00", reason="Late.",
    )  # fmt: skip
    assert all("version 1, issued" in page for page in first(brief))
    newer = actions.revise_brief(brief, by=asa, at=TUESDAY, why="Again.")
    assert "Why there is a version 2" in "".join(first(newer))


def test_its_days_are_its_own_once_it_is_sent_and_the_plans_until_then(brief, asa):
    planned = queries.planned_in_force(brief.assignment)
    planned.hand_in_on = planned.hand_in_on.replace(day=27)
    planned.save()
    assert squeezed(f"{planned.hand_in_on:%A %-d %B %Y}") in said_by(
        printing.brief_on_paper(brief, SEPTEMBER)
    )
    sent = actions.send_brief(brief, by=asa, at=SEPTEMBER)
    own = sent.hand_in_on
    planned.hand_in_on = own.replace(day=13)
    planned.save()
    said = said_by(printing.brief_on_paper(sent, SEPTEMBER))
    assert squeezed(f"{own:%-d %B %Y}") in said
    assert squeezed(f"{planned.hand_in_on:%A %-d %B %Y}") not in said


def test_a_criterion_that_no_task_serves_is_told_while_it_is_written(brief, asa):
    task = brief.tasks.get()
    task.criteria.remove(task.criteria.first())
    rows = next(
        one for one in tables_of(word_of(printing.brief_on_paper(brief, SEPTEMBER)))
        if one[0] == ["Criterion", "Served by"]
    )  # fmt: skip
    assert rows[1:] == [
        ["A.P1", "No task yet"], ["A.M1", "Task 1: Report"], ["A.D1", "Task 1: Report"],
    ]  # fmt: skip


def test_the_pdf_is_tagged_and_titled(full):
    reader = read(printing.brief_on_paper(full, SEPTEMBER))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata.title == "Assignment brief: The business next door"
    (top, sections) = reader.outline
    assert top.title == "Assignment brief: The business next door"
    headings = [one.title for one in sections if not isinstance(one, list)]
    assert [one for one in headings if one in fields()] == [
        *(name for name in fields() if name in printing.SECTIONS), printing.SIGNED,
    ]  # fmt: skip
    assert reader.metadata.author == "Thornmere College"


# -- nothing untrusted runs ------------------------------------------------------------------


def test_markup_that_somebody_writes_is_text(full, asa):
    for name in ("scenario", "evidence", "sources", "materials", "ai_uses", "title"):
        setattr(full, name, HOSTILE[:150] if name == "title" else HOSTILE)
    full.save()
    full.tasks.update(text=HOSTILE, title=HOSTILE[:150])
    paper = printing.brief_on_paper(full, SEPTEMBER)
    assert "<script" not in paper.html
    assert "<img" not in paper.html
    reader = read(paper)
    root = reader.trailer["/Root"]
    assert "/Names" not in root or "/EmbeddedFiles" not in root["/Names"]
    assert not any(page.get("/Annots") for page in reader.pages)
    document = word_of(paper)
    for said in (said_by(paper), said_in_word(document)):
        assert said.count(squeezed(HOSTILE)) >= 6
    assert not document.inline_shapes
    assert not [rel for rel in document.part.rels.values() if rel.is_external]


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1b", "\x7f", "\u202e", "\u2066"])
def test_a_character_pasted_from_elsewhere_does_not_stop_the_paper(full, character):
    full.scenario = f"You{character} work here."
    full.title = f"The{character} firm"
    full.save()
    paper = printing.brief_on_paper(full, SEPTEMBER)
    for said in (said_by(paper), said_in_word(word_of(paper))):
        assert squeezed("You work here.") in said
        assert squeezed("The firm, version 1") in said


def test_what_is_too_long_for_paper_sends_back_with_the_reason(full, client, asa, monkeypatch):
    monkeypatch.setattr(making, "LONGEST", 100)
    pdf._at_hand.cache_clear()
    response = signed_in(client, asa).get(f"/briefs/{full.pk}/paper/pdf/", follow=True)
    assert response.redirect_chain == [(full.get_absolute_url(), 302)]
    assert "too long to be put on paper. Shorten what was written" in response.content.decode()


# -- who may have it -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_staff_of_the_programme_take_it_and_nobody_else_finds_it(full, client, asa, centre, kind):
    other = a_programme(centre, code="XBS3E", title="Enterprise")
    olu = a_person(centre, "Olu Other", Role.ASSESSOR, other)
    assert signed_in(client, olu).get(f"/briefs/{full.pk}/paper/{kind}/").status_code == 404
    assert client.get(f"/briefs/blank/{kind}/").status_code == 200
    response = signed_in(client, asa).get(f"/briefs/{full.pk}/paper/{kind}/")
    assert response.content[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[kind]
    assert response["Content-Disposition"] == (
        f'attachment; filename="assignment-brief-{full.pk}-version-1.{kind}"'
    )
    assert client.get(f"/briefs/{full.pk}/paper/html/").status_code == 404


def test_a_learner_has_it_once_it_was_issued_to_them_and_not_before(
    approved, client, lena, asa, ivor, the_day
):
    signed_in(client, lena)
    verification = approved.verifications.get()
    closed = [f"/briefs/{approved.pk}/paper/pdf/", f"/briefs/verifications/{verification.pk}/paper/pdf/",
              "/briefs/blank/pdf/", "/my-work/1/paper/pdf/"]  # fmt: skip
    assert [client.get(address).status_code for address in closed] == [404] * 4
    issue_actions.issue_brief(
        approved, by=asa, at=the_day, set_on=the_day.date(), session="remote",
        session_note="Teams, 10:00", reason="The room was taken.",
    )  # fmt: skip
    issue = approved.issues.get()
    response = client.get(f"/my-work/{issue.pk}/paper/pdf/")
    assert response.content[:4] == b"%PDF"
    assert [client.get(address).status_code for address in closed[:3]] == [404] * 3
    stranger = a_person(lena.centre, "Another Learner", Role.LEARNER)
    assert signed_in(client, stranger).get(f"/my-work/{issue.pk}/paper/pdf/").status_code == 404


def test_the_learners_paper_says_what_their_page_says_and_nothing_of_its_making(
    issued, client, lena
):
    issue = issued.issues.get()
    page = signed_in(client, lena).get(issue.get_absolute_url()).content.decode()
    said = said_by(printing.brief_on_paper(issued, SEPTEMBER, issue=issue))
    parts = ["scenario", "evidence", "ai", *(f"t{one.pk}" for one in issued.tasks.all())]
    pieces = [one for one in pieces_of(page, *parts) if one not in RENAMED]
    assert len(pieces) > 5
    assert [one for one in pieces if one not in said] == []
    assert squeezed(f"Set on {issue.set_on:%A %-d %B %Y}: Teams, 10:00") in said
    own = ("Record of this version", "Where it comes from", "Authors", "Sent for verification")
    assert [one for one in own if squeezed(one) in said] == []
    staff = said_by(printing.brief_on_paper(issued, SEPTEMBER))
    assert [one for one in own if squeezed(one) not in staff] == [], "the twin"


def test_changes_asked_are_no_signature(sent, ivor, asa):
    verification_actions.verify_brief(
        sent, by=ivor, at=SEPTEMBER, outcome="changes", answers=answers(sent),
        actions=[{"words": "Shorten it", "owner": asa, "due_on": SEPTEMBER.date()}],
    )  # fmt: skip
    sent.refresh_from_db()
    *_, signatures, _ = tables_of(word_of(printing.brief_on_paper(sent, SEPTEMBER)))
    assert signatures[1:] == [["Internal verifier", "", ""]]
