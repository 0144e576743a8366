"""Looking again: at every clause, at the trail from end to end, and at every file of evidence."""

from datetime import datetime

from django.utils import timezone

from fairmark.assurance.models import Reading
from fairmark.assurance.queries import board_of, history
from fairmark.centre.models import Centre
from fairmark.evidence.scrubbing import Scrub
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.trail import checking
from fairmark.trail.models import TrailCheck
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


@action(
    by=(Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE, Role.ADMINISTRATOR),
    records=("board_checked", "clause_turned"),
)
def check_board(centre: Centre, *, by: Person, at: datetime) -> int:
    """Look at every clause now and keep what has changed since the last time."""
    before = {key: readings[0] for key, readings in history(centre).items()}
    turned = 0
    for line in board_of(centre, timezone.localtime(at).date()):
        last = before.get(line.clause.id)
        if not line.showing.built or (last and last.state == line.showing.state):
            continue
        reading = Reading.objects.create(
            centre=centre, clause=line.clause.id, state=line.showing.state,
            sentence=line.showing.sentence, since_at=at,
        )  # fmt: skip
        turned += 1
        was = f"went from {last.state} to" if last else "is"
        record(
            f"{line.clause.id} {was} {line.showing.state}: {line.showing.sentence}",
            reading, name="clause_turned", by=by, at=at, clause=line.clause.id,
            state=line.showing.state, before=last.state if last else None,
        )  # fmt: skip
    record(
        f"{by.name} had every clause checked: {turned} changed.",
        centre, name="board_checked", by=by, at=at, turned=turned,
    )  # fmt: skip
    return turned


@action(
    by=(Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE, Role.EXAMS_OFFICER, Role.ADMINISTRATOR),
    records="trail_checked",
)
def check_trail(centre: Centre, *, by: Person, at: datetime) -> TrailCheck:
    """Read the whole trail and keep whether it is intact."""
    check = checking.check_and_keep(centre, at)
    verdict = "intact" if check.ok else f"not intact, {len(check.problems)} problems"
    record(
        f"{by.name} had the record checked: {check.events} entries, {verdict}.",
        check, name="trail_checked", by=by, at=at, events=check.events, head=check.head,
        ok=check.ok,
    )  # fmt: skip
    return check


@action(
    by=(Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE, Role.EXAMS_OFFICER, Role.ADMINISTRATOR),
    records="evidence_checked",
)
def tell_of_evidence(centre: Centre, *, by: Person, at: datetime, found: Scrub) -> Scrub:
    """Keep what a check of every file of evidence found; the files are read before, without a lock."""
    verdict = "whole" if found.ok else (
        f"{len(found.missing)} missing and {len(found.changed)} changed: "
        + ", ".join(sha256[:12] for sha256 in (*found.missing, *found.changed))
    )  # fmt: skip
    record(
        f"{by.name} had the evidence checked: {found.files} files, {verdict}.",
        centre, name="evidence_checked", by=by, at=at, files=found.files,
        missing=list(found.missing), changed=list(found.changed), ok=found.ok,
    )  # fmt: skip
    return found
