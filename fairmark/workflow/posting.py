"""From a posted form to an action, once however often it is sent."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest

from fairmark.calendar.clock import now
from fairmark.people.models import Person
from fairmark.workflow.actions import Action, Done
from fairmark.workflow.models import Posted
from fairmark.workflow.refusals import NeedsReason, NotYours, Once, Refused

_NOT_PART_OF_IT = {"csrfmiddlewaretoken", "post_key"}


def attempt(
    action: Action,
    record: Any,
    request: HttpRequest,
    form: Any,
    *,
    what: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> Done | None:
    """Do it if it was posted and the form holds; put any refusal into the form.

    Returns what came of it, or None where the page is to be shown (again).
    """
    if request.method != "POST":
        return None
    if not form.is_valid():
        return None
    answers = what(form.cleaned_data) if what else form.cleaned_data
    try:
        return action.perform(
            record, by=request.person, at=now(), once=once(request),
            reason=request.POST.get("reason", ""), **answers,
        )  # fmt: skip
    except NotYours:
        raise Http404 from None
    except NeedsReason as needed:
        form.cautions = needed.obstacles
        form.reason_missing = "reason" in request.POST
    except Refused as refusal:
        for reason in refusal.obstacles:
            form.add_error(None, str(reason))
    return None


def was_done(person: Person, key: str) -> bool:
    """Whether something was carried out under this key."""
    return Posted.objects.filter(person=person, key=key).exists()


def once(request: HttpRequest) -> Once | None:
    """The key the form carried and a hash of everything it held."""
    key = request.POST.get("post_key") or request.headers.get("Idempotency-Key")
    if not key:
        return None
    parts = [request.path]
    parts += [
        f"{name}={value}"
        for name, values in sorted(request.POST.lists())
        if name not in _NOT_PART_OF_IT
        for value in values
    ]
    for name, upload in sorted(request.FILES.items()):
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        parts.append(f"{name}={upload.name}={digest.hexdigest()}")
    return Once(key[:64], hashlib.sha256("\n".join(parts).encode()).hexdigest())
