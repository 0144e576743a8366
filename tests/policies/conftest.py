"""A policy on its way from draft to force."""

import pytest

from fairmark.policies import actions, draft_actions
from fairmark.policies.models import Policy
from tests.builders import MONDAY


@pytest.fixture
def policy(centre):
    """The registration policy, in force as it came."""
    return Policy.objects.get(centre=centre, kind="registration")


@pytest.fixture
def draft(policy, quinn):
    return draft_actions.start_draft(policy, by=quinn, at=MONDAY)


@pytest.fixture
def own(draft, quinn):
    """A draft that says throughout how things are done here."""
    return make_own(draft, quinn)


@pytest.fixture
def agreed(own, quinn, hana):
    """A draft that everybody who is asked has agreed to."""
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="How we do it.")
    actions.approve_version(own, by=quinn, at=MONDAY)
    return actions.approve_version(own, by=hana, at=MONDAY)


def make_own(draft, by):
    for block in draft.content["blocks"]:
        if block["part"] == "procedures":
            draft = draft_actions.say_how_it_is_done_here(
                draft, by=by, at=MONDAY, block=block["id"], text="At the exams office, room B12."
            )
    return draft
