"""What people ask about learners: doubtful identifiers, likely duplicates, who may see whom."""

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
    learners = {one.pk: one for one in Learner.objects.filter(centre=centre).present()}
    known = (
        Known(one.pk, one.surname, one.forenames, one.date_of_birth, one.uln, one.upn)
        for one in learners.values()
    )
    return [(learners[a], learners[b], why) for a, b, why in likely_duplicates(known)]
