"""What a file holds, before it is kept: refused with a reason a tutor understands, or noted.

Nothing is opened by what would run it. An archive's list of parts is read and small parts of
office files are looked into, within bounds; everything else is told by a few bytes.
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from fairmark.evidence.kinds import RUNS, kind_of_name, shape_of
from fairmark.evidence.names import ending, harmless

#: What an archive may hold: parts, bytes unfolded, and how many times its own size.
MOST_PARTS, MOST_UNFOLDED, MOST_RATIO = 5000, 2 * 1024**3, 200
#: Parts of an office file that are read whole, in bytes.
MOST_LOOKED_AT = 4 * 1024**2
#: Archives within archives, how deep.
DEEPEST = 1
#: A picture's width times height, in points.
MOST_POINTS = 200_000_000
#: How many bytes at each end of a file tell what it is.
_EDGE = 64 * 1024
#: The signature by which virus scanners are tried; a file that holds it is never honest work.
_TRIAL_VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class NotTaken(ValueError):
    """The file is not kept; the sentence says why and what to do."""


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: its harmless name, what it is, and what must be known of it."""

    name: str
    words: str
    notes: tuple[str, ...] = ()


def examine(content: BinaryIO, name: str, *, size: int, most: int) -> Examined:
    """Look into a file from its beginning. `most` is how many bytes are taken.

    Raises NotTaken. Source: promise P35.
    """
    if size == 0:
        raise NotTaken("The file is empty. Save your work again and hand in the new file.")
    if size > most:
        raise NotTaken(
            f"The file has {size // 1024**2} MB; at most {most // 1024**2} MB are taken. "
            "Split it, or save pictures and video smaller."
        )
    kept_name, last = harmless(name), ending(harmless(name))
    if last in RUNS or any(part in RUNS for part in kept_name.lower().split(".")[-2:-1]):
        raise NotTaken(
            f"A file called “.{last}” can start a program, so it is not taken. "
            "Put code into a zip archive, or save the document in its own format."
        )
    kind = kind_of_name(last)
    if kind is None:
        raise NotTaken(
            f"Files ending in “.{last}” are not taken. " if last else
            "The file’s name has no ending, so nobody can tell what it is. "
        )  # fmt: skip
    start = _edge(content, 0)
    shape = shape_of(start)
    if _TRIAL_VIRUS in start:
        raise NotTaken("A virus scanner would stop this file. It is not taken.")
    notes = _Notes()
    look = _LOOKS.get(kind.shape)
    _refuse_other_shape(kind.shape, shape, last)
    if kind.shape not in ("zip", "office", "open") and _ends_as_archive(content, size):
        raise NotTaken(f"The file is .{last} and an archive at once. Save it again in one format.")
    if look is not None:
        look(content, size, last, notes)
    content.seek(0)
    return Examined(kept_name, kind.words, tuple(notes.found))


