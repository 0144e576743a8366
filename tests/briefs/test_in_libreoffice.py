"""Each form, blank and filled, opened by LibreOffice: Word files there and back, PDFs as it reads them."""

import re
from datetime import timedelta

import pytest
from docx import Document

from fairmark.briefs import issue_actions, printing, verification_actions, verification_printing
from fairmark.briefs.actions import send_brief
from fairmark.planning import printing as plan_printing
from fairmark.planning.models import AssessmentPlan
from fairmark.rulebook.queries import rule
from tests.briefs.conftest import SEPTEMBER, answers, approve
from tests.documents.papers import said_by, said_in_word, through_libreoffice
from tests.policies.page_words import squeezed
from tests.policies.test_in_libreoffice import MARK, lines_of, shape

pytestmark = [pytest.mark.django_db, pytest.mark.paper]

TUESDAY = SEPTEMBER + timedelta(days=1)
HN = "hn_rqf_2016"
NATIONALS = "l3_nationals_rqf_2016"


@pytest.fixture
def papers(plan, sent, asa, ivor):
    """Every form: a plan, a brief on its way and issued, a verification of either kind, the blanks."""
    centre = plan.centre
    on_its_way = printing.brief_on_paper(sent, SEPTEMBER)
    changes = verification_actions.verify_brief(
        sent, by=ivor, at=SEPTEMBER, outcome="changes", lesson="Begin with the visit.",
        answers=answers(sent, time="Two weeks are too few."), comment="A good scenario.",
        actions=[{"words": "Give another week", "owner": asa, "due_on": SEPTEMBER.date()}],
    )  # fmt: skip
    asked = verification_printing.verification_on_paper(changes, SEPTEMBER)
    point = changes.points.get()
    verification_actions.answer_action_point(point, by=asa, at=SEPTEMBER, done="A week more.")
    sent.refresh_from_db()
    send_brief(sent, by=asa, at=SEPTEMBER)
    sent.refresh_from_db()
    one = approve(sent, ivor, closes=[point])
    sent.refresh_from_db()
    issue_actions.issue_brief(
        sent, by=asa, at=TUESDAY, set_on=TUESDAY.date(), session="remote",
        session_note="Teams, 10:00", reason="The room was taken.",
    )  # fmt: skip
    sent.refresh_from_db()
    plan = AssessmentPlan.objects.get(pk=plan.pk)
    return {
        "plan": plan_printing.plan_on_paper(plan, SEPTEMBER),
        "blank-plan": plan_printing.blank_plan(centre, SEPTEMBER),
        "brief-on-its-way": on_its_way, "brief": printing.brief_on_paper(sent, SEPTEMBER),
        "learners": printing.brief_on_paper(sent, SEPTEMBER, issue=sent.issues.get()),
        "blank-brief": printing.blank_brief(centre, SEPTEMBER),
        "changes": asked, "approval": verification_printing.verification_on_paper(one, SEPTEMBER),
        **{
            f"blank-{family.replace('_', '-')}":
            verification_printing.blank_verification(centre, family, SEPTEMBER)
            for family in (HN, NATIONALS)
        },
    }  # fmt: skip


def test_each_word_file_opens_with_its_headings_lists_and_tables(papers, tmp_path):
    back = through_libreoffice(tmp_path, papers, "docx")
    for name, paper in papers.items():
        (tmp_path / "once.docx").write_bytes(paper.docx())
        there, again = Document(tmp_path / "once.docx"), Document(back[name])
        assert shape(again) == shape(there), name
        assert [heading for _, heading in shape(there)["headings"]], name
        assert shape(there)["tables"], name
        assert shape(there)["rows kept whole"] == sum(len(one) for one in shape(there)["tables"])
        assert shape(there)["heads"] >= 1, name
        wide = there.sections[0].page_width > there.sections[0].page_height
        assert wide == ("plan" in name)
        assert (again.sections[0].page_width > again.sections[0].page_height) == wide
    assert shape(Document(back["plan"])) != shape(Document(back["blank-plan"])), "the twin"


def test_each_pdf_opens_with_the_words_of_its_word_file(papers, tmp_path):
    """LibreOffice reads lines with their places; which of them are headings pypdf reads."""
    out = through_libreoffice(tmp_path, papers, "fodg")
    texts = {}
    for name, paper in papers.items():
        lines = [one.text for one in lines_of(out[name])]
        texts[name] = squeezed("".join(one for one in lines if not MARK.fullmatch(one)))
        assert [one for one in pieces_of(paper, tmp_path) if one not in texts[name]] == [], name
    brief = pieces_of(papers["brief"], tmp_path)
    assert [one for one in brief if one not in texts["blank-brief"]], "the twin: another’s PDF"


def pieces_of(paper, folder):
    """Headings, paragraphs and cells of the paper's Word file; a box to tick parts two pieces."""
    (folder / "once.docx").write_bytes(paper.docx())
    document = Document(folder / "once.docx")
    found = shape(document)
    cells = [cell for table in found["tables"] for row in table for cell in row]
    # The line under the title is that of the foot, which the lines are read without.
    foot = document.sections[0].footer.paragraphs[0].text.split(" · page ")[0]
    words = [one for one in found["words"] if one != foot]
    pieces = [one for text in (*words, *cells) for one in re.split("[☐\n]", text)]
    return [squeezed(one) for one in pieces if one.strip()]


def test_the_blank_forms_ask_the_same_as_the_pack_in_either_file(papers, tmp_path):
    on = SEPTEMBER.date()
    asked = {
        "blank-plan": rule("assessment.plan_fields", on=on).value,
        "blank-brief": rule("assessment.brief_fields", on=on).value,
    } | {
        f"blank-{family.replace('_', '-')}": [
            *rule("forms.brief_verification_head", family=family, on=on).value,
            *(one["asks"] for one in
              rule("forms.brief_verification", family=family, on=on).value),
        ]
        for family in (HN, NATIONALS)
    }  # fmt: skip
    blanks = {name: papers[name] for name in asked}
    back = through_libreoffice(tmp_path, blanks, "docx")
    for name, names in asked.items():
        for said in (said_in_word(Document(back[name])), said_by(blanks[name])):
            assert [one for one in names if squeezed(one) not in said] == [], name
