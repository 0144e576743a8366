"""A centre's Word policy as sections of clean text, with everything that was left out said."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import mammoth
from bs4 import BeautifulSoup, Tag
from django.utils.text import slugify

from fairmark.exchange.archives import unfolds_too_far
from fairmark.exchange.reading import Unreadable, refuse_large
from fairmark.policies.wording import cleaned, escaped, words
from fairmark.ui.words import how_many

#: No policy's text is larger; the reader holds all of it in memory (bytes of XML, characters, sections).
MOST_XML, MOST_CHARACTERS, MOST_SECTIONS = 6 * 1024**2, 1_000_000, 400
MOST_HEADING = 200
#: The slug of a heading in an address, with room for what tells two of a name apart.
MOST_SLUG = 80

#: The cure for a file of too many bytes.
SMALLER = "Take the pictures out and save it again."
_SAVE = "Open it in Word and save it as a Word document (.docx)."
_STYLES = """
p[style-name='Title'] => p.title:fresh
p[style-name^='toc '] => !
p[style-name^='TOC '] => !
"""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: What is told apart by its first bytes, and what to say of it.
_OTHERS = (
    (b"%PDF-", "This is a PDF. Its headings cannot be told from its text: upload the Word "
     "document that it was made from."),
    (b"{\\rtf", f"This is an RTF file. {_SAVE}"),
)  # fmt: skip
_HEADING = re.compile(r"h([1-6])")
_NUMBERING = re.compile(r"^(?:section|part|appendix)?\s*[\dA-Z]?[\d.]*[.):]?\s+", re.IGNORECASE)
_SAFE = ("http://", "https://", "mailto:")


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, up to the next heading of any level."""

    id: str
    heading: str
    level: int
    html: str

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "heading": self.heading, "level": self.level, "html": self.html}


@dataclass(frozen=True)
class WordFile:
    """What a Word file holds, and a sentence for each thing of it that is not taken over."""

    file_name: str
    sha256: str
    title: str
    sections: tuple[Section, ...]
    left_out: tuple[str, ...]


def read_word(content: bytes, file_name: str) -> WordFile:
    """The sections of a .docx. Raises Unreadable with the reason and what to do about it."""
    refuse_large(len(content), SMALLER)
    _refuse_others(content)
    found = _looked_into(content)
    soup = _converted(content)
    found += _flattened(soup)
    found += _links_left_out(soup)
    title = _title(soup)
    sections = _sections(soup)
    _refuse_without_text(sections)
    return WordFile(
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        title=title or re.sub(r"\.docx$", "", file_name, flags=re.IGNORECASE)[:MOST_HEADING],
        sections=sections,
        left_out=tuple(found),
    )


def _refuse_others(content: bytes) -> None:
    """Whatever the file is called, what it begins with tells what it is."""
    if not content.strip():
        raise Unreadable("The file is empty. Save the document again.")
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Unreadable(
                "The document is protected by a password. Take the password off in Word (File, "
                "Info, Protect document), save it and upload it again."
            )
        raise Unreadable(f"This is an old Word document (.doc). {_SAVE}")
    for start, reason in _OTHERS:
        if content.startswith(start):
            raise Unreadable(reason)
    if not content.startswith(b"PK"):
        raise Unreadable(f"This is no Word document, whatever its name says. {_SAVE}")


def _looked_into(content: bytes) -> list[str]:
    """What the archive holds that is refused, or is left out and said."""
    damaged = f"The document is damaged. {_SAVE}"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if unfolds_too_far(parts):
                raise Unreadable(
                    "The document unfolds to far more than a policy holds. Copy its text into a "
                    "new document and save that."
                )
            return _parts_looked_into(archive, {part.filename: part for part in parts})
    except Unreadable:
        raise
    except Exception:  # a damaged archive fails in a dozen ways, none of which tells more
        raise Unreadable(damaged) from None


