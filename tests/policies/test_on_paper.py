"""Each policy on paper: the words of its page, tagged, titled, with bookmarks, lists and links."""

import io
import re

import pytest
from django.utils import timezone
from pypdf import PdfReader

from fairmark.administration import badge_actions
from fairmark.administration.pictures import read_picture
from fairmark.people.models import Account
from fairmark.policies import actions, draft_actions, printing, queries
from fairmark.policies.dossier import dossier_of
from tests.builders import MONDAY, a_picture
from tests.policies.conftest import LATER, make_own
from tests.policies.page_words import squeezed, words_on_page
from tests.turns import is_its_turn

pytestmark = [pytest.mark.django_db, pytest.mark.paper]


@pytest.fixture
def at_the_desk(client, quinn):
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    return client


#: Where the words of a page stand, in points from its foot: between its foot and its head.
BETWEEN = (57, 790)
MARKER = re.compile(r"\s*(•|\d+\.)\s*")


def words_on_paper(pdf):
    """What a PDF says, without the head and foot of its pages and the marks of its lists."""
    found = []

    def keep(text, around, own, *_):
        height = around[1] * own[4] + around[3] * own[5] + around[5]
        if BETWEEN[0] < height < BETWEEN[1] and not MARKER.fullmatch(text):
            found.append(text)

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=keep)
    return squeezed("".join(found))


def titles(outline):
    for one in outline:
        if isinstance(one, list):
            yield from titles(one)
        else:
            yield one.title


def links(reader):
    return {
        note["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", ())
        if "/URI" in note.get("/A", {})
    }  # fmt: skip


def lacking(client, kind, pdf):
    """Pieces of the page that its PDF does not hold."""
    said = words_on_paper(pdf)
    return [
        one for one in words_on_page(client.get(f"/policies/{kind}/").content) if one not in said
    ]


def test_the_pdf_of_each_policy_says_what_its_page_says(college, papers, at_the_desk, monkeypatch):
    monkeypatch.setattr("fairmark.policies.views.now", lambda: LATER)
    monkeypatch.setattr("fairmark.policies.views.today", LATER.date)
    turns = [one for place, one in enumerate(papers.items()) if is_its_turn(place, 3)]
    for kind, paper in turns:
        reader = PdfReader(io.BytesIO(paper.pdf()))
        root = reader.trailer["/Root"]
        assert lacking(at_the_desk, kind, paper.pdf()) == []
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en-GB"
        assert reader.metadata.author == "Thornmere College"
        version = queries.version_in_force(college, kind, on=LATER.date())
        assert reader.metadata.title == str(version.policy)
        headings = [f"{s.number} {s.heading}" for s in printing.read(version, LATER).sections]
        assert [one for one in titles(reader.outline) if one in headings] == headings
        assert links(reader) == {one["url"] for one in version.content["links"]}
    other = next(one for one in papers if one != kind)
    assert lacking(at_the_desk, other, paper.pdf()), "the twin: another’s PDF"


def pages(paper):
    return [page.extract_text() for page in PdfReader(io.BytesIO(paper.pdf())).pages]


def test_each_page_says_version_date_and_page_and_a_draft_says_so(agreed, centre):
    draft = pages(printing.policy_on_paper(agreed, MONDAY))
    assert all("DRAFT" in page for page in draft)
    assert all("version 2, a draft, printed on 6 October 2025; not in force" in p for p in draft)
    assert all(f"{n} of {len(draft)}" in page for n, page in enumerate(draft, 1))
    actions.publish_version(agreed, by=agreed.drafted_by, at=MONDAY, effective_on=MONDAY.date())
    agreed.refresh_from_db()
    published = pages(printing.policy_on_paper(agreed, MONDAY))
    assert not any("DRAFT" in page for page in published)
    assert all("version 2, in force from 6 October 2025" in page for page in published)
    first = agreed.policy.versions.get(number=1)
    assert "superseded, in force from" in pages(printing.policy_on_paper(first, MONDAY))[0]


