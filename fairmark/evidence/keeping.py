"""Taking a file in, attaching it to a record, and taking it off again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from fairmark.evidence.examining import Examined, examine
from fairmark.evidence.models import Attachment, Opening, StoredFile
from fairmark.evidence.store import Kept, LocalStore
from fairmark.people.models import Person
from fairmark.trail.writing import record


@dataclass(frozen=True)
class Taken:
    """A file that was examined and is on the disk, and belongs to no record yet."""

    examined: Examined
    kept: Kept


def store() -> LocalStore:
    """Where this installation keeps its evidence."""
    return LocalStore(settings.FAIRMARK_EVIDENCE)


def take_in(upload: UploadedFile) -> Taken:
    """Examine an upload and put it on the disk, before any record is locked for it.

    Raises NotTaken. What no record is attached to within a day is swept away. Promise P21.
    """
    content: Any = upload.file
    examined = examine(
        content, upload.name or "", size=upload.size or 0, most=settings.FAIRMARK_MOST_EVIDENCE
    )
    content.seek(0)
    return Taken(examined, _kept(content))


def _kept(content: BinaryIO) -> Kept:
    return store().keep(content)


def attach(about: models.Model, taken: Taken, *, by: Person, at: datetime) -> Attachment:
    """Attach a file that was taken in to a record, within the action that the file belongs to."""
    file, _ = StoredFile.objects.get_or_create(
        centre_id=by.centre_id, sha256=taken.kept.sha256, defaults={"size": taken.kept.size}
    )
    attachment = Attachment.objects.create(
        centre_id=by.centre_id, file=file, about=about._meta.label_lower, about_id=about.pk,
        name=taken.examined.name, words=taken.examined.words, notes=list(taken.examined.notes),
        by=by, at=at,
    )  # fmt: skip
    record(
        f"{by.name} attached the file “{attachment.name}”.", about, name="file_attached", by=by,
        at=at, file=attachment.name, sha256=file.sha256, size=file.size,
    )  # fmt: skip
    return attachment


def take_off(
    attachment: Attachment, about: models.Model, *, by: Person, at: datetime, why: str
) -> None:
    """Take a file off a record, within an action; the row stays and says why."""
    attachment.removed_by, attachment.removed_at, attachment.why_removed = by, at, why
    attachment.save(update_fields=["removed_by", "removed_at", "why_removed"])
    record(
        f"{by.name} took the file “{attachment.name}” off: {why}", about, name="file_taken_off",
        by=by, at=at, file=attachment.name, sha256=attachment.file.sha256,
    )  # fmt: skip


def attached_to(about: models.Model) -> Iterable[Attachment]:
    """The files of a record, in the order in which they were attached."""
    return attachments(about._meta.label_lower, [about.pk])


def attachments(kind: str, ids: Iterable[int]) -> Iterable[Attachment]:
    """The files of many records of one kind, in one question."""
    return Attachment.objects.filter(
        about=kind, about_id__in=list(ids), removed_at=None
    ).select_related("file", "by")


def log_opening(attachment: Attachment, *, by: Person, at: datetime) -> None:
    """Write down that somebody is given a file; without it nobody is. Source: clause ASM-16."""
    Opening.objects.create(centre_id=attachment.centre_id, attachment=attachment, by=by, at=at)


def times_opened(files: Iterable[Attachment]) -> dict[int, int]:
    """How often each of some files was opened, by the key of its attachment; none where never."""
    counted = Opening.objects.filter(attachment__in=files).values("attachment")
    return dict(counted.order_by().annotate(n=models.Count("pk")).values_list("attachment", "n"))
