"""A centre's own documents: tried, kept, withdrawn; their sections mapped to clauses."""

from collections.abc import Sequence
from datetime import date, datetime

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.policies import document_queries as queries
from fairmark.policies.document_models import (
    CentreDocument,
    ClauseMapping,
    DocumentIssue,
    DocumentReview,
)
from fairmark.policies.rules import WRITERS
from fairmark.policies.word_reading import WordFile
from fairmark.trail.writing import Draft, record, record_many
from fairmark.workflow.actions import action


@action(by=WRITERS, unless=queries.obstacles_to_uploading, records="document_uploaded")
def upload_document(
    centre: Centre, *, by: Person, at: datetime, read: WordFile,
    document: CentreDocument | None = None,
) -> DocumentIssue:  # fmt: skip
    """Take in a Word file to be looked at; it is not held as the centre's until it is kept."""
    issue = DocumentIssue.objects.create(
        centre=centre, document=document, title=read.title, file_name=read.file_name,
        sha256=read.sha256, sections=[section.as_json() for section in read.sections],
        left_out=list(read.left_out), uploaded_by=by, uploaded_at=at,
    )  # fmt: skip
    record(
        f"{by.name} uploaded “{read.file_name}”, to be looked at.",
        issue, name="document_uploaded", by=by, at=at, sha256=read.sha256,
        sections=len(read.sections), left_out=list(read.left_out),
    )  # fmt: skip
    return issue


@action(by=WRITERS, unless=queries.obstacles_to_keeping, records="document_kept")
def keep_document(
    issue: DocumentIssue, *, by: Person, at: datetime, title: str, owner: str, place: str,
    review_due_on: date,
) -> CentreDocument:  # fmt: skip
    """Hold a tried file as the centre's own; it replaces the document's file before it."""
    document = issue.document or CentreDocument(centre=issue.centre)
    document.title, document.owner, document.place = title, owner, place
    document.review_due_on = review_due_on
    document.save()
    lost = queries.lost_sections(document, issue)
    before = queries.kept_issue(document)
    if before:
        before.status = DocumentIssue.Status.REPLACED
        before.save(update_fields=["status"])
    issue.document, issue.status = document, DocumentIssue.Status.KEPT
    issue.number = before.number + 1 if before and before.number else 1
    issue.kept_by, issue.kept_at = by, at
    issue.save(update_fields=["document", "status", "number", "kept_by", "kept_at"])
    record(
        f"{by.name} kept “{issue.file_name}” as “{title}”, issue {issue.number}. "
        f"{queries.lost_in_words(lost)}".strip(),
        document, name="document_kept", by=by, at=at, issue=issue.number, sha256=issue.sha256,
        owner=owner, place=place, review_due_on=review_due_on, lost=[one.clause for one in lost],
    )  # fmt: skip
    return document


@action(by=WRITERS, unless=queries.obstacles_to_leaving, records="document_left")
def leave_document(issue: DocumentIssue, *, by: Person, at: datetime) -> DocumentIssue:
    """Go away from a tried file without keeping it; its words are not kept either."""
    issue.status, issue.sections = DocumentIssue.Status.LEFT, []
    issue.save(update_fields=["status", "sections"])
    record(
        f"{by.name} did not keep “{issue.file_name}”.", issue, name="document_left", by=by, at=at
    )
    return issue


@action(by=WRITERS, unless=queries.obstacles_to_reviewing, records="document_reviewed")
def review_document(
    document: CentreDocument, *, by: Person, at: datetime, found: str, due_on: date
) -> DocumentReview:
    """Keep the look at a document that still holds: what was found, and when it is next due."""
    review = DocumentReview.objects.create(
        document=document, found=found, was_due_on=document.review_due_on, due_on=due_on,
        by=by, at=at,
    )  # fmt: skip
    document.review_due_on = due_on
    document.save(update_fields=["review_due_on"])
    record(
        f"{by.name} reviewed “{document}”: {found}",
        review, name="document_reviewed", by=by, at=at, was_due_on=review.was_due_on, due_on=due_on,
    )  # fmt: skip
    return review


@action(by=WRITERS, unless=queries.obstacles_to_withdrawing, records="document_withdrawn")
def withdraw_document(
    document: CentreDocument, *, by: Person, at: datetime, why: str
) -> CentreDocument:
    """Say that a document no longer holds; what was mapped to it is then not answered."""
    document.withdrawn_by, document.withdrawn_at, document.withdrawn_why = by, at, why
    document.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    clauses = sorted({one.clause for one in document.mappings.filter(unmapped_at=None)})
    record(
        f"{by.name} withdrew “{document}”: {why}",
        document, name="document_withdrawn", by=by, at=at, clauses=clauses,
    )  # fmt: skip
    return document


@action(
    by=WRITERS,
    unless=queries.obstacles_to_mapping,
    warn=queries.cautions_on_mapping,
    records="clause_mapped",
)
def map_clause(
    document: CentreDocument, *, by: Person, at: datetime, section: str, clauses: Sequence[str]
) -> CentreDocument:
    """Say that a section of a document answers a clause, or several at once."""
    issue = queries.kept_issue(document)
    found = issue.section(section) if issue else None
    assert found is not None  # the obstacle above
    made = [
        ClauseMapping.objects.create(
            document=document, section=section, heading=found["heading"], clause=clause,
            mapped_by=by, mapped_at=at,
        )
        for clause in clauses
    ]  # fmt: skip
    record_many(
        [
            Draft(
                f"{by.name} mapped {one.clause} to “{one.heading}” of “{document}”.",
                one, "clause_mapped", {"clause": one.clause, "section": section},
            )
            for one in made
        ],
        by=by, at=at,
    )  # fmt: skip
    return document


@action(by=WRITERS, unless=queries.obstacles_to_unmapping, records="clause_unmapped")
def unmap_clause(mapping: ClauseMapping, *, by: Person, at: datetime) -> ClauseMapping:
    """Take a mapping off: the section does not answer the clause, or no longer."""
    mapping.unmapped_by, mapping.unmapped_at = by, at
    mapping.save(update_fields=["unmapped_by", "unmapped_at"])
    record(
        f"{by.name} took {mapping.clause} off “{mapping.heading}” of “{mapping.document}”.",
        mapping, name="clause_unmapped", by=by, at=at, clause=mapping.clause,
        section=mapping.section,
    )  # fmt: skip
    return mapping
