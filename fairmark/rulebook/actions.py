"""Amending the rule pack: read in, put in use with its tasks, set aside, or taken back."""

import hashlib
from datetime import datetime

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.centre.working import forget
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.rulebook import amendment_queries, readers
from fairmark.rulebook.checking import BadRules
from fairmark.rulebook.models import RuleAmendment
from fairmark.rulebook.packs import as_row
from fairmark.rulebook.queries import READ, in_use
from fairmark.rulebook.rules import What
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action
from fairmark.workflow.refusals import Refused

#: Who answers for the rules that the centre works by.
KEEPERS = (Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE)


@action(by=KEEPERS, unless=amendment_queries.obstacles_to_trying, records="rules_tried")
def try_rules(
    centre: Centre, *, by: Person, at: datetime, name: str, content: bytes, file_name: str,
    replaces: bool = False,
) -> RuleAmendment:  # fmt: skip
    """Read rules in from a file, to see what they would change. Nothing else changes yet."""
    try:
        found, rules = amendment_queries.parse(content, file_name, centre)
    except BadRules as bad:
        raise Refused(bad.troubles) from None
    amendment = RuleAmendment.objects.create(
        centre=centre, name=name, replaces=replaces or found.whole, file_name=file_name[:200],
        rows=[as_row(one) for one in rules], sha256=hashlib.sha256(content).hexdigest(),
        tried_by=by, tried_at=at,
    )  # fmt: skip
    record(
        f"{by.name} read in the amendment “{name}” of the rule pack: "
        f"{how_many(len(rules), 'rule')} from {file_name}.",
        amendment, name="rules_tried", by=by, at=at, amendment=name, sha256=amendment.sha256,
    )  # fmt: skip
    return amendment


@action(
    by=KEEPERS, unless=amendment_queries.obstacles_to_using,
    warn=amendment_queries.cautions_on_using, records=("rules_put_in_use", "task_raised"),
)  # fmt: skip
def put_rules_in_use(amendment: RuleAmendment, *, by: Person, at: datetime) -> RuleAmendment:
    """Work by amended rules from now on, with a task for each number beyond its new bound."""
    change = amendment_queries.change_of(amendment, timezone.localtime(at).date())
    found = amendment_queries.consequences_of(change)
    amendment.in_use_by, amendment.in_use_at = by, at
    amendment.save(update_fields=["in_use_by", "in_use_at"])
    forget(READ)
    told = {what: sum(one.what == what for one in change.differences) for what in What}
    record(
        f"{by.name} put the amendment “{amendment.name}” of the rule pack in use: "
        + ", ".join(f"{count} {what}" for what, count in told.items()) + ".",
        amendment, name="rules_put_in_use", by=by, at=at, amendment=amendment.name,
        rules=[f"{one.rule.key} ({one.rule.family}) {one.what} from {one.from_on.isoformat()}"
               for one in change.differences],
    )  # fmt: skip
    readers.follow(amendment, found, by, at)
    return amendment


@action(by=KEEPERS, unless=amendment_queries.obstacles_to_taking_back, records="rules_taken_back")
def take_rules_back(
    amendment: RuleAmendment, *, by: Person, at: datetime, why: str
) -> RuleAmendment:  # fmt: skip
    """Go back to the pack before, and close what this amendment asked for."""
    amendment.taken_back_by, amendment.taken_back_at, amendment.why_taken_back = by, at, why
    amendment.save(update_fields=["taken_back_by", "taken_back_at", "why_taken_back"])
    forget(READ)
    before = in_use(amendment.centre).name
    record(
        f"{by.name} took the amendment “{amendment.name}” of the rule pack back: {why} "
        f"{before} is in use again.",
        amendment, name="rules_taken_back", by=by, at=at, amendment=amendment.name, why=why,
        in_use=before,
    )  # fmt: skip
    readers.undo(amendment, why, by, at)
    return amendment


@action(by=KEEPERS, unless=amendment_queries.obstacles_to_setting_aside, records="rules_set_aside")
def set_rules_aside(amendment: RuleAmendment, *, by: Person, at: datetime) -> RuleAmendment:
    """Set an amendment aside that was read in, without working by it."""
    amendment.set_aside_by, amendment.set_aside_at = by, at
    amendment.save(update_fields=["set_aside_by", "set_aside_at"])
    record(
        f"{by.name} set the amendment “{amendment.name}” of the rule pack aside.",
        amendment, name="rules_set_aside", by=by, at=at, amendment=amendment.name,
    )  # fmt: skip
    return amendment
