"""What people ask about learners: doubtful identifiers, likely duplicates, who may see whom."""

from collections.abc import Iterable

from django.db.models import Q

from fairmark.catalogue.rules import IDENTIFIERS
from fairmark.centre.models import Centre
from fairmark.learners.models import Learner
from fairmark.learners.rules import Known, likely_duplicates


def answering_to(word: str, at: str = "") -> Q:
    """Learners known by this word: part of a name, or the whole of a reference or ULN.

    `at` is the path from the records asked about to their learner, as "learner__".
    """
    return (
        Q(**{f"{at}surname__icontains": word})
        | Q(**{f"{at}forenames__icontains": word})
        | Q(**{f"{at}ref__iexact": word})
        | Q(**{f"{at}uln": word})
    )


def doubtful_learners(centre: Centre) -> list[int]:
    """Learners with an identifier that fails its check, asked anew each time so it never goes stale."""
    rows = (
        Learner.objects.filter(centre=centre, enrolments__status="active")
        .present()
        .distinct()
        .order_by()
        .values_list("pk", "uln", "upn", "uci")
    )
    checks = [IDENTIFIERS[name] for name in ("uln", "upn", "uci")]
    return [
        pk
        for pk, *values in rows
        if any(value and check(value) for value, check in zip(values, checks, strict=True))
    ]


def duplicates(centre: Centre) -> list[tuple[Learner, Learner, str]]:
    """Pairs of records that may be one learner, with the reason."""
    return _pairs(Learner.objects.filter(centre=centre).present())


def resembling(centre: Centre, learners: Iterable[Learner]) -> dict[int, list[tuple[Learner, str]]]:
    """Other records that may be each of these learners, by the learner's key, with the reason."""
    asked = list(learners)
    alike = Q(date_of_birth__in={one.date_of_birth for one in asked if one.date_of_birth})
    alike |= Q(uln__in={one.uln for one in asked if one.uln})
    alike |= Q(upn__in={one.upn for one in asked if one.upn})
    found: dict[int, list[tuple[Learner, str]]] = {one.pk: [] for one in asked}
    for one, other, why in _pairs(Learner.objects.filter(alike, centre=centre).present()):
        for this, that in ((one, other), (other, one)):
            if this.pk in found:
                found[this.pk].append((that, why))
    return found


def _pairs(learners: Iterable[Learner]) -> list[tuple[Learner, Learner, str]]:
    by_key = {one.pk: one for one in learners}
    known = (
        Known(one.pk, one.surname, one.forenames, one.date_of_birth, one.uln, one.upn)
        for one in by_key.values()
    )
    return [(by_key[a], by_key[b], why) for a, b, why in likely_duplicates(known)]
