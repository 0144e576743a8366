"""Each policy on paper opened by LibreOffice: Word files there and back, PDFs as it reads them."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from lxml import html as lxml_html

from fairmark.people.models import Account
from fairmark.policies import queries
from fairmark.policies.reading import read
from tests.policies.conftest import LATER
from tests.policies.page_words import squeezed, words_on_page
from tests.turns import is_its_turn

pytestmark = [pytest.mark.django_db, pytest.mark.paper]


@pytest.fixture
def papers_today(papers):
    """Three of the eight policies, or two: LibreOffice is given each in three days."""
    return {
        kind: paper
        for place, (kind, paper) in enumerate(sorted(papers.items()))
        if is_its_turn(place, 3)
    }


def converted(folder, files, to, *more):
    """All of the files through LibreOffice in one go; where it put what it made."""
    assert shutil.which("soffice"), "LibreOffice is missing; bin/test installs it"
    out = folder / "out"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", *more,
         "--convert-to", to, "--outdir", out, *sorted(files)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return out


# -- Word ------------------------------------------------------------------------------------


def test_the_word_file_of_each_policy_opens_with_its_headings_lists_tables_and_links(
    papers_today, tmp_path
):
    for kind, paper in papers_today.items():
        (tmp_path / f"{kind}.docx").write_bytes(paper.docx())
    back = converted(tmp_path, tmp_path.glob("*.docx"), "docx:MS Word 2007 XML")
    for kind in papers_today:
        there = Document(tmp_path / f"{kind}.docx")
        assert shape(Document(back / f"{kind}.docx")) == shape(there)
        assert shape(there)["lists"], kind
        assert shape(there)["tables"], kind
        rows = sum(len(one) for one in shape(there)["tables"])
        assert shape(there)["rows kept whole"] == rows
        assert shape(there)["heads"] >= 1, kind


def shape(document):
    """Headings, words, items of lists with their level, tables and links of a Word file."""
    body = document.element.body
    items = [one for one in body.iter(qn("w:p"))
             if one.pPr is not None and one.pPr.numPr is not None
             and one.pPr.numPr.numId is not None and one.pPr.numPr.numId.val]  # fmt: skip
    return {
        "headings": [(one.style.name, one.text) for one in document.paragraphs
                     if one.style.name.startswith(("Heading", "Title")) and one.text],
        "words": [one.text for one in document.paragraphs if one.text],
        "lists": [(one.pPr.numPr.ilvl.val if one.pPr.numPr.ilvl is not None else 0)
                  for one in items],
        "tables": [[[cell.text for cell in row.cells] for row in table.rows]
                   for table in document.tables],
        "heads": len(list(body.iter(qn("w:tblHeader")))),
        "rows kept whole": sum(len(list(table._tbl.iter(qn("w:cantSplit"))))
                               for table in document.tables),
        "links": [one.address or one.fragment for paragraph in document.paragraphs
                  for one in paragraph.hyperlinks],
    }  # fmt: skip


# -- PDF -------------------------------------------------------------------------------------

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
#: Between the head and the foot of a page, in centimetres from its top.
BETWEEN = (1.9, 27.7)
#: What stands before an item of a list; LibreOffice reads those of a page after all its text, each with a space.
MARK = re.compile(r"(•|\d+\.) ")


@dataclass(frozen=True)
class Line:
    """A line of text as LibreOffice reads it from a PDF: where it stands, and in which size."""

    page: int
    x: float
    y: float
    text: str
    points: float


def lines_of(drawing):
    """Every line of a drawing that LibreOffice made of a PDF, in its order, without head and foot."""
    root = etree.parse(drawing, etree.XMLParser(huge_tree=True)).getroot()
    sizes = {
        one.get(f"{_STYLE}name"): float(look.get(f"{_FO}font-size", "0pt").removesuffix("pt"))
        for one in root.iter(f"{_STYLE}style")
        for look in one.findall(f"{_STYLE}text-properties")
    }
    found = []
    for number, page in enumerate(root.iter(f"{_DRAW}page"), 1):
        for frame in page.iter(f"{_DRAW}frame"):
            x, y = (float(frame.get(f"{_SVG}{one}").removesuffix("cm")) for one in "xy")
            span = frame.find(f".//{_TEXT}span")
            if span is not None and BETWEEN[0] < y < BETWEEN[1]:
                size = sizes.get(span.get(f"{_TEXT}style-name"), 0)
                found.append(Line(number, x, y, said_in(frame), size))
    return [one for one in found if one.text.strip()]


def said_in(frame):
    """The text of a frame; it counts spaces rather than write them where there are several."""
    return "".join(
        (" " if part.tag == f"{_TEXT}s" else part.text or "")
        + (part.tail or "" if part.tag in (f"{_TEXT}s", f"{_TEXT}span") else "")
        for part in frame.iter(f"{_TEXT}p", f"{_TEXT}span", f"{_TEXT}s")
    )


def heads(lines):
    """The heads of the tables of steps: each its columns' places from the left, by their words."""
    found = []
    for one in lines:
        if one.text == "Step":
            row = [x for x in lines if x.page == one.page and abs(x.y - one.y) < 0.1]
            found.append({x.text: x.x for x in row})
    return found