class _Notes:
    """What is worth knowing of a file that is kept."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, sentence: str) -> None:
        if sentence not in self.found:
            self.found.append(sentence)


def _edge(content: BinaryIO, place: int, length: int = _EDGE) -> bytes:
    content.seek(place)
    return content.read(length)


_FITS = {
    "office": {"zip", "ole"}, "open": {"zip"}, "mp3": {"mp3"}, "iso": {"iso"},
    "ole": {"ole"}, "text": {"text"},
}  # fmt: skip


def _refuse_other_shape(wanted: str, found: str, last: str) -> None:
    if found in _FITS.get(wanted, {wanted}):
        return
    if found == "program":
        raise NotTaken(
            f"The file is called .{last} and holds a program. It is not taken. "
            "Hand in your work in its own format."
        )
    if found == "packed":
        raise NotTaken("This kind of archive cannot be looked into. Make a zip archive instead.")
    looks = "something else" if found in ("unknown", "text") else f"a {found} file"
    raise NotTaken(
        f"The file is called .{last} and is {looks}. Open it where you made it and save it as "
        f".{last} again."
    )


def _ends_as_archive(content: BinaryIO, size: int) -> bool:
    return b"PK\x05\x06" in _edge(content, max(size - 65_557, 0), 65_557)


def _look_at_archive(
    content: BinaryIO, size: int, last: str, notes: _Notes, depth: int = 0
) -> None:
    parts = _parts(content, last)
    for part in parts:
        _refuse_part(part)
        inner = ending(part.filename)
        if inner in ("zip",) and depth >= DEEPEST:
            raise NotTaken(
                "An archive within an archive within an archive is not taken. Unpack one."
            )
        if inner in ("zip", "docx", "xlsx", "pptx", "docm", "xlsm", "pptm"):
            _look_inside(content, part, inner, notes, depth)
        if inner in RUNS:
            notes.add(f"It holds a file that can start a program: {harmless(part.filename)}.")


def _look_inside(
    content: BinaryIO, part: zipfile.ZipInfo, last: str, notes: _Notes, depth: int
) -> None:
    if part.file_size > MOST_LOOKED_AT:
        notes.add(f"It holds an archive too large to look into: {harmless(part.filename)}.")
        return
    content.seek(0)
    inner = io.BytesIO(zipfile.ZipFile(content).read(part))
    if last == "zip":
        _look_at_archive(inner, part.file_size, last, notes, depth + 1)
    else:
        _look_at_office(inner, part.file_size, last, notes)


def _parts(content: BinaryIO, last: str) -> list[zipfile.ZipInfo]:
    content.seek(0)
    broken = f"The file is not whole: it breaks off or is damaged. Save it as .{last} again."
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError):
        raise NotTaken(broken) from None
    if len(parts) > MOST_PARTS:
        raise NotTaken(f"The archive holds {len(parts)} files; at most {MOST_PARTS} are taken.")
    unfolded = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    if unfolded > MOST_UNFOLDED or (unfolded > 1024**2 and unfolded / packed > MOST_RATIO):
        raise NotTaken("The archive unfolds to far more than it weighs. It is not taken.")
    if _overlap(parts):
        raise NotTaken(
            "The archive’s files lie over one another, as none does that is made honestly."
        )
    return parts


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether parts share bytes, which is how a small archive unfolds without end."""
    end = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset < end:
            return True
        end = part.header_offset + 30 + part.compress_size
    return False


def _refuse_part(part: zipfile.ZipInfo) -> None:
    name = part.filename
    if part.flag_bits & 1:
        raise NotTaken("The archive is locked by a password. Make it again without one.")
    if (
        name.startswith(("/", "\\"))
        or re.match(r"[A-Za-z]:", name)
        or ".." in re.split(r"[\\/]", name)
    ):
        raise NotTaken("The archive holds a file that would be unpacked outside its folder.")
    if (part.external_attr >> 16) & 0o170000 == 0o120000:
        raise NotTaken("The archive holds a link to another place. Put the file itself in.")


def _look_at_office(content: BinaryIO, size: int, last: str, notes: _Notes) -> None:
    if shape_of(_edge(content, 0, 16)) == "ole":
        raise NotTaken(
            "The document is locked by a password, or saved in an older format. Take the password "
            f"off, save it as .{last} and hand it in again."
        )
    parts = {part.filename: part for part in _parts(content, last)}
    for part in parts.values():
        _refuse_part(part)
    if "[Content_Types].xml" not in parts:
        raise NotTaken(f"The file is an archive that is called .{last}. Save the document again.")
    content.seek(0)
    with zipfile.ZipFile(content) as archive:
        types = _small(archive, parts["[Content_Types].xml"])
        links = [
            _small(archive, part) for name, part in parts.items() if name.endswith(".rels")
        ]  # fmt: skip
        bodies = [
            _small(archive, part) for name, part in parts.items()
            if name in ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml")
        ]  # fmt: skip
    macros = b"macroEnabled" in types or any(
        name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in parts
    )
    if macros and not last.endswith("m"):
        raise NotTaken(
            f"The file is called .{last} and holds macros, which are small programs. Save it as "
            f".{last}, which leaves them out."
        )
    if macros:
        notes.add("It holds macros, which are small programs. Open it with macros switched off.")
    if any(b"<!DOCTYPE" in body or b"<!ENTITY" in body for body in (types, *links, *bodies)):
        raise NotTaken("The document holds XML that no office program writes. It is not taken.")
    outside = b'TargetMode="External"'
    if any(
        outside in body and re.search(rb"attachedTemplate|oleObject|frame\"", body)
        for body in links
    ):
        raise NotTaken(
            "The document fetches a template or an object from elsewhere when it is opened. "
            "Copy its text into a new document and save that."
        )
    if any(re.search(rb"DDEAUTO|instrText[^<]*>\s*DDE\s", body) for body in bodies):
        raise NotTaken("The document starts another program when it is opened. It is not taken.")
    if any("/embeddings/" in name or "/activeX/" in name for name in parts):
        notes.add("It holds other files inside itself. Open those only if you know them.")


