"""What python-docx leaves to its users: lists that count, page numbers, repeated rows, language."""

from __future__ import annotations

from typing import Any

from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph

_BRAND = RGBColor(0x0F, 0x4C, 0x58)
_FONT = "Calibri"
#: Marks of the levels of a list, outermost first; deeper ones stay as the last.
_BULLETS = ("•", "–", "▪")
_COUNTS = (("decimal", "%{}."), ("lowerLetter", "%{}."), ("lowerRoman", "%{}."))
#: Word's own unit: twentieths of a point; a level stands in by a quarter of an inch.
_INDENT = 360


def prepare(document: DocumentType, *, language: str) -> None:
    """A4, our colours, and the language that the spelling is checked in."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        style: Any = document.styles[name]
        style.font.name, style.font.color.rgb = _FONT, _BRAND
        fonts = style.element.rPr.rFonts
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
    properties: Any = normal.element.get_or_add_rPr()
    spoken: Any = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    properties.append(spoken)
    for one in document.styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), language)


def lie_wide(document: DocumentType) -> None:
    """A4 on its side, for tables of many columns."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(18)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(9)


class Lists:
    """The lists of a document: bullets share one numbering, each ordered list has its own."""

    def __init__(self, document: DocumentType):
        self.numbering: Any = document.part.numbering_part.element
        self.bullets = self._define([("bullet", mark) for mark in _BULLETS])
        self.counts = self._define([(kind, text) for kind, text in _COUNTS])
        self.bulleted = self._instance(self.bullets)

    def begin(self, *, ordered: bool) -> int:
        """The numbering for a list that begins here."""
        return self._instance(self.counts, restart=True) if ordered else self.bulleted

    def count(self, paragraph: Paragraph, number: int, depth: int) -> None:
        """Make the paragraph an item of a list, `depth` levels in."""
        properties: Any = paragraph._p.get_or_add_pPr()
        numbered = properties.get_or_add_numPr()
        numbered.get_or_add_ilvl().val = min(depth, len(_BULLETS) - 1)
        numbered.get_or_add_numId().val = number
        paragraph.paragraph_format.space_after = Pt(3)

    def _define(self, levels: list[tuple[str, str]]) -> int:
        taken = [int(one.get(qn("w:abstractNumId")))
                 for one in self.numbering.findall(qn("w:abstractNum"))]  # fmt: skip
        number = max(taken, default=-1) + 1
        inner = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{text.format(level + 1)}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{_INDENT * (level + 1)}" w:hanging="{_INDENT}"/></w:pPr></w:lvl>'
            for level, (kind, text) in enumerate(levels)
        )
        definition = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
            f'<w:multiLevelType w:val="multilevel"/>{inner}</w:abstractNum>'
        )
        # Definitions come before the lists that use them, or Word calls the file damaged.
        first = self.numbering.find(qn("w:num"))
        if first is None:
            self.numbering.append(definition)
        else:
            first.addprevious(definition)
        return number

    def _instance(self, definition: int, *, restart: bool = False) -> int:
        one = self.numbering.add_num(definition)
        for level in range(len(_COUNTS) if restart else 0):
            one.add_lvlOverride(ilvl=level).add_startOverride(1)
        return int(one.numId)


def stand_in(paragraph: Paragraph, levels: int) -> None:
    """A paragraph that belongs to an item of a list or to an inset, close to the one before it."""
    paragraph.paragraph_format.left_indent = Twips(_INDENT * levels)
    paragraph.paragraph_format.space_after = Pt(3)


def field(paragraph: Paragraph, code: str) -> None:
    """Something that Word counts itself, such as PAGE."""
    one: Any = OxmlElement("w:fldSimple")
    one.set(qn("w:instr"), code)
    one.append(paragraph.add_run("1")._r)
    paragraph._p.append(one)


def repeat_on_every_page(row: Any) -> None:
    """The row is shown again on every page that the table runs over."""
    _say_of_row(row, "w:tblHeader")


def keep_whole(row: Any) -> None:
    """The row goes to the next page rather than break."""
    _say_of_row(row, "w:cantSplit")


def at_least(row: Any, height: Length) -> None:
    """The row is as high as that, or higher."""
    row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, height


def share_out(document: DocumentType, table: Any, shares: list[int]) -> None:
    """Each column has its share of the width between the margins, in hundredths."""
    section = document.sections[0]
    margins = int(section.left_margin or 0) + int(section.right_margin or 0)
    whole = int(section.page_width or 0) - margins
    for column, share in zip(table.columns, shares, strict=False):
        column.width = Emu(whole * share // 100)
    for row in table.rows:
        for cell in row._tr.tc_lst:
            first, last = cell.grid_offset, cell.grid_offset + cell.grid_span
            cell.width = Emu(whole * sum(shares[first:last]) // 100)


def _say_of_row(row: Any, name: str) -> None:
    one: Any = OxmlElement(name)
    one.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(one)
