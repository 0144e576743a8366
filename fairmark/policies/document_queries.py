"""What the centre's own documents hold, which clauses they answer, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from fairmark.centre.models import Centre
from fairmark.guide.editions import Clause
from fairmark.guide.queries import in_use
from fairmark.people.models import Person
from fairmark.policies import exemplars, wording
from fairmark.policies.document_models import CentreDocument, ClauseMapping, DocumentIssue
from fairmark.policies.rules import months_after
from fairmark.policies.suggestion_rules import Subject, Suggestion, subject_of, suggested
from fairmark.rulebook.queries import rule
from fairmark.ui.words import how_many

#: The area whose clauses a section may answer whatever their kind.
HANDBOOK = "centre handbook"


def mappable(centre: Centre) -> list[Clause]:
    """The clauses that a policy or a section of another document may answer, in the guide's order.

    They are those of the edition of the guide that the centre works by.
    """
    return [
        clause for clause in in_use(centre).clauses
        if (clause.area in exemplars.KIND_OF_AREA and clause.kind in exemplars.ANSWERED)
        or clause.area == HANDBOOK
    ]  # fmt: skip


@dataclass(frozen=True)
class Mapped:
    """A mapping as it stands on a day: the section it names may be gone, the document late."""

    mapping: ClauseMapping
    issue: DocumentIssue | None
    on: date

    @cached_property
    def section(self) -> dict[str, Any] | None:
        return self.issue.section(self.mapping.section) if self.issue else None

    @property
    def heading(self) -> str:
        return self.section["heading"] if self.section else self.mapping.heading

    @property
    def link(self) -> str:
        return self.mapping.get_absolute_url()

    @cached_property
    def fault(self) -> str:
        """Why it does not answer the clause; "" where it does."""
        document = self.mapping.document
        if document.withdrawn_at:
            return f"“{document}” was withdrawn."
        if self.section is None:
            return f"The newest file of “{document}” has no section “{self.mapping.heading}”."
        if document.review_due_on < self.on:
            return f"“{document}” was to be reviewed by {document.review_due_on:%-d %B %Y}."
        return ""


def mapped(centre: Centre, on: date) -> dict[str, list[Mapped]]:
    """For each clause the mappings made for it, with what has become of their sections."""
    found: dict[str, list[Mapped]] = {}
    mappings = ClauseMapping.objects.filter(document__centre=centre, unmapped_at=None)
    mappings = mappings.select_related("document", "mapped_by")
    issues: dict[int, DocumentIssue] = {}
    if mappings:
        kept = DocumentIssue.objects.filter(
            status=DocumentIssue.Status.KEPT, document__in={one.document_id for one in mappings}
        )
        issues = {issue.document_id: issue for issue in kept if issue.document_id}
    for mapping in mappings:
        one = Mapped(mapping, issues.get(mapping.document_id), on)
        found.setdefault(mapping.clause, []).append(one)
    return found


def kept_issues(centre: Centre) -> list[DocumentIssue]:
    """The newest file of each document, withdrawn ones included."""
    kept = DocumentIssue.objects.filter(centre=centre, status=DocumentIssue.Status.KEPT)
    return list(kept.select_related("document", "kept_by", "uploaded_by"))


def kept_issue(document: CentreDocument) -> DocumentIssue | None:
    """The file that holds now."""
    return document.issues.filter(status=DocumentIssue.Status.KEPT).first()


@dataclass(frozen=True)
class Shown:
    """A section as a page shows it: `depth` is the level of its heading among the page's own."""

    id: str
    heading: str
    depth: int
    html: SafeString


def readable(issue: DocumentIssue) -> list[Shown]:
    """The sections of a file; the highest level of its headings stands under the page's own."""
    top = min((one["level"] for one in issue.sections), default=1)
    return [
        Shown(one["id"], one["heading"], 2 if place == 0 or one["level"] == top else 3,
              wording.shown(one["html"]))
        for place, one in enumerate(issue.sections)
    ]  # fmt: skip


def names_btec(issue: DocumentIssue) -> bool:
    """Whether the document says that it is about BTEC too. Source: clause POL-6."""
    return any("btec" in (one["heading"] + one["html"]).lower() for one in issue.sections)


# -- suggestions -----------------------------------------------------------------------------


def with_text(issue: DocumentIssue) -> list[dict[str, str]]:
    """The sections of a file with their words, as suggestions are made from."""
    return [
        {"id": one["id"], "heading": one["heading"], "text": wording.words(one["html"], {}, {})}
        for one in issue.sections
    ]


@lru_cache(maxsize=8)
def subjects_of(issue: DocumentIssue, sha256: str) -> tuple[Subject, ...]:
    """What each section of a file is about; a file never changes, so it is worked out once."""
    return tuple(subject_of(one) for one in with_text(issue))


def suggestions(clauses: Iterable[Clause], issue: DocumentIssue) -> dict[str, Suggestion]:
    """For each clause the section of a file that most likely answers it."""
    sections = subjects_of(issue, issue.sha256)
    found = {clause.id: suggested(clause.requirement, sections, most=1) for clause in clauses}
    return {clause_id: best[0] for clause_id, best in found.items() if best}


