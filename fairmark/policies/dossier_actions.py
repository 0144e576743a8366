"""Making the dossier of a policy, which is kept as it was given out."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.people.models import Person
from fairmark.policies import queries
from fairmark.policies.models import MadeDossier, Policy
from fairmark.policies.rules import WRITERS
from fairmark.rulebook.queries import rule
from fairmark.trail.writing import record
from fairmark.ui.words import how_many, in_turn
from fairmark.workflow.actions import action

#: What every PDF begins with.
PDF = b"%PDF-"


def obstacles_to_making_dossier(
    policy: Policy, person: Person, at: datetime, *, content: bytes | None = None, **_: Any
) -> list[str]:
    """A version is in force; `content`, once it is made, is a PDF."""
    on = timezone.localtime(at).date()
    if queries.version_in_force(policy.centre, policy.kind, on=on) is None:
        return ["No version is in force yet, so there is nothing to show. Publish one first."]
    if content is not None and not content.startswith(PDF):
        return ["The policy cannot be put on paper: a section is nested too deeply. Write it anew."]
    return []


def dossiers_kept(on: date) -> int:
    """How many files of one policy are kept, the newest ones."""
    return int(rule("policies.dossiers_kept", on=on).value)


@action(
    by=WRITERS, unless=obstacles_to_making_dossier, records=("dossier_made", "dossiers_thrown_away")
)
def make_dossier(
    policy: Policy, *, by: Person, at: datetime, content: bytes, layout: str
) -> MadeDossier:
    """Keep a policy's dossier as it is given out, with who made it and when.

    The oldest files beyond those that are kept are thrown away; that they were made stays known.
    `content` is the PDF, made before the change so that nobody waits for it.
    """
    version = queries.version_in_force(policy.centre, policy.kind, on=timezone.localtime(at).date())
    assert version is not None  # the obstacle above
    digest = hashlib.sha256(content).hexdigest()
    one = MadeDossier.objects.create(
        version=version, layout=layout, content=content, sha256=digest, made_by=by, made_at=at
    )
    record(
        f"{by.name} made the dossier of the {policy}, version {version.number}.",
        one, name="dossier_made", by=by, at=at, version=version.number, layout=layout,
        sha256=digest, size=len(content),
    )  # fmt: skip
    _throw_old_ones_away(policy, by, at)
    return one


def _throw_old_ones_away(policy: Policy, by: Person, at: datetime) -> None:
    keep = dossiers_kept(timezone.localtime(at).date())
    held = MadeDossier.objects.filter(version__policy=policy, thrown_away_at=None)
    old = list(held.select_related("version__policy").defer("content")[keep:])
    if not old:
        return
    MadeDossier.objects.filter(pk__in=[one.pk for one in old]).update(
        content=None, thrown_away_at=at
    )
    days = in_turn([f"{timezone.localtime(one.made_at):%-d %B %Y}" for one in reversed(old)])
    record(
        f"{how_many(len(old), 'old dossier')} of the {policy} thrown away, made on {days}: "
        f"the newest {keep} are kept.",
        policy, name="dossiers_thrown_away", by=by, at=at, kept=keep,
        files=[{"sha256": one.sha256, "version": one.version.number, "made_at": one.made_at}
               for one in old],
    )  # fmt: skip
