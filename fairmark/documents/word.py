"""HTML to Word: headings, paragraphs, lists, tables and links, in the styles that Word knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor
from docx.text.paragraph import Paragraph
from lxml import html as lxml_html

from fairmark.documents.characters import writable
from fairmark.documents.refusing import CannotPrint
from fairmark.documents.word_parts import (
    Lists,
    at_least,
    field,
    keep_whole,
    lie_wide,
    prepare,
    repeat_on_every_page,
    share_out,
    stand_in,
)

#: What is for the screen or for paper only: drawings, whose steps stand in tables too.
_LEFT_OUT = frozenset({"svg", "figure", "style", "script", "head"})
_LISTS = frozenset({"ul", "ol"})
_HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3}
#: What holds words of its own; all else holds blocks.
_PARAGRAPHS = frozenset({"p", "dt", "dd", "blockquote", "caption", "address"})
_BLOCKS = frozenset({*_LISTS, *_HEADINGS, *_PARAGRAPHS, "table", "div", "section", "dl", "nav"})
_LINK = RGBColor(0x0B, 0x55, 0x86)
#: Where a link may lead: a site, an address to write to, a heading of the document.
_LEADS = ("https://", "http://", "mailto:", "#")
_LOGO_HEIGHT = Mm(18)
#: Room to write in, for what is filled in by hand.
_ROOM = {"tall": Mm(11), "room": Mm(30)}
#: Word's own limit of a title, in characters.
_LONGEST_TITLE = 255
#: An empty box to tick.
_BOX = "☐"


def to_docx(html: str, *, made_at: datetime, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The Word file of a whole HTML document, which may name `pictures` as `fairmark:NAME`.

    Its head and foot say what stands under the classes document-centre, -stamp and -draft.
    Raises CannotPrint.
    """
    # Without it the parser would stop in silence where a text is nested too deeply.
    whole = lxml_html.HTMLParser(huge_tree=True)
    tree = lxml_html.document_fromstring(writable(html), parser=whole)
    document = Document()
    about = document.core_properties
    about.title = (tree.findtext(".//title") or "")[:_LONGEST_TITLE]
    about.author = _said(tree, "document-centre")
    about.language = tree.get("lang", "")
    about.created = about.modified = made_at
    prepare(document, language=tree.get("lang", ""))
    if "wide" in _classes(tree.body):
        lie_wide(document)
    _head_and_foot(document, tree)
    try:
        _Writer(document, pictures or {}).children(tree.body, document)
    except RecursionError:
        raise CannotPrint("This document is nested too deeply to be put on paper.") from None
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _said(tree: Any, name: str) -> str:
    found = tree.find_class(name)
    return " ".join(found[0].text_content().split()) if found else ""


def _head_and_foot(document: DocumentType, tree: Any) -> None:
    section = document.sections[0]
    said = [_said(tree, "document-draft"), _said(tree, "document-centre")]
    section.header.paragraphs[0].text = " · ".join(one for one in said if one)
    foot = section.footer.paragraphs[0]
    foot.add_run(_said(tree, "document-stamp") + " · page ")
    field(foot, "PAGE")
    foot.add_run(" of ")
    field(foot, "NUMPAGES")


