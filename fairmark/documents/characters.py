"""Characters that no document may hold: what no file can write, and what turns words round."""

import re

#: What comes of a line broken inside a paragraph, when it is pasted from elsewhere.
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
#: Controls, halves of characters, and marks that make what follows read backwards.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def writable(text: str) -> str:
    """The text without them; a pasted break of a line is a space."""
    return _UNWRITABLE.sub("", _BREAKS.sub(" ", text))
