"""Recording that learners were told, in a session, what a policy asks of them."""

from collections.abc import Sequence
from datetime import date, datetime

from fairmark.learners.models import Learner
from fairmark.people.models import Person
from fairmark.policies.queries import version_in_force
from fairmark.programmes.models import Cohort
from fairmark.teaching import told_queries as queries
from fairmark.teaching.actions import TEAM
from fairmark.teaching.told_models import Telling
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action


@action(by=TEAM, unless=queries.obstacles_to_telling, records="learners_told")
def tell_learners(
    cohort: Cohort, *, by: Person, at: datetime, policy: str, told_on: date,
    learners: Sequence[Learner],
) -> Telling:  # fmt: skip
    """Record who was shown the learners’ version of a policy in a session and confirmed it."""
    version = version_in_force(cohort.centre, policy, on=told_on)
    assert version is not None  # the obstacle above
    made = Telling.objects.create(
        centre_id=cohort.centre_id, cohort=cohort, version=version, told_on=told_on,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    made.learners.set(learners)
    record(
        f"{by.name} recorded that {how_many(len(learners), 'learner')} of {cohort.code} confirmed "
        f"on {told_on:%-d %B %Y} what the {version.policy} asks of them.",
        made, name="learners_told", by=by, at=at, policy=policy,
        version=version.number, told_on=told_on, learners=[one.ref for one in learners],
    )  # fmt: skip
    return made