class _Writer:
    """Walks the HTML and writes paragraphs into the document or a cell of a table.

    `indent` is how many levels in the paragraphs of lists and insets stand.
    """

    def __init__(self, document: DocumentType, pictures: Mapping[str, bytes]):
        self.document, self.pictures = document, pictures
        self.lists = Lists(document)
        self.marks = self.indent = 0

    def children(self, element: Any, into: Any) -> None:
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                self.block(child, into)

    def block(self, element: Any, into: Any) -> None:
        tag = element.tag
        if tag in _HEADINGS:
            paragraph = into.add_paragraph(style=_heading(_HEADINGS[tag]))
            self.mark(element, paragraph)
            self.inline(element, paragraph)
        elif tag in _PARAGRAPHS:
            paragraph = into.add_paragraph(style=_style(element))
            if self.indent:
                stand_in(paragraph, self.indent)
            self.inline(element, paragraph, bold=tag == "dt")
            if "quiet" in _classes(element):  # a line under a heading stays with it
                paragraph.paragraph_format.keep_with_next = True
        elif tag in _LISTS:
            self.list(element, into, 0)
        elif tag == "table":
            self.table(element, into)
        elif tag == "img":
            self.picture(element, into)
        elif tag == "a":
            self.inline(_wrapped(element), into.add_paragraph())
        else:
            self.mark_section(element)
            stands_in = "here" in _classes(element)
            self.indent += stands_in
            self.children(element, into)
            self.indent -= stands_in

    def list(self, element: Any, into: Any, depth: int) -> None:
        """Each list counts for itself: an ordered one begins at one again."""
        number = self.lists.begin(ordered=element.tag == "ol")
        for item in element.findall("li"):
            first = into.add_paragraph(style="List Paragraph")
            self.lists.count(first, number, depth)
            blocks = [one for one in item if one.tag in _BLOCKS]
            lead = blocks[0] if blocks and blocks[0].tag == "p" and not _text(item.text) else None
            self.inline(item if lead is None else lead, first)
            self.indent += 1
            for inner in blocks:
                if inner.tag in _LISTS:
                    self.list(inner, into, depth + 1)
                elif inner is not lead:
                    self.block(inner, into)
            self.indent -= 1

    def table(self, element: Any, into: Any) -> None:
        rows = element.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
        width = max((sum(map(_span, row)) for row in rows), default=0)
        if not width:
            return
        if into is self.document:
            table = self.document.add_table(rows=0, cols=width)
        else:
            table = into.add_table(rows=0, cols=width)
        table.style = self.document.styles["Table Grid"]
        for row in rows:
            made = table.add_row()
            cells, first = made.cells, 0
            for source in row:
                last = first + _span(source) - 1
                self.cell(source, cells[first].merge(cells[last]) if last > first else cells[first])
                first = last + 1
            keep_whole(made)
            for name in _classes(row):
                if name in _ROOM:
                    at_least(made, _ROOM[name])
            if row.getparent().tag == "thead":
                repeat_on_every_page(made)
        if shares := _shares(element):
            share_out(self.document, table, shares)
        into.add_paragraph()

    def cell(self, source: Any, cell: Any) -> None:
        self.inline(source, cell.paragraphs[0], bold=source.tag == "th")
        for inner in source:
            if inner.tag in _BLOCKS:
                self.block(inner, cell)

    def picture(self, element: Any, into: Any) -> None:
        name = element.get("src", "").removeprefix("fairmark:")
        if name in self.pictures:
            shown = (
                into.add_paragraph()
                .add_run()
                .add_picture(BytesIO(self.pictures[name]), height=_LOGO_HEIGHT)
            )
            shown._inline.docPr.set("descr", element.get("alt", ""))

    def inline(
        self, element: Any, paragraph: Paragraph, *, bold: bool = False, italic: bool = False
    ) -> None:
        """The words of an element, but for blocks in it, which are paragraphs of their own."""
        _words(paragraph, element.text, bold=bold, italic=italic)
        for child in element:
            if child.tag == "br":
                paragraph.add_run().add_break()
            elif "box" in _classes(child):
                paragraph.add_run(_BOX)
            elif child.tag == "a" and child.get("href", "").startswith(_LEADS):
                _link(paragraph, child)
            elif isinstance(child.tag, str) and child.tag not in _BLOCKS | _LEFT_OUT:
                self.inline(
                    child, paragraph,
                    bold=bold or child.tag in ("strong", "b"),
                    italic=italic or child.tag in ("em", "i"),
                )  # fmt: skip
            _words(paragraph, child.tail, bold=bold, italic=italic)

    def mark_section(self, element: Any) -> None:
        """A link to a section leads to its heading."""
        heading = next((one for one in element if one.tag in _HEADINGS), None)
        if element.get("id") and heading is not None:
            heading.set("marks", f"{heading.get('marks', '')} {element.get('id')}")

    def mark(self, element: Any, paragraph: Paragraph) -> None:
        for name in [element.get("id"), *element.get("marks", "").split()]:
            if name:
                self.marks += 1
                for kind in ("bookmarkStart", "bookmarkEnd"):
                    one: Any = OxmlElement(f"w:{kind}")
                    one.set(qn("w:id"), str(self.marks))
                    if kind == "bookmarkStart":
                        one.set(qn("w:name"), _bookmark(name))
                    paragraph._p.append(one)


def _classes(element: Any) -> list[str]:
    return list(element.get("class", "").split()) if isinstance(element.tag, str) else []


def _shares(table: Any) -> list[int]:
    """The width of each column in hundredths, as the sheet for paper has it by the class."""
    return [int(one.get("class").removeprefix("w")) for one in table.xpath("./colgroup/col")]


def _span(cell: Any) -> int:
    """Over how many columns a cell runs."""
    return int(cell.get("colspan", "1"))


def _heading(level: int) -> str:
    return f"Heading {level}" if level else "Title"


def _style(element: Any) -> str:
    return "Quote" if element.tag == "blockquote" else "Normal"


def _wrapped(element: Any) -> Any:
    """A link that stands alone, as a paragraph that holds it."""
    paragraph = lxml_html.Element("p")
    paragraph.append(element)
    return paragraph


def _bookmark(name: str) -> str:
    return name.replace("-", "_")[:40]


def _text(text: str | None) -> str:
    return (text or "").strip()


def _words(paragraph: Paragraph, text: str | None, *, bold: bool, italic: bool) -> None:
    if not text:
        return
    shown = " ".join(text.split())
    written = paragraph.text
    before = " " if text[0].isspace() and written and not written[-1].isspace() else ""
    after = " " if text[-1].isspace() and shown else ""
    if before + shown + after:
        run = paragraph.add_run(before + shown + after)
        run.bold, run.italic = bold or None, italic or None


def _link(paragraph: Paragraph, element: Any) -> None:
    """A link to an address outside, or to a heading of the document."""
    address = element.get("href")
    link: Any = OxmlElement("w:hyperlink")
    if address.startswith("#"):
        link.set(qn("w:anchor"), _bookmark(address[1:]))
    else:
        rel = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), rel)
    run = paragraph.add_run(" ".join(element.text_content().split()))
    run.font.underline, run.font.color.rgb = True, _LINK
    link.append(run._r)
    paragraph._p.append(link)
