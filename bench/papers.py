"""What paper costs: the longest policy's dossier, and the whole set against WeasyPrint alone."""

import io
import statistics
from datetime import UTC, datetime

from bench.timing import timed


def measure(bench) -> None:
    """On the bench's own centre, whose policies are all in force."""
    from fairmark.policies import printing, queries
    from fairmark.policies.dossier import dossier_of

    at = datetime(2026, 1, 12, 9, tzinfo=UTC)
    centre = bench.centre
    versions = queries.versions_in_force(centre, on=at.date())
    assert len(versions) == 8, sorted(versions)

    longest = max(versions.values(), key=lambda one: len(str(one.content)))

    def dossier():
        return printing.dossier_on_paper(dossier_of(longest.policy, at), at, made_by="Quinn")

    def whole():
        return printing.set_on_paper(centre, versions.values(), at)

    _against_weasyprint(bench, "dossier of the longest policy", dossier)
    _against_weasyprint(bench, "the whole policy set as one PDF", whole)


def _against_weasyprint(bench, what, paper) -> None:
    """Ours, tagged and archival from the records on, against WeasyPrint alone on the same HTML."""
    from pypdf import PdfReader

    one = paper()
    ours, alone = [], []
    for _ in range(3):
        seconds, made = timed(lambda: _anew(paper()))
        ours.append(seconds)
        alone.append(timed(lambda: _alone(one))[0])
    bench.note(what, statistics.median(ours), "s")
    bench.note("its pages", len(PdfReader(io.BytesIO(made)).pages), "pages")
    bench.note(f"{what} / WeasyPrint alone", min(ours) / min(alone), "times", 1.5)


def _anew(paper) -> bytes:
    """As `Paper.pdf` makes it, but never from what is at hand."""
    from fairmark.documents.making import make

    return make(paper.html, paper.pictures)


def _alone(paper) -> bytes:
    """The same HTML, sheet and letters, neither tagged nor archival, and none of it looked into."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from fairmark.documents.making import CarriesItsOwn, letters, looks_on_paper

    fetcher, fonts = CarriesItsOwn(letters() | dict(paper.pictures)), FontConfiguration()
    sheet = CSS(string=looks_on_paper(), font_config=fonts, url_fetcher=fetcher)
    whole = HTML(string=paper.html, url_fetcher=fetcher, base_url="fairmark:document")
    return whole.write_pdf(stylesheets=[sheet], font_config=fonts)
