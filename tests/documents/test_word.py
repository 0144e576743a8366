"""Word files hold what the page holds, in Word's own styles."""

import io
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml.ns import qn
from docx.shared import Twips

from fairmark.documents.refusing import CannotPrint
from fairmark.documents.word import to_docx
from tests.documents.test_pdf import PIXEL

AT = datetime(2025, 10, 6, 9, 0, tzinfo=UTC)


def made(body, **more):
    html = f"<html lang='en-GB'><head><title>T</title></head><body>{body}</body></html>"
    return Document(io.BytesIO(to_docx(html, made_at=AT, **more)))


def told(document):
    return [(one.style.name, one.text) for one in document.paragraphs if one.text]


def test_headings_paragraphs_and_emphasis():
    document = made(
        "<h1>A</h1><h2>B</h2><h3>C</h3><p>One <strong>two</strong>,\n <em>three</em>.</p>"
    )
    assert told(document) == [
        ("Title", "A"), ("Heading 1", "B"), ("Heading 2", "C"), ("Normal", "One two, three."),
    ]  # fmt: skip
    runs = {run.text.strip(): (run.bold, run.italic) for run in document.paragraphs[3].runs}
    assert runs["two"] == (True, None)
    assert runs["three"] == (None, True)


def numbering(document):
    """For each item of a list its text, its list and its level."""
    return [
        (one.text, one._p.pPr.numPr.numId.val, one._p.pPr.numPr.ilvl.val)
        for one in document.paragraphs
        if one._p.pPr is not None and one._p.pPr.numPr is not None
    ]


def test_lists_nest_and_each_ordered_one_begins_at_one():
    document = made(
        "<ol><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li><p>d</p><p>more</p></li></ol>"
        "<p>between</p><ol><li>e</li></ol>"
    )
    items = numbering(document)
    assert [(text, level) for text, _, level in items] == [
        ("a", 0), ("b", 1), ("c", 2), ("d", 0), ("e", 0),
    ]  # fmt: skip
    lists = {text: number for text, number, _ in items}
    assert lists["a"] == lists["d"] != lists["e"]
    counted = document.part.numbering_part.element.findall(qn("w:num"))
    restarts = {int(n.numId): bool(n.findall(qn("w:lvlOverride"))) for n in counted}
    assert restarts[lists["a"]]
    assert restarts[lists["e"]]
    assert not restarts[lists["b"]]


def test_what_belongs_to_an_item_or_an_inset_stands_in():
    document = made("<ol><li><p>a</p><p>b</p></li></ol><div class='here'><p>c</p></div><p>d</p>")
    found = {one.text: one.paragraph_format.left_indent for one in document.paragraphs}
    assert found["b"] == found["c"] == Twips(360)
    assert found["d"] is None


def test_the_head_of_a_table_is_repeated_on_each_page():
    document = made(
        "<table><thead><tr><th>Who</th><th>When</th></tr></thead>"
        "<tbody><tr><td>A<ul><li>x</li></ul></td><td>B</td></tr></tbody></table>"
    )
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Who", "When"], ["A\nx", "B"],
    ]  # fmt: skip
    heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None
             for row in table.rows]  # fmt: skip
    assert heads == [True, False]


def test_links_lead_outside_and_inside():
    document = made(
        "<p><a href='https://x.example/'>out</a> <a href='#s-1'>in</a></p>"
        "<section id='s-1'><h2>There</h2></section>"
    )
    out, inside = document.paragraphs[0].hyperlinks
    assert (out.text, out.address) == ("out", "https://x.example/")
    assert inside.fragment == "s_1"
    marks = document.element.body.iter(qn("w:bookmarkStart"))
    assert [mark.get(qn("w:name")) for mark in marks] == ["s_1"]


def test_a_link_that_leads_to_no_site_is_words():
    document = made("<p>See <a href='javascript:x'>this</a> and <a href='file:///x'>that</a>.</p>")
    assert document.paragraphs[0].hyperlinks == []
    assert document.paragraphs[0].text == "See this and that."


def test_what_is_nested_too_deeply_is_refused():
    with pytest.raises(CannotPrint, match="nested too deeply"):
        made("<div>" * 2000 + "x")


def test_title_language_head_foot_and_logo():
    document = made(
        "<p class='document-draft'>DRAFT</p><p class='document-centre'>Thornmere</p>"
        "<p class='document-stamp'>Version 3</p><img src='fairmark:logo' alt='Our logo'>",
        pictures={"logo": PIXEL},
    )
    about = document.core_properties
    assert (about.title, about.language, about.author) == ("T", "en-GB", "Thornmere")
    spoken = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert spoken == {"en-GB"}
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "DRAFT · Thornmere"
    assert section.footer.paragraphs[0].text.startswith("Version 3 · page ")
    assert [one._inline.docPr.get("descr") for one in document.inline_shapes] == ["Our logo"]


def test_what_is_drawn_is_left_out_and_a_picture_that_was_not_handed_in():
    document = made(
        "<figure><svg><text>no</text></svg></figure><img src='file:///etc/passwd'><p>x</p>"
    )
    assert told(document) == [("Normal", "x")]
    assert len(document.inline_shapes) == 0


def test_a_table_in_a_table_is_written_once():
    html = "<table><tr><td>OUTER<table><tr><td>INNERWORDS</td></tr></table></td></tr></table>"
    text = made(html).element.xpath("string(//w:body)")
    assert text.count("INNERWORDS") == 1
    assert text.count("OUTER") == 1


def test_a_line_under_a_heading_stays_with_what_follows():
    document = made("<h2>Registering</h2><p class='quiet'>Answers REG-1</p><p>We do.</p>")
    kept = [one.text for one in document.paragraphs if one.paragraph_format.keep_with_next]
    assert kept == ["Answers REG-1"]


def test_a_table_says_how_wide_its_columns_are_and_a_cell_may_run_over_several():
    document = made(
        "<table><colgroup><col class='w20'><col class='w30'><col class='w50'></colgroup>"
        "<thead><tr><th colspan='2'>A</th><th>B</th></tr></thead>"
        "<tbody><tr class='tall'><td>1</td><td>2</td><td>3</td></tr></tbody></table>"
    )
    table = document.tables[0]
    head, row = table.rows
    assert [cell.text for cell in head.cells] == ["A", "A", "B"]
    assert [cell.text for cell in row.cells] == ["1", "2", "3"]
    section = document.sections[0]
    whole = section.page_width - section.left_margin - section.right_margin
    shares = [round(100 * cell.width / whole) for cell in row.cells]
    assert shares == [20, 30, 50]
    assert round(100 * head.cells[0].width / whole) == 50
    assert row.height_rule == WD_ROW_HEIGHT_RULE.AT_LEAST
    assert head.height is None


def test_a_form_lies_wide_where_it_says_so():
    wide = Document(io.BytesIO(to_docx("<body class='form wide'><p>x</p></body>", made_at=AT)))
    assert wide.sections[0].page_width > wide.sections[0].page_height
    upright = made("<p>x</p>").sections[0]
    assert upright.page_width < upright.page_height


def test_a_box_to_tick_is_a_box():
    assert made("<p><span class='box'></span> Yes</p>").paragraphs[0].text == "☐ Yes"


@pytest.mark.parametrize("character", ["\x01", "\x08", "\x0b", "\x1b", "\u202e", "\uffff"])
def test_a_character_that_no_file_may_hold_is_left_out(character):
    document = made(f"<p class='document-stamp'>b{character}</p><p>a{character}b</p>")
    assert [text.replace(" ", "") for _, text in told(document)] == ["b", "ab"]
