"""Who a page is for. What somebody may not see answers 404, like what does not exist."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from fairmark.people.rules import STAFF_ROLES, Role

View = Callable[..., HttpResponse]


def page_for(*roles: Role) -> Callable[[View], View]:
    """A page for people who hold one of the roles; nobody else finds it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not any(holding.role in roles for holding in request.holdings):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.roles = frozenset(roles)
        return guarded

    return decorate


def page_for_staff(view: View) -> View:
    """A page for every member of staff, whatever they do."""
    return page_for(*sorted(STAFF_ROLES))(view)


def page_for_everyone(view: View) -> View:
    """A page for anybody who is signed in."""
    view.roles = frozenset(Role)
    return view
