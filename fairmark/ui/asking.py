"""The page that asks before something is done, the same for every action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fairmark.calendar.clock import now
from fairmark.ui.forms import Confirm, Form
from fairmark.workflow.actions import Action
from fairmark.workflow.posting import attempt


@dataclass(frozen=True)
class Asking:
    """What the page says: a heading that names the thing, and the verb of the action."""

    heading: str
    verb: str
    back: str
    caption: str = ""
    consequences: tuple[str, ...] = ()
    crumbs: tuple[tuple[str, str], ...] = ()
    warn: bool = False
    cannot: str = "You cannot do this now"


def ask(
    request: HttpRequest,
    action: Action,
    record: Any,
    asking: Asking,
    *,
    form: Form | None = None,
    done: str | Callable[[Any], str],
    to: str | Callable[[Any], str] = "",
    template: str = "ui/ask.html",
    what: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """GET asks, POST does. Somebody who may not do it finds nothing here.

    `what` turns the form's answers into the action's arguments. `to` is where it goes
    afterwards and `done` what is said then; each may be a function of the result.
    """
    if form is None:
        form = Confirm(request.POST)
    outcome = attempt(action, record, request, form, what=what)
    if outcome:
        if not outcome.again:
            messages.success(request, done(outcome.result) if callable(done) else done)
        place = to(outcome.result) if callable(to) else to
        return redirect(place or asking.back)
    if action.holding(record, request.person, now()) is None:
        raise Http404
    obstacles = []
    if request.method != "POST":
        if action.unless:
            obstacles = action.unless(record, request.person, now())
        if action.warn and not obstacles and not form.cautions:
            form.cautions = action.warn(record, request.person, now())
    return render(
        request, template,
        {"asking": asking, "form": form, "obstacles": obstacles, **(context or {})},
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip
