"""The assessment plan on paper: the words of its page, the fields of the pack, blank and filled."""

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planning import actions, printing
from fairmark.planning.models import AssessmentPlan
from fairmark.rulebook.queries import rule
from tests.builders import MONDAY, a_person, a_policy, a_programme, allocate
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

pytestmark = [pytest.mark.django_db, pytest.mark.paper]


@pytest.fixture
def draft(cohort, pia, asa, ivor, centre):
    a_policy(centre, "assessment")
    allocate(cohort, asa, Role.ASSESSOR)
    allocate(cohort, ivor, Role.INTERNAL_VERIFIER)
    return actions.draft_plan(cohort, by=pia, at=MONDAY)


@pytest.fixture
def signed(draft, vera):
    return actions.sign_plan(draft, by=vera, at=MONDAY, reason="The other units follow.")


def fields():
    return rule("assessment.plan_fields", on=MONDAY.date()).value


def page_of(client, plan, person):
    client.force_login(Account.objects.create(email="one@example.ac.uk", person=person))
    return client.get(plan.get_absolute_url()).content


def test_a_signed_plan_says_on_paper_what_its_page_says(signed, client, pia, vera):
    paper = printing.plan_on_paper(signed, MONDAY)
    pieces = pieces_of(page_of(client, signed, pia), "table", "signed-with")
    assert len(pieces) > 40
    for said in (said_by(paper), said_in_word(word_of(paper))):
        assert [one for one in pieces if one not in said] == []
        assert squeezed("Lead internal verifier Vera Lead 6 October 2025 at 09:00") in said
    other = printing.blank_plan(signed.centre, MONDAY)
    assert [one for one in pieces if one not in said_by(other)], "the twin: another paper"


def test_each_version_says_what_it_is_on_every_page(signed, pia, vera):
    second = actions.revise_plan(signed, by=pia, at=MONDAY, why="The visit moved.")
    piece = second.planned.first()
    actions.change_assignment(
        piece, by=pia, at=MONDAY, title="Out and about", criteria=list(piece.criteria.all()),
        days={name: getattr(piece, name) for name in ("hand_out_on", "hand_in_on", "assess_by",
                                                      "verify_by", "return_by", "resubmit_by")},
        assessors=[(one.person, one.group) for one in piece.assessors.all()],
        verifier=piece.verifier,
    )  # fmt: skip
    written = pages_of(printing.plan_on_paper(second, MONDAY))
    for number, page in enumerate(written, 1):
        assert "DRAFT" in page
        assert "version 2, a draft, printed on 6 October 2025; not in force" in page
        assert f"{number} of {len(written)}" in page
    said = said_by(printing.plan_on_paper(second, MONDAY))
    for words in ("The visit moved.", "title “Out and about”, was", "Needs a reason",
                  "The units come to"):  # fmt: skip
        assert squeezed(words) in said
    assert "DRAFT" not in "".join(pages_of(printing.plan_on_paper(signed, MONDAY)))
    assert "in force, signed on 6 October 2025" in pages_of(
        printing.plan_on_paper(signed, MONDAY)
    )[0]  # fmt: skip
    actions.sign_plan(second, by=vera, at=MONDAY, reason="As before.")
    old = AssessmentPlan.objects.get(pk=signed.pk)
    assert (
        "superseded, signed on 6 October 2025" in pages_of(printing.plan_on_paper(old, MONDAY))[0]
    )


def test_the_blank_form_asks_what_the_pack_asks(centre, cohort):
    paper = printing.blank_plan(centre, MONDAY)
    (_, table, signatures) = tables_of(word_of(paper))
    heads = [name for name, _ in printing.columns_of(fields())]
    assert list(dict.fromkeys(table[0])) == heads == fields()
    assert all(set(row) == {""} for row in table[2:])
    assert len(table[2:]) == printing.BLANK_LINES
    assert signatures[1] == ["Lead internal verifier", "", ""]
    said = said_by(paper)
    assert [name for name in fields() if squeezed(name) not in said] == []
    assert squeezed("Thornmere College") in said


def test_every_field_of_the_pack_has_its_columns_and_another_one_is_left_to_be_written_in():
    assert set(printing.COLUMNS) == set(fields())
    assert printing.columns_of(["Rooms"])[0][1][0].head == "By hand"


def test_a_field_that_the_college_adds_stands_on_both(signed, monkeypatch):
    found = rule("assessment.plan_fields", on=MONDAY.date())
    more = [*found.value, "Rooms"]

    class Amended:
        value = more

    def amended(key, **about):
        return Amended if key == "assessment.plan_fields" else rule(key, **about)

    monkeypatch.setattr(printing, "rule", amended)
    for paper in (
        printing.plan_on_paper(signed, MONDAY),
        printing.blank_plan(signed.centre, MONDAY),
    ):
        document = word_of(paper)
        table = next(one for one in tables_of(document) if one[0][0] == "Units or components")
        assert table[0][-1] == "Rooms"
        assert {row[-1] for row in table[2:] if len(set(row)) > 1} <= {""}
        assert squeezed("Rooms") in said_by(paper)


def test_who_signs_is_said_by_the_qualifications_that_the_centre_has(centre, cohort):
    a_programme(centre, code="HN1", title="Computing", family="hn_rqf_2016")
    *_, signatures = tables_of(word_of(printing.blank_plan(centre, MONDAY)))
    assert signatures[1][0] == "Lead internal verifier or programme leader"


def test_the_pdf_is_tagged_titled_and_lies_wide(signed):
    reader = read(printing.plan_on_paper(signed, MONDAY))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == f"Assessment plan of {signed.cohort}"
    assert reader.metadata.author == "Thornmere College"
    assert all(page.mediabox.width > page.mediabox.height for page in reader.pages)
    assert [one.title for one in reader.outline if not isinstance(one, list)] == [
        f"Assessment plan of {signed.cohort}"
    ]


def test_the_word_file_lies_wide_and_its_rows_stay_whole_under_repeated_heads(signed):
    document = word_of(printing.plan_on_paper(signed, MONDAY))
    (section,) = document.sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width > section.page_height
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "Units or components")
    assert len(list(table._tbl.iter(qn("w:tblHeader")))) == 2
    assert len(list(table._tbl.iter(qn("w:cantSplit")))) == len(table.rows)
    assert section.footer.paragraphs[0].text.startswith(f"{signed}, in force, signed on")


def test_a_long_plan_repeats_its_heads_on_each_page(signed, pia):
    second = actions.revise_plan(signed, by=pia, at=MONDAY, why="More.")
    piece = second.planned.first()
    for number in range(40, 80):
        other = signed.cohort.assignments.create(
            centre=signed.centre, unit=piece.assignment.unit, number=number
        )
        second.planned.create(assignment=other, title=f"Part {number}")
    pages = pages_of(printing.plan_on_paper(second, MONDAY))
    listing = [page for page in pages if "Part " in page]
    assert len(listing) > 1
    assert all(squeezed("Units or components") in squeezed(page) for page in listing)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_staff_of_the_programme_take_it_and_nobody_else_finds_it(signed, client, pia, centre, kind):
    other = a_programme(centre, code="XBS3E", title="Enterprise")
    client.force_login(
        Account.objects.create(
            email="o@example.ac.uk",
            person=a_person(centre, "Olu Other", Role.ASSESSOR, other),
        )
    )
    assert client.get(f"/plans/{signed.pk}/paper/{kind}/").status_code == 404
    assert client.get(f"/plans/blank/{kind}/").status_code == 200
    client.force_login(Account.objects.create(email="p@example.ac.uk", person=pia))
    response = client.get(f"/plans/{signed.pk}/paper/{kind}/")
    assert response.content[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[kind]
    assert response["Content-Disposition"] == (
        f'attachment; filename="assessment-plan-{signed.pk}-version-1.{kind}"'
    )
    assert client.get(f"/plans/{signed.pk}/paper/odt/").status_code == 404
