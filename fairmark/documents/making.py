"""HTML to PDF, tagged and archival, by a maker that reaches nothing outside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib import resources

from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse, URLFetchingError

from fairmark.documents.characters import writable
from fairmark.documents.refusing import CannotPrint

#: Archival and tagged: what ISO 19005-2 calls level A.
VARIANT = "pdf/a-2a"
#: A document longer than this is none of ours (characters of HTML).
LONGEST = 5_000_000
#: Columns or rows that one cell of a table may run over.
WIDEST = 100
_FONTS = ("inter-latin.woff2", "inter-latin-ext.woff2")

# Fonts are cut down to the letters used, and the cutter writes the moment into them unless it is
# given one. The same text shall give the same bytes, so that a checksum tells something.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")


# WeasyPrint lets Pillow take pictures that are cut short, everywhere in the process. Ours are whole,
# and a logo that is not shall be refused where it is given.
ImageFile.LOAD_TRUNCATED_IMAGES = False


class Reaches(ValueError):
    """A document asked for something that it does not carry."""


class CarriesItsOwn(URLFetcher):
    """Gives the document what is handed in with it, by name, and nothing else. Promise P39."""

    def __init__(self, parts: Mapping[str, bytes]):
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.parts = parts

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme != "fairmark" or name not in self.parts:
            raise Reaches(f"This document may not reach {url[:80]}.")
        return URLFetcherResponse(url, self.parts[name])


def make(html: str, pictures: Mapping[str, bytes]) -> bytes:
    """The PDF, made anew. Raises CannotPrint."""
    if len(html) > LONGEST:
        raise CannotPrint("This document is too long to be put on paper.")
    fetcher = CarriesItsOwn(letters() | dict(pictures))
    fonts = FontConfiguration()
    looks = CSS(string=looks_on_paper(), font_config=fonts, url_fetcher=fetcher)
    try:
        document = HTML(string=writable(html), url_fetcher=fetcher, base_url="fairmark:document")
        _refuse_what_swells(document)
        return bytes(
            document.write_pdf(
                stylesheets=[looks], font_config=fonts, pdf_variant=VARIANT, pdf_tags=True
            )
        )
    except URLFetchingError as reached:
        raise CannotPrint(str(reached).removeprefix("Reaches: ")) from None
    except RecursionError:
        raise CannotPrint("This document is nested too deeply to be put on paper.") from None


def _refuse_what_swells(document: HTML) -> None:
    """Nothing of ours draws one thing many times over; a few words of it would fill the machine."""
    for element in document.etree_element.iter():
        if str(element.tag).endswith("}use"):
            raise CannotPrint("A drawing in this document repeats another one.")
        for name in ("colspan", "rowspan"):
            span = element.get(name, "0").strip()
            if not (span.isdecimal() and len(span) < 4 and int(span) <= WIDEST):
                raise CannotPrint("A cell of a table in this document is too wide or too tall.")


@cache
def looks_on_paper() -> str:
    """The sheet that every document is set by."""
    return resources.files("fairmark.documents").joinpath("data/print.css").read_text("utf-8")


@cache
def letters() -> dict[str, bytes]:
    """The files of the letters that every document is set in, by name."""
    folder = resources.files("fairmark.ui").joinpath("static/ui/vendor")
    return {name: folder.joinpath(name).read_bytes() for name in _FONTS}
