"""A learner’s large file on its way: expected, sent in pieces, and added to the work when it is whole."""

from django.http import Http404, JsonResponse

from fairmark.assessment import hand_in_actions
from fairmark.assessment.own_views import own_of
from fairmark.calendar.clock import now
from fairmark.evidence.arriving import MOST_IN_A_PIECE, OutOfStep, expect, expected
from fairmark.evidence.examining import NotTaken
from fairmark.people.rules import Role
from fairmark.ui.pages import page_for
from fairmark.workflow.posting import was_done
from fairmark.workflow.refusals import Once, Refused


def _purpose(pk, copies):
    return f"{'copies' if copies else 'work'} on {pk}"


@page_for(Role.LEARNER)
def my_sending(request, pk):
    """Where a file of this name and size is to be sent; nothing is kept yet."""
    own = own_of(request, pk)
    if not own.may_hand_in:
        raise Http404
    size = request.GET.get("size", "")
    purpose = _purpose(pk, request.GET.get("copies") == "copies")
    try:
        if not size.isdecimal():
            raise NotTaken("The size of the file was not said. Choose the file again.")
        arriving = expect(request.person, purpose, request.GET.get("name", ""), int(size))
    except NotTaken as reason:
        return JsonResponse({"words": [str(reason)]}, status=422)
    return JsonResponse({"address": f"{request.path}{arriving.address}/", "arrived": 0})


@page_for(Role.LEARNER)
def my_piece(request, pk, address):
    """How much has come; with PUT the next piece, and after the last one the file is added."""
    own = own_of(request, pk)
    found = [
        (one, copies)
        for copies in (False, True)
        if (one := expected(address, request.person, _purpose(pk, copies)))
    ]
    if not found:
        raise Http404
    [(arriving, copies)] = found
    here = f"{own.issue.get_absolute_url()}hand-in/"
    if was_done(request.person, arriving.key):
        return JsonResponse({"arrived": arriving.size, "next": here})
    if not own.may_hand_in:
        raise Http404
    if request.method != "PUT":
        return JsonResponse({"arrived": arriving.arrived})
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_IN_A_PIECE:
            raise NotTaken("The piece is too large. Open the page again.")
        at = request.headers.get("Upload-Offset", "")
        arrived = arriving.add(request.body, int(at) if at.isdecimal() else -1)
        if arrived < arriving.size:
            return JsonResponse({"arrived": arrived})
        _add(request, own, arriving, copies)
    except OutOfStep as out:
        return JsonResponse({"arrived": out.arrived}, status=409)
    except (NotTaken, Refused) as reason:
        arriving.forget()
        return JsonResponse({"words": [str(reason)]}, status=422)
    return JsonResponse({"arrived": arriving.size, "next": here})


def _add(request, own, arriving, copies):
    taken = arriving.take_in()
    work = own.open_work or hand_in_actions.begin_work(own.issue, by=request.person, at=now())
    hand_in_actions.add_work_file.perform(
        work, by=request.person, at=now(), files=[taken], copies=copies,
        once=Once(arriving.key, taken.kept.sha256),
    )  # fmt: skip
    arriving.forget()
