"""Evidence given back: inert, to those who may see the record it belongs to, checked each time."""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from fairmark.calendar.clock import now
from fairmark.evidence.keeping import log_opening, store
from fairmark.evidence.models import Attachment
from fairmark.evidence.store import CHUNK, Missing

#: Files up to this size are checked against their checksum before anything is sent, in bytes.
CHECKED_FIRST = 8 * 1024**2

#: Whether somebody may see a record now; the rooms above say so for their records.
Guard = Callable[[Any, int], bool]
_guards: dict[str, Guard] = {}


def guards(kind: str) -> Callable[[Guard], Guard]:
    """Say who may see the files of a kind of record, by its label such as `briefs.brief`."""

    def register(guard: Guard) -> Guard:
        _guards[kind] = guard
        return guard

    return register


@require_safe
def give_back(request: Any, pk: int) -> HttpResponseBase:
    """The file to keep. It is never shown as a page, and who may have it is asked every time."""
    attachment = (
        Attachment.objects.filter(centre=request.centre, pk=pk, removed_at=None)
        .select_related("file")
        .first()
    )
    if attachment is None or not may_see(request, attachment):
        raise Http404
    try:
        if attachment.file.size <= CHECKED_FIRST:
            whole = store().checksum(attachment.file.sha256) == attachment.file.sha256
            if not whole:
                return _not_as_kept()
        content = store().open(attachment.file.sha256)
    except Missing:
        return _not_as_kept()
    if request.method == "GET":
        log_opening(attachment, by=request.person, at=now())
    response = StreamingHttpResponse(_pieces(content), content_type="application/octet-stream")
    response["Content-Length"] = attachment.file.size
    response["Content-Disposition"] = (
        content_disposition_header(True, attachment.name) or "attachment"
    )
    return _inert(response)


def may_see(request: Any, attachment: Attachment) -> bool:
    """Whether somebody may see the record that a file belongs to."""
    guard = _guards.get(attachment.about)
    return guard is not None and guard(request, attachment.about_id)


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    with content:
        while piece := content.read(CHUNK):
            yield piece


def _inert(response: StreamingHttpResponse) -> StreamingHttpResponse:
    """Promise P36: nothing in it runs, nobody frames it, and no cache keeps it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _not_as_kept() -> HttpResponse:
    return HttpResponse(
        "This file is not on the disk as it was kept. Tell the administrator: the night’s check "
        "names it, and it comes back from the backup.",
        status=503, content_type="text/plain; charset=utf-8",
    )  # fmt: skip


give_back.roles = None  # type: ignore[attr-defined]  # whoever may see the record
