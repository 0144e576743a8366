"""Word files made for a test: a small good one, and each that is not to come in as it is."""

import io
import zipfile

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

SECTIONS = (
    ("1 Purpose", "This policy holds for every BTEC learner of the college."),
    (
        "2 Appeals by learners",
        "A learner may appeal against an assessment decision of a BTEC unit.",
    ),
    ("3 Monitoring", "The quality group looks at every appeal once a year."),
)


def a_document(sections=SECTIONS, title="Equality policy"):
    """A document as Word makes it, to be changed and then saved by `saved`."""
    made = docx.Document()
    if title:
        made.add_paragraph(title, style="Title")
    for heading, text in sections:
        made.add_heading(heading, 1)
        if text:
            made.add_paragraph(text)
    return made


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def a_word_file(sections=SECTIONS, title="Equality policy"):
    return saved(a_document(sections, title))


def with_part(content, name, body, *, replace=None):
    """The file with one part more; `replace` changes the bytes of others, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.infolist():
            text = before.read(part)
            if replace and part.filename in replace:
                text = replace[part.filename](text)
            after.writestr(part.filename, text)
        if name:
            after.writestr(name, body)
    return out.getvalue()


def changed(content, part, old, new):
    """The file with some bytes of a part replaced; they must be there."""

    def replace(text):
        assert old in text
        return text.replace(old, new)

    return with_part(content, "", b"", replace={part: replace})


def with_macros(content):
    return with_part(content, "word/vbaProject.bin", b"\xd0\xcf\x11\xe0")


def as_docm(content):
    return changed(
        content, "[Content_Types].xml",
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"vnd.ms-word.document.macroEnabled.main+xml",
    )  # fmt: skip


def a_bomb():
    """A file that weighs little and unfolds to sixty megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 60 * 1024**2)
    return out.getvalue()


def with_entities(content):
    return changed(
        content, "word/document.xml", b"<w:document ",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document ',
    )  # fmt: skip


def with_pictures(count):
    made = a_document()
    for number in range(count):
        picture = io.BytesIO()
        Image.new("RGB", (40, 40), (number, 80, 90)).save(picture, "PNG")
        picture.seek(0)
        made.add_picture(picture)
    return saved(made)


def with_nested_table():
    made = a_document()
    cell = made.add_table(1, 2).rows[0].cells[0]
    cell.text = "Outside"
    inner = cell.add_table(2, 2)
    for number, each in enumerate(inner._cells, 1):
        each.text = f"inside {number}"
    return saved(made)


def with_changes_and_comments():
    """A word put in, a word struck out, and a remark in the margin."""
    made = a_document()
    names = nsdecls("w")
    by = 'w:author="A" w:date="2025-01-01T00:00:00Z"'
    paragraph = made.paragraphs[2]
    paragraph._p.append(
        parse_xml(f'<w:ins {names} w:id="1" {by}><w:r><w:t> Put in.</w:t></w:r></w:ins>')
    )
    paragraph._p.append(
        parse_xml(
            f'<w:del {names} w:id="2" {by}><w:r><w:delText> Struck out.</w:delText></w:r></w:del>'
        )
    )
    made.add_comment(paragraph.runs, text="Is this so?", author="A")
    return saved(made)


def with_links(*addresses):
    made = a_document()
    for address in addresses:
        key = made.part.relate_to(
            address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )  # fmt: skip
        made.add_paragraph()._p.append(
            parse_xml(
                f'<w:hyperlink {nsdecls("w", "r")} r:id="{key}"><w:r><w:t>words of {len(address)}'
                "</w:t></w:r></w:hyperlink>"
            )
        )
    return saved(made)


def an_encrypted_file():
    """What Word writes when a document has a password: another container, with this entry."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
