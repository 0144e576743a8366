"""What a form on paper says, as a PDF and as a Word file, to be looked into by tests."""

import io
import shutil
import subprocess

from docx import Document
from docx.oxml.ns import qn
from lxml import html as lxml_html
from pypdf import PdfReader

from tests.policies.page_words import LEAVES, squeezed


def read(paper):
    return PdfReader(io.BytesIO(paper.pdf()))


def pages_of(paper):
    """The text of each page, in lines as it is set."""
    return [page.extract_text() for page in read(paper).pages]


def said_by(paper):
    """All that the PDF says, without spaces."""
    return squeezed("".join(pages_of(paper)))


def word_of(paper):
    return Document(io.BytesIO(paper.docx()))


def said_in_word(document):
    """All that a Word file says between head and foot, without spaces and boxes to tick."""
    said = "".join(one.text or "" for one in document.element.body.iter(qn("w:t")))
    return squeezed(said.replace("☐", ""))


def tables_of(document):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def pieces_of(html, *names):
    """What the parts of a page under these ids of headings say, piece by piece, without spaces."""
    tree = lxml_html.document_fromstring(html)
    found = []
    for part in tree.xpath("//section[@aria-labelledby]"):
        if part.get("aria-labelledby") not in names:
            continue
        # A drawing, its heading and its legend are for the screen; the table says the same.
        drawn = part.xpath(
            ".//figure | .//h3[following-sibling::figure] | .//figure/following-sibling::p"
        )
        for one in [*drawn, *part.findall(".//caption")]:
            one.drop_tree()
        found += [
            squeezed(one.text_content()) for one in part.iter(*LEAVES)
            if not any(inner.tag in LEAVES for inner in one.iterdescendants())
        ]  # fmt: skip
    return [one for one in found if one]


def through_libreoffice(folder, papers, to):
    """Each paper's file, opened and written again by LibreOffice, by its name."""
    assert shutil.which("soffice"), "LibreOffice is missing; bin/test installs it"
    kind = "pdf" if to == "fodg" else "docx"
    for name, paper in papers.items():
        (folder / f"{name}.{kind}").write_bytes(paper.pdf() if kind == "pdf" else paper.docx())
    more = ["--infilter=draw_pdf_import"] if to == "fodg" else []
    out = folder / f"out-{to}"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", *more,
         "--convert-to", "fodg" if to == "fodg" else "docx:MS Word 2007 XML", "--outdir", out,
         *sorted(folder.glob(f"*.{kind}"))],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return {name: out / f"{name}.{to}" for name in papers}
