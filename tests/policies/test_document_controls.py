"""That each policy can be shown, and that documents name what they were made from; with twins."""

from datetime import timedelta

import pytest

from fairmark.guide.showing import State, shown
from fairmark.policies import actions, exemplars, queries
from fairmark.policies.dossier_actions import make_dossier
from fairmark.policies.models import (
    Acknowledgement,
    Approval,
    MadeDossier,
    Policy,
    PolicyVersion,
)
from tests.builders import MONDAY
from tests.policies.test_controls import ON, state

#: When the policies of the college are in force.
IN_FORCE = MONDAY + timedelta(days=7)

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(college, quinn):
    """A college whose policies have each been read by somebody."""
    for kind in exemplars.KINDS:
        version = queries.version_in_force(college, kind, on=ON)
        actions.acknowledge_version(version, by=quinn, at=MONDAY)
    return college


def test_pol_5_and_its_twins(read):
    assert state("POL-5", read) == State.MET
    mine = PolicyVersion.objects.filter(policy__kind="appeals")
    Acknowledgement.objects.filter(version__in=mine).delete()
    showing = shown("POL-5", read, ON)
    assert showing.state == State.UNDER_WAY
    assert [one.about for one in showing.findings] == ["Missing: anybody who has read it."]
    Approval.objects.filter(version__in=mine).delete()
    mine.update(summary="")
    assert shown("POL-5", read, ON).findings[0].count == 3
    mine.update(effective_on=ON.replace(year=2026))
    assert state("POL-5", read) == State.NOT_MET


def test_gov_8_and_its_twins(read, quinn):
    assert state("GOV-8", read) == State.MET
    policy = Policy.objects.get(centre=read, kind="appeals")
    make_dossier(policy, by=quinn, at=IN_FORCE, content=b"%PDF-", layout="2026.1")
    assert shown("GOV-8", read, ON).evidence == len(exemplars.KINDS) + 1
    MadeDossier.objects.update(layout="")
    assert state("GOV-8", read) == State.NOT_MET
    MadeDossier.objects.all().delete()
    PolicyVersion.objects.filter(policy=policy).update(exemplar="")
    showing = shown("GOV-8", read, ON)
    assert (showing.state, len(showing.findings)) == (State.NOT_MET, 1)


def test_gov_8_without_any_policy_cannot_be_told(college):
    PolicyVersion.objects.update(effective_on=ON.replace(year=2026))
    assert state("GOV-8", college) == State.CANNOT_TELL
