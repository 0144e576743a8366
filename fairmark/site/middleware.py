"""Who is asking, and what to say when the database is busy."""

from django.conf import settings
from django.db import OperationalError
from django.shortcuts import render

from fairmark.calendar import clock
from fairmark.people.queries import asking, roles_in_force


def person(get_response):
    """Put the person, the centre and the roles held now on the request, read anew each time."""

    def middleware(request):
        request.person = request.centre = None
        request.holdings = []
        if request.user.is_authenticated:
            request.person = request.user.person
            request.centre = request.person.centre
            with asking(request.person):
                request.holdings = roles_in_force(request.person, clock.now())
                return get_response(request)
        return get_response(request)

    return middleware


#: What a form holds besides its file, in bytes.
_BESIDES = 1024**2


def not_too_large(get_response):
    """Refuse what is posted beyond what any page takes in, before a byte of it is read."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.FAIRMARK_MOST_UPLOAD + _BESIDES
        if not length.isdecimal() or int(length) > most:
            megabytes = settings.FAIRMARK_MOST_UPLOAD // 1024**2
            return render(request, "ui/too_large.html", {"megabytes": megabytes}, status=413)
        return get_response(request)

    return middleware


class BusyDatabase:
    """A database that stays locked is a delay, not a failure: 503, with when to try again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Answer for a lock that was not given in time; every other failure goes on as it is."""
        if isinstance(exception, OperationalError) and _is_lock(exception):
            response = render(request, "ui/busy.html", status=503)
            response["Retry-After"] = "5"
            return response
        return None


def _is_lock(exception):
    text = str(exception).lower()
    return "locked" in text or "lock timeout" in text