def _small(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A part's first bytes; a damaged part is told as such."""
    try:
        with archive.open(part) as opened:
            return opened.read(MOST_LOOKED_AT)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        raise NotTaken("The file is damaged. Save it again and hand in the new file.") from None
    except Exception as error:
        if error.__class__.__name__ != "error":  # zlib.error
            raise
        raise NotTaken("The file is damaged. Save it again and hand in the new file.") from None


def _look_at_pdf(content: BinaryIO, size: int, last: str, notes: _Notes) -> None:
    if b"%%EOF" not in _edge(content, max(size - 4096, 0), 4096):
        raise NotTaken("The PDF breaks off before its end. Save it as PDF again.")
    content.seek(0)
    held = content.read(MOST_LOOKED_AT)
    if b"/Encrypt" in held:
        notes.add("It is locked by a password. Ask for it without one if it does not open.")
    if re.search(
        rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|GoToR|RichMedia|EmbeddedFile)\b", held
    ):
        notes.add(
            "The PDF holds scripts, forms that send, or files. Open it in a viewer that runs none."
        )


def _look_at_picture(content: BinaryIO, size: int, last: str, notes: _Notes) -> None:
    width, height = _picture_size(_edge(content, 0), last)
    if width * height > MOST_POINTS:
        raise NotTaken(f"The picture is {width} by {height} points. Save it smaller.")
    if last == "png" and b"IEND" not in _edge(content, max(size - _EDGE, 0)):
        raise NotTaken("The picture breaks off before its end. Save it again.")
    if last in ("jpg", "jpeg") and b"\xff\xd9" not in _edge(content, max(size - _EDGE, 0)):
        raise NotTaken("The picture breaks off before its end. Save it again.")
    if b"Exif" in _edge(content, 0) and b"GPS" in _edge(content, 0):
        notes.add("The picture may tell where it was taken.")


def _picture_size(start: bytes, last: str) -> tuple[int, int]:
    if start.startswith(b"\x89PNG") and len(start) >= 24:
        width, height = struct.unpack(">II", start[16:24])
        return width, height
    if start.startswith(b"GIF") and len(start) >= 10:
        width, height = struct.unpack("<HH", start[6:10])
        return width, height
    if start.startswith(b"BM") and len(start) >= 26:
        width, height = struct.unpack("<ii", start[18:26])
        return abs(width), abs(height)
    return 0, 0


def _look_at_older_office(content: BinaryIO, size: int, last: str, notes: _Notes) -> None:
    content.seek(0)
    held = content.read(MOST_LOOKED_AT)
    if "_VBA_PROJECT".encode("utf-16-le") in held or "Macros".encode("utf-16-le") in held:
        notes.add("It holds macros, which are small programs. Open it with macros switched off.")
    if "EncryptedPackage".encode("utf-16-le") in held:
        raise NotTaken("The document is locked by a password. Take it off and save it again.")


def _look_at_rtf(content: BinaryIO, size: int, last: str, notes: _Notes) -> None:
    content.seek(0)
    held = content.read(MOST_LOOKED_AT)
    if re.search(rb"\\objdata|\\objupdate|\\object", held):
        raise NotTaken("The document holds an object of another program. Save it as .docx or PDF.")
    if size <= MOST_LOOKED_AT and not held.rstrip(b"\x00\r\n \t").endswith(b"}"):
        raise NotTaken("The document breaks off before its end. Save it again.")


def _look_at_text(content: BinaryIO, size: int, last: str, notes: _Notes) -> None:
    start = _edge(content, 0)
    if last in ("html", "htm", "svg") and re.search(rb"(?i)<script|javascript:|\son\w+\s*=", start):
        notes.add("It holds a script. It is given back as a file and never shown as a page.")
    if b"<!ENTITY" in start:
        raise NotTaken("The file holds XML entities, which unfold. Save it without them.")


_LOOKS: dict[str, Callable[[BinaryIO, int, str, _Notes], None]] = {
    "zip": _look_at_archive,
    "open": _look_at_archive,
    "office": _look_at_office,
    "pdf": _look_at_pdf,
    "png": _look_at_picture,
    "jpeg": _look_at_picture,
    "gif": _look_at_picture,
    "bmp": _look_at_picture,
    "ole": _look_at_older_office,
    "rtf": _look_at_rtf,
    "text": _look_at_text,
}
