"""From a file of evidence to its text, within bounds; what cannot be read says why."""

import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from fairmark.evidence.kinds import kind_of_name, shape_of
from fairmark.evidence.names import ending
from fairmark.evidence.store import LocalStore, Missing
from fairmark.similarity import pdf_text

#: Bytes of a file, bytes of one unfolded part, parts, and times its weight that it may unfold to.
#: (Technical limits.)
MOST_BYTES, MOST_PART, MOST_PARTS, MOST_RATIO = 100 * 1024**2, 24 * 1024**2, 5000, 200
#: Characters that are read of a file, and pages of a PDF. (Technical limits.)
MOST_CHARACTERS, MOST_PAGES = 600_000, 400
#: How long a PDF may take, in seconds, and the memory it may take, in bytes. (Technical limits.)
MOST_SECONDS, MOST_MEMORY = 20, 1024**3

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WORD_ENDINGS = ("docx", "docm", "dotx")
_SLIDE_ENDINGS = ("pptx", "pptm")
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")


class Unread(ValueError):
    """A file without text for us; the words say why, after “could not be read: ”."""


@dataclass(frozen=True)
class Written:
    """The text of a file; `problem` where there is none, or where it was not read to its end."""

    text: str = ""
    problem: str = ""


def read(store: LocalStore, sha256: str, name: str) -> Written:
    """The text of a file that is kept. It never raises: whatever is wrong is its problem."""
    try:
        with store.open(sha256) as content:
            text, is_whole = _text(content, store.place_of(sha256), ending(name))
    except Missing:
        return Written(problem="it is not on the disk as it was kept")
    except Unread as reason:
        return Written(problem=str(reason))
    except Exception:  # a damaged file fails in a dozen ways, none of which tells more
        return Written(problem="the file is damaged")
    text = _cleaned(text)
    if not text.strip():
        return Written(problem=_without_text(ending(name)))
    if len(text) > MOST_CHARACTERS or not is_whole:
        return Written(text[:MOST_CHARACTERS], "it is very long and was read in part")
    return Written(text)


def _without_text(last: str) -> str:
    return "a scan without text" if last == "pdf" else "there is no text in it"


