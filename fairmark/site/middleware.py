"""Who is asking, and what to say when the database is busy."""

from django.db import OperationalError
from django.shortcuts import render

from fairmark.calendar import clock
from fairmark.people.queries import roles_in_force


def person(get_response):
    """Put the person, the centre and the roles held now on the request, asked anew each time."""

    def middleware(request):
        request.person = request.centre = None
        request.holdings = []
        if request.user.is_authenticated:
            request.person = request.user.person
            request.centre = request.person.centre
            request.holdings = roles_in_force(request.person, clock.now())
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
