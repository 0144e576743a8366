"""Files that do harm or pretend, with words their refusal must hold; and files that must pass."""

import io
import struct
import zipfile
import zlib

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = (
    b'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="x"/></Types>'
)
MACRO_TYPES = TYPES.replace(b'"x"', b'"application/vnd.ms-word.document.macroEnabled.main+xml"')
BODY = b'<?xml version="1.0"?><w:document><w:p>Hello</w:p></w:document>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def zipped(*parts, level=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as archive:
        for name, body in parts:
            archive.writestr(name, body)
    return out.getvalue()


def office(*extra, types=TYPES, body=BODY):
    return zipped(("[Content_Types].xml", types), ("word/document.xml", body), *extra)


def rels(target, kind="hyperlink", mode="External"):
    return (
        f'<Relationships><Relationship Type="http://x/{kind}" Target="{target}" '
        f'TargetMode="{mode}"/></Relationships>'
    ).encode()


def png(width=4, height=4, *, whole=True):
    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    end = chunk(b"IEND", b"") if whole else b""
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 13 * 4)) + end


def link_in_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("work")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def locked_zip():
    """The first part marked as encrypted, as a locked archive is."""
    made = bytearray(zipped(("a.txt", b"secret")))
    made[6] |= 1
    made[made.index(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def overlapping_zip():
    """Two names for one stretch of bytes."""
    made = zipped(("a.txt", b"a" * 500), ("b.txt", b"b" * 500), level=zipfile.ZIP_STORED)
    directory = made.index(b"PK\x01\x02")
    second = made.index(b"PK\x01\x02", directory + 4)
    return made[: second + 42] + struct.pack("<I", 0) + made[second + 46 :]


def bomb():
    return zipped(("zeros.txt", b"\x00" * 30 * 1024**2))


def nested(depth):
    body = zipped(("a.txt", b"hello"))
    for n in range(depth):
        body = zipped((f"inner{n}.zip", body))
    return body


#: Name, bytes, and words that the refusal holds.
HOSTILE = [
    ("essay.docx", b"", "is empty"),
    ("essay.txt", b"", "is empty"),
    ("essay", b"words", "has no ending"),
    ("essay.xyz", b"words", "Files ending in “.xyz” are not taken"),
    ("essay.exe", b"MZ\x90\x00", "can start a program"),
    ("essay.pdf.exe", b"MZ\x90\x00", "can start a program"),
    ("essay.exe.pdf", PDF, "can start a program"),
    ("setup.msi", OLE, "can start a program"),
    ("run.bat", b"@echo off", "can start a program"),
    ("run.cmd", b"dir", "can start a program"),
    ("run.ps1", b"Get-Item", "can start a program"),
    ("run.vbs", b"MsgBox 1", "can start a program"),
    ("run.hta", b"<script>", "can start a program"),
    ("run.lnk", b"L\x00\x00\x00", "can start a program"),
    ("app.jar", zipped(("A.class", b"x")), "can start a program"),
    ("app.apk", zipped(("a", b"x")), "can start a program"),
    ("run.sh", b"#!/bin/sh\n", "can start a program"),
    ("saver.scr", b"MZ", "can start a program"),
    ("disk.iso", b"x" * 100, "can start a program"),
    ("essay\u202efdp.exe", b"MZ", "can start a program"),
    ("essay.docx", b"MZ\x90\x00" + b"\x00" * 100, "holds a program"),
    ("photo.png", b"\x7fELF\x02\x01", "holds a program"),
    ("photo.jpg", b"\xcf\xfa\xed\xfe" + b"\x00" * 20, "holds a program"),
    ("notes.txt", b"MZ\x90\x00\x03", "holds a program"),
    ("essay.pdf", b"hello there", "and is something else"),
    ("essay.docx", PDF, "and is a pdf file"),
    ("essay.docx", b"<html><script>alert(1)</script>", "and is something else"),
    ("photo.png", b"GIF89a" + b"\x00" * 30, "and is a gif file"),
    ("photo.jpg", b"<svg onload=alert(1)>", "and is something else"),
    ("photo.gif", b"<script>1</script>", "and is something else"),
    ("film.mp4", b"hello", "and is something else"),
    ("sound.mp3", b"hello", "and is something else"),
    ("notes.txt", b"\x00\x01\x02\x03", "and is something else"),
    ("notes.csv", b"\x1f\x8b\x08\x00", "cannot be looked into"),
    ("work.zip", b"7z\xbc\xaf'\x1c\x00", "cannot be looked into"),
    ("work.zip", b"Rar!\x1a\x07\x00", "cannot be looked into"),
    ("work.zip", b"\x1f\x8b\x08\x00", "cannot be looked into"),
    ("work.zip", EICAR, "virus scanner"),
    ("notes.txt", EICAR, "virus scanner"),
    ("essay.pdf", PDF + zipped(("a.txt", b"x")), "an archive at once"),
    ("photo.gif", b"GIF89a" + b"\x01\x00\x01\x00" + zipped(("A.class", b"x")), "an archive at once"),
    ("photo.jpg", b"\xff\xd8\xff\xe0" + zipped(("a", b"x")) + b"\xff\xd9", "an archive at once"),
    ("essay.pdf", b"%PDF-1.7\n1 0 obj", "breaks off before its end"),
    ("photo.png", png(whole=False), "breaks off before its end"),
    ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 200, "breaks off before its end"),
    ("photo.png", png(30_000, 30_000), "Save it smaller"),
    ("photo.gif", b"GIF89a\xff\xff\xff\xff" + b"\x00" * 20, "Save it smaller"),
    ("photo.bmp", b"BM" + b"\x00" * 16 + struct.pack("<ii", 90_000, 90_000), "Save it smaller"),
    ("work.zip", zipped(("a.txt", b"hello"))[:40], "is not whole"),
    ("essay.docx", office()[:200], "is not whole"),
    ("work.zip", bomb(), "unfolds to far more"),
    ("essay.docx", office(("word/zeros.xml", b"\x00" * 30 * 1024**2)), "unfolds to far more"),
    ("work.zip", zipped(*((f"{n}.txt", b"x") for n in range(5001)), level=0), "holds 5001 files"),
    ("work.zip", overlapping_zip(), "lie over one another"),
    ("work.zip", nested(3), "within an archive"),
    ("work.zip", zipped(("../../etc/passwd", b"x")), "outside its folder"),
    ("work.zip", zipped(("/etc/passwd", b"x")), "outside its folder"),
    ("work.zip", zipped(("C:\\Windows\\a.txt", b"x")), "outside its folder"),
    ("work.zip", link_in_zip(), "a link to another place"),
    ("work.zip", locked_zip(), "locked by a password"),
    ("essay.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
    ("old.doc", OLE + b"\x00" * 50 + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
    ("essay.docx", zipped(("a.txt", b"x")), "an archive that is called .docx"),
    ("essay.docx", office(types=MACRO_TYPES), "holds macros"),
    ("essay.docx", office(("word/vbaProject.bin", b"x")), "holds macros"),
    ("book.xlsx", office(("xl/VBAProject.bin", b"x")), "holds macros"),
    ("work.zip", zipped(("essay.docx", office(("word/vbaProject.bin", b"x")))), "holds macros"),
    ("essay.docx", office(("word/_rels/settings.xml.rels", rels("http://x/t.dotm", "attachedTemplate"))),
     "fetches a template"),
    ("essay.docx", office(("word/_rels/document.xml.rels", rels("http://x/o", "oleObject"))),
     "fetches a template"),
    ("essay.docx", office(body=BODY.replace(b"Hello", b"<w:instrText>DDEAUTO c:\\x</w:instrText>")),
     "starts another program"),
    ("essay.docx", office(body=b'<!DOCTYPE a [<!ENTITY b "c">]>' + BODY), "XML that no office"),
    ("essay.docx", office(types=b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + TYPES), "XML that no office"),
    ("data.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
     "XML entities"),
    ("essay.rtf", rb"{\rtf1 {\object\objemb{\*\objdata 01}}}", "an object of another program"),
    ("essay.rtf", rb"{\rtf1 hello", "breaks off"),
    ("essay.docm.docx", office(types=MACRO_TYPES), "holds macros"),
]  # fmt: skip

#: Name, bytes, and words of the note that is kept with it (none where it needs no note).
KEPT = [
    ("essay.docx", office(), ""),
    ("essay.docm", office(("word/vbaProject.bin", b"x"), types=MACRO_TYPES), "holds macros"),
    ("essay.docx", office(("word/_rels/document.xml.rels", rels("https://example.ac.uk"))), ""),
    ("essay.docx", office(("word/embeddings/oleObject1.bin", b"x")), "other files inside itself"),
    ("essay.pdf", PDF, ""),
    ("form.pdf", PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(1)>>"), "scripts"),
    ("photo.png", png(), ""),
    ("photo.JPG", b"\xff\xd8\xff\xe0" + b"\x00" * 200 + b"\xff\xd9", ""),
    ("photo.jpg", b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00GPS" + b"\x00" * 50 + b"\xff\xd9",
     "where it was taken"),
    ("photo.gif", b"GIF89a\x04\x00\x04\x00" + b"\x00" * 20, ""),
    ("notes.txt", "Zoë’s notes".encode(), ""),
    ("notes.txt", "Zoë".encode("utf-16"), ""),
    ("main.py", b"#!/usr/bin/env python3\nprint('hello')\n", ""),
    ("page.html", b"<html><script>alert(1)</script></html>", "never shown as a page"),
    ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "never shown as a page"),
    ("work.zip", zipped(("a.txt", b"hello"), ("b/essay.docx", office())), ""),
    ("work.zip", nested(1), ""),
    ("game.zip", zipped(("game.exe", b"MZ"), ("readme.txt", b"x")), "can start a program"),
    ("essay.odt", zipped(("mimetype", b"application/vnd.oasis.opendocument.text")), ""),
    ("old.doc", OLE + b"\x00" * 600, ""),
    ("old.xls", OLE + b"\x00" * 50 + "_VBA_PROJECT".encode("utf-16-le"), "holds macros"),
    ("essay.rtf", rb"{\rtf1 hello}", ""),
    ("film.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40, ""),
    ("sound.mp3", b"ID3\x04" + b"\x00" * 40, ""),
    ("sound.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", ""),
    ("data.csv", b"=cmd|' /C calc'!A0,2\r\n", ""),
]  # fmt: skip
