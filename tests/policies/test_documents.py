"""A centre's own documents: tried, kept, replaced, withdrawn; their sections mapped to clauses."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.policies import actions, document_actions, document_queries
from fairmark.policies.document_models import CentreDocument, ClauseMapping, DocumentIssue
from fairmark.policies.models import WiderPolicy
from fairmark.policies.word_reading import read_word
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.builders import MONDAY, a_centre, a_person
from tests.policies.word_files import SECTIONS, a_word_file, with_pictures

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(days=30)
#: So far off that no clock of a machine comes near it.
NEXT = date(2060, 9, 1)


def try_(centre, by, *, sections=SECTIONS, title="Equality policy", document=None, at=MONDAY):
    read = read_word(a_word_file(sections, title), "equality.docx")
    return document_actions.upload_document(centre, by=by, at=at, read=read, document=document)


def keep(issue, by, *, at=MONDAY, review_due_on=NEXT):
    return document_actions.keep_document(
        issue, by=by, at=at, title="Equality", owner="The head", place="The staff site",
        review_due_on=review_due_on,
    )  # fmt: skip


@pytest.fixture
def document(centre, quinn):
    return keep(try_(centre, quinn), quinn)


def names(centre):
    return list(
        Event.objects.filter(centre_id=centre.pk)
        .order_by("sequence")
        .values_list("name", flat=True)
    )


def test_a_file_is_tried_before_it_is_kept(centre, quinn):
    issue = try_(centre, quinn)
    assert (issue.status, issue.number, issue.document) == ("tried", None, None)
    assert not CentreDocument.objects.exists()
    document = keep(issue, quinn)
    issue.refresh_from_db()
    assert (issue.status, issue.number, issue.document) == ("kept", 1, document)
    assert [one["heading"] for one in issue.sections] == [heading for heading, _ in SECTIONS]
    assert names(centre)[-2:] == ["document_uploaded", "document_kept"]


def test_a_file_may_be_left_and_is_then_decided(centre, quinn):
    issue = document_actions.leave_document(try_(centre, quinn), by=quinn, at=MONDAY)
    assert (CentreDocument.objects.count(), issue.sections) == (0, [])
    for action in (document_actions.leave_document, keep):
        with pytest.raises(Refused, match="not kept already"):
            action(issue, by=quinn, at=MONDAY)


def test_the_very_file_that_is_held_is_not_kept_again(centre, quinn, document):
    again = DocumentIssue.objects.get()
    again.pk, again.document, again.number, again.kept_by, again.kept_at = (None,) * 5
    again.status = "tried"
    again.save()
    with pytest.raises(Refused, match="“Equality” holds this very file already"):
        keep(again, quinn)


def test_nobody_but_the_writers_keeps_documents(centre, quinn, erin):
    with pytest.raises(NotYours):
        try_(centre, erin)
    with pytest.raises(NotYours):
        keep(try_(centre, quinn), erin)


def map_(document, by, section="appeals-by-learners", *clauses, reason=""):
    return document_actions.map_clause(
        document, by=by, at=MONDAY, section=section, clauses=clauses or ("APP-1",), reason=reason
    )


def test_a_section_is_mapped_to_clauses_with_an_event_for_each(centre, quinn, document):
    map_(document, quinn, "monitoring", "APP-7", "APP-P4")
    found = document_queries.mapped(centre, MONDAY.date())
    assert {clause: [(one.heading, one.fault) for one in these] for clause, these in found.items()} == {
        "APP-7": [("3 Monitoring", "")], "APP-P4": [("3 Monitoring", "")],
    }  # fmt: skip
    assert names(centre)[-2:] == ["clause_mapped", "clause_mapped"]


@pytest.mark.parametrize(
    ("section", "clauses", "why"),
    [
        ("monitoring", ["POL-6"], "POL-6 is none that a text answers."),
        ("monitoring", ["NOPE-1"], "NOPE-1 is none that a text answers."),
        ("monitoring", [], "Choose a requirement that the section answers."),
        ("gone", ["APP-7"], "There is no such section in the newest file of this document."),
    ],
)
def test_what_cannot_be_mapped_is_refused(quinn, document, section, clauses, why):
    with pytest.raises(Refused) as refusal:
        document_actions.map_clause(document, by=quinn, at=MONDAY, section=section, clauses=clauses)
    assert refusal.value.obstacles == [why]
    assert not ClauseMapping.objects.exists()


def test_a_clause_is_mapped_once_and_again_after_it_was_taken_off(quinn, document):
    map_(document, quinn)
    with pytest.raises(Refused, match="APP-1 is mapped to “2 Appeals by learners” already"):
        map_(document, quinn)
    mapping = document_actions.unmap_clause(ClauseMapping.objects.get(), by=quinn, at=LATER)
    with pytest.raises(Refused, match="taken off already"):
        document_actions.unmap_clause(mapping, by=quinn, at=LATER)
    map_(document, quinn)
    assert ClauseMapping.objects.filter(unmapped_at=None).count() == 1


def test_a_document_past_its_review_is_mapped_with_a_reason_only(centre, quinn):
    document = keep(try_(centre, quinn), quinn, review_due_on=date(2025, 10, 5))
    with pytest.raises(NeedsReason, match="to be reviewed by 5 October 2025"):
        map_(document, quinn)
    map_(document, quinn, reason="The review is on Friday.")
    fault = document_queries.mapped(centre, MONDAY.date())["APP-1"][0].fault
    assert fault == "“Equality” was to be reviewed by 5 October 2025."


def test_a_document_that_never_says_btec_is_mapped_with_a_reason_only(centre, quinn):
    sections = [("Complaints", "Everybody may complain.")]
    document = keep(try_(centre, quinn, sections=sections), quinn)
    with pytest.raises(NeedsReason, match="nowhere says BTEC"):
        map_(document, quinn, "complaints")


def test_a_withdrawn_document_answers_nothing_and_takes_nothing(centre, quinn, document):
    map_(document, quinn)
    waiting = try_(centre, quinn, title="Newer", document=document)
    document_actions.withdraw_document(document, by=quinn, at=LATER, why="Merged.")
    document.refresh_from_db()
    assert (
        document_queries.mapped(centre, LATER.date())["APP-1"][0].fault
        == "“Equality” was withdrawn."
    )
    with pytest.raises(Refused, match="answers nothing"):
        map_(document, quinn, "monitoring")
    with pytest.raises(Refused, match="withdrawn already"):
        document_actions.withdraw_document(document, by=quinn, at=LATER, why="Again.")
    with pytest.raises(Refused, match="withdrawn meanwhile"):
        keep(waiting, quinn)
    with pytest.raises(Refused, match="Upload the file as a document of its own"):
        try_(centre, quinn, title="Newest", document=document)


def test_mappings_follow_their_heading_into_a_newer_file_and_what_cannot_is_said(
    centre, quinn, document
):
    map_(document, quinn, "appeals-by-learners", "APP-1")
    map_(document, quinn, "monitoring", "APP-7")
    newer = [("1 Scope", "BTEC."), ("5 Appeals by learners", "As before.")]
    issue = try_(centre, quinn, sections=newer, title="2026", document=document)
    assert [one.clause for one in document_queries.lost_sections(document, issue)] == ["APP-7"]
    keep(issue, quinn, at=LATER)
    assert list(document.issues.values_list("number", "status")) == [(2, "kept"), (1, "replaced")]
    found = document_queries.mapped(centre, LATER.date())
    assert (found["APP-1"][0].heading, found["APP-1"][0].fault) == ("5 Appeals by learners", "")
    assert found["APP-7"][0].fault == "The newest file of “Equality” has no section “3 Monitoring”."
    assert names(centre)[-1] == "document_kept"


def test_a_wider_policy_may_be_a_document_held_here(centre, quinn, document):
    one = actions.place_wider_policy(
        centre, by=quinn, at=MONDAY, kind="equality", title="Equality", place="The staff site",
        owner="The head", review_due_on=date(2030, 1, 1), document=document,
    )  # fmt: skip
    assert one.due_on == NEXT
    document_actions.withdraw_document(document, by=quinn, at=LATER, why="Merged.")
    document.refresh_from_db()
    with pytest.raises(Refused, match=r"was withdrawn\. Choose another"):
        actions.place_wider_policy(
            centre, by=quinn, at=LATER, kind="equality", title="x", place="y", owner="z",
            review_due_on=NEXT, document=document,
        )  # fmt: skip


# -- pages -----------------------------------------------------------------------------------


@pytest.fixture
def nominee(client, quinn):
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    return client


def word(content):
    return SimpleUploadedFile("policy.docx", content)


def test_upload_look_keep_and_map_without_scripts(nominee, centre):
    first = nominee.post("/policies/documents/new/", {"file": word(with_pictures(2))})
    page = nominee.get(first["Location"]).content.decode()
    assert "2 pictures left out" in page
    assert "2 Appeals by learners" in page
    kept = nominee.post(
        first["Location"],
        {"title": "Equality", "owner": "Head", "place": "Here", "review_due_on": "1/9/2060"},
    )  # fmt: skip
    assert kept["Location"] == CentreDocument.objects.get().get_absolute_url()
    address = f"{kept['Location']}sections/monitoring/?area=appeals"
    assert nominee.post(address, {"clauses": ["APP-7", "APP-P4"]}).status_code == 302
    page = nominee.get(kept["Location"]).content.decode()
    assert "APP-7" in page
    assert "2 requirements" in page
    page = nominee.get("/policies/mapping/?show=policy").content.decode()
    assert "REG-1" in page


def test_a_refused_file_says_why_on_the_page_and_leaves_nothing(nominee):
    response = nominee.post("/policies/documents/new/", {"file": word(b"%PDF-1.7 x")})
    assert response.status_code == 422
    assert "This is a PDF." in response.content.decode()
    assert not DocumentIssue.objects.exists()


def test_a_clause_is_mapped_from_the_page_of_all_of_them(nominee, document):
    page = nominee.get("/policies/mapping/APP-7/").content.decode()
    assert '<optgroup label="Suggested by its words">' in page
    assert '<optgroup label="Equality">' in page
    response = nominee.post("/policies/mapping/APP-7/", {"section": f"{document.pk}:monitoring"})
    assert response["Location"] == "/policies/mapping/"
    assert ClauseMapping.objects.get().clause == "APP-7"
    for wrong in ("", f"{document.pk}:gone", "999:monitoring", "x"):
        response = nominee.post("/policies/mapping/APP-P4/", {"section": wrong})
        assert response.status_code == 422
    assert nominee.get("/policies/mapping/POL-6/").status_code == 404


def test_a_weak_document_asks_for_a_reason_on_either_page_and_keeps_what_was_chosen(
    nominee, quinn, centre, document
):
    late = keep(try_(centre, quinn, title="Late"), quinn, review_due_on=date(2025, 1, 1))
    section = f"{late.get_absolute_url()}sections/monitoring/?area=appeals"
    clause = "/policies/mapping/APP-P4/"
    assert "was to be reviewed by 1 January 2025" in nominee.get(section).content.decode()
    assert "Why do it all the same?" not in nominee.get(clause).content.decode()
    for address, what in ((section, {"clauses": ["APP-7"]}),
                          (clause, {"section": f"{late.pk}:monitoring"})):  # fmt: skip
        asked = nominee.post(address, what)
        assert asked.status_code == 422
        assert "Why do it all the same?" in asked.content.decode()
        assert " checked" in asked.content.decode() or " selected" in asked.content.decode()
        assert nominee.post(address, what | {"reason": "Friday."}).status_code == 302
    assert set(ClauseMapping.objects.values_list("clause", flat=True)) == {"APP-7", "APP-P4"}


def test_a_section_that_answers_a_whole_part_says_so(nominee, quinn, document):
    whole = [one.id for one in document_queries.mappable(document.centre) if one.area == "appeals"]
    map_(document, quinn, "monitoring", *whole)
    page = nominee.get(f"{document.get_absolute_url()}sections/monitoring/?area=appeals")
    assert "Every requirement of this part is mapped" in page.content.decode()
    assert "Map to this section" not in page.content.decode()
    page = nominee.get(f"{document.get_absolute_url()}sections/monitoring/?area=nothing")
    assert page.status_code == 404


def test_another_centres_document_cannot_be_chosen(nominee, document):
    other = a_centre(number="10555", name="Elsewhere")
    quinn = a_person(other, "Quentin", Role.QUALITY_NOMINEE)
    theirs = keep(try_(other, quinn), quinn)
    response = nominee.post("/policies/mapping/APP-7/", {"section": f"{theirs.pk}:monitoring"})
    assert response.status_code == 422
    assert nominee.get(theirs.get_absolute_url()).status_code == 404
    response = nominee.post(
        "/policies/wider/equality/",
        {"title": "x", "place": "y", "owner": "z", "review_due_on": "1/9/2026",
         "document": theirs.pk},
    )  # fmt: skip
    assert response.status_code == 422
    assert not WiderPolicy.objects.exists()


def test_a_wider_policy_held_here_needs_only_its_document(nominee, document):
    address = "/policies/wider/equality/"
    assert nominee.post(address, {"title": "Equality"}).status_code == 422
    assert nominee.post(address, {"title": "Equality", "document": document.pk}).status_code == 302
    one = WiderPolicy.objects.get()
    assert (one.document, one.owner, one.due_on) == (document, "The head", NEXT)
    page = nominee.get("/policies/").content.decode()
    assert f'<a href="{document.get_absolute_url()}">Held here</a>' in page


@pytest.mark.parametrize("address", ["/policies/documents/", "/policies/mapping/"])
def test_lists_ask_as_often_for_three_documents_as_for_one(
    nominee, quinn, centre, document, address
):
    with CaptureQueriesContext(connection) as one:
        nominee.get(address)
    for number in range(2):
        other = keep(try_(centre, quinn, title=f"Other {number}"), quinn)
        map_(other, quinn, "monitoring", "APP-7")
    with CaptureQueriesContext(connection) as three:
        nominee.get(address)
    assert len(three) <= len(one) + (1 if "mapping" in address else 0)


def test_a_document_that_did_not_change_is_reviewed_and_holds_on(centre, quinn):
    document = keep(try_(centre, quinn), quinn, review_due_on=MONDAY.date())
    review = document_actions.review_document(
        document, by=quinn, at=LATER, found="It still says what we do.", due_on=date(2026, 9, 1)
    )
    document.refresh_from_db()
    assert (document.review_due_on, review.was_due_on) == (date(2026, 9, 1), MONDAY.date())
    assert names(centre)[-1] == "document_reviewed"


@pytest.mark.parametrize(
    ("due_on", "told"),
    [(LATER.date(), "after today"), (date(2026, 11, 6), "a day up to 5 November 2026")],
)
def test_the_next_review_is_within_the_year(document, quinn, due_on, told):
    with pytest.raises(Refused, match=told):
        document_actions.review_document(document, by=quinn, at=LATER, found="x", due_on=due_on)


def test_a_withdrawn_document_is_not_reviewed(document, quinn):
    document_actions.withdraw_document(document, by=quinn, at=MONDAY, why="Another holds.")
    with pytest.raises(Refused, match="was withdrawn"):
        document_actions.review_document(
            document, by=quinn, at=LATER, found="x", due_on=date(2026, 9, 1)
        )
