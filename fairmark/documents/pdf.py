"""HTML to PDF, and what was made lately kept at hand."""

from collections.abc import Mapping
from functools import lru_cache

#: How many documents are kept at hand, so that asking twice makes once.
AT_HAND = 8


def to_pdf(html: str, *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of a whole HTML document; it may name `pictures` as `fairmark:NAME`.

    The same HTML gives the same bytes; what was made lately is not made again. Raises CannotPrint.
    """
    return _at_hand(html, tuple(sorted((pictures or {}).items())))


@lru_cache(maxsize=AT_HAND)
def _at_hand(html: str, pictures: tuple[tuple[str, bytes], ...]) -> bytes:
    # Its library takes a second to load, and most commands and pages put nothing on paper.
    from fairmark.documents.making import make

    return make(html, dict(pictures))
