"""A Word file becomes sections of clean text; what is refused or left out is said."""

import io
import zipfile

import pytest

from fairmark.exchange.reading import Unreadable
from fairmark.policies import word_reading
from fairmark.policies.word_reading import read_word, stable_ids
from tests.policies import word_files as made


def texts(read):
    return {section.id: section.html for section in read.sections}


def test_headings_become_sections_with_their_text():
    read = read_word(made.a_word_file(), "equality.docx")
    assert read.title == "Equality policy"
    assert [(one.id, one.heading, one.level) for one in read.sections] == [
        ("purpose", "1 Purpose", 1),
        ("appeals-by-learners", "2 Appeals by learners", 1),
        ("monitoring", "3 Monitoring", 1),
    ]
    assert (
        texts(read)["purpose"] == "<p>This policy holds for every BTEC learner of the college.</p>"
    )
    assert read.left_out == ()
    assert len(read.sha256) == 64


def test_without_a_title_the_file_lends_its_name():
    assert read_word(made.a_word_file(title=""), "Our appeals.docx").title == "Our appeals"


def test_text_before_the_first_heading_is_kept():
    document = made.a_document()
    document.paragraphs[1].insert_paragraph_before("Agreed by the governors.")
    first = read_word(made.saved(document), "x.docx").sections[0]
    assert (first.heading, first.html) == (
        "Before the first heading", "<p>Agreed by the governors.</p>",
    )  # fmt: skip


def test_lists_tables_and_bold_words_stay():
    document = made.a_document()
    document.add_paragraph("A point", style="List Bullet")
    document.add_paragraph().add_run("Bold").bold = True
    document.add_table(1, 2).rows[0].cells[0].text = "A cell"
    html = texts(read_word(made.saved(document), "x.docx"))["monitoring"]
    for wanted in ("<li>A point</li>", "<strong>Bold</strong>", "<td><p>A cell</p></td>"):
        assert wanted in html


def a_zip(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def locked():
    """A good file whose parts say that they are encrypted."""
    content = bytearray(made.a_word_file())
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 1)
    return bytes(content)


def far_too_deep():
    deep = b"<w:p>" + b"<w:smartTag>" * 20_000 + b"</w:smartTag>" * 20_000 + b"</w:p>"
    return made.changed(made.a_word_file(), "word/document.xml", b"<w:body>", b"<w:body>" + deep)


REFUSED = {
    "empty": (lambda: b"", "empty"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word document"),
    "with a password": (made.an_encrypted_file, "protected by a password"),
    "locked archive": (locked, "protected by a password"),
    "PDF": (lambda: b"%PDF-1.7\n", "This is a PDF"),
    "RTF": (lambda: b"{\\rtf1\\ansi}", "RTF"),
    "a renamed picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(40), "whatever its name says"),
    "a web page": (lambda: b"<html><h1>Hello</h1></html>", "whatever its name says"),
    "a spreadsheet": (lambda: a_zip("[Content_Types].xml", "xl/workbook.xml"), "spreadsheet"),
    "slides": (lambda: a_zip("[Content_Types].xml", "ppt/presentation.xml"), "presentation"),
    "another archive": (lambda: a_zip("notes.txt"), "holds no Word document"),
    "cut short": (lambda: made.a_word_file()[:900], "damaged"),
    "macros": (lambda: made.with_macros(made.a_word_file()), "macros"),
    ".docm": (lambda: made.as_docm(made.a_word_file()), "macros"),
    "a bomb": (made.a_bomb, "unfolds to far more"),
    "entities": (lambda: made.with_entities(made.a_word_file()), "Word never writes"),
    "too deep": (far_too_deep, "damaged"),
    "no headings": (lambda: made.saved(_plain()), "no headings"),
    "headings alone": (lambda: made.a_word_file([("One", ""), ("Two", "")]), "not a word under"),
    "too many headings": (
        lambda: made.a_word_file([(f"Heading {n}", "x") for n in range(word_reading.MOST_SECTIONS + 1)]),
        "headings; at most",
    ),
}  # fmt: skip


def _plain():
    document = made.a_document([], title="")
    document.add_paragraph("Only bold words.").runs[0].bold = True
    return document


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_readable_word_document_is_refused_with_its_reason(kind):
    make, reason = REFUSED[kind]
    with pytest.raises(Unreadable, match=reason):
        read_word(make(), "policy.docx")


def test_an_enormous_file_is_refused_before_it_is_read(settings):
    settings.FAIRMARK_MOST_UPLOAD = 1024
    with pytest.raises(Unreadable, match=r"at most 0 MB are read\. Take the pictures out"):
        read_word(made.a_word_file(), "policy.docx")


def test_more_text_than_any_policy_is_refused(monkeypatch):
    monkeypatch.setattr(word_reading, "MOST_CHARACTERS", 100)
    with pytest.raises(Unreadable, match="more text than any policy"):
        read_word(made.a_word_file(), "policy.docx")
    monkeypatch.setattr(word_reading, "MOST_XML", 100)
    with pytest.raises(Unreadable, match="more text than any policy"):
        read_word(made.a_word_file(), "policy.docx")


def test_pictures_are_left_out_and_counted():
    read = read_word(made.with_pictures(2), "x.docx")
    assert read.left_out == ("2 pictures left out. Say in words what matters in them.",)
    assert "<img" not in "".join(texts(read).values())


def test_a_table_inside_a_table_becomes_lines_of_words():
    read = read_word(made.with_nested_table(), "x.docx")
    html = texts(read)["monitoring"]
    assert html.count("<table") == 1
    assert "inside 1; inside 2" in html
    assert "inside 3; inside 4" in html
    assert read.left_out == (
        "1 table inside another table turned into lines of words. Read them again here.",
    )


def test_tracked_changes_are_read_as_accepted_and_comments_left_out():
    read = read_word(made.with_changes_and_comments(), "x.docx")
    html = texts(read)["purpose"]
    assert "Put in." in html
    assert "Struck out." not in html
    assert "Is this so?" not in "".join(texts(read).values())
    assert [one.split(".")[0] for one in read.left_out] == [
        "2 tracked changes read as if accepted", "1 comment left out",
    ]  # fmt: skip


def test_links_to_scripts_and_files_lose_their_address_and_keep_their_words():
    read = read_word(
        made.with_links(
            "https://www.example.ac.uk/policy", "javascript:alert(1)", "file:///S:/Staff/form.docx",
            "..\\forms\\appeal.docx", "data:text/html,x",
        ),
        "x.docx",
    )  # fmt: skip
    html = texts(read)["monitoring"]
    assert html.count("<a ") == 1
    assert 'href="https://www.example.ac.uk/policy"' in html
    assert html.count("words of") == 5
    assert [one.split(" to ")[0] for one in read.left_out] == ["4 links"]


def test_pasted_script_is_only_words():
    text = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    read = read_word(made.a_word_file([("One", text)]), "x.docx")
    assert texts(read)["one"] == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;</p>"
    )


