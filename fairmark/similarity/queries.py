"""What people ask of likeness: which work is like which, who may see it, what waits for a look."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from fairmark.assessment.models import Submission
from fairmark.assessment.queries import visible_work
from fairmark.centre.models import Centre
from fairmark.evidence.keeping import attachments
from fairmark.people.models import Person
from fairmark.people.rules import Holding, Role
from fairmark.planning.models import Assignment
from fairmark.policies.queries import NoPolicy, number
from fairmark.similarity.models import Compared, Likeness, TextRead
from fairmark.similarity.rules import METHOD, words_of

PERCENT = "malpractice.similarity_percent"
WORK = "assessment.submission"
#: Who sees what work is like: those who assess and verify it, and who answers for the centre.
SEES_LIKENESS = (
    Role.ASSESSOR, Role.LEAD_INTERNAL_VERIFIER, Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE,
)  # fmt: skip
#: The policy asks somebody to look into it.
OVER = Q(percent__gte=F("asked_from")) | Q(percent_other__gte=F("asked_from"))


def asked_from(centre: Centre, on: date) -> int | None:
    """From how much likeness the malpractice policy has it looked into; None without a policy."""
    try:
        return number(centre, PERCENT, on=on)
    except NoPolicy:
        return None


def seen_work(centre: Any, holdings: Iterable[Holding]) -> QuerySet[Submission]:
    """Work whose text somebody may see beside other work."""
    held = [one for one in holdings if one.role in SEES_LIKENESS]
    found = visible_work(centre, held)
    return found if held else found.none()


def visible_likenesses(centre: Any, holdings: Iterable[Holding]) -> QuerySet[Likeness]:
    """Likenesses of work that somebody may see; the other work may be another programme's."""
    return Likeness.objects.filter(one__in=seen_work(centre, holdings))


def likenesses_of(assignment: Assignment) -> list[Likeness]:
    """Of the work on an assignment, the most alike first; with who looked into them."""
    rows = Likeness.objects.filter(one__assignment=assignment).select_related(
        "one__enrolment__learner", "other__enrolment__learner", "other__assignment__unit",
        "other__assignment__cohort",
    )  # fmt: skip
    return sorted(rows.prefetch_related("looks__by"), key=lambda one: -one.most)


def compared_of(assignment: Assignment) -> dict[int, Compared]:
    """By piece of work that it was compared, and with what."""
    rows = Compared.objects.filter(submission__assignment=assignment)
    return {one.submission_id: one for one in rows.select_related("submission__enrolment__learner")}


def waiting(likenesses: QuerySet[Likeness]) -> QuerySet[Likeness]:
    """What the policy asks somebody to look into and nobody has."""
    return likenesses.filter(OVER, looks=None)


def due(centre: Centre, on: date) -> list[int]:
    """Assignments with work that was not compared, or was before there was a policy to hold it to."""
    stale = Q(compared=None) | ~Q(compared__method=METHOD)
    if asked_from(centre, on) is not None:
        stale |= Q(compared__asked_from=None)
    found = Submission.objects.filter(stale, centre=centre, handed_in_at__isnull=False)
    return list(found.order_by("assignment").values_list("assignment", flat=True).distinct())


def obstacles_to_comparing(assignment: Assignment, by: Person, at: datetime, **_: Any) -> list[str]:
    if not assignment.submissions.filter(handed_in_at__isnull=False).exists():
        return ["Nothing is handed in on this assignment yet, so there is nothing to compare."]
    return []


def obstacles_to_looking(likeness: Likeness, by: Person, at: datetime, **what: Any) -> list[str]:
    """A look says what was seen."""
    if "words" in what and not str(what["words"]).strip():
        return [
            "Say what you saw. Without a word nobody can tell later why it was left or taken up."
        ]
    return []


# -- two texts side by side ---------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A file of a piece of work with its text; `first` is the number of its first word."""

    name: str
    text: str
    first: int
    words: int


def parts_of(works: Collection[Submission]) -> dict[int, list[Part]]:
    """By piece of work its files with their text, numbered as they were compared."""
    files: dict[int, list[tuple[int, str]]] = {one.pk: [] for one in works}
    for one in attachments(WORK, files):
        files[one.about_id].append((one.file_id, one.name))
    wanted = {file for held in files.values() for file, _ in held}
    reads = {one.file_id: one for one in TextRead.objects.filter(file__in=wanted)}
    return {pk: _numbered(held, reads) for pk, held in files.items()}


def _numbered(held: list[tuple[int, str]], reads: dict[int, TextRead]) -> list[Part]:
    parts: list[Part] = []
    first = 0
    for file, name in held:
        if (read := reads.get(file)) is None or not read.words:
            continue
        text = read.text
        parts.append(Part(name, text, first, len(words_of(text))))
        first += parts[-1].words + 1
    return parts
