"""Which edition of the guide a centre works by."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from fairmark.centre.models import Centre
from fairmark.centre.reading import is_reading_once, read_once
from fairmark.guide import editions
from fairmark.guide.editions import Clause
from fairmark.guide.models import GuideEdition


@dataclass(frozen=True)
class Edition:
    """An edition by name, with its clauses in order."""

    name: str
    clauses: tuple[Clause, ...]

    def clause(self, clause_id: str) -> Clause | None:
        """One clause; None where the edition has none of that id."""
        return next((one for one in self.clauses if one.id == clause_id), None)


def came_with_us() -> Edition:
    """The edition that this software was written for."""
    return Edition(editions.CURRENT, editions.clauses())


def in_use(centre: Centre) -> Edition:
    """The edition a centre works by now: the last it put in use, else the one that came with us."""
    return read_once(("edition in use", centre.pk), lambda: _in_use(centre))


def _in_use(centre: Centre) -> Edition:
    if not is_reading_once():
        return in_use_before(centre, None)
    used = [one for one in loaded(centre) if one.in_use_at and not one.taken_back_at]
    return (
        edition_of(max(used, key=lambda one: (one.in_use_at, one.pk))) if used else came_with_us()
    )


def loaded(centre: Centre) -> list[GuideEdition]:
    """Every edition that was read in."""
    return read_once(
        ("editions", centre.pk), lambda: list(GuideEdition.objects.filter(centre=centre))
    )


def in_use_before(centre: Centre, moment: datetime | None) -> Edition:
    """The edition that was in use just before a moment; None is now."""
    loaded = GuideEdition.objects.filter(centre=centre, in_use_at__isnull=False)
    still = Q(taken_back_at=None)
    if moment:
        loaded, still = loaded.filter(in_use_at__lt=moment), still | Q(taken_back_at__gt=moment)
    loaded = loaded.filter(still)
    last = loaded.order_by("-in_use_at", "-pk").first()
    return edition_of(last) if last else came_with_us()


def last_asking(centre: Centre, clause_id: str) -> Edition | None:
    """The newest edition that a centre ever worked by and that has a clause; None if none has."""
    loaded = GuideEdition.objects.filter(centre=centre, in_use_at__isnull=False)
    known = [edition_of(one) for one in loaded.order_by("-in_use_at", "-pk")]
    return next((one for one in [*known, came_with_us()] if one.clause(clause_id)), None)


def edition_of(loaded: GuideEdition) -> Edition:
    """A loaded edition with its clauses read back."""
    return Edition(loaded.name, tuple(Clause(**row) for row in loaded.clauses))


def as_rows(clauses: tuple[Clause, ...]) -> list[dict[str, Any]]:
    """Clauses as they are kept."""
    return [asdict(one) for one in clauses]