def _parts_looked_into(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> list[str]:
    if any(part.flag_bits & 1 for part in parts.values()):
        raise Unreadable("The file is protected by a password. Take it off and save it again.")
    if any(name.startswith(("xl/", "ppt/")) for name in parts):
        raise Unreadable("This is a spreadsheet or a presentation, not a Word document.")
    if "[Content_Types].xml" not in parts or "word/document.xml" not in parts:
        raise Unreadable(f"This archive holds no Word document. {_SAVE}")
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise Unreadable(
            "The document holds macros, which are small programs. Save it as a Word document "
            "(.docx), which leaves them out, and upload that."
        )
    _refuse_other_xml(archive, parts)
    body = archive.read("word/document.xml")
    comments = archive.read("word/comments.xml") if "word/comments.xml" in parts else b""
    return list(_said(body, comments, parts))


def _refuse_other_xml(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> None:
    """Every part but a picture is looked into, whatever its name: a document may point to any."""
    never = "The document holds XML that Word never writes. It is refused."
    for name, part in parts.items():
        with archive.open(name) as opened:
            start = opened.read(4)
        is_xml = name.endswith((".xml", ".rels")) or start.lstrip()[:1] == b"<"
        if start.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
            raise Unreadable(never)  # Word writes UTF-8
        if not is_xml and start[:3] != b"\xef\xbb\xbf":
            continue
        if part.file_size > MOST_XML:
            raise Unreadable(
                "The document holds more text than any policy. Upload the policy alone, without "
                "its appendices."
            )
        if b"<!DOCTYPE" in (body := archive.read(name)) or b"<!ENTITY" in body:
            raise Unreadable(never)
    if b"word/document.xml" not in archive.read("_rels/.rels"):
        raise Unreadable(never)


def _said(body: bytes, comments: bytes, parts: dict[str, zipfile.ZipInfo]) -> Iterator[str]:
    """A sentence for each kind of thing that is in the file and not in the text."""
    pictures = len(re.findall(rb"<pic:pic[ >]|<v:imagedata[ />]", body))
    if pictures:
        yield f"{how_many(pictures, 'picture')} left out. Say in words what matters in them."
    changes = len(re.findall(rb"<w:(?:ins|del|moveTo|moveFrom) ", body))
    if changes:
        yield (
            f"{how_many(changes, 'tracked change')} read as if accepted. Accept or reject them in "
            "Word before this is the document you show."
        )
    if remarks := len(re.findall(rb"<w:comment[ >]", comments)):
        yield f"{how_many(remarks, 'comment')} left out."
    objects = sum(name.startswith("word/embeddings/") for name in parts)
    if objects:
        yield f"{how_many(objects, 'embedded file')} left out."
    if any(re.fullmatch(r"word/(header|footer)\d*\.xml", name) for name in parts):
        yield "What stands at the head and foot of each page is left out."


def _converted(content: bytes) -> BeautifulSoup:
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(content), style_map=_STYLES, include_embedded_style_map=False,
            external_file_access=False, convert_image=lambda image: [],
        ).value  # fmt: skip
    except Exception:  # what Word would mend fails here in many ways, none of which tells more
        raise Unreadable(f"The document is damaged. {_SAVE}") from None
    if len(html) > MOST_CHARACTERS:
        raise Unreadable(
            "The document holds more text than any policy. Upload the policy alone, without its "
            "appendices."
        )
    return BeautifulSoup(html, "html.parser")


def _flattened(soup: BeautifulSoup) -> list[str]:
    """A table inside a table becomes a line of words for each of its rows."""
    for heading in soup.select("table h1, table h2, table h3, table h4, table h5, table h6"):
        heading.name = "strong"  # it is a cell's, not the document's
    inner = [table for table in soup.find_all("table") if table.find_parent("table")]
    for table in reversed(inner):
        for row in table.find_all("tr"):
            cells = [cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]
            line = soup.new_tag("p")
            line.string = "; ".join(cell for cell in cells if cell)
            table.insert_before(line)
        table.decompose()
    if not inner:
        return []
    return [
        f"{how_many(len(inner), 'table')} inside another table turned into lines of words. Read "
        "them again here."
    ]


def _links_left_out(soup: BeautifulSoup) -> list[str]:
    """Links lead to the web or to a mail address; what leads elsewhere keeps its words alone."""
    foreign = 0
    for link in soup.find_all("a"):
        address = str(link.get("href") or "").strip()
        if address.lower().startswith(_SAFE):
            continue
        foreign += bool(address) and not address.startswith("#")
        link.unwrap()
    if not foreign:
        return []
    return [
        f"{how_many(foreign, 'link')} to a script, a file or a folder taken off; the words stay. "
        "Only links to web and mail addresses are kept."
    ]


def _title(soup: BeautifulSoup) -> str:
    """The paragraph in the style Title, taken out of the text; "" without one."""
    found = soup.find("p", class_="title")
    if found is None:
        return ""
    return " ".join(found.extract().get_text(" ").split())[:MOST_HEADING]


def _sections(soup: BeautifulSoup) -> tuple[Section, ...]:
    """The text cut at its headings. Raises Unreadable where there is none."""
    found: list[tuple[str, int, list[str]]] = []
    before: list[str] = []
    for child in soup.contents:
        level = _HEADING.fullmatch(child.name) if isinstance(child, Tag) else None
        if level and (heading := " ".join(child.get_text(" ").split())):
            found.append((heading[:MOST_HEADING], int(level[1]), []))
        elif not level:
            text = str(child) if isinstance(child, Tag) else escaped(str(child))
            (found[-1][2] if found else before).append(text)
    if not found:
        raise Unreadable(
            "The document has no headings, so it cannot be told into sections. Give its headings "
            "Word’s own styles “Heading 1” and “Heading 2”, and upload it again."
        )
    if len(found) > MOST_SECTIONS:
        raise Unreadable(
            f"The document has {len(found)} headings; at most {MOST_SECTIONS} are read. Give the "
            "style “Heading” to headings alone."
        )
    opening = cleaned("".join(before))
    if words(opening, {}, {}):
        found.insert(0, ("Before the first heading", 1, [opening]))
    ids = stable_ids([(heading, level) for heading, level, _ in found])
    return tuple(
        Section(section_id, heading, level, cleaned("".join(texts)))
        for section_id, (heading, level, texts) in zip(ids, found, strict=True)
    )


def stable_ids(headings: list[tuple[str, int]]) -> list[str]:
    """An id for each heading that stays when sections are added, moved or numbered anew.

    A heading that stands more than once is told apart by the heading above it, and only then by
    its turn.
    """
    own = [_slug(heading) for heading, _ in headings]
    times = Counter(own)
    path: dict[int, str] = {}
    found: list[str] = []
    taken: set[str] = set()
    for slug, (_, level) in zip(own, headings, strict=True):
        above = [path[one] for one in sorted(path) if one < level]
        path = {one: name for one, name in path.items() if one < level} | {level: slug}
        name = f"{above[-1]}--{slug}" if times[slug] > 1 and above else slug
        turn, given = 1, name
        while given in taken:
            turn += 1
            given = f"{name}--{turn}"
        taken.add(given)
        found.append(given)
    return found


def _slug(heading: str) -> str:
    return slugify(_NUMBERING.sub("", heading, count=1))[:MOST_SLUG].strip("-") or "section"


def _refuse_without_text(sections: tuple[Section, ...]) -> None:
    if not any(words(section.html, {}, {}) for section in sections):
        raise Unreadable(
            "The document has headings and not a word under them. Upload the document that holds "
            "the text."
        )