def test_the_pdf_of_each_policy_opens_with_the_words_of_its_page(
    college, papers_today, tmp_path, client, quinn, monkeypatch
):
    """Its words, headings, lists and tables. What the import does not keep test_on_paper reads:

    LibreOffice takes a PDF apart into lines of text with their places. The tags that say what is a
    heading or a list, and the addresses of links, are not in what it makes; pypdf reads those.
    """
    monkeypatch.setattr("fairmark.policies.views.now", lambda: LATER)
    monkeypatch.setattr("fairmark.policies.views.today", LATER.date)
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    for kind, paper in papers_today.items():
        (tmp_path / f"{kind}.pdf").write_bytes(paper.pdf())
    out = converted(
        tmp_path, tmp_path.glob("*.pdf"), "fodg", "--infilter=draw_pdf_import"
    )  # fmt: skip
    texts = {}
    for kind, paper in papers_today.items():
        lines = lines_of(out / f"{kind}.fodg")
        marks = [one.text for one in lines if MARK.fullmatch(one.text)]
        texts[kind] = squeezed("".join(one.text for one in lines if not MARK.fullmatch(one.text)))
        assert Counter(one.strip() for one in marks) == marks_of(paper.html)
        page = client.get(f"/policies/{kind}/").content
        assert [one for one in words_on_page(page) if one not in texts[kind]] == []
        version = queries.version_in_force(college, kind, on=LATER.date())
        reading = read(version, LATER)
        headings_stand_out(lines, reading)
        cells_stand_under_their_heads(lines, reading)
        for link in version.content["links"]:
            assert squeezed(link["url"]) in texts[kind]
    kind = min(texts)
    page = client.get(f"/policies/{'malpractice' if kind != 'malpractice' else 'appeals'}/").content
    assert [one for one in words_on_page(page) if one not in texts[kind]], "the twin"


def marks_of(html):
    """The marks of the lists in a document: a bullet for each point, a number for each step."""
    found = Counter()
    tree = lxml_html.document_fromstring(html)
    for one in tree.xpath("//nav"):
        one.drop_tree()
    for each in tree.iter("ul", "ol"):
        for number, _ in enumerate(each.findall("li"), 1):
            found["•" if each.tag == "ul" else f"{number}."] += 1
    return found


def headings_stand_out(lines, reading):
    """Each heading of a chapter is a line of its own, in larger letters than the text."""
    body = Counter(one.points for one in lines).most_common(1)[0][0]
    large = {squeezed(one.text) for one in lines if one.points > body + 1}
    for section in reading.sections:
        assert squeezed(f"{section.number} {section.heading}") in large


def cells_stand_under_their_heads(lines, reading):
    """Who, and the record of each step, begin where the head of their column does."""
    procedures = [one for one in reading.blocks if one.steps]
    assert len(heads(lines)) >= len(procedures)
    for head in heads(lines):
        order = [head[name] for name in ("Step", "Who", "By when", "Record")]
        assert order == sorted(set(order))
    for name in ("Who", "Record"):
        places = {round(head[name], 1) for head in heads(lines)}
        begins = {re.split(r"\s", one.text)[0] for one in lines if round(one.x, 1) in places}
        for step in (step for block in procedures for step in block.steps):
            said = step.who.capitalize() if name == "Who" else step.record
            assert said.split()[0] in begins, said
