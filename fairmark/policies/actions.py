"""Publishing a policy, and the first one a new centre starts with."""

from collections.abc import Mapping
from datetime import date, datetime

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.policies import queries
from fairmark.policies.models import Policy, PolicyKind, PolicyNumber, PolicyVersion
from fairmark.policies.templates_in_words import REGISTRATION_NUMBERS, REGISTRATION_SECTIONS
from fairmark.rulebook.queries import rule
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


@action(
    by=(Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE),
    unless=queries.obstacles_to_publishing,
    warn=queries.cautions_on_publishing,
    records="policy_published",
)
def publish_policy_version(
    policy: Policy,
    *,
    by: Person,
    at: datetime,
    effective_on: date,
    summary: str,
    numbers: Mapping[str, int],
) -> PolicyVersion:
    """Put a new version of a policy in force from a day on, with its numbers."""
    last = policy.versions.first()
    sections = last.sections if last else REGISTRATION_SECTIONS
    return _publish(policy, by, at, effective_on, summary, numbers, sections)


@action(by=Role.ADMINISTRATOR, records="policy_published")
def adopt_template(
    centre: Centre, *, by: Person, at: datetime, effective_on: date
) -> PolicyVersion:
    """Start a new centre with the registration policy as the template has it."""
    policy, _ = Policy.objects.get_or_create(centre=centre, kind=PolicyKind.REGISTRATION)
    numbers = {
        key: rule(f"policy.{key}", on=effective_on).value["template"]
        for key in REGISTRATION_NUMBERS
    }
    summary = "The template’s text and numbers, until the centre publishes its own."
    return _publish(policy, by, at, effective_on, summary, numbers, REGISTRATION_SECTIONS)


def _publish(
    policy: Policy,
    by: Person,
    at: datetime,
    effective_on: date,
    summary: str,
    numbers: Mapping[str, int],
    sections: list,
) -> PolicyVersion:
    last = policy.versions.first()
    version = PolicyVersion.objects.create(
        policy=policy,
        number=last.number + 1 if last else 1,
        effective_on=effective_on,
        summary=summary,
        sections=sections,
        published_by=by,
        published_at=at,
    )
    PolicyNumber.objects.bulk_create(
        PolicyNumber(version=version, key=key, value=value) for key, value in numbers.items()
    )
    record(
        f"{by.name} published {version}, in force from {effective_on:%-d %B %Y}.",
        version, name="policy_published", by=by, at=at,
        summary=summary, numbers=dict(numbers), effective_on=effective_on,
    )  # fmt: skip
    return version