def test_a_style_map_hidden_in_the_file_is_not_obeyed():
    content = made.with_part(made.a_word_file(), "mammoth/style-map", b"p => script.evil:fresh")
    assert "script" not in "".join(texts(read_word(content, "x.docx")).values())


@pytest.mark.parametrize(
    ("headings", "ids"),
    [
        ([("1 Purpose", 1), ("2. Scope", 1)], ["purpose", "scope"]),
        ([("3 Purpose", 1), ("Scope", 1)], ["purpose", "scope"]),
        ([("Section 4: Equal access", 1)], ["equal-access"]),
        ([("Aims", 1), ("Access", 1)], ["aims", "access"]),
        (
            [("Staff", 1), ("Purpose", 2), ("Learners", 1), ("Purpose", 2)],
            ["staff", "staff--purpose", "learners", "learners--purpose"],
        ),
        ([("Purpose", 1), ("Purpose", 1)], ["purpose", "purpose--2"]),
        ([("目的", 1)], ["section"]),
    ],
)
def test_ids_stay_when_sections_are_numbered_anew_or_moved(headings, ids):
    assert stable_ids(headings) == ids


def rewritten(change):
    """A good document with parts of its archive changed, added or pointed elsewhere."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(made.a_word_file(made.SECTIONS, "Policy"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def pointed_elsewhere(parts):
    parts["word/real.dat"] = b"<a>" + parts["word/document.xml"]
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"word/real.dat")


def entities_under_another_name(parts):
    parts["word/real.dat"] = b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'


def entities_in_utf_16(parts):
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    parts["word/document.xml"] = text.encode("utf-16")


@pytest.mark.parametrize(
    "change", [pointed_elsewhere, entities_under_another_name, entities_in_utf_16]
)
def test_no_part_slips_past_by_its_name_or_its_letters(change):
    with pytest.raises(Unreadable, match="XML that Word never writes"):
        read_word(rewritten(change), "policy.docx")


def test_large_text_under_another_name_is_refused(monkeypatch):
    monkeypatch.setattr(word_reading, "MOST_XML", 200_000)

    def swell(parts):
        parts["word/real.dat"] = b"<a>" + b"".join(b"%d" % n for n in range(60_000)) + b"</a>"

    with pytest.raises(Unreadable, match="more text than any policy"):
        read_word(rewritten(swell), "policy.docx")


def test_no_two_sections_have_the_same_id():
    ids = stable_ids([("A", 1), ("2", 2), ("2", 2), ("A", 1)])
    assert len(ids) == len(set(ids)) == 4