def test_the_cover_says_who_approved_it_and_when_it_is_reviewed(agreed):
    actions.publish_version(agreed, by=agreed.drafted_by, at=MONDAY, effective_on=MONDAY.date())
    agreed.refresh_from_db()
    badge_actions.give_logo(
        agreed.policy.centre, by=agreed.drafted_by, at=MONDAY, picture=read_picture(a_picture())
    )
    one = printing.policy_on_paper(agreed, MONDAY)
    cover = " ".join(pages(one)[0].split())
    for words in ("Thornmere College", "Quinn Nominee, quality nominee, 6 October 2025",
                  "Hana Head, head of centre", "Review by 6 October 2026"):  # fmt: skip
        assert words in cover
    assert len(PdfReader(io.BytesIO(one.pdf())).pages[0].images) == 1


def test_what_is_dated_by_its_day_is_the_same_all_day_long(draft):
    morning, evening = MONDAY, MONDAY + timezone.timedelta(hours=9)
    assert printing.policy_on_paper(draft, morning) == printing.policy_on_paper(draft, evening)
    assert printing.policy_on_paper(draft, morning) != printing.policy_on_paper(
        draft, MONDAY + timezone.timedelta(days=1)
    )


def test_the_whole_set_is_one_document_in_the_order_of_the_guide(college):
    versions = queries.versions_in_force(college, on=LATER.date())
    few = [versions[kind] for kind in ("appeals", "registration")]
    reader = PdfReader(io.BytesIO(printing.set_on_paper(college, few, LATER).pdf()))
    top = [one.title for one in reader.outline if not isinstance(one, list)]
    assert top == ["BTEC policies", "Registration, entry and certification policy",
                   "Appeals and complaints policy"]  # fmt: skip
    last = reader.pages[-1].extract_text()
    assert "Appeals and complaints policy, version 1, in force from" in last


def test_the_learners_version_holds_that_and_nothing_else(college):
    version = queries.version_in_force(college, "appeals", on=LATER.date())
    text = " ".join(pages(printing.learners_on_paper(version, LATER)))
    for block in printing.read(version, LATER).learner:
        assert block.heading in text
    assert "Answers APP" not in text
    assert "Version control" not in text


def test_the_dossier_holds_every_part(draft, quinn, hana, erin):
    comment = draft_actions.comment_on_block(
        draft, by=erin, at=MONDAY, block="aims", words="Say which office."
    )
    draft_actions.settle_comment(comment, by=quinn, at=MONDAY)
    draft = make_own(draft, quinn)
    draft_actions.set_numbers(draft, by=quinn, at=MONDAY, numbers={"registration.days_to_tell": 5})
    actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="Five days to tell.")
    actions.send_back(draft, by=hana, at=MONDAY, words="Name the room.")
    actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="Five days to tell.")
    actions.approve_version(draft, by=quinn, at=MONDAY)
    actions.approve_version(draft, by=hana, at=MONDAY, words="Good.")
    version = actions.publish_version(draft, by=quinn, at=MONDAY, effective_on=MONDAY.date())
    actions.acknowledge_version(version, by=erin, at=MONDAY)
    actions.review_policy(
        version.policy, by=quinn, at=MONDAY, looked_at="The year’s registrations.",
        found="All in time.", outcome="stands", links_open=True,
    )  # fmt: skip

    found = dossier_of(version.policy, MONDAY)
    paper = printing.dossier_on_paper(found, MONDAY, made_by="Quinn Nominee")
    text = " ".join(" ".join(pages(paper)).split())

    for words in (
        "The version in force", "Five days to tell.", "10 to 5 working days", "until the centre",
        "Sent back: Name the room.", "Agreed: Good.", "The year’s registrations.", "All in time.",
        "Erin Exams, 6 October 2025: Say which office.", "Erin Exams 2 6 October 2025 at 09:00",
        "Still to read it", "made on 6 October 2025 at 09:00",
    ):  # fmt: skip
        assert words in text
    assert squeezed(found.proof.head) in squeezed(text)
    assert found.missing == []
