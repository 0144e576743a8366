"""Loading a newer edition of the guide: tried, put in use with its tasks, or set aside."""

import hashlib
from datetime import datetime

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.guide import rules
from fairmark.guide.models import GuideEdition
from fairmark.guide.queries import as_rows, in_use
from fairmark.people.models import Person
from fairmark.planner.actions import finish_task, raise_task
from fairmark.policies import edition_queries, exemplars
from fairmark.policies.edition_queries import NO_POLICY, TASKS
from fairmark.policies.rules import WRITERS
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action
from fairmark.workflow.refusals import Refused


@action(by=WRITERS, unless=edition_queries.obstacles_to_trying, records="edition_tried")
def try_edition(
    centre: Centre, *, by: Person, at: datetime, name: str, content: bytes
) -> GuideEdition:
    """Read a newer edition in, to see what it would change. Nothing else changes yet."""
    try:
        clauses = rules.parse(content)
    except rules.BadEdition as bad:
        raise Refused(bad.troubles) from None
    edition = GuideEdition.objects.create(
        centre=centre, name=name, clauses=as_rows(clauses), tried_by=by, tried_at=at,
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    record(
        f"{by.name} read in the {_called(edition)}: {how_many(len(clauses), 'clause')}.",
        edition, name="edition_tried", by=by, at=at, edition=name, sha256=edition.sha256,
    )  # fmt: skip
    return edition


def _called(edition: GuideEdition) -> str:
    return f"edition {edition.name} of the centre guide"


@action(
    by=WRITERS, unless=edition_queries.obstacles_to_using, warn=edition_queries.cautions_on_using,
    records=("edition_put_in_use", "task_raised"),
)  # fmt: skip
def put_edition_in_use(edition: GuideEdition, *, by: Person, at: datetime) -> GuideEdition:
    """Work by a newer edition from now on, with a task for each policy it touches. Source: GOV-4."""
    found = edition_queries.touches(edition)
    edition.in_use_by, edition.in_use_at = by, at
    edition.save(update_fields=["in_use_by", "in_use_at"])
    told = {what: sum(one.difference.what == what for one in found) for what in rules.What}
    record(
        f"{by.name} put the {_called(edition)} in use: "
        + ", ".join(f"{count} {what}" for what, count in told.items()) + ".",
        edition, name="edition_put_in_use", by=by, at=at, edition=edition.name,
        clauses=[f"{one.difference.clause.id} {one.difference.what}" for one in found],
    )  # fmt: skip
    on = timezone.localtime(at).date()
    for kind, touched in edition_queries.by_policy(found).items():
        if not edition_queries.is_held(edition.centre, kind, on):
            continue
        raise_task(
            edition.centre, key=f"{TASKS}{edition.name}:{kind}", title=_title(edition, kind),
            role=edition_queries.owner_of(edition.centre, kind, on), by=by, at=at,
            about="\n".join(one.said for one in touched), due_on=edition_queries.due_on(on),
            link=edition.get_absolute_url() + f"#{kind.replace(' ', '-')}",
        )  # fmt: skip
    return edition


@action(by=WRITERS, unless=edition_queries.obstacles_to_taking_back, records="edition_taken_back")
def take_edition_back(
    edition: GuideEdition, *, by: Person, at: datetime, why: str
) -> GuideEdition:  # fmt: skip
    """Go back to the edition before, and close what this one asked for."""
    edition.taken_back_by, edition.taken_back_at, edition.why_taken_back = by, at, why
    edition.save(update_fields=["taken_back_by", "taken_back_at", "why_taken_back"])
    before = in_use(edition.centre).name
    record(
        f"{by.name} took the {_called(edition)} back: {why} Edition {before} is in use again.",
        edition, name="edition_taken_back", by=by, at=at, edition=edition.name, why=why,
        in_use=before,
    )  # fmt: skip
    for task in edition_queries.tasks_of(edition):
        finish_task(task, by=by, at=at, note=f"Edition {edition.name} was taken back: {why}"[:300])
    return edition


def _title(edition: GuideEdition, kind: str) -> str:
    if kind == NO_POLICY:
        return f"Look at what edition {edition.name} of the guide asks beside the policies"
    title = exemplars.exemplar(kind).title
    return f"Work edition {edition.name} of the guide into the policy: {title.lower()}"


@action(by=WRITERS, unless=edition_queries.obstacles_to_setting_aside, records="edition_set_aside")
def set_edition_aside(edition: GuideEdition, *, by: Person, at: datetime) -> GuideEdition:
    """Set an edition aside that was read in, without working by it."""
    edition.set_aside_by, edition.set_aside_at = by, at
    edition.save(update_fields=["set_aside_by", "set_aside_at"])
    record(
        f"{by.name} set the {_called(edition)} aside.",
        edition, name="edition_set_aside", by=by, at=at, edition=edition.name,
    )  # fmt: skip
    return edition