# -- obstacles and cautions ------------------------------------------------------------------


def obstacles_to_uploading(
    centre: Centre,
    person: Person,
    at: datetime,
    *,
    document: CentreDocument | None = None,
    **_: Any,
) -> list[str]:
    if document and document.withdrawn_at:
        return [f"“{document}” was withdrawn. Upload the file as a document of its own."]
    return []


def obstacles_to_keeping(issue: DocumentIssue, person: Person, at: datetime, **_: Any) -> list[str]:
    """It is being looked at, and is not the file that is held already."""
    if issue.status != DocumentIssue.Status.TRIED:
        return [f"This file is {issue.get_status_display().lower()} already."]
    if issue.document and issue.document.withdrawn_at:
        return [f"“{issue.document}” was withdrawn meanwhile."]
    held = DocumentIssue.objects.filter(
        centre=issue.centre_id, sha256=issue.sha256, status=DocumentIssue.Status.KEPT,
        document__withdrawn_at=None,
    ).select_related("document")  # fmt: skip
    if same := held.first():
        return [f"“{same.document}” holds this very file already. Nothing in it has changed."]
    return []


def obstacles_to_leaving(issue: DocumentIssue, person: Person, at: datetime, **_: Any) -> list[str]:
    if issue.status != DocumentIssue.Status.TRIED:
        return [f"This file is {issue.get_status_display().lower()} already."]
    return []


def obstacles_to_reviewing(
    document: CentreDocument, person: Person, at: datetime, *, due_on: date | None = None, **_: Any
) -> list[str]:
    """It holds, and is looked at again after today, within the time that texts have."""
    if document.withdrawn_at:
        return [f"“{document}” was withdrawn, so there is nothing to review."]
    if due_on is None:
        return []
    on = timezone.localtime(at).date()
    latest = months_after(on, rule("policies.review_months", on=on).value)
    if due_on <= on:
        return ["Choose a day after today for the next review."]
    if due_on > latest:
        return [
            f"The guide asks for a review within the year: choose a day up to {latest:%-d %B %Y}."
        ]
    return []


def obstacles_to_withdrawing(
    document: CentreDocument, person: Person, at: datetime, **_: Any
) -> list[str]:
    return ["This document is withdrawn already."] if document.withdrawn_at else []


def obstacles_to_mapping(
    document: CentreDocument, person: Person, at: datetime, *, section: str | None = None,
    clauses: Sequence[str] | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    """The document holds, has the section, and the clauses are such as a text answers."""
    if document.withdrawn_at:
        return [f"“{document}” was withdrawn, so it answers nothing."]
    if section is None or clauses is None:
        return []
    issue = kept_issue(document)
    if issue is None or issue.section(section) is None:
        return ["There is no such section in the newest file of this document."]
    if not clauses:
        return ["Choose a requirement that the section answers."]
    known = {clause.id for clause in mappable(document.centre)}
    found = [f"{one} is none that a text answers." for one in clauses if one not in known]
    again = ClauseMapping.objects.filter(
        document=document, section=section, clause__in=clauses, unmapped_at=None
    )
    return found + [f"{one.clause} is mapped to “{one.heading}” already." for one in again]


def cautions_on_mapping(
    document: CentreDocument, person: Person, at: datetime, *, section: str | None = None, **_: Any
) -> list[str]:
    """What weakens the answer: a document past its review, or one that never says BTEC.

    Nothing before a section is chosen: until then the document may yet be another one.
    """
    if section is None:
        return []
    found = []
    if document.review_due_on < timezone.localtime(at).date():
        found.append(
            f"“{document}” was to be reviewed by {document.review_due_on:%-d %B %Y}. Until it is, "
            "what is mapped to it counts as not answered."
        )
    issue = kept_issue(document)
    if issue and not names_btec(issue):
        found.append(
            f"“{document}” nowhere says BTEC. A wider policy is to refer to BTEC procedures in so "
            "many words."
        )
    return found


def obstacles_to_unmapping(
    mapping: ClauseMapping, person: Person, at: datetime, **_: Any
) -> list[str]:
    return ["This is taken off already."] if mapping.unmapped_at else []


def lost_sections(document: CentreDocument, issue: DocumentIssue) -> list[ClauseMapping]:
    """Mappings of a document whose section a file does not have."""
    ids = {one["id"] for one in issue.sections}
    return [one for one in document.mappings.filter(unmapped_at=None) if one.section not in ids]


def lost_in_words(lost: Sequence[ClauseMapping]) -> str:
    """The mappings that cannot follow, as a sentence; "" where all do."""
    if not lost:
        return ""
    named = "; ".join(f"{one.clause} (“{one.heading}”)" for one in lost)
    verb = "cannot follow" if len(lost) > 1 else "cannot follow, as its section is gone"
    return f"{how_many(len(lost), 'mapping')} {verb}: {named}."
