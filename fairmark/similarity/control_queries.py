"""What the control reads: which work was compared, which is like other work, which briefs come again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from fairmark.assessment.control_queries import Piece
from fairmark.briefs.control_queries import Standing, standings
from fairmark.briefs.models import Brief, Issue, Task
from fairmark.centre.models import Centre
from fairmark.similarity.models import Compared, Likeness
from fairmark.similarity.queries import waiting
from fairmark.similarity.rules import words_of


def compared(centre: Centre, on: date, found: Collection[Piece]) -> dict[int, list]:
    """By piece of work that was compared, the files of it that were not read."""
    works = {one.work.pk for one in found}
    rows = Compared.objects.filter(submission__centre=centre).values_list("submission", "unread")
    return {pk: unread for pk, unread in rows if pk in works}


def to_look_into(centre: Centre, on: date, found: Collection[Piece]) -> set[int]:
    """Work that is like other work, as the policy asked about, and that nobody has looked into."""
    works = {one.work.pk for one in found}
    rows = waiting(Likeness.objects.filter(one__centre=centre)).values_list("one", flat=True)
    return works & set(rows)


@dataclass(frozen=True)
class Again:
    """A brief that was issued, and the earlier cohort to which the same one was issued."""

    standing: Standing
    brief: Brief
    cohort: str


def used_again(centre: Centre, on: date) -> list[Again]:
    """The newest issued brief of each assignment whose scenario and tasks a cohort of an earlier year had.

    Of the same unit, by number and title: another issue of a specification has units of its own.
    """
    newest = [(one, one.issued[-1].brief) for one in standings(centre, on) if one.issued]
    if not newest:
        return []
    written = _written(centre)
    found = []
    for standing, brief in newest:
        own = written.get(brief.pk)
        if own is None:
            continue
        before = next(
            (one for one in written.values()
             if one.unit == own.unit and one.year_began < own.year_began and one.words == own.words),
            None,
        )  # fmt: skip
        if before is not None and own.words:
            found.append(Again(standing, brief, before.name))
    return found


@dataclass
class _Written:
    unit: tuple[str, str]
    name: str
    year_began: date
    words: list[str]


def _written(centre: Centre) -> dict[int, _Written]:
    """Every issued brief of the centre with the words of its scenario and tasks; two questions."""
    found: dict[int, _Written] = {}
    issues = Issue.objects.filter(brief__centre=centre).order_by("set_on", "pk")
    for brief, began, number, title, name, scenario in issues.values_list(
        "brief", "brief__assignment__cohort__year__starts_on", "brief__assignment__unit__number",
        "brief__assignment__unit__title", "brief__assignment__cohort__code", "brief__scenario",
    ):  # fmt: skip
        if brief not in found:
            found[brief] = _Written((number, title), name, began, words_of(scenario))
    tasks = Task.objects.filter(brief__in=found).order_by("brief", "position", "pk")
    for brief, text in tasks.values_list("brief", "text"):
        found[brief].words += words_of(text)
    return found
