"""Text from each kind of file; and from broken, locked, empty and hostile ones why not."""

import hashlib
import io
import time

import pytest
from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from weasyprint import HTML

from fairmark.evidence.store import LocalStore
from fairmark.similarity import reading
from fairmark.similarity.reading import Written, read
from tests.similarity.conftest import a_document, archive

TEXT = "The bakery sells café bread — 市場 too."
ODT = (
    '<office:document-content xmlns:office="urn:o" xmlns:text="urn:t"><office:body><office:text>'
    "<text:h>Heading</text:h><text:p>One<text:s/>two<text:span> three</text:span></text:p>"
    "</office:text></office:body></office:document-content>"
)
SLIDE = '<p:sld xmlns:p="urn:p" xmlns:a="urn:a"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path)


def reads(store, name, content):
    return read(store, store.keep(io.BytesIO(content)).sha256, name)


def a_pdf(text="The bakery sells café bread."):
    return HTML(string=f"<p>{text}</p>").write_pdf()


def changed_pdf(change):
    writer = PdfWriter(clone_from=io.BytesIO(a_pdf()))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_scan():
    def change(writer):
        stream = DecodedStreamObject()
        stream.set_data(b"0 0 100 100 re f")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    return changed_pdf(change)


@pytest.mark.parametrize("name", ["a.txt", "a.py", "a.md", "a.html", "a.sql"])
def test_text_and_code_are_read(store, name):
    assert reads(store, name, TEXT.encode()) == Written(TEXT)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfmarked", "marked"),
        ("sixteen é".encode("utf-16"), "sixteen é"),
        (b"caf\xe9", "café"),
        ("cafe\u0301".encode(), "café"),
        ("a\u200bb\u00adc".encode(), "abc"),
        (b"a\0b", "a b"),
    ],
)
def test_encodings_and_what_nobody_sees(store, content, text):
    assert reads(store, "a.txt", content).text == text


def test_word_documents_are_read_without_what_was_deleted(store):
    made = Document()
    made.add_paragraph(TEXT)
    made.add_table(1, 2).rows[0].cells[1].text = "In a table"
    out = io.BytesIO()
    made.save(out)
    assert reads(store, "a.docx", out.getvalue()) == Written(f"{TEXT}\nIn a table")
    body = (
        '<w:document xmlns:w="urn:w"><w:p><w:r><w:t>Kept</w:t><w:tab/><w:t>too</w:t></w:r>'
        "<w:del><w:r><w:t>gone</w:t></w:r></w:del></w:p></w:document>"
    )
    assert reads(store, "b.docx", archive({"word/document.xml": body})).text == "Kept too"


def test_open_documents_and_slides_are_read_in_their_order(store):
    assert reads(store, "a.odt", archive({"content.xml": ODT})).text == "Heading\nOne two three"
    slides = {f"ppt/slides/slide{n}.xml": SLIDE.format(f"Slide {n}") for n in (10, 2)}
    assert reads(store, "a.pptx", archive(slides)).text == "Slide 2\nSlide 10"


def test_a_pdf_is_read(store):
    assert "The bakery sells café bread" in reads(store, "a.pdf", a_pdf()).text


#: What is read, and what is said of it. (Archives hold the hour, so no test is named for its content.)
UNREADABLE = [
    ("a.pdf", a_scan(), "a scan without text"),
    ("a.pdf", changed_pdf(lambda one: one.encrypt("secret")), "it is locked by a password"),
    ("a.pdf", a_pdf("T h e b a k e r y s e l l s"), "its letters cannot be told apart"),
    ("a.pdf", a_pdf()[:400], "the file is damaged"),
    ("a.pdf", b"%PDF-1.7 and nothing", "the file is damaged"),
    ("a.docx", a_document("x")[:80], "the file is damaged"),
    ("a.docx", archive({"other.xml": "<a/>"}), "it is no document of Word"),
    ("a.docx", archive({"word/document.xml": "<w:document"}), "the file is damaged"),
    (
        "a.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "it is locked by a password, or of an older format",
    ),
    (
        "a.odt",
        archive({"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "it is locked by a password",
    ),
    ("a.odt", archive({"mimetype": "x"}), "it is no OpenDocument text"),
    ("a.txt", b"  \n ", "there is no text in it"),
    ("a.docx", a_document(""), "there is no text in it"),
    ("a.png", b"\x89PNG", "it is a picture (.png)"),
    ("a.zip", b"PK", "it is an archive (.zip)"),
]


@pytest.mark.parametrize(
    ("name", "content", "problem"), UNREADABLE, ids=[f"{one[0]}: {one[2]}" for one in UNREADABLE]
)
def test_what_cannot_be_read_says_why(store, name, content, problem):
    assert reads(store, name, content) == Written(problem=problem)


def test_a_file_that_is_gone_says_so(store):
    gone = hashlib.sha256(b"gone").hexdigest()
    assert read(store, gone, "a.txt").problem == "it is not on the disk as it was kept"


def test_xml_that_unfolds_is_not_unfolded(store):
    bomb = (
        '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;">]>'
        '<w:document xmlns:w="urn:w"><w:p><w:t>&c;</w:t></w:p></w:document>'
    )
    assert reads(store, "a.docx", archive({"word/document.xml": bomb})).text == ""


def test_an_archive_that_unfolds_to_far_more_is_not_read(store):
    bomb = archive({"word/document.xml": b" " * (reading.MOST_PART + 1024)})
    assert reads(store, "a.docx", bomb).problem == "it unfolds to far more than it weighs"


def test_xml_that_nests_without_end_is_damaged_and_stops_nothing(store):
    deep = "<text:span>" * 50_000 + "x" + "</text:span>" * 50_000
    nested = f'<o xmlns:text="urn:t"><text:p>{deep}</text:p></o>'
    assert reads(store, "a.odt", archive({"content.xml": nested})).problem == "the file is damaged"


def test_a_very_long_text_is_read_in_part_and_says_so(store):
    written = reads(store, "a.txt", b"word " * (reading.MOST_CHARACTERS // 4))
    assert len(written.text) == reading.MOST_CHARACTERS
    assert written.problem == "it is very long and was read in part"


def test_a_pdf_that_takes_too_long_is_stopped(store, monkeypatch):
    monkeypatch.setattr(reading, "MOST_SECONDS", 0.05)
    begun = time.monotonic()
    assert "longer than" in reads(store, "a.pdf", a_pdf()).problem
    assert time.monotonic() - begun < 5


def test_a_pdf_that_takes_too_much_memory_is_stopped(store, monkeypatch):
    monkeypatch.setattr(reading, "MOST_MEMORY", 20 * 1024**2)
    assert reads(store, "a.pdf", a_pdf()).problem == "the file is damaged"


def test_a_long_pdf_is_read_in_part_and_says_so(store, monkeypatch):
    monkeypatch.setattr(reading, "MOST_PAGES", 1)
    two = a_pdf("<p>First</p><p style='break-before: page'>Second</p>")
    written = reads(store, "a.pdf", two)
    assert "First" in written.text
    assert "Second" not in written.text
    assert written.problem == "it is very long and was read in part"