def _cleaned(text: str) -> str:
    """Without what nobody sees, and as a database can keep it."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text).replace("\0", " "))
    return text.encode("utf-8", "replace").decode()


def _text(content: BinaryIO, path: Path, last: str) -> tuple[str, bool]:
    """The text of a file, and whether every page of it was read."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Unread(f"it is larger than {MOST_BYTES // 1024**2} MB")
    if last == "pdf":
        return _pdf(path)
    if last in _WORD_ENDINGS:
        return _archive(content, _docx), True
    if last in _SLIDE_ENDINGS:
        return _archive(content, _pptx), True
    if last == "odt":
        return _archive(content, _odt), True
    kind = kind_of_name(last)
    if kind is not None and kind.shape == "text":
        return _plain(content), True
    words = kind.words if kind else "a kind of file that is not known"
    raise Unread(f"it is {words} (.{last})")


def _plain(content: BinaryIO) -> str:
    # A character has at most four bytes.
    most = MOST_CHARACTERS * 4 + 4
    held = content.read(most)
    if held[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return held.decode("utf-16", "replace")
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(held) == most and error.start > most - 4:
            return held[: error.start].decode("utf-8-sig")
        return held.decode("cp1252", "replace")


# -- documents that are archives of XML -----------------------------------------------------------


def _archive(content: BinaryIO, parts_of: Callable[[zipfile.ZipFile], Iterator[str]]) -> str:
    start = content.read(16)
    content.seek(0)
    if shape_of(start) == "ole":
        raise Unread("it is locked by a password, or of an older format")
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
            unfolded = sum(part.file_size for part in parts)
            packed = max(sum(part.compress_size for part in parts), 1)
            if len(parts) > MOST_PARTS or (unfolded > MOST_PART and unfolded / packed > MOST_RATIO):
                raise Unread("it unfolds to far more than it weighs")
            if any(part.flag_bits & 1 for part in parts):
                raise Unread("it is locked by a password")
            return _within(parts_of(archive))
    except zipfile.BadZipFile:
        raise Unread("the file is damaged") from None


def _within(paragraphs: Iterator[str]) -> str:
    found, length = [], 0
    for one in paragraphs:
        found.append(one)
        length += len(one) + 1
        if length > MOST_CHARACTERS:
            break
    return "\n".join(found)


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    """A part as XML, without entities; None where there is none of that name."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    with archive.open(info) as opened:
        held = opened.read(MOST_PART + 1)
    if len(held) > MOST_PART:
        raise Unread("its text is too large")
    return fromstring(held, forbid_dtd=True)


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _docx(archive: zipfile.ZipFile) -> Iterator[str]:
    body = _part(archive, "word/document.xml")
    if body is None:
        raise Unread("it is no document of Word")
    for name in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
        part = body if name == "word/document.xml" else _part(archive, name)
        if part is not None:
            yield from _paragraphs(part, {"p"}, {"t"})


def _pptx(archive: zipfile.ZipFile) -> Iterator[str]:
    slides = [(int(found[1]), found[0]) for name in archive.namelist()
              if (found := _SLIDE.fullmatch(name))]  # fmt: skip
    for _, name in sorted(slides):
        part = _part(archive, name)
        if part is not None:
            yield from _paragraphs(part, {"p"}, {"t"})


def _paragraphs(part: Element, blocks: set[str], runs: set[str]) -> Iterator[str]:
    """The text of each paragraph. One within another (a text box) is told once, on its own."""
    held: list[list[str]] = []
    waiting = [(part, False)]
    while waiting:
        element, is_done = waiting.pop()
        name = _local(element.tag)
        if is_done:
            text = "".join(held.pop())
            if text.strip():
                yield text
            continue
        if name in blocks:
            held.append([])
            waiting.append((element, True))
        elif name in runs and held:
            held[-1].append(element.text or "")
        elif name in ("tab", "br", "cr") and held:
            held[-1].append(" ")
        elif name in ("del", "moveFrom", "Fallback"):
            continue
        waiting.extend((child, False) for child in reversed(element))


def _odt(archive: zipfile.ZipFile) -> Iterator[str]:
    manifest = _part(archive, "META-INF/manifest.xml")
    if manifest is not None and any(
        _local(one.tag) == "encryption-data" for one in manifest.iter()
    ):
        raise Unread("it is locked by a password")
    part = _part(archive, "content.xml")
    if part is None:
        raise Unread("it is no OpenDocument text")
    for element in part.iter():
        if _local(element.tag) in ("p", "h"):
            text = "".join(_odt_text(element))
            if text.strip():
                yield text


def _odt_text(element: Element) -> Iterator[str]:
    """The text of a paragraph, without that of paragraphs within it."""
    yield element.text or ""
    for child in element:
        name = _local(child.tag)
        if name in ("s", "tab", "line-break"):
            yield " "
        elif name not in ("p", "h", "annotation"):
            yield from _odt_text(child)
        yield child.tail or ""


# -- PDF ------------------------------------------------------------------------------------------


def _pdf(path: Path) -> tuple[str, bool]:
    """Read in a program of its own, which knows nothing of ours and is stopped when it takes too much."""
    bounds = [str(one) for one in (MOST_PAGES, MOST_CHARACTERS, MOST_MEMORY)]
    try:
        done = subprocess.run(  # noqa: S603 (our own program and a path of our own)
            [sys.executable, "-I", pdf_text.__file__, str(path), *bounds],
            capture_output=True, timeout=MOST_SECONDS, check=False, env={},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unread(f"it took longer than {MOST_SECONDS} seconds") from None
    if done.returncode:
        raise Unread("the file is damaged")
    found = json.loads(done.stdout)
    if found.get("problem"):
        raise Unread("it is locked by a password")
    if _is_garbled(found["text"]):
        raise Unread("its letters cannot be told apart")
    return found["text"], found["read"] == found["pages"]


def _is_garbled(text: str) -> bool:
    """Whether most words are single letters, as where a PDF does not say which letter is which."""
    words = text.split()
    return len(words) > 5 and sum(len(word) == 1 for word in words) * 2 > len(words)
