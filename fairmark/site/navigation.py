"""The frame of every page: places in one order for everybody, of which a role hides some."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from fairmark.calendar import clock
from fairmark.calendar.queries import year_of
from fairmark.people.rules import STAFF_ROLES, Role
from fairmark.trail.models import TrailCheck

_OFFICES = {Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE, Role.EXAMS_OFFICER}
_TEAM = {
    Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER, Role.INTERNAL_VERIFIER, Role.ASSESSOR,
}  # fmt: skip

#: Name, address, and the roles that see it. Places not built yet are not listed.
PLACES = (
    ("Today", "/", _OFFICES | _TEAM | {Role.ADMINISTRATOR}),
    ("Programmes", "/programmes/", _OFFICES | _TEAM | {Role.ADMINISTRATOR}),
    (
        "Verification",
        "/briefs/verification/",
        {Role.LEAD_INTERNAL_VERIFIER, Role.INTERNAL_VERIFIER},
    ),
    ("Learners", "/learners/", _OFFICES | _TEAM),
    ("Exams office", "/registration/", _OFFICES),
    ("Checks", "/registration/checks/", {Role.PROGRAMME_LEADER}),
    ("Entries", "/registration/entries/", {Role.PROGRAMME_LEADER}),
    ("Policies", "/policies/", _OFFICES | _TEAM | {Role.ADMINISTRATOR}),
    ("Assurance", "/assurance/", {Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE}),
    ("Year plan", "/plan/", _OFFICES | _TEAM),
    ("Centre", "/centre/", {Role.ADMINISTRATOR}),
    ("My work", "/my-work/", {Role.LEARNER}),
    ("My record", "/my-record/", {Role.LEARNER}),
    ("Help and appeals", "/policies/for-learners/", {Role.LEARNER}),
)

#: Addresses that belong to a place and do not begin as it does.
_PART_OF = {
    "/rules/": "/policies/", "/specifications/": "/programmes/", "/schemes/": "/programmes/",
    "/plans/": "/programmes/",
    "/briefs/verification/": "/briefs/verification/", "/briefs/": "/programmes/",
    "/standardisation/": "/programmes/", "/tracking/": "/programmes/", "/submissions/": "/programmes/",
    "/assignments/": "/programmes/", "/fairness/": "/programmes/",
    "/questions/": "/programmes/", "/comments/": "/programmes/", "/observations/": "/programmes/",
    "/witness-statements/": "/programmes/", "/likenesses/": "/programmes/",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    name: str
    link: str
    here: bool
    exactly: bool


def places(request) -> list[Place]:
    """The places this person sees, and which of them the page is in."""
    roles = {holding.role for holding in request.holdings}
    seen = [(name, link) for name, link, who in PLACES if roles & who]
    path = next((place for part, place in _PART_OF.items() if request.path.startswith(part)),
                request.path)  # fmt: skip
    inside = [link for _, link in seen if link != "/" and path.startswith(link)]
    here = max(inside, key=len, default="/" if request.path == "/" else "")
    return [Place(name, link, link == here, request.path == link) for name, link in seen]


def frame(request) -> dict:
    """What the frame needs on every page."""
    holdings = getattr(request, "holdings", None)
    if not holdings:
        return {"frame": {"demo": settings.FAIRMARK_DEMO, "today": clock.today()}}
    roles = {holding.role for holding in holdings}
    year = year_of(request.centre, clock.today())
    named = sorted({h.role for h in holdings}, key=list(Role).index)
    return {
        "frame": {
            "places": places(request),
            "roles": ", ".join(named).capitalize(),
            "year": year.label if year else "",
            "is_staff": bool(roles & STAFF_ROLES),
            "can_search": bool(roles & (_OFFICES | _TEAM)),
            "demo": settings.FAIRMARK_DEMO,
            "today": clock.today(),
            "seal": seal(request.centre),
        }
    }


def seal(centre) -> str:
    """The quiet sentence at the foot: when the record was last checked."""
    check = TrailCheck.objects.filter(centre=centre).first()
    if check is None:
        return ""
    at = timezone.localtime(check.checked_at)
    day = "today" if at.date() == clock.today() else f"{at:%-d %B %Y}"
    if check.ok:
        return f"Record checked and intact, {day} {at:%H:%M}"
    return f"The record was checked {day} {at:%H:%M} and is NOT intact"
