"""Whose row it is: the learners of a cohort by reference, ULN, registration number or name."""

from collections import defaultdict
from collections.abc import Iterable

from fairmark.catalogue.models import Criterion
from fairmark.exchange.rules import visible
from fairmark.learners.models import Enrolment
from fairmark.learners.rules import folded, same_forenames, same_surname
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import units_of, units_taken
from fairmark.registration.models import Registration
from fairmark.tracking.sheet_names import KnownCriterion, KnownUnit
from fairmark.tracking.sheet_tabs import Who

_ADD = "Add a column with their reference."


class NotFound(ValueError):
    """No learner, or not one alone; the message says why and what to do."""


class Learners:
    """Everybody who is or was in a cohort, found as sheets name them."""

    def __init__(self, cohort: Cohort):
        self.names: dict[int, str] = {}
        self._by_ref: dict[str, int] = {}
        self._by_uln: dict[str, int] = {}
        self._by_number: dict[str, int] = {}
        self._by_surname: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        self._known: dict[Who, int] = {}
        rows = Enrolment.objects.filter(cohort=cohort, learner__merged_into=None)
        for pk, ref, uln, surname, forenames in rows.values_list(
            "pk", "learner__ref", "learner__uln", "learner__surname", "learner__forenames"
        ):
            self.names[pk] = f"{surname}, {forenames}"
            self._by_ref[_bare(ref)] = pk
            if uln:
                self._by_uln[uln] = pk
            self._by_surname[folded(surname).replace(" ", "")[:1]].append((pk, surname, forenames))
        numbers = Registration.objects.filter(enrolment__cohort=cohort).exclude(number="")
        for number, pk in numbers.values_list("number", "enrolment"):
            self._by_number[_bare(number)] = pk

    def find(self, who: Who) -> int:
        """The enrolment of the one learner that all this names. Raises NotFound."""
        if who not in self._known:
            self._known[who] = self._find(who)
        return self._known[who]

    def _find(self, who: Who) -> int:
        found: dict[int, str] = {}
        for words, value, held in (
            ("reference", who.ref, self._by_ref), ("ULN", who.uln, self._by_uln),
            ("registration number", who.number, self._by_number),
        ):  # fmt: skip
            if not value:
                continue
            pk = held.get(_bare(value))
            if pk is None:
                raise NotFound(
                    f"The {words} “{visible(value)}” is of no learner of this cohort. Correct it, or "
                    "take the row out; learners come by the class list."
                )
            found.setdefault(pk, words)
        if len(found) > 1:
            said = " and ".join(f"the {words} is {self.names[pk]}’s" for pk, words in found.items())
            raise NotFound(f"{said.capitalize()}. Correct the one that is wrong.")
        named = self._named(who)
        if not found:
            return self._only(who, named)
        [pk] = found
        if named is not None and pk not in named:
            raise NotFound(
                f"The {found[pk]} is {self.names[pk]}’s, and the name says “{_said(who)}”. Correct the "
                "one that is wrong."
            )
        return pk

    def _only(self, who: Who, named: set[int] | None) -> int:
        if not named:
            raise NotFound(
                f"“{_said(who)}” is no learner of this cohort. Write the name as the class list has "
                "it, or take the row out; learners come by the class list."
            )
        if len(named) > 1:
            names = ", ".join(sorted(self.names[pk] for pk in named))
            raise NotFound(f"“{_said(who)}” may be one of {len(named)} learners ({names}). {_ADD}")
        return next(iter(named))

    def _named(self, who: Who) -> set[int] | None:
        """Everybody whom the name fits; None where no name is written."""
        if who.surname or who.forenames:
            return self._of(who.surname, who.forenames) if who.surname else set()
        if not who.name:
            return None
        if "," in who.name:
            surname, _, forenames = who.name.partition(",")
            return self._of(surname, forenames)
        words = who.name.split()
        found: set[int] = set()
        for place in range(1, len(words)):
            found |= self._of(" ".join(words[place:]), " ".join(words[:place]))
        return found

    def _of(self, surname: str, forenames: str) -> set[int]:
        near = self._by_surname.get(folded(surname).replace(" ", "")[:1], [])
        return {
            pk
            for pk, theirs, first in near
            if same_surname(surname, theirs)
            and (not forenames.strip() or same_forenames(forenames, first))
        }


def _bare(value: str) -> str:
    return "".join(value.split()).casefold()


def _said(who: Who) -> str:
    return visible(who.name or f"{who.surname}, {who.forenames}".strip(", "))


def known_units(cohort: Cohort) -> list[KnownUnit]:
    """The units that a cohort takes, with their criteria, as headings are held against them."""
    units = units_taken(cohort) or units_of(cohort)
    criteria: dict[int, list[KnownCriterion]] = defaultdict(list)
    rows: Iterable[Criterion] = Criterion.objects.filter(unit__in=units).order_by("position")
    for one in rows:
        criteria[one.unit_id].append(
            KnownCriterion(one.pk, one.code, one.band, one.ordinal, one.level, one.aims)
        )
    return [KnownUnit(one.pk, one.number, one.title, tuple(criteria[one.pk])) for one in units]
