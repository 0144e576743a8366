"""What people do about likeness: have work compared, and look into what was found."""

from collections.abc import Iterable
from datetime import datetime

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planning.models import Assignment
from fairmark.similarity import queries
from fairmark.similarity.models import OUTCOMES, Compared, Likeness, Look
from fairmark.similarity.rules import METHOD, Found, Pair
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action

#: Who judges work and who answers for how it is judged.
ASSESSORS = (Role.ASSESSOR, Role.LEAD_INTERNAL_VERIFIER)
#: How many rows are written at a time. (A technical limit.)
_AT_ONCE = 200


@action(by=ASSESSORS, unless=queries.obstacles_to_comparing, records="work_compared")
def compare_work(assignment: Assignment, *, by: Person, at: datetime, found: Found) -> Assignment:
    """Have the work on an assignment compared with the centre’s other work; the files are read before."""
    _keep(found, at)
    record(
        f"{by.name} had the work on {assignment} compared: {_said(found)}.", assignment,
        name="work_compared", by=by, at=at, **_told(found),
    )  # fmt: skip
    return assignment


@action(by=Role.ADMINISTRATOR, records="work_compared")
def compare_new_work(centre: Centre, *, by: Person, at: datetime, found: Found) -> Centre:
    """Keep what comparing the work handed in since the last time came to; each night does it."""
    _keep(found, at)
    record(
        f"{by.name} had new work compared: {_said(found)}.", centre, name="work_compared", by=by,
        at=at, **_told(found),
    )  # fmt: skip
    return centre


def _said(found: Found) -> str:
    unread = sum(bool(one.unread) for one in found.results)
    over = (
        f"{found.over} from {found.asked_from} in every hundred words on"
        if found.asked_from is not None else "no policy says from where on one is looked into"
    )  # fmt: skip
    return (
        f"{how_many(len(found.results), 'piece')} of work, "
        f"{how_many(len(found.pairs), 'likeness', 'likenesses')}, {over}; {unread} not read whole"
    )


def _told(found: Found) -> dict[str, object]:
    return {
        "works": len(found.results), "likenesses": len(found.pairs), "over": found.over,
        "asked_from": found.asked_from, "unread": sum(bool(one.unread) for one in found.results),
    }  # fmt: skip


def _keep(found: Found, at: datetime) -> None:
    works = [one.work for one in found.results]
    Compared.objects.bulk_create(
        [
            Compared(
                submission_id=one.work, at=at, method=METHOD, asked_from=found.asked_from,
                words=one.words, left_out=one.left_out, texts=one.texts, unread=one.unread,
            )
            for one in found.results
        ],
        batch_size=_AT_ONCE, update_conflicts=True, unique_fields=["submission"],
        update_fields=["at", "method", "asked_from", "words", "left_out", "texts", "unread"],
    )  # fmt: skip
    pairs = {(one.one, one.other): one for one in found.pairs}
    for first in range(0, len(works), _AT_ONCE):
        _bring_up_to_date(works[first : first + _AT_ONCE], pairs, found, at)
    Likeness.objects.bulk_create(
        [_filled(Likeness(one_id=one.one, other_id=one.other), one, found, at)
         for one in pairs.values()],
        batch_size=_AT_ONCE,
    )  # fmt: skip


def _bring_up_to_date(
    works: list[int], pairs: dict[tuple[int, int], Pair], found: Found, at: datetime
) -> None:
    """What is known of some work already, changed or taken away; what somebody looked into stays."""
    changed: list[Likeness] = []
    gone: list[int] = []
    rows = Likeness.objects.filter(one__in=works).prefetch_related("looks")
    for kept in rows:
        pair = pairs.pop((kept.one_id, kept.other_id), None)
        if kept.looks.all():
            continue
        if pair is None:
            gone.append(kept.pk)
        else:
            changed.append(_filled(kept, pair, found, at))
    Likeness.objects.filter(pk__in=gone).delete()
    fields = ["percent", "percent_other", "passages", "asked_from", "at"]
    Likeness.objects.bulk_update(changed, fields, batch_size=_AT_ONCE)


def _filled(kept: Likeness, pair: Pair, found: Found, at: datetime) -> Likeness:
    kept.percent, kept.percent_other = pair.alike.percent, pair.alike.percent_other
    kept.passages = [list(one) for one in pair.alike.passages]
    kept.asked_from, kept.at = found.asked_from, at
    return kept


def words_for(outcome: str) -> str:
    """An outcome as people read it."""
    return dict(OUTCOMES)[outcome]  # type: ignore[index]


@action(by=ASSESSORS, unless=queries.obstacles_to_looking, records="likeness_looked_into")
def look_into_likeness(
    likeness: Likeness, *, by: Person, at: datetime, outcome: str, words: str
) -> Likeness:
    """Say what you make of a likeness once you have read both texts. It is never the only evidence."""
    Look.objects.create(likeness=likeness, outcome=outcome, words=words, by=by, at=at)
    one = likeness.one
    # The other learner is not named: this is told in the trail of the first.
    record(
        f"{by.name} looked into how like the work of {one.enrolment.learner} on {one.assignment} is "
        f"to other work ({likeness.most} in every hundred words): "
        f"{words_for(outcome).lower()}. {words}", likeness, name="likeness_looked_into", by=by,
        at=at, outcome=outcome, percent=likeness.most, asked_from=likeness.asked_from,
    )  # fmt: skip
    return likeness


def outcomes() -> Iterable[tuple[str, str]]:
    """What a look can come to."""
    return [(str(key), words) for key, words in OUTCOMES]
