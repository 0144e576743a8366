"""The name under which a file is kept and given back: what it was called, made harmless."""

import re
import unicodedata
from pathlib import PurePosixPath

#: The longest name that is kept, in characters; every file system holds it.
LONGEST = 120
#: Names that Windows gives to its devices, whatever follows the dot.
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$")
_UNWANTED = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"|?*\\/\u2028\u2029\u200b-\u200f\u202a-\u202e'
    r"\u2066-\u2069\ufeff\ud800-\udfff]"
)


def harmless(name: str) -> str:
    """The name without folders, control and direction marks, device names, or more than fits."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    last = " ".join(_UNWANTED.sub("", last).split()).strip(". ")
    if not last:
        return "file"
    if _DEVICES.match(last):
        last = f"file {last}"
    if len(last) > LONGEST:
        ending = PurePosixPath(last).suffix[:12]
        last = last[: LONGEST - len(ending)].rstrip() + ending
    return last


def ending(name: str) -> str:
    """What follows the last dot, in small letters; empty where nothing does."""
    return PurePosixPath(name.lower()).suffix.removeprefix(".")
