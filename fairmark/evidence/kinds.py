"""The kinds of file that are taken, told by what they begin with and how they are called."""

from collections.abc import Iterable
from dataclasses import dataclass

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"


@dataclass(frozen=True)
class Kind:
    """A kind of file: the endings it goes by, the shape of its bytes, and what it is called."""

    shape: str
    words: str
    endings: tuple[str, ...]


#: What learners and staff hand in. A shape is what the bytes look like, see `shape_of`.
KINDS = (
    Kind("office", "a document of an office program",
         ("docx", "xlsx", "pptx", "docm", "xlsm", "pptm", "dotx", "potx", "xltx", "vsdx")),
    Kind("open", "an OpenDocument file", ("odt", "ods", "odp", "odg")),
    Kind("ole", "a document of an older office program",
         ("doc", "xls", "ppt", "vsd", "pub", "mpp", "msg")),
    Kind("pdf", "a PDF", ("pdf",)),
    Kind("rtf", "a rich text document", ("rtf",)),
    Kind("zip", "an archive", ("zip", "sb3", "aia", "pages", "numbers", "key")),
    Kind("png", "a picture", ("png",)),
    Kind("jpeg", "a picture", ("jpg", "jpeg", "jfif")),
    Kind("gif", "a picture", ("gif",)),
    Kind("webp", "a picture", ("webp",)),
    Kind("tiff", "a picture", ("tif", "tiff")),
    Kind("bmp", "a picture", ("bmp",)),
    Kind("psd", "a picture", ("psd",)),
    Kind("iso", "a video or a sound recording", ("mp4", "m4a", "m4v", "mov", "3gp", "heic", "heif")),
    Kind("riff", "a video or a sound recording", ("wav", "avi")),
    Kind("mp3", "a sound recording", ("mp3",)),
    Kind("ogg", "a sound recording", ("ogg", "oga", "ogv", "opus")),
    Kind("flac", "a sound recording", ("flac",)),
    Kind("matroska", "a video", ("webm", "mkv")),
    Kind("asf", "a video or a sound recording", ("wmv", "wma")),
    Kind("text", "a text file",
         ("txt", "md", "csv", "tsv", "json", "xml", "html", "htm", "svg", "css", "js", "ts", "py",
          "java", "c", "h", "cpp", "cs", "php", "sql", "rb", "kt", "swift", "vb", "r", "m", "yaml",
          "yml", "toml", "ini", "log", "tex", "ipynb", "srt", "vtt", "ics")),
)  # fmt: skip

#: Endings of what a computer would run: never taken, whatever is inside.
RUNS = frozenset({
    "exe", "msi", "com", "scr", "pif", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "wsf", "wsh", "hta",
    "lnk", "jar", "apk", "app", "dmg", "pkg", "deb", "rpm", "sh", "bash", "reg", "cpl", "dll", "sys",
    "iso", "img", "vhd", "vhdx", "chm", "url", "scf", "inf", "gadget", "jse", "ws", "msc", "one",
    "xll", "ade", "adp",
})  # fmt: skip
_BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
_STARTS = (
    (b"MZ", "program"), (b"\x7fELF", "program"), (b"\xfe\xed\xfa", "program"),
    (b"\xcf\xfa\xed\xfe", "program"), (b"\xce\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"), (b"L\x00\x00\x00\x01\x14\x02", "program"),
    (OLE, "ole"), (ZIP, "zip"), (EMPTY_ZIP, "zip"), (b"%PDF-", "pdf"), (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"BM", "bmp"), (b"8BPS", "psd"),
    (b"ID3", "mp3"), (b"\xff\xfb", "mp3"), (b"\xff\xf3", "mp3"), (b"\xff\xf2", "mp3"),
    (b"OggS", "ogg"), (b"fLaC", "flac"), (b"\x1aE\xdf\xa3", "matroska"),
    (b"0&\xb2u\x8ef\xcf\x11", "asf"), (b"\x1f\x8b", "packed"), (b"7z\xbc\xaf'\x1c", "packed"),
    (b"Rar!", "packed"), (b"BZh", "packed"), (b"\xfd7zXZ", "packed"), (b"(\xb5/\xfd", "packed"),
)  # fmt: skip


def kind_of_name(ending: str) -> Kind | None:
    """The kind that goes by an ending; None where we take no such file."""
    return _BY_ENDING.get(ending)


def shape_of(start: bytes) -> str:
    """What the first bytes look like: a shape of KINDS, `program`, `packed`, `text` or `unknown`."""
    if start[:4] == b"RIFF":
        return "webp" if start[8:12] == b"WEBP" else "riff"
    if start[4:8] == b"ftyp":
        return "iso"
    for signature, shape in _STARTS:
        if start.startswith(signature):
            return shape
    if b"%PDF-" in start[:1024]:
        return "pdf"
    return "text" if _is_text(start) else "unknown"


def _is_text(start: bytes) -> bool:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    controls = sum(byte < 9 or 13 < byte < 32 for byte in start)
    return not controls


def taken() -> Iterable[str]:
    """Every ending that is taken, in order."""
    return sorted(_BY_ENDING)
